//! Names that another object has, for now or for good.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};

use super::*;

/// A server that keeps secrets by id and refuses a name that is taken; the ids in `held` cannot be renamed or deleted yet.
struct Secrets {
    names: Mutex<BTreeMap<String, String>>,
}

fn id(number: usize) -> String {
    format!("64000000000000000000{number:04}")
}

impl Secrets {
    fn of(names: &[&str]) -> Arc<Self> {
        let names = names
            .iter()
            .enumerate()
            .map(|(at, name)| (id(at), (*name).to_owned()))
            .collect();
        Arc::new(Self {
            names: Mutex::new(names),
        })
    }

    fn answer(&self, heard: &Heard) -> Answer {
        let mut names = self.names.lock().expect("no panic");
        let own = heard.path.rsplit('/').next().unwrap_or_default().to_owned();
        match heard.method.as_str() {
            _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
            "GET" => Answer::ok(
                names
                    .iter()
                    .map(|(id, name)| json!({ "_id": id, "name": name }))
                    .collect::<Json>(),
            ),
            "DELETE" => {
                names.remove(&own);
                Answer::Is(204, String::new())
            }
            method => {
                let body: Json = serde_json::from_str(&heard.body).expect("a body");
                let name = body["name"].as_str().expect("a name").to_owned();
                if names
                    .iter()
                    .any(|(other, taken)| *taken == name && *other != own)
                {
                    return Answer::Is(
                        409,
                        r#"{"error":"name already in use","error_code":"ValueDuplicateName"}"#
                            .to_owned(),
                    );
                }
                let own = if method == "POST" {
                    id(names.len() + 100)
                } else {
                    own
                };
                names.insert(own.clone(), name.clone());
                if method == "POST" {
                    Answer::Is(201, json!({ "_id": own, "name": name }).to_string())
                } else {
                    Answer::Is(204, String::new())
                }
            }
        }
    }

    fn all(&self) -> Vec<String> {
        self.names
            .lock()
            .expect("no panic")
            .values()
            .cloned()
            .collect()
    }
}

fn config(name: &str) -> Value {
    values(
        "secret",
        json!({ "app_id": APP, "name": name, "value": "hush-hush" }),
    )
}

fn state(number: usize, name: &str) -> Value {
    values(
        "secret",
        json!({ "app_id": APP, "project_id": PROJECT, "id": id(number), "name": name, "value": "hush-hush" }),
    )
}

fn world(secrets: &Arc<Secrets>, patience: Duration) -> World {
    let secrets = Arc::clone(secrets);
    World::with(Duration::ZERO, patience, move |heard| secrets.answer(heard))
}

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn names_that_shift_along_a_list_change_in_one_apply() {
    let secrets = Secrets::of(&["a", "b", "c", "d"]);
    let world = world(&secrets, LONG);
    let states: Vec<Value> = ["a", "b", "c", "d"]
        .iter()
        .enumerate()
        .map(|(at, name)| state(at, name))
        .collect();
    let configs: Vec<Value> = ["x", "a", "b", "c"]
        .iter()
        .map(|name| config(name))
        .collect();
    let (one, two, three, four) = tokio::join!(
        world.apply("secret", &states[3], &configs[3]),
        world.apply("secret", &states[2], &configs[2]),
        world.apply("secret", &states[1], &configs[1]),
        world.apply("secret", &states[0], &configs[0]),
    );
    for applied in [one, two, three, four] {
        assert_eq!(applied.diagnostics, []);
    }
    assert_eq!(secrets.all(), ["x", "a", "b", "c"]);
}

#[tokio::test]
async fn a_name_that_is_being_given_up_is_waited_for() {
    let secrets = Secrets::of(&["a"]);
    let world = world(&secrets, LONG);
    let created = config("a");
    let destroyed = state(0, "a");
    let private = Private::default();
    let (created, destroyed) = tokio::join!(world.apply("secret", &Value::Null, &created), async {
        // Terraform begins the deletion later, in an order of its own.
        world
            .server
            .until(&format!("GET {}", path("secrets")))
            .await;
        world.destroy("secret", &destroyed, &private).await
    });
    assert_eq!(
        (created.diagnostics, destroyed.diagnostics),
        (Diagnostics::new(), Diagnostics::new())
    );
    assert_eq!(
        created.state.attribute("id").as_str(),
        Some(id(100).as_str())
    );
    assert_eq!(secrets.all(), ["a"]);
}

