//! `appservices_app`: an app, which contains all other objects.
//!
//! Quirks of the API: an app has no update, except for its environment and its region, which have
//! calls of their own. The template and the data source are taken at creation and never returned. The product is
//! in the query. By default, the list shows the apps of one product only.

use serde_json::Value as Json;

use super::common::{ID, PROJECT_ID, only_word_characters};
use crate::declare::words::{
    Attr, Change, Check, Default, KeyForm, Lifecycle, Listed, NoneAs, Returned, Rule, Sent, Spec,
    boolean, json, object, text, word,
};

pub(crate) const SPEC: Spec = Spec {
    name: "app",
    title: "app",
    doc: "Manages an app, which contains functions, triggers, secrets, and all other App Services objects.\n\nThe Admin API can change the app's environment, and move the app to another `provider_region` or `deployment_model`, which takes minutes. Other changes replace the app and delete everything in it. Set `deletion_protection` to prevent that.",
    parent: Some(&super::project::SPEC),
    collection: "/groups/{project_id}/apps",
    list_query: Some(("product", "standard,atlas,data-api,device-sync")),
    natural_key: &["client_app_id"],
    key_form: Some(KeyForm {
        title: "client app id",
        example: "myapp-abcde",
        fits: is_client_app_id,
        mistaken_for: "name",
    }),
    unique: &["name"],
    gone_code: Some("AppNotFound"),
    lifecycle: Lifecycle { listed: Listed::Whole, change: Change::Never, ..Lifecycle::COLLECTION },
    minutes: 20,
    attrs: &[
        PROJECT_ID,
        ID,
        text("name")
            .required()
            .doc("The app's name: 1 to 32 letters, digits, `_`, and `-`, starting with a letter.")
            .replaces()
            .checks(&[NAME_FORM])
            .samples(r#""shop""#, r#""store""#),
        word("location", &["US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP"])
            .doc("The app's geographic location, independent of the cloud provider. Defaults to the location that `provider_region` is in, and follows it.")
            .default(Default::Server)
            .follows(&["provider_region"])
            .replaces(),
        word("provider_region", REGIONS)
            .doc("The cloud provider's region that hosts the app. Defaults to a region in `location`.")
            .default(Default::Server)
            .sent(Sent::Move("deployment_migration"))
            .samples(r#""aws-us-east-1""#, r#""aws-eu-west-1""#),
        word("deployment_model", &["GLOBAL", "LOCAL"])
            .doc("Whether the app serves requests from every region (`GLOBAL`) or from its own region only (`LOCAL`). Defaults to `GLOBAL`.")
            .default(Default::Server)
            .sent(Sent::Move("deployment_migration")),
        word("product", &["standard", "atlas", "data-api", "device-sync"])
            .doc("The product that the app belongs to. Atlas Triggers belong to an app of the product `atlas`. Defaults to `standard`.")
            .default(Default::Server)
            .sent(Sent::CreateQuery)
            .replaces(),
        word("environment", &["development", "testing", "qa", "production"])
            .doc("The app's environment, which selects the environment values that apply.")
            .sent(Sent::Part("environment"))
            .none_as(NoneAs::EmptyText),
        text("template_id")
            .doc("The ID of the template that the app is created from.")
            .sent(Sent::CreateBody)
            .returned(Returned::Never)
            .replaces()
            .samples(r#""triggers""#, r#""blank""#),
        object("data_source", &[SOURCE_NAME, SOURCE_TYPE, SOURCE_CONFIG])
            .doc("A data source to link when the app is created.")
            .sent(Sent::CreateBody)
            .returned(Returned::Never)
            .replaces()
            .samples(
                r#"{ name = "mongodb-atlas", type = "mongodb-atlas", config = jsonencode({ clusterName = "Cluster0" }) }"#,
                r#"{ name = "mongodb-atlas", type = "mongodb-atlas", config = jsonencode({ clusterName = "Cluster1" }) }"#,
            ),
        boolean("deletion_protection")
            .doc("Whether Terraform refuses to destroy or replace the app. The value in the state counts, so apply `false` before you destroy the app. App Services does not store this setting.")
            .off()
            .local(),
        text("client_app_id")
            .computed()
            .doc("The app's public ID, which client applications use: its name and a suffix."),
        text("domain_id").computed().doc("The ID of the app's domain."),
    ],
    rules: &[Rule::Agrees { attr: "location", with: "provider_region", pairs: PLACES }],
    protection: Some("deletion_protection"),
    ..Spec::COLLECTION
}
.checked();

const REGIONS: &[&str] = &[
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
];

/// The location of each region that lies in one. The API's description names no location for the
/// other regions, so App Services decides there.
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

const SOURCE_NAME: Attr = text("name")
    .required()
    .doc("The name by which rules and triggers refer to the data source.")
    .checks(&[Check::NotEmpty]);

const SOURCE_TYPE: Attr = word("type", &["mongodb-atlas", "datalake"])
    .required()
    .doc("The kind of data source.");

const SOURCE_CONFIG: Attr = json("config").required().doc(
    "The configuration of the data source as a JSON object, for example `jsonencode({ clusterName = \"Cluster0\" })`.",
);

const NAME_FORM: Check = Check::Form(|text| {
    let right = (1..=32).contains(&text.len())
        && only_word_characters(text)
        && text.starts_with(|first: char| first.is_ascii_alphabetic());
    (!right).then(|| {
        format!("{text:?} is not an app name: 1 to 32 letters, numbers, underscores and hyphens, the first a letter.")
    })
});

/// Reports whether the text has the form `myapp-abcde`: a name and a suffix of five letters.
fn is_client_app_id(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(name, ending)| {
        !name.is_empty()
            && ending.len() == 5
            && ending.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// Returns the base URL of an app's endpoints (the Admin API's description, "Construct a Custom
/// HTTPS Endpoint Base URL"). The host of a locally deployed app contains the region.
pub(crate) fn base_url(app: &Json) -> Option<String> {
    let text = |name: &str| {
        app.get(name)
            .and_then(Json::as_str)
            .filter(|text| !text.is_empty())
    };
    let host = match text("deployment_model") {
        Some("LOCAL") => {
            let (cloud, region) = text("provider_region")?.split_once('-')?;
            format!("{region}.{cloud}.data.mongodb-api.com")
        }
        _ => "data.mongodb-api.com".to_owned(),
    };
    Some(format!("https://{host}/app/{}", text("client_app_id")?))
}
