//! Import ids as texts: their parts, and what is wrong with them. Nothing is asked of the API here.

use std::fmt;

use crate::engine::Diagnostic;
use crate::engine::wording::with_article;

use crate::declare::context::Project;
use crate::declare::words::checks::is_object_id;
use crate::declare::words::spec::{Read, Spec};

/// The form of the ids, for messages and docs.
pub(crate) fn form(spec: &Spec) -> String {
    match (spec.attr("app_id"), spec.read) {
        (None, _) | (_, Read::WholeList(_)) => "<project_id>/<app>".to_owned(),
        (Some(_), _) => format!(
            "<project_id>/<app>/<{} id or {}>",
            spec.title,
            spec.natural_key.join(" ")
        ),
    }
}

/// What an import id has in place of an object's id that nobody knows.
pub(crate) fn placeholder(spec: &Spec) -> String {
    format!("<{} id>", spec.title)
}

/// One way to read an import id.
#[derive(Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) project: String,
    pub(crate) app: String,
    /// Empty for what has no name of its own in its app.
    pub(crate) object: String,
}

/// The whole id.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            project,
            app,
            object,
        } = self;
        if object.is_empty() {
            write!(f, "{project}/{app}")
        } else {
            write!(f, "{project}/{app}/{object}")
        }
    }
}

/// Every way in which the id may be meant.
pub(crate) fn readings(
    spec: &Spec,
    default: &Project,
    id: &str,
) -> Result<Vec<Reading>, Diagnostic> {
    let mut readings = divisions(spec, default, id);
    readings.retain(|reading| names_an_app(&reading.app));
    if readings.is_empty() {
        Err(unreadable(spec, default, id))
    } else {
        Ok(readings)
    }
}

/// Every way in which the id has the parts that it needs, whatever they look like.
pub(crate) fn divisions(spec: &Spec, default: &Project, id: &str) -> Vec<Reading> {
    let mut divisions = Vec::new();
    let mut add = |project: &str, rest: &str| {
        let (app, object) = if has_object(spec) {
            rest.split_once('/').unwrap_or((rest, ""))
        } else {
            (rest, "")
        };
        if object.is_empty() != has_object(spec) {
            divisions.push(Reading {
                project: project.to_owned(),
                app: app.to_owned(),
                object: object.to_owned(),
            });
        }
    };
    if let Some((project, rest)) = id.split_once('/')
        && is_object_id(project)
    {
        add(project, rest);
    }
    if let Project::Known(project) = default {
        add(project, id);
    }
    divisions
}

/// Whether an id has a part after the app.
fn has_object(spec: &Spec) -> bool {
    spec.attr("app_id").is_some() && !matches!(spec.read, Read::WholeList(_))
}

fn names_an_app(part: &str) -> bool {
    is_object_id(part) || is_client_app_id(part)
}

/// Which part of the id is wrong.
fn unreadable(spec: &Spec, default: &Project, id: &str) -> Diagnostic {
    let parts: Vec<&str> = id
        .splitn(if has_object(spec) { 3 } else { 2 }, '/')
        .collect();
    let has_default = matches!(default, Project::Known(_));
    let end = empty_end(spec, has_default, id);
    let what = end.unwrap_or_else(|| match parts.as_slice() {
        [] | [""] => "It is empty.".to_owned(),
        [project, app, ..] if is_object_id(project) && !names_an_app(app) => {
            format!(
                "The second part, {app:?}, is no app: neither an id of 24 hexadecimal digits nor a client app id such as \"myapp-abcde\"."
            )
        }
        [project, _] if has_object(spec) && is_object_id(project) => format!("It ends after the app; the {} is missing.", spec.title),
        [_] if has_default => format!("It names no {}.", if has_object(spec) { spec.title } else { "app" }),
        [_] if *default == Project::Unknown => "The project is missing, and the provider's project_id is not known yet.".to_owned(),
        [_] => "The project is missing, and the provider has no project_id.".to_owned(),
        [project, ..] if has_default => {
            format!("The first part, {project:?}, is neither a project (24 hexadecimal digits) nor an app (such as \"myapp-abcde\").")
        }
        [project, ..] => format!("The first part, {project:?}, is no project: 24 hexadecimal digits."),
    });
    let hint = if has_default {
        " The project may be left out, as the provider has one."
    } else {
        ""
    };
    Diagnostic::error(
        format!("{id:?} is not the id of {}", with_article(spec.title)),
        format!("{what}\nThe id has the form {}.{hint}", form(spec)),
    )
}

/// What is wrong with an id whose last part is empty and whose others are right.
fn empty_end(spec: &Spec, has_default: bool, id: &str) -> Option<String> {
    let body = id.strip_suffix('/')?;
    let ends_after_the_app = match body.split_once('/') {
        Some((project, app)) => is_object_id(project) && names_an_app(app),
        None => has_default && names_an_app(body),
    };
    match (ends_after_the_app, has_object(spec)) {
        (true, true) => Some(format!(
            "Its last part is empty: the {} after the app is missing.",
            spec.title
        )),
        (true, false) => Some(format!(
            "It ends in a slash, which does not belong there: the id is {body:?}."
        )),
        (false, _) => is_object_id(body)
            .then(|| "Its last part is empty: the app after the project is missing.".to_owned()),
    }
}

/// `myapp-abcde`: a name and an ending of five letters.
fn is_client_app_id(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(name, ending)| {
        !name.is_empty()
            && ending.len() == 5
            && ending.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}
