//! The files of an app, as the API's command lines read and write them.

use std::collections::BTreeSet;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value as Json, json};

/// How the files of an app are laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Layout {
    V20180301,
    V20200603,
    V20210101,
    /// The layout that the documentation has last, which has no number there.
    Newest,
}

/// What the files are made of.
pub(super) struct Source<'a> {
    pub(super) app: &'a Json,
    /// The app as one document.
    pub(super) document: &'a Json,
    pub(super) allowed_request_origins: &'a Json,
    /// Whether the files name the app that they come from.
    pub(super) has_id: bool,
}

/// The files of the values of environments, and the environments.
pub(super) const ENVIRONMENT_FILES: [(&str, &str); 5] = [
    ("no-environment", "none"),
    ("development", "development"),
    ("testing", "testing"),
    ("qa", "qa"),
    ("production", "production"),
];

impl Layout {
    /// Returns the layout of a version, as requests name it.
    pub(super) fn of_version(version: &str) -> Option<Self> {
        let all = [Self::V20180301, Self::V20200603, Self::V20210101];
        all.into_iter()
            .find(|layout| layout.version().is_some_and(|it| it.to_string() == version))
    }

    /// Reports whether the layout is of the time before data sources and endpoints had folders.
    pub(super) const fn is_early(self) -> bool {
        matches!(self, Self::V20180301 | Self::V20200603)
    }

    const fn version(self) -> Option<u32> {
        match self {
            Self::V20180301 => Some(20_180_301),
            Self::V20200603 => Some(20_200_603),
            Self::V20210101 => Some(20_210_101),
            Self::Newest => None,
        }
    }

    const fn root(self) -> &'static str {
        match self {
            Self::V20180301 => "stitch.json",
            Self::V20200603 => "config.json",
            Self::V20210101 => "realm_config.json",
            Self::Newest => "root_config.json",
        }
    }

    /// Returns the folder of a service, or of a data source.
    fn folder_of(self, kind: &str) -> &'static str {
        match (self, kind) {
            (Self::V20180301 | Self::V20200603, _) => "services",
            (_, "mongodb-atlas" | "datalake" | "mongodb") => "data_sources",
            (Self::V20210101, "http") => "http_endpoints",
            _ => "services",
        }
    }
}

/// Returns the files of an app by their paths. Choice: what this server does not serve yet is as a new app
/// has it.
pub(super) fn files(layout: Layout, source: &Source<'_>) -> Vec<(String, Vec<u8>)> {
    let mut files = Files::default();
    files.json(layout.root(), &root(layout, source));
    let document = source.document;
    for (file, environment) in ENVIRONMENT_FILES {
        let values = &document["environments"][environment];
        files.json(&format!("environments/{file}.json"), values);
    }
    functions(layout, document, &mut files);
    for service in elements(document, "data_sources") {
        let folder = layout.folder_of(service["type"].as_str().unwrap_or_default());
        let name = service["name"].as_str().unwrap_or_default();
        let config = without(service, &["version", "rules"]);
        files.json(&format!("{folder}/{name}/config.json"), &config);
    }
    for trigger in elements(document, "triggers") {
        files.named("triggers", trigger, &trigger_file(layout, trigger));
    }
    for folder in ["values", "log_forwarders"] {
        for object in elements(document, folder) {
            files.named(folder, object, object);
        }
    }
    if !layout.is_early() {
        let endpoints = elements(document, "endpoints");
        let endpoints = endpoints.map(|one| without(one, &["function_id", "secret_id"]));
        let folder = match layout {
            Layout::Newest => "https_endpoints",
            _ => "http_endpoints",
        };
        files.json(&format!("{folder}/config.json"), &endpoints.collect());
    }
    unserved(layout, document, &mut files);
    files.files
}

fn root(layout: Layout, source: &Source<'_>) -> Json {
    let app = source.app;
    let mut root = json!({
        "name": app["name"],
        "deployment_model": app["deployment_model"],
        "environment": app["environment"],
    });
    if let Some(version) = layout.version() {
        root["config_version"] = version.into();
        root["location"] = app["location"].clone();
        if source.has_id {
            root["app_id"] = app["client_app_id"].clone();
        }
    } else {
        root["provider_region"] = app["provider_region"].clone();
    }
    let origins = source.allowed_request_origins;
    let has_origins = origins
        .as_array()
        .is_some_and(|origins| !origins.is_empty());
    if layout.is_early() {
        root["security"] = json!({});
        root["custom_user_data_config"] = json!({ "enabled": false });
        root["sync"] = json!({ "development_mode_enabled": false });
    }
    if has_origins {
        let place = match layout.is_early() {
            true => &mut root["security"],
            false => &mut root,
        };
        place["allowed_request_origins"] = origins.clone();
    }
    root
}

fn functions(layout: Layout, document: &Json, files: &mut Files) {
    let mut configs = Vec::new();
    for function in elements(document, "functions") {
        let name = function["name"].as_str().unwrap_or_default();
        let source = function["source"].as_str().unwrap_or_default();
        let defaults = [
            "can_evaluate",
            "run_as_system",
            "run_as_user_id",
            "run_as_user_id_script_source",
        ];
        let mut config = without(function, &["source"]);
        drop_defaults(&mut config, |field| defaults.contains(&field));
        if layout.is_early() {
            files.json(&format!("functions/{name}/config.json"), &config);
            files.text(format!("functions/{name}/source.js"), source);
        } else {
            files.text(format!("functions/{name}.js"), source);
            configs.push(config);
        }
    }
    if !layout.is_early() {
        files.json("functions/config.json", &configs.into());
    }
}

