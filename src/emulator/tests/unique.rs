//! What looking for names costs, and what becomes of them with their app.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Api, names};

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

/// The cost of a create does not depend on how many objects there are. Only the fastest of a
/// thousand counts, which other programs on the machine cannot make slower.
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
