//! Import IDs of any depth.

use expect_test::expect;

use super::made_up::*;
use super::{Bench, check};
use crate::declare::context::Project;
use crate::declare::serve::import_id::readings;

const ID: &str = "65000000000000000000cccc";
const DRAWER_ID: &str = "66000000000000000000dddd";

fn answers() -> String {
    format!(
        r#"GET /places/5f00000000000000000000aa/boxes?all=yes 200 [{{"_id":"64000000000000000000bbbb","name":"attic","label":"B-1"}}]
        GET ~ 200 {{"_id":"64000000000000000000bbbb","name":"attic","label":"B-1"}}
        GET ~/drawers 200 {{"drawers":[{{"_id":"{DRAWER_ID}","name":"top"}}]}}
        GET ~/drawers/{DRAWER_ID}/things 200 [{{"_id":"{ID}","name":"a/b"}}]
        GET ~/drawers/{DRAWER_ID}/things/{ID} 200 {{"_id":"{ID}","name":"a/b","size":7}}
        GET ~/lid 200 {{"open":true,"angle":45}}"#
    )
}

#[tokio::test]
async fn each_part_is_an_id_or_a_key_of_its_own_declaration() {
    let whole = format!("5f00000000000000000000aa/64000000000000000000bbbb/{DRAWER_ID}/{ID}");
    let by_id = Bench::answering(&answers()).import(&THING, &whole).await;
    let by_key = Bench::answering(&answers())
        .import(&THING, "B-1/top/a/b")
        .await;
    // An ID may also start below the provider's place, so that reading is tried, too.
    let state = |story: &str| {
        story
            .split_once("state:")
            .map(|(_, state)| state.to_owned())
    };
    assert_eq!(state(&by_id), state(&by_key));
    check(
        &by_key,
        &expect![[r#"
        GET /places/5f00000000000000000000aa/boxes?all=yes
        GET ~/drawers
        GET ~/drawers/66000000000000000000dddd/things
        GET ~/drawers/66000000000000000000dddd/things/65000000000000000000cccc
        state:
          box_id = "64000000000000000000bbbb"
          drawer_id = "66000000000000000000dddd"
          id = "65000000000000000000cccc"
          name = "a/b"
          place_id = "5f00000000000000000000aa"
          size = 7
    "#]],
    );
}

#[tokio::test]
async fn what_is_one_in_its_parent_has_its_parents_id() {
    check(
        &Bench::answering(&answers()).import(&LID, "B-1").await,
        &expect![[r#"
            GET /places/5f00000000000000000000aa/boxes?all=yes
            GET ~/lid
            state:
              angle = 45
              box_id = "64000000000000000000bbbb"
              id = "64000000000000000000bbbb"
              open = true
              place_id = "5f00000000000000000000aa"
        "#]],
    );
}

#[tokio::test]
async fn the_part_that_is_wrong_is_named() {
    let mut told = String::new();
    for (spec, id) in [
        (&THING, "B-1/top/c"),
        (&THING, "B-1/bottom/a/b"),
        (&THING, "B-2/top/a/b"),
        (&THING, "attic/top/a/b"),
        (&THING, "B-1/top"),
        (&THING, "B-1/top/"),
        (&THING, "B-1/"),
        (&THING, ""),
        (&LID, "attic"),
        (&LID, "B-1/"),
        (&BOX, "B-9"),
        (&BOX, "nothing"),
    ] {
        let story = Bench::answering(&answers()).import(spec, id).await;
        let error = story
            .split_once("error: ")
            .map_or("none\n", |(_, error)| error);
        told.push_str(&format!(
            "{id:?}\n  {}",
            error.replace('\n', "\n  ").trim_end()
        ));
        told.push('\n');
    }
    check(
        &told,
        &expect![[r#"
        "B-1/top/c"
          There is no thing "B-1/top/c" to import
            The drawer "top" has no thing "c".
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>.
        "B-1/bottom/a/b"
          There is no thing "B-1/bottom/a/b" to import
            The box "B-1" has no drawer "bottom".
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>.
        "B-2/top/a/b"
          There is no thing "B-2/top/a/b" to import
            The place 5f00000000000000000000aa has no box "B-2".
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>.
        "attic/top/a/b"
          "attic/top/a/b" is not the id of a thing
            "attic" is the name of a box, and its label is "B-1". Use:
              5f00000000000000000000aa/B-1/top/a/b
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>.
        "B-1/top"
          "B-1/top" is not the id of a thing
            The first part, "B-1", is neither a place (24 hexadecimal digits) nor a box (such as "B-1").
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>. The place may be left out, as the provider has one.
        "B-1/top/"
          "B-1/top/" is not the id of a thing
            Its last part is empty: the thing after the drawer is missing.
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>. The place may be left out, as the provider has one.
        "B-1/"
          "B-1/" is not the id of a thing
            Its last part is empty: the drawer after the box is missing.
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>. The place may be left out, as the provider has one.
        ""
          "" is not the id of a thing
            It is empty.
            The id has the form <place_id>/<box>/<drawer_id>/<thing id or name>. The place may be left out, as the provider has one.
        "attic"
          "attic" is not the id of a lid
            "attic" is the name of a box, and its label is "B-1". Use:
              5f00000000000000000000aa/B-1
            The id has the form <place_id>/<box>.
        "B-1/"
          There is no lid "B-1/" to import
            The place 5f00000000000000000000aa has no box "B-1/".
            The id has the form <place_id>/<box>.
        "B-9"
          There is no box "B-9" to import
            The place 5f00000000000000000000aa has no box "B-9".
            The id has the form <place_id>/<box>.
        "nothing"
          "nothing" is not the id of a box
            It names no box.
            The id has the form <place_id>/<box>. The place may be left out, as the provider has one.
    "#]],
    );
}

#[test]
fn an_empty_part_between_others_is_named() {
    let told = |id: &str| match readings(&THING, &Project::None, id) {
        Ok(readings) => format!("{readings:?}"),
        Err(refusal) => refusal.detail.lines().next().unwrap_or_default().to_owned(),
    };
    let place = "5f00000000000000000000aa";
    assert_eq!(
        told(&format!("{place}/B-1//a")),
        r#"The third part, "", is no drawer."#
    );
    assert_eq!(
        told(&format!("{place}/B-1/top/")),
        "Its last part is empty: the thing after the drawer is missing."
    );
}
