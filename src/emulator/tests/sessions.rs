//! Tokens as their holders see them.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};

use super::Api;

/// A token taken apart as clients do, who have no key to check it with.
fn decoded(token: &Json) -> (Json, Json) {
    let parts: Vec<&str> = token.as_str().expect("a token").split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    let part = |text| {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64")).expect("JSON")
    };
    (part(parts[0]), part(parts[1]))
}

fn text<'a>(claims: &'a Json, name: &str) -> &'a str {
    claims[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} is {}", claims[name]))
}

#[test]
fn tokens_say_whose_they_are_and_when_they_end() {
    let api = Api::new();
    let tokens = api.log_in();
    let now = api.hands.load(Ordering::Relaxed);
    let (header, access) = decoded(&tokens["access_token"]);
    assert_eq!(header, json!({ "alg": "HS256", "typ": "JWT" }));
    // As long as the API's own: people keep one in a secret, which takes 500 characters.
    assert!(text(&tokens, "access_token").len() <= 500, "{tokens}");
    let (_, refresh) = decoded(&tokens["refresh_token"]);
    for (claims, kind, life) in [
        (&access, "access", 30 * 60),
        (&refresh, "refresh", 60 * 24 * 60 * 60),
    ] {
        assert_eq!(text(claims, "typ"), kind);
        assert_eq!(
            (claims["iat"].as_i64(), claims["exp"].as_i64()),
            (Some(now), Some(now + life)),
            "{kind}"
        );
        assert_eq!(text(claims, "sub"), text(&tokens, "user_id"), "{kind}");
        assert_eq!(
            text(claims, "baas_device_id"),
            text(&tokens, "device_id"),
            "{kind}"
        );
        assert_eq!(claims["stitch_devId"], claims["baas_device_id"], "{kind}");
        assert_eq!(
            claims["stitch_domainId"], claims["baas_domain_id"],
            "{kind}"
        );
    }
    // The access token names its session, which is that of the refresh token.
    assert_eq!(text(&access, "iss"), text(&refresh, "baas_id"));
    let profile = api.get("/auth/profile").1;
    assert_eq!(refresh["baas_identity"], profile["identities"][0]);
    assert_eq!(text(&access, "baas_domain_id"), text(&profile, "domain_id"));
}

#[test]
fn tokens_have_the_claims_of_the_apis_own() {
    let tokens = Api::new().log_in();
    let claims = |name: &str| {
        let (_, claims) = decoded(&tokens[name]);
        let claims = claims.as_object().expect("claims").keys();
        claims.cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        claims("access_token"),
        "baas_device_id baas_domain_id exp iat iss jti stitch_devId stitch_domainId sub typ"
    );
    assert_eq!(
        claims("refresh_token"),
        "baas_data baas_device_id baas_domain_id baas_id baas_identity exp iat stitch_data \
         stitch_devId stitch_domainId stitch_id stitch_ident sub typ"
    );
}

/// Status, error and code of an answer.
fn error((status, document): (u16, Json)) -> (u16, String, Option<String>) {
    let text = |name: &str| document[name].as_str().map(str::to_owned);
    (status, text("error").expect("an error"), text("error_code"))
}

fn refused(error: &str, code: Option<&str>) -> (u16, String, Option<String>) {
    (401, error.to_owned(), code.map(str::to_owned))
}

#[test]
fn a_session_lives_from_login_to_logout() {
    let api = Api::new();
    let tokens = api.log_in();
    let access = text(&tokens, "access_token");
    let refresh = text(&tokens, "refresh_token");
    assert_eq!(api.send("GET", "/provider_regions", access, "").0, 200);
    assert_eq!(
        error(api.send("GET", "/provider_regions", "", "")),
        refused("unauthorized", Some("MissingSession"))
    );
    assert_eq!(
        error(api.send("GET", "/provider_regions", "x.y.z", "")),
        refused("invalid session", Some("InvalidSession"))
    );
    assert_eq!(
        error(api.send("GET", "/provider_regions", refresh, "")),
        refused("invalid session: valid Issuer required", None)
    );
    assert_eq!(
        error(api.send("POST", "/auth/session", access, "")),
        refused("invalid refresh token: incorrect token type", None)
    );

    // Two tokens of the same second are two tokens.
    let (status, renewed) = api.send("POST", "/auth/session", refresh, "");
    assert_eq!(status, 201);
    assert_ne!(text(&renewed, "access_token"), access);

    api.hands.fetch_add(30 * 60, Ordering::Relaxed);
    let expired = refused(
        "invalid session: access token expired",
        Some("InvalidSession"),
    );
    assert_eq!(
        error(api.send("GET", "/provider_regions", access, "")),
        expired
    );
    let (_, renewed) = api.send("POST", "/auth/session", refresh, "");
    let renewed = text(&renewed, "access_token");
    assert_eq!(api.send("GET", "/provider_regions", renewed, "").0, 200);

    assert_eq!(api.send("DELETE", "/auth/session", refresh, "").0, 204);
    let gone = refused(
        "invalid session: failed to find refresh token",
        Some("InvalidSession"),
    );
    assert_eq!(error(api.send("POST", "/auth/session", refresh, "")), gone);
    assert_eq!(
        error(api.send("GET", "/provider_regions", renewed, "")),
        refused("invalid session", Some("InvalidSession"))
    );
}

#[test]
fn a_session_ends_with_its_refresh_token() {
    let api = Api::new();
    let tokens = api.log_in();
    api.hands.fetch_add(60 * 24 * 60 * 60, Ordering::Relaxed);
    let (status, document) = api.send("POST", "/auth/session", text(&tokens, "refresh_token"), "");
    assert_eq!(
        (status, document["error_code"].as_str()),
        (401, Some("InvalidSession"))
    );
}

#[test]
fn a_login_takes_what_clients_tell_about_their_device() {
    let api = Api::new();
    let key = json!({ "username": "local", "apiKey": "local", "options": { "device": { "platform": "node" } } });
    assert_eq!(
        api.send(
            "POST",
            "/auth/providers/mongodb-cloud/login",
            "",
            &key.to_string()
        )
        .0,
        200
    );
}

#[test]
fn another_servers_tokens_are_refused() {
    let tokens = Api::new().log_in();
    let other = Api::new();
    let answered = other.send(
        "GET",
        "/provider_regions",
        text(&tokens, "access_token"),
        "",
    );
    assert_eq!(
        error(answered),
        refused("invalid session", Some("InvalidSession"))
    );
}
