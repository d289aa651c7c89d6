//! Reads beside a process that writes.

use rusqlite::Connection;

use super::super::api_with;
use super::{Api, V2};
use crate::emulator::LOCAL_PROJECT;
use crate::emulator::families::FAMILIES;
use crate::emulator::model::Projects;

#[test]
fn a_read_takes_no_write_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let projects = Projects::Any(LOCAL_PROJECT.to_owned());
    let api = Api::over(api_with(Some(folder.path()), FAMILIES, projects));
    let group = format!("/groups/{LOCAL_PROJECT}");
    // Another process holds the lock, for which a write would wait until it is refused.
    let other = Connection::open(folder.path().join("appservices.sqlite")).expect("the file");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("the write lock");
    for path in [
        "",
        "/groups",
        "/groups/byName/Local",
        &group,
        &format!("{group}/clusters"),
        &format!("{group}/clusters/Cluster0"),
        &format!("{group}/serverless"),
        &format!("{group}/dataFederation"),
    ] {
        let answer = api.ask("GET", &format!("{V2}{path}"), "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
}

#[test]
fn projects_and_clusters_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        let projects = Projects::Any(LOCAL_PROJECT.to_owned());
        Api::over(api_with(Some(folder.path()), FAMILIES, projects))
    };
    let id = open().project("kept");
    let clusters = format!("{V2}/groups/{id}/clusters");
    let made = open().ask("POST", &clusters, "{\"name\":\"one\"}");
    assert_eq!(made.status, 201, "{made:?}");
    let made = made.body.expect("a cluster");
    let seen = open().ask("GET", &format!("{clusters}/one"), "");
    assert_eq!(seen.body.expect("a cluster")["id"], made["id"]);
    // The Admin API knows the project, too.
    assert_eq!(open().get(&format!("/groups/{id}/apps")).0, 200);
}
