//! Projects, which the public API calls groups: `/groups`, and the root.

use serde_json::{Value as Json, json};

use super::attributes::Attributes;
use super::call::{Call, Shown};
use super::errors::{invalid_attribute, refusal};
use super::instances;
use super::projects::{self, Project, RECORDS};
use crate::emulator::families::date;
use crate::emulator::model::{Projects, Refusal, object_id};

/// The attributes that POST keeps.
const KEPT: &[&str] = &["name", "orgId", "regionUsageRestrictions", "tags"];

/// The attributes that POST takes. Official clients send those from `clusterCount` on, and they
/// change nothing here.
const TAKEN: &[&str] = &[
    "name",
    "orgId",
    "regionUsageRestrictions",
    "tags",
    "clusterCount",
    "created",
    "withDefaultAlertsSettings",
];

/// Answers `GET` of the root, from which every resource can be found.
pub(super) fn root(call: &Call<'_>) -> Result<Shown, Refusal> {
    let site = call.site;
    Ok(Shown::One(
        200,
        json!({
            "appName": env!("CARGO_PKG_NAME"),
            "build": env!("CARGO_PKG_VERSION"),
            "links": [site.link("self", &[]), site.related("groups", &["groups"])],
        }),
    ))
}

pub(super) fn list(call: &Call<'_>) -> Result<Shown, Refusal> {
    let groups = projects::all(call)?.into_iter();
    let shown = groups.map(|group| entity(call, &group));
    Ok(Shown::Pages(shown.collect::<Result<_, _>>()?))
}

pub(super) fn get(call: &Call<'_>) -> Result<Shown, Refusal> {
    Ok(Shown::One(200, single(call, &projects::find(call)?)?))
}

pub(super) fn get_by_name(call: &Call<'_>) -> Result<Shown, Refusal> {
    let name = call.need("name")?;
    let groups = projects::all(call)?.into_iter();
    let group = { groups }
        .find(|group| group.name() == name)
        .ok_or_else(|| {
            let detail = format!("No group with name {name} exists.");
            refusal(404, "GROUP_NAME_NOT_FOUND", detail, &[name])
        })?;
    Ok(Shown::One(200, single(call, &group)?))
}

/// Makes a project. Choice: any ID is one of an organization, and a server of one project makes no
/// other.
pub(super) fn create(call: &Call<'_>) -> Result<Shown, Refusal> {
    let attributes = Attributes::read(call.body, TAKEN, &["id", "links"])?;
    let name = attributes.text("name")?;
    check_name(name)?;
    if !object_id::is_valid(attributes.text("orgId")?) {
        let why = "it must have 24 hexadecimal digits";
        return Err(invalid_attribute("orgId", why));
    }
    check_free(call, name, None)?;
    if let Projects::Only(only) = &call.account.projects {
        let detail = format!("This server has the group {only} alone and makes no other.");
        return Err(refusal(403, "CANNOT_CREATE_GROUP", detail, &[only]));
    }
    let record = Json::Object(attributes.only(KEPT));
    let made = call.tx.insert(RECORDS, Some(name), record)?;
    let id = made.id().to_owned();
    let group = Project::new(call, &id, made.into_json());
    Ok(Shown::One(201, single(call, &group)?))
}

/// Changes a project. Choice: a project that exists for its apps alone is kept from then on.
pub(super) fn update(call: &Call<'_>) -> Result<Shown, Refusal> {
    let mut group = projects::find(call)?;
    let read_only = ["id", "orgId", "clusterCount", "created", "links"];
    let attributes = Attributes::read(call.body, &["name", "tags"], &read_only)?;
    if let Some(name) = attributes.optional_text("name")? {
        check_name(name)?;
        check_free(call, name, Some(&group.id))?;
    }
    for (name, value) in attributes.only(&["name", "tags"]) {
        group.record[name.as_str()] = value;
    }
    let key = RECORDS.key(&group.id);
    call.tx
        .put(key, group.record["name"].as_str(), &group.record)?;
    Ok(Shown::One(200, single(call, &group)?))
}

/// Removes a project that has neither apps nor clusters. Choice: the project that the key belongs to
/// stays.
pub(super) fn delete(call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let conflict = |code, what| {
        let detail =
            format!("Cannot close group while it has active {what}; please terminate all {what}.");
        Err(refusal(409, code, detail, &[]))
    };
    if projects::has_apps(call, &group.id)? {
        return conflict("CANNOT_CLOSE_GROUP_ACTIVE_APPS", "apps");
    }
    if instances::count(call, &group)? > 0 {
        return conflict("CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_CLUSTERS", "clusters");
    }
    if group.is_home {
        let detail = "Cannot close the group that the API key belongs to.";
        return Err(refusal(403, "CANNOT_CLOSE_GROUP_OF_API_KEY", detail, &[]));
    }
    instances::forget(call, &group)?;
    call.tx.remove(RECORDS.key(&group.id))?;
    Ok(Shown::Nothing)
}

/// Returns a project as a list has it.
fn entity(call: &Call<'_>, group: &Project) -> Result<Json, Refusal> {
    let mut entity = group.record.clone();
    if let Some(entity) = entity.as_object_mut() {
        entity.remove("_id");
    }
    entity["id"] = (&*group.id).into();
    entity["name"] = group.name().into();
    entity["orgId"] = group.organization().into();
    entity["clusterCount"] = instances::count(call, group)?.into();
    entity["created"] = date(group.created()).into();
    entity["links"] = call.site.own(&["groups", &group.id]);
    Ok(entity)
}

/// Returns a project with links to what is in it.
fn single(call: &Call<'_>, group: &Project) -> Result<Json, Refusal> {
    let mut entity = entity(call, group)?;
    if let Some(links) = entity["links"].as_array_mut() {
        let parts = ["groups", &group.id, "clusters"];
        links.push(call.site.related("clusters", &parts));
    }
    Ok(entity)
}

/// Refuses a name that another project has.
fn check_free(call: &Call<'_>, name: &str, own: Option<&str>) -> Result<(), Refusal> {
    let mut groups = projects::all(call)?.into_iter();
    match groups.find(|group| group.name() == name && own != Some(&*group.id)) {
        None => Ok(()),
        Some(_) => {
            let detail = format!("A group with name \"{name}\" already exists.");
            Err(refusal(409, "GROUP_ALREADY_EXISTS", detail, &[name]))
        }
    }
}

/// Refuses a name that breaks the published rule.
fn check_name(name: &str) -> Result<(), Refusal> {
    let is_allowed = |one: char| one.is_alphanumeric() || " -_.(),:&@+'".contains(one);
    if (1..=64).contains(&name.chars().count()) && name.chars().all(is_allowed) {
        return Ok(());
    }
    let why = "it must have 1 to 64 characters: letters, numbers, spaces, and any of -_.(),:&@+'";
    Err(invalid_attribute("name", why))
}
