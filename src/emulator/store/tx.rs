//! One transaction over the objects: find, list, insert, replace, remove.

use std::cell::RefCell;

use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Params, Row, Transaction, params};
use serde_json::Value as Json;

use super::key::{Key, Place, View};
use super::stored::{Change, Stored};
use crate::emulator::model::{Document, object_id};

/// One transaction. Dropping it takes everything back.
pub(crate) struct Tx<'a> {
    transaction: Transaction<'a>,
    /// The time in milliseconds.
    now: i64,
    /// What was before each write of this transaction, where that is remembered.
    undone: Option<RefCell<Vec<Undo>>>,
}

/// What an object was before a write.
pub(super) struct Undo {
    app: String,
    parent: String,
    collection: String,
    view: String,
    id: String,
    /// The object's number, body and name; `None` when there was nothing.
    before: Option<(i64, String, Option<String>)>,
}

/// The columns of [`undo_of`].
const UNDO: &str = "app, parent, collection, view, id, number, body, name";

const INSERT: &str = "INSERT INTO objects (app, parent, collection, view, id, name, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const OR_UPDATE: &str = "ON CONFLICT (app, parent, collection, view, id)
    DO UPDATE SET name = excluded.name, body = excluded.body";

/// The condition that one object fulfils.
const ITSELF: &str = "app = ?1 AND parent = ?2 AND collection = ?3 AND view = ?4 AND id = ?5";

/// The condition that all objects of a place fulfil.
const THERE: &str = "app = ?1 AND parent = ?2 AND collection = ?3 AND view = ?4";

/// The condition that all objects of an app fulfil that are in an object of a view, however deep.
const INSIDE: &str = "app = ?1 AND view = ?3 AND parent IN (
    WITH RECURSIVE inside (id) AS (
        SELECT ?2
        UNION
        SELECT objects.id FROM inside JOIN objects
            ON app = ?1 AND parent = inside.id AND view = ?3
    )
    SELECT id FROM inside
)";

impl<'a> Tx<'a> {
    pub(super) fn new(transaction: Transaction<'a>, now: i64, remembers: bool) -> Self {
        Self {
            transaction,
            now,
            undone: remembers.then(RefCell::default),
        }
    }

    /// Keeps what was written, and returns what was there before.
    pub(super) fn commit(self) -> rusqlite::Result<Vec<Undo>> {
        self.transaction.commit()?;
        Ok(self.undone.map(RefCell::into_inner).unwrap_or_default())
    }

    /// Returns the time of the transaction in seconds.
    pub(crate) const fn now(&self) -> i64 {
        self.now.div_euclid(1000)
    }

    /// Returns the time of the transaction in milliseconds.
    pub(crate) const fn now_milliseconds(&self) -> i64 {
        self.now
    }

    /// Returns the object with this key.
    pub(crate) fn find(&self, key: Key<'_>) -> rusqlite::Result<Option<Document>> {
        let sql = format!("SELECT id, body FROM objects WHERE {ITSELF}");
        let [app, parent, collection, view] = key.place.columns();
        self.transaction
            .prepare_cached(&sql)?
            .query_row(params![app, parent, collection, view, key.id], document)
            .optional()
    }

    /// Returns the id of the object that has this name at this place.
    pub(crate) fn holder(&self, place: Place<'_>, name: &str) -> rusqlite::Result<Option<String>> {
        let sql = format!("SELECT id FROM objects WHERE {THERE} AND name = ?5");
        let [app, parent, collection, view] = place.columns();
        self.transaction
            .prepare_cached(&sql)?
            .query_row(params![app, parent, collection, view, name], |row| {
                row.get(0)
            })
            .optional()
    }

    /// Returns all objects of a place, oldest first.
    pub(crate) fn list(&self, place: Place<'_>) -> rusqlite::Result<Vec<Document>> {
        let sql = format!("SELECT id, body FROM objects WHERE {THERE} ORDER BY number");
        let [app, parent, collection, view] = place.columns();
        self.transaction
            .prepare_cached(&sql)?
            .query_map(params![app, parent, collection, view], document)?
            .collect()
    }

