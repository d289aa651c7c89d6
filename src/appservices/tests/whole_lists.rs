//! A whole list at two addresses of one configuration, and beside single entries.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

use super::*;

/// A server that keeps the access list of one app.
fn list_server() -> (
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

fn addresses(entries: &Mutex<Vec<Json>>) -> Vec<String> {
    entries
        .lock()
        .expect("no panic")
        .iter()
        .filter_map(|entry| entry["address"].as_str().map(str::to_owned))
        .collect()
}

fn config(address: &str) -> Value {
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
        .destroy("ip_access_list", &old.state, &old.private.expect("a token"))
        .await;
    assert_eq!(addresses(&entries), ["10.0.0.0/8"]);
    assert_eq!(gone.diagnostics.len(), 1);
    assert!(gone.diagnostics[0].detail.contains("`moved`") && !gone.diagnostics[0].is_error());
    let gone = world
        .destroy("ip_access_list", &new.state, &new.private.expect("a token"))
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
    let token = old.private.expect("a token");
    world
        .apply_with(
            "ip_access_list",
            &old.state,
            &config("192.0.2.0/24"),
            &token,
        )
        .await;
    world.connection = HostConnection::default();
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
    let id = entry.state.get("id").as_str().expect("an id").to_owned();
    assert_eq!(entry.diagnostics.len(), 1);
    assert_eq!(
        entry.diagnostics[0].summary,
        "appservices_ip_access_list and appservices_ip_access_list_entry exclude each other"
    );
    assert!(entry.diagnostics[0].detail.contains(APP) && entry.diagnostics[0].detail.contains(&id));
    // What this process wrote by itself stays when the list goes.
    let gone = world
        .destroy(
            "ip_access_list",
            &whole.state,
            &whole.private.expect("a token"),
        )
        .await;
    assert_eq!(gone.diagnostics, []);
    assert_eq!(addresses(&entries), ["192.0.2.7"]);
}

fn entry(address: &str) -> Value {
    values(
        "ip_access_list_entry",
        json!({ "app_id": APP, "address": address }),
    )
}

/// The list takes the place of its entries: what it found there and has in its configuration stays.
#[tokio::test]
async fn entries_that_become_a_list_stay() {
    let (entries, answer) = list_server();
    entries.lock().expect("no panic").clear();
    let mut world = World::new(answer);
    let single = world
        .apply("ip_access_list_entry", &Value::Null, &entry("10.0.0.0/8"))
        .await;
    assert_eq!(single.diagnostics, []);
    world.connection = HostConnection::default();
    let whole = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    assert_eq!(whole.diagnostics, []);
    let gone = world
        .destroy("ip_access_list_entry", &single.state, &Private::default())
        .await;
    assert!(gone.state.is_null());
    assert_eq!(
        gone.diagnostics[0].summary,
        "The IP access list entry \"10.0.0.0/8\" was left alone"
    );
    assert!(
        gone.diagnostics[0]
            .detail
            .contains("appservices_ip_access_list,")
            && !gone.diagnostics[0].is_error()
    );
    assert_eq!(addresses(&entries), ["10.0.0.0/8"]);

    // In the other order the list makes the entry again.
    world.connection = HostConnection::default();
    let gone = world
        .destroy("ip_access_list_entry", &single.state, &Private::default())
        .await;
    assert_eq!(gone.diagnostics, []);
    let whole = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    assert_eq!(whole.diagnostics, []);
    assert_eq!(addresses(&entries), ["10.0.0.0/8"]);
}

/// The methods of the requests so far.
#[derive(Default)]
struct Log {
    methods: Mutex<Vec<String>>,
    changed: Condvar,
}

impl Log {
    /// Adds a request and waits for a later one of another method: a short time, because it must not come.
    fn add(&self, method: &str, awaited: Option<&str>) {
        let mut methods = self.methods.lock().expect("no panic");
        methods.push(method.to_owned());
        let at = methods.len();
        self.changed.notify_all();
        if let Some(awaited) = awaited {
            let missing =
                |methods: &mut Vec<String>| !methods[at..].iter().any(|method| method == awaited);
            let _ = self
                .changed
                .wait_timeout_while(methods, Duration::from_millis(300), missing)
                .expect("no panic");
        }
    }
}

/// A list of which single entries take the place: an entry that is made while the list is about to be cleared is not cleared with it,
/// and one that is in the list still is not refused.
#[tokio::test]
async fn a_list_that_becomes_entries_loses_none() {
    let (entries, honest) = list_server();
    let old = ["10.0.0.0/16", "10.1.0.0/16"];
    *entries.lock().expect("no panic") = old
        .iter()
        .enumerate()
        .map(|(at, address)| json!({ "_id": format!("6400000000000000000e{at:04}"), "address": address, "comment": "" }))
        .collect();
    // A creation is answered when the list is being cleared, and the clearing goes on when a creation has looked.
    let log = Log::default();
    let world = Arc::new(World::new(move |heard| {
        let answer = honest(heard);
        let awaited = match heard.method.as_str() {
            "POST" => Some("DELETE"),
            "DELETE" => Some("GET"),
            _ => None,
        };
        log.add(&heard.method, awaited);
        answer
    }));
    let all = |addresses: &[&str]| {
        addresses
            .iter()
            .map(|address| json!({ "address": address, "comment": null }))
            .collect::<Json>()
    };
    let state = values(
        "ip_access_list",
        json!({ "id": APP, "app_id": APP, "project_id": PROJECT, "entries": all(&old) }),
    );
    let spawn = |address: &str| {
        let (world, config) = (Arc::clone(&world), entry(address));
        tokio::spawn(async move {
            world
                .apply("ip_access_list_entry", &Value::Null, &config)
                .await
        })
    };
    let first = spawn("10.2.0.0/16");
    world
        .server
        .until(&format!("POST {}", path("security/access_list")))
        .await;
    let private = Private::default();
    let (gone, second) = tokio::join!(world.destroy("ip_access_list", &state, &private), async {
        world
            .server
            .until(&format!(
                "DELETE {}/6400000000000000000e0000",
                path("security/access_list")
            ))
            .await;
        spawn("10.1.0.0/16").await.expect("no panic")
    });
    assert!(
        errors(&gone.diagnostics).is_empty(),
        "{:?}",
        gone.diagnostics
    );
    for single in [first.await.expect("no panic"), second] {
        assert!(
            errors(&single.diagnostics).is_empty(),
            "{:?}",
            single.diagnostics
        );
    }
    assert_eq!(addresses(&entries), ["10.2.0.0/16", "10.1.0.0/16"]);
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
        .destroy("ip_access_list", &old.state, &old.private.expect("a token"))
        .await;
    assert_eq!(gone.diagnostics, []);
    assert!(addresses(&entries).is_empty());
}

/// A server whose list shows for ever what it shows now.
fn lagging(
    entries: Arc<Mutex<Vec<Json>>>,
    honest: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
) -> World {
    let old =
        json!({ "allowed_ips": *entries.lock().expect("no panic"), "current_ip": "192.0.2.1" });
    World::with(
        Duration::from_secs(20),
        Duration::ZERO,
        move |heard| match heard.method.as_str() {
            "GET" => Answer::ok(old.clone()),
            _ => honest(heard),
        },
    )
}

/// What this run removed is not there, although reads still show it.
#[tokio::test]
async fn what_was_just_removed_is_written_again() {
    let there = |address: &str| vec![json!({ "_id": OTHER, "address": address, "comment": "" })];
    let state = values(
        "ip_access_list",
        json!({ "id": APP, "app_id": APP, "project_id": PROJECT, "entries": [{ "address": "10.0.0.0/8", "comment": null }] }),
    );
    let single = values(
        "ip_access_list_entry",
        json!({ "id": OTHER, "app_id": APP, "project_id": PROJECT, "address": "10.0.0.0/8" }),
    );
    for (name, state) in [("ip_access_list", state), ("ip_access_list_entry", single)] {
        let (entries, honest) = list_server();
        *entries.lock().expect("no panic") = there("10.0.0.0/8");
        let world = lagging(Arc::clone(&entries), honest);
        let gone = world.destroy(name, &state, &Private::default()).await;
        assert_eq!(gone.diagnostics, [], "{name}");
        assert!(addresses(&entries).is_empty(), "{name}");
        let whole = world
            .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
            .await;
        assert_eq!(whole.diagnostics, [], "{name}");
        assert_eq!(addresses(&entries), ["10.0.0.0/8"], "{name}");
    }
    // And by a single entry, after the list.
    let (entries, honest) = list_server();
    let world = lagging(Arc::clone(&entries), honest);
    let state = values(
        "ip_access_list",
        json!({ "id": APP, "app_id": APP, "project_id": PROJECT, "entries": [] }),
    );
    world
        .destroy("ip_access_list", &state, &Private::default())
        .await;
    let single = world
        .apply("ip_access_list_entry", &Value::Null, &entry("0.0.0.0/0"))
        .await;
    assert_eq!(errors(&single.diagnostics), Vec::<&Diagnostic>::new());
    assert_eq!(addresses(&entries), ["0.0.0.0/0"]);
}

/// After a failure nobody knows which entries the list has, so those who would leave theirs to it keep their state.
#[tokio::test]
async fn nothing_is_left_to_a_list_that_could_not_be_written() {
    let (entries, honest) = list_server();
    let full = Arc::new(AtomicBool::new(false));
    let refuses = Arc::clone(&full);
    let world = World::new(move |heard| match heard.method.as_str() {
        "POST" if refuses.load(Ordering::Relaxed) => {
            Answer::Is(400, r#"{"error":"the list is full"}"#.to_owned())
        }
        _ => honest(heard),
    });
    let old = world
        .apply("ip_access_list", &Value::Null, &config("10.0.0.0/8"))
        .await;
    let single = world
        .apply("ip_access_list_entry", &Value::Null, &entry("192.0.2.7"))
        .await;
    full.store(true, Ordering::Relaxed);
    let new = world
        .apply("ip_access_list", &Value::Null, &config("10.1.0.0/16"))
        .await;
    assert!(new.state.is_null());
    let gone = world
        .destroy("ip_access_list_entry", &single.state, &Private::default())
        .await;
    assert_eq!(gone.state, single.state);
    assert_eq!(
        gone.diagnostics[0].summary,
        "Could not delete the IP access list entry \"192.0.2.7\""
    );
    assert!(
        gone.diagnostics[0].detail.contains("could not write it"),
        "{}",
        gone.diagnostics[0].detail
    );
    let gone = world
        .destroy("ip_access_list", &old.state, &old.private.expect("a token"))
        .await;
    assert_eq!(gone.state, old.state);
    assert!(gone.diagnostics[0].is_error());
    assert_eq!(addresses(&entries), ["10.0.0.0/8", "192.0.2.7"]);
}
