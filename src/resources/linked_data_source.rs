//! `appservices_linked_data_source`: a cluster, a federated instance, or a server, linked to an app.
//!
//! Quirks of the API: no answer but the one about the configuration has the configuration, which is
//! changed by PATCH, field by field. A cluster that was just linked refuses changes for seconds.

use super::common::{APP_ID, ID, NAME_FORM, NO_ID, PROJECT_ID};
use crate::declare::words::{
    Change, Check, Default, Lifecycle, NoneAs, Returned, Rule, Spec, any_json, boolean, text, word,
};

pub(crate) const SPEC: Spec = Spec {
    name: "linked_data_source",
    title: "linked data source",
    doc: "Links a data source to an app: a cluster or a federated database instance of Atlas, or a self-hosted server where the Admin API is served locally. Triggers and rules refer to the data source.\n\nCreating a linked data source waits until the cluster is linked.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/services",
    lifecycle: Lifecycle { change: Change::PartOf("config"), ..Lifecycle::COLLECTION },
    minutes: 20,
    is_drafted: true,
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The name by which functions and rules refer to the data source: at most 64 letters, digits, `_`, and `-`. Atlas names the first one `mongodb-atlas`.")
            .checks(&[NAME_FORM])
            .replaces()
            .samples(r#""mongodb-atlas""#, r#""second""#),
        word("type", &["mongodb-atlas", "datalake", "mongodb"])
            .doc("The kind of data source: a cluster of Atlas, a federated database instance, or a self-hosted server.")
            .default(Default::Text("mongodb-atlas"))
            .replaces()
            .samples(r#""mongodb-atlas""#, r#""mongodb-atlas""#),
        text("cluster_name")
            .doc("The name of the cluster in the app's project. Required with the type `mongodb-atlas`.")
            .at(&["config", "clusterName"])
            .checks(&[NAME_FORM, NO_ID])
            .replaces()
            .samples(r#""Cluster0""#, r#""Cluster1""#),
        word("read_preference", &["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"])
            .doc("The members of the cluster that reads go to. Defaults to `primary` with the type `mongodb-atlas`.")
            .at(&["config", "readPreference"])
            .default(Default::Server)
            .samples(r#""secondary""#, r#""nearest""#),
        any_json("read_preference_tag_sets")
            .doc("The tag sets that reads are limited to, as JSON: a list of lists of objects with `name` and `value`.")
            .at(&["config", "readPreferenceTagSets"])
            .none_as(NoneAs::Null)
            .samples(
                r#"jsonencode([[{ name = "region", value = "east" }]])"#,
                r#"jsonencode([[{ name = "region", value = "west" }]])"#,
            ),
        boolean("wire_protocol_enabled")
            .doc("Whether client applications may connect over the MongoDB wire protocol. Atlas no longer serves it.")
            .at(&["config", "wireProtocolEnabled"])
            .default(Default::Server)
            .samples("false", "true"),
        text("data_lake_name")
            .doc("The name of the federated database instance. Required with the type `datalake`.")
            .at(&["config", "dataLakeName"])
            .checks(&[Check::NotEmpty])
            .replaces(),
        text("uri")
            .doc("The connection string of the server. Required with the type `mongodb`.")
            .at(&["config", "uri"])
            .checks(&[Check::StartsWith(&["mongodb://", "mongodb+srv://"])])
            .sensitive()
            .returned(Returned::Never),
    ],
    rules: &[
        Rule::SetExactlyWhen { attr: "cluster_name", when: "type", words: &["mongodb-atlas"] },
        Rule::SetExactlyWhen { attr: "data_lake_name", when: "type", words: &["datalake"] },
        Rule::SetExactlyWhen { attr: "uri", when: "type", words: &["mongodb"] },
    ],
    ..Spec::COLLECTION
}
.checked();
