//! HTTP Digest: challenges, nonces, and what is refused.

use serde_json::json;

use super::{Api, Challenge, V2, bare, header, server};

/// Sends a GET with this header, and returns its status and the challenge of a 401.
fn sent(api: &Api, path: &str, authorization: &str) -> (u16, Option<Challenge>) {
    let mut request = bare("GET", path, "");
    request.head.authorization = Some(authorization.to_owned());
    let response = api.api.answer(&request);
    let challenge = header(&response, "www-authenticate").map(Challenge::read);
    (response.status, challenge)
}

#[test]
fn a_request_without_credentials_is_challenged() {
    let api = server();
    for path in [
        "/api/public/v1.0",
        "/api/public/v1.0/groups",
        "/api/atlas/v1.0/groups/1/clusters",
        "/api/atlas/v2/groups",
        "/api/atlas/v2/nothing",
    ] {
        let response = api.api.answer(&bare("GET", path, ""));
        assert_eq!(response.status, 401, "{path}");
        let challenge =
            Challenge::read(header(&response, "www-authenticate").expect("a challenge"));
        assert!(!challenge.is_stale, "{path}");
        assert_eq!(
            response.body,
            Some(json!({
                "detail": "You are not authorized for this resource.",
                "error": 401,
                "errorCode": "USER_UNAUTHORIZED",
                "parameters": [],
                "reason": "Unauthorized",
            })),
            "{path}"
        );
    }
    // The bearer of the Admin API is not known here.
    let mut request = bare("GET", V2, "");
    request.token = Some(api.token.clone());
    request.head.authorization = Some(format!("Bearer {}", api.token));
    assert_eq!(api.api.answer(&request).status, 401);
}

#[test]
fn a_nonce_may_be_used_again_with_a_higher_count() {
    let api = server();
    let challenge = api.challenge();
    for (count, status) in [(1, 200), (2, 200), (2, 401), (1, 401), (9, 200), (10, 200)] {
        let (seen, again) = sent(&api, V2, &challenge.met("GET", V2, count));
        assert_eq!(seen, status, "count {count}");
        // The client is to repeat the request with a new nonce.
        if let Some(again) = again {
            assert!(again.is_stale, "count {count}");
            assert_eq!(sent(&api, V2, &again.met("GET", V2, 1)).0, 200);
        }
    }
}

#[test]
fn a_nonce_expires() {
    let api = server();
    let challenge = api.challenge();
    assert_eq!(sent(&api, V2, &challenge.met("GET", V2, 1)).0, 200);
    api.pass(59);
    assert_eq!(sent(&api, V2, &challenge.met("GET", V2, 2)).0, 200);
    api.pass(1);
    let (status, again) = sent(&api, V2, &challenge.met("GET", V2, 3));
    assert_eq!(status, 401);
    assert!(again.expect("a challenge").is_stale);
    // Who does not know the key learns nothing about nonces.
    let wrong = challenge.met_by("local", "wrong", "GET", V2, 4);
    let (status, again) = sent(&api, V2, &wrong);
    assert_eq!(status, 401);
    assert!(!again.expect("a challenge").is_stale);
}

#[test]
fn the_nonce_of_another_server_is_stale() {
    let foreign = server().challenge();
    let (status, again) = sent(&server(), V2, &foreign.met("GET", V2, 1));
    assert_eq!(status, 401);
    assert!(again.expect("a challenge").is_stale);
}

#[test]
fn wrong_credentials_are_refused() {
    let api = server();
    let path = format!("{V2}/groups?pageNum=1&name=%C3%BC");
    let challenge = api.challenge();
    let right = challenge.met("GET", &path, 1);
    for wrong in [
        challenge.met_by("other", "local", "GET", &path, 1),
        challenge.met_by("local", "other", "GET", &path, 1),
        challenge.met_by("", "", "GET", &path, 1),
        challenge.met("POST", &path, 1),
        challenge.met("GET", V2, 1),
        challenge.met("GET", &format!("{V2}/groups"), 1),
        challenge.met("GET", &format!("http://atlas.test:8080{path}"), 1),
        right.replace("nc=00000001", "nc=00000002"),
        right.replace("cnonce=\"c\"", "cnonce=\"d\""),
        right.replace("MMS Public API", "another"),
    ] {
        let (status, again) = sent(&api, &path, &wrong);
        assert_eq!(status, 401, "{wrong}");
        assert!(!again.expect("a challenge").is_stale, "{wrong}");
    }
    // None of them has spent the count.
    assert_eq!(sent(&api, &path, &right).0, 200);
}

#[test]
fn a_head_is_covered_under_its_own_name() {
    let api = server();
    assert_eq!(api.ask("HEAD", V2, "").status, 200);
}
