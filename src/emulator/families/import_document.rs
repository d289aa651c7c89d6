//! Reading the document of an import.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::layout::{ENVIRONMENT_FILES, Layout};
use super::regions;
use super::replacing::Wanted;
use crate::emulator::model::{Fields, Refusal};

/// What the document of an import describes.
pub(super) struct Imported {
    pub(super) layout: Layout,
    pub(super) environment: Option<String>,
    /// The objects of each family, by the fields that a push has for them.
    pub(super) parts: BTreeMap<&'static str, Vec<Wanted>>,
    /// The values of environments, by environment.
    pub(super) environments: Json,
    /// The list, and where it is in the document.
    pub(super) allowed_request_origins: (String, Json),
    /// The secrets of services.
    pub(super) secrets: Vec<Wanted>,
}

impl Imported {
    /// Reads a document. Choice: name, location and deployment model are checked and otherwise ignored,
    /// because an app keeps those that it has.
    pub(super) fn read(body: &Json, environments: &[&str]) -> Result<Self, Refusal> {
        let fields = Fields::of(body)?;
        let version = fields.required("config_version")?.to_string();
        let layout = Layout::of_version(&version).ok_or_else(|| {
            let error = "'config_version' must be one of 20180301, 20200603, 20210101";
            Refusal::invalid(format!("{error}, not {version}"))
        })?;
        fields.optional_string("name")?;
        fields.optional_one_of("location", regions::LOCATIONS)?;
        fields.optional_one_of("deployment_model", &["GLOBAL", "LOCAL"])?;
        let environment = fields.optional_one_of("environment", environments)?;
        let mut imported = Self {
            layout,
            environment: Some(environment.unwrap_or_default().to_owned()),
            parts: parts(layout, body)?,
            environments: environment_values(body)?,
            allowed_request_origins: origins(layout, body),
            secrets: Vec::new(),
        };
        imported.read_secrets(body)?;
        Ok(imported)
    }

    /// Reads the secrets of services, each of which becomes one of the app: `__<service>_<field>`.
    fn read_secrets(&mut self, body: &Json) -> Result<(), Refusal> {
        let object = |value: &Json, at: &str| match value {
            Json::Null => Ok(json!({})),
            Json::Object(_) => Ok(value.clone()),
            _ => Err(Refusal::invalid(format!("'{at}' must be an object"))),
        };
        let services = object(&body["secrets"]["services"], "secrets.services")?;
        for (service, secrets) in services.as_object().into_iter().flatten() {
            let all = self.parts.entry("data_sources").or_default().iter_mut();
            let wanted = all.map(|one| &mut one.object);
            let wanted = wanted.into_iter().find(|one| one["name"] == **service);
            let at = format!("secrets.services.{service}");
            let Some(wanted) = wanted else {
                let error = "the document has no service of this name";
                return Err(Refusal::invalid(error).inside(&at));
            };
            let secrets = object(secrets, &at)?;
            for (field, value) in secrets.as_object().into_iter().flatten() {
                let name = format!("__{service}_{field}");
                if !wanted["secret_config"].is_object() {
                    wanted["secret_config"] = json!({});
                }
                wanted["secret_config"][field] = name.clone().into();
                self.secrets.push(Wanted {
                    at: format!("{at}.{field}"),
                    object: json!({ "name": name, "value": value }),
                });
            }
        }
        Ok(())
    }
}

/// Returns the objects of each family.
fn parts(layout: Layout, body: &Json) -> Result<BTreeMap<&'static str, Vec<Wanted>>, Refusal> {
    let mut services = Vec::new();
    for field in ["data_sources", "services", "http_endpoints"] {
        for one in objects(body, field)? {
            services.push(config_of(one)?);
        }
    }
    let functions = match layout.is_early() {
        true => functions_with_source(body)?,
        false => functions_of_files(body)?,
    };
    let endpoints = match &body["endpoints"] {
        Json::Array(_) => objects(body, "endpoints")?,
        _ => objects(body, "endpoints.config")?,
    };
    // Files of early versions may leave out what the calls of single objects require.
    let all = [
        ("data_sources", services, None),
        ("functions", functions, None),
        ("values", objects(body, "values")?, Some("private")),
        ("endpoints", endpoints, Some("disabled")),
        ("triggers", objects(body, "triggers")?, None),
        (
            "log_forwarders",
            objects(body, "log_forwarders")?,
            Some("disabled"),
        ),
    ];
    let all = all.into_iter().map(|(field, mut objects, switch)| {
        for Wanted { object, .. } in &mut objects {
            let object = object.as_object_mut();
            let Some(fields) = object else { continue };
            fields.remove("id");
            if let Some(switch) = switch {
                fields.entry(switch).or_insert(Json::Bool(false));
            }
        }
        (field, objects)
    });
    Ok(all.collect())
}

