//! The access list as the API's own command line uses it. The caller of these tests has the address
//! 192.0.2.7.

use serde_json::{Value as Json, json};

use super::{Api, id};

/// Address, network and comment of an entry.
fn entry(document: &Json) -> [&str; 3] {
    ["address", "network", "comment"].map(|field| document[field].as_str().unwrap_or_default())
}

#[test]
fn what_an_address_means() {
    let api = Api::new();
    for (at, (body, wanted)) in [
        (
            json!({ "address": "", "use_current": true }),
            ["192.0.2.7", "192.0.2.7/32", ""],
        ),
        (
            json!({ "use_current": true, "comment": "me" }),
            ["192.0.2.7", "192.0.2.7/32", "me"],
        ),
        (
            json!({ "address": null, "use_current": true }),
            ["192.0.2.7", "192.0.2.7/32", ""],
        ),
        (
            json!({ "address": "10.0.0.1", "use_current": false }),
            ["10.0.0.1", "10.0.0.1/32", ""],
        ),
        (
            json!({ "address": "10.0.0.7/24" }),
            ["10.0.0.7/24", "10.0.0.0/24", ""],
        ),
        (
            json!({ "address": "2001:db8::1" }),
            ["2001:db8::1", "2001:db8::1/128", ""],
        ),
        // Without a length these two let everybody in.
        (json!({ "address": "::" }), ["::", "::/0", ""]),
        (
            json!({ "address": "0.0.0.0/8" }),
            ["0.0.0.0/8", "0.0.0.0/8", ""],
        ),
        (json!({ "address": "::/128" }), ["::/128", "::/128", ""]),
    ]
    .into_iter()
    .enumerate()
    {
        let list = format!("{}/security/access_list", api.app(&format!("a{at}")));
        assert_eq!(entry(&api.make(&list, body.clone())), wanted, "{body}");
        // Each is taken from then on, in any spelling.
        assert_eq!(
            api.post(&list, json!({ "address": wanted[1] })).0,
            409,
            "{body}"
        );
    }
}

#[test]
fn a_zero_address_is_the_entry_of_a_new_app() {
    let api = Api::new();
    let list = format!("{}/security/access_list", api.app("a"));
    let (status, refused) = api.post(&list, json!({ "address": "0.0.0.0" }));
    assert_eq!(
        (status, refused["error"].as_str()),
        (409, Some("allowed IP '0.0.0.0/0' already in use"))
    );
    let listed = api.get(&list).1;
    let first = format!("{list}/{}", id(&listed["allowed_ips"][0]));
    assert_eq!(api.send("DELETE", &first, &api.token, "").0, 204);
    assert_eq!(
        entry(&api.make(&list, json!({ "address": "0.0.0.0" }))),
        ["0.0.0.0", "0.0.0.0/0", ""]
    );
    let listed = api.get(&list).1;
    assert_eq!(listed["allowed_ips"][0]["includes_current"], true);
}

#[test]
fn an_update_leaves_alone_what_it_is_not_given() {
    let api = Api::new();
    let list = format!("{}/security/access_list", api.app("a"));
    let made = api.make(&list, json!({ "address": "10.0.0.1", "comment": "office" }));
    let one = format!("{list}/{}", id(&made));
    for (body, wanted) in [
        (
            json!({ "address": "", "comment": "home" }),
            ["10.0.0.1", "10.0.0.1/32", "home"],
        ),
        (
            json!({ "address": "10.0.0.2" }),
            ["10.0.0.2", "10.0.0.2/32", "home"],
        ),
        (
            json!({ "address": "", "comment": null }),
            ["10.0.0.2", "10.0.0.2/32", "home"],
        ),
        (
            json!({ "address": "10.0.0.2", "comment": "" }),
            ["10.0.0.2", "10.0.0.2/32", ""],
        ),
        (
            json!({ "address": "", "use_current": true }),
            ["192.0.2.7", "192.0.2.7/32", ""],
        ),
    ] {
        let (status, changed) = api.call("PATCH", &one, body.clone());
        assert_eq!((status, entry(&changed)), (200, wanted), "{body}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let api = Api::new();
    let list = format!("{}/security/access_list", api.app("a"));
    for (body, error) in [
        (json!({ "address": "" }), "'address' must not be empty"),
        (
            json!({ "address": "", "use_current": false }),
            "'address' must not be empty",
        ),
        (json!({ "use_current": false }), "'address' is required"),
        (json!({}), "'address' is required"),
        (
            json!({ "address": "10.0.0.256" }),
            "'10.0.0.256' is neither an IP address nor a CIDR block",
        ),
        (
            json!({ "address": "10.0.0.1/33" }),
            "'10.0.0.1/33' is neither an IP address nor a CIDR block",
        ),
    ] {
        let (status, refused) = api.post(&list, body.clone());
        assert_eq!(
            (status, refused["error"].as_str()),
            (400, Some(error)),
            "{body}"
        );
    }
}
