//! Files of earlier layouts, of later ones, and of other programs.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::emulator::model::{Clock, Document};
use crate::emulator::store::layout::{self, Unfit};
use crate::emulator::store::{Place, Remember, Store, StoreError, Tx};

const LAYOUT_0: &str = include_str!("fixtures/layout-0.sql");
const LAYOUT_1: &str = include_str!("fixtures/layout-1.sql");

fn file(folder: &Path) -> PathBuf {
    folder.join("appservices.sqlite")
}

fn store(folder: &Path) -> Result<Store, StoreError> {
    Store::open(Some(folder), Clock::system(), Remember::Nothing)
}

/// A folder with a file that some statements made.
fn folder(sql: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    Connection::open(file(folder.path()))
        .and_then(|file| file.execute_batch(sql))
        .expect("a file");
    folder
}

fn seen<T>(store: &Store, look: impl FnOnce(&Tx<'_>) -> rusqlite::Result<T>) -> T {
    store.read(None, look).expect("it can be read")
}

/// One number that a query of the file gives.
fn number(folder: &Path, sql: &str) -> i64 {
    Connection::open(file(folder))
        .and_then(|file| file.query_row(sql, [], |row| row.get(0)))
        .expect("a number")
}

/// What the file says about its tables and indexes.
fn schema(folder: &Path) -> Vec<String> {
    let file = Connection::open(file(folder)).expect("a file");
    let sql = "SELECT concat_ws(' ', type, name, sql) FROM sqlite_schema ORDER BY name";
    let mut rows = file.prepare(sql).expect("a query");
    let rows = rows.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("text")
}

#[test]
fn earlier_files_get_the_tables_of_a_new_one() {
    let new = tempfile::tempdir().expect("a folder");
    store(new.path()).expect("a store");
    let version = number(new.path(), "PRAGMA user_version");
    assert_eq!(version, 2, "a later layout needs a fixture of this one");
    for earlier in [LAYOUT_0, LAYOUT_1] {
        let earlier = folder(earlier);
        store(earlier.path()).expect("it is migrated");
        assert_eq!(schema(earlier.path()), schema(new.path()));
        assert_eq!(number(earlier.path(), "PRAGMA user_version"), version);
        assert_eq!(number(earlier.path(), "PRAGMA application_id"), 0x4150_5356);
        store(earlier.path()).expect("it is opened again");
    }
}

#[test]
fn a_file_of_layout_0_keeps_what_is_in_it() {
    let folder = folder(LAYOUT_0);
    let store = store(folder.path()).expect("it is migrated");
    seen(&store, |tx| {
        let apps = Place::in_project("project", "apps");
        let app = tx.find(apps.key("a"))?.expect("the app");
        assert_eq!(app.text("name"), Some("shop"));
        for (place, name, holder) in [
            (apps, "shop", "a"),
            (Place::in_app("a", "secrets"), "first", "r"),
            (Place::in_app("a", "endpoints"), "GET /hello", "e"),
            (Place::in_app("a", "access_list"), "0.0.0.0/0", "i"),
            (Place::in_app("a", "api_keys"), "key", "k"),
        ] {
            assert_eq!(tx.holder(place, name)?.as_deref(), Some(holder), "{name}");
        }
        let order: Vec<_> = tx.list(Place::in_app("a", "secrets"))?;
        assert_eq!(
            order.iter().map(Document::id).collect::<Vec<_>>(),
            ["r", "s"]
        );
        Ok(())
    });
}

#[test]
fn a_file_of_layout_1_keeps_what_is_in_it() {
    let folder = folder(LAYOUT_1);
    let store = store(folder.path()).expect("it is migrated");
    let app = "6b072498013b84a74c000003";
    let secrets = Place::in_app(app, "secrets");
    seen(&store, |tx| {
        let apps = Place::in_project("000000000000000000000001", "apps");
        assert_eq!(tx.list(apps)?.len(), 2);
        let names = tx.list(secrets)?;
        let names: Vec<_> = names.iter().filter_map(|one| one.text("name")).collect();
        assert_eq!(names, ["second", "first"]);
        for (collection, name) in [
            ("services", "mongodb-atlas"),
            ("endpoints", "GET /hello"),
            ("log_forwarders", "logs"),
        ] {
            let place = Place::in_app(app, collection);
            assert!(tx.holder(place, name)?.is_some(), "{collection}");
        }
        Ok(())
    });
    let made: rusqlite::Result<Document> = store.write(|tx| {
        tx.insert(
            secrets,
            Some("third"),
            serde_json::json!({ "name": "third" }),
        )
    });
    made.expect("it can be written");
    assert_eq!(number(folder.path(), "SELECT max(number) FROM objects"), 13);
}

#[test]
#[cfg(unix)]
fn only_files_from_before_modes_are_made_private() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    for (sql, mode) in [(LAYOUT_0, 0o600), (LAYOUT_1, 0o640)] {
        let folder = folder(sql);
        let file = file(folder.path());
        set_permissions(&file, Permissions::from_mode(0o640)).expect("it is ours");
        store(folder.path()).expect("it is migrated");
        let found = metadata(&file).expect("a file").permissions().mode();
        assert_eq!(found & 0o777, mode);
    }
}

