//! Import ids: `<project>/<app>` for an app, `<project>/<app>/<object>` inside it.
//!
//! `<app>` is the app's id or client app id, `<object>` the object's id or natural key. The project may be left out when the
//! provider has one. The rest after the app is the object, slashes and all, since routes have slashes.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, segment};
use crate::engine::{Diagnostic, Value};
use crate::provider::{Found, Outcome};

use crate::declare::context::{Api, Project};
use crate::declare::object::look::Seen;
use crate::declare::report::failed;
pub(crate) use crate::declare::serve::import_id::form;
use crate::declare::serve::import_id::{Reading, divisions, placeholder, readings};
use crate::declare::serve::resource::observed;
use crate::declare::words::spec::{Check, Default, Read, Spec};

/// The import id of a planned object, or of one that was found: by its id when there is one, else by its natural key.
pub(crate) fn id_of(spec: &Spec, values: &Value, found: Option<&Json>) -> String {
    let text = |name: &str| values.get(name).as_str().unwrap_or("<unknown>").to_owned();
    let object = found
        .and_then(|document| document.get("_id")?.as_str().map(str::to_owned))
        .or_else(|| spec.natural_key_of(values))
        .unwrap_or_else(|| placeholder(spec));
    let mut parts = vec![text("project_id")];
    if spec.attr("app_id").is_some() {
        parts.push(text("app_id"));
    }
    if !matches!(spec.read, Read::WholeList(_)) {
        parts.push(object);
    }
    parts.join("/")
}

pub(crate) async fn import(
    spec: &'static Spec,
    api: &Api,
    default: &Project,
    id: &str,
) -> Outcome<Found> {
    let readings = match readings(spec, default, id) {
        Ok(readings) => readings,
        Err(refusal) => {
            return Err(vec![
                with_names(spec, &api.client, default, id, refusal).await,
            ]);
        }
    };
    let mut found = Vec::new();
    let mut misses = Vec::new();
    for reading in readings {
        match resolve(spec, &api.client, &reading).await? {
            Ok(document) => found.push((reading, document)),
            Err(miss) => misses.push(miss),
        }
    }
    match found.as_slice() {
        [(reading, Resolved { app_id, document })] => {
            let reference = place(spec, &reading.project, app_id);
            observed(spec, api, document, &reference)
                .await
                .map(Found::new)
                .map_err(|problem| vec![problem])
        }
        [] => {
            let detail = format!("{}\nThe id has the form {}.", misses.join("\n"), form(spec));
            let refusal = Diagnostic::error(
                format!("There is no {} {id:?} to import", spec.title),
                detail,
            );
            Err(vec![
                with_names(spec, &api.client, default, id, refusal).await,
            ])
        }
        several => {
            let forms: Vec<_> = several
                .iter()
                .map(|(reading, resolved)| {
                    format!(
                        "  {}",
                        api.client.secrets().shown(&reading.full(spec, resolved))
                    )
                })
                .collect();
            let detail = format!(
                "{id:?} can be read in more than one way, and each is there. Use one of the full forms:\n{}",
                forms.join("\n")
            );
            Err(vec![Diagnostic::error(
                format!("More than one {} is called {id:?}", spec.title),
                detail,
            )])
        }
    }
}

/// The object with this identity, which may leave out the project when the provider has one.
pub(crate) async fn by_identity(
    spec: &'static Spec,
    api: &Api,
    default: &Project,
    identity: &Value,
) -> Outcome<Found> {
    let project = match (identity.get("project_id").as_str(), default) {
        (Some(project), _) => project,
        (None, Project::Known(project)) => project,
        (None, other) => return Err(vec![other.missing()]),
    };
    let mut reference = place(
        spec,
        project,
        identity.get("app_id").as_str().unwrap_or_default(),
    );
    if let Value::Map(values) = &mut reference {
        values.insert("id".to_owned(), identity.get("id").clone());
    }
    let action = format!("could not import the {}", spec.title);
    match spec
        .locate(&reference)?
        .look(api)
        .await
        .map_err(|error| vec![failed(&action, &error, Some((spec, &reference)))])?
    {
        Seen::Present(document) => observed(spec, api, &document, &reference)
            .await
            .map(Found::new)
            .map_err(|problem| vec![problem]),
        Seen::Absent => {
            let id = identity
                .get("id")
                .as_str()
                .or(identity.get("app_id").as_str())
                .unwrap_or_default();
            let detail = format!(
                "The project {project} has no {} with this identity.",
                spec.title
            );
            Err(vec![Diagnostic::error(
                format!("There is no {} {id:?} to import", spec.title),
                detail,
            )])
        }
    }
}

/// What is known of an object before it is read: where it is, and what Terraform alone knows, which starts with its default.
fn place(spec: &Spec, project: &str, app: &str) -> Value {
    let mut values = vec![("project_id", Value::string(project))];
    if spec.attr("app_id").is_some() {
        values.push(("app_id", Value::string(app)));
    }
    values.extend(spec.attrs.iter().filter(|attr| attr.is_local()).map(
        |attr| match attr.default {
            Default::Bool(truth) => (attr.name, Value::Bool(truth)),
            _ => (attr.name, Value::Null),
        },
    ));
    Value::object(values)
}

