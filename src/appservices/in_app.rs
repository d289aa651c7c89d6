//! What the resources by hand share: the access to an app, and its settings in a configuration.

use std::time::Duration;

use crate::admin_api::segment;
use crate::declare::context::{Api, Context, Project};
use crate::declare::report::no_place;
use crate::engine::{Attribute, Value, timeouts};
use crate::provider::{IdentityAttribute, IdentitySchema, ImportBy, Result};
use crate::resources::app;
use crate::resources::common::{APP_ID, PROJECT_ID};

/// How long each operation may take by default, in minutes.
const MINUTES: u64 = 20;

/// Returns the attribute with the timeouts.
pub(super) fn times() -> Attribute {
    timeouts::attribute(&["create", "read", "update", "delete"]).describe(format!(
        "How long each operation may take. Defaults to `{MINUTES}m` for each."
    ))
}

/// Returns the access for an operation on the app of a configuration, plan or state, and the app's path.
///
/// # Errors
/// If part of the provider's configuration is unknown, or no project is known.
pub(super) fn reach(context: &Context, values: &Value, operation: &str) -> Result<(Api, String)> {
    let api = context.api()?;
    let path = path_of(context, values)?;
    let limit = timeouts::of(values, operation, Duration::from_secs(60 * MINUTES));
    let api = api.by(api.client.within(limit)).fresh();
    Ok((api, path))
}

/// Returns the path of the app of a configuration, plan or state.
///
/// # Errors
/// If no project is known.
pub(super) fn path_of(context: &Context, values: &Value) -> Result<String> {
    let text = |name: &str| values.attribute(name).as_str();
    let project = match (text("project_id"), context.project()) {
        (Some(project), _) => project.to_owned(),
        (None, Project::Known(project)) => project.clone(),
        (None, other) => return Err(no_place(&app::SPEC, *other == Project::Unknown).into()),
    };
    let app = text("app_id").or_else(|| text("id")).unwrap_or_default();
    Ok(format!(
        "/groups/{}/apps/{}",
        segment(&project),
        segment(app)
    ))
}

/// Returns the identity of a resource that an app has once.
pub(super) fn identity() -> IdentitySchema {
    IdentitySchema::new([
        IdentityAttribute::string("project_id").describe(PROJECT_ID.doc),
        IdentityAttribute::string("app_id")
            .describe(APP_ID.doc)
            .required_for_import(),
    ])
}

/// Returns a state of which the project and the app are known, and nothing else.
pub(super) fn imported(
    context: &Context,
    attributes: &[Attribute],
    project: &Value,
    app: &Value,
) -> Value {
    let project = match (project, context.project()) {
        (Value::Null, Project::Known(project)) => Value::string(project),
        (project, _) => project.clone(),
    };
    let known = [
        ("project_id", project),
        ("app_id", app.clone()),
        ("id", app.clone()),
    ];
    let nulls = attributes
        .iter()
        .map(|one| (one.name.as_str(), Value::Null));
    Value::object(nulls.chain(known))
}

/// Returns the project and the app that an import names. An import ID is `<project_id>/<app>` or `<app>`.
pub(super) fn parts_of(by: &ImportBy<'_>) -> (Value, Value) {
    match by {
        ImportBy::Identity(identity) => (
            identity.attribute("project_id").clone(),
            identity.attribute("app_id").clone(),
        ),
        ImportBy::Id(id) => match id.split_once('/') {
            Some((project, app)) => (Value::string(project), Value::string(app)),
            None => (Value::Null, Value::string(*id)),
        },
    }
}
