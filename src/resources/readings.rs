//! What the API tells and nobody manages. Each is a data source.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{
    Attr, Reading, Returned, Sent, Spec, Tells, any_json, boolean, list, list_of, number, text,
};
use crate::declare::words::{Check, Ty};

/// Every reading.
pub(crate) static READINGS: &[Reading] = &[
    REGIONS,
    DEPLOYMENTS,
    DRAFTS,
    DRAFT_DIFF,
    EVENT_SUBSCRIPTIONS,
    EXECUTION,
    DEPENDENCIES,
    SERVICES,
    LOGS,
    METRICS,
    MEASUREMENTS,
    PROJECT_MEASUREMENTS,
    CONFIGURATION,
];

/// The defaults of what an app tells.
const OF_AN_APP: Spec = Spec {
    parent: Some(&super::app::SPEC),
    natural_key: &[],
    unique: &[],
    ..Spec::SINGLE
};

const fn told(attr: Attr) -> Attr {
    attr.computed()
}

/// Makes the attribute a parameter of the query.
const fn asked(attr: Attr) -> Attr {
    attr.sent(Sent::CreateQuery).returned(Returned::Never)
}

const NAME: Attr = told(text("name")).doc("The name.");

const REGIONS: Reading = Reading {
    tells: Tells::List("regions"),
    spec: Spec {
        name: "provider_regions",
        title: "provider regions",
        doc: "Reads the regions that apps can be deployed in.",
        parent: None,
        collection: "/provider_regions",
        attrs: &[told(list_of(
            "regions",
            &[
                told(text("id"))
                    .at(&["id"])
                    .doc("The ID, as in an app's `provider_region`."),
                NAME,
                told(text("cloud_provider")).doc("The cloud provider."),
                told(text("country")).doc("The country."),
                told(list("deployment_models", &Ty::Text))
                    .doc("The deployment models of apps in the region."),
            ],
        ))
        .doc("The regions.")],
        ..OF_AN_APP
    },
};

const DEPLOYMENTS: Reading = Reading {
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

const DRAFTS: Reading = Reading {
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

const DRAFT_DIFF: Reading = Reading {
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
        ],
        ..OF_AN_APP
    },
};

const EVENT_SUBSCRIPTIONS: Reading = Reading {
    tells: Tells::List("event_subscriptions"),
    spec: Spec {
        name: "event_subscriptions",
        title: "event subscriptions",
        doc: "Reads the event subscriptions of an app: its triggers, and those of App Services itself.",
        collection: "/groups/{project_id}/apps/{app_id}/event_subscriptions",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            asked(text("type")).doc("Only subscriptions of this type, for example `SCHEDULED`."),
            told(list_of(
                "event_subscriptions",
                &[
                    ID,
                    NAME,
                    told(text("type")).doc("The type."),
                    told(boolean("disabled")).doc("Whether the subscription is disabled."),
                    told(text("function_id")).doc("The ID of the function that is called."),
                ],
            ))
            .doc("The event subscriptions."),
        ],
        ..OF_AN_APP
    },
};

const EXECUTION: Reading = Reading {
    tells: Tells::Whole("execution"),
    spec: Spec {
        name: "event_subscription_execution",
        title: "last execution of the event subscription",
        doc: "Reads the last execution of an event subscription.",
        collection: "/groups/{project_id}/apps/{app_id}/event_subscriptions/{event_subscription_id}/execution",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            text("event_subscription_id")
                .required()
                .sent(Sent::Path)
                .doc("The ID of the event subscription, which for a trigger is the trigger's."),
            told(any_json("execution")).doc("The execution as JSON. Empty if there was none."),
        ],
        ..OF_AN_APP
    },
};

