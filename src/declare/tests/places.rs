//! Attributes in other places of a document: in parts, in cases, and in calls that take time.

use expect_test::expect;
use serde_json::{Value as Json, json};

use super::made_up::*;
use super::{Bench, check};
use crate::provider::MoveStateRequest;

#[tokio::test]
async fn a_part_is_read_and_changed_by_calls_of_its_own() {
    let answers = r#"
        GET ~/cables 200 []
        POST ~/cables 201 {"_id":"65000000000000000000cccc","name":"a"}
        PATCH ~/cables/65000000000000000000cccc/config 204
        GET ~/cables/65000000000000000000cccc 200 {"_id":"65000000000000000000cccc","name":"a"}
        GET ~/cables/65000000000000000000cccc/config 200 {"plugType":"type-c","length":2}
    "#;
    // What was just made is written once more, until the part takes changes.
    check(
        &Bench::answering(answers)
            .create(
                &CABLE,
                json!({ "name": "a", "plug_type": "type-c", "length": 2 }),
            )
            .await,
        &expect![[r#"
            GET ~/cables
            POST ~/cables {"config":{"length":2,"plugType":"type-c"},"name":"a"}
            PATCH ~/cables/65000000000000000000cccc/config {"length":2,"plugType":"type-c"}
            GET ~/cables/65000000000000000000cccc
            GET ~/cables/65000000000000000000cccc/config
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              length = 2
              name = "a"
              place_id = "5f00000000000000000000aa"
              plug_type = "type-c"
        "#]],
    );
    let state = json!({
        "id": "65000000000000000000cccc", "name": "a", "plug_type": "type-c", "length": 2,
    });
    check(
        &Bench::answering(answers).read(&CABLE, state.clone()).await,
        &expect![[r#"
            GET ~/cables/65000000000000000000cccc
            GET ~/cables/65000000000000000000cccc/config
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              length = 2
              name = "a"
              place_id = "5f00000000000000000000aa"
              plug_type = "type-c"
        "#]],
    );
    // A null takes a field out.
    check(
        &Bench::answering(answers)
            .apply(&CABLE, state, json!({ "name": "a", "plug_type": "type-a" }))
            .await,
        &expect![[r#"
            PATCH ~/cables/65000000000000000000cccc/config {"length":null,"plugType":"type-a"}
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "a"
              place_id = "5f00000000000000000000aa"
              plug_type = "type-a"
        "#]],
    );
}

#[tokio::test]
async fn a_case_is_named_beside_its_fields() {
    let answers = r#"
        GET ~/lamps 200 []
        POST ~/lamps 201 {"_id":"65000000000000000000cccc","spot":"left"}
        GET ~/lamps/65000000000000000000cccc 200 {"_id":"65000000000000000000cccc","name":"a","kind":"OIL","config":{"brand":"x"},"spot":"left","burning":true}
        PUT ~/lamps/65000000000000000000cccc 204
    "#;
    check(
        &Bench::answering(answers)
            .create(&LAMP, json!({ "name": "a", "electric": { "watts": 40 } }))
            .await,
        &expect![[r#"
            GET ~/lamps
            POST ~/lamps {"config":{"watts":40},"kind":"ELECTRIC","name":"a"}
            state:
              box_id = "64000000000000000000bbbb"
              burning = false
              electric = {"watts":40}
              id = "65000000000000000000cccc"
              name = "a"
              place_id = "5f00000000000000000000aa"
              spot = "left"
        "#]],
    );
    let state = json!({ "id": "65000000000000000000cccc", "name": "a", "spot": "left" });
    check(
        &Bench::answering(answers).read(&LAMP, state).await,
        &expect![[r#"
            GET ~/lamps/65000000000000000000cccc
            state:
              box_id = "64000000000000000000bbbb"
              burning = true
              id = "65000000000000000000cccc"
              name = "a"
              oil = {"brand":"x"}
              place_id = "5f00000000000000000000aa"
              spot = "left"
        "#]],
    );
}

#[tokio::test]
async fn a_move_is_waited_for() {
    let answers = r#"
        PUT ~/lamps/65000000000000000000cccc/spot 204
        GET ~/lamps/65000000000000000000cccc/spot 200 {"status":"started"}
        GET ~/lamps/65000000000000000000cccc/spot 200 {"status":"successful"}
    "#;
    let state = json!({
        "id": "65000000000000000000cccc", "name": "a", "oil": { "brand": "x" }, "spot": "left", "burning": false,
    });
    let config = json!({ "name": "a", "oil": { "brand": "x" }, "spot": "right" });
    check(
        &Bench::answering(answers)
            .apply(&LAMP, state.clone(), config.clone())
            .await,
        &expect![[r#"
            PUT ~/lamps/65000000000000000000cccc/spot {"spot":"right"}
            GET ~/lamps/65000000000000000000cccc/spot (2 times)
            state:
              box_id = "64000000000000000000bbbb"
              burning = false
              id = "65000000000000000000cccc"
              name = "a"
              oil = {"brand":"x"}
              place_id = "5f00000000000000000000aa"
              spot = "right"
        "#]],
    );
    let failed = answers.replace("successful", "failed\",\"message\":\"no room");
    check(
        &Bench::answering(&failed).apply(&LAMP, state, config).await,
        &expect![[r#"
            PUT ~/lamps/65000000000000000000cccc/spot {"spot":"right"}
            GET ~/lamps/65000000000000000000cccc/spot (2 times)
            GET ~/lamps/65000000000000000000cccc
            GET ~/lamps
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              box_id = "64000000000000000000bbbb"
              burning = false
              id = "65000000000000000000cccc"
              name = "a"
              oil = {"brand":"x"}
              place_id = "5f00000000000000000000aa"
              spot = "left"
            error: Could not set spot of the lamp "a"
              App Services says that the change failed: "no room"
              GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/lamps/65000000000000000000cccc/spot
              Correct the configuration, or apply again.
        "#]],
    );
}

#[tokio::test]
async fn what_is_posted_is_never_read() {
    let answers = "POST ~/bell 204";
    check(
        &Bench::answering(answers)
            .create(&BELL, json!({ "tone": "a" }))
            .await,
        &expect![[r#"
            POST ~/bell {"tone":"a"}
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
              tone = "a"
        "#]],
    );
}

#[test]
fn an_object_of_another_provider_is_moved() {
    let bench = Bench::answering("");
    let moved = |provider: &str| {
        let state = json!({
            "lamp": "65000000000000000000cccc", "name": "a", "brand": "x", "place_id": "5f00000000000000000000aa",
            "box_id": "64000000000000000000bbbb",
        });
        bench.moved(&LAMP, MoveStateRequest::new(provider, "other_lamp", state))
    };
    let state: Json = moved("registry.opentofu.org/someone/other").expect("a state");
    assert_eq!(state["oil"], json!({ "brand": "x" }));
    assert_eq!(state["electric"], Json::Null);
    assert_eq!(state["box_id"], "64000000000000000000bbbb");
    assert!(moved("registry.opentofu.org/nobody/other").is_none());
}
