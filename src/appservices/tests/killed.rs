//! What a run that was killed has made is known to the next run in the same directory.

use std::path::Path;

use tempfile::TempDir;

use super::honest::ID;
use super::waits::script;
use super::*;

/// A process in a directory with a journal.
fn process(directory: &Path, answers: &str) -> World {
    let process = Process::new(SPECS).with_journal(Some(directory.join("journal")));
    let clock = Box::new(ManualClock::running());
    let waits = (Duration::ZERO, Duration::ZERO);
    // All processes are about the same server, although each is answered in its own way.
    World::of(process, clock, waits, Some(directory), script(answers))
}

fn config(name: &str) -> Value {
    match name {
        "api_key" => values("api_key", json!({ "app_id": APP, "name": "k" })),
        "secret" => values(
            "secret",
            json!({ "app_id": APP, "name": "s", "value": "hush" }),
        ),
        _ => values(
            "function",
            json!({ "app_id": APP, "name": "f", "source": "1" }),
        ),
    }
}

/// Runs a creation until its request has arrived, and no further.
async fn kill_in_creation(world: &World, name: &str) {
    let config = config(name);
    let collection = SPECS
        .iter()
        .find(|spec| spec.name == name)
        .map_or("", |spec| spec.collection);
    let line = format!(
        "POST {}",
        path(collection.rsplit('/').next().unwrap_or_default())
    );
    tokio::select! {
        biased;
        () = world.server.until(&line) => {}
        made = world.apply(name, &Value::Null, &config) => panic!("{:?}", made.diagnostics),
    }
}

/// What the same creation comes to in the next run: the writes, and the id or the error; and whether
/// a warning says that it was there.
async fn next_run(world: &World, name: &str) -> (Vec<String>, String, bool) {
    let applied = world.apply(name, &Value::Null, &config(name)).await;
    let told = id_or_error(&applied);
    let told = told.lines().next().unwrap_or_default().to_owned();
    let warnings = applied.diagnostics.iter().filter(|one| !one.is_error());
    let was_there = warnings
        .map(|one| one.summary.as_str())
        .any(|one| one.ends_with("was there already"));
    (world.writes(), told, was_there)
}

const EMPTY: &str = r#"
    GET ~/functions 200 []
    POST ~/functions 201 {"_id":"64000000000000000000cccc","name":"f"}
    GET ~/secrets 200 []
    POST ~/secrets 201 {"_id":"64000000000000000000cccc","name":"s"}
    GET ~/api_keys 200 []
    POST ~/api_keys 201 {"_id":"64000000000000000000cccc","name":"k","key":"lost","disabled":false}
"#;

const MADE: &str = r#"
    GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]
    GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    PUT ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    GET ~/secrets 200 [{"_id":"64000000000000000000cccc","name":"s"}]
    PUT ~/secrets/64000000000000000000cccc 204
    GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false}]
    GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false}]
    GET ~/api_keys 200 []
    GET ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false}
    DELETE ~/api_keys/64000000000000000000cccc 204
    POST ~/api_keys 201 {"_id":"64000000000000000000ffff","name":"k","key":"new","disabled":false}
"#;

#[tokio::test]
async fn the_next_run_takes_over_what_a_killed_one_made() {
    for (name, writes, id) in [
        ("function", vec!["PUT functions/ID"], ID),
        ("secret", vec!["PUT secrets/ID"], ID),
        (
            "api_key",
            vec!["DELETE api_keys/ID", "POST api_keys"],
            OTHER,
        ),
    ] {
        let directory = TempDir::new().expect("a folder");
        kill_in_creation(&process(directory.path(), EMPTY), name).await;
        let taken = next_run(&process(directory.path(), MADE), name).await;
        let writes = writes.into_iter().map(str::to_owned).collect();
        assert_eq!(taken, (writes, id.to_owned(), true), "{name}");
        // The run after that has it in its state, and what was taken is not taken again.
        let third = process(directory.path(), MADE);
        let mut state = config(name);
        if let Value::Map(values) = &mut state {
            values.insert("id".to_owned(), Value::string(id));
            values.insert("project_id".to_owned(), Value::string(PROJECT));
        }
        let _ = third.read(name, &state).await;
        drop(third);
        if name == "function" {
            let other = next_run(&process(directory.path(), MADE), name).await;
            let exists = "The function \"f\" exists already".to_owned();
            assert_eq!(other, (Vec::new(), exists, false));
        }
    }
}

#[tokio::test]
async fn what_is_not_provably_of_a_killed_run_is_left_alone() {
    let exists = || {
        (
            Vec::new(),
            "The function \"f\" exists already".to_owned(),
            false,
        )
    };
    let content = MADE.replace(r#""source":"1""#, r#""source":"2""#);
    // 62... is a year older.
    let older = MADE.replace("64000000000000000000cccc", "62000000000000000000cccc");
    for answers in [content.as_str(), older.as_str()] {
        let directory = TempDir::new().expect("a folder");
        kill_in_creation(&process(directory.path(), EMPTY), "function").await;
        assert_eq!(
            next_run(&process(directory.path(), answers), "function").await,
            exists()
        );
    }
    // Another directory.
    let (one, other) = (
        TempDir::new().expect("a folder"),
        TempDir::new().expect("a folder"),
    );
    kill_in_creation(&process(one.path(), EMPTY), "function").await;
    assert_eq!(
        next_run(&process(other.path(), MADE), "function").await,
        exists()
    );
    // A state in the same run holds it.
    let directory = TempDir::new().expect("a folder");
    kill_in_creation(&process(directory.path(), EMPTY), "function").await;
    let world = process(directory.path(), MADE);
    let mut held = config("function");
    if let Value::Map(values) = &mut held {
        values.insert("id".to_owned(), Value::string(ID));
    }
    let _ = world.read("function", &held).await;
    assert_eq!(next_run(&world, "function").await, exists());
    // The same run made it for another resource.
    let directory = TempDir::new().expect("a folder");
    let answers = format!(
        "GET ~/functions 200 []\n{MADE}\nPOST ~/functions 201 {{\"_id\":\"{ID}\",\"name\":\"f\"}}"
    );
    let world = process(directory.path(), &answers);
    let made = world
        .apply("function", &Value::Null, &config("function"))
        .await;
    assert_eq!(made.state.attribute("id").as_str(), Some(ID));
    assert_eq!(
        next_run(&world, "function").await.1,
        "The function \"f\" exists already"
    );
}

/// A run that lives is waited for, and then named.
#[tokio::test]
async fn what_another_run_is_making_is_not_taken_from_it() {
    let directory = TempDir::new().expect("a folder");
    let living = process(directory.path(), EMPTY);
    kill_in_creation(&living, "function").await;
    let world = process(directory.path(), MADE);
    let applied = world
        .apply("function", &Value::Null, &config("function"))
        .await;
    let error = errors(&applied.diagnostics)[0];
    assert_eq!(error.summary, "The function \"f\" exists already");
    let why = "Another run in this directory is making it at this moment. Apply again when that run has ended.\n";
    assert!(error.detail.starts_with(why), "{}", error.detail);
    drop(living);
    let (_, id, was_there) = next_run(&process(directory.path(), MADE), "function").await;
    assert_eq!((id.as_str(), was_there), (ID, true));
}
