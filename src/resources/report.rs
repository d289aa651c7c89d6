//! Failures of the API in words for the user: what happened, where, and what to do next.

use crate::admin_api::{ApiError, BaseUrl};
use crate::engine::{Diagnostic, Path, Value};

use super::import_id::placeholder;
use super::spec::{Spec, Usage};

/// What a replacement needs whose successor is created first under the same name.
const DESTROY_FIRST: &str = "If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).";

/// `action` says what failed: `could not create the secret "apiKey"`.
pub(super) fn failed(
    action: &str,
    error: &ApiError,
    object: Option<(&Spec, &Value)>,
) -> Diagnostic {
    let next = object
        .and_then(|(spec, _)| shut_down(spec, error))
        .unwrap_or_else(|| next_step(error));
    let diagnostic = Diagnostic::error(
        sentence(action),
        format!(
            "{}\n{}\n{next}",
            sentence(&error.to_string()),
            error.place()
        ),
    );
    match object.and_then(|(spec, values)| blamed(spec, values, error)) {
        Some(attr) => diagnostic.at(Path::attribute(attr)),
        None => diagnostic,
    }
}

/// The refusal of a creation because another object has the name. It may be the one that a replacement is about to destroy.
pub(super) fn taken(action: &str, error: &ApiError, object: (&Spec, &Value)) -> Diagnostic {
    let refused = failed(action, error, Some(object));
    Diagnostic {
        detail: format!("{}\n{DESTROY_FIRST}", refused.detail),
        ..refused
    }
}

/// The failure of a creation that may have worked all the same.
pub(super) fn outcome_unknown(
    spec: &Spec,
    what: &str,
    error: &ApiError,
    import: &str,
) -> Diagnostic {
    let detail = format!(
        "{}\n{}\nWhether the {} was made cannot be told. Look for it before you apply again; when it is there, take it over:\n  {}",
        sentence(&error.to_string()),
        error.place(),
        spec.title,
        take_over(spec, import),
    );
    Diagnostic::error(
        sentence(&format!("the creation of {what} has no known outcome")),
        detail,
    )
}

/// An object that has the name already. Whether it is the one that a replacement is about to destroy cannot be known here.
pub(super) fn exists_already(
    spec: &Spec,
    what: &str,
    import: &str,
    base_url: &BaseUrl,
) -> Diagnostic {
    let attr = spec.unique.last().copied().unwrap_or("name");
    let holder = if spec.attr("app_id").is_some() {
        "app"
    } else {
        "project"
    };
    let left_over = base_url.folder().map_or_else(String::new, |folder| {
        format!("\nAn earlier run may have left it in {}: destroy what that run made, or use a fresh folder.", folder.display())
    });
    let detail = format!(
        "The {holder} has {what} already.\nTo manage it here:\n  {}\n{DESTROY_FIRST}{left_over}\nOtherwise choose another {attr}.",
        take_over(spec, import)
    );
    Diagnostic::error(sentence(&format!("{what} exists already")), detail).at(Path::attribute(attr))
}

/// The command that imports an object. An id that a shell may read as more than an id gets none: whoever pastes a command wants it to
/// do this and nothing else.
fn take_over(spec: &Spec, import: &str) -> String {
    let type_name = spec.type_name();
    // What is left for the user to fill in is no part of an id.
    let id = import.strip_suffix(&placeholder(spec)).unwrap_or(import);
    // A natural key may have spaces ("GET /hello") and an asterisk for every method; in quotes they are what they are.
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

/// An answer whose document is not what the API's description says.
pub(super) fn strange(action: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        sentence(action),
        format!(
            "App Services answered with a document that this version of the provider does not understand: {why}.\nA newer version of the provider may."
        ),
    )
}

fn next_step(error: &ApiError) -> String {
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
        ApiError::Refused { status: 404, code, message, .. } => not_found(code.as_deref(), message).to_owned(),
        ApiError::Refused { status: 409, .. } => "Another object has what this one wants. Choose another name, or import the other object.".to_owned(),
        ApiError::Refused { status: 429, .. } => "Too many requests. Apply again in a minute, perhaps with -parallelism=2.".to_owned(),
        ApiError::Refused { status: 500.., .. } => "This is a fault of the server. Apply again; what was done is in the state.".to_owned(),
        ApiError::Refused { .. } => "Correct the configuration and apply again.".to_owned(),
        ApiError::Unreachable { .. } => "Check base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY.".to_owned(),
        ApiError::Unreadable { .. } => "Check base_url: something other than App Services may be answering, such as a proxy.".to_owned(),
        ApiError::Stopped { .. } => "Apply again to go on from here.".to_owned(),
    }
}

/// What a 404 means: by its code where that names what was not found, else by the words before anything that is quoted.
fn not_found(code: Option<&str>, message: &str) -> &'static str {
    let named = code
        .and_then(|code| code.strip_suffix("NotFound"))
        .filter(|what| !what.is_empty())
        .map(str::to_lowercase);
    let own_words = message
        .split(['"', '\''])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let says = |what: &str| match &named {
        Some(named) => named == what,
        None => own_words
            .split(|character: char| !character.is_alphanumeric())
            .any(|word| word == what),
    };
    if says("group") {
        "Check project_id: there is no such project, or the API key may not see it."
    } else if says("app") {
        "Check app_id: there is no such app in the project. It is the app's id, not its client app id."
    } else {
        "It may have been removed meanwhile; the next plan shows what is there."
    }
}

