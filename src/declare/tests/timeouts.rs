//! How long operations may take, which the API never hears of.

use expect_test::expect;
use serde_json::json;

use super::made_up::*;
use super::{Bench, check};

#[tokio::test]
async fn a_change_of_timeouts_alone_sends_nothing() {
    let timeouts = json!({ "create": "1h", "read": null, "update": null, "delete": null });
    let state = json!({ "id": "65000000000000000000cccc", "name": "d", "tag": "B-1/d" });
    let config = json!({ "name": "d", "timeouts": timeouts });
    let changed = Bench::answering("").apply(&DRAWER, state, config).await;
    check(
        &changed,
        &expect![[r#"
        state:
          box_id = "64000000000000000000bbbb"
          id = "65000000000000000000cccc"
          name = "d"
          place_id = "5f00000000000000000000aa"
          tag = "B-1/d"
          timeouts = {"create":"1h","delete":null,"read":null,"update":null}
    "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "names": ["a"], "timeouts": timeouts });
    let config = json!({ "names": ["a"] });
    let changed = Bench::answering("").apply(&KEYS, state, config).await;
    check(
        &changed,
        &expect![[r#"
        state:
          box_id = "64000000000000000000bbbb"
          id = "64000000000000000000bbbb"
          names = ["a"]
          place_id = "5f00000000000000000000aa"
    "#]],
    );
}

#[tokio::test]
async fn what_is_created_and_read_keeps_its_timeouts() {
    let timeouts = json!({ "create": null, "read": "2m", "update": null, "delete": null });
    let answers = "GET ~/keys 200 [] \n POST ~/keys 204";
    let config = json!({ "names": ["b"], "timeouts": timeouts });
    let made = Bench::answering(answers).create(&KEYS, config).await;
    check(
        &made,
        &expect![[r#"
        POST ~/keys ["b"]
        state:
          box_id = "64000000000000000000bbbb"
          id = "64000000000000000000bbbb"
          names = ["b"]
          place_id = "5f00000000000000000000aa"
          timeouts = {"create":null,"delete":null,"read":"2m","update":null}
    "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "names": ["a"], "timeouts": timeouts });
    let read = Bench::answering(answers).read(&KEYS, state).await;
    check(
        &read,
        &expect![[r#"
        GET ~/keys
        state:
          box_id = "64000000000000000000bbbb"
          id = "64000000000000000000bbbb"
          names = []
          place_id = "5f00000000000000000000aa"
          timeouts = {"create":null,"delete":null,"read":"2m","update":null}
    "#]],
    );
}
