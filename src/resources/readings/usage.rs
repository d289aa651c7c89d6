//! What the API tells of what an app did, and how much of it.

use super::common::{NAME, OF_AN_APP, asked, told};
use crate::declare::words::{
    Attr, Check, Reading, Spec, Tells, Ty, boolean, list, list_of, number, text,
};
use crate::resources::common::{APP_ID, ID, PROJECT_ID};

pub(super) const LOGS: Reading = Reading {
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

const START: Attr = asked(text("start")).doc("The start of the period, as a date of ISO 8601.");
const END: Attr = asked(text("end")).doc("The end of the period, as a date of ISO 8601.");
const GRANULARITY: Attr = asked(text("granularity"))
    .doc("The time between data points, as a duration of ISO 8601, for example `PT1H`.");

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

pub(super) const METRICS: Reading = Reading {
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

pub(super) const MEASUREMENTS: Reading = Reading {
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

pub(super) const PROJECT_MEASUREMENTS: Reading = Reading {
    tells: Tells::Document,
    spec: Spec {
        name: "project_measurements",
        title: "measurements of the project",
        doc: "Reads what all apps of a project have used in a period, for billing. The period is the current month by default.",
        parent: Some(&crate::resources::project::SPEC),
        collection: "/groups/{project_id}/measurements",
        attrs: &[PROJECT_ID, START, END, GRANULARITY, MEASURED],
        ..OF_AN_APP
    },
};
