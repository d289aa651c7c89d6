//! The past, which reads that lag behind see.

use std::sync::atomic::Ordering;

use serde_json::{Value as Json, json};

use crate::emulator::Clock;
use crate::emulator::scope::{Place, Scope};
use crate::emulator::store::{Remember, Store};

type Done<T> = Result<T, rusqlite::Error>;

const APPS: Place<'_> = Place {
    app: "",
    parent: "project",
    collection: "apps",
};

fn secrets(app: &str) -> Place<'_> {
    Place {
        app,
        parent: app,
        collection: "secrets",
    }
}

fn names(store: &Store, lag: Option<i64>, place: Place<'_>) -> Vec<String> {
    let seen: Done<Vec<Json>> = store.read(lag, |scope| scope.list(place));
    seen.expect("it can be read")
        .iter()
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn write<T>(store: &Store, work: impl FnOnce(&Scope<'_>) -> Done<T>) -> T {
    store.write(work).expect("it can be written")
}

fn add(scope: &Scope<'_>, place: Place<'_>, name: &str) -> Done<Json> {
    scope.insert(place, Some(name), json!({ "name": name }))
}

fn id(object: &Json) -> String {
    object["_id"].as_str().expect("an _id").to_owned()
}

#[test]
fn the_past_has_what_was_there_in_the_same_order() {
    let folder = tempfile::tempdir().expect("a folder");
    for data in [None, Some(folder.path())] {
        let (clock, hands) = Clock::manual(1_700_000_000);
        let store = Store::open(data, clock, Remember::Writes).expect("a store");
        let app = id(&write(&store, |scope| add(scope, APPS, "shop")));
        let first = write(&store, |scope| add(scope, secrets(&app), "first"));
        write(&store, |scope| add(scope, secrets(&app), "second"));
        hands.fetch_add(60, Ordering::Relaxed);
        // The name of one that is gone is given to another, which the past does not have.
        write(&store, |scope| scope.remove(secrets(&app), &id(&first)));
        write(&store, |scope| add(scope, secrets(&app), "first"));
        assert_eq!(names(&store, None, secrets(&app)), ["second", "first"]);
        assert_eq!(names(&store, Some(5), secrets(&app)), ["first", "second"]);
        hands.fetch_add(4, Ordering::Relaxed);
        // An app that goes with everything in it is whole in the past.
        write(&store, |scope| scope.remove(APPS, &app));
        assert_eq!(
            (
                names(&store, None, APPS),
                names(&store, None, secrets(&app))
            ),
            (vec![], vec![])
        );
        assert_eq!(names(&store, Some(2), APPS), ["shop"]);
        assert_eq!(names(&store, Some(2), secrets(&app)), ["second", "first"]);
        assert_eq!(names(&store, Some(30), secrets(&app)), ["first", "second"]);
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
    let failed: Done<()> = store.write(|scope| {
        add(scope, APPS, "shop")?;
        add(scope, APPS, "shop")?;
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
    let written: Done<Json> = store.read(None, |scope| add(scope, APPS, "shop"));
    assert!(written.is_err());
}

#[test]
fn what_is_in_an_object_goes_with_it_and_its_neighbours_stay() {
    let store = Store::open(None, Clock::system(), Remember::Nothing).expect("a store");
    let app = id(&write(&store, |scope| add(scope, APPS, "shop")));
    let services = Place {
        app: &app,
        parent: &app,
        collection: "services",
    };
    let one = id(&write(&store, |scope| add(scope, services, "one")));
    let two = id(&write(&store, |scope| add(scope, services, "two")));
    let rules = |service| Place {
        app: &app,
        parent: service,
        collection: "services/rules",
    };
    for service in [&one, &two] {
        write(&store, |scope| add(scope, rules(service), "rule"));
    }
    write(&store, |scope| scope.remove(services, &one));
    assert_eq!(
        (
            names(&store, None, services),
            names(&store, None, rules(&one))
        ),
        (vec!["two".to_owned()], vec![])
    );
    assert_eq!(names(&store, None, rules(&two)), ["rule"]);
    write(&store, |scope| scope.remove(APPS, &app));
    assert_eq!(names(&store, None, rules(&two)), Vec::<String>::new());
}