/// Returns the functions of the folder of version 20210101: settings in one list, and sources by file.
/// Choice: a source without settings is a function with the default ones.
fn functions_of_files(body: &Json) -> Result<Vec<Wanted>, Refusal> {
    let mut functions = objects(body, "functions.config")?;
    let mut sources = match &body["functions"]["sources"] {
        Json::Null => BTreeMap::new(),
        Json::Object(sources) => sources.iter().collect(),
        _ => {
            let error = "'functions.sources' must be an object";
            return Err(Refusal::invalid(error));
        }
    };
    for Wanted { at, object } in &mut functions {
        let Some(name) = object["name"].as_str() else {
            continue;
        };
        let file = format!("{name}.js");
        let Some(source) = sources.remove(&file) else {
            let error = format!("'functions.sources' has no {file:?}");
            return Err(Refusal::invalid(error).inside(at));
        };
        object["source"] = source.clone();
    }
    for (file, source) in sources {
        if let Some(name) = file.strip_suffix(".js") {
            functions.push(Wanted {
                at: format!("functions.sources.{file}"),
                object: json!({ "name": name, "source": source }),
            });
        }
    }
    Ok(functions)
}

/// Returns the functions of early versions: settings and source of each.
fn functions_with_source(body: &Json) -> Result<Vec<Wanted>, Refusal> {
    let functions = objects(body, "functions")?.into_iter().map(|one| {
        let source = one.object["source"].clone();
        let mut function = config_of(one)?;
        function.object["source"] = source;
        Ok(function)
    });
    functions.collect()
}

/// Returns the settings of an object that has other things beside them.
fn config_of(one: Wanted) -> Result<Wanted, Refusal> {
    let at = format!("{}.config", one.at);
    match &one.object["config"] {
        config @ Json::Object(_) => Ok(Wanted {
            at,
            object: config.clone(),
        }),
        _ => Err(Refusal::invalid(format!("'{at}' must be an object"))),
    }
}

/// Returns the objects of a list that may be left out.
fn objects(body: &Json, field: &str) -> Result<Vec<Wanted>, Refusal> {
    let list = field.split('.').fold(body, |within, part| &within[part]);
    let list = match list {
        Json::Null => return Ok(Vec::new()),
        Json::Array(list) => list,
        _ => return Err(Refusal::invalid(format!("'{field}' must be an array"))),
    };
    let objects = list.iter().enumerate().map(|(at, object)| {
        let at = format!("{field}[{at}]");
        match object {
            Json::Object(_) => Ok(Wanted {
                at,
                object: object.clone(),
            }),
            _ => Err(Refusal::invalid(format!("'{at}' must be an object"))),
        }
    });
    objects.collect()
}

/// Returns the values of environments by environment. The document has them by file.
fn environment_values(body: &Json) -> Result<Json, Refusal> {
    let mut values = json!({});
    let given = match &body["environments"] {
        Json::Null => return Ok(values),
        Json::Object(given) => given,
        _ => return Err(Refusal::invalid("'environments' must be an object")),
    };
    for (file, of_file) in given {
        let name = file.strip_suffix(".json").unwrap_or(file);
        let mut known = ENVIRONMENT_FILES.into_iter();
        let Some((_, environment)) = known.find(|(file, _)| *file == name) else {
            let known = ENVIRONMENT_FILES.map(|(file, _)| format!("{file}.json"));
            let error = format!("the file must be one of {}", known.join(", "));
            return Err(Refusal::invalid(error).inside(&format!("environments.{file}")));
        };
        let is_right = matches!(of_file["values"], Json::Null | Json::Object(_));
        if !is_right {
            let error = format!("'environments.{file}.values' must be an object");
            return Err(Refusal::invalid(error));
        }
        values[environment] = of_file.clone();
    }
    Ok(values)
}

fn origins(layout: Layout, body: &Json) -> (String, Json) {
    let field = "allowed_request_origins";
    let (at, list) = match layout.is_early() {
        true => (format!("security.{field}"), &body["security"][field]),
        false => (field.to_owned(), &body[field]),
    };
    let list = match list {
        Json::Null => json!([]),
        list => list.clone(),
    };
    (at, list)
}
