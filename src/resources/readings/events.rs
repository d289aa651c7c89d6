//! What the API tells of an app's event subscriptions.

use super::common::{NAME, OF_AN_APP, asked, told};
use crate::declare::words::{Attr, Reading, Sent, Spec, Tells, any_json, boolean, list_of, text};
use crate::resources::common::{APP_ID, ID, PROJECT_ID};

pub(super) const EVENT_SUBSCRIPTIONS: Reading = Reading {
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

pub(super) const EVENT_SUBSCRIPTION: Reading = Reading {
    tells: Tells::Whole("event_subscription"),
    spec: Spec {
        name: "event_subscription",
        title: "event subscription",
        doc: "Reads an event subscription of an app.",
        collection: "/groups/{project_id}/apps/{app_id}/event_subscriptions/{event_subscription_id}",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            SUBSCRIPTION,
            told(any_json("event_subscription")).doc("The event subscription as JSON."),
        ],
        ..OF_AN_APP
    },
};

const SUBSCRIPTION: Attr = text("event_subscription_id")
    .required()
    .sent(Sent::Path)
    .doc("The ID of the event subscription, which for a trigger is the trigger's.");

pub(super) const EXECUTION: Reading = Reading {
    tells: Tells::Whole("execution"),
    spec: Spec {
        name: "event_subscription_execution",
        title: "last execution of the event subscription",
        doc: "Reads the last execution of an event subscription.",
        collection: "/groups/{project_id}/apps/{app_id}/event_subscriptions/{event_subscription_id}/execution",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            SUBSCRIPTION,
            told(any_json("execution")).doc("The execution as JSON. Empty if there was none."),
        ],
        ..OF_AN_APP
    },
};
