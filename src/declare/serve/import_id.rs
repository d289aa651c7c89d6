//! The text form of import IDs: one part for each ancestor, from the outermost inward, and one for
//! the object. This file sends no requests.
//!
//! The outermost part may be omitted if the provider has a default for it. The last part is the
//! rest of the ID, including slashes, because routes contain slashes.

use std::fmt;

use crate::declare::context::Project;
use crate::declare::words::{Spec, is_object_id};
use crate::engine::Diagnostic;
use crate::engine::wording::with_article;

/// One way to read an import ID: one part for each of [`steps`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) parts: Vec<String>,
}

/// Writes the whole ID.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join("/"))
    }
}

/// Returns the types that the parts of an import ID denote: the ancestors, from the outermost
/// inward, and the object, unless its parent has only one.
pub(crate) fn steps(spec: &'static Spec) -> Vec<&'static Spec> {
    let own = Some(spec).filter(|spec| !spec.lifecycle.is_single());
    let mut steps: Vec<_> = own.into_iter().collect();
    steps.extend(spec.ancestors());
    steps.reverse();
    steps
}

/// Returns every possible reading of the ID.
pub(crate) fn readings(
    spec: &'static Spec,
    default: &Project,
    id: &str,
) -> Result<Vec<Reading>, Diagnostic> {
    let mut readings = divisions(spec, default, id);
    let steps = steps(spec);
    readings.retain(|reading| {
        steps
            .iter()
            .zip(&reading.parts)
            .all(|(step, part)| fits(step, part))
    });
    if readings.is_empty() {
        Err(unreadable(spec, default, id))
    } else {
        Ok(readings)
    }
}

/// Returns every division of the ID into the required number of parts, whatever the parts look
/// like.
pub(crate) fn divisions(spec: &'static Spec, default: &Project, id: &str) -> Vec<Reading> {
    let inner = steps(spec).len() - 1;
    let mut divisions = Vec::new();
    let mut add = |outermost: &str, rest: &str| {
        let mut parts = vec![outermost.to_owned()];
        parts.extend(rest.splitn(inner, '/').map(str::to_owned));
        if parts.len() == inner + 1 && parts.iter().all(|part| !part.is_empty()) {
            divisions.push(Reading { parts });
        }
    };
    if let Some((outermost, rest)) = id.split_once('/')
        && is_object_id(outermost)
    {
        add(outermost, rest);
    }
    if let Project::Known(outermost) = default {
        add(outermost, id);
    }
    divisions
}

/// Reports whether a part may denote an object of this type, by its ID or by a key of the right
/// form.
fn fits(step: &Spec, part: &str) -> bool {
    let is_key = || step.key_form.is_none_or(|form| (form.fits)(part));
    is_object_id(part) || !part.is_empty() && is_key()
}

/// Returns the error that names the wrong part of the ID.
fn unreadable(spec: &'static Spec, default: &Project, id: &str) -> Diagnostic {
    let has_default = matches!(default, Project::Known(_));
    let what = empty_end(spec, has_default, id).unwrap_or_else(|| wrong_part(spec, default, id));
    let outermost = steps(spec)[0].title;
    let hint = match has_default {
        true => format!(" The {outermost} may be left out, as the provider has one."),
        false => String::new(),
    };
    Diagnostic::error(
        format!("{id:?} is not the id of {}", with_article(spec.title)),
        format!("{what}\nThe id has the form {}.{hint}", spec.import_form()),
    )
}

fn wrong_part(spec: &'static Spec, default: &Project, id: &str) -> String {
    let steps = steps(spec);
    let outermost = steps[0].title;
    let has_default = matches!(default, Project::Known(_));
    let parts: Vec<&str> = id.splitn(steps.len(), '/').collect();
    let last = steps[steps.len() - 1].title;
    match parts.as_slice() {
        [] | [""] => "It is empty.".to_owned(),
        [first, rest @ ..] if is_object_id(first) && !rest.is_empty() => {
            let wrong = steps[1..]
                .iter()
                .zip(rest)
                .position(|(step, part)| !fits(step, part));
            match wrong {
                Some(at) => no_such_form(
                    ORDINALS[(at + 1).min(ORDINALS.len() - 1)],
                    rest[at],
                    steps[at + 1],
                ),
                None => format!(
                    "It ends after the {}; the {} is missing.",
                    steps[parts.len() - 1].title,
                    steps[parts.len()].title
                ),
            }
        }
        [_] if has_default => format!("It names no {last}."),
        [_] if *default == Project::Unknown => {
            format!(
                "The {outermost} is missing, and the provider's {}_id is not known yet.",
                steps[0].name
            )
        }
        [_] => format!(
            "The {outermost} is missing, and the provider has no {}_id.",
            steps[0].name
        ),
        [first, ..] if has_default => {
            let inner = steps[1].title;
            let example = steps[1]
                .key_form
                .map_or_else(String::new, |form| format!(" (such as {:?})", form.example));
            format!(
                "The first part, {first:?}, is neither {} (24 hexadecimal digits) nor {}{example}.",
                with_article(outermost),
                with_article(inner)
            )
        }
        [first, ..] => {
            format!("The first part, {first:?}, is no {outermost}: 24 hexadecimal digits.")
        }
    }
}

const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

fn no_such_form(ordinal: &str, part: &str, step: &Spec) -> String {
    let key = step.key_form.map_or_else(String::new, |form| {
        format!(
            ": neither an id of 24 hexadecimal digits nor a {} such as {:?}",
            form.title, form.example
        )
    });
    format!("The {ordinal} part, {part:?}, is no {}{key}.", step.title)
}

/// Returns the error text for an ID whose last part is empty and whose other parts are right.
fn empty_end(spec: &'static Spec, has_default: bool, id: &str) -> Option<String> {
    let body = id.strip_suffix('/')?;
    let steps = steps(spec);
    // The outermost part may be omitted.
    let given: Vec<&str> = body.split('/').collect();
    let all_fit = |steps: &[&Spec]| {
        given.len() <= steps.len()
            && steps
                .iter()
                .zip(&given)
                .all(|(step, part)| fits(step, part))
    };
    let with_outermost = is_object_id(given[0]) && all_fit(&steps);
    let named = match (with_outermost, has_default && all_fit(&steps[1..])) {
        // A single ID may be the outermost part or the next one.
        (true, true) if given.len() == 1 => given.len() + 1,
        (true, _) => given.len(),
        (false, true) => given.len() + 1,
        (false, false) => return None,
    };
    match steps.get(named) {
        Some(missing) => {
            let before = steps[named - 1].title;
            Some(format!(
                "Its last part is empty: the {} after the {before} is missing.",
                missing.title
            ))
        }
        None => Some(format!(
            "It ends in a slash, which does not belong there: the id is {body:?}."
        )),
    }
}
