//! The faults for the resource types that no declaration has: deployments, and packages of functions.

use std::fmt::Write as _;

use super::world::World;
use super::{faults, has_error, live};
use crate::appservices::tests::APP;
use crate::appservices::tests::honest::config;
use crate::engine::Value;

/// Returns two configurations of each type.
pub(super) fn configurations() -> [(&'static str, [Value; 2]); 2] {
    let of = |name: &str, value: Value| Value::object([("app_id", APP.into()), (name, value)]);
    let map = |key: &str, text: &str| Value::object([(key, text.into())]);
    [
        (
            "deployment",
            [
                of("triggers", Value::Null),
                of("triggers", map("source", "1")),
            ],
        ),
        (
            "dependencies",
            [
                of("packages", map("lodash", "4.17.21")),
                of("packages", map("uuid", "9.0.1")),
            ],
        ),
    ]
}

/// Each operation, with one fault at its first request, its second, its third, or its fourth.
#[tokio::test]
async fn a_fault_beside_the_declarations_changes_nothing() {
    let world = World::new().await;
    let mut wrong = String::new();
    for (fault, rule) in faults() {
        for (name, [first, second]) in &configurations() {
            for nth in 0..4 {
                let lived = live(&world, name, 0, [first, second], &rule, Some(nth));
                if let Err(why) = lived.await {
                    writeln!(wrong, "{fault}, {name}, {nth}: {why}").expect("text");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A change that waits in a draft, and its deployment, with one fault at any of their requests: the draft is
/// opened once, deployed once, and gone, and the change is live.
#[tokio::test]
async fn a_fault_around_a_draft_loses_and_doubles_nothing() {
    let world = World::with_drafts().await;
    let deployment = world.placed(&configurations()[0].1[0], 0);
    let released = world.apply("deployment", &Value::Null, &deployment).await;
    assert!(!has_error(&released), "{:?}", released.diagnostics);
    let mut state = released.state;
    let mut wrong = String::new();
    for (slot, (fault, rule)) in faults().into_iter().enumerate() {
        for nth in 0..5 {
            let mut tell = |why: &dyn std::fmt::Debug| {
                writeln!(wrong, "{fault}, {nth}: {why:?}").expect("text");
            };
            let before = world.of_the_app("deployments").await;
            let function = world.placed(&config("function"), slot * 5 + nth);
            world.fail_at(&rule, nth);
            let made = world.apply("function", &Value::Null, &function).await;
            world.fail(&[]);
            if has_error(&made) {
                tell(&made.diagnostics);
            }
            if world.of_the_app("drafts").await != 1 {
                tell(&"there is not one draft");
            }
            let trigger = Value::object([("fault", format!("{fault} {nth}").as_str().into())]);
            let next = Value::object([("app_id", APP.into()), ("triggers", trigger)]);
            world.fail_at(&rule, nth);
            let deployed = world
                .apply("deployment", &state, &world.placed(&next, 0))
                .await;
            world.fail(&[]);
            if has_error(&deployed) {
                tell(&deployed.diagnostics);
            }
            state = deployed.state;
            if world.of_the_app("drafts").await != 0 {
                tell(&"the draft is open");
            }
            let after = world.of_the_app("deployments").await;
            // The server keeps the newest 25.
            if after != (before + 1).min(25) {
                tell(&format!("there are {after} deployments after {before}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
