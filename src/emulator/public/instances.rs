//! Clusters and serverless instances of a project.
//!
//! Choice: these clusters exist: those that were made by POST, each one that a deployed data source
//! of an app of the project names, and, in a project that no request made, `Cluster0`.
//!
//! A cluster takes time to be made and to be removed. How far it is follows from when that began.
//! A removed cluster leaves its record behind, until another cluster of its name is made: so
//! `Cluster0` can be removed, too.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::attributes::Attributes;
use super::call::{Call, Shown};
use super::errors::{invalid_attribute, refusal};
use super::projects::{self, Project};
use crate::emulator::families::{Progress, date, linked_in, progress_at};
use crate::emulator::model::{Document, Refusal, hex};
use crate::emulator::store::Place;

/// A kind of instance.
pub(super) struct Kind {
    /// The name of the collection in paths and in the store.
    pub(super) collection: &'static str,
    /// How an instance of a name in a group is called in error texts.
    named: fn(&str) -> String,
    not_found: &'static str,
    duplicate: &'static str,
    /// The type of the services that name such an instance, and the field of their configuration.
    linked: Option<(&'static str, &'static str)>,
    /// The name of the instance that a project has from the start unless a request made it.
    first: Option<&'static str>,
    /// The attributes that POST keeps besides the name.
    settable: &'static [&'static str],
    defaults: fn() -> Json,
}

pub(super) static CLUSTERS: Kind = Kind {
    collection: "clusters",
    named: |name| format!("cluster named {name}"),
    not_found: "CLUSTER_NOT_FOUND",
    duplicate: "DUPLICATE_CLUSTER_NAME",
    linked: Some(("mongodb-atlas", "clusterName")),
    first: Some("Cluster0"),
    settable: &[
        "acceptDataRisksAndForceReplicaSetReconfig",
        "advancedConfiguration",
        "autoScaling",
        "backupEnabled",
        "biConnector",
        "clusterType",
        "configServerManagementMode",
        "diskSizeGB",
        "diskWarmingMode",
        "encryptionAtRestProvider",
        "globalClusterSelfManagedSharding",
        "labels",
        "mongoDBMajorVersion",
        "numShards",
        "paused",
        "pitEnabled",
        "providerBackupEnabled",
        "providerSettings",
        "redactClientLogData",
        "replicaSetScalingStrategy",
        "replicationFactor",
        "replicationSpec",
        "replicationSpecs",
        "rootCertType",
        "tags",
        "terminationProtectionEnabled",
        "versionReleaseSystem",
    ],
    defaults: || json!({ "backupEnabled": false, "clusterType": "REPLICASET", "paused": false }),
};

/// Choice: no data source names a serverless instance, because it could as well name a cluster.
pub(super) static SERVERLESS: Kind = Kind {
    collection: "serverless",
    named: |name| format!("serverless instance with name {name}"),
    not_found: "SERVERLESS_INSTANCE_NOT_FOUND",
    duplicate: "DUPLICATE_CLUSTER_NAME",
    linked: None,
    first: None,
    settable: &[
        "providerSettings",
        "serverlessBackupOptions",
        "tags",
        "terminationProtectionEnabled",
    ],
    defaults: || json!({}),
};

/// The attributes that only the server sets.
const READ_ONLY: &[&str] = &[
    "connectionStrings",
    "createDate",
    "featureCompatibilityVersion",
    "id",
    "links",
    "mongoDBVersion",
    "mongoURI",
    "mongoURIUpdated",
    "mongoURIWithOptions",
    "srvAddress",
    "stateName",
];

pub(super) fn list(kind: &Kind, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let all = all(kind, call, &group)?.into_iter();
    let shown = all.map(|one| entity(kind, call, &group, &one));
    Ok(Shown::Pages(shown.collect()))
}

pub(super) fn get(kind: &Kind, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let one = find(kind, call, &group)?;
    Ok(Shown::One(200, entity(kind, call, &group, &one)))
}

pub(super) fn create(kind: &Kind, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let settable = [kind.settable, &["name", "groupId"]].concat();
    let attributes = Attributes::read(call.body, &settable, READ_ONLY)?;
    let name = attributes.text("name")?;
    check_name(name)?;
    if attributes
        .optional_text("groupId")?
        .is_some_and(|id| id != group.id)
    {
        return Err(invalid_attribute(
            "groupId",
            "it must be the group of the path",
        ));
    }
    if all(kind, call, &group)?
        .iter()
        .any(|one| one["name"] == name)
    {
        let named = (kind.named)(name);
        let detail = format!("A {named} is already present in group {}.", group.id);
        return Err(refusal(409, kind.duplicate, detail, &[name, &group.id]));
    }
    let place = place(kind, &group);
    if let Some(gone) = call.tx.holder(place, name)? {
        call.tx.remove(place.key(&gone))?;
    }
    let mut given = (kind.defaults)().as_object().cloned().unwrap_or_default();
    given.extend(attributes.only(kind.settable));
    let now = call.tx.now_milliseconds();
    let body = record(name, given, now, call.job_time);
    let made = call.tx.insert(place, Some(name), body)?;
    Ok(Shown::One(201, entity(kind, call, &group, &made)))
}

