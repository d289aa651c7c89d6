//! What the SQLite file looks like inside, and how files of earlier versions are migrated.
//!
//! `user_version` counts the layouts. A later layout adds its step at the end of [`STEPS`], its
//! tables become what [`CURRENT`] names, and earlier steps stay as they are: a file of any earlier
//! layout is taken through every step that it lacks, in one transaction.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Marks the file as ours, so that another program's database is not written into.
const APPLICATION_ID: i32 = 0x4150_5356;

/// The layout of this program.
const VERSION: i32 = STEPS.len() as i32;

/// The tables of a new file.
const CURRENT: &str = LAYOUT_2;

/// How a file gets from each layout to the next. Files from before layouts were counted have 0.
const STEPS: &[fn(&Transaction<'_>) -> rusqlite::Result<()>] = &[from_0_to_1, from_1_to_2];

/// An object's place is the app that it belongs to (empty for apps, and for what belongs to none), the
/// object that it is in (for an app, its project; empty for what is in none), and its collection. `name` is what must be unique at that place, and null
/// where nothing must. Each index begins with the app and the parent, so that all of an app, or all
/// that is in one object, is found through the same indexes.
///
/// `view` is empty for what is deployed, and otherwise names a draft. An object without a body is
/// one that the draft removes. A blob has the key of the object that it belongs to.
const LAYOUT_2: &str = "
    CREATE TABLE objects (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        app TEXT NOT NULL,
        parent TEXT NOT NULL,
        collection TEXT NOT NULL,
        view TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT,
        body TEXT,
        UNIQUE (app, parent, collection, view, id),
        UNIQUE (app, parent, collection, view, name)
    );
    CREATE INDEX by_place ON objects (app, parent, collection, view, number);
    CREATE TABLE blobs (
        app TEXT NOT NULL,
        parent TEXT NOT NULL,
        collection TEXT NOT NULL,
        view TEXT NOT NULL,
        id TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (app, parent, collection, view, id)
    );";

/// Layout 1 had neither views nor blobs.
fn from_1_to_2(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("ALTER TABLE objects RENAME TO before; DROP INDEX by_place;")?;
    tx.execute_batch(LAYOUT_2)?;
    tx.execute_batch(
        "INSERT INTO objects (number, app, parent, collection, view, id, name, body)
            SELECT number, app, parent, collection, '', id, name, body FROM before;
        DROP TABLE before;",
    )
}

/// Layout 0 had ids, collections and parents, and checked names by reading whole collections.
fn from_0_to_1(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("ALTER TABLE objects RENAME TO before; DROP INDEX by_place;")?;
    tx.execute_batch(LAYOUT_1)?;
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

const LAYOUT_1: &str = "
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
    /// No table.
    Nothing,
    /// The tables of this layout, which is the current one now.
    Layout(i32),
}

/// Brings the file to the current layout. A file that has the current layout is not locked.
///
/// The journal stays the plain one: a folder then has one file, and a change of mode cannot collide
/// with another process.
pub(super) fn prepare(connection: &mut Connection) -> Result<Found, Unfit> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    if connection.is_readonly("main")? {
        return Err(Unfit::ReadOnly);
    }
    if Marks::read(connection)? == Marks::OURS {
        return Ok(Found::Layout(VERSION));
    }
    // Another process may be doing this at the same moment, so the marks are read again.
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = bring_up(&tx, &Marks::read(&tx)?)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(found)
}

/// Makes the tables of a new file, or takes an earlier one through the steps that it lacks.
fn bring_up(tx: &Transaction<'_>, marks: &Marks) -> Result<Found, Unfit> {
    if marks.empty {
        tx.execute_batch(CURRENT)?;
        return Ok(Found::Nothing);
    }
    if marks.application != APPLICATION_ID {
        return Err(Unfit::Foreign);
    }
    let lacking = usize::try_from(marks.version)
        .ok()
        .and_then(|version| STEPS.get(version..))
        .ok_or(Unfit::Newer(marks.version))?;
    for step in lacking {
        step(tx)?;
    }
    Ok(Found::Layout(marks.version))
}

/// The marks by which files are told apart.
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
