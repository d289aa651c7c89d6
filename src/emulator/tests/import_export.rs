//! Exports, and imports of what was exported.

use std::sync::atomic::Ordering;

use serde_json::{Map, Value as Json, json};

use super::{Api, id, request};
use crate::emulator::api::BASE;
use crate::emulator::model::File;
use crate::emulator::model::archive::{self, Format, Limits};

const FULL_APP: &str = include_str!("full_app.txt");

/// The path of an app with an object of each family.
fn full_app(api: &Api, name: &str) -> String {
    let app = api.app(name);
    let mut ids: Vec<(String, String)> = Vec::new();
    for line in FULL_APP.lines().filter(|line| !line.starts_with('#')) {
        let (path, body) = line.split_once(' ').expect("a path and a body");
        let mut body = body.to_owned();
        for (label, id) in &ids {
            body = body.replace(label, id);
        }
        let body: Json = serde_json::from_str(&body).expect("JSON");
        let label = body["name"].as_str().map(|name| format!("<{name}>"));
        let made = api.make(&format!("{app}/{path}"), body);
        ids.extend(label.map(|label| (label, id(&made).to_owned())));
    }
    let origins = format!("{app}/security/allowed_request_origins");
    assert_eq!(api.post(&origins, json!(["https://example.com"])).0, 204);
    let environment = json!({ "environment": "qa" });
    let set = api.call("PUT", &format!("{app}/environment"), environment);
    assert_eq!(set.0, 200);
    app
}

/// The files of a zip.
fn files(zip: &File) -> Vec<(String, String)> {
    let limits = Limits {
        entries: 1000,
        bytes: 1 << 20,
    };
    let mut files = Vec::new();
    archive::visit(zip, Format::Zip, limits, &mut |path, content| {
        let mut text = String::new();
        content.read_to_string(&mut text).expect("text");
        files.push((path.to_owned(), text));
        Ok(())
    })
    .expect("a zip");
    files
}

/// The document that the command line makes of files.
fn document(files: &[(String, String)]) -> Json {
    let json = |text: &str| serde_json::from_str::<Json>(text).expect("JSON");
    let root = ["stitch.json", "config.json", "realm_config.json"];
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<(&str, &str)> {
        let all = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(|(path, _)| wanted(path)).collect()
    };
    let (_, text) = of(&|path| root.contains(&path))[0];
    let mut document = json(text);
    let is_early = document["config_version"] != 20_210_101;
    for folder in ["values", "triggers", "log_forwarders"] {
        let all = of(&|path| path.starts_with(&format!("{folder}/"))).into_iter();
        document[folder] = all.map(|(_, text)| json(text)).collect();
    }
    for folder in ["services", "data_sources", "http_endpoints"] {
        let is_config =
            |path: &str| path.starts_with(&format!("{folder}/")) && path.matches('/').count() == 2;
        let all = of(&is_config).into_iter();
        let all = all.map(|(_, text)| json!({ "config": json(text), "rules": [] }));
        document[folder] = all.collect();
    }
    let environments = of(&|path| path.starts_with("environments/")).into_iter();
    let environments = environments.map(|(path, text)| (path[13..].to_owned(), json(text)));
    document["environments"] = Json::Object(environments.collect());
    if is_early {
        let configs = of(&|path| path.starts_with("functions/") && path.ends_with("/config.json"));
        let functions = configs.into_iter().map(|(path, text)| {
            let source = path.replace("config.json", "source.js");
            let (_, source) = of(&|path| path == source)[0];
            json!({ "config": json(text), "source": source })
        });
        document["functions"] = functions.collect();
        return document;
    }
    let sources = of(&|path| path.starts_with("functions/") && path.ends_with(".js")).into_iter();
    let sources: Map<String, Json> = sources
        .map(|(path, text)| (path[10..].to_owned(), text.into()))
        .collect();
    let list = |wanted: &str| json(of(&|path| path == wanted)[0].1);
    document["functions"] = json!({ "config": list("functions/config.json"), "sources": sources });
    document["endpoints"] = json!({ "config": list("http_endpoints/config.json") });
    document
}

