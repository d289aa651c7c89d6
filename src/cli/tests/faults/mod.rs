//! Every fault of the server, for every resource and every operation, and then all of them at random:
//! no state is wrong, nothing is made twice, and nearly everything succeeds.
//!
//! The client's clock is the tests' own, on which every wait is over at once. `FAULT_OPERATIONS` says how
//! many random operations there are; 400 without it.

mod by_hand;
mod times;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use world::{World, is_single};

use crate::appservices::tests::honest::{changed, config};
use crate::engine::Value;
use crate::provider::ApplyResponse;
use crate::resources::SPECS;

/// The faults, as `PUT /_emulator/faults` takes them. A server that never answers and one whose reads
/// lag are in `times.rs`, because they are about time.
fn faults() -> Vec<(String, Json)> {
    let statuses = [429, 500, 502, 503, 504].map(|status| format!("status_{status}"));
    let others = [
        "reset",
        "lost_response",
        "truncated_body",
        "bad_json",
        "html_200",
        "expired_session",
    ];
    let others = others.map(str::to_owned);
    let mut all: Vec<(String, Json)> = statuses
        .iter()
        .chain(&others)
        .map(|name| (name.clone(), json!({ "fault": name })))
        .collect();
    for name in &statuses[1..] {
        let after = json!({ "fault": name, "after": true });
        all.push((format!("{name} after"), after));
    }
    let later = json!({ "fault": "status_429", "retry_after": 2 });
    all.push(("status_429 later".to_owned(), later));
    all
}

fn has_error(applied: &ApplyResponse) -> bool {
    applied
        .diagnostics
        .iter()
        .any(crate::engine::Diagnostic::is_error)
}

/// Returns the configuration with another value of an attribute that can be changed.
fn other(name: &str) -> Value {
    let Value::Map(mut values) = (match name {
        "endpoint" | "ip_access_list_entry" | "ip_access_list" => config(name),
        _ => changed(name),
    }) else {
        unreachable!("an object")
    };
    match name {
        "endpoint" => values.insert("respond_result".to_owned(), Value::Bool(true)),
        "ip_access_list_entry" => values.insert("comment".to_owned(), Value::string("home")),
        "ip_access_list" => values.insert("entries".to_owned(), Value::Set(Vec::new())),
        _ => None,
    };
    Value::Map(values)
}