    /// Returns the ids of the objects that hold objects of a collection outside of apps, oldest first.
    pub(crate) fn parents(&self, collection: &str) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT parent FROM objects WHERE app = '' AND collection = ?1 AND view = ''
            GROUP BY parent ORDER BY min(number)";
        self.transaction
            .prepare_cached(sql)?
            .query_map(params![collection], |row| row.get(0))?
            .collect()
    }

    /// Does work whose writes are taken back when it ends, and returns what came of it.
    pub(crate) fn trial<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let remembered = |undone: &RefCell<Vec<Undo>>| undone.borrow().len();
        let remembered = self.undone.as_ref().map_or(0, remembered);
        self.transaction.execute_batch("SAVEPOINT trial")?;
        let done = work();
        let back = "ROLLBACK TO trial; RELEASE trial";
        self.transaction.execute_batch(back)?;
        if let Some(undone) = &self.undone {
            undone.borrow_mut().truncate(remembered);
        }
        done
    }

    /// Adds an object with a new id, its `_id`. The name must be free at that place.
    pub(crate) fn insert(
        &self,
        place: Place<'_>,
        name: Option<&str>,
        mut body: Json,
    ) -> rusqlite::Result<Document> {
        let id = object_id::new(self.now());
        body["_id"] = id.clone().into();
        self.set(INSERT, place.key(&id), name, &body)?;
        Ok(Document::new(id, body))
    }

    /// Sets the object with this key, whether it is there or not. The name must be free at that
    /// place, or the object's own.
    pub(crate) fn put(
        &self,
        key: Key<'_>,
        name: Option<&str>,
        body: &Json,
    ) -> rusqlite::Result<()> {
        self.set(&format!("{INSERT} {OR_UPDATE}"), key, name, body)
    }

    /// Returns every object of some collections in a view of an app, oldest first.
    pub(crate) fn everything(
        &self,
        app: &str,
        view: View<'_>,
        collections: &[&str],
    ) -> rusqlite::Result<Vec<Stored>> {
        let sql = "SELECT parent, collection, id, name, body FROM objects
            WHERE app = ?1 AND view = ?2 AND collection IN (SELECT value FROM json_each(?3))
            ORDER BY number";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let wanted = Json::from(collections).to_string();
        let rows = statement.query_map(params![app, view.column(), wanted], |row| {
            Ok(Stored {
                parent: row.get(0)?,
                collection: row.get(1)?,
                id: row.get(2)?,
                name: row.get(3)?,
                body: json(row, 4)?,
            })
        })?;
        rows.collect()
    }

    /// Returns what this transaction has changed in what is deployed, in some collections.
    pub(crate) fn changes(&self, collections: &[&str]) -> rusqlite::Result<Vec<Change>> {
        let mut changes: Vec<Change> = Vec::new();
        let undone = self.undone.as_ref().map(RefCell::borrow);
        for undo in undone.iter().flat_map(|undone| undone.iter()) {
            let is_known = changes.iter().any(|change| {
                (&change.collection, &change.parent, &change.id)
                    == (&undo.collection, &undo.parent, &undo.id)
            });
            if is_known || !undo.view.is_empty() || !collections.contains(&&*undo.collection) {
                continue;
            }
            let before = undo.before.as_ref();
            changes.push(Change {
                parent: undo.parent.clone(),
                collection: undo.collection.clone(),
                id: undo.id.clone(),
                name: before.and_then(|(_, _, name)| name.clone()),
                before: before.map(|(_, body, _)| parsed(body, 6)).transpose()?,
            });
        }
        Ok(changes)
    }

    /// Reports whether this transaction has changed anything.
    pub(crate) fn has_changed(&self) -> bool {
        let undone = self.undone.as_ref().map(RefCell::borrow);
        undone.is_some_and(|undone| !undone.is_empty())
    }

    /// Removes all but the newest objects of a place, and the one with the ID `kept`.
    pub(crate) fn keep_newest(
        &self,
        place: Place<'_>,
        count: u32,
        kept: Option<&str>,
    ) -> rusqlite::Result<()> {
        let [app, parent, collection, view] = place.columns();
        let sql = format!(
            "DELETE FROM objects WHERE {THERE} AND id IS NOT ?6 AND number <= (
                SELECT number FROM objects WHERE {THERE} ORDER BY number DESC LIMIT 1 OFFSET ?5
            )"
        );
        let row = params![app, parent, collection, view, count, kept];
        self.transaction.prepare_cached(&sql)?.execute(row)?;
        Ok(())
    }

    fn set(
        &self,
        sql: &str,
        key: Key<'_>,
        name: Option<&str>,
        body: &Json,
    ) -> rusqlite::Result<()> {
        self.remember(key)?;
        let [app, parent, collection, view] = key.place.columns();
        let body = body.to_string();
        let row = params![app, parent, collection, view, key.id, name, body];
        self.transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Removes an object and everything that is in it.
    pub(crate) fn remove(&self, key: Key<'_>) -> rusqlite::Result<()> {
        let [app, parent, collection, view] = key.place.columns();
        // What belongs to an app names the app, however deep it is.
        if key.place.holds_apps() {
            self.delete("app = ?1", params![key.id])?;
        } else {
            self.delete(INSIDE, params![app, key.id, view])?;
        }
        self.delete(ITSELF, params![app, parent, collection, view, key.id])
    }

    /// Deletes objects with their blobs. Each condition names the first columns of an index, so
    /// that no other row is read.
    fn delete(&self, condition: &str, values: impl Params + Copy) -> rusqlite::Result<()> {
        if let Some(undone) = &self.undone {
            let sql = format!("SELECT {UNDO} FROM objects WHERE {condition}");
            let mut rows = self.transaction.prepare_cached(&sql)?;
            let rows: Vec<Undo> = rows.query_map(values, undo_of)?.collect::<Result<_, _>>()?;
            undone.borrow_mut().extend(rows);
        }
        // The condition may look for objects, so they go last.
        for table in ["blobs", "objects"] {
            let sql = format!("DELETE FROM {table} WHERE {condition}");
            self.transaction.prepare_cached(&sql)?.execute(values)?;
        }
        Ok(())
    }

    fn remember(&self, key: Key<'_>) -> rusqlite::Result<()> {
        let Some(undone) = &self.undone else {
            return Ok(());
        };
        let sql = format!("SELECT {UNDO} FROM objects WHERE {ITSELF}");
        let [app, parent, collection, view] = key.place.columns();
        let there = self
            .transaction
            .prepare_cached(&sql)?
            .query_row(params![app, parent, collection, view, key.id], undo_of)
            .optional()?;
        undone.borrow_mut().push(there.unwrap_or_else(|| Undo {
            app: app.to_owned(),
            parent: parent.to_owned(),
            collection: collection.to_owned(),
            view: view.to_owned(),
            id: key.id.to_owned(),
            before: None,
        }));
        Ok(())
    }

    /// Takes one write back.
    pub(super) fn undo(&self, undo: &Undo) -> rusqlite::Result<()> {
        let Undo {
            app,
            parent,
            collection,
            view,
            id,
            before,
        } = undo;
        let sql = format!("DELETE FROM objects WHERE {ITSELF}");
        self.transaction
            .prepare_cached(&sql)?
            .execute(params![app, parent, collection, view, id])?;
        if let Some((number, body, _)) = before {
            // Without its name, which another process may have given to another object since.
            let sql = "INSERT INTO objects (app, parent, collection, view, id, number, body)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            self.transaction
                .prepare_cached(sql)?
                .execute(params![app, parent, collection, view, id, number, body])?;
        }
        Ok(())
    }
}

fn undo_of(row: &Row<'_>) -> rusqlite::Result<Undo> {
    Ok(Undo {
        app: row.get(0)?,
        parent: row.get(1)?,
        collection: row.get(2)?,
        view: row.get(3)?,
        id: row.get(4)?,
        before: Some((row.get(5)?, row.get(6)?, row.get(7)?)),
    })
}

fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document::new(row.get(0)?, json(row, 1)?))
}

/// Returns a column that holds a document.
fn json(row: &Row<'_>, column: usize) -> rusqlite::Result<Json> {
    parsed(&row.get::<_, String>(column)?, column)
}

fn parsed(text: &str, column: usize) -> rusqlite::Result<Json> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
