//! The faults for the resource types that no declaration has: deployments, and packages of functions.

use std::fmt::Write as _;

use super::world::World;
use super::{faults, live};
use crate::appservices::tests::APP;
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
