//! Words failures for the user: what happened, where, and what to do next.

use crate::admin_api::ApiError;
use crate::declare::drafts::{Foreign, Refused};
use crate::declare::object::{Cause, Failure};
use crate::declare::shape::blame::{advice, blamed};
use crate::declare::words::Spec;
use crate::engine::{Diagnostic, Diagnostics, Path, Value};

/// What to do if a replacement is created before the old object, with the same name, is destroyed.
const DESTROY_FIRST: &str = "If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).";

impl Failure {
    /// Returns the error that reports the failure.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let Self {
            spec,
            values,
            cause,
            ..
        } = self;
        let action = format!("could not {}", self.doing);
        let failed = |error| failed(&action, error, Some((spec, values)));
        match cause {
            Cause::Api(error) => failed(error),
            Cause::Misfit(why) => strange(&action, why),
            Cause::Taken(error) => more(failed(error), DESTROY_FIRST),
            Cause::Exists { import, folder } => {
                let folder = folder.as_ref().map(|folder| folder.display().to_string());
                exists_already(spec, &spec.describe(values), import, folder.as_deref())
            }
            Cause::BeingMade { import } => {
                let exists = exists_already(spec, &spec.describe(values), import, None);
                let detail = format!(
                    "Another run in this directory is making it at this moment. Apply again when that run has ended.\n{}",
                    exists.detail
                );
                Diagnostic { detail, ..exists }
            }
            Cause::Kept { refusal } => {
                let next = format!(
                    "If this apply also deletes or renames the other {}, apply again: Terraform had not started that change yet (see its option -parallelism).",
                    spec.title
                );
                more(self::failed(&action, refusal, None), &next).at(unique(spec))
            }
            Cause::Circle => circle(spec, &action),
            Cause::Failed { message, path } => change_failed(&action, message, path),
            Cause::Draft(draft) => foreign_draft(&action, draft),
            Cause::OutcomeUnknown { error, import } => {
                outcome_unknown(spec, &spec.describe(values), error, import)
            }
            Cause::NotMade(error) => {
                let holder = spec.parent.map_or("API", |parent| parent.title);
                let nothing = format!(
                    "The {holder} does not have {}, so nothing was made.",
                    spec.describe(values)
                );
                more(failed(error), &nothing)
            }
            Cause::Gone { path } => gone(&spec.describe(values), path),
            Cause::ListNotWritten { writer, path } => {
                let detail = format!(
                    "{writer} of this run manages the same list and could not write it, so nothing was removed.\n{path}\nApply again when that error is mended."
                );
                Diagnostic::error(sentence(&action), detail)
            }
            Cause::Protected { replaced } => protected(spec, values, replaced.as_ref()),
            Cause::NoPlace { is_unknown } => no_place(spec, *is_unknown),
            Cause::Bug(why) => Diagnostic::bug(format!("{action}: {why}")),
        }
    }
}

impl From<Failure> for Diagnostics {
    fn from(failure: Failure) -> Self {
        failure.diagnostic().into()
    }
}

fn more(diagnostic: Diagnostic, line: &str) -> Diagnostic {
    Diagnostic {
        detail: format!("{}\n{line}", diagnostic.detail),
        ..diagnostic
    }
}

/// Returns the attribute to change if a name is taken.
fn unique(spec: &Spec) -> Path {
    Path::attribute(spec.unique.last().copied().unwrap_or("name"))
}

/// Returns the error for a failed request. `action` says what failed: `could not create the secret
/// "apiKey"`.
pub(crate) fn failed(
    action: &str,
    error: &ApiError,
    object: Option<(&Spec, &Value)>,
) -> Diagnostic {
    let ended = object.and_then(|(spec, _)| shut_down(spec, error));
    let advised = || match (object, error) {
        (
            Some((spec, values)),
            ApiError::Refused {
                status: 400,
                message,
                ..
            },
        ) => advice(spec, values, message),
        _ => None,
    };
    let next = ended
        .or_else(advised)
        .unwrap_or_else(|| next_step(error, object.map(|(spec, _)| spec)));
    let what = sentence(&error.to_string());
    let diagnostic = Diagnostic::error(
        sentence(action),
        format!("{what}\n{}\n{next}", error.place()),
    );
    match object.and_then(|(spec, values)| blamed(spec, values, error)) {
        Some(attr) => diagnostic.at(Path::attribute(attr)),
        None => diagnostic,
    }
}

/// Returns the error for a change that takes time and has failed.
fn change_failed(action: &str, message: &str, path: &str) -> Diagnostic {
    let detail = format!(
        "App Services says that the change failed: {message:?}\nGET {path}\nCorrect the configuration, or apply again."
    );
    Diagnostic::error(sentence(action), detail)
}