#[tokio::test]
async fn a_name_that_nobody_gives_up_is_an_error_and_no_adoption() {
    let secrets = Secrets::of(&["a", "b"]);
    let world = world(&secrets, SHORT);
    let created = world.apply("secret", &Value::Null, &config("a")).await;
    assert!(created.state.is_null());
    assert_eq!(
        created.diagnostics[0].summary,
        "The secret \"a\" exists already"
    );
    assert!(created.diagnostics[0].detail.contains(&format!(
        "terraform import appservices_secret.NAME '{PROJECT}/{APP}/{}'",
        id(0)
    )));

    let renamed = world.apply("secret", &state(1, "b"), &config("a")).await;
    assert_eq!(
        renamed.diagnostics[0].summary,
        "Could not rename the secret \"b\" to the secret \"a\""
    );
    assert!(
        renamed.diagnostics[0].detail.contains("apply again"),
        "{}",
        renamed.diagnostics[0].detail
    );
    assert_eq!(renamed.state, state(1, "b"));
    assert_eq!(secrets.all(), ["a", "b"]);
}

#[tokio::test]
async fn names_that_swap_are_explained_to_both() {
    let secrets = Secrets::of(&["a", "b", "c"]);
    let world = world(&secrets, LONG);
    let states = [state(0, "a"), state(1, "b"), state(2, "c")];
    let configs = [config("b"), config("c"), config("a")];
    let (one, two, three) = tokio::join!(
        world.apply("secret", &states[0], &configs[0]),
        world.apply("secret", &states[1], &configs[1]),
        world.apply("secret", &states[2], &configs[2]),
    );
    for applied in [one, two, three] {
        assert!(
            applied.diagnostics[0].detail.contains("swap"),
            "{}",
            applied.diagnostics[0].detail
        );
    }
    assert_eq!(secrets.all(), ["a", "b", "c"], "no third name is used");
}

/// What else leaves while one of the two waits already, and the other does not yet, does not make it forget for whom it waits.
#[tokio::test]
async fn names_that_swap_are_explained_beside_unrelated_deletions() {
    let secrets = Secrets::of(&["a", "b", "c", "d", "e", "f"]);
    let (served, all_gone) = (
        Arc::clone(&secrets),
        Arc::new((Mutex::new(0), Condvar::new())),
    );
    let gone = Arc::clone(&all_gone);
    let second = format!("PUT {}/{}", path("secrets"), id(1));
    let world = World::with(Duration::ZERO, LONG, move |heard| {
        let (count, changed) = &*gone;
        if heard.line() == second {
            let _all = changed
                .wait_while(count.lock().expect("no panic"), |count| *count < 4)
                .expect("no panic");
        }
        let answer = served.answer(heard);
        if heard.method == "DELETE" {
            *count.lock().expect("no panic") += 1;
            changed.notify_all();
        }
        answer
    });
    let states = [state(0, "a"), state(1, "b")];
    let configs = [config("b"), config("a")];
    let private = Private::default();
    let (one, two, ()) = tokio::join!(
        world.apply("secret", &states[0], &configs[0]),
        world.apply("secret", &states[1], &configs[1]),
        async {
            world
                .server
                .until(&format!("GET {}", path("secrets")))
                .await;
            for number in 2..6 {
                let gone = world.destroy("secret", &state(number, "x"), &private).await;
                assert_eq!(gone.diagnostics, []);
            }
        }
    );
    for applied in [one, two] {
        assert!(
            applied.diagnostics[0].detail.contains("swap"),
            "{}",
            applied.diagnostics[0].detail
        );
    }
    assert_eq!(secrets.all(), ["a", "b"]);
}

