//! What the resources by hand share: the access to an app, and its settings in a configuration.

use std::time::Duration;

use crate::admin_api::segment;
use crate::declare::context::{Api, Context, Project};
use crate::declare::report::no_place;
use crate::engine::{Attribute, Value, timeouts};
use crate::provider::Result;
use crate::resources::app;

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
    let text = |name: &str| values.attribute(name).as_str();
    let project = match (text("project_id"), context.project()) {
        (Some(project), _) => project.to_owned(),
        (None, Project::Known(project)) => project.clone(),
        (None, other) => return Err(no_place(&app::SPEC, *other == Project::Unknown).into()),
    };
    let app = text("app_id").or_else(|| text("id")).unwrap_or_default();
    let limit = timeouts::of(values, operation, Duration::from_secs(60 * MINUTES));
    let api = api.by(api.client.within(limit)).fresh();
    let path = format!("/groups/{}/apps/{}", segment(&project), segment(app));
    Ok((api, path))
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

/// Returns the project and the app of an import ID, `<project_id>/<app>` or `<app>`.
pub(super) fn parts_of(id: &str) -> (Value, Value) {
    match id.split_once('/') {
        Some((project, app)) => (Value::string(project), Value::string(app)),
        None => (Value::Null, Value::string(id)),
    }
}