/// Returns the error for a write while a draft is open that is not known to be of this configuration.
pub(crate) fn foreign_draft(action: &str, draft: &Foreign) -> Diagnostic {
    let Foreign { id, age, is_wanted } = draft;
    let since = age.map_or_else(String::new, |age| format!(", opened {} ago", lasting(age)));
    let next = match is_wanted {
        true => format!(
            "To continue it, set draft_id = \"{id}\" in the provider block or APPSERVICES_DRAFT_ID in the environment. Otherwise deploy or discard it in the App Services UI, or by the action appservices_discard_draft."
        ),
        false => format!(
            "While it is open, changes of this user wait in it and do not go live. Deploy or discard it in the App Services UI, or by the action appservices_discard_draft. To deploy it from here, set draft = true and draft_id = \"{id}\" in the provider block, and add an appservices_deployment."
        ),
    };
    let detail = format!(
        "A draft of the app is open that this configuration is not known to have opened: {id}{since}.\n{next}"
    );
    Diagnostic::error(sentence(action), detail)
}

/// Reports why nothing can be written to an app.
pub(crate) fn not_written(action: &str, why: &Refused) -> Diagnostic {
    match why {
        Refused::Foreign(draft) => foreign_draft(action, draft),
        Refused::Api(error) => failed(action, error, None),
    }
}

/// Returns a time as its largest unit.
fn lasting(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// Returns the error for a creation that may have succeeded although it failed.
fn outcome_unknown(spec: &Spec, what: &str, error: &ApiError, import: &str) -> Diagnostic {
    let detail = format!(
        "{}\n{}\nWhether the {} was made cannot be told. Look for it before you apply again; when it is there, take it over:\n  {}",
        sentence(&error.to_string()),
        error.place(),
        spec.title,
        take_over(spec, import),
    );
    let summary = format!("the creation of {what} has no known outcome");
    Diagnostic::error(sentence(&summary), detail)
}

/// Returns the error for a name that an existing object has. It is not known here whether a
/// replacement is about to destroy that object.
pub(crate) fn exists_already(
    spec: &Spec,
    what: &str,
    import: &str,
    folder: Option<&str>,
) -> Diagnostic {
    let holder = spec.parent.map_or("API", |parent| parent.title);
    let left_over = folder.map_or_else(String::new, |folder| {
        format!("\nAn earlier run may have left it in {folder}: destroy what that run made, or use a fresh folder.")
    });
    let next = spec.unique.last().map_or_else(String::new, |attr| {
        format!("\nOtherwise choose another {attr}.")
    });
    let detail = format!(
        "The {holder} has {what} already.\nTo manage it here:\n  {}\n{DESTROY_FIRST}{left_over}{next}",
        take_over(spec, import)
    );
    Diagnostic::error(sentence(&format!("{what} exists already")), detail).at(unique(spec))
}

fn circle(spec: &Spec, action: &str) -> Diagnostic {
    let detail = format!(
        "Its new name belongs to another {title}, which waits for the old one: the two swap names, or several pass theirs around in a circle. The API renames one object at a time and refuses a name that is taken.\nGive one of them a name that is free, apply, and then give all of them their names.",
        title = spec.title
    );
    Diagnostic::error(sentence(action), detail).at(unique(spec))
}

fn gone(what: &str, path: &str) -> Diagnostic {
    let detail = format!("{path}\nIt was removed meanwhile. Plan again to make a new one.");
    Diagnostic::error(sentence(&format!("{what} is gone")), detail)
}

/// Returns the error that refuses to destroy or replace an object that its state protects.
fn protected(spec: &Spec, state: &Value, replaced: Option<&Path>) -> Diagnostic {
    let attr = spec.protection.unwrap_or_default();
    let what = format!(
        "the {} {:?}",
        spec.title,
        state.attribute("name").as_str().unwrap_or_default()
    );
    let why = replaced.map_or_else(String::new, |path| {
        format!(" A change of {path} would replace it.")
    });
    let detail = format!(
        "{attr} is true in the state, and with {what} everything in it would go.{why}\nTo let it go, set {attr} = false and apply that first."
    );
    let place = replaced.cloned().unwrap_or_else(|| Path::attribute(attr));
    Diagnostic::error(
        format!("{} is protected from deletion", sentence(&what)),
        detail,
    )
    .at(place)
}

/// Returns the error for an object whose place neither the resource nor the provider block sets.
pub(crate) fn no_place(spec: &Spec, is_unknown: bool) -> Diagnostic {
    let attr = spec.provided().map_or("", |attr| attr.name);
    let title = attr.strip_suffix("_id").unwrap_or(attr);
    if is_unknown {
        let detail = format!(
            "The resource has no {attr}, and that of the provider depends on values that are known only after apply.\nApply first what it comes from, with -target, or set {attr} here."
        );
        return Diagnostic::error(format!("The {title} is not known yet"), detail)
            .at(Path::attribute(attr));
    }
    let detail = format!(
        "Neither the resource nor the provider has a {attr}.\nSet {attr} in the provider block, or in the environment variable MONGODB_ATLAS_{}, or here.",
        attr.to_uppercase()
    );
    Diagnostic::error(format!("No {title}"), detail).at(Path::attribute(attr))
}

/// Returns the command that imports an object. Returns no command for an ID that a shell may
/// interpret, because a pasted command must do nothing but the import.
pub(crate) fn take_over(spec: &Spec, import: &str) -> String {
    let type_name = spec.type_name();
    // The placeholder, which the user fills in, is not part of the ID.
    let id = import.strip_suffix(&spec.placeholder()).unwrap_or(import);
    // A natural key may contain spaces ("GET /hello") and an asterisk for every method. Quotes keep
    // the shell from interpreting them.
    if id
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || "._~:/@- *".contains(character))
    {
        return format!("terraform import {type_name}.NAME '{import}'");
    }
    format!(
        "Import {import:?} as {type_name}.NAME. No command is shown, because the id has characters that a shell may read in its own way."
    )
}

