//! Import ids: `<project>/<app>` for an app, `<project>/<app>/<object>` inside it.
//!
//! `<app>` is the app's id or client app id, `<object>` the object's id or natural key. The project may be left out when the
//! provider has one. The rest after the app is the object, slashes and all, since routes have slashes.

use serde_json::Value as Json;

use crate::admin_api::{Client, segment};
use crate::engine::{Diagnostic, Value};
use crate::provider::{Found, Outcome};

use super::checks::is_object_id;
use super::context::{Api, Project, no_project};
use super::crud::observed;
use super::look::Seen;
use super::report::failed;
use super::spec::{Default, Read, Spec};

/// The import id of a planned object, or of one that was found: by its id when there is one, else by its natural key.
pub(super) fn id_of(spec: &Spec, values: &Value, found: Option<&Json>) -> String {
    let text = |name: &str| values.get(name).as_str().unwrap_or("<unknown>").to_owned();
    let object = found
        .and_then(|document| document.get("_id")?.as_str().map(str::to_owned))
        .or_else(|| spec.natural_key_of(values))
        .unwrap_or_else(|| format!("<{} id>", spec.title));
    let mut parts = vec![text("project_id")];
    if spec.attr("app_id").is_some() {
        parts.push(text("app_id"));
    }
    if !matches!(spec.read, Read::WholeList(_)) {
        parts.push(object);
    }
    parts.join("/")
}

/// The form of the ids, for messages and docs.
pub(super) fn form(spec: &Spec) -> String {
    match (spec.attr("app_id"), spec.read) {
        (None, _) | (_, Read::WholeList(_)) => "<project_id>/<app>".to_owned(),
        (Some(_), _) => format!("<project_id>/<app>/<{} id or {}>", spec.title, spec.natural_key.join(" ")),
    }
}

pub(super) async fn import(spec: &'static Spec, api: &Api, default: &Project, id: &str) -> Outcome<Found> {
    let readings = readings(spec, default, id)?;
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
            observed(spec, api, document, &reference).await.map(Found::new).map_err(|problem| vec![problem])
        }
        [] => Err(vec![Diagnostic::error(
            format!("There is no {} {id:?} to import", spec.title),
            format!("{}\nThe id has the form {}.", misses.join("\n"), form(spec)),
        )]),
        several => {
            let forms: Vec<_> = several.iter().map(|(reading, resolved)| format!("  {}", reading.full(spec, resolved))).collect();
            let detail =
                format!("{id:?} can be read in more than one way, and each is there. Use one of the full forms:\n{}", forms.join("\n"));
            Err(vec![Diagnostic::error(format!("More than one {} is called {id:?}", spec.title), detail)])
        }
    }
}

/// The object with this identity, which may leave out the project when the provider has one.
pub(super) async fn by_identity(spec: &'static Spec, api: &Api, default: &Project, identity: &Value) -> Outcome<Found> {
    let project = match (identity.get("project_id").as_str(), default) {
        (Some(project), _) => project,
        (None, Project::Known(project)) => project,
        (None, _) => return Err(vec![no_project()]),
    };
    let mut reference = place(spec, project, identity.get("app_id").as_str().unwrap_or_default());
    if let Value::Map(values) = &mut reference {
        values.insert("id".to_owned(), identity.get("id").clone());
    }
    let action = format!("could not import the {}", spec.title);
    match spec.locate(&reference)?.look(api).await.map_err(|error| vec![failed(&action, &error, Some((spec, &reference)))])? {
        Seen::Present(document) => observed(spec, api, &document, &reference).await.map(Found::new).map_err(|problem| vec![problem]),
        Seen::Absent => {
            let id = identity.get("id").as_str().or(identity.get("app_id").as_str()).unwrap_or_default();
            let detail = format!("The project {project} has no {} with this identity.", spec.title);
            Err(vec![Diagnostic::error(format!("There is no {} {id:?} to import", spec.title), detail)])
        }
    }
}

/// What is known of an object before it is read: where it is, and what Terraform alone knows, which starts with its default.
fn place(spec: &Spec, project: &str, app: &str) -> Value {
    let mut values = vec![("project_id", Value::string(project))];
    if spec.attr("app_id").is_some() {
        values.push(("app_id", Value::string(app)));
    }
    values.extend(spec.attrs.iter().filter(|attr| attr.is_local()).map(|attr| match attr.default {
        Default::Bool(truth) => (attr.name, Value::Bool(truth)),
        _ => (attr.name, Value::Null),
    }));
    Value::object(values)
}