/// Each operation, with one fault at its first request, its second, and so on: what is planned comes
/// about, and the state says so.
#[tokio::test]
async fn one_fault_anywhere_changes_nothing() {
    let world = World::new().await;
    let mut wrong = String::new();
    for (slot, (fault, rule)) in faults().into_iter().enumerate() {
        for spec in SPECS {
            for nth in 0..2 {
                if let Err(why) = life(&world, spec.name, slot * 2 + nth, &rule, Some(nth)).await {
                    writeln!(wrong, "{fault}, {}, {nth}: {why}", spec.name).expect("text");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The life of one object, with a fault in each operation: at one of its requests, or at all of them.
async fn life(
    world: &World,
    name: &str,
    slot: usize,
    rule: &Json,
    nth: Option<usize>,
) -> Result<(), String> {
    live(world, name, slot, [&config(name), &other(name)], rule, nth).await
}

/// The life of one object that is made of the first configuration and changed to the second.
async fn live(
    world: &World,
    name: &str,
    slot: usize,
    configs: [&Value; 2],
    rule: &Json,
    nth: Option<usize>,
) -> Result<(), String> {
    let [first, second] = configs.map(|config| world.placed(config, slot));
    let arm = || match nth {
        None => world.fail(std::slice::from_ref(rule)),
        Some(nth) => world.fail_at(rule, nth),
    };
    let failed = |what: &str, why: &dyn std::fmt::Debug| Err(format!("{what}: {why:?}"));
    arm();
    let made = world.apply(name, &Value::Null, &first).await;
    world.fail(&[]);
    if has_error(&made) {
        return failed("create", &made.diagnostics);
    }
    arm();
    let read = world.read_written(name, &made).await;
    world.fail(&[]);
    if read.as_ref() != Ok(&made.state) {
        return failed("read", &(read, made.state));
    }
    arm();
    let changed = world.apply(name, &made.state, &second).await;
    world.fail(&[]);
    if has_error(&changed) {
        return failed("update", &changed.diagnostics);
    }
    arm();
    let read = world.read_written(name, &changed).await;
    world.fail(&[]);
    if read.as_ref() != Ok(&changed.state) {
        return failed("read after the update", &(read, changed.state));
    }
    arm();
    let imported = world.import(name, &changed.state).await;
    world.fail(&[]);
    if imported.as_ref().map(|state| state.attribute("id")) != Ok(changed.state.attribute("id")) {
        return failed("import", &imported);
    }
    arm();
    let removed = world.apply(name, &changed.state, &Value::Null).await;
    world.fail(&[]);
    if has_error(&removed) || !removed.state.is_null() {
        return failed("delete", &removed.diagnostics);
    }
    match world.count(name).await {
        0 => Ok(()),
        left => Err(format!("{left} are left")),
    }
}

/// A thousand lost answers are tried with `LOST_ANSWERS=1000`.
#[tokio::test]
async fn a_lost_answer_to_a_creation_makes_no_second_object() {
    let world = World::new().await;
    let each = number_of("LOST_ANSWERS", 3);
    let made_by_post = SPECS
        .iter()
        .filter(|spec| !is_single(spec.name) || spec.name == "ip_access_list");
    for spec in made_by_post {
        for slot in 0..each {
            // The client hears nothing of the first creation, and sometimes of the second.
            let times = 1 + slot % 2;
            world.fail(&[json!({ "method": "POST", "path": "*/apps*", "fault": "lost_response", "times": times })]);
            let config = world.placed(&config(spec.name), slot % 250);
            let made = world.apply(spec.name, &Value::Null, &config).await;
            world.fail(&[]);
            assert!(
                !has_error(&made),
                "{} {slot}: {:?}",
                spec.name,
                made.diagnostics
            );
            assert_eq!(world.count(spec.name).await, 1, "{} {slot}", spec.name);
            let read = world.read(spec.name, &made.state).await;
            assert_eq!(read.as_ref(), Ok(&made.state), "{} {slot}", spec.name);
            let gone = world.apply(spec.name, &made.state, &Value::Null).await;
            assert!(
                !has_error(&gone),
                "{} {slot}: {:?}",
                spec.name,
                gone.diagnostics
            );
        }
    }
}

/// A server that fails for good: each error says what, where and how often, and how to take over what
/// may be there.
#[tokio::test]
async fn a_fault_that_lasts_is_told_clearly() {
    for (fault, rule) in faults() {
        let world = World::new().await;
        for spec in SPECS {
            let config = world.placed(&config(spec.name), 1);
            let mut rule = rule.clone();
            rule["path"] = json!("*/apps*");
            world.fail(&[rule]);
            let made = world.apply(spec.name, &Value::Null, &config).await;
            world.fail(&[]);
            let what = format!("{fault}, {}: {:?}", spec.name, made.diagnostics);
            let error = made
                .diagnostics
                .iter()
                .find(|one| one.is_error())
                .expect(&what);
            assert!(error.detail.contains("/groups/"), "{what}");
            assert!(made.state.is_null(), "{what}");
            let is_left = world.count(spec.name).await > 0;
            assert!(
                !is_left || error.detail.contains("terraform import"),
                "{what}"
            );
        }
    }
}

/// With 30 % of all requests failing in every way.
#[tokio::test]
async fn random_faults_leave_true_states() {
    let world = World::new().await;
    let operations = number_of("FAULT_OPERATIONS", 400);
    let rules = faults();
    let each = 0.3 / rules.len() as f64;
    let rules: Vec<Json> = rules
        .into_iter()
        .map(|(_, mut rule)| {
            rule["probability"] = json!(each);
            rule
        })
        .collect();
    let mut random = fastrand::Rng::with_seed(11);
    // Entries exclude the whole list, and an app has one of what is single.
    let names: Vec<&str> = SPECS.iter().map(|spec| spec.name).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !is_single(name)).collect();
    let mut states: BTreeMap<(usize, usize), Value> = BTreeMap::new();
    let mut failures = Vec::new();
    world.fail(&rules);
    for _ in 0..operations {
        let key = (random.usize(..names.len()), random.usize(..4));
        let before = states.remove(&key).unwrap_or_default();
        let (after, failure) = step(&world, &mut random, names[key.0], key.1, before).await;
        failures.extend(failure);
        if !after.is_null() {
            states.insert(key, after);
        }
    }
    world.fail(&[]);
    for (at, name) in names.iter().enumerate() {
        let known = states.keys().filter(|key| key.0 == at).count();
        assert_eq!(world.count(name).await, known, "{name}: {failures:#?}");
    }
    for ((at, _), state) in &states {
        assert_eq!(
            world.read(names[*at], state).await.as_ref(),
            Ok(state),
            "{failures:#?}"
        );
    }
    let requests = world.emulator.requests();
    let is_good = |status: &Option<u16>| status.is_some_and(|status| status < 400);
    let failed = requests
        .iter()
        .filter(|request| !is_good(&request.status))
        .count();
    assert!(
        failed * 6 > requests.len(),
        "only {failed} of {} requests failed",
        requests.len()
    );
    let most = operations / 1000;
    assert!(
        failures.len() <= most,
        "{} of {operations}: {failures:#?}",
        failures.len()
    );
}

/// Does something to an object. Returns its state afterwards, and the failure if there is one.
async fn step(
    world: &World,
    random: &mut fastrand::Rng,
    name: &str,
    slot: usize,
    state: Value,
) -> (Value, Option<String>) {
    let wanted = if random.bool() {
        other(name)
    } else {
        config(name)
    };
    let config = match (state.is_null(), random.u8(..3)) {
        (false, 0) => {
            let failure = match world.read(name, &state).await {
                Ok(read) if read == state => None,
                Ok(read) => panic!("{name}: {read:?} is not {state:?}"),
                Err(errors) => Some(format!("read {name}: {}", errors[0].detail)),
            };
            return (state, failure);
        }
        (false, 1) => Value::Null,
        _ => world.placed(&wanted, slot),
    };
    let applied = world.apply(name, &state, &config).await;
    let error = applied.diagnostics.iter().find(|one| one.is_error());
    let failure = error.map(|error| format!("{}\n{}", error.summary, error.detail));
    (applied.state, failure)
}

/// Returns the number in an environment variable.
#[expect(clippy::disallowed_methods, reason = "it says how long a test runs")]
fn number_of(variable: &str, otherwise: usize) -> usize {
    let set = std::env::var(variable).ok();
    set.and_then(|number| number.parse().ok())
        .unwrap_or(otherwise)
}
