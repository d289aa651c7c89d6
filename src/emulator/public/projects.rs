//! Which projects exist.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::errors;
use crate::emulator::families::APPS;
use crate::emulator::model::{Projects, Refusal, object_id};
use crate::emulator::store::Place;

/// The collection of what requests have said of projects.
pub(super) const RECORDS: Place<'static> = Place::in_server("groups");

/// A project that exists.
pub(super) struct Project {
    pub(super) id: String,
    /// Whether the key belongs to the project, which then exists as long as the server does.
    pub(super) is_home: bool,
    /// The name that the project has unless a request gives it another.
    first_name: String,
    /// The attributes that requests have set.
    pub(super) record: Json,
}

/// Choice: projects that were not made by a request belong to this organization.
const ORGANIZATION: &str = "000000000000000000000004";

impl Project {
    /// Returns a project with the attributes that requests have set. Choice: the project that the key
    /// belongs to is named by the server's options, and others are named by their IDs.
    pub(super) fn new(call: &Call<'_>, id: &str, record: Json) -> Self {
        let is_home = id == call.account.home();
        let first_name = match is_home {
            true => &*call.account.project_name,
            false => id,
        };
        Self {
            id: id.to_owned(),
            is_home,
            first_name: first_name.to_owned(),
            record,
        }
    }

    /// Returns the project's name.
    pub(super) fn name(&self) -> &str {
        self.record["name"].as_str().unwrap_or(&self.first_name)
    }

    /// Reports whether a request made the project.
    pub(super) fn is_made(&self) -> bool {
        self.record["orgId"].is_string()
    }

    /// Returns the ID of the project's organization.
    pub(super) fn organization(&self) -> &str {
        self.record["orgId"].as_str().unwrap_or(ORGANIZATION)
    }

    /// Returns when the project was made, in milliseconds. Choice: the time that its ID has, which
    /// every ObjectId begins with.
    pub(super) fn created(&self) -> i64 {
        let seconds = self.id.get(..8).unwrap_or_default();
        i64::from_str_radix(seconds, 16).unwrap_or_default() * 1000
    }
}

/// Returns every project: the key's own, those that were made by requests, and those that have apps.
/// A server of one project has no other.
pub(super) fn all(call: &Call<'_>) -> Result<Vec<Project>, Refusal> {
    let home = call.account.home();
    let records = call.tx.list(RECORDS)?;
    let with = |id: &str| {
        let record = records.iter().find(|record| record.id() == id);
        let record = record.map_or_else(|| json!({}), |record| record.json().clone());
        Project::new(call, id, record)
    };
    if let Projects::Only(only) = &call.account.projects {
        return Ok(vec![with(only)]);
    }
    let mut ids = vec![home.to_owned()];
    let made = records.iter().map(|record| record.id().to_owned());
    for id in made.chain(call.tx.parents(APPS.collection)?) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids.iter().map(|id| with(id)).collect())
}

/// Returns the project that the call's path names. Where every ID is a project, as in the Admin API of the
/// server, each is there as soon as a path names it; a list has those that something is known of.
pub(super) fn find(call: &Call<'_>) -> Result<Project, Refusal> {
    let id = call.need("group")?;
    if !object_id::is_valid(id) {
        return Err(errors::no_group(id));
    }
    let mut known = all(call)?.into_iter();
    match (
        known.find(|project| project.id == id),
        &call.account.projects,
    ) {
        (Some(project), _) => Ok(project),
        (None, Projects::Any(_)) => Ok(Project::new(call, id, json!({}))),
        (None, Projects::Only(_)) => Err(errors::no_group(id)),
    }
}

/// Reports whether a project has apps.
pub(super) fn has_apps(call: &Call<'_>, id: &str) -> Result<bool, Refusal> {
    let apps = call.tx.list(Place::in_project(id, APPS.collection))?;
    Ok(!apps.is_empty())
}
