//! Objects of which each parent has only one.

use expect_test::expect;
use serde_json::json;

use super::made_up::*;
use super::{Bench, check};

use super::lifecycles::the_box;

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
    // A document of another shape is no lid. A 404 without a code of its own proves nothing while
    // the box exists.
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
              The answer is not one that App Services gives: status 404, although the place's list of boxes has the box
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
    // `{}` proves no success: the handle is read, and is unchanged.
    check(
        &Bench::answering(answers)
            .apply(&HANDLE, state.clone(), json!({ "grip": "firm" }))
            .await,
        &expect![[r#"
            GET ~/handle
            PUT ~/handle {"grip":"firm","made":"1999"}
            GET ~/handle (2 times)
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
            GET ~
            GET /places/5f00000000000000000000aa/boxes?all=yes
            state:
              box_id = "64000000000000000000bbbb"
              code = "1234"
              disabled = false
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
            warning: Could not complete the lock
              The answer is not one that App Services gives: status 404, although the list of the collection has the object
              GET /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb
              Check base_url: something other than App Services may be answering, such as a proxy.
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
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
              sound = "bell"
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
            warning: The alarm is left as it is
              The API cannot reset it, so the alarm stays as it was last set, until the box is removed. Set another value before you remove the resource if that is not what you want.
        "#]],
    );
}

/// The API leaves out what is false, and a switch of a new part has a call of its own.
#[tokio::test]
async fn a_reset_is_proven_by_what_is_left_out() {
    let answers = r#"GET ~/lid 200 {"open":true,"angle":45}
        GET ~/lid 200 {"angle":90}
        PATCH ~/lid 200 {}"#;
    let state = json!({ "id": "64000000000000000000bbbb", "open": true, "angle": 45 });
    check(
        &Bench::answering(answers).remove(&LID, state).await,
        &expect![[r#"
            GET ~/lid
            PATCH ~/lid {"angle":90,"open":false}
            GET ~/lid
            state:
              none
        "#]],
    );
}

#[tokio::test]
async fn a_part_that_is_put_is_switched_and_follows_from_its_box() {
    let answers = format!(
        r#"GET ~/lock 404 {{"error":"no lock","error_code":"LockNotFound"}}
        {}
        PUT ~/lock 204
        PUT ~/lock/disable 204
        GET ~ 200 {{"_id":"64000000000000000000bbbb","name":"b","label":"B-1"}}"#,
        the_box()
    );
    let config = json!({ "code": "1234", "disabled": true });
    check(
        &Bench::answering(&answers).create(&LOCK, config).await,
        &expect![[r#"
            GET ~/lock
            GET /places/5f00000000000000000000aa/boxes?all=yes
            PUT ~/lock {"code":"1234"}
            GET ~
            PUT ~/lock/disable
            state:
              box_id = "64000000000000000000bbbb"
              code = "1234"
              disabled = true
              id = "64000000000000000000bbbb"
              place_id = "5f00000000000000000000aa"
              tag = "B-1/lock"
        "#]],
    );
    let unknown = answers.replace("PUT ~/lock 204", "PUT ~/lock 502 <html>");
    let config = json!({ "code": "1234" });
    check(
        &Bench::answering(&unknown).create(&LOCK, config).await,
        &expect![[r#"
            GET ~/lock
            GET /places/5f00000000000000000000aa/boxes?all=yes
            PUT ~/lock {"code":"1234"} (15 times)
            state:
              none
            error: The creation of the lock has no known outcome
              App Services answered 502: "(the answer is not JSON)"
              PUT /places/5f00000000000000000000aa/boxes/64000000000000000000bbbb/lock, 15 times in 274.6 s
              Whether the lock was made cannot be told. Look for it before you apply again; when it is there, take it over:
                terraform import appservices_lock.NAME '5f00000000000000000000aa/64000000000000000000bbbb'
        "#]],
    );
}
