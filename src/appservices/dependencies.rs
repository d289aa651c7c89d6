//! `appservices_dependencies`: the npm packages that functions of an app can import.
//!
//! The resource is not declared, because the API takes a form with a file, which is installed while the
//! caller waits, and shows a list of packages.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::in_app::{identity, imported, parts_of, reach, times};
use crate::admin_api::{ApiError, Request};
use crate::declare::context::{Api, Context};
use crate::declare::drafts::is_app_gone;
use crate::declare::object::Window;
use crate::declare::object::job::{self, Ended};
use crate::declare::report::{failed, not_written};
use crate::declare::shape::judge::{Stage, refusals};
use crate::declare::shape::schema::attribute;
use crate::engine::{
    Attribute, Block, Diagnostic, Meaning, Path, Schema, Type, Validator, Value, rules,
};
use crate::provider::{
    ApplyError, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, IdentitySchema,
    ImportRequest, ImportResponse, ModifyPlanRequest, ModifyPlanResponse, ReadRequest,
    ReadResponse, Resource, Result, UpdateRequest, UpdateResponse,
};
use crate::resources::common::{APP_ID, PROJECT_ID};

/// The resource type.
pub(super) struct DependenciesResource;

const TYPE_NAME: &str = "appservices_dependencies";

const DOC: &str = "Manages the npm packages that functions of an app can import, by name and version or by a `package.json`. Packages that the configuration does not name are removed.\n\nCreating and changing the packages waits until App Services has installed them. Destroying the resource removes all packages.";

fn block(stage: Stage) -> Block {
    let packages = Attribute::of("packages", Type::map(Type::String)).optional().describe(
        "The version of each package, by name, for example `{ lodash = \"4.17.21\" }`. A range such as `^4.17.0` counts as the version in it.",
    );
    let file = Attribute {
        meaning: Meaning::Json,
        validators: vec![Validator::new(|value, path| {
            let text = value.as_str()?;
            let why = named_in(text).err()?;
            Some(Diagnostic::error(format!("Invalid {path}"), why).at(path.clone()))
        })],
        ..Attribute::string("package_json")
            .optional()
            .describe("The content of a `package.json`, whose `dependencies` are installed.")
    };
    Block {
        attributes: vec![
            attribute(&PROJECT_ID, stage),
            attribute(&APP_ID, stage),
            Attribute::string("id")
                .computed()
                .describe("The ID of the app, because the packages have no ID of their own."),
            packages,
            file,
            times(),
        ],
        description: DOC.to_owned(),
        rules: vec![rules::exactly_one_of(["packages", "package_json"])],
        ..Block::default()
    }
}

/// Returns the packages that a `package.json` names, or why it names none.
fn named_in(text: &str) -> std::result::Result<BTreeMap<String, String>, String> {
    let document: Json =
        serde_json::from_str(text).map_err(|error| format!("It is not JSON: {error}."))?;
    let Some(named) = document["dependencies"].as_object() else {
        return Err("It has no object `dependencies`.".to_owned());
    };
    let version = |(name, version): (&String, &Json)| match version.as_str() {
        Some(version) => Ok((name.clone(), version.to_owned())),
        None => Err(format!("The version of {name:?} is not text.")),
    };
    named.iter().map(version).collect()
}

/// Returns the packages that a plan or state has.
fn wanted(values: &Value) -> BTreeMap<String, String> {
    if let Some(text) = values.attribute("package_json").as_str() {
        return named_in(text).unwrap_or_default();
    }
    let Value::Map(packages) = values.attribute("packages") else {
        return BTreeMap::new();
    };
    let texts = packages.iter();
    texts
        .filter_map(|(name, version)| Some((name.clone(), version.as_str()?.to_owned())))
        .collect()
}

/// Reports whether the installed packages are the wanted ones, in versions of the wanted ranges.
fn is_same(wanted: &BTreeMap<String, String>, installed: &BTreeMap<String, String>) -> bool {
    wanted.len() == installed.len()
        && wanted.iter().all(|(name, range)| {
            let version = installed.get(name);
            version.is_some_and(|version| is_in(range, version))
        })
}