/// One way to read an import id.
#[derive(Debug, PartialEq)]
struct Reading {
    project: String,
    app: String,
    /// Empty for what has no name of its own in its app.
    object: String,
}

struct Resolved {
    app_id: String,
    document: Json,
}

impl Reading {
    fn full(&self, spec: &Spec, resolved: &Resolved) -> String {
        let id = resolved.document.get("_id").and_then(Json::as_str).unwrap_or(&self.object);
        match (spec.attr("app_id"), self.object.as_str()) {
            (None, _) => format!("{}/{id}", self.project),
            (Some(_), "") => format!("{}/{}", self.project, resolved.app_id),
            (Some(_), _) => format!("{}/{}/{id}", self.project, resolved.app_id),
        }
    }
}

/// Every way in which the id may be meant. Nothing is asked of the API for this.
fn readings(spec: &Spec, default: &Project, id: &str) -> Outcome<Vec<Reading>> {
    let has_object = spec.attr("app_id").is_some() && !matches!(spec.read, Read::WholeList(_));
    let mut readings = Vec::new();
    let mut add = |project: &str, rest: &str| {
        let (app, object) = if has_object { rest.split_once('/').unwrap_or((rest, "")) } else { (rest, "") };
        if (is_object_id(app) || is_client_app_id(app)) && object.is_empty() != has_object {
            readings.push(Reading { project: project.to_owned(), app: app.to_owned(), object: object.to_owned() });
        }
    };
    if let Some((project, rest)) = id.split_once('/')
        && is_object_id(project)
    {
        add(project, rest);
    }
    if let Project::Known(project) = default {
        add(project, id);
    }
    if readings.is_empty() {
        return Err(vec![unreadable(spec, default, id, has_object)]);
    }
    Ok(readings)
}

/// Which part of the id is wrong.
fn unreadable(spec: &Spec, default: &Project, id: &str, has_object: bool) -> Diagnostic {
    let parts: Vec<&str> = id.splitn(if has_object { 3 } else { 2 }, '/').collect();
    let has_default = matches!(default, Project::Known(_));
    let what = match parts.as_slice() {
        [] | [""] => "It is empty.".to_owned(),
        [project, app, ..] if is_object_id(project) && !is_object_id(app) && !is_client_app_id(app) => {
            format!(
                "The second part, {app:?}, is no app: neither an id of 24 hexadecimal digits nor a client app id such as \"myapp-abcde\"."
            )
        }
        [project, _] if has_object && is_object_id(project) => format!("It ends after the app; the {} is missing.", spec.title),
        [_] if has_default => format!("It names no {}.", if has_object { spec.title } else { "app" }),
        [_] => "The project is missing, and the provider has no project_id.".to_owned(),
        [project, ..] if has_default => {
            format!("The first part, {project:?}, is neither a project (24 hexadecimal digits) nor an app (such as \"myapp-abcde\").")
        }
        [project, ..] => format!("The first part, {project:?}, is no project: 24 hexadecimal digits."),
    };
    let hint = if has_default { " The project may be left out, as the provider has one." } else { "" };
    Diagnostic::error(format!("{id:?} is not the id of a {}", spec.title), format!("{what}\nThe id has the form {}.{hint}", form(spec)))
}