const DEPENDENCIES: Reading = Reading {
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

const SERVICES: Reading = Reading {
    tells: Tells::List("services"),
    spec: Spec {
        name: "private_endpoint_services",
        title: "private endpoint services",
        doc: "Reads the services in AWS that private endpoints of an app connect to.",
        collection: "/groups/{project_id}/apps/{app_id}/security/private_endpoint_service_infos",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(list_of(
                "services",
                &[
                    told(text("cloud_provider_region")).doc("The region."),
                    told(text("service_name")).doc("The name of the service in AWS."),
                    told(text("endpoint_type"))
                        .doc("The type of the endpoints that connect to it."),
                ],
            ))
            .doc("The services."),
        ],
        ..OF_AN_APP
    },
};

const START: Attr = asked(text("start")).doc("The start of the period, as a date of ISO 8601.");
const END: Attr = asked(text("end")).doc("The end of the period, as a date of ISO 8601.");
const GRANULARITY: Attr = asked(text("granularity"))
    .doc("The time between data points, as a duration of ISO 8601, for example `PT1H`.");

const LOGS: Reading = Reading {
    tells: Tells::Pages("logs"),
    spec: Spec {
        name: "logs",
        title: "logs",
        doc: "Reads the logs of an app, newest first.",
        collection: "/groups/{project_id}/apps/{app_id}/logs",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            asked(text("type")).doc("Only logs of these types, separated by commas."),
            asked(text("co_id")).doc("Only logs of the request with this correlation ID."),
            asked(text("user_id")).doc("Only logs of this user."),
            asked(boolean("errors_only")).doc("Only logs of errors."),
            asked(text("start_date")).doc("Only logs after this date of ISO 8601."),
            asked(text("end_date")).doc("Only logs until this date of ISO 8601."),
            asked(number("limit"))
                .doc("At most so many logs. All by default.")
                .checks(&[Check::Between(1, 100_000)]),
            told(list_of(
                "logs",
                &[
                    ID,
                    told(text("co_id")).doc("The correlation ID of the request."),
                    told(text("type")).doc("The type."),
                    told(text("started")).doc("When it started."),
                    told(text("completed")).doc("When it ended."),
                    told(text("function_name")).doc("The function that ran."),
                    told(text("error")).doc("What failed."),
                    told(text("error_code")).doc("The code of the error."),
                    told(list("messages", &Ty::Text)).doc("What was logged."),
                ],
            ))
            .doc("The logs."),
        ],
        ..OF_AN_APP
    },
};

const MEASURED: Attr = told(list_of(
    "measurements",
    &[
        NAME,
        told(text("units")).doc("The unit of the values."),
        told(list_of(
            "data_points",
            &[
                told(text("timestamp")).doc("The date."),
                told(number("value")).doc("The value."),
            ],
        ))
        .doc("The data points."),
    ],
))
.doc("What was measured.");

const METRICS: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "metrics",
        title: "metrics",
        doc: "Reads metrics of an app.",
        collection: "/groups/{project_id}/apps/{app_id}/metrics",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            START.required(),
            END.required(),
            GRANULARITY.required(),
            asked(text("metrics")).doc("Only the metric of this name."),
            MEASURED,
        ],
        ..OF_AN_APP
    },
};

const MEASUREMENTS: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "measurements",
        title: "measurements",
        doc: "Reads what an app has used in a period, for billing. The period is the current month by default.",
        collection: "/groups/{project_id}/apps/{app_id}/measurements",
        attrs: &[PROJECT_ID, APP_ID, START, END, GRANULARITY, MEASURED],
        ..OF_AN_APP
    },
};

const PROJECT_MEASUREMENTS: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "project_measurements",
        title: "measurements of the project",
        doc: "Reads what all apps of a project have used in a period, for billing. The period is the current month by default.",
        parent: Some(&super::project::SPEC),
        collection: "/groups/{project_id}/measurements",
        attrs: &[PROJECT_ID, START, END, GRANULARITY, MEASURED],
        ..OF_AN_APP
    },
};

const CONFIGURATION: Reading = Reading {
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
