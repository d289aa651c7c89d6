//! The faults that are about time: a server that falls silent, and one whose reads lag behind its writes.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use super::world::{Times, World};
use super::{by_hand, life, live, other};
use crate::appservices::tests::honest::config;
use crate::resources::SPECS;

/// Each operation of every resource, before a server that never answers its first request or its second.
#[tokio::test]
async fn a_fault_of_silence_changes_nothing() {
    let world = World::with(Times {
        silence: Duration::from_millis(60),
        read_lag: Duration::ZERO,
    })
    .await;
    let mut wrong = String::new();
    for spec in SPECS {
        for nth in 0..2 {
            let rule = json!({ "fault": "hang" });
            if let Err(why) = life(&world, spec.name, nth, &rule, Some(nth)).await {
                writeln!(wrong, "{}, {nth}: {why}", spec.name).expect("text");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Each operation of every resource, while every read shows what was there some seconds ago. The provider
/// expects as much.
#[tokio::test]
async fn a_fault_of_lagging_reads_changes_nothing() {
    let mut wrong = String::new();
    for (slot, seconds) in [1, 3].into_iter().enumerate() {
        let world = World::with(Times {
            silence: Duration::from_secs(30),
            // A clock that shows seconds may be one behind.
            read_lag: Duration::from_secs(seconds + 1),
        })
        .await;
        let rule = json!({ "fault": "stale", "seconds": seconds });
        let declared = SPECS.iter().map(|spec| spec.name);
        let declared = declared.map(|name| (name, [config(name), other(name)]));
        for (name, [first, second]) in declared.chain(by_hand::configurations()) {
            for life in [[&first, &second], [&second, &first]] {
                if let Err(why) = live(&world, name, slot, life, &rule, None).await {
                    writeln!(wrong, "{name}, {seconds} s: {why}").expect("text");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