/// Reports whether a version is in a range, as npm has it: `^1.2.3` is what is compatible with 1.2.3, and
/// `~1.2.3` the same minor version. Any other range is a version by itself.
fn is_in(range: &str, version: &str) -> bool {
    let bare = |text: &str| text.trim_start_matches(['^', '~', '=', 'v']).to_owned();
    let (least, version) = (bare(range), bare(version));
    if least == version {
        return true;
    }
    let (Some(from), Some(is)) = (numbers(&least), numbers(&version)) else {
        return false;
    };
    let fixed = match range.chars().next() {
        // The first number that is not 0 stays.
        Some('^') => from.iter().take_while(|number| **number == 0).count() + 1,
        Some('~') => 2,
        _ => return false,
    };
    let fixed = fixed.min(from.len());
    from[..fixed] == is[..fixed] && from <= is
}

/// Returns the three numbers of a release.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    numbers.ok()?.try_into().ok()
}

/// Returns the packages that an app has.
async fn installed(api: &Api, app: &str) -> Result<BTreeMap<String, String>, ApiError> {
    let request = Request::get(format!("{app}/dependencies"));
    let body = api.client.fresh().send(&request).await?.body;
    let body = body.unwrap_or_default();
    let Some(list) = body["dependencies_list"].as_array() else {
        return Err(ApiError::unreadable(
            &request,
            "it does not list the packages",
        ));
    };
    let text = |one: &Json, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let packages = list
        .iter()
        .map(|one| (text(one, "name"), text(one, "version")));
    Ok(packages.collect())
}

/// Uploads a `package.json`, and waits until its packages are installed.
async fn install(
    api: &Api,
    app: &str,
    packages: &BTreeMap<String, String>,
    text: Option<&str>,
) -> Result<()> {
    let what = "could not install the packages";
    let ready = api.drafts.before_write(&api.client, app).await;
    ready.map_err(|why| not_written(what, &why))?;
    let made = json!({ "dependencies": packages }).to_string();
    let request = Request::put(format!("{app}/dependencies"))
        .with_file("package.json", text.unwrap_or(&made));
    let refused = |error: ApiError| failed(what, &error, None);
    api.client.send(&request).await.map_err(refused)?;
    let mut window = Window::of_a_write(api);
    let status = Request::get(format!("{app}/dependencies/status"));
    let told = ("status_message", "installation");
    loop {
        let ended = job::ended(api, &status, told, &mut window, |_| true).await;
        if let Ended::Failed(why) = ended.map_err(refused)? {
            let detail = format!("App Services says: {why:?}\nGET {}", status.path());
            return Err(Diagnostic::error("The packages were not installed", detail).into());
        }
        // A read may show what was before.
        let found = installed(api, app).await.map_err(refused)?;
        let is_shown = is_same(packages, &found);
        if is_shown || !window.wait(api, &status).await.map_err(refused)? {
            return Ok(());
        }
    }
}

/// Returns the planned state with the ID.
fn with_id(planned: &Value) -> Value {
    let Value::Map(mut values) = planned.clone() else {
        return Value::Null;
    };
    values.insert("id".to_owned(), planned.attribute("app_id").clone());
    Value::Map(values)
}

/// Installs what is planned. Returns the state.
async fn written(context: &Context, planned: &Value, operation: &str) -> Result<Value> {
    let (api, app) = reach(context, planned, operation)?;
    let text = planned.attribute("package_json").as_str();
    install(&api, &app, &wanted(planned), text).await?;
    Ok(with_id(planned))
}

#[async_trait]
impl Resource<Context> for DependenciesResource {
    fn type_name(&self) -> &str {
        TYPE_NAME
    }

    fn schema(&self) -> Schema {
        block(Stage::Validate).into()
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        Some(identity())
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, Context>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let refused = refusals(&block(Stage::Plan), request.config);
        response.plan.diagnostics.extend(refused);
        Ok(())
    }