/// The API refuses for many a reason with 409, and only a new name is worth waiting for.
#[tokio::test]
async fn a_conflict_that_is_not_about_a_new_name_is_no_wait() {
    let world = World::with(Duration::ZERO, LONG, |heard| match heard.method.as_str() {
        _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
        "GET" => Answer::ok(json!([{ "_id": id(0), "name": "a" }])),
        _ => Answer::Is(409, r#"{"error":"a deployment is under way"}"#.to_owned()),
    });
    let config = values(
        "secret",
        json!({ "app_id": APP, "name": "a", "value": "other-hush" }),
    );
    let applied = world.apply("secret", &state(0, "a"), &config).await;
    assert_eq!(
        applied.diagnostics[0].summary,
        "Could not change the secret \"a\""
    );
    let detail = &applied.diagnostics[0].detail;
    assert!(
        detail.contains("a deployment is under way") && !detail.contains("create_before_destroy"),
        "{detail}"
    );
    assert_eq!(
        world
            .server
            .lines()
            .iter()
            .filter(|line| line.starts_with("PUT"))
            .count(),
        1
    );
}

/// A server whose reads lag behind writes lists what this run has deleted or renamed for a while; whether the name is free is said by
/// the server itself.
#[tokio::test]
async fn a_name_that_this_run_has_given_up_is_free_although_reads_still_show_it() {
    let secrets = Secrets::of(&["a", "b"]);
    let old: Json = json!([{ "_id": id(0), "name": "a" }, { "_id": id(1), "name": "b" }]);
    let served = Arc::clone(&secrets);
    let world = World::with(LONG, SHORT, move |heard| match heard.method.as_str() {
        "GET" => Answer::ok(old.clone()),
        _ => served.answer(heard),
    });
    let renamed = world.apply("secret", &state(1, "b"), &config("c")).await;
    let gone = world
        .destroy("secret", &state(0, "a"), &Private::default())
        .await;
    assert_eq!(
        (renamed.diagnostics, gone.diagnostics),
        (Diagnostics::new(), Diagnostics::new())
    );
    for name in ["a", "b"] {
        let created = world.apply("secret", &Value::Null, &config(name)).await;
        assert_eq!(created.diagnostics, []);
    }
    assert_eq!(secrets.all(), ["c", "a", "b"]);
}

/// Who was renamed has its new name, and nobody else may have it.
#[tokio::test]
async fn a_name_that_this_run_has_given_is_taken() {
    let secrets = Secrets::of(&["b"]);
    let served = Arc::clone(&secrets);
    let world = World::with(LONG, SHORT, move |heard| served.answer(heard));
    let renamed = world.apply("secret", &state(0, "b"), &config("c")).await;
    assert_eq!(renamed.diagnostics, []);
    let created = world.apply("secret", &Value::Null, &config("c")).await;
    assert_eq!(
        created.diagnostics[0].summary,
        "The secret \"c\" exists already"
    );
    assert!(
        !world
            .server
            .lines()
            .iter()
            .any(|line| line.starts_with("POST"))
    );
}

/// A whole object is written: what somebody else changed in it while this one waited for the name stays.
#[tokio::test]
async fn after_a_wait_the_object_is_written_as_it_is_then() {
    let looks = Mutex::new(0);
    let puts = Arc::new(Mutex::new(Vec::new()));
    let sent = Arc::clone(&puts);
    let world = World::with(Duration::ZERO, LONG, move |heard| {
        match heard.method.as_str() {
            _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
            "GET" if heard.path.ends_with("/functions") => {
                Answer::ok(json!([{ "_id": id(0), "name": "a" }, { "_id": id(1), "name": "b" }]))
            }
            "GET" => {
                let mut looks = looks.lock().expect("no panic");
                *looks += 1;
                Answer::ok(json!({ "_id": id(0), "name": "a", "source": "1", "version": *looks }))
            }
            _ => {
                let mut sent = sent.lock().expect("no panic");
                sent.push(
                    serde_json::from_str::<Json>(&heard.body).expect("a body")["version"].clone(),
                );
                if sent.len() == 1 {
                    Answer::Is(409, r#"{"error":"name already in use"}"#.to_owned())
                } else {
                    Answer::Is(204, String::new())
                }
            }
        }
    });
    let function = |name: &str| json!({ "app_id": APP, "project_id": PROJECT, "id": id(0), "name": name, "source": "1", "private": false, "run_as_system": false });
    let config = values(
        "function",
        json!({ "app_id": APP, "name": "b", "source": "1" }),
    );
    let applied = world
        .apply("function", &values("function", function("a")), &config)
        .await;
    assert_eq!(applied.diagnostics, []);
    assert_eq!(*puts.lock().expect("no panic"), [json!(1), json!(2)]);
}

#[tokio::test]
async fn an_interrupt_ends_the_wait_for_a_name() {
    let secrets = Secrets::of(&["a"]);
    let world = world(&secrets, LONG);
    let config = config("a");
    let (created, ()) = tokio::join!(world.apply("secret", &Value::Null, &config), async {
        world
            .server
            .until(&format!("GET {}", path("secrets")))
            .await;
        world.client.stop();
    });
    assert!(created.state.is_null());
    assert!(
        created.diagnostics[0].detail.contains("nterrupted"),
        "{}",
        created.diagnostics[0].detail
    );
}
