//! A list that becomes its entries, and back, in one run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

use super::whole_lists::{addresses, config, list_server};
use super::*;

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
    world.call = Call::default();
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
    world.call = Call::default();
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
        .destroy("ip_access_list", &old.state, &old.private)
        .await;
    assert_eq!(gone.state, old.state);
    assert!(gone.diagnostics[0].is_error());
    assert_eq!(addresses(&entries), ["10.0.0.0/8", "192.0.2.7"]);
}