    async fn create(
        &self,
        request: CreateRequest<'_, Context>,
    ) -> Result<CreateResponse, ApplyError> {
        let state = written(request.data, request.planned, "create").await?;
        Ok(CreateResponse::new(state))
    }

    async fn read(&self, request: ReadRequest<'_, Context>) -> Result<Option<ReadResponse>> {
        let (api, app) = reach(request.data, request.state, "read")?;
        let installed = match installed(&api, &app).await {
            Ok(installed) => installed,
            Err(error) if is_app_gone(&error) => return Ok(None),
            Err(error) => return Err(failed("could not read the packages", &error, None).into()),
        };
        let known = wanted(request.state);
        if is_same(&known, &installed) && !known.is_empty() {
            return Ok(Some(ReadResponse::new(request.state.clone())));
        }
        if installed.is_empty() && !known.is_empty() {
            return Ok(None);
        }
        let Value::Map(mut values) = request.state.clone() else {
            return Ok(None);
        };
        let (name, found) = match request.state.attribute("package_json") {
            Value::Null => {
                let packages = installed.iter();
                let packages =
                    packages.map(|(name, version)| (name.as_str(), Value::string(version)));
                ("packages", Value::object(packages))
            }
            _ => {
                let text = json!({ "dependencies": installed }).to_string();
                ("package_json", Value::string(text))
            }
        };
        values.insert(name.to_owned(), found);
        Ok(Some(ReadResponse::new(Value::Map(values))))
    }

    async fn update(
        &self,
        request: UpdateRequest<'_, Context>,
    ) -> Result<UpdateResponse, ApplyError> {
        let (prior, planned) = (request.prior, request.planned);
        let is_kept = ["packages", "package_json"]
            .iter()
            .all(|name| prior.attribute(name) == planned.attribute(name));
        if is_kept {
            return Ok(UpdateResponse::new(planned.clone()));
        }
        let written = written(request.data, planned, "update").await;
        let state = written.map_err(|errors| ApplyError::new(errors).with_state(prior.clone()))?;
        Ok(UpdateResponse::new(state))
    }

    async fn delete(&self, request: DeleteRequest<'_, Context>) -> Result<DeleteResponse> {
        let (api, app) = reach(request.data, request.state, "delete")?;
        match installed(&api, &app).await {
            Err(error) if is_app_gone(&error) => {}
            Ok(installed) if installed.is_empty() => {}
            _ => install(&api, &app, &BTreeMap::new(), None).await?,
        }
        Ok(DeleteResponse::new())
    }

    async fn import(&self, request: ImportRequest<'_, Context>) -> Result<ImportResponse> {
        let (project, app) = parts_of(&request.by);
        let state = imported(request.data, &block(Stage::Plan).attributes, &project, &app);
        if app.as_str().is_none_or(str::is_empty) {
            let detail = "The import ID has the form <project_id>/<app>, where <app> is the `id` of the app.";
            let error = Diagnostic::error("The import ID names no app", detail);
            return Err(error.at(Path::attribute("app_id")).into());
        }
        Ok(ImportResponse::new(state))
    }
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn an_installed_version_may_be_newer_within_its_range() {
        for (range, version, is_good) in [
            ("4.17.21", "4.17.21", true),
            ("4.17.21", "4.17.22", false),
            ("^4.17.21", "4.17.21", true),
            ("^4.17.21", "4.18.0", true),
            ("^4.17.21", "4.17.20", false),
            ("^4.17.21", "5.0.0", false),
            ("^0.2.3", "0.2.9", true),
            ("^0.2.3", "0.3.0", false),
            ("^0.0.3", "0.0.4", false),
            ("~1.2.3", "1.2.9", true),
            ("~1.2.3", "1.3.0", false),
            ("v1.0.0", "1.0.0", true),
            ("latest", "latest", true),
            ("latest", "4.17.21", false),
            ("^1", "1.0.0", false),
        ] {
            assert_eq!(is_in(range, version), is_good, "{range} {version}");
        }
    }
}
