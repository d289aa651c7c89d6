//! How long a process lives: the loss of its host ends its calls, and then itself.

use std::time::Duration;

use super::alive::Counter;
use crate::provider::Server;

/// Who calls a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hosts {
    /// The host that started it, and that ends it.
    One,
    /// Any number of runs beside a debugger. They come and go, and none of them ends it.
    Many,
}

/// How long a host may take to connect. It gives up after as long itself.
const FIRST_CONNECTION: Duration = Duration::from_secs(60);

/// How long a host may be away before it counts as gone: gRPC connects again after a fault.
const RECONNECTION: Duration = Duration::from_secs(5);

/// Waits until the host is gone without a word, because it was killed or never came, and the last
/// call has ended. With many hosts this never ends.
///
/// As soon as the last connection is lost while calls run, the provider is stopped: nobody is
/// left for whom the calls work. The write that is under way is finished.
pub(super) async fn until_no_host_is_left(
    provider: &Server,
    connections: &Counter,
    calls: &Counter,
    hosts: Hosts,
) {
    // A connection that came and went before anybody looked counts, too.
    let first = connections.until(|open| open.ever > 0);
    let mut is_there = in_time(first, hosts, FIRST_CONNECTION).await;
    while is_there {
        connections.until(|open| open.now == 0).await;
        if calls.count().now > 0 {
            tracing::warn!("the connection to the host is lost, so nothing more is written");
            provider.stop();
        }
        let next = connections.until(|open| open.now > 0);
        is_there = in_time(next, hosts, RECONNECTION).await;
    }
    calls.until(|running| running.now == 0).await;
}

/// Waits for a connection, and returns whether it came within the time that a single host has.
async fn in_time(connected: impl Future<Output = ()>, hosts: Hosts, time: Duration) -> bool {
    match hosts {
        Hosts::One => tokio::time::timeout(time, connected).await.is_ok(),
        Hosts::Many => {
            connected.await;
            true
        }
    }
}