#[test]
fn files_of_others_and_of_later_versions_are_left_alone() {
    let foreign =
        "is not a file that this program wrote, or it is damaged (the database of another program)";
    for (sql, error) in [
        (
            "PRAGMA user_version = 3; PRAGMA application_id = 1095783254; CREATE TABLE later (x)",
            "was written by a later version of this program (layout 3)",
        ),
        (
            "PRAGMA user_version = -1; PRAGMA application_id = 1095783254; CREATE TABLE later (x)",
            "was written by a later version of this program (layout -1)",
        ),
        ("CREATE TABLE theirs (x)", foreign),
        ("PRAGMA user_version = 1; CREATE TABLE theirs (x)", foreign),
    ] {
        let folder = folder(sql);
        let file = file(folder.path());
        let before = std::fs::read(&file).expect("a file");
        let Err(refused) = store(folder.path()) else {
            panic!("{sql} is taken for ours")
        };
        assert_eq!(refused.to_string(), format!("{} {error}", file.display()));
        assert_eq!(std::fs::read(&file).expect("a file"), before, "{sql}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    // Two objects of one name, which layout 0 could not refuse.
    let twice = "INSERT INTO objects (id, collection, parent, body)
        VALUES ('t', 'secrets', 'a', '{\"_id\":\"t\",\"name\":\"first\"}');";
    let folder = folder(&format!("{LAYOUT_0}{twice}"));
    let before = schema(folder.path());
    assert!(store(folder.path()).is_err());
    assert_eq!(schema(folder.path()), before);
    assert_eq!(number(folder.path(), "SELECT count(*) FROM objects"), 7);
    assert_eq!(number(folder.path(), "PRAGMA user_version"), 0);
}

#[test]
fn what_cannot_be_written_is_reported_when_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    store(folder.path()).expect("a store");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let mut connection = Connection::open_with_flags(file(folder.path()), flags).expect("the file");
    assert!(matches!(
        layout::prepare(&mut connection),
        Err(Unfit::ReadOnly)
    ));
}

#[test]
fn many_processes_may_make_or_migrate_a_file_at_once() {
    for sql in ["", LAYOUT_0, LAYOUT_1] {
        let folder = folder(sql);
        std::thread::scope(|scope| {
            let opening: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| store(folder.path()).map(|_| ())))
                .collect();
            for one in opening {
                one.join().expect("no panic").expect("it can be used");
            }
        });
    }
}

#[test]
fn blobs_go_with_their_objects() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path()).expect("a store");
    let rows = "
        INSERT INTO blobs VALUES
            ('a', 'a', 'assets', '', '1', x'00'),
            ('a', 'a', 'assets', '', '2', x'00'),
            ('b', 'b', 'assets', '', '1', x'00')";
    Connection::open(file(folder.path()))
        .and_then(|file| file.execute_batch(rows))
        .expect("blobs");
    for (key, left) in [
        (Place::in_app("a", "assets").key("1"), 2),
        (Place::in_project("p", "apps").key("a"), 1),
    ] {
        let removed: rusqlite::Result<()> = store.write(|tx| tx.remove(key));
        removed.expect("it can be removed");
        assert_eq!(number(folder.path(), "SELECT count(*) FROM blobs"), left);
    }
}
