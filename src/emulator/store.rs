//! Where objects are kept: one table of JSON documents in SQLite.
//!
//! Several processes may share a folder: each request is one transaction, and writers wait for each other. A document belongs
//! to a collection and to a parent (an app, or a project), and goes when its parent goes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use serde_json::Value as Json;

use super::clock::Clock;
use super::object_id;

/// The file inside the data folder.
pub(super) const FILE: &str = "appservices.sqlite";

/// Marks the file as ours, so that another program's database is not written into.
const APPLICATION_ID: i32 = 0x4150_5356;

/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the data cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made.
    #[error("the folder {} cannot be made: {error}", .folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is damaged, or something else altogether.
    #[error("{} is not a file that this program wrote, or it is damaged ({error})", .file.display())]
    Damaged {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        error: String,
    },
    /// Another process holds it.
    #[error("{} is locked by another process", .file.display())]
    Locked {
        /// Which file.
        file: PathBuf,
    },
    /// Anything else.
    #[error("{} cannot be used: {error}", .file.display())]
    Unusable {
        /// Which file.
        file: PathBuf,
        /// Why.
        error: String,
    },
}

/// The open database.
pub(super) struct Store {
    connection: Mutex<Connection>,
    clock: Clock,
    /// What was before each write of the last while, newest last: the past that stale reads see. Only what went through
    /// this process is in it.
    journal: Mutex<Vec<Undo>>,
}

struct Undo {
    at: i64,
    id: String,
    /// Collection, parent and body before the write; `None` when there was nothing.
    before: Option<(String, String, String)>,
}

/// How long the journal reaches back.
const LONGEST_LAG: i64 = 300;

impl Store {
    pub(super) fn open(folder: Option<&Path>, clock: Clock) -> Result<Self, StoreError> {
        let (opened, file) = match folder {
            None => (Connection::open_in_memory(), PathBuf::from("(memory)")),
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| StoreError::Folder { folder: folder.to_owned(), error })?;
                let file = folder.join(FILE);
                (Connection::open(&file), file)
            }
        };
        let prepared = opened.and_then(|mut connection| prepare(&mut connection).map(|()| connection));
        prepared.map(|connection| Self::over(connection, clock)).map_err(|error| explain(file, &error))
    }

    fn over(connection: Connection, clock: Clock) -> Self {
        Self { connection: Mutex::new(connection), clock, journal: Mutex::default() }
    }

    /// Runs `work` in one transaction, which is kept only when it succeeds. With a lag, `work` sees what was that many
    /// seconds ago, and nothing of it is kept.
    pub(super) fn transact<T, E: From<rusqlite::Error>>(
        &self,
        lag: Option<i64>,
        work: impl FnOnce(&Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let scope = Scope { tx: connection.transaction_with_behavior(TransactionBehavior::Immediate)?, now, written: Mutex::default() };
        if let Some(lag) = lag {
            for undo in journal.iter().rev().take_while(|undo| undo.at > now - lag) {
                scope.undo(undo)?;
            }
            // Dropping the transaction takes the past back.
            return work(&scope);
        }
        let done = work(&scope)?;
        let Scope { tx, written, .. } = scope;
        tx.commit()?;
        journal.retain(|undo| undo.at > now - LONGEST_LAG);
        journal.extend(written.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(done)
    }
}

/// Makes the table in one transaction, since another process may be doing the same at this moment. The journal stays the
/// plain one: a folder then has one file, and a change of mode cannot collide with anybody.
fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let id: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        return Err(rusqlite::Error::InvalidParameterName("the database of another program".to_owned()));
    }
    if tables == 0 {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.execute_batch(
            "CREATE TABLE objects (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                collection TEXT NOT NULL,
                parent TEXT NOT NULL,
                body TEXT NOT NULL
            );
            CREATE INDEX by_place ON objects (parent, collection, number);",
        )?;
    }
    tx.commit()
}

fn explain(file: PathBuf, error: &rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    match (error, error.sqlite_error_code()) {
        (_, Some(DatabaseBusy | DatabaseLocked)) => StoreError::Locked { file },
        (_, Some(NotADatabase | DatabaseCorrupt)) => StoreError::Damaged { file, error: error.to_string() },
        (rusqlite::Error::InvalidParameterName(what), _) => StoreError::Damaged { file, error: what.clone() },
        _ => StoreError::Unusable { file, error: error.to_string() },
    }
}

/// One transaction.
pub(super) struct Scope<'a> {
    tx: Transaction<'a>,
    pub(super) now: i64,
    written: Mutex<Vec<Undo>>,
}

impl Scope<'_> {
    /// Adds an object with a new id (its `_id`), and gives it back.
    pub(super) fn insert(&self, collection: &str, parent: &str, mut body: Json) -> rusqlite::Result<Json> {
        let id = object_id::new(self.now);
        body["_id"] = id.clone().into();
        self.remember(&id)?;
        let sql = "INSERT INTO objects (id, collection, parent, body) VALUES (?1, ?2, ?3, ?4)";
        self.tx.execute(sql, params![id, collection, parent, body.to_string()])?;
        Ok(body)
    }

    /// The object with this id, when it is in this collection of this parent.
    pub(super) fn find(&self, collection: &str, parent: &str, id: &str) -> rusqlite::Result<Option<Json>> {
        let sql = "SELECT body FROM objects WHERE id = ?1 AND collection = ?2 AND parent = ?3";
        self.tx.prepare_cached(sql)?.query_row(params![id, collection, parent], body).optional()
    }

    /// All objects of the collection, oldest first.
    pub(super) fn list(&self, collection: &str, parent: &str) -> rusqlite::Result<Vec<Json>> {
        let sql = "SELECT body FROM objects WHERE parent = ?1 AND collection = ?2 ORDER BY number";
        self.tx.prepare_cached(sql)?.query_map(params![parent, collection], body)?.collect()
    }

    /// Replaces the object that has the body's `_id`.
    pub(super) fn replace(&self, body: &Json) -> rusqlite::Result<()> {
        let id = body["_id"].as_str().unwrap_or_default();
        self.remember(id)?;
        self.tx.execute("UPDATE objects SET body = ?2 WHERE id = ?1", params![id, body.to_string()]).map(drop)
    }

    /// Removes the object and everything that belongs to it.
    pub(super) fn remove(&self, id: &str) -> rusqlite::Result<()> {
        let mut children = self.tx.prepare_cached("SELECT id FROM objects WHERE parent = ?1")?;
        let children: Vec<String> = children.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for child in children {
            self.remove(&child)?;
        }
        self.remember(id)?;
        self.tx.execute("DELETE FROM objects WHERE id = ?1", [id]).map(drop)
    }

    fn remember(&self, id: &str) -> rusqlite::Result<()> {
        let sql = "SELECT collection, parent, body FROM objects WHERE id = ?1";
        let before = self.tx.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(Undo { at: self.now, id: id.to_owned(), before });
        Ok(())
    }

    fn undo(&self, undo: &Undo) -> rusqlite::Result<()> {
        match &undo.before {
            None => self.tx.execute("DELETE FROM objects WHERE id = ?1", [&undo.id]).map(drop),
            Some((collection, parent, body)) => {
                let sql = "INSERT INTO objects (id, collection, parent, body) VALUES (?1, ?2, ?3, ?4)
                           ON CONFLICT (id) DO UPDATE SET body = excluded.body";
                self.tx.execute(sql, params![undo.id, collection, parent, body]).map(drop)
            }
        }
    }
}

fn body(row: &rusqlite::Row<'_>) -> rusqlite::Result<Json> {
    let text: String = row.get(0)?;
    serde_json::from_str(&text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
