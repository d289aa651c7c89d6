//! Private endpoints: `~/security/private_endpoints`, and the services that they connect to.

use serde_json::{Value as Json, json};

use super::apps::APPS;
use super::call::Call;
use super::family::{Codes, Family, Kind, Odd, Says, Shows, Verb};
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};

pub(super) static PRIVATE_ENDPOINTS: Family = Family {
    path: "~/security/private_endpoints",
    parent: None,
    collection: "private_endpoints",
    noun: "private endpoint",
    codes: Codes {
        not_found: "PrivateEndpointNotFound",
        duplicate: "PrivateEndpointAlreadyExists",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["cloud_provider_endpoint_id"],
        accept,
    },
    drafted: false,
    verbs: &[
        Verb::List(Shows::All),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Get(Shows::All),
        Verb::Delete(Says::Nothing),
    ],
    more: &[Odd(Method::Put, "/{id}", update)],
}
.checked();

pub(super) static PRIVATE_ENDPOINT_SERVICE_INFOS: Family = Family {
    path: "~/security/private_endpoint_service_infos",
    collection: "private_endpoint_service_infos",
    noun: "private endpoint service",
    more: &[Odd(Method::Get, "", services)],
    ..Family::OF_OWN_CALLS
}
.checked();

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id"]);
    let region = fields.filled("cloud_provider_region")?;
    let endpoint = fields.filled("cloud_provider_endpoint_id")?;
    let kind = fields.one_of("endpoint_type", &["sync", "general"])?;
    let comment = fields.optional_string("comment")?.unwrap_or_default();
    fields.finish()?;
    let digits = endpoint.strip_prefix("vpce-").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::invalid(format!(
            "'cloud_provider_endpoint_id' must be the id of a VPC endpoint (vpce-…), not '{endpoint}'"
        )));
    }
    let app = APPS.find(call)?;
    let is_on_aws = app
        .text("provider_region")
        .is_some_and(|region| region.starts_with("aws-"));
    if app.text("deployment_model") != Some("LOCAL") || !is_on_aws {
        return Err(Refusal::invalid(
            "private endpoints need an app with the deployment model LOCAL on AWS",
        ));
    }
    Ok(json!({
        "cloud_provider_region": region,
        "cloud_provider_endpoint_id": endpoint,
        "endpoint_type": kind,
        "comment": comment,
    }))
}

fn update(call: &Call<'_>) -> Answer {
    let old = PRIVATE_ENDPOINTS.find(call)?;
    let body = accept(call, &Fields::of(call.body)?)?;
    if body["endpoint_type"] != old["endpoint_type"] {
        return Err(Refusal::invalid("'endpoint_type' cannot be changed"));
    }
    let changed = PRIVATE_ENDPOINTS.replace(call, old.id(), body)?;
    Ok(Response::ok(changed.into_json()))
}

/// Choice: an app on AWS has one service of each type in its region.
fn services(call: &Call<'_>) -> Answer {
    let app = APPS.find(call)?;
    let region = app.text("provider_region").unwrap_or_default();
    let Some(aws) = region.strip_prefix("aws-") else {
        return Ok(Response::ok(json!([])));
    };
    let services = ["general", "sync"].map(|kind| {
        let number = if kind == "general" { 1 } else { 2 };
        json!({
            "cloud_provider_region": region,
            "service_name": format!("com.amazonaws.vpce.{aws}.vpce-svc-{number:017x}"),
            "endpoint_type": kind,
        })
    });
    Ok(Response::ok(services.into_iter().collect()))
}
