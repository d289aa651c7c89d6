//! The past, which reads that lag behind see.

use std::sync::atomic::Ordering;

use serde_json::json;

use crate::emulator::Clock;
use crate::emulator::model::Document;
use crate::emulator::store::{Place, Remember, Store, Tx};

type Done<T> = Result<T, rusqlite::Error>;

const APPS: Place<'_> = Place::in_project("project", "apps");

const fn secrets(app: &str) -> Place<'_> {
    Place::in_app(app, "secrets")
}

fn names(store: &Store, lag: Option<i64>, place: Place<'_>) -> Vec<String> {
    let seen: Done<Vec<Document>> = store.read(lag, |tx| tx.list(place));
    seen.expect("it can be read")
        .iter()
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn write<T>(store: &Store, work: impl FnOnce(&Tx<'_>) -> Done<T>) -> T {
    store.write(work).expect("it can be written")
}

fn add(tx: &Tx<'_>, place: Place<'_>, name: &str) -> Done<Document> {
    tx.insert(place, Some(name), json!({ "name": name }))
}

#[test]
fn the_past_has_what_was_there_in_the_same_order() {
    let folder = tempfile::tempdir().expect("a folder");
    for data in [None, Some(folder.path())] {
        let (clock, hands) = Clock::manual(1_700_000_000);
        let store = Store::open(data, clock, Remember::Writes).expect("a store");
        let app = write(&store, |tx| add(tx, APPS, "shop"));
        let app = app.id();
        let first = write(&store, |tx| add(tx, secrets(app), "first"));
        write(&store, |tx| add(tx, secrets(app), "second"));
        hands.fetch_add(60, Ordering::Relaxed);
        // The name of one that is gone is given to another, which the past does not have.
        write(&store, |tx| tx.remove(secrets(app).key(first.id())));
        write(&store, |tx| add(tx, secrets(app), "first"));
        assert_eq!(names(&store, None, secrets(app)), ["second", "first"]);
        assert_eq!(names(&store, Some(5), secrets(app)), ["first", "second"]);
        hands.fetch_add(4, Ordering::Relaxed);
        // An app that goes with everything in it is whole in the past.
        write(&store, |tx| tx.remove(APPS.key(app)));
        assert_eq!(
            (names(&store, None, APPS), names(&store, None, secrets(app))),
            (vec![], vec![])
        );
        assert_eq!(names(&store, Some(2), APPS), ["shop"]);
        assert_eq!(names(&store, Some(2), secrets(app)), ["second", "first"]);
        assert_eq!(names(&store, Some(30), secrets(app)), ["first", "second"]);
        // Nothing of the past came back, and it ends.
        assert_eq!(names(&store, None, APPS), Vec::<String>::new());
        hands.fetch_add(5, Ordering::Relaxed);
        assert_eq!(names(&store, Some(2), APPS), Vec::<String>::new());
    }
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let (clock, _) = Clock::manual(1_700_000_000);
    let store = Store::open(None, clock, Remember::Writes).expect("a store");
    let failed: Done<()> = store.write(|tx| {
        add(tx, APPS, "shop")?;
        add(tx, APPS, "shop")?;
        Ok(())
    });
    assert!(failed.is_err(), "two have one name");
    assert_eq!(names(&store, None, APPS), Vec::<String>::new());
    assert_eq!(names(&store, Some(5), APPS), Vec::<String>::new());
}

#[test]
fn readers_of_a_file_cannot_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let store =
        Store::open(Some(folder.path()), Clock::system(), Remember::Nothing).expect("a store");
    let written: Done<Document> = store.read(None, |tx| add(tx, APPS, "shop"));
    assert!(written.is_err());
}

#[test]
fn what_is_in_an_object_goes_with_it_and_its_neighbours_stay() {
    let store = Store::open(None, Clock::system(), Remember::Nothing).expect("a store");
    let app = write(&store, |tx| add(tx, APPS, "shop"));
    let app = app.id();
    let services = Place::in_app(app, "services");
    let one = write(&store, |tx| add(tx, services, "one"));
    let two = write(&store, |tx| add(tx, services, "two"));
    let rules = |service| Place::in_object(app, service, "services/rules");
    let made =
        [one.id(), two.id()].map(|service| write(&store, |tx| add(tx, rules(service), "rule")));
    let parts = |rule| Place::in_object(app, rule, "services/rules/parts");
    for rule in &made {
        write(&store, |tx| add(tx, parts(rule.id()), "part"));
    }
    write(&store, |tx| tx.remove(services.key(one.id())));
    assert_eq!(
        (
            names(&store, None, services),
            names(&store, None, rules(one.id()))
        ),
        (vec!["two".to_owned()], vec![])
    );
    assert_eq!(names(&store, None, parts(made[0].id())), [""; 0]);
    assert_eq!(names(&store, None, rules(two.id())), ["rule"]);
    assert_eq!(names(&store, None, parts(made[1].id())), ["part"]);
    write(&store, |tx| tx.remove(APPS.key(app)));
    assert_eq!(names(&store, None, rules(two.id())), Vec::<String>::new());
}
