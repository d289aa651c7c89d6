//! Apps: `/groups/{groupId}/apps`.
//!
//! Nothing of an app can be updated but its environment. Deleting an app deletes everything in it.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Odd, Says, Shows, Verb};
use super::regions::{location_of, region_in};
use super::{access_list, data_sources, moving, regions, templates};
use crate::emulator::model::{
    Answer, Document, Fields, Method, Refusal, Response, object_id, random,
};
use crate::emulator::store::{Place, Tx};

pub(crate) static APPS: Family = Family {
    path: "/groups/{group}/apps",
    parent: None,
    collection: "apps",
    noun: "app",
    codes: Codes {
        not_found: "AppNotFound",
        // Choice: one app of a name in a project.
        duplicate: "AppDuplicateName",
    },
    kind: Kind::Many {
        id: "app",
        unique: &["name"],
        accept,
    },
    drafted: false,
    verbs: &[
        Verb::Get(Shows::As(moving::as_deployed)),
        Verb::Delete(Says::Nothing),
    ],
    more: &[
        Odd(Method::Get, "", list),
        Odd(Method::Post, "", create),
        Odd(Method::Put, "/{app}/environment", set_environment),
    ],
}
.checked();

const PRODUCTS: &[&str] = &["standard", "atlas", "data-api", "device-sync"];

/// The environments that an app may be in.
pub(super) const ENVIRONMENTS: &[&str] = &["", "development", "testing", "qa", "production"];

/// Returns whether a project has an app with this id.
pub(crate) fn exists(tx: &Tx<'_>, project: &str, id: &str) -> Result<bool, Refusal> {
    let key = Place::in_project(project, APPS.collection).key(id);
    Ok(tx.find(key)?.is_some())
}

/// Returns the services of a type that the apps of a project have deployed, oldest first.
pub(crate) fn linked_in(tx: &Tx<'_>, project: &str, kind: &str) -> Result<Vec<Document>, Refusal> {
    let mut linked = Vec::new();
    for app in tx.list(Place::in_project(project, APPS.collection))? {
        let services = Place::in_app(app.id(), data_sources::DATA_SOURCES.collection);
        let services = tx.list(services)?.into_iter();
        linked.extend(services.filter(|service| service.text("type") == Some(kind)));
    }
    Ok(linked)
}

/// Lists the apps of some products, which are the standard ones unless the query names others.
fn list(call: &Call<'_>) -> Answer {
    let products: Vec<&str> = call
        .query("product")
        .unwrap_or("standard")
        .split(',')
        .collect();
    products.iter().copied().try_for_each(check_product)?;
    let apps = APPS.all(call)?.into_iter().filter(|app| {
        app.text("product")
            .is_some_and(|product| products.contains(&product))
    });
    let shown = apps.map(|app| moving::as_deployed(call, app));
    Ok(Response::ok(shown.collect::<Result<_, _>>()?))
}

/// Creates an app that is open to every address, with the data source that the body describes.
fn create(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    let body = accept(call, &fields)?;
    let app = APPS.insert(call.tx, APPS.place(call)?, body)?;
    access_list::open(call.tx, app.id())?;
    if let Some(template) = fields.optional_string("template_id")?
        && !template.is_empty()
    {
        templates::remember(call.tx, app.id(), template)?;
    }
    if let Some(fields) = fields.optional_object("data_source")? {
        let data_source = data_sources::accept(call, &fields)?;
        let services = &data_sources::DATA_SOURCES;
        let place = Place::in_app(app.id(), services.collection);
        services.insert(call.tx, place, data_source)?;
    }
    Ok(Response::created(app.into_json()))
}

fn accept(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    let name = fields.string("name")?;
    check_app_name(name)?;
    let model = fields.optional_one_of("deployment_model", &["GLOBAL", "LOCAL"])?;
    let region = fields.optional_one_of("provider_region", regions::IDS)?;
    let location = fields.optional_one_of("location", regions::LOCATIONS)?;
    let environment = fields.optional_one_of("environment", ENVIRONMENTS)?;
    fields.optional_string("template_id")?;
    if let Some(fields) = fields.optional_object("data_source")? {
        data_sources::accept(call, &fields)?;
    }
    // The clients of mobile apps send it, and it means nothing since Device Sync ended.
    fields.ignore(&["sync"]);
    fields.finish()?;
    let product = call.query("product").unwrap_or("standard");
    check_product(product)?;
    let (region, location) = region_and_location(region, location)?;
    let ending = random::text(5, b"abcdefghijklmnopqrstuvwxyz");
    Ok(json!({
        "name": name,
        "client_app_id": format!("{}-{ending}", name.to_lowercase()),
        "domain_id": object_id::new(call.now()),
        "group_id": call.parameters.need("group")?,
        "location": location,
        "provider_region": region,
        "deployment_model": model.unwrap_or("GLOBAL"),
        "environment": environment.unwrap_or_default(),
        "product": product,
        "last_used": call.now(),
        "last_modified": call.now(),
    }))
}

fn set_environment(call: &Call<'_>) -> Answer {
    let fields = Fields::of(call.body)?;
    let environment = fields.one_of("environment", ENVIRONMENTS)?;
    fields.finish()?;
    let mut app = APPS.find(call)?;
    app.set("environment", environment);
    app.set("last_modified", call.now());
    Ok(Response::ok(APPS.save(call, app)?.into_json()))
}

fn check_product(product: &str) -> Result<(), Refusal> {
    if PRODUCTS.contains(&product) {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "'product' must be one of {}, not '{product}'",
        PRODUCTS.join(", ")
    )))
}

/// Refuses a name that breaks the documentation's rule for names of apps.
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

/// Returns region and location. The one that is left out follows from the other, and both together
/// must agree.
fn region_and_location<'a>(
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
