//! Every type, converted to the API's form and back.

use expect_test::expect;
use serde_json::{Value as Json, json};

use super::made_up::THING;
use super::{Bench, check};

const ID: &str = "65000000000000000000cccc";
const DRAWER: &str = "66000000000000000000dddd";

fn path() -> String {
    format!("~/drawers/{DRAWER}/things")
}

/// Returns a configuration that sets every nested attribute.
fn everything() -> Json {
    json!({
        "drawer_id": DRAWER, "name": "t", "size": 2.5, "marks": [1, 2], "tags": ["b", "a"], "labels": { "k": "v" },
        "sides": ["right"], "rule": "{\"a\": 1}", "any": "[1, null]", "query": "{\"n\": {\"$numberInt\": \"5\"}}",
        "origin": "10.0.0.1/32", "owner_id": "67000000000000000000eeee",
        "shape": { "form": "round", "size": null }, "make": { "wood": { "tree": "oak" }, "steel": null },
        "layers": [{ "name": "top", "thin": null }, { "name": "base", "thin": true }],
        "parts": { "leg": { "size": 3, "note": null } },
        "holes": [{ "at": "192.0.2.7", "why": "" }],
    })
}

#[tokio::test]
async fn every_type_is_sent_and_read() {
    let answers = format!(
        r#"GET {} 200 []
        POST {} 201 {{"_id":"{ID}"}}"#,
        path(),
        path()
    );
    check(
        &Bench::answering(&answers)
            .create(&THING, everything())
            .await,
        &expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things
            POST ~/drawers/66000000000000000000dddd/things {"any":[1,null],"holes":[{"at":"192.0.2.7","why":""}],"labels":{"k":"v"},"layers":[{"name":"top","thin":false},{"name":"base","thin":true}],"make":{"tree":"oak","type":"wood"},"marks":[1,2],"name":"t","origin":"10.0.0.1/32","owner_id":"67000000000000000000eeee","parts":{"leg":{"size":3}},"query":{"n":{"$numberInt":"5"}},"rule":{"a":1},"shape":{"form":"round"},"sides":["right"],"size":2.5,"tags":["b","a"]}
            state:
              any = "[1, null]"
              box_id = "64000000000000000000bbbb"
              drawer_id = "66000000000000000000dddd"
              holes = [{"at":"192.0.2.7","why":""}]
              id = "65000000000000000000cccc"
              labels = {"k":"v"}
              layers = [{"name":"top","thin":false},{"name":"base","thin":true}]
              make = {"steel":null,"wood":{"tree":"oak"}}
              marks = [1,2]
              name = "t"
              origin = "10.0.0.1/32"
              owner_id = "67000000000000000000eeee"
              parts = {"leg":{"note":null,"size":3}}
              place_id = "5f00000000000000000000aa"
              query = "{\"n\": {\"$numberInt\": \"5\"}}"
              rule = "{\"a\": 1}"
              shape = {"form":"round","size":null}
              sides = ["right"]
              size = 2.5
              tags = ["b","a"]
        "#]],
    );
}

/// The API spells equivalent values differently, and has words for "none".
#[tokio::test]
async fn what_means_the_same_keeps_its_spelling() {
    let answers = format!(
        r#"GET {}/{ID} 200 {{"_id":"{ID}","name":"t","size":2.50,"marks":[1,2],"tags":["a","b"],"labels":{{"k":"v"}},"sides":["right"],"rule":{{"a":1}},"any":[1,null],"query":{{"n":5}},"origin":"10.0.0.1","owner_id":"000000000000000000000000","shape":{{"form":"round"}},"make":{{"type":"wood","tree":"oak"}},"layers":[{{"name":"top"}},{{"name":"base","thin":true}}],"parts":{{"leg":{{"size":3}}}},"holes":[{{"at":"192.0.2.7/32"}}]}}"#,
        path()
    );
    let mut state = everything();
    state["id"] = json!(ID);
    check(
        &Bench::answering(&answers).read(&THING, state).await,
        &expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            state:
              any = "[1, null]"
              box_id = "64000000000000000000bbbb"
              drawer_id = "66000000000000000000dddd"
              holes = [{"at":"192.0.2.7","why":""}]
              id = "65000000000000000000cccc"
              labels = {"k":"v"}
              layers = [{"name":"top","thin":false},{"name":"base","thin":true}]
              make = {"steel":null,"wood":{"tree":"oak"}}
              marks = [1,2]
              name = "t"
              origin = "10.0.0.1/32"
              parts = {"leg":{"note":null,"size":3}}
              place_id = "5f00000000000000000000aa"
              query = "{\"n\": {\"$numberInt\": \"5\"}}"
              rule = "{\"a\": 1}"
              shape = {"form":"round","size":null}
              sides = ["right"]
              size = 2.5
              tags = ["b","a"]
        "#]],
    );
}

