//! What the SQLite file looks like inside, and how files of earlier versions are brought up to it.
//!
//! An object's place is the app that it belongs to (empty for apps), the object that it is in (for an app, its project), and its
//! collection. `name` is what must be unique at that place, and null where nothing must. Each index begins with the app and the
//! parent, so that all of an app, or all that is in one object, is found through the same indexes. Later layouts add tables and
//! columns beside these, and raise [`VERSION`].

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Marks the file as ours, so that another program's database is not written into.
const APPLICATION_ID: i32 = 0x4150_5356;

/// The layout of this program, as the file's `user_version`. Files from before it was counted have 0.
const VERSION: i32 = 1;

const OBJECTS: &str = "
    CREATE TABLE objects (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        app TEXT NOT NULL,
        parent TEXT NOT NULL,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT,
        body TEXT NOT NULL,
        UNIQUE (app, parent, collection, id),
        UNIQUE (app, parent, collection, name)
    );
    CREATE INDEX by_place ON objects (app, parent, collection, number);";

/// Why a file cannot be used.
#[derive(Debug)]
pub(super) enum Unfit {
    /// Another program's database.
    Foreign,
    /// Written by a later version of this program, with this layout.
    Newer(i32),
    /// It needs a change and cannot be written.
    ReadOnly,
    /// What SQLite says.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// What was found in a file that can be used.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// Nothing, or the layout of this version.
    Current,
    /// An earlier layout, which is the current one now.
    Earlier,
}

/// Brings the file to the current layout. A file that has it is not locked against anybody.
///
/// The journal stays the plain one: a folder then has one file, and a change of mode cannot collide with anybody.
pub(super) fn prepare(connection: &mut Connection) -> Result<Found, Unfit> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    if connection.is_readonly("main")? {
        return Err(Unfit::ReadOnly);
    }
    if Marks::read(connection)? == Marks::OURS {
        return Ok(Found::Current);
    }
    // Another process may be doing this at the same moment, so what is there is looked at again.
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = match Marks::read(&tx)? {
        Marks { empty: true, .. } => {
            tx.execute_batch(OBJECTS)?;
            Found::Current
        }
        Marks { application, .. } if application != APPLICATION_ID => return Err(Unfit::Foreign),
        Marks { version: 0, .. } => {
            from_layout_0(&tx)?;
            Found::Earlier
        }
        Marks {
            version: VERSION, ..
        } => Found::Current,
        Marks { version, .. } => return Err(Unfit::Newer(version)),
    };
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(found)
}

/// What tells one kind of file from another.
#[derive(PartialEq)]
struct Marks {
    application: i32,
    version: i32,
    /// Whether it has no table.
    empty: bool,
}

impl Marks {
    const OURS: Self = Self {
        application: APPLICATION_ID,
        version: VERSION,
        empty: false,
    };

    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT application_id, user_version, NOT EXISTS (SELECT * FROM sqlite_schema)
                   FROM pragma_application_id, pragma_user_version";
        connection.query_row(sql, [], |row| {
            Ok(Self {
                application: row.get(0)?,
                version: row.get(1)?,
                empty: row.get(2)?,
            })
        })
    }
}

