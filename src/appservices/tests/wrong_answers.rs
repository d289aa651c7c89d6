//! Every kind of answer in every wrong form: nothing that a server says wrong removes an object from the state, adopts another one,
//! or is followed by a write.

use std::fmt::Write as _;

use expect_test::expect;

use super::honest::{ID, changed, config, right, state};
use super::wrong_forms::{FORMS, Form, KINDS, Kind, Work};
use super::*;
use crate::provider::{ImportBy, ListOptions, ListResult, ListResultSink};

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
            writeln!(
                table,
                "  {word}: {}",
                if forms.len() == FORMS.len() {
                    "every form".to_owned()
                } else {
                    forms.join(" | ")
                }
            )
            .expect("text");
        }
    }
    expect![[r#"
        read by id
          error: every form
        read in a list
          error: {} | error text | empty id | no id | only the id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          GONE: other id
        read in a field
          error: {} | error text | empty id | no id | only the id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          GONE: other id
        read a whole list
          error: {} | error text | empty id | no id | only the id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          there: other id
        read an app
          there: every form
        create
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id | only the id
        create with a key
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id | only the id
        list before create
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id | only the id
        add to a whole list
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id | only the id
        whole list before
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: other id | only the id
        look before PUT
          error: every form
        PUT
          error: {} | error text | other id | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: only the id
        PUT without answer
          error: {} | error text | other id | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: only the id
        PATCH
          error: {} | error text | other id | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: only the id
        part
          error: every form
        switch
          error: every form
        delete
          error: every form
        whole list to clear
          error: {} | error text | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          deleted: other id | only the id
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
          error: {} | error text | empty id | no id | only the id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          found: other id
        list
          error: {} | error text | other id | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          listed 64000000000000000000cccc: only the id
        list with objects
          error: every form
        app of a new object
          done with a warning: {} | error text | other id | empty id | no id | id 5 | [null] | null | text | nothing | HTML | cut | 404 | 404 HTML
          done: only the id
    "#]]
    .assert_eq(&table);
}

/// What comes of the work when this one answer is wrong.
async fn cell(kind: &Kind, make: Form) -> String {
    let wrong_line = (kind.line)();
    let create = matches!(kind.work, Work::Create(_));
    let said = wrong_line.clone();
    let world = World::new(move |heard| {
        let right = right(heard, create);
        let wrong_is_list = create && said.starts_with("GET");
        match right {
            Answer::Is(status, body) if heard.line() == said => {
                let mut document: Json =
                    serde_json::from_str(&body).unwrap_or_else(|_| json!({ "_id": ID }));
                if wrong_is_list && document.is_array() {
                    document = json!([{ "_id": OTHER, "name": "left" }]);
                }
                if wrong_is_list && document.get("allowed_ips").is_some() {
                    document["allowed_ips"] = json!([{ "_id": ID, "address": "192.0.2.0/24" }]);
                }
                let (wrong, body) = make(&document);
                Answer::Is(
                    if wrong == 200 && status != 204 {
                        status
                    } else {
                        wrong
                    },
                    body,
                )
            }
            right => right,
        }
    });
    let word = work(&world, &kind.work).await;
    let lines = world.server.lines();
    let Some(at) = lines.iter().position(|line| *line == wrong_line) else {
        return format!("NOT ASKED: {lines:?}");
    };
    // The same request again is no other write.
    let is_write = |line: &&String| !line.starts_with("GET") && **line != wrong_line;
    let write = lines[at + 1..].iter().find(is_write);
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
            Ok(Some(read)) if read.attribute("id") == state(name).attribute("id") => {
                "there".to_owned()
            }
            Ok(Some(read)) => format!("ADOPTED {:?}", read.attribute("id").as_str()),
            Err(_) => "error".to_owned(),
        },
        Work::Create(name) => applied(
            &world.apply(name, &Value::Null, &config(name)).await,
            &Value::Null,
        ),
        Work::Update(name) => {
            let changed = changed(name);
            applied(
                &world.apply(name, &state(name), &changed).await,
                &state(name),
            )
        }
        Work::Delete(name) => {
            let applied = world.destroy(name, &state(name), &Private::default()).await;
            match errors(&applied.diagnostics).is_empty() {
                true => "deleted".to_owned(),
                false if applied.state == state(name) => "error".to_owned(),
                false => "error, and the state LOST".to_owned(),
            }
        }
        Work::Import(name, id) => imported(world, name, ImportBy::Id(id)).await,
        Work::Identity(name) => {
            let identity = Value::object([
                ("project_id", Value::string(PROJECT)),
                ("app_id", Value::string(APP)),
                ("id", Value::string(ID)),
            ]);
            imported(world, name, ImportBy::Identity(&identity)).await
        }
        Work::DataSource => {
            let source = world
                .provider
                .data_source("appservices_app")
                .expect("it is there");
            let config = Value::object([
                ("id", Value::Null),
                ("client_app_id", Value::Null),
                ("name", Value::string("shop")),
            ]);
            match world
                .provider
                .read_data_source(source, &config, &world.call)
                .await
            {
                Ok(_) => "found".to_owned(),
                Err(_) => "error".to_owned(),
            }
        }
        Work::List(name) => {
            let list = world
                .provider
                .list_resource(&format!("appservices_{name}"))
                .expect(name);
            let config =
                Value::object([("project_id", Value::Null), ("app_id", Value::string(APP))]);
            let options = ListOptions::default().with_resource().limit(10);
            let mut sink = Sink(Vec::new());
            let listed =
                world
                    .provider
                    .list_objects(list, &config, options, &mut sink, &world.call);
            match listed.await {
                Ok(()) => format!("listed {}", sink.0.join(" ")),
                Err(_) => "error".to_owned(),
            }
        }
    }
}

struct Sink(Vec<String>);

#[async_trait::async_trait]
impl ListResultSink for Sink {
    async fn send(&mut self, listed: ListResult) -> bool {
        self.0.push(
            listed
                .identity
                .attribute("id")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        );
        true
    }
}

async fn imported(world: &World, name: &str, by: ImportBy<'_>) -> String {
    let resource = world.resource(name);
    let found = world
        .provider
        .import_resource(resource, by, &world.call)
        .await;
    match found.map(|found| found.state) {
        Ok(state) if state.attribute("id").as_str() == Some(ID) => "found".to_owned(),
        Ok(state) => format!("ADOPTED {:?}", state.attribute("id").as_str()),
        Err(_) => "error".to_owned(),
    }
}

fn applied(applied: &ApplyResponse, before: &Value) -> String {
    let id = applied.state.attribute("id").as_str();
    // A creation takes what the answer tells.
    let known_id = before.is_null() || id == before.attribute("id").as_str();
    match (
        errors(&applied.diagnostics).is_empty(),
        applied.diagnostics.is_empty(),
    ) {
        _ if !known_id => format!("ADOPTED {id:?}"),
        (true, true) => "done".to_owned(),
        (true, false) => "done with a warning".to_owned(),
        (false, _) if applied.state.is_null() == before.is_null() => "error".to_owned(),
        (false, _) => "error, and a state".to_owned(),
    }
}