/// What a refusal means when Atlas no longer runs the feature.
fn shut_down(spec: &Spec, error: &ApiError) -> Option<String> {
    let other_reason = matches!(error.status(), None | Some(400 | 401 | 409 | 429 | 500..));
    spec.ended
        .filter(|_| !other_reason)
        .map(|ended| format!("{ended} The refusal may mean just that."))
}

/// The attribute that the API's own words name or quote.
fn blamed(spec: &Spec, values: &Value, error: &ApiError) -> Option<&'static str> {
    let ApiError::Refused {
        status: 400 | 404 | 409,
        message,
        ..
    } = error
    else {
        return None;
    };
    let quoted = |text: &str| {
        ["'", "\""]
            .iter()
            .any(|mark| message.contains(&format!("{mark}{text}{mark}")))
    };
    let names_it = |name: &str| quoted(name) || (name == "name" && message.starts_with("name "));
    let has_it = |name: &str| {
        values
            .get(name)
            .as_str()
            .is_some_and(|text| !text.is_empty() && quoted(text))
    };
    let set_by_users = || {
        spec.attrs
            .iter()
            .filter(|attr| attr.usage != Usage::Computed)
            .map(|attr| attr.name)
    };
    set_by_users()
        .find(|name| names_it(name))
        .or_else(|| set_by_users().find(|name| has_it(name)))
}

/// With a capital letter, as Terraform prints summaries.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin_api::Request;
    use crate::resources::catalog::spec;

    #[test]
    fn what_exists_already_may_be_replaced_or_left_over() {
        let remote = BaseUrl::parse(BaseUrl::PUBLIC, false).expect("a URL");
        let local = BaseUrl::parse("http://127.0.0.1:1", false)
            .expect("a URL")
            .served_from("./data".into());
        for (name, base_url, lines) in [
            (
                "secret",
                &remote,
                "The app has the secret \"s\" already.\nTo manage it here:\n  terraform import appservices_secret.NAME 'p/a/s'\nIf a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).\nOtherwise choose another name.",
            ),
            (
                "app",
                &local,
                "The project has the app \"s\" already.\nTo manage it here:\n  terraform import appservices_app.NAME 'p/a/s'\nIf a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).\nAn earlier run may have left it in ./data: destroy what that run made, or use a fresh folder.\nOtherwise choose another name.",
            ),
        ] {
            let error = exists_already(spec(name), &format!("the {name} \"s\""), "p/a/s", base_url);
            assert_eq!(error.detail, lines);
        }
    }

    #[test]
    fn a_refused_session_is_not_a_refused_key() {
        let request = |path: &str| Request::post(path);
        for (path, words) in [
            (
                "/auth/providers/mongodb-cloud/login",
                "The API key was refused.",
            ),
            (
                "/auth/session",
                "App Services refused the session and not the API key",
            ),
            (
                "/groups/p/apps",
                "App Services refused the session and not the API key",
            ),
        ] {
            let ApiError::Unreadable { place, .. } = ApiError::unreadable(&request(path), "")
            else {
                panic!("another error")
            };
            let error = ApiError::Refused {
                status: 401,
                code: None,
                message: "unauthorized".to_owned(),
                place,
            };
            let detail = failed("could not list", &error, None).detail;
            assert!(
                detail
                    .lines()
                    .last()
                    .is_some_and(|line| line.starts_with(words)),
                "{path}: {detail}"
            );
        }
    }

    #[test]
    fn commands_are_those_that_a_shell_takes_as_they_are() {
        for (name, import) in [
            ("secret", "5f/64/65000000000000000000cccc"),
            ("endpoint", "5f/64/GET /a/b"),
            ("endpoint", "5f/64/* /a.b_c~d"),
            ("ip_access_list_entry", "5f/64/2001:db8::/32"),
            ("app", "5f/<app id>"),
        ] {
            assert_eq!(
                take_over(spec(name), import),
                format!("terraform import appservices_{name}.NAME '{import}'")
            );
        }
        for import in [
            "5f/64/it's",
            "5f/64/<x",
            "5f/64/a\nb",
            "5f/64/$(id)",
            "5f/64/größe",
            "5f/64/(sensitive)",
            "5f/64/a|b",
            "5f/64/x…",
        ] {
            let words = take_over(spec("function"), import);
            assert!(
                words.starts_with(&format!(
                    "Import {import:?} as appservices_function.NAME. No command"
                )),
                "{words}"
            );
        }
    }

    #[test]
    fn what_was_not_found_is_told_by_code_or_whole_words() {
        let project = "Check project_id:";
        let app = "Check app_id:";
        let object = "It may have been removed meanwhile;";
        for (code, message, words) in [
            (Some("GroupNotFound"), "group could not be found", project),
            (Some("AppNotFound"), "app not found", app),
            (Some("AppNotFound"), "no such app in the group", app),
            (
                Some("FunctionNotFound"),
                "function not found in this app",
                object,
            ),
            (
                Some("ServiceNotFound"),
                "mapping of the group not found",
                object,
            ),
            (None, "group could not be found", project),
            (None, "App not found", app),
            (Some("NotFound"), "app not found", app),
            (Some(""), "cannot find app", app),
            (None, "mapping not found", object),
            (None, "regrouping not found", object),
            (None, "secret not found: \"app\"", object),
            (None, "allowed IP not found: 'ObjectID(\"64\")'", object),
        ] {
            assert!(
                not_found(code, message).starts_with(words),
                "{code:?} {message}"
            );
        }
    }
}