fn trigger_file(layout: Layout, trigger: &Json) -> Json {
    let mut file = without(trigger, &["function_id"]);
    let mut config = without(
        &trigger["config"],
        &["service_id", "clusterName", "schedule_type"],
    );
    drop_defaults(&mut config, |_| true);
    file["config"] = config;
    let bridge = &trigger["event_processors"]["AWS_EVENTBRIDGE"];
    if bridge.is_object() {
        file = without(&file, &["function_name"]);
    } else if layout == Layout::Newest {
        let config = json!({ "function_name": file["function_name"] });
        file = without(&file, &["function_name"]);
        file["event_processors"] = json!({ "FUNCTION": { "config": config } });
    } else {
        file = without(&file, &["event_processors"]);
    }
    if let Some(config) = file.pointer_mut("/error_handler/config") {
        *config = without(config, &["function_id"]);
    }
    file
}

/// Adds the files of what this server does not serve yet.
fn unserved(layout: Layout, document: &Json, files: &mut Files) {
    let provider = json!({ "name": "api-key", "type": "api-key", "disabled": true });
    if layout.is_early() {
        files.json("auth_providers/api-key.json", &provider);
    } else {
        files.json("auth/providers.json", &json!({ "api-key": provider }));
        let custom_user_data = json!({ "enabled": false });
        files.json("auth/custom_user_data.json", &custom_user_data);
        let sync = json!({ "development_mode_enabled": false });
        files.json("sync/config.json", &sync);
    }
    files.json("graphql/config.json", &document["graphql"]["config"]);
}

fn elements<'a>(document: &'a Json, field: &str) -> impl Iterator<Item = &'a Json> {
    document[field].as_array().into_iter().flatten()
}

fn without(object: &Json, fields: &[&str]) -> Json {
    let all = object.as_object().into_iter().flatten();
    let kept = all.filter(|(name, _)| !fields.contains(&name.as_str()));
    let kept = kept.map(|(name, value)| (name.clone(), value.clone()));
    Json::Object(kept.collect::<Map<_, _>>())
}

/// Removes the fields that say the same as if they were left out.
fn drop_defaults(object: &mut Json, has_default: impl Fn(&str) -> bool) {
    let is_default = |value: &Json| match value {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::String(text) => text.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Number(_) | Json::Array(_) => false,
    };
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|name, value| !(has_default(name) && is_default(value)));
    }
}

#[derive(Default)]
struct Files {
    files: Vec<(String, Vec<u8>)>,
    taken: BTreeSet<String>,
}

impl Files {
    fn json(&mut self, path: &str, json: &Json) {
        self.text(path.to_owned(), &written(json));
    }

    fn text(&mut self, path: String, text: &str) {
        self.taken.insert(path.clone());
        self.files.push((path, text.as_bytes().to_vec()));
    }

    /// Adds the file of an object, which has its name as far as that is one for a file. Choice: other
    /// characters are underscores, and a name that is taken is numbered.
    fn named(&mut self, folder: &str, object: &Json, json: &Json) {
        let name = object["name"].as_str().unwrap_or_default().chars();
        let is_fit =
            |character: &char| character.is_ascii_alphanumeric() || "-_ ".contains(*character);
        let name: String = name
            .map(|character| Some(character).filter(is_fit).unwrap_or('_'))
            .collect();
        let mut path = format!("{folder}/{name}.json");
        let mut number = 1;
        while self.taken.contains(&path) {
            number += 1;
            path = format!("{folder}/{name}_{number}.json");
        }
        self.json(&path, json);
    }
}

/// Returns a document as the API writes it into files: indented by 4 blanks, what identifies it first, with
/// a newline at the end.
fn written(json: &Json) -> String {
    let mut bytes = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // A JSON document can always be written, and into memory.
    let _ = Ordered(json).serialize(&mut writer);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The fields that come first in a file, in this order. The others follow in alphabetical order.
const FIRST: [&str; 5] = ["config_version", "app_id", "name", "type", "location"];

struct Ordered<'a>(&'a Json);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Object(fields) => {
                let rank = |name: &str| FIRST.iter().position(|first| *first == name);
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_by_key(|(name, _)| (rank(name).unwrap_or(FIRST.len()), *name));
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, &Ordered(value))?;
                }
                map.end()
            }
            Json::Array(elements) => serializer.collect_seq(elements.iter().map(Ordered)),
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_four_blanks_and_a_newline() {
        let config = json!({
            "type": "twilio",
            "config": { "sid": "s", "list": [], "name": {} },
            "secret_config": { "auth_token": "__svc_auth_token" },
            "name": "svc",
        });
        let expected = r#"{
    "name": "svc",
    "type": "twilio",
    "config": {
        "name": {},
        "list": [],
        "sid": "s"
    },
    "secret_config": {
        "auth_token": "__svc_auth_token"
    }
}
"#;
        assert_eq!(written(&config), expected);
    }

    #[test]
    fn names_that_no_file_may_have_are_changed() {
        let mut files = Files::default();
        for name in ["../../etc/passwd", "a b", "a/b", "a\\b", ".."] {
            files.named("triggers", &json!({ "name": name }), &json!({}));
        }
        let paths: Vec<&str> = files.files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "triggers/______etc_passwd.json",
                "triggers/a b.json",
                "triggers/a_b.json",
                "triggers/a_b_2.json",
                "triggers/__.json"
            ]
        );
    }
}
