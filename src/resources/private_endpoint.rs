//! `appservices_private_endpoint`: a VPC endpoint in AWS from which an app accepts requests.
//!
//! Quirks of the API: the app must be deployed locally in AWS.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{Check, Lifecycle, Listed, NoneAs, Spec, text, word};

pub(crate) const SPEC: Spec = Spec {
    name: "private_endpoint",
    title: "private endpoint",
    doc: "Manages a private endpoint: a VPC endpoint in AWS from which an app accepts requests. The app must have the deployment model `LOCAL` in a region of AWS.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/security/private_endpoints",
    natural_key: &["cloud_provider_endpoint_id"],
    unique: &["cloud_provider_endpoint_id"],
    lifecycle: Lifecycle { listed: Listed::Whole, ..Lifecycle::COLLECTION },
    attrs: &[
        PROJECT_ID,
        APP_ID.samples("appservices_app.local.id", "appservices_app.local_other.id"),
        ID,
        text("cloud_provider_region")
            .required()
            .doc("The region of the VPC endpoint, for example `aws-us-east-1`.")
            .checks(&[Check::NotEmpty])
            .samples(r#""aws-us-east-1""#, r#""aws-us-west-2""#),
        text("cloud_provider_endpoint_id")
            .required()
            .doc("The ID of the VPC endpoint in AWS: `vpce-` and hexadecimal digits.")
            .checks(&[Check::Form(|text| {
                let digits = text.strip_prefix("vpce-").unwrap_or_default();
                let right = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                (!right).then(|| format!("{text:?} is not the ID of a VPC endpoint, which is `vpce-` and hexadecimal digits."))
            })])
            .samples(r#""vpce-0a1b""#, r#""vpce-0a1c""#),
        word("endpoint_type", &["general", "sync"])
            .required()
            .doc("What the endpoint serves.")
            .replaces(),
        text("comment")
            .doc("A comment about the endpoint.")
            .none_as(NoneAs::EmptyText)
            .samples(r#""office""#, r#""head office""#),
    ],
    ..Spec::COLLECTION
}
.checked();
