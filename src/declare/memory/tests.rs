//! What one process remembers, and for whom.

use super::*;

#[test]
fn a_circle_of_waits_is_found_by_whoever_closes_it() {
    let memory = Memory::new();
    let _leaving = ["a", "b", "c"].map(|path| memory.leaving(path.to_owned()));
    assert!(memory.wait("a", "b"));
    assert!(memory.wait("b", "c"));
    assert!(memory.end_wait("a"), "a chain is no circle");
    assert!(memory.wait("a", "b"));
    assert!(!memory.wait("c", "a"));
    assert!(
        !memory.end_wait("a") && !memory.end_wait("b"),
        "the others of the circle hear of it"
    );
}

#[test]
fn what_has_left_is_told_to_those_who_wait() {
    let memory = Memory::new();
    let mut left = memory.left();
    let leaving = memory.leaving("a".to_owned());
    assert!(memory.is_leaving("a"));
    drop(leaving);
    assert!(
        !memory.is_leaving("a") && !memory.has_left("a", None, Duration::MAX),
        "whoever fails keeps the name"
    );
    assert!(left.has_changed().expect("the sender is there"));
    left.mark_unchanged();
    memory.leaving("b".to_owned()).deleted();
    memory
        .leaving("c".to_owned())
        .renamed_from("old".to_owned());
    for (path, name, has_left) in [
        ("b", None, true),
        ("b", Some("any"), true),
        ("c", Some("old"), true),
        ("c", Some("new"), false),
    ] {
        assert_eq!(
            memory.has_left(path, name, Duration::MAX),
            has_left,
            "{path} {name:?}"
        );
        assert!(
            !memory.has_left(path, name, Duration::ZERO),
            "a server whose reads do not lag shows what is there"
        );
    }
    assert!(
        !memory.has_left("c", None, Duration::MAX),
        "what was renamed is there"
    );
}

#[test]
fn what_one_connection_wrote_is_nothing_to_another() {
    let memory = Memory::new();
    let connection = HostConnection::default();
    let other = HostConnection::default();
    let first = memory.begin_write("list", &connection);
    let token = memory.begin_write("list", &connection);
    assert_ne!(first, token);
    assert_eq!(
        memory.last_write("list", &connection),
        Some(Write {
            token: token.clone(),
            is_done: false
        })
    );
    memory.end_write("list", &other);
    memory.end_write("list", &connection);
    assert_eq!(
        memory.last_write("list", &connection),
        Some(Write {
            token,
            is_done: true
        })
    );
    assert_eq!(memory.last_write("list", &other), None);
    memory.wrote_member("list", "1", &connection);
    assert_eq!(
        memory.members("list", &connection),
        HashSet::from(["1".to_owned()])
    );
    assert!(memory.members("list", &other).is_empty());

    let whole = Manager {
        type_name: "whole".to_owned(),
        id: "w".to_owned(),
    };
    let part = Manager {
        type_name: "part".to_owned(),
        id: "p".to_owned(),
    };
    assert!(memory.manages("list", whole.clone(), &connection).is_none());
    assert!(memory.manages("list", whole.clone(), &connection).is_none());
    assert!(memory.manages("list", part.clone(), &other).is_none());
    assert!(memory.manages("list", part, &connection) == Some(whole));
    drop(connection);
    assert_eq!(
        memory.known().documents["list"]
            .writes
            .iter()
            .filter(|(mark, _)| !mark.has_ended())
            .count(),
        0
    );
}
