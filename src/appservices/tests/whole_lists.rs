//! A whole list at two addresses of one configuration, and beside single entries.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;

/// A server that keeps the access list of one app.
pub(super) fn list_server() -> (
    Arc<Mutex<Vec<Json>>>,
    impl Fn(&Heard) -> Answer + Send + Sync,
) {
    let entries = Arc::new(Mutex::new(vec![
        json!({ "_id": OTHER, "address": "0.0.0.0/0", "comment": "" }),
    ]));
    let kept = Arc::clone(&entries);
    let made = AtomicUsize::new(0);
    let answer = move |heard: &Heard| {
        let mut entries = kept.lock().expect("no panic");
        match heard.method.as_str() {
            _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
            "GET" => Answer::ok(json!({ "allowed_ips": *entries, "current_ip": "192.0.2.1" })),
            "POST" => {
                let mut entry: Json = serde_json::from_str(&heard.body).expect("a body");
                entry["_id"] = json!(format!(
                    "64000000000000000000{:04}",
                    made.fetch_add(1, Ordering::Relaxed)
                ));
                entries.push(entry.clone());
                Answer::Is(201, entry.to_string())
            }
            "DELETE" => {
                entries.retain(|entry| entry["_id"].as_str() != heard.path.rsplit('/').next());
                Answer::Is(204, String::new())
            }
            other => panic!("no {other} is needed"),
        }
    };
    (entries, answer)
}

pub(super) fn addresses(entries: &Mutex<Vec<Json>>) -> Vec<String> {
    entries
        .lock()
        .expect("no panic")
        .iter()
        .filter_map(|entry| entry["address"].as_str().map(str::to_owned))
        .collect()
}

pub(super) fn config(address: &str) -> Value {
    values(
        "ip_access_list",
        json!({ "app_id": APP, "entries": [{ "address": address, "comment": null }] }),
    )
}

/// Renamed without `moved`, or replaced with `create_before_destroy`: the old address goes after the new one has come.
#[tokio::test]
async fn a_destroy_leaves_alone_what_another_address_of_the_run_wrote() {
    let (entries, answer) = list_server();
    let world = World::new(answer);
    let old = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    let new = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    let gone = world
        .destroy("ip_access_list", &old.state, &old.private)
        .await;
    assert_eq!(addresses(&entries), ["10.0.0.0/8"]);
    assert_eq!(gone.diagnostics.len(), 1);
    assert!(gone.diagnostics[0].detail.contains("`moved`") && !gone.diagnostics[0].is_error());
    let gone = world
        .destroy("ip_access_list", &new.state, &new.private)
        .await;
    assert_eq!(gone.diagnostics, []);
    assert!(addresses(&entries).is_empty());
}

/// A state from before the tokens, or from an import, has none: then every other write of the run counts.
#[tokio::test]
async fn a_destroy_without_a_token_counts_every_write_of_the_run() {
    let (entries, answer) = list_server();
    let world = World::new(answer);
    let new = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    let gone = world
        .destroy("ip_access_list", &new.state, &Private::default())
        .await;
    assert_eq!(addresses(&entries), ["10.0.0.0/8"]);
    assert_eq!(gone.diagnostics.len(), 1);
}

/// With `--debug`, one process serves many runs, each over connections of its own.
#[tokio::test]
async fn another_run_of_the_process_clears_the_list() {
    let (entries, answer) = list_server();
    let mut world = World::new(answer);
    let old = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    let token = old.private;
    world
        .apply_with(
            "ip_access_list",
            &old.state,
            &config("192.0.2.0/24"),
            &token,
        )
        .await;
    world.call = Call::default();
    let gone = world.destroy("ip_access_list", &old.state, &token).await;
    assert_eq!(gone.diagnostics, []);
    assert!(addresses(&entries).is_empty());
}

#[tokio::test]
async fn the_list_and_its_entries_warn_of_each_other() {
    let (entries, answer) = list_server();
    let world = World::new(answer);
    let whole = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    assert_eq!(whole.diagnostics, []);
    let entry = values(
        "ip_access_list_entry",
        json!({ "app_id": APP, "address": "192.0.2.7" }),
    );
    let entry = world
        .apply("ip_access_list_entry", &Value::Null, &entry)
        .await;
    let id = entry
        .state
        .attribute("id")
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(entry.diagnostics.len(), 1);
    assert_eq!(
        entry.diagnostics[0].summary,
        "appservices_ip_access_list and appservices_ip_access_list_entry exclude each other"
    );
    assert!(entry.diagnostics[0].detail.contains(APP) && entry.diagnostics[0].detail.contains(&id));
    // What this process wrote by itself stays when the list goes.
    let gone = world
        .destroy("ip_access_list", &whole.state, &whole.private)
        .await;
    assert_eq!(gone.diagnostics, []);
    assert_eq!(addresses(&entries), ["192.0.2.7"]);
}

/// An answer that tells only the id says nothing against what was sent.
#[tokio::test]
async fn a_short_answer_is_no_change() {
    let world = World::new(|heard| match heard.method.as_str() {
        _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
        "GET" => Answer::ok(json!({ "allowed_ips": [], "current_ip": "192.0.2.1" })),
        _ => Answer::Is(201, json!({ "_id": OTHER }).to_string()),
    });
    let applied = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    assert_eq!(applied.diagnostics, []);
}

/// A list that could not even be read was not written: its old address clears it.
#[tokio::test]
async fn a_write_that_never_began_keeps_nothing() {
    let (entries, honest) = list_server();
    let broken = Arc::new(AtomicBool::new(false));
    let out_of_order = Arc::clone(&broken);
    let world = World::new(move |heard| match heard.method.as_str() {
        "GET" if out_of_order.load(Ordering::Relaxed) => Answer::Is(500, "{}".to_owned()),
        _ => honest(heard),
    });
    let old = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    broken.store(true, Ordering::Relaxed);
    let new = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    assert_eq!(errors(&new.diagnostics).len(), 1);
    broken.store(false, Ordering::Relaxed);
    let gone = world
        .destroy("ip_access_list", &old.state, &old.private)
        .await;
    assert_eq!(gone.diagnostics, []);
    assert!(addresses(&entries).is_empty());
}