struct Resolved {
    app_id: String,
    document: Json,
}

impl Reading {
    fn full(&self, spec: &Spec, resolved: &Resolved) -> String {
        let id = resolved
            .document
            .get("_id")
            .and_then(Json::as_str)
            .unwrap_or(&self.object);
        match (spec.attr("app_id"), self.object.as_str()) {
            (None, _) => format!("{}/{id}", self.project),
            (Some(_), "") => format!("{}/{}", self.project, resolved.app_id),
            (Some(_), _) => format!("{}/{}/{id}", self.project, resolved.app_id),
        }
    }
}

/// The refusal of an id, with the right id in its place where the wrong part is the name of an app.
async fn with_names(
    spec: &Spec,
    client: &Client,
    default: &Project,
    id: &str,
    refusal: Diagnostic,
) -> Diagnostic {
    let mut lines = Vec::new();
    for Reading {
        project,
        app,
        object,
    } in divisions(spec, default, id)
    {
        if Check::AppName.complaint(&app).is_some() {
            continue;
        }
        // The refusal is right also where the apps cannot be had.
        let apps = apps(client, &project).await.unwrap_or_default();
        for client_app_id in client_app_ids(&apps, &app) {
            let client_app_id = client.secrets().shown(client_app_id);
            let right = Reading {
                project: project.clone(),
                app: client_app_id.clone(),
                object: object.clone(),
            };
            lines.push(format!("{app:?} is the name of an app, and its client app id is {client_app_id:?}. Use:\n  {right}"));
        }
    }
    if lines.is_empty() {
        return refusal;
    }
    Diagnostic::error(
        refusal.summary,
        format!("{}\nThe id has the form {}.", lines.join("\n"), form(spec)),
    )
}

/// The apps of a project.
async fn apps(client: &Client, project: &str) -> Result<Vec<Json>, ApiError> {
    crate::resources::app::SPEC
        .list(client, &format!("/groups/{}/apps", segment(project)))
        .await
}

/// The client app ids of the apps of this name.
fn client_app_ids<'a>(apps: &'a [Json], name: &str) -> Vec<&'a str> {
    let named = apps
        .iter()
        .filter(|app| app.get("name").and_then(Json::as_str) == Some(name));
    named
        .filter_map(|app| app.get("client_app_id")?.as_str())
        .collect()
}

/// The object that a reading means; in the inner error, why there is none.
async fn resolve(
    spec: &'static Spec,
    client: &Client,
    reading: &Reading,
) -> Outcome<Result<Resolved, String>> {
    let action = format!("could not look for the {}", spec.title);
    let refused = |error| vec![failed(&action, &error, None)];
    let apps = match apps(client, &reading.project).await {
        Ok(apps) => apps,
        Err(error) if error.is_404() => {
            return Ok(Err(format!(
                "There is no project {} that this API key may see.",
                reading.project
            )));
        }
        Err(error) => return Err(refused(error)),
    };
    let named =
        |app: &&Json, field: &str| app.get(field).and_then(Json::as_str) == Some(&reading.app);
    let Some(app) = apps
        .iter()
        .find(|app| named(app, "_id"))
        .or_else(|| apps.iter().find(|app| named(app, "client_app_id")))
    else {
        return Ok(Err(format!(
            "The project {} has no app {:?}.",
            reading.project, reading.app
        )));
    };
    let app_id = app
        .get("_id")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    if spec.attr("app_id").is_none() {
        return Ok(Ok(Resolved {
            app_id,
            document: app.clone(),
        }));
    }
    let ids = Value::object([
        ("project_id", Value::string(&reading.project)),
        ("app_id", Value::string(&app_id)),
    ]);
    let collection = spec.collection_path(&ids)?;
    let documents = spec.list(client, &collection).await.map_err(refused)?;
    if matches!(spec.read, Read::WholeList(_)) {
        return Ok(Ok(Resolved {
            app_id,
            document: Json::Array(documents),
        }));
    }
    let by_id = documents
        .iter()
        .find(|document| document.get("_id").and_then(Json::as_str) == Some(&reading.object));
    let Some(summary) = by_id.or_else(|| {
        documents
            .iter()
            .find(|document| spec.has_natural_key(document, &reading.object))
    }) else {
        return Ok(Err(format!(
            "The app {:?} has no {} {:?}.",
            reading.app, spec.title, reading.object
        )));
    };
    let document = match spec.read {
        // The list may leave out parts.
        Read::ById => {
            let id = summary
                .get("_id")
                .and_then(Json::as_str)
                .unwrap_or_default();
            spec.fetch(client, &collection, id).await.map_err(refused)?
        }
        Read::InList | Read::InListField(_) | Read::WholeList(_) => summary.clone(),
    };
    Ok(Ok(Resolved { app_id, document }))
}