/// Begins to remove an instance. Choice: one that an app has linked is refused.
pub(super) fn delete(kind: &Kind, call: &Call<'_>) -> Result<Shown, Refusal> {
    let group = projects::find(call)?;
    let mut one = find(kind, call, &group)?;
    let name = one.text("name").unwrap_or_default().to_owned();
    if linked(kind, call, &group)?
        .iter()
        .any(|(linked, _)| *linked == name)
    {
        let detail = format!(
            "The cluster {name} is a linked data source of an app in group {}; please unlink it first.",
            group.id
        );
        return Err(refusal(
            409,
            "CLUSTER_LINKED_BY_APP",
            detail,
            &[&name, &group.id],
        ));
    }
    if one["ending"] != true {
        one.set("ending", true);
        one.set("started", call.tx.now_milliseconds());
        one.set("takes", call.job_time);
        let key = place(kind, &group).key(one.id());
        call.tx.put(key, Some(&name), one.json())?;
    }
    Ok(Shown::One(202, json!({})))
}

/// Returns how many instances of every kind a project has.
pub(super) fn count(call: &Call<'_>, group: &Project) -> Result<usize, Refusal> {
    let clusters = all(&CLUSTERS, call, group)?.len();
    Ok(clusters + all(&SERVERLESS, call, group)?.len())
}

/// Removes the records of a project that has no instances.
pub(super) fn forget(call: &Call<'_>, group: &Project) -> Result<(), Refusal> {
    for kind in [&CLUSTERS, &SERVERLESS] {
        let place = place(kind, group);
        for record in call.tx.list(place)? {
            call.tx.remove(place.key(record.id()))?;
        }
    }
    Ok(())
}

/// Returns the instance that the call's path names.
fn find(kind: &Kind, call: &Call<'_>, group: &Project) -> Result<Document, Refusal> {
    let name = call.need("name")?;
    let mut all = all(kind, call, group)?.into_iter();
    all.find(|one| one["name"] == name).ok_or_else(|| {
        let named = (kind.named)(name);
        let detail = format!("No {named} exists in group {}.", group.id);
        refusal(404, kind.not_found, detail, &[name, &group.id])
    })
}

/// Returns every instance: the first one, those that were made, and those that are linked.
fn all(kind: &Kind, call: &Call<'_>, group: &Project) -> Result<Vec<Document>, Refusal> {
    let now = call.tx.now_milliseconds();
    let records = call.tx.list(place(kind, group))?;
    let first = kind.first.filter(|_| !group.is_made());
    let first = first.filter(|name| !records.iter().any(|record| record["name"] == *name));
    let mut all: Vec<Document> = Vec::new();
    all.extend(first.map(|name| implied(kind, group, name, group.created())));
    all.extend(records.into_iter().filter(|record| !is_gone(record, now)));
    for (name, since) in linked(kind, call, group)? {
        if !all.iter().any(|one| one["name"] == *name) {
            all.push(implied(kind, group, &name, since));
        }
    }
    Ok(all)
}

/// Returns the names that services of the project link, and since when.
fn linked(kind: &Kind, call: &Call<'_>, group: &Project) -> Result<Vec<(String, i64)>, Refusal> {
    let Some((service, field)) = kind.linked else {
        return Ok(Vec::new());
    };
    let services = linked_in(call.tx, &group.id, service)?.into_iter();
    let names = services.filter_map(|service| {
        let name = service["config"][field].as_str()?.to_owned();
        Some((name, service["started"].as_i64().unwrap_or_default()))
    });
    Ok(names.collect())
}

/// Returns an instance without a record. Its ID follows from its project and its name.
fn implied(kind: &Kind, group: &Project, name: &str, since: i64) -> Document {
    let hash = Sha256::digest(format!("{}/{}/{name}", group.id, kind.collection));
    let id = hex(hash.iter().take(12));
    let given = (kind.defaults)().as_object().cloned().unwrap_or_default();
    Document::new(id, record(name, given, since, 0))
}

/// Returns the record of an instance that began to be made at a time.
fn record(name: &str, given: Map<String, Json>, since: i64, takes: i64) -> Json {
    json!({ "name": name, "given": given, "created": since, "started": since, "takes": takes })
}

fn is_gone(record: &Document, now: i64) -> bool {
    record["ending"] == true && progress_at(now, record) == Progress::Done
}

/// Returns an instance as answers show it.
fn entity(kind: &Kind, call: &Call<'_>, group: &Project, one: &Document) -> Json {
    let is_done = progress_at(call.tx.now_milliseconds(), one) == Progress::Done;
    let state = match one["ending"] == true {
        true => "DELETING",
        false if is_done => "IDLE",
        false => "CREATING",
    };
    let name = one.text("name").unwrap_or_default();
    let mut entity = one["given"].clone();
    entity["id"] = one.id().into();
    entity["name"] = name.into();
    entity["groupId"] = (&*group.id).into();
    entity["stateName"] = state.into();
    let created = one["created"].as_i64().unwrap_or_default();
    entity["createDate"] = date(created - created.rem_euclid(1000)).into();
    entity["links"] = call.site.own(&["groups", &group.id, kind.collection, name]);
    entity
}

const fn place<'a>(kind: &Kind, group: &'a Project) -> Place<'a> {
    Place::in_project(group.id.as_str(), kind.collection)
}

/// Refuses a name that breaks the published rule.
fn check_name(name: &str) -> Result<(), Refusal> {
    let is_allowed = |one: u8| one.is_ascii_alphanumeric() || one == b'-';
    if (1..=64).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with('-')
        && !name.ends_with('-')
    {
        return Ok(());
    }
    let why = "it must have 1 to 64 characters: ASCII letters, numbers and hyphens, and no hyphen at an end";
    Err(invalid_attribute("name", why))
}
