//! How an object is created, read, updated, and removed.

use expect_test::expect;
use serde_json::json;

use super::made_up::*;
use super::{Bench, check};

const ID: &str = "65000000000000000000cccc";

const BOXES: &str = "GET /places/5f00000000000000000000aa/boxes?all=yes";

pub(super) fn the_box() -> String {
    format!(r#"{BOXES} 200 [{{"_id":"64000000000000000000bbbb","name":"b","label":"B-1"}}]"#)
}

#[tokio::test]
async fn an_object_is_posted_once_its_name_is_free_and_read_by_id() {
    let answers = format!(
        r#"{BOXES} 200 []
        POST /places/5f00000000000000000000aa/boxes?kind=small 201 {{"_id":"{ID}","name":"b","label":"B-1","token":"once"}}
        PUT /places/5f00000000000000000000aa/boxes/{ID}/disable 204
        GET /places/5f00000000000000000000aa/boxes/{ID} 200 {{"_id":"{ID}","name":"b","label":"B-1","token":"***","mark":""}}"#
    );
    let bench = Bench::answering(&answers);
    let config = json!({ "name": "b", "seed": "s", "kind": "small", "locked": true });
    check(
        &bench.create(&BOX, config).await,
        &expect![[r#"
        GET /places/5f00000000000000000000aa/boxes?all=yes
        POST /places/5f00000000000000000000aa/boxes?kind=small {"name":"b","seed":"s"}
        PUT /places/5f00000000000000000000aa/boxes/65000000000000000000cccc/disable
        state:
          id = "65000000000000000000cccc"
          kept = false
          kind = "small"
          label = "B-1"
          locked = true
          name = "b"
          place_id = "5f00000000000000000000aa"
          seed = "s"
          token = "once"
    "#]],
    );
    let state = json!({ "id": ID, "name": "b", "label": "B-1", "token": "once", "seed": "s", "kept": true });
    check(
        &Bench::answering(&answers).read(&BOX, state).await,
        &expect![[r#"
            GET /places/5f00000000000000000000aa/boxes/65000000000000000000cccc
            state:
              id = "65000000000000000000cccc"
              kept = true
              label = "B-1"
              locked = false
              name = "b"
              place_id = "5f00000000000000000000aa"
              seed = "s"
              token = "once"
        "#]],
    );
}

#[tokio::test]
async fn what_has_the_name_is_not_adopted() {
    let answers = format!(r#"{BOXES} 200 [{{"_id":"{ID}","name":"b","label":"B-7"}}]"#);
    check(
        &Bench::answering(&answers)
            .create(&BOX, json!({ "name": "b" }))
            .await,
        &expect![[r#"
            GET /places/5f00000000000000000000aa/boxes?all=yes (2 times)
            state:
              none
            error: The box "b" exists already
              The place has the box "b" already.
              To manage it here:
                terraform import appservices_box.NAME '5f00000000000000000000aa/65000000000000000000cccc'
              If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
              Otherwise choose another name.
        "#]],
    );
}

#[tokio::test]
async fn what_never_changes_has_calls_of_its_own_alone() {
    let state = json!({ "id": ID, "name": "b", "label": "B-1", "mark": "old", "locked": true, "kept": false });
    let config = json!({ "name": "b" });
    let answers = format!(
        "PUT /places/5f00000000000000000000aa/boxes/{ID}/mark 204
        PUT /places/5f00000000000000000000aa/boxes/{ID}/enable 204"
    );
    check(
        &Bench::answering(&answers).apply(&BOX, state, config).await,
        &expect![[r#"
            PUT /places/5f00000000000000000000aa/boxes/65000000000000000000cccc/mark {"mark":""}
            PUT /places/5f00000000000000000000aa/boxes/65000000000000000000cccc/enable
            state:
              id = "65000000000000000000cccc"
              kept = false
              label = "B-1"
              locked = false
              name = "b"
              place_id = "5f00000000000000000000aa"
        "#]],
    );
}

#[tokio::test]
async fn what_is_protected_stays() {
    let state = json!({ "id": ID, "name": "b", "kept": true });
    let bench = Bench::answering("");
    check(
        &bench.remove(&BOX, state.clone()).await,
        &expect![[r#"
        state:
          id = "65000000000000000000cccc"
          kept = true
          name = "b"
          place_id = "5f00000000000000000000aa"
        error: The box "b" is protected from deletion
          kept is true in the state, and with the box "b" everything in it would go.
          To let it go, set kept = false and apply that first.
    "#]],
    );
    check(
        &bench.plan(&BOX, state, json!({ "name": "c", "kept": true })),
        &expect![[r#"
            replaces by name
            error: The box "b" is protected from deletion
              kept is true in the state, and with the box "b" everything in it would go. A change of name would replace it.
              To let it go, set kept = false and apply that first.
        "#]],
    );
}

#[tokio::test]
async fn an_object_in_a_list_is_changed_in_part_and_deleted() {
    let list = format!(r#"GET ~/drawers 200 {{"drawers":[{{"_id":"{ID}","name":"d"}}]}}"#);
    let answers = format!(
        r#"{list}
        GET ~ 200 {{"_id":"64000000000000000000bbbb","name":"b","label":"B-1"}}
        PATCH ~/drawers/{ID} 204
        DELETE ~/drawers/{ID} 204"#
    );
    let state = json!({ "id": ID, "name": "d", "comment": "old", "tag": "B-1/d" });
    let bench = Bench::answering(&answers);
    check(
        &bench
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
    check(
        &Bench::answering(&answers)
            .remove(&DRAWER, state.clone())
            .await,
        &expect![[r#"
            DELETE ~/drawers/65000000000000000000cccc
            state:
              none
        "#]],
    );
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
        "#]],
    );
}

#[tokio::test]
async fn an_object_is_put_whole_with_the_fields_that_nobody_knows() {
    let path = "~/drawers/66000000000000000000dddd/things";
    let answers = format!(
        r#"GET {path}/{ID} 200 {{"_id":"{ID}","name":"t","size":1,"unknown":{{"a":1}},"last_modified":5}}
        PUT {path}/{ID} 204"#
    );
    let state = json!({ "id": ID, "drawer_id": "66000000000000000000dddd", "name": "t", "size": 1, "owner_id": "67000000000000000000eeee" });
    let config = json!({ "drawer_id": "66000000000000000000dddd", "name": "u" });
    check(
        &Bench::answering(&answers)
            .apply(&THING, state, config)
            .await,
        &expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            PUT ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc {"_id":"65000000000000000000cccc","name":"u","size":1,"unknown":{"a":1}}
            state:
              box_id = "64000000000000000000bbbb"
              drawer_id = "66000000000000000000dddd"
              id = "65000000000000000000cccc"
              name = "u"
              place_id = "5f00000000000000000000aa"
              size = 1
        "#]],
    );
}

/// After a 404, the list is read, then the parent's list, as far as there are lists.
#[tokio::test]
async fn gone_is_said_by_a_list_alone() {
    let state =
        json!({ "id": ID, "drawer_id": "66000000000000000000dddd", "name": "t", "size": 1 });
    let drawers = |with: &str| format!(r#"GET ~/drawers 200 {{"drawers":[{with}]}}"#);
    for (answers, expected) in [
        (
            "GET ~/drawers/66000000000000000000dddd/things 200 []".to_owned(),
            expect![[r#"
                GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
                GET ~/drawers/66000000000000000000dddd/things
                state:
                  none
            "#]],
        ),
        (
            drawers(""),
            expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            GET ~/drawers/66000000000000000000dddd/things
            GET ~/drawers
            state:
              none
        "#]],
        ),
        (
            drawers(r#"{"_id":"66000000000000000000dddd","name":"d"}"#),
            expect![[r#"
                GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
                GET ~/drawers/66000000000000000000dddd/things
                GET ~/drawers
                state:
                  box_id = "64000000000000000000bbbb"
                  drawer_id = "66000000000000000000dddd"
                  id = "65000000000000000000cccc"
                  name = "t"
                  place_id = "5f00000000000000000000aa"
                  size = 1
                error: Could not read the thing "t"
                  The answer is not one that App Services gives: status 404, although the box's list of drawers has the drawer
                  GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/drawers/66000000000000000000dddd/things
                  Check base_url: something other than App Services may be answering, such as a proxy.
            "#]],
        ),
        (
            format!("{BOXES} 200 []"),
            expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            GET ~/drawers/66000000000000000000dddd/things
            GET ~/drawers
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              none
        "#]],
        ),
        (
            the_box(),
            expect![[r#"
                GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
                GET ~/drawers/66000000000000000000dddd/things
                GET ~/drawers
                GET /places/5f00000000000000000000aa/boxes?all=yes
                state:
                  box_id = "64000000000000000000bbbb"
                  drawer_id = "66000000000000000000dddd"
                  id = "65000000000000000000cccc"
                  name = "t"
                  place_id = "5f00000000000000000000aa"
                  size = 1
                error: Could not read the thing "t"
                  The answer is not one that App Services gives: status 404, although the place's list of boxes has the box
                  GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/drawers
                  Check base_url: something other than App Services may be answering, such as a proxy.
            "#]],
        ),
        (
            String::new(),
            expect![[r#"
            GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
            GET ~/drawers/66000000000000000000dddd/things
            GET ~/drawers
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              box_id = "64000000000000000000bbbb"
              drawer_id = "66000000000000000000dddd"
              id = "65000000000000000000cccc"
              name = "t"
              place_id = "5f00000000000000000000aa"
              size = 1
            error: Could not read the thing "t"
              App Services answered 404: "nothing here"
              GET /places/5f00000000000000000000aa/boxes
              It may have been removed meanwhile; the next plan shows what is there.
        "#]],
        ),
    ] {
        check(
            &Bench::answering(&answers).read(&THING, state.clone()).await,
            &expected,
        );
    }
}