const VERSIONS: [&str; 3] = ["20180301", "20200603", "20210101"];
const IMPORT: &str = "import?strategy=replace-by-name";

#[test]
fn an_import_of_an_export_changes_nothing() {
    for version in VERSIONS {
        let api = Api::new();
        let app = full_app(&api, "app");
        for mode in ["", "&source_control=true", "&template=true"] {
            let export = api.file(&format!("{app}/export?version={version}{mode}"));
            assert!(export.name.starts_with("app_202311142"), "{}", export.name);
            let document = document(&files(&export));
            // When an object was written is no difference.
            api.hands.fetch_add(60, Ordering::Relaxed);
            let (_, before) = api.get(&format!("{app}/deployments"));
            let diff = api.post(&format!("{app}/{IMPORT}&diff=true"), document.clone());
            assert_eq!(diff, (200, json!([])), "{version}{mode}");
            let imported = api.post(&format!("{app}/{IMPORT}"), document);
            assert_eq!(imported, (204, Json::Null), "{version}{mode}");
            let (_, after) = api.get(&format!("{app}/deployments"));
            assert_eq!(before, after, "what changes nothing is no deployment");
        }
    }
}

/// What another app gets by an import of an export is exported by that app, too.
#[test]
fn an_export_of_an_import_has_the_same_files() {
    for version in VERSIONS {
        let api = Api::new();
        let export = format!("export?version={version}&template=true");
        let first = full_app(&api, "app");
        let mut exported = files(&api.file(&format!("{first}/{export}")));
        let second = api.app("other");
        for name in ["hook", "__sms_auth_token"] {
            let secret = json!({ "name": name, "value": "x" });
            api.make(&format!("{second}/secrets"), secret);
        }
        // An address is in no file, so the data source must be there.
        let own =
            json!({ "name": "own", "type": "mongodb", "config": { "uri": "mongodb://host" } });
        api.make(&format!("{second}/services"), own);
        let imported = api.post(&format!("{second}/{IMPORT}"), document(&exported));
        assert_eq!(imported, (204, Json::Null), "{version}");
        let mut again = files(&api.file(&format!("{second}/{export}")));
        for files in [&mut exported, &mut again] {
            for (_, text) in files.iter_mut() {
                *text = text.replace("\"other\"", "\"app\"");
            }
            files.sort();
        }
        assert_eq!(exported, again, "{version}");
    }
}

#[test]
fn an_export_has_files_where_the_versions_have_them() {
    let api = Api::new();
    let app = full_app(&api, "app");
    let paths = |version: &str| {
        let files = files(&api.file(&format!("{app}/export?version={version}")));
        let mut paths: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
        paths.sort();
        paths
    };
    let newest = paths("20210101");
    for path in [
        "realm_config.json",
        "data_sources/lake/config.json",
        "data_sources/mdb/config.json",
        "environments/no-environment.json",
        "environments/qa.json",
        "functions/config.json",
        "functions/f.js",
        "functions/lib/g.js",
        "http_endpoints/api/config.json",
        "http_endpoints/config.json",
        "log_forwarders/lf.json",
        "services/sms/config.json",
        "triggers/______nightly.json",
        "triggers/on-order.json",
        "values/v.json",
    ] {
        assert!(newest.iter().any(|one| one == path), "{path}: {newest:#?}");
    }
    for (version, root) in [("20180301", "stitch.json"), ("20200603", "config.json")] {
        let early = paths(version);
        for path in [
            root,
            "functions/f/config.json",
            "functions/f/source.js",
            "services/mdb/config.json",
            "services/api/config.json",
        ] {
            assert!(early.iter().any(|one| one == path), "{path}: {early:#?}");
        }
        assert!(!early.iter().any(|one| one.starts_with("data_sources/")));
    }
}