/// Layout 0 had the ids, collections and parents, and checked names by reading whole collections.
fn from_layout_0(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("ALTER TABLE objects RENAME TO before; DROP INDEX by_place;")?;
    tx.execute_batch(OBJECTS)?;
    tx.execute_batch(
        "INSERT INTO objects (number, app, parent, collection, id, name, body)
            SELECT number, iif(collection = 'apps', '', parent), parent, collection, id,
                CASE collection
                    WHEN 'access_list' THEN body ->> 'network'
                    WHEN 'endpoints' THEN concat(body ->> 'http_method', ' ', body ->> 'route')
                    ELSE body ->> 'name'
                END,
                body
            FROM before;
        DROP TABLE before;",
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::emulator::Clock;
    use crate::emulator::scope::Place;
    use crate::emulator::store::{Remember, Store, StoreError};

    /// The tables of layout 0 with an app and something of everything in it.
    const EARLIER: &str = r#"
        PRAGMA application_id = 1095783254;
        CREATE TABLE objects (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            collection TEXT NOT NULL,
            parent TEXT NOT NULL,
            body TEXT NOT NULL
        );
        CREATE INDEX by_place ON objects (parent, collection, number);
        INSERT INTO objects (number, id, collection, parent, body) VALUES
            (3, 'a', 'apps', 'project', '{"_id":"a","name":"shop"}'),
            (4, 'i', 'access_list', 'a', '{"_id":"i","address":"0.0.0.0/0","network":"0.0.0.0/0"}'),
            (7, 's', 'secrets', 'a', '{"_id":"s","name":"second","value":"v"}'),
            (6, 'r', 'secrets', 'a', '{"_id":"r","name":"first","value":"v"}'),
            (8, 'e', 'endpoints', 'a', '{"_id":"e","http_method":"GET","route":"/hello"}'),
            (9, 'k', 'api_keys', 'a', '{"_id":"k","name":"key"}');"#;

    fn file(folder: &Path) -> std::path::PathBuf {
        folder.join("appservices.sqlite")
    }

    fn store(folder: &Path) -> Result<Store, StoreError> {
        Store::open(Some(folder), Clock::system(), Remember::Nothing)
    }

    #[test]
    fn files_of_the_first_layout_are_brought_up_to_this_one() {
        let folder = tempfile::tempdir().expect("a folder");
        Connection::open(file(folder.path()))
            .and_then(|file| file.execute_batch(EARLIER))
            .expect("an earlier file");
        let store = store(folder.path()).expect("it is brought up");
        let within = |collection| Place {
            app: "a",
            parent: "a",
            collection,
        };
        let seen: Result<_, rusqlite::Error> = store.read(None, |scope| {
            let apps = Place {
                app: "",
                parent: "project",
                collection: "apps",
            };
            assert_eq!(scope.find(apps, "a")?.expect("the app")["name"], "shop");
            assert_eq!(scope.holder(apps, "shop")?.as_deref(), Some("a"));
            assert_eq!(
                scope.holder(within("secrets"), "first")?.as_deref(),
                Some("r")
            );
            assert_eq!(
                scope.holder(within("endpoints"), "GET /hello")?.as_deref(),
                Some("e")
            );
            assert_eq!(
                scope.holder(within("access_list"), "0.0.0.0/0")?.as_deref(),
                Some("i")
            );
            assert_eq!(
                scope.holder(within("api_keys"), "key")?.as_deref(),
                Some("k")
            );
            let order: Vec<_> = scope
                .list(within("secrets"))?
                .iter()
                .map(|secret| secret["name"].to_string())
                .collect();
            assert_eq!(order, ["\"first\"", "\"second\""]);
            Ok(())
        });
        seen.expect("it can be read");
        let made: Result<_, rusqlite::Error> = store
            .write(|scope| scope.insert(within("secrets"), Some("third"), serde_json::json!({})));
        made.expect("it can be written");
        let (version, last): (i32, i64) = Connection::open(file(folder.path()))
            .and_then(|file| {
                file.query_row("SELECT user_version, (SELECT max(number) FROM objects) FROM pragma_user_version", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
            })
            .expect("a file");
        assert_eq!((version, last), (VERSION, 10));
    }

    #[test]
    #[cfg(unix)]
    fn bringing_a_file_up_makes_it_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        Connection::open(file(folder.path()))
            .and_then(|file| file.execute_batch(EARLIER))
            .expect("an earlier file");
        std::fs::set_permissions(file(folder.path()), std::fs::Permissions::from_mode(0o644))
            .expect("it is ours");
        store(folder.path()).expect("it is brought up");
        let mode = std::fs::metadata(file(folder.path()))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_says_which_layout_it_has() {
        let folder = tempfile::tempdir().expect("a folder");
        store(folder.path()).expect("a store");
        let connection = Connection::open(file(folder.path())).expect("the file");
        let marks = Marks::read(&connection).expect("marks");
        assert_eq!((marks.application, marks.version), (APPLICATION_ID, 1));
        store(folder.path()).expect("it is opened again");
    }

    #[test]
    fn files_of_others_and_of_later_versions_are_left_alone() {
        for (sql, error) in [
            (
                "PRAGMA user_version = 2; PRAGMA application_id = 1095783254; CREATE TABLE later (x)",
                "was written by a later version of this program (layout 2)",
            ),
            (
                "CREATE TABLE theirs (x)",
                "is not a file that this program wrote, or it is damaged (the database of another program)",
            ),
            (
                "PRAGMA user_version = 1; CREATE TABLE theirs (x)",
                "is not a file that this program wrote, or it is damaged (the database of another program)",
            ),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            Connection::open(file(folder.path()))
                .and_then(|file| file.execute_batch(sql))
                .expect("a file");
            let before = std::fs::read(file(folder.path())).expect("a file");
            let Err(refused) = store(folder.path()) else {
                panic!("{sql} is taken for ours")
            };
            assert_eq!(
                refused.to_string(),
                format!("{} {error}", file(folder.path()).display())
            );
            assert_eq!(
                std::fs::read(file(folder.path())).expect("a file"),
                before,
                "{sql}"
            );
        }
    }

    #[test]
    fn what_cannot_be_written_is_told_when_it_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        store(folder.path()).expect("a store");
        let mut connection = Connection::open_with_flags(
            file(folder.path()),
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
        )
        .expect("the file");
        assert!(matches!(prepare(&mut connection), Err(Unfit::ReadOnly)));
    }

    #[test]
    fn many_processes_may_make_or_bring_up_a_file_at_once() {
        for earlier in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            if earlier {
                Connection::open(file(folder.path()))
                    .and_then(|file| file.execute_batch(EARLIER))
                    .expect("an earlier file");
            }
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
}
