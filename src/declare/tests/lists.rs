//! Lists that are managed as a whole.

use expect_test::expect;
use serde_json::{Value as Json, json};

use super::made_up::*;
use super::{Bench, check};

const ID: &str = "65000000000000000000cccc";

#[tokio::test]
async fn a_list_is_replaced_whole_and_emptied() {
    let answers = r#"GET ~/keys 200 ["a","b"]
        POST ~/keys 204"#;
    check(
        &Bench::answering(answers)
            .create(&KEYS, json!({ "names": ["b", "c"] }))
            .await,
        &expect![[r#"
            POST ~/keys ["b","c"]
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              names = ["b","c"]
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "names": ["a"] });
    check(
        &Bench::answering(answers).read(&KEYS, state.clone()).await,
        &expect![[r#"
            GET ~/keys
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              names = ["a","b"]
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    check(
        &Bench::answering(answers)
            .apply(&KEYS, state.clone(), json!({ "names": [] }))
            .await,
        &expect![[r#"
            POST ~/keys []
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              names = []
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    check(
        &Bench::answering(answers).remove(&KEYS, state).await,
        &expect![[r#"
            GET ~/keys
            POST ~/keys []
            state:
              none
        "#]],
    );
}

#[tokio::test]
async fn a_list_is_changed_member_by_member() {
    let answers = format!(
        r#"GET ~/guests 200 {{"guests":[{{"_id":"1","name":"stays","note":"same"}},{{"_id":"2","name":"changes","note":"old"}},{{"_id":"3","name":"goes"}}]}}
        POST ~/guests 201 {{"_id":"{ID}","name":"comes"}}
        PATCH ~/guests/2 204
        DELETE ~/guests/1 204
        DELETE ~/guests/2 204
        DELETE ~/guests/3 204"#
    );
    let guest = |name: &str, note: Json| json!({ "name": name, "note": note });
    let guests = json!({ "guests": [guest("stays", json!("same")), guest("changes", Json::Null), guest("comes", Json::Null)] });
    let bench = Bench::answering(&answers);
    check(
        &bench.create(&GUESTS, guests.clone()).await,
        &expect![[r#"
        GET ~/guests
        PATCH ~/guests/2 {"name":"changes","note":""}
        POST ~/guests {"name":"comes"}
        DELETE ~/guests/3
        state:
          box_id = "64000000000000000000bbbb"
          guests = [{"name":"stays","note":"same"},{"name":"changes","note":null},{"name":"comes","note":null}]
          id = "64000000000000000000bbbb"
          place_id = "5f00000000000000000000aa"
    "#]],
    );
    let mut state = guests;
    state["id"] = json!("64000000000000000000bbbb");
    check(
        &Bench::answering(&answers)
            .read(&GUESTS, state.clone())
            .await,
        &expect![[r#"
            GET ~/guests
            state:
              box_id = "64000000000000000000bbbb"
              guests = [{"name":"stays","note":"same"},{"name":"changes","note":"old"},{"name":"goes","note":null}]
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    check(
        &Bench::answering(&answers).remove(&GUESTS, state).await,
        &expect![[r#"
            GET ~/guests
            DELETE ~/guests/1
            DELETE ~/guests/2
            DELETE ~/guests/3
            state:
              none
        "#]],
    );
}