/// Returns the error for an answer that does not match the API's description.
pub(crate) fn strange(action: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        sentence(action),
        format!(
            "App Services answered with a document that this version of the provider does not understand: {why}.\nA newer version of the provider may."
        ),
    )
}

fn next_step(error: &ApiError, spec: Option<&Spec>) -> String {
    match error {
        ApiError::Refused { status: 401, place, .. } if !place.path.starts_with("/auth/providers/") => {
            "App Services refused the session and not the API key: it has expired, or the server has ended it. Apply again to log in anew. If that fails, too, something between here and base_url may be dropping the header Authorization."
                .to_owned()
        }
        ApiError::Refused { status: 401, .. } => {
            "The API key was refused. Check public_key and private_key, or the variables MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY; the key needs the role Project Owner."
                .to_owned()
        }
        ApiError::Refused { status: 403, .. } => "The API key may not do this: it needs the role Project Owner, and its own access list must contain this machine.".to_owned(),
        ApiError::Refused { status: 404, code, message, .. } => not_found(spec, code.as_deref(), message),
        ApiError::Refused { status: 409, .. } => "Another object has what this one wants. Choose another name, or import the other object.".to_owned(),
        ApiError::Refused { status: 429, retry_after: Some(pause), .. } if !pause.is_zero() => format!("App Services takes no requests for {} s. Apply again then.", pause.as_secs()),
        ApiError::Refused { status: 429, .. } => "Too many requests. Apply again in a minute, perhaps with -parallelism=2.".to_owned(),
        ApiError::Refused { status: 500.., .. } => "This is a fault of the server. Apply again; what was done is in the state.".to_owned(),
        ApiError::Refused { .. } => "Correct the configuration and apply again.".to_owned(),
        ApiError::Unreachable { .. } => "Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.".to_owned(),
        ApiError::Unreadable { .. } => "Check base_url: something other than App Services may be answering, such as a proxy.".to_owned(),
        ApiError::Stopped { .. } => "Apply again to go on from here.".to_owned(),
    }
}

/// Returns the advice after a 404. The error code decides if it names what was not found; otherwise
/// the words before any quoted text decide.
pub(crate) fn not_found(spec: Option<&Spec>, code: Option<&str>, message: &str) -> String {
    let own_words = message
        .split(['"', '\''])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let says = |ancestor: &Spec| match (code, ancestor.gone_code) {
        (_, None) => false,
        (Some(code), Some(gone)) if code != "NotFound" && code.ends_with("NotFound") => {
            code == gone
        }
        (_, Some(gone)) => {
            let what = gone.trim_end_matches("NotFound").to_lowercase();
            own_words
                .split(|character: char| !character.is_alphanumeric())
                .any(|word| word == what)
        }
    };
    // The path attribute that holds the ID of each ancestor, from the parent outward.
    let places: Vec<_> = spec.into_iter().flat_map(Spec::place).collect();
    let ancestors = spec.into_iter().flat_map(Spec::ancestors);
    let missing = ancestors
        .zip(places.iter().rev())
        .find(|(ancestor, _)| says(ancestor));
    let Some((ancestor, attr)) = missing else {
        return "It may have been removed meanwhile; the next plan shows what is there.".to_owned();
    };
    let title = ancestor.title;
    let name = attr.name;
    match (ancestor.parent, ancestor.key_form) {
        (Some(parent), Some(key)) => format!(
            "Check {name}: there is no such {title} in the {}. It is the {title}'s id, not its {}.",
            parent.title, key.title
        ),
        (Some(parent), None) => format!(
            "Check {name}: there is no such {title} in the {}.",
            parent.title
        ),
        (None, _) => {
            format!("Check {name}: there is no such {title}, or the API key may not see it.")
        }
    }
}

/// Returns the explanation of a refusal if Atlas no longer runs the feature.
fn shut_down(spec: &Spec, error: &ApiError) -> Option<String> {
    let other_reason = matches!(error.status(), None | Some(400 | 401 | 409 | 429 | 500..));
    spec.ended
        .filter(|_| !other_reason)
        .map(|ended| format!("{ended} The refusal may mean just that."))
}

/// Returns the text with a capital first letter, as Terraform prints summaries.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
