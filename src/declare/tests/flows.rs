//! How each attribute is sent and returned.

use expect_test::expect;
use serde_json::json;

use super::made_up::*;
use super::{Bench, check};

const ID: &str = "65000000000000000000cccc";

fn drawers(more: &str) -> String {
    format!(
        r#"GET ~/drawers 200 {{"drawers":[{{"_id":"{ID}","name":"d"}}]}}
        GET ~ 200 {{"_id":"64000000000000000000bbbb","name":"b","label":"B-1"}}
        {more}"#
    )
}

#[tokio::test]
async fn a_write_only_value_is_sent_from_the_configuration_and_kept_nowhere() {
    let answers = drawers(&format!(
        r#"POST ~/drawers 201 {{"_id":"64000000000000000000ffff","name":"e"}}
        PATCH ~/drawers/{ID} 204"#
    ));
    let config = json!({ "name": "e", "value_wo": "hush", "value_wo_version": "1" });
    check(
        &Bench::answering(&answers).create(&DRAWER, config).await,
        &expect![[r#"
            GET ~/drawers
            POST ~/drawers {"name":"e","value":"hush"}
            GET ~
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000ffff"
              name = "e"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/e"
              value_wo_version = "1"
        "#]],
    );
    // A change of the trigger sends the value again. Without a change, nothing is sent.
    let state = json!({ "id": ID, "name": "d", "tag": "B-1/d", "value_wo_version": "1" });
    let config = json!({ "name": "d", "value_wo": "hush", "value_wo_version": "2" });
    check(
        &Bench::answering(&answers)
            .apply(&DRAWER, state.clone(), config)
            .await,
        &expect![[r#"
            PATCH ~/drawers/65000000000000000000cccc {"comment":"","name":"d","value":"hush"}
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "d"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/d"
              value_wo_version = "2"
        "#]],
    );
    let config = json!({ "name": "d", "value_wo": "other", "value_wo_version": "1" });
    check(
        &Bench::answering(&answers)
            .apply(&DRAWER, state, config)
            .await,
        &expect![[r#"
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "d"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/d"
              value_wo_version = "1"
        "#]],
    );
}

#[tokio::test]
async fn what_is_never_returned_stays_as_it_was_applied() {
    let answers = drawers("");
    let state = json!({ "id": ID, "name": "d", "tag": "B-1/d", "value": "hush" });
    check(
        &Bench::answering(&answers).read(&DRAWER, state).await,
        &expect![[r#"
            GET ~/drawers
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "d"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/d"
              value = "hush"
        "#]],
    );
}

/// A renamed object has another tag, which only its box shows. A box that cannot be read is no
/// reason to fail.
#[tokio::test]
async fn what_follows_from_another_object_changes_with_it() {
    let state = json!({ "id": ID, "name": "d", "tag": "B-1/d" });
    let answers = drawers(&format!("PATCH ~/drawers/{ID} 204"));
    check(
        &Bench::answering(&answers)
            .apply(&DRAWER, state.clone(), json!({ "name": "e" }))
            .await,
        &expect![[r#"
            PATCH ~/drawers/65000000000000000000cccc {"comment":"","name":"e"}
            GET ~
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "e"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/e"
        "#]],
    );
    let blind = format!(
        r#"GET ~/drawers 200 {{"drawers":[{{"_id":"{ID}","name":"d"}}]}}
        GET ~ 500 {{}}
        PATCH ~/drawers/{ID} 204"#
    );
    check(
        &Bench::answering(&blind)
            .apply(&DRAWER, state, json!({ "name": "e" }))
            .await,
        &expect![[r#"
            PATCH ~/drawers/65000000000000000000cccc {"comment":"","name":"e"}
            GET ~ (15 times)
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "e"
              place_id = "5f00000000000000000000aa"
            warning: Could not complete the drawer "d"
              App Services answered 500: "(no message)"
              GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb, 15 times in 274.6 s
              This is a fault of the server. Apply again; what was done is in the state.
        "#]],
    );
}

#[tokio::test]
async fn a_list_is_looked_at_for_what_deserves_a_warning() {
    let answers = format!(
        r#"GET ~/drawers 200 {{"drawers":[{{"_id":"{ID}","name":"d"}},{{"_id":"1","name":"x"}}]}}
        GET ~ 200 {{"_id":"64000000000000000000bbbb","name":"b","label":"B-1"}}"#
    );
    let state = json!({ "id": ID, "name": "d", "tag": "B-1/d" });
    check(
        &Bench::answering(&answers).read(&DRAWER, state).await,
        &expect![[r#"
            GET ~/drawers
            state:
              box_id = "64000000000000000000bbbb"
              id = "65000000000000000000cccc"
              name = "d"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/d"
            warning: Crowded
              2 drawers
        "#]],
    );
}

/// A value that the server chose stays if it is omitted. A default is restored.
#[tokio::test]
async fn defaults_are_the_declarations_the_servers_or_the_providers() {
    let state = json!({ "id": ID, "name": "b", "color": "red", "kind": "big", "locked": true, "kept": false });
    let answers = format!("PUT /places/5f00000000000000000000aa/boxes/{ID}/enable 204");
    check(
        &Bench::answering(&answers)
            .apply(&BOX, state, json!({ "name": "b" }))
            .await,
        &expect![[r#"
            PUT /places/5f00000000000000000000aa/boxes/65000000000000000000cccc/enable
            state:
              color = "red"
              id = "65000000000000000000cccc"
              kept = false
              kind = "big"
              locked = false
              name = "b"
              place_id = "5f00000000000000000000aa"
        "#]],
    );
}

#[tokio::test]
async fn a_change_of_what_cannot_change_replaces() {
    let bench = Bench::answering("");
    let state =
        json!({ "id": ID, "name": "b", "color": "red", "kind": "big", "seed": "s", "kept": false });
    for config in [
        json!({ "name": "c", "seed": "s" }),
        json!({ "name": "b", "color": "blue", "seed": "s" }),
        json!({ "name": "b", "seed": "t" }),
        json!({ "name": "b", "seed": "s", "mark": "m" }),
    ] {
        let replaces = bench.plan(&BOX, state.clone(), config.clone());
        let expected = match config["mark"].is_null() {
            true => format!(
                "replaces by {}\n",
                ["name", "color", "seed"]
                    .iter()
                    .find(|name| state[**name] != config[**name] && !config[**name].is_null())
                    .expect("a change")
            ),
            false => String::new(),
        };
        assert_eq!(replaces, expected, "{config}");
    }
    // After an import, the seed is not known. That does not force replacement.
    let imported = json!({ "id": ID, "name": "b", "kept": false });
    assert_eq!(
        bench.plan(&BOX, imported, json!({ "name": "b", "seed": "s" })),
        ""
    );
}
