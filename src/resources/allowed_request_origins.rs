//! `appservices_allowed_request_origins`: the origins from which browsers may send requests.
//!
//! Quirks of the API: the list is replaced as a whole.

use super::common::{APP_ID, PROJECT_ID};
use crate::declare::words::{Check, Lifecycle, Spec, Ty, set, text};

pub(crate) const SPEC: Spec = Spec {
    name: "allowed_request_origins",
    title: "list of allowed request origins",
    doc: "Manages the origins from which browsers may send requests to an app. Origins that the configuration does not name are removed. Without any, requests of every origin are allowed.\n\nDestroying the list removes all origins.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/allowed_request_origins",
    lifecycle: Lifecycle::whole_list(None, "origins"),
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        text("id")
            .computed()
            .doc("The ID of the app, because the list has no ID of its own."),
        set("origins", &Ty::Text)
            .required()
            .doc("The origins, each of the form `<scheme>://<host>[:port]`, for example `https://example.com`.")
            .checks(&[Check::Each(origin)])
            .samples(r#"["https://example.com"]"#, r#"["https://example.com", "http://localhost:3000"]"#),
    ],
    ..Spec::SINGLE
}
.checked();

/// Returns why a text is not an origin.
fn origin(text: &str) -> Option<String> {
    let host = text.split_once("://").filter(|(scheme, host)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !host.is_empty()
    });
    let is_right = host.is_some_and(|(_, host)| {
        host.bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"/?#@\\".contains(&byte))
    });
    (!is_right).then(|| {
        format!("{text:?} is not an origin, which is `<scheme>://<host>[:port]` without a path, for example \"https://example.com\".")
    })
}
