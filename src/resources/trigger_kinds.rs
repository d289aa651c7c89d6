//! What fires a trigger and what the trigger calls: the attributes of each kind of `appservices_trigger`.

use super::cron;
use crate::declare::words::{Attr, Check, Default, NoneAs, boolean, ejson, text, word, words};

pub(super) const EVENT_BRIDGE: &[Attr] = &[
    text("account_id")
        .required()
        .doc("The ID of the AWS account: 12 digits.")
        .checks(&[Check::Form(|text| {
            let right = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
            (!right)
                .then(|| format!("{text:?} is not the ID of an AWS account, which has 12 digits."))
        })]),
    text("region")
        .required()
        .doc("The AWS region, for example `us-east-1`.")
        .checks(&[Check::NotEmpty]),
    boolean("extended_json_enabled")
        .doc("Whether events are written as Extended JSON.")
        .off(),
];

pub(super) const ERROR_HANDLER: &[Attr] = &[
    boolean("enabled")
        .doc("Whether the function is called.")
        .off(),
    text("function_id")
        .doc("The ID of the function.")
        .checks(&[Check::ObjectId(
            "it is the function's `id`, as in `appservices_function.example.id`, and not its name",
        )]),
];

pub(super) const DATABASE: &[Attr] = &[
    text("service_id")
        .required()
        .doc("The ID of the linked data source that the trigger watches.")
        .checks(&[Check::ObjectId(
            "it is the data source's `id`, as in `appservices_linked_data_source.example.id`, and not its name or its cluster's",
        )]),
    text("database")
        .doc("The database to watch. Without it, the trigger watches the whole deployment, which shared clusters do not support.")
        .none_as(NoneAs::EmptyText),
    text("collection")
        .doc("The collection to watch. Without it, the trigger watches the whole database.")
        .none_as(NoneAs::EmptyText),
    words("operation_types", OPERATIONS)
        .required()
        .doc("The changes that fire the trigger. Changes of collections need a trigger without a collection, and `DROP_DATABASE` one without a database."),
    ejson("match")
        .doc("A `$match` expression as Extended JSON. Only change events that match fire the trigger.")
        .none_as(NoneAs::EmptyObject),
    ejson("project")
        .doc("A `$project` expression as Extended JSON, which selects fields of the change event.")
        .none_as(NoneAs::EmptyObject),
    boolean("full_document")
        .doc("Whether events of updates have the whole document after the update.")
        .off(),
    boolean("full_document_before_change")
        .doc("Whether events have the document before the change. The cluster must store preimages.")
        .off(),
    boolean("skip_catchup_events")
        .doc("Whether enabling the trigger skips events that occurred while it was disabled.")
        .off(),
    boolean("tolerate_resume_errors")
        .doc("Whether the trigger continues with new events if it cannot resume where it stopped.")
        .off(),
    boolean("maximum_throughput")
        .doc("Whether the trigger handles up to 10,000 events at a time instead of one after the other.")
        .off(),
    boolean("unordered")
        .doc("Whether the trigger handles events in any order, several at a time.")
        .off(),
];

const OPERATIONS: &[&str] = &[
    "INSERT",
    "UPDATE",
    "REPLACE",
    "DELETE",
    "CREATE_COLLECTION",
    "MODIFY_COLLECTION",
    "RENAME_COLLECTION",
    "DROP_COLLECTION",
    "SHARD_COLLECTION",
    "RESHARD_COLLECTION",
    "REFINE_COLLECTION_SHARD_KEY",
    "CREATE_INDEXES",
    "DROP_INDEXES",
    "DROP_DATABASE",
];

pub(super) const AUTHENTICATION: &[Attr] = &[
    word("operation_type", &["LOGIN", "CREATE", "DELETE"])
        .required()
        .doc("What fires the trigger."),
    words("providers", PROVIDERS)
        .required()
        .doc("The authentication providers whose users fire the trigger."),
];

const PROVIDERS: &[&str] = &[
    "anon-user",
    "api-key",
    "custom-function",
    "custom-token",
    "local-userpass",
    "oauth2-apple",
    "oauth2-facebook",
    "oauth2-google",
];

pub(super) const SCHEDULED: &[Attr] = &[
    text("schedule")
        .required()
        .doc(
            "The times as a CRON expression of five fields, in UTC, for example `0 8 * * MON-FRI`.",
        )
        .checks(&[Check::Form(cron::complaint)]),
    boolean("skip_catchup_events")
        .doc("Whether enabling the trigger skips times that passed while it was disabled.")
        .default(Default::Bool(false)),
];
