//! `appservices_deployment_config`: how changes of an app are deployed.
//!
//! Quirks of the API: PATCH changes the fields that it names.

use super::common::{APP_ID, PROJECT_ID};
use crate::declare::words::{
    Attr, Change, Lifecycle, Literal, Remove, Spec, Ty, boolean, object, set, text, word,
};

pub(crate) const SPEC: Spec = Spec {
    name: "deployment_config",
    title: "deployment configuration",
    doc: "Manages how changes of an app are deployed: by drafts in the App Services UI, and automatically from a repository. Destroying it switches automatic deployment off, and drafts in the UI on.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/deploy/config",
    lifecycle: Lifecycle {
        change: Change::InPart,
        remove: Remove::Reset(&[
            ("ui_drafts_disabled", Literal::Bool(false)),
            ("automatic_deployment", Literal::Object(r#"{"enabled":false}"#)),
        ]),
        ..Lifecycle::SINGLETON
    },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        text("id")
            .computed()
            .doc("The ID of the app, because the configuration has no ID of its own."),
        boolean("ui_drafts_disabled")
            .doc("Whether changes in the App Services UI are deployed as soon as they are saved, instead of waiting in a draft.")
            .off(),
        object("automatic_deployment", AUTOMATIC)
            .required()
            .doc("Whether and from where the app is deployed automatically.")
            .samples(
                r#"{ enabled = true, provider = "github", installation_ids = ["1"] }"#,
                r#"{ enabled = false }"#,
            ),
    ],
    ..Spec::SINGLE
}
.checked();

const AUTOMATIC: &[Attr] = &[
    boolean("enabled")
        .doc("Whether the app is deployed automatically.")
        .off(),
    word("provider", &["github"]).doc("Where the app is deployed from."),
    set("installation_ids", &Ty::Text)
        .doc("The IDs of the provider's installations, for example of the GitHub app."),
];
