//! `appservices_app`: an app, in which everything else lives.
//!
//! Quirks of the API: an app has no update but of its environment, which has a call of its own; template and data source are
//! taken at creation and never shown; the product is in the query; the list shows one product unless it is asked for more.

use super::common::{ID, PROJECT_ID};
use crate::declare::words::spec::{Attr, Check, Default, NoneAs, Returned, Rule, Sent, Spec, Ty, Update};

const NAME: Attr = Attr::required(
    Ty::Text,
    "name",
    "The app's name: 1 to 32 letters, digits, `_`, and `-`, starting with a letter.",
)
.replaces()
.checks(&[Check::AppName])
.samples(r#""shop""#, r#""store""#);

const LOCATION: Attr = Attr::optional(
    Ty::Word(&["US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP"]),
    "location",
    "The app's geographic location, independent of the cloud provider. Defaults to the location that `provider_region` is in.",
)
.default(Default::Server)
.replaces();

const PROVIDER_REGION: Attr = Attr::optional(
    Ty::Word(&[
        "aws-us-east-1",
        "aws-us-west-2",
        "aws-us-east-2",
        "aws-eu-central-1",
        "aws-eu-west-1",
        "aws-eu-west-2",
        "aws-ap-southeast-1",
        "aws-ap-southeast-2",
        "aws-ap-south-1",
        "aws-sa-east-1",
        "azure-eastus2",
        "azure-westus",
        "azure-westeurope",
        "azure-eastasia",
        "azure-southeastasia",
        "gcp-us-central1",
        "gcp-us-east4",
        "gcp-us-west1",
        "gcp-europe-west1",
        "gcp-asia-south1",
    ]),
    "provider_region",
    "The cloud provider's region that hosts the app. Defaults to a region in `location`.",
)
.default(Default::Server)
.replaces()
.samples(r#""aws-us-east-1""#, r#""aws-eu-west-1""#);

/// The location of each region that lies in one. The description names no location for the others, so there App Services decides.
const PLACES: &[(&str, &str)] = &[
    ("aws-us-east-1", "US-VA"),
    ("aws-us-west-2", "US-OR"),
    ("aws-eu-central-1", "DE-FF"),
    ("aws-eu-west-1", "IE"),
    ("aws-ap-southeast-1", "SG"),
    ("aws-ap-southeast-2", "AU"),
    ("aws-ap-south-1", "IN-MB"),
    ("aws-sa-east-1", "BR-SP"),
    ("azure-eastus2", "US-VA"),
    ("azure-southeastasia", "SG"),
    ("gcp-us-east4", "US-VA"),
    ("gcp-us-west1", "US-OR"),
    ("gcp-asia-south1", "IN-MB"),
];

const DEPLOYMENT_MODEL: Attr = Attr::optional(
    Ty::Word(&["GLOBAL", "LOCAL"]),
    "deployment_model",
    "Whether the app serves requests from every region (`GLOBAL`) or from its own region only (`LOCAL`). Defaults to `GLOBAL`.",
)
.default(Default::Server)
.replaces();

const PRODUCT: Attr = Attr::optional(
    Ty::Word(&["standard", "atlas", "data-api", "device-sync"]),
    "product",
    "The product that the app belongs to. Atlas Triggers belong to an app of the product `atlas`. Defaults to `standard`.",
)
.default(Default::Server)
.sent(Sent::CreateQuery)
.replaces();

const ENVIRONMENT: Attr = Attr::optional(
    Ty::Word(&["development", "testing", "qa", "production"]),
    "environment",
    "The app's environment, which selects the environment values that apply.",
)
.sent(Sent::Part("environment"))
.none_as(NoneAs::EmptyText);

const TEMPLATE_ID: Attr = Attr::optional(
    Ty::Text,
    "template_id",
    "The ID of the template that the app is created from.",
)
.sent(Sent::CreateBody)
.returned(Returned::Never)
.replaces()
.samples(r#""triggers""#, r#""blank""#);

const SOURCE_NAME: Attr = Attr::required(
    Ty::Text,
    "name",
    "The name by which rules and triggers refer to the data source.",
)
.checks(&[Check::NotEmpty]);
const SOURCE_TYPE: Attr = Attr::required(
    Ty::Word(&["mongodb-atlas", "datalake"]),
    "type",
    "The kind of data source.",
);
const SOURCE_CONFIG: Attr = Attr::required(
    Ty::JsonObject,
    "config",
    "The configuration of the data source as a JSON object, for example `jsonencode({ clusterName = \"Cluster0\" })`.",
);

const DATA_SOURCE: Attr =
    Attr::optional(Ty::Object(&[SOURCE_NAME, SOURCE_TYPE, SOURCE_CONFIG]), "data_source", "A data source to link when the app is created.")
        .sent(Sent::CreateBody)
        .returned(Returned::Never)
        .replaces()
        .samples(
            r#"{ name = "mongodb-atlas", type = "mongodb-atlas", config = jsonencode({ clusterName = "Cluster0" }) }"#,
            r#"{ name = "mongodb-atlas", type = "mongodb-atlas", config = jsonencode({ clusterName = "Cluster1" }) }"#,
        );

const DELETION_PROTECTION: Attr = Attr::optional(
    Ty::Bool,
    "deletion_protection",
    "Whether Terraform refuses to destroy or replace the app. The value in the state counts, so apply `false` before you destroy the app. App Services does not store this setting.",
)
.default(Default::Bool(false))
.sent(Sent::Nowhere)
.returned(Returned::Never);

const CLIENT_APP_ID: Attr = Attr::computed(
    Ty::Text,
    "client_app_id",
    "The app's public ID, which client applications use: its name and a suffix.",
);
const DOMAIN_ID: Attr = Attr::computed(Ty::Text, "domain_id", "The ID of the app's domain.");

pub(crate) const SPEC: Spec = Spec {
    name: "app",
    title: "app",
    doc: "Manages an app, which contains functions, triggers, secrets, and all other App Services objects.\n\nThe Admin API can change only the app's environment. Most other changes replace the app and delete everything in it. Set `deletion_protection` to prevent that.",
    collection: "/groups/{project_id}/apps",
    list_query: Some(("product", "standard,atlas,data-api,device-sync")),
    natural_key: &["client_app_id"],
    unique: &["name"],
    update: Update::Never,
    attrs: &[
        PROJECT_ID,
        ID,
        NAME,
        LOCATION,
        PROVIDER_REGION,
        DEPLOYMENT_MODEL,
        PRODUCT,
        ENVIRONMENT,
        TEMPLATE_ID,
        DATA_SOURCE,
        DELETION_PROTECTION,
        CLIENT_APP_ID,
        DOMAIN_ID,
    ],
    rules: &[Rule::Agrees { attr: "location", with: "provider_region", pairs: PLACES }],
    ..Spec::COLLECTION
}
.checked();
