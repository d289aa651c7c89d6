//! What failures say.

use crate::admin_api::ApiError;
use crate::admin_api::Request;
use crate::appservices::catalog::spec;
use crate::declare::report::*;

#[test]
fn what_exists_already_may_be_replaced_or_left_over() {
    for (name, folder, lines) in [
        (
            "secret",
            None,
            "The app has the secret \"s\" already.\nTo manage it here:\n  terraform import appservices_secret.NAME 'p/a/s'\nIf a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).\nOtherwise choose another name.",
        ),
        (
            "app",
            Some("./data"),
            "The project has the app \"s\" already.\nTo manage it here:\n  terraform import appservices_app.NAME 'p/a/s'\nIf a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).\nAn earlier run may have left it in ./data: destroy what that run made, or use a fresh folder.\nOtherwise choose another name.",
        ),
    ] {
        let error = exists_already(spec(name), &format!("the {name} \"s\""), "p/a/s", folder);
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
        let ApiError::Unreadable { place, .. } = ApiError::unreadable(&request(path), "") else {
            panic!("another error")
        };
        let error = ApiError::Refused {
            status: 401,
            code: None,
            message: "unauthorized".to_owned(),
            retry_after: None,
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
            not_found(Some(spec("secret")), code, message).starts_with(words),
            "{code:?} {message}"
        );
    }
}