/// The API's words for "none" are null, and what is left out has its default.
#[tokio::test]
async fn words_for_none_are_null() {
    let answers = format!(
        r#"GET {}/{ID} 200 {{"_id":"{ID}","name":"t","rule":{{}},"owner_id":"000000000000000000000000","holes":[{{"at":"192.0.2.7","why":""}}]}}"#,
        path()
    );
    let state = json!({ "drawer_id": DRAWER, "id": ID, "name": "t" });
    check(
        &Bench::answering(&answers).read(&THING, state).await,
        &expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            state:
              box_id = "64000000000000000000bbbb"
              drawer_id = "66000000000000000000dddd"
              holes = [{"at":"192.0.2.7","why":null}]
              id = "65000000000000000000cccc"
              name = "t"
              place_id = "5f00000000000000000000aa"
              size = 1
        "#]],
    );
}

/// A field of another type is not an answer of the API. The message does not show its content.
/// A JSON null that was written is a value, and one that was not is none.
#[tokio::test]
async fn a_null_of_any_json_is_what_was_written() {
    let answers = format!(
        r#"GET {}/{ID} 200 {{"_id":"{ID}","name":"t","any":null}}"#,
        path()
    );
    for (written, any) in [(json!("null"), r#"any = "null""#), (Json::Null, "")] {
        let state = json!({ "drawer_id": DRAWER, "id": ID, "name": "t", "any": written });
        let story = Bench::answering(&answers).read(&THING, state).await;
        let shown = story.lines().find(|line| line.contains("any = "));
        assert_eq!(shown.unwrap_or_default().trim(), any);
    }
}

#[tokio::test]
async fn a_field_of_another_kind_is_strange() {
    let state = json!({ "drawer_id": DRAWER, "id": ID, "name": "t" });
    let mut told = String::new();
    for field in [
        r#""size":"big""#,
        r#""marks":["one"]"#,
        r#""marks":{}"#,
        r#""tags":"a""#,
        r#""labels":[]"#,
        r#""sides":[1]"#,
        r#""rule":[]"#,
        r#""query":"text""#,
        r#""shape":"round""#,
        r#""shape":{}"#,
        r#""make":{"type":"gold"}"#,
        r#""layers":{}"#,
        r#""parts":[]"#,
        r#""parts":{"leg":{}}"#,
        r#""holes":[{}]"#,
    ] {
        let answers = format!(
            r#"GET {}/{ID} 200 {{"_id":"{ID}","name":"t",{field}}}"#,
            path()
        );
        let story = Bench::answering(&answers).read(&THING, state.clone()).await;
        let why = story
            .lines()
            .find_map(|line| line.split("understand: ").nth(1));
        told.push_str(&format!("{field}: {}\n", why.unwrap_or("nothing is told")));
    }
    check(
        &told,
        &expect![[r#"
        "size":"big": its field "size" is text.
        "marks":["one"]: its field "marks" is an array.
        "marks":{}: its field "marks" is an object.
        "tags":"a": its field "tags" is text.
        "labels":[]: its field "labels" is an array.
        "sides":[1]: nothing is told
        "rule":[]: its field "rule" is an array.
        "query":"text": its field "query" is text.
        "shape":"round": its field "shape" is text.
        "shape":{}: it has no field "form".
        "make":{"type":"gold"}: its field "make" has the type "gold", which this version of the provider does not know.
        "layers":{}: its field "layers" is an object.
        "parts":[]: its field "parts" is an array.
        "parts":{"leg":{}}: it has no field "size".
        "holes":[{}]: it has no field "at".
    "#]],
    );
}
