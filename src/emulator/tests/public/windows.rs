//! The limit of 100 requests a minute and project.

use super::{Api, V2, header, server};
use crate::emulator::LOCAL_PROJECT;

fn status(api: &Api, path: &str) -> u16 {
    api.ask("GET", &format!("{V2}{path}"), "").status
}

/// The helper's clock stands 20 seconds after the beginning of a minute.
const LEFT: i64 = 40;

#[test]
fn the_hundred_and_first_request_of_a_minute_waits_for_the_next() {
    let api = server();
    let other = api.project("other");
    let clusters = format!("/groups/{LOCAL_PROJECT}/clusters");
    let group = format!("/groups/{LOCAL_PROJECT}");
    // Every path of the project counts, also one that does not exist.
    let paths = [clusters.clone(), format!("{group}/nothing"), group];
    for (at, path) in paths.iter().cycle().take(100).enumerate() {
        assert_ne!(status(&api, path), 429, "request {at}");
    }
    let path = format!("{V2}{clusters}");
    let refused = api.ask("GET", &path, "");
    assert_eq!(refused.status, 429);
    assert_eq!(header(&refused, "retry-after"), Some(&*LEFT.to_string()));
    let document = refused.body.expect("an error document");
    assert_eq!(document["errorCode"], "RATE_LIMITED");
    assert_eq!(document["reason"], "Too Many Requests");
    assert_eq!(
        document["detail"],
        format!("Resource {path} is limited to 100 requests every 1 minutes.")
    );
    assert_eq!(document["parameters"][1], 100);

    // Other projects, requests without one, and the Admin API are not concerned.
    assert_eq!(status(&api, &format!("/groups/{other}")), 200);
    assert_eq!(status(&api, "/groups"), 200);
    let apps = format!("/groups/{LOCAL_PROJECT}/apps");
    for _ in 0..101 {
        assert_eq!(api.get(&apps).0, 200);
    }

    api.pass(LEFT - 1);
    let refused = api.ask("GET", &path, "");
    assert_eq!(header(&refused, "retry-after"), Some("1"));
    api.pass(1);
    assert_eq!(status(&api, &clusters), 200);
}

#[test]
fn requests_without_a_project_share_the_window_of_the_key() {
    let api = server();
    for at in 0..100 {
        let path = ["", "/groups", "/groups/byName/Local", "/nothing"][at % 4];
        assert_ne!(status(&api, path), 429, "request {at}");
    }
    assert_eq!(status(&api, "/groups"), 429);
    assert_eq!(status(&api, ""), 429);
    assert_eq!(status(&api, &format!("/groups/{LOCAL_PROJECT}")), 200);
}

#[test]
fn refused_credentials_do_not_count() {
    let api = server();
    for _ in 0..101 {
        api.challenge();
    }
    assert_eq!(status(&api, "/groups"), 200);
}
