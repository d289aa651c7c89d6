//! How an object comes, is seen, changes and goes.

use expect_test::expect;
use serde_json::{Value as Json, json};

use super::made_up::*;
use super::{Bench, check};

const ID: &str = "65000000000000000000cccc";

const BOXES: &str = "GET /places/5f00000000000000000000aa/boxes?all=yes";

fn the_box() -> String {
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
            GET /places/5f00000000000000000000aa/boxes?all=yes
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

/// A 404 asks the list, then the parent's list, as far as there are lists.
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
              The answer is not one that App Services gives: status 404, although the place's list of boxs has the box
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

#[tokio::test]
async fn a_part_is_there_with_its_parent_and_is_reset() {
    let shown = r#"GET ~/lid 200 {"open":true,"angle":45}"#;
    let answers = format!("{shown}\nPATCH ~/lid 204");
    check(
        &Bench::answering(&answers)
            .create(&LID, json!({ "open": true }))
            .await,
        &expect![[r#"
            PATCH ~/lid {"open":true}
            GET ~/lid
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = true
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "open": true, "angle": 45 });
    check(
        &Bench::answering(&answers).read(&LID, state.clone()).await,
        &expect![[r#"
            GET ~/lid
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = true
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    check(
        &Bench::answering(&answers)
            .apply(&LID, state.clone(), json!({ "open": false }))
            .await,
        &expect![[r#"
            PATCH ~/lid {"angle":45,"open":false}
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = false
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    check(
        &Bench::answering(&answers).remove(&LID, state.clone()).await,
        &expect![[r#"
            GET ~/lid
            PATCH ~/lid {"angle":90,"open":false}
            state:
              none
        "#]],
    );
    // Nothing of its shape is no lid, and a 404 without a code of its own says nothing while the box is there.
    check(
        &Bench::answering(r#"GET ~/lid 200 {"ok":true}"#)
            .read(&LID, state.clone())
            .await,
        &expect![[r#"
            GET ~/lid
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = true
              place_id = "5f00000000000000000000aa"
            error: Could not read the lid
              The answer is not one that App Services gives: it is not the object that was asked for: it has none of its fields
              GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/lid
              Check base_url: something other than App Services may be answering, such as a proxy.
        "#]],
    );
    check(
        &Bench::answering(&the_box()).read(&LID, state).await,
        &expect![[r#"
            GET ~/lid
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = true
              place_id = "5f00000000000000000000aa"
            error: Could not read the lid
              The answer is not one that App Services gives: status 404, although the place's list of boxs has the box
              GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/lid
              Check base_url: something other than App Services may be answering, such as a proxy.
        "#]],
    );
}

#[tokio::test]
async fn a_part_is_put_and_reset_whole() {
    let answers = r#"GET ~/handle 200 {"grip":"hard","made":"1999"}
        PUT ~/handle 200 {}"#;
    let state = json!({ "id": "64000000000000000000bbbb", "grip": "hard" });
    check(
        &Bench::answering(answers)
            .apply(&HANDLE, state.clone(), json!({ "grip": "hard" }))
            .await,
        &expect![[r#"
            state:
              box_id = "64000000000000000000bbbb"
              grip = "hard"
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    // `{}` is no success: the handle is asked, and is as it was.
    check(
        &Bench::answering(answers)
            .apply(&HANDLE, state.clone(), json!({ "grip": "firm" }))
            .await,
        &expect![[r#"
            GET ~/handle
            PUT ~/handle {"grip":"firm","made":"1999"}
            GET ~/handle
            GET ~/handle
            state:
              box_id = "64000000000000000000bbbb"
              grip = "hard"
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
            error: Could not change the handle
              The answer is not one that App Services gives: it does not say that the write was done, and the object does not show it
              PUT /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/handle
              Check base_url: something other than App Services may be answering, such as a proxy.
        "#]],
    );
    let put = answers.replace("200 {}", "204");
    check(
        &Bench::answering(&put).remove(&HANDLE, state).await,
        &expect![[r#"
            GET ~/handle
            GET ~/handle
            PUT ~/handle {"grip":"soft","made":"1999"}
            state:
              none
        "#]],
    );
}

#[tokio::test]
async fn a_part_that_is_put_was_not_there_and_goes_by_its_own_code() {
    let gone = format!(
        r#"GET ~/lock 404 {{"error":"no lock","error_code":"LockNotFound"}}{}"#,
        format_args!("\n{}", the_box())
    );
    let answers = format!("{gone}\nPUT ~/lock 204\nDELETE ~/lock 204");
    check(
        &Bench::answering(&answers)
            .create(&LOCK, json!({ "code": "1234" }))
            .await,
        &expect![[r#"
            GET ~/lock
            GET /places/5f00000000000000000000aa/boxes?all=yes
            PUT ~/lock {"code":"1234"}
            state:
              box_id = "64000000000000000000bbbb"
              code = "1234"
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
        "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "code": "1234" });
    check(
        &Bench::answering(&answers).read(&LOCK, state.clone()).await,
        &expect![[r#"
            GET ~/lock
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              none
        "#]],
    );
    check(
        &Bench::answering(&answers).remove(&LOCK, state).await,
        &expect![[r#"
            DELETE ~/lock
            state:
              none
        "#]],
    );
    let there = r#"GET ~/lock 200 {"code":"1"}"#;
    check(
        &Bench::answering(there)
            .create(&LOCK, json!({ "code": "1234" }))
            .await,
        &expect![[r#"
            GET ~/lock
            state:
              none
            error: The lock exists already
              The box has the lock already.
              To manage it here:
                terraform import appservices_lock.NAME '5f00000000000000000000aa/64000000000000000000bbbb'
              If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
        "#]],
    );
}

#[tokio::test]
async fn what_is_never_read_is_as_it_was_written() {
    let answers = "PUT ~/alarm 204";
    check(
        &Bench::answering(answers)
            .create(&ALARM, json!({ "sound": "bell" }))
            .await,
        &expect![[r#"
            PUT ~/alarm {"sound":"bell"}
            state:
              box_id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
              sound = "bell"
            error: Bug in the provider
              appservices_alarm gave an answer to ApplyResourceChange that Terraform would refuse:
                id: is still unknown; set what it has become, Value::Null where that is nothing
              This is a mistake in the provider, not in the configuration. Please report it to its developers with these lines.
        "#]],
    );
    let state = json!({ "id": "64000000000000000000bbbb", "sound": "bell" });
    check(
        &Bench::answering(answers).read(&ALARM, state.clone()).await,
        &expect![[r#"
            state:
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
              sound = "bell"
        "#]],
    );
    check(
        &Bench::answering(answers).remove(&ALARM, state).await,
        &expect![[r#"
            state:
              none
        "#]],
    );
}

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
    let emptied = answers.replacen("GET ~/guests", "GET ~/guests", 1);
    check(
        &Bench::answering(&emptied).remove(&GUESTS, state).await,
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
