//! Names that only one object may have, and what looking for them costs.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::{Api, id, names};
use crate::emulator::LOCAL_PROJECT;

#[test]
fn a_name_is_taken_until_it_is_given_up() {
    let api = Api::new();
    let app = api.app("a");
    let other_app = api.app("b");
    let function = api.make(
        &format!("{app}/functions"),
        json!({ "name": "used", "source": "x" }),
    );
    let elsewhere = api.make(
        &format!("{other_app}/functions"),
        json!({ "name": "used", "source": "x" }),
    );
    let endpoint = |function: &Json, method: &str, route: &str| {
        json!({
            "route": route, "http_method": method, "function_id": function["_id"], "respond_result": true, "disabled": false,
            "validation_method": "NO_VALIDATION",
        })
    };
    let forwarder = |name: &str| {
        let action = json!({ "type": "function", "name": "f" });
        json!({ "name": name, "disabled": false, "log_types": ["auth"], "log_statuses": ["error"], "policy": { "type": "single" }, "action": action })
    };
    // The collection, how it is updated, two bodies, and the code of a clash.
    for (collection, update, one, two, abroad, code) in [
        (
            "secrets",
            "PUT",
            json!({ "name": "one", "value": "v" }),
            json!({ "name": "two", "value": "v" }),
            None,
            "SecretDuplicateName",
        ),
        (
            "functions",
            "PUT",
            json!({ "name": "one", "source": "x" }),
            json!({ "name": "two", "source": "x" }),
            None,
            "FunctionDuplicateName",
        ),
        (
            "endpoints",
            "PUT",
            endpoint(&function, "GET", "/one"),
            endpoint(&function, "POST", "/one"),
            Some(endpoint(&elsewhere, "GET", "/one")),
            "EndpointDuplicateRoute",
        ),
        (
            "log_forwarders",
            "PATCH",
            forwarder("one"),
            forwarder("two"),
            None,
            "LogForwarderDuplicateName",
        ),
        (
            "security/access_list",
            "PATCH",
            json!({ "address": "10.0.0.1" }),
            json!({ "address": "10.0.0.2" }),
            None,
            "AllowedIPAlreadyExists",
        ),
    ] {
        let path = format!("{app}/{collection}");
        let first = api.make(&path, one.clone());
        let second = api.make(&path, two.clone());
        let clash = |(status, refused): (u16, Json)| {
            assert_eq!(
                (status, refused["error_code"].as_str()),
                (409, Some(code)),
                "{collection}: {refused}"
            );
        };
        clash(api.post(&path, one.clone()));
        clash(api.call(update, &format!("{path}/{}", id(&second)), one.clone()));
        // Its own name is no obstacle, and neither is another app's.
        assert!(
            api.call(update, &format!("{path}/{}", id(&first)), one.clone())
                .0
                < 300,
            "{collection}"
        );
        api.make(
            &format!("{other_app}/{collection}"),
            abroad.unwrap_or_else(|| one.clone()),
        );
        // What is deleted is free, and so is what is renamed.
        assert!(
            api.send("DELETE", &format!("{path}/{}", id(&first)), &api.token, "")
                .0
                < 300,
            "{collection}"
        );
        assert!(
            api.call(update, &format!("{path}/{}", id(&second)), one.clone())
                .0
                < 300,
            "{collection}"
        );
        api.make(&path, two);
    }
    let keys = format!("{app}/api_keys");
    let key = api.make(&keys, json!({ "name": "k" }));
    assert_eq!(api.post(&keys, json!({ "name": "k" })).0, 409);
    assert_eq!(
        api.send(
            "PUT",
            &format!("{keys}/{}/disable", id(&key)),
            &api.token,
            ""
        )
        .0,
        204
    );
    assert_eq!(
        api.post(
            &format!("/groups/{LOCAL_PROJECT}/apps"),
            json!({ "name": "a" })
        )
        .0,
        409
    );
}

#[test]
fn an_app_takes_along_what_is_in_it_and_nothing_else() {
    let api = Api::new();
    let app = api.app("a");
    let other = api.app("b");
    for app in [&app, &other] {
        api.make(
            &format!("{app}/secrets"),
            json!({ "name": "s", "value": "v" }),
        );
    }
    assert_eq!(api.send("DELETE", &app, &api.token, "").0, 204);
    assert_eq!(api.get(&format!("{app}/secrets")).0, 404);
    assert_eq!(names(&api.get(&format!("{other}/secrets")).1), ["s"]);
    let again = api.app("a");
    assert_eq!(
        names(&api.get(&format!("{again}/secrets")).1),
        Vec::<&str>::new()
    );
}

/// What a create costs does not depend on how many there are. The fastest of a thousand is looked at, which other programs on
/// the machine cannot make slower.
#[test]
fn creates_are_as_fast_in_a_large_collection() {
    let api = Api::new();
    let app = api.app("a");
    let secrets = format!("{app}/secrets");
    let access_list = format!("{app}/security/access_list");
    let mut fastest = Vec::new();
    for thousand in 0..4 {
        let mut least = Duration::MAX;
        for at in 0..1000 {
            let started = Instant::now();
            api.make(
                &secrets,
                json!({ "name": format!("s{thousand}-{at}"), "value": "v" }),
            );
            api.make(
                &access_list,
                json!({ "address": format!("10.{thousand}.{}.{}", at / 250, at % 250) }),
            );
            least = least.min(started.elapsed());
        }
        fastest.push(least);
    }
    assert!(
        fastest[3] < 3 * fastest[0],
        "the fastest create of each thousand: {fastest:?}"
    );
}
