//! Every kind of answer in every wrong form: nothing that a server says wrong removes an object from the state, adopts another one,
//! or is followed by a write.

use std::fmt::Write as _;

use expect_test::expect;

use super::*;
use crate::provider::{DataSource as _, Finds, ListRequest, ListResource as _, Listed, Query};
use crate::resources::app_data::App;
use crate::resources::list::DeclaredList;

const ID: &str = "64000000000000000000cccc";

/// The wrong forms, made of the right document.
const FORMS: &[(&str, fn(&Json) -> (u16, String))] = &[
    ("{}", |_| (200, "{}".to_owned())),
    ("error text", |_| (200, r#"{"error":"maintenance"}"#.to_owned())),
    ("other id", |right| (200, with_id(right, json!(OTHER)).to_string())),
    ("empty id", |right| (200, with_id(right, json!("")).to_string())),
    ("no id", |right| (200, without_id(right).to_string())),
    ("id 5", |right| (200, with_id(right, json!(5)).to_string())),
    ("[null]", |right| (200, if right.get("allowed_ips").is_some() { r#"{"allowed_ips":[null]}"# } else { "[null]" }.to_owned())),
    ("null", |right| (200, if right.get("allowed_ips").is_some() { r#"{"allowed_ips":null}"# } else { "null" }.to_owned())),
    ("text", |_| (200, r#""ok""#.to_owned())),
    ("nothing", |_| (200, String::new())),
    ("HTML", |_| (200, "<html>Sign in</html>".to_owned())),
    ("cut", |right| (200, right.to_string().trim_end_matches(['}', ']']).to_owned() + "x")),
    ("404", |_| (404, r#"{"error":"page not found"}"#.to_owned())),
    ("404 HTML", |_| (404, "<html>nginx</html>".to_owned())),
];

/// One kind of answer: the request that gets it, and the work that needs it.
struct Kind {
    name: &'static str,
    /// The line of the request whose answer is wrong.
    line: fn() -> String,
    work: Work,
}

enum Work {
    Read(&'static str),
    Create(&'static str),
    Update(&'static str),
    Delete(&'static str),
    Import(&'static str, &'static str),
    Identity(&'static str),
    DataSource,
    List(&'static str),
}

const APPS: &str = "?product=standard%2Catlas%2Cdata-api%2Cdevice-sync";

const KINDS: &[Kind] = &[
    Kind { name: "read by id", line: || format!("GET {}/{ID}", path("functions")), work: Work::Read("function") },
    Kind { name: "read in a list", line: || format!("GET {}", path("secrets")), work: Work::Read("secret") },
    Kind { name: "read in a field", line: || format!("GET {}", path("security/access_list")), work: Work::Read("ip_access_list_entry") },
    Kind { name: "read a whole list", line: || format!("GET {}", path("security/access_list")), work: Work::Read("ip_access_list") },
    Kind { name: "read an app", line: || format!("GET /groups/{PROJECT}/apps/{APP}"), work: Work::Read("app") },
    Kind { name: "create", line: || format!("POST {}", path("functions")), work: Work::Create("function") },
    Kind { name: "create with a key", line: || format!("POST {}", path("api_keys")), work: Work::Create("api_key") },
    Kind { name: "list before create", line: || format!("GET {}", path("functions")), work: Work::Create("function") },
    Kind { name: "add to a whole list", line: || format!("POST {}", path("security/access_list")), work: Work::Create("ip_access_list") },
    Kind { name: "whole list before", line: || format!("GET {}", path("security/access_list")), work: Work::Create("ip_access_list") },
    Kind { name: "look before PUT", line: || format!("GET {}/{ID}", path("functions")), work: Work::Update("function") },
    Kind { name: "PUT", line: || format!("PUT {}/{ID}", path("functions")), work: Work::Update("function") },
    Kind { name: "PUT without answer", line: || format!("PUT {}/{ID}", path("secrets")), work: Work::Update("secret") },
    Kind { name: "PATCH", line: || format!("PATCH {}/{ID}", path("log_forwarders")), work: Work::Update("log_forwarder") },
    Kind { name: "part", line: || format!("PUT /groups/{PROJECT}/apps/{APP}/environment"), work: Work::Update("app") },
    Kind { name: "switch", line: || format!("PUT {}/{ID}/disable", path("api_keys")), work: Work::Update("api_key") },
    Kind { name: "delete", line: || format!("DELETE {}/{ID}", path("secrets")), work: Work::Delete("secret") },
    Kind { name: "whole list to clear", line: || format!("GET {}", path("security/access_list")), work: Work::Delete("ip_access_list") },
    Kind {
        name: "delete from a list",
        line: || format!("DELETE {}/{ID}", path("security/access_list")),
        work: Work::Delete("ip_access_list"),
    },
    Kind { name: "import: apps", line: || format!("GET /groups/{PROJECT}/apps{APPS}"), work: Work::Import("function", "shop-abcde/right") },
    Kind { name: "import: list", line: || format!("GET {}", path("functions")), work: Work::Import("function", "shop-abcde/right") },
    Kind { name: "import: object", line: || format!("GET {}/{ID}", path("functions")), work: Work::Import("function", "shop-abcde/right") },
    Kind { name: "import by identity", line: || format!("GET {}/{ID}", path("functions")), work: Work::Identity("function") },
    Kind { name: "data source", line: || format!("GET /groups/{PROJECT}/apps{APPS}"), work: Work::DataSource },
    Kind { name: "list", line: || format!("GET {}", path("functions")), work: Work::List("function") },
    Kind { name: "list with objects", line: || format!("GET {}/{ID}", path("functions")), work: Work::List("function") },
    Kind { name: "app of a new object", line: || format!("GET /groups/{PROJECT}/apps/{APP}"), work: Work::Create("endpoint") },
];

#[tokio::test]
async fn no_wrong_answer_does_harm() {
    let mut table = String::new();
    for kind in KINDS {
        let mut cells: Vec<(String, Vec<&str>)> = Vec::new();
        for (form, make) in FORMS {
            let cell = cell(kind, *make).await;
            match cells.iter_mut().find(|(word, _)| *word == cell) {
                Some((_, forms)) => forms.push(form),
                None => cells.push((cell, vec![form])),
            }
        }
        writeln!(table, "{}", kind.name).expect("text");
        for (word, forms) in cells {
            writeln!(table, "  {word}: {}", if forms.len() == FORMS.len() { "every form".to_owned() } else { forms.join(" | ") })
                .expect("text");
        }
    }
    expect![[r#"
        read by id
          error: every form
        read in a list
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          GONE: other id
        read in a field
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          GONE: other id
        read a whole list
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          there: other id
        read an app
          error: every form
        create
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id
        create with a key
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id
        list before create
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id
        add to a whole list
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id
        whole list before
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id
        look before PUT
          error: every form
        PUT
          error: every form
        PUT without answer
          error: every form
        PATCH
          error: every form
        part
          error: every form
        switch
          error: every form
        delete
          error: every form
        whole list to clear
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          deleted: other id
        delete from a list
          error: every form
        import: apps
          error: every form
        import: list
          error: every form
        import: object
          error: every form
        import by identity
          error: every form
        data source
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          found: other id
        list
          error: every form
        list with objects
          error: every form
        app of a new object
          done with a warning: every form
    "#]].assert_eq(&table);
}

/// What comes of the work when this one answer is wrong.
async fn cell(kind: &Kind, make: fn(&Json) -> (u16, String)) -> String {
    let wrong_line = (kind.line)();
    let create = matches!(kind.work, Work::Create(_));
    let said = wrong_line.clone();
    let world = World::new(move |heard| {
        let right = right(heard, create);
        let wrong_is_list = create && said.starts_with("GET");
        match right {
            Answer::Is(status, body) if heard.line() == said => {
                let mut document: Json = serde_json::from_str(&body).unwrap_or_else(|_| json!({ "_id": ID }));
                if wrong_is_list && document.is_array() {
                    document = json!([{ "_id": OTHER, "name": "left" }]);
                }
                if wrong_is_list && document.get("allowed_ips").is_some() {
                    document["allowed_ips"] = json!([{ "_id": ID, "address": "192.0.2.0/24" }]);
                }
                let (wrong, body) = make(&document);
                Answer::Is(if wrong == 200 && status != 204 { status } else { wrong }, body)
            }
            right => right,
        }
    });
    let word = work(&world, &kind.work).await;
    let lines = world.server.lines();
    let Some(at) = lines.iter().position(|line| *line == wrong_line) else { return format!("NOT ASKED: {lines:?}") };
    let write = lines[at + 1..].iter().find(|line| !line.starts_with("GET"));
    match write {
        // A list is written entry by entry: what was taken for good goes on.
        Some(line) if word == "error" => format!("error, and yet {line}"),
        _ => word,
    }
}

async fn work(world: &World, work: &Work) -> String {
    match work {
        Work::Read(name) => match world.read(name, &state(name)).await {
            Ok(None) => "GONE".to_owned(),
            Ok(Some(read)) if read.get("id") == state(name).get("id") => "there".to_owned(),
            Ok(Some(read)) => format!("ADOPTED {:?}", read.get("id").as_str()),
            Err(_) => "error".to_owned(),
        },
        Work::Create(name) => applied(&world.apply(name, &Value::Null, &config(name)).await, &Value::Null),
        Work::Update(name) => {
            let changed = changed(name);
            applied(&world.apply(name, &state(name), &changed).await, &state(name))
        }
        Work::Delete(name) => {
            let applied = world.destroy(name, &state(name), &Private::default()).await;
            match errors(&applied.diagnostics).is_empty() {
                true => "deleted".to_owned(),
                false if applied.state == state(name) => "error".to_owned(),
                false => "error, and the state LOST".to_owned(),
            }
        }
        Work::Import(name, id) => imported(world.resource(name).import(id).await.map(|found| found.state)),
        Work::Identity(name) => {
            let identity =
                Value::object([("project_id", Value::string(PROJECT)), ("app_id", Value::string(APP)), ("id", Value::string(ID))]);
            imported(world.resource(name).import_by_identity(&identity).await.map(|found| found.state))
        }
        Work::DataSource => {
            let source = App::new(Arc::clone(&world.context));
            let config = Value::object([("name", Value::string("shop"))]);
            let query = Query { config: &config, meta: &Value::Null, deferral_allowed: false };
            match source.read(&query).await {
                Ok(_) => "found".to_owned(),
                Err(_) => "error".to_owned(),
            }
        }
        Work::List(name) => {
            let spec = SPECS.iter().find(|spec| spec.name == *name).expect(name);
            let list = DeclaredList::new(spec, Arc::clone(&world.context));
            let request = ListRequest {
                config: Value::object([("project_id", Value::Null), ("app_id", Value::string(APP))]),
                include_state: true,
                limit: 10,
            };
            let mut sink = Sink(Vec::new());
            match list.list(&request, &mut sink).await {
                Ok(()) => format!("listed {}", sink.0.join(" ")),
                Err(_) => "error".to_owned(),
            }
        }
    }
}

struct Sink(Vec<String>);

#[async_trait::async_trait]
impl Finds for Sink {
    async fn take(&mut self, listed: Listed) -> bool {
        self.0.push(listed.identity.get("id").as_str().unwrap_or_default().to_owned());
        true
    }
}

fn imported(outcome: Outcome<Value>) -> String {
    match outcome {
        Ok(state) if state.get("id").as_str() == Some(ID) => "found".to_owned(),
        Ok(state) => format!("ADOPTED {:?}", state.get("id").as_str()),
        Err(_) => "error".to_owned(),
    }
}

fn applied(applied: &Applied, before: &Value) -> String {
    let id = applied.state.get("id").as_str();
    // A creation takes what the answer tells.
    let known_id = before.is_null() || id == before.get("id").as_str();
    match (errors(&applied.diagnostics).is_empty(), applied.diagnostics.is_empty()) {
        _ if !known_id => format!("ADOPTED {id:?}"),
        (true, true) => "done".to_owned(),
        (true, false) => "done with a warning".to_owned(),
        (false, _) if applied.state.is_null() == before.is_null() => "error".to_owned(),
        (false, _) => "error, and a state".to_owned(),
    }
}

fn with_id(right: &Json, id: Json) -> Json {
    let mut document = right.clone();
    for object in objects(&mut document) {
        object["_id"] = id.clone();
    }
    document
}

fn without_id(right: &Json) -> Json {
    let mut document = right.clone();
    for object in objects(&mut document) {
        object.as_object_mut().expect("an object").remove("_id");
    }
    document
}

/// The objects of an answer: the document, or the elements of the list that it is or has.
fn objects(document: &mut Json) -> Vec<&mut Json> {
    if document.is_array() {
        return document.as_array_mut().expect("an array").iter_mut().collect();
    }
    if document.get("allowed_ips").is_some() {
        return document["allowed_ips"].as_array_mut().expect("an array").iter_mut().collect();
    }
    vec![document]
}

/// What an honest server answers; `empty` is one on which nothing was made yet.
fn right(heard: &Heard, empty: bool) -> Answer {
    let one = |document: Json| Answer::ok(document);
    let list = |document: Json| Answer::ok(if empty { json!([]) } else { json!([document]) });
    let entry = json!({ "_id": ID, "address": "10.1.0.0/16", "comment": "office" });
    let line = heard.line();
    let line = line.strip_prefix(&format!("GET /groups/{PROJECT}/apps/{APP}")).map_or(line.clone(), |rest| format!("GET ~{rest}"));
    let function = json!({ "_id": ID, "name": "right", "source": "exports = 1", "private": false, "run_as_system": false });
    let forwarder = json!({
        "_id": ID, "name": "right", "disabled": false, "log_types": ["auth"], "log_statuses": ["error"],
        "policy": { "type": "single" }, "action": { "type": "function", "name": "sink" },
    });
    match (heard.method.as_str(), line.as_str()) {
        (_, line) if line.contains("/auth/") => Answer::Is(0, String::new()),
        ("GET", "GET ~") => one(app()),
        ("GET", line) if line.ends_with(&format!("/apps{APPS}")) => Answer::ok(json!([app()])),
        ("GET", "GET ~/functions") => list(function),
        ("GET", "GET ~/secrets") => list(json!({ "_id": ID, "name": "right" })),
        ("GET", "GET ~/api_keys") => list(json!({ "_id": ID, "name": "right", "disabled": false })),
        ("GET", "GET ~/log_forwarders") => list(forwarder),
        ("GET", "GET ~/endpoints") => list(json!({ "_id": ID, "route": "/right", "http_method": "GET" })),
        ("GET", "GET ~/security/access_list") => {
            Answer::ok(json!({ "allowed_ips": if empty { json!([]) } else { json!([entry]) }, "current_ip": "192.0.2.1" }))
        }
        ("GET", line) if line.starts_with("GET ~/functions/") => one(function),
        ("GET", line) if line.starts_with("GET ~/api_keys/") => one(json!({ "_id": ID, "name": "right", "disabled": false })),
        ("GET", line) if line.starts_with("GET ~/log_forwarders/") => one(forwarder),
        ("POST", _) => {
            let mut document: Json = serde_json::from_str(&heard.body).expect("a body");
            document["_id"] = json!(ID);
            if heard.path.ends_with("api_keys") {
                document["key"] = json!("the-real-key");
            }
            Answer::Is(201, document.to_string())
        }
        ("PUT" | "PATCH", _) if heard.path.ends_with("/environment") => one(app()),
        ("PUT" | "PATCH", _) if heard.path.contains("functions") || heard.path.contains("log_forwarders") => {
            let mut document: Json = serde_json::from_str(&heard.body).expect("a body");
            document["_id"] = json!(ID);
            one(document)
        }
        _ => Answer::Is(204, String::new()),
    }
}

fn config(name: &str) -> Value {
    let own = match name {
        "app" => json!({ "name": "shop" }),
        "function" => json!({ "name": "right", "source": "exports = 1" }),
        "secret" => json!({ "name": "right", "value": "hush-hush" }),
        "api_key" => json!({ "name": "right" }),
        "log_forwarder" => json!({
            "name": "right", "log_types": ["auth"], "log_statuses": ["error"], "policy": { "type": "single" },
            "action": { "function": { "name": "sink" }, "collection": null },
        }),
        "endpoint" => json!({ "route": "/right", "http_method": "GET", "function_id": OTHER }),
        "ip_access_list_entry" => json!({ "address": "10.1.0.0/16", "comment": "office" }),
        _ => json!({ "entries": [{ "address": "10.1.0.0/16", "comment": "office" }] }),
    };
    let mut document = own;
    if name != "app" {
        document["app_id"] = json!(APP);
    }
    values(name, document)
}

fn changed(name: &str) -> Value {
    let Value::Map(mut all) = config(name) else { unreachable!("an object") };
    let (attribute, value) = match name {
        "app" => ("environment", Value::string("qa")),
        "function" => ("source", Value::string("exports = 2")),
        "secret" => ("value", Value::string("other-hush")),
        "api_key" => ("disabled", Value::Bool(true)),
        _ => ("log_statuses", Value::Set(vec![Value::string("success")])),
    };
    all.insert(attribute.to_owned(), value);
    Value::Map(all)
}

/// The state that an apply of the configuration left.
fn state(name: &str) -> Value {
    let resource = super::super::schema::schema(SPECS.iter().find(|spec| spec.name == name).expect(name));
    let defaults = Defaults::from([("project_id".to_owned(), Value::string(PROJECT))]);
    let Value::Map(mut all) = plan(&resource, &defaults, &Value::Null, &config(name)).planned else { unreachable!("an object") };
    let shown = app();
    for (attribute, value) in &mut all {
        if value.is_unknown() {
            *value = match attribute.as_str() {
                "id" if matches!(name, "app" | "ip_access_list") => Value::string(APP),
                "id" => Value::string(ID),
                "key" => Value::string("the-real-key"),
                other => shown.get(other).and_then(Json::as_str).map_or(Value::Null, Value::string),
            };
        }
    }
    Value::Map(all)
}
