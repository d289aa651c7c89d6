//! What the API tells of an app's deployments, drafts, packages, and configuration.

use super::common::{NAME, OF_AN_APP, told};
use crate::declare::words::{
    Attr, Reading, Sent, Spec, Tells, Ty, any_json, list, list_of, number, text,
};
use crate::resources::common::{APP_ID, ID, PROJECT_ID};

pub(super) const DEPLOYMENTS: Reading = Reading {
    tells: Tells::List("deployments"),
    spec: Spec {
        name: "deployments",
        title: "deployments",
        doc: "Reads the latest 25 deployments of an app, newest first.",
        collection: "/groups/{project_id}/apps/{app_id}/deployments",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(list_of("deployments", DEPLOYMENT)).doc("The deployments."),
        ],
        ..OF_AN_APP
    },
};

const DEPLOYMENT: &[Attr] = &[
    ID,
    NAME,
    told(text("draft_id")).doc("The ID of the draft that was deployed, if it was one."),
    told(text("user_id")).doc("The ID of the user who deployed."),
    told(number("deployed_at")).doc("When it was deployed, in seconds since 1970."),
    told(text("origin")).doc("How it came about."),
    told(text("status"))
        .doc("Whether it succeeded: `created`, `pending`, `successful`, or `failed`."),
    told(text("status_error_message")).doc("Why it failed."),
];

pub(super) const DRAFTS: Reading = Reading {
    tells: Tells::List("drafts"),
    spec: Spec {
        name: "drafts",
        title: "drafts",
        doc: "Reads the open draft of an app: one at most.",
        collection: "/groups/{project_id}/apps/{app_id}/drafts",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(list_of(
                "drafts",
                &[
                    ID,
                    told(text("user_id")).doc("The ID of the user whose draft it is."),
                ],
            ))
            .doc("The drafts."),
        ],
        ..OF_AN_APP
    },
};

pub(super) const DRAFT_DIFF: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "draft_diff",
        title: "diff of the draft",
        doc: "Reads how a draft differs from what is deployed.",
        collection: "/groups/{project_id}/apps/{app_id}/drafts/{draft_id}/diff",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            text("draft_id")
                .required()
                .sent(Sent::Path)
                .doc("The ID of the draft."),
            told(list("diffs", &Ty::Text)).doc("A diff for each object that differs."),
            told(any_json("dependencies_diff"))
                .doc("How the packages of functions differ, as JSON."),
            told(any_json("hosting_files_diff")).doc("How hosted files differ, as JSON."),
            told(any_json("graphql_config_diff"))
                .doc("How the configuration of GraphQL differs, as JSON."),
            told(any_json("schema_options_diff"))
                .doc("How the options of schemas differ, as JSON."),
        ],
        ..OF_AN_APP
    },
};

pub(super) const DEPENDENCIES: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "dependencies",
        title: "dependencies",
        doc: "Reads the npm packages that functions of an app can import.",
        collection: "/groups/{project_id}/apps/{app_id}/dependencies",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(text("user_id")).doc("The ID of the user who uploaded them."),
            told(number("last_modified")).doc("When they were uploaded, in seconds since 1970."),
            told(list_of(
                "dependencies_list",
                &[NAME, told(text("version")).doc("The version.")],
            ))
            .doc("The packages."),
        ],
        ..OF_AN_APP
    },
};

pub(super) const CONFIGURATION: Reading = Reading {
    tells: Tells::Whole("configuration"),
    spec: Spec {
        name: "app_configuration",
        title: "configuration of the app",
        doc: "Reads the whole configuration of an app, in the layout of the Admin API.",
        collection: "/groups/{project_id}/apps/{app_id}/pull",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(any_json("configuration")).doc("The configuration as JSON."),
        ],
        ..OF_AN_APP
    },
};