/// The object that a reading means; in the inner error, why there is none.
async fn resolve(spec: &'static Spec, client: &Client, reading: &Reading) -> Outcome<Result<Resolved, String>> {
    let action = format!("could not look for the {}", spec.title);
    let refused = |error| vec![failed(&action, &error, None)];
    let apps = format!("/groups/{}/apps", segment(&reading.project));
    let apps = match super::app::SPEC.list(client, &apps).await {
        Ok(apps) => apps,
        Err(error) if error.is_404() => {
            return Ok(Err(format!("There is no project {} that this API key may see.", reading.project)));
        }
        Err(error) => return Err(refused(error)),
    };
    let named = |app: &&Json, field: &str| app.get(field).and_then(Json::as_str) == Some(&reading.app);
    let Some(app) = apps.iter().find(|app| named(app, "_id")).or_else(|| apps.iter().find(|app| named(app, "client_app_id"))) else {
        return Ok(Err(format!("The project {} has no app {:?}.", reading.project, reading.app)));
    };
    let app_id = app.get("_id").and_then(Json::as_str).unwrap_or_default().to_owned();
    if spec.attr("app_id").is_none() {
        return Ok(Ok(Resolved { app_id, document: app.clone() }));
    }
    let ids = Value::object([("project_id", Value::string(&reading.project)), ("app_id", Value::string(&app_id))]);
    let collection = spec.collection_path(&ids)?;
    let documents = spec.list(client, &collection).await.map_err(refused)?;
    if matches!(spec.read, Read::WholeList(_)) {
        return Ok(Ok(Resolved { app_id, document: Json::Array(documents) }));
    }
    let by_id = documents.iter().find(|document| document.get("_id").and_then(Json::as_str) == Some(&reading.object));
    let Some(summary) = by_id.or_else(|| documents.iter().find(|document| spec.has_natural_key(document, &reading.object))) else {
        return Ok(Err(format!("The app {:?} has no {} {:?}.", reading.app, spec.title, reading.object)));
    };
    let document = match spec.read {
        // The list may leave out parts.
        Read::ById => {
            let id = summary.get("_id").and_then(Json::as_str).unwrap_or_default();
            spec.fetch(client, &collection, id).await.map_err(refused)?
        }
        Read::InList | Read::InListField(_) | Read::WholeList(_) => summary.clone(),
    };
    Ok(Ok(Resolved { app_id, document }))
}

/// `myapp-abcde`: a name and an ending of five letters.
fn is_client_app_id(text: &str) -> bool {
    text.rsplit_once('-')
        .is_some_and(|(name, ending)| !name.is_empty() && ending.len() == 5 && ending.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::catalog::spec;

    const PROJECT: &str = "5f00000000000000000000aa";
    const APP: &str = "64000000000000000000bbbb";

    fn check(name: &str, default: Option<&str>, id: &str, expect: &[&str]) {
        let default = default.map_or(Project::None, |project| Project::Known(project.to_owned()));
        let read = match readings(spec(name), &default, id) {
            Ok(readings) => readings.iter().map(|r| format!("{} {} {}", r.project, r.app, r.object).trim_end().to_owned()).collect(),
            Err(errors) => vec![errors[0].detail.lines().next().unwrap_or_default().to_owned()],
        };
        assert_eq!(read, expect, "{name} {id}");
    }

    #[test]
    fn the_parts_are_found() {
        check("app", None, &format!("{PROJECT}/{APP}"), &[&format!("{PROJECT} {APP}")]);
        check("app", Some(PROJECT), "shop-abcde", &[&format!("{PROJECT} shop-abcde")]);
        check("secret", None, &format!("{PROJECT}/shop-abcde/key"), &[&format!("{PROJECT} shop-abcde key")]);
        check("secret", Some(PROJECT), "shop-abcde/key", &[&format!("{PROJECT} shop-abcde key")]);
        check("endpoint", Some(PROJECT), "shop-abcde/GET /a/b", &[&format!("{PROJECT} shop-abcde GET /a/b")]);
        check("endpoint", None, &format!("{PROJECT}/{APP}/GET /a"), &[&format!("{PROJECT} {APP} GET /a")]);
        check("ip_access_list_entry", None, &format!("{PROJECT}/{APP}/10.0.0.0/8"), &[&format!("{PROJECT} {APP} 10.0.0.0/8")]);
        check("ip_access_list", Some(PROJECT), APP, &[&format!("{PROJECT} {APP}")]);
    }

    #[test]
    fn two_readings_are_both_tried() {
        let id = format!("{PROJECT}/{APP}/key");
        check(
            "secret",
            Some("5f00000000000000000000ff"),
            &id,
            &[&format!("{PROJECT} {APP} key"), &format!("5f00000000000000000000ff {PROJECT} {APP}/key")],
        );
    }

    #[test]
    fn the_wrong_part_is_named() {
        check("secret", None, "", &["It is empty."]);
        check("secret", None, "key", &["The project is missing, and the provider has no project_id."]);
        check("secret", None, "prj/shop-abcde/key", &["The first part, \"prj\", is no project: 24 hexadecimal digits."]);
        check(
            "secret",
            None,
            &format!("{PROJECT}/shop/key"),
            &["The second part, \"shop\", is no app: neither an id of 24 hexadecimal digits nor a client app id such as \"myapp-abcde\"."],
        );
        check("secret", None, &format!("{PROJECT}/shop-abcde"), &["It ends after the app; the secret is missing."]);
        check("app", None, PROJECT, &["The project is missing, and the provider has no project_id."]);
    }
}
