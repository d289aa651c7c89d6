//! Apps: `/groups/{groupId}/apps`.
//!
//! There is no update but of the environment. An app that goes takes along everything in it.

use axum::routing::MethodFilter;
use serde_json::{Value as Json, json};

use super::regions::{location_of, region_in};
use super::{access_list, regions};
use crate::emulator::body::{Fields, check_name};
use crate::emulator::error::{Answer, Refusal, created, no_content, ok};
use crate::emulator::object_id::{self, random_text};
use crate::emulator::router::{Call, Route};
use crate::emulator::scope::{Place, Scope};

/// The apps of a project.
pub(in crate::emulator) const fn apps_of(project: &str) -> Place<'_> {
    Place {
        app: "",
        parent: project,
        collection: "apps",
    }
}

const PRODUCTS: &[&str] = &["standard", "atlas", "data-api", "device-sync"];
const ENVIRONMENTS: &[&str] = &["", "development", "testing", "qa", "production"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route(MethodFilter::GET, "/groups/{group}/apps", list),
        Route(MethodFilter::POST, "/groups/{group}/apps", create),
        Route(MethodFilter::GET, "/groups/{group}/apps/{app}", read),
        Route(MethodFilter::DELETE, "/groups/{group}/apps/{app}", delete),
        Route(
            MethodFilter::PUT,
            "/groups/{group}/apps/{app}/environment",
            set_environment,
        ),
    ]
}

fn list(scope: &Scope<'_>, call: &Call) -> Answer {
    let products: Vec<&str> = call
        .query("product")
        .unwrap_or("standard")
        .split(',')
        .collect();
    if let Some(unknown) = products.iter().find(|product| !PRODUCTS.contains(product)) {
        return Err(Refusal::invalid(format!(
            "'product' must be one of {}, not '{unknown}'",
            PRODUCTS.join(", ")
        )));
    }
    let apps = scope.list(apps_of(call.parameter("group")))?;
    ok(apps
        .into_iter()
        .filter(|app| {
            app["product"]
                .as_str()
                .is_some_and(|product| products.contains(&product))
        })
        .collect())
}

fn create(scope: &Scope<'_>, call: &Call) -> Answer {
    let group = call.parameter("group");
    let fields = Fields::of(&call.body)?;
    let name = fields.string("name")?;
    check_app_name(name)?;
    let model = fields
        .optional_one_of("deployment_model", &["GLOBAL", "LOCAL"])?
        .unwrap_or("GLOBAL");
    let region = fields.optional_one_of("provider_region", regions::IDS)?;
    let location = fields.optional_one_of("location", regions::LOCATIONS)?;
    let environment = fields
        .optional_one_of("environment", ENVIRONMENTS)?
        .unwrap_or("");
    fields.optional_string("template_id")?;
    let data_source = fields
        .optional("data_source")
        .map(data_source)
        .transpose()?;
    // The clients of mobile apps send it, and it means nothing since Device Sync ended.
    fields.ignore(&["sync"]);
    fields.finish()?;
    let product = call.query("product").unwrap_or("standard");
    if !PRODUCTS.contains(&product) {
        return Err(Refusal::invalid(format!(
            "'product' must be one of {}, not '{product}'",
            PRODUCTS.join(", ")
        )));
    }
    let (region, location) = place(region, location)?;
    // Choice: one app of a name in a project.
    if scope.holder(apps_of(group), name)?.is_some() {
        return Err(Refusal::duplicate(
            "AppDuplicateName",
            &format!("app name '{name}'"),
        ));
    }
    let ending = random_text(5, b"abcdefghijklmnopqrstuvwxyz");
    let app = json!({
        "name": name,
        "client_app_id": format!("{}-{ending}", name.to_lowercase()),
        "domain_id": object_id::new(scope.now),
        "group_id": group,
        "location": location,
        "provider_region": region,
        "deployment_model": model,
        "environment": environment,
        "product": product,
        "last_used": scope.now,
        "last_modified": scope.now,
    });
    let app = scope.insert(apps_of(group), Some(name), app)?;
    let id = app["_id"].as_str().unwrap_or_default();
    access_list::open(scope, id)?;
    if let Some(data_source) = data_source {
        let name = data_source["name"].as_str().map(str::to_owned);
        scope.insert(
            Place {
                app: id,
                parent: id,
                collection: "services",
            },
            name.as_deref(),
            data_source,
        )?;
    }
    created(app)
}

fn read(scope: &Scope<'_>, call: &Call) -> Answer {
    ok(find(scope, call)?)
}

fn delete(scope: &Scope<'_>, call: &Call) -> Answer {
    scope.remove(apps_of(call.parameter("group")), call.app())?;
    no_content()
}

fn set_environment(scope: &Scope<'_>, call: &Call) -> Answer {
    let fields = Fields::of(&call.body)?;
    let environment = fields.one_of("environment", ENVIRONMENTS)?;
    fields.finish()?;
    let mut app = find(scope, call)?;
    app["environment"] = environment.into();
    app["last_modified"] = scope.now.into();
    let name = app["name"].as_str().unwrap_or_default();
    scope.replace(apps_of(call.parameter("group")), Some(name), &app)?;
    ok(app)
}

fn find(scope: &Scope<'_>, call: &Call) -> Result<Json, Refusal> {
    let found = scope.find(apps_of(call.parameter("group")), call.app())?;
    found.ok_or_else(|| Refusal::not_found("AppNotFound", "app not found"))
}

/// The documentation's rule for app names.
fn check_app_name(name: &str) -> Result<(), Refusal> {
    let rest_is_right = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if (1..=32).contains(&name.len())
        && rest_is_right
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
    {
        return Ok(());
    }
    Err(Refusal::invalid(
        "app name must have 1 to 32 characters: ASCII letters, numbers, underscores and hyphens, the first a letter",
    ))
}

/// Region and location; the one that is left out follows from the other, and both together must agree.
fn place<'a>(
    region: Option<&'a str>,
    location: Option<&'a str>,
) -> Result<(&'a str, &'a str), Refusal> {
    match (region, location) {
        (None, None) => Ok(("aws-us-east-1", "US-VA")),
        (None, Some(location)) => Ok((region_in(location), location)),
        (Some(region), None) => Ok((region, location_of(region))),
        (Some(region), Some(location)) if location_of(region) == location => Ok((region, location)),
        (Some(region), Some(location)) => Err(Refusal::invalid(format!(
            "'provider_region' {region} is in {}, which does not agree with 'location' {location}",
            location_of(region)
        ))),
    }
}

fn data_source(document: &Json) -> Result<Json, Refusal> {
    let fields = Fields::within(document, "data_source.")?;
    let name = fields.filled("name")?;
    let kind = fields.one_of("type", &["mongodb-atlas", "datalake"])?;
    let config = fields.required("config")?;
    Fields::within(config, "data_source.config.")?.filled(if kind == "datalake" {
        "dataLakeName"
    } else {
        "clusterName"
    })?;
    check_name(name)?;
    let service = json!({ "name": name, "type": kind, "config": config });
    fields.ignore(&["rules", "default_rule", "version"]);
    fields.finish()?;
    Ok(service)
}
