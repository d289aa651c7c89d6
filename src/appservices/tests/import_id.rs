//! Import ids, part by part.

use crate::appservices::catalog::spec;
use crate::declare::context::Project;
use crate::declare::serve::import_id::*;

const PROJECT: &str = "5f00000000000000000000aa";
const APP: &str = "64000000000000000000bbbb";

fn check(name: &str, default: Option<&str>, id: &str, expect: &[&str]) {
    let default = default.map_or(Project::None, |project| Project::Known(project.to_owned()));
    let read = match readings(spec(name), &default, id) {
        Ok(readings) => readings.iter().map(|r| r.parts.join(" ")).collect(),
        Err(refusal) => vec![refusal.detail.lines().next().unwrap_or_default().to_owned()],
    };
    assert_eq!(read, expect, "{name} {id}");
}

#[test]
fn the_parts_are_found() {
    check(
        "app",
        None,
        &format!("{PROJECT}/{APP}"),
        &[&format!("{PROJECT} {APP}")],
    );
    check(
        "app",
        Some(PROJECT),
        "shop-abcde",
        &[&format!("{PROJECT} shop-abcde")],
    );
    check(
        "secret",
        None,
        &format!("{PROJECT}/shop-abcde/key"),
        &[&format!("{PROJECT} shop-abcde key")],
    );
    check(
        "secret",
        Some(PROJECT),
        "shop-abcde/key",
        &[&format!("{PROJECT} shop-abcde key")],
    );
    check(
        "endpoint",
        Some(PROJECT),
        "shop-abcde/GET /a/b",
        &[&format!("{PROJECT} shop-abcde GET /a/b")],
    );
    check(
        "endpoint",
        None,
        &format!("{PROJECT}/{APP}/GET /a"),
        &[&format!("{PROJECT} {APP} GET /a")],
    );
    check(
        "ip_access_list_entry",
        None,
        &format!("{PROJECT}/{APP}/10.0.0.0/8"),
        &[&format!("{PROJECT} {APP} 10.0.0.0/8")],
    );
    check(
        "ip_access_list",
        Some(PROJECT),
        APP,
        &[&format!("{PROJECT} {APP}")],
    );
}

#[test]
fn two_readings_are_both_tried() {
    let id = format!("{PROJECT}/{APP}/key");
    check(
        "secret",
        Some("5f00000000000000000000ff"),
        &id,
        &[
            &format!("{PROJECT} {APP} key"),
            &format!("5f00000000000000000000ff {PROJECT} {APP}/key"),
        ],
    );
}

#[test]
fn the_wrong_part_is_named() {
    check("secret", None, "", &["It is empty."]);
    check(
        "secret",
        None,
        "key",
        &["The project is missing, and the provider has no project_id."],
    );
    check(
        "secret",
        None,
        "prj/shop-abcde/key",
        &["The first part, \"prj\", is no project: 24 hexadecimal digits."],
    );
    check(
        "secret",
        None,
        &format!("{PROJECT}/shop/key"),
        &[
            "The second part, \"shop\", is no app: neither an id of 24 hexadecimal digits nor a client app id such as \"myapp-abcde\".",
        ],
    );
    check(
        "secret",
        None,
        &format!("{PROJECT}/shop-abcde"),
        &["It ends after the app; the secret is missing."],
    );
    check(
        "app",
        None,
        PROJECT,
        &["The project is missing, and the provider has no project_id."],
    );
}

#[test]
fn an_empty_end_is_the_mistake() {
    let missing = "Its last part is empty: the secret after the app is missing.";
    let no_app = "Its last part is empty: the app after the project is missing.";
    check("secret", Some(PROJECT), "legacy-iowzh/", &[missing]);
    check("secret", Some(PROJECT), &format!("{APP}/"), &[missing]);
    check(
        "secret",
        None,
        &format!("{PROJECT}/legacy-iowzh/"),
        &[missing],
    );
    check("secret", None, &format!("{PROJECT}/{APP}/"), &[missing]);
    check("secret", None, &format!("{PROJECT}/"), &[no_app]);
    check("app", None, &format!("{PROJECT}/"), &[no_app]);
    check(
        "app",
        Some(PROJECT),
        "shop-abcde/",
        &["It ends in a slash, which does not belong there: the id is \"shop-abcde\"."],
    );
    check(
        "ip_access_list",
        None,
        &format!("{PROJECT}/{APP}/"),
        &[&format!(
            "It ends in a slash, which does not belong there: the id is \"{PROJECT}/{APP}\"."
        )],
    );
    // What comes before the end is wrong, too, and is named first.
    check(
        "secret",
        None,
        "prj/shop-abcde/",
        &["The first part, \"prj\", is no project: 24 hexadecimal digits."],
    );
    check(
        "secret",
        Some(PROJECT),
        "/",
        &[
            "The first part, \"\", is neither a project (24 hexadecimal digits) nor an app (such as \"myapp-abcde\").",
        ],
    );
}

#[test]
fn a_project_that_is_not_known_yet_is_not_missing() {
    let refusal = readings(spec("app"), &Project::Unknown, "shop-abcde").expect_err("no project");
    assert!(
        refusal
            .detail
            .starts_with("The project is missing, and the provider's project_id is not known yet."),
        "{}",
        refusal.detail
    );
}