#[test]
fn no_file_has_a_secret_or_a_path_out_of_the_zip() {
    let api = Api::new();
    let app = full_app(&api, "app");
    for version in VERSIONS {
        for (path, text) in files(&api.file(&format!("{app}/export?version={version}"))) {
            assert!(!text.contains("very-secret"), "{path}: {text}");
            assert!(!path.contains(".."), "{path}");
        }
    }
    let draft = api.make(&format!("{app}/drafts"), Json::Null);
    let empty = json!({ "config_version": 20_210_101, "name": "app" });
    let (_, diff) = api.post(&format!("{app}/{IMPORT}&diff=true"), empty.clone());
    assert!(!diff.to_string().contains("very-secret"), "{diff}");
    assert_eq!(api.post(&format!("{app}/{IMPORT}"), empty).0, 204);
    let (_, diff) = api.get(&format!("{app}/drafts/{}/diff", id(&draft)));
    assert!(
        diff["diffs"]
            .as_array()
            .is_some_and(|diffs| diffs.len() > 5)
    );
    assert!(!diff.to_string().contains("very-secret"), "{diff}");
}

/// The bytes are those that the tests of the command line compare.
#[test]
fn the_file_of_a_service_names_its_secrets() {
    let expected = r#"{
    "name": "twilio_svc",
    "type": "twilio",
    "config": {
        "sid": "my_sid"
    },
    "secret_config": {
        "auth_token": "__twilio_svc_auth_token"
    }
}
"#;
    for version in VERSIONS {
        let api = Api::new();
        let app = api.app("app");
        let service =
            json!({ "name": "twilio_svc", "type": "twilio", "config": { "sid": "my_sid" } });
        let document = json!({
            "config_version": version.parse::<u32>().expect("a number"),
            "services": [{ "config": service, "incoming_webhooks": null, "rules": null }],
            "secrets": { "services": { "twilio_svc": { "auth_token": "my-secret-auth-token" } } },
        });
        let diff = api.post(&format!("{app}/{IMPORT}&diff=true"), document.clone());
        assert!(!diff.1.to_string().contains("my-secret"), "{}", diff.1);
        assert_eq!(api.get(&format!("{app}/secrets")).1, json!([]));
        assert_eq!(api.post(&format!("{app}/{IMPORT}"), document).0, 204);
        let (_, secrets) = api.get(&format!("{app}/secrets"));
        assert_eq!(super::names(&secrets), ["__twilio_svc_auth_token"]);
        let files = files(&api.file(&format!("{app}/export?version={version}")));
        let file = files
            .iter()
            .find(|(path, _)| path == "services/twilio_svc/config.json");
        assert_eq!(file.map(|(_, text)| text.as_str()), Some(expected));
    }
}

#[test]
fn a_pull_is_a_zip_for_those_who_accept_one() {
    let api = Api::new();
    let app = full_app(&api, "app");
    let pull = |accept: Option<&str>| {
        let mut request = request("GET", &format!("{BASE}{app}/pull"), &api.token, "");
        request.head.accept = accept.map(str::to_owned);
        api.api.answer(&request)
    };
    for accept in [None, Some("*/*"), Some("application/json, application/zip")] {
        let response = pull(accept);
        assert_eq!(response.status, 200);
        assert!(response.body.is_some(), "{accept:?}");
    }
    let response = pull(Some("application/zip; q=0.9, application/json"));
    let (content_type, file) = *response.file.expect("a file");
    assert_eq!(content_type, "application/zip");
    let files = files(&file);
    let (_, root) = files
        .iter()
        .find(|(path, _)| path == "root_config.json")
        .expect("a root");
    let root: Json = serde_json::from_str(root).expect("JSON");
    let expected = json!({
        "name": "app",
        "provider_region": "aws-us-east-1",
        "deployment_model": "GLOBAL",
        "environment": "qa",
        "allowed_request_origins": ["https://example.com"],
    });
    assert_eq!(root, expected);
    assert!(
        files
            .iter()
            .any(|(path, _)| path == "https_endpoints/config.json")
    );
    let (_, trigger) = files
        .iter()
        .find(|(path, _)| path == "triggers/on-order.json")
        .expect("a trigger");
    let trigger: Json = serde_json::from_str(trigger).expect("JSON");
    let function = &trigger["event_processors"]["FUNCTION"]["config"];
    assert_eq!(*function, json!({ "function_name": "f" }));
}
