//! One transaction over the objects: finding, adding, changing, removing.

use std::cell::RefCell;

use rusqlite::{OptionalExtension as _, Params, Transaction, params};
use serde_json::Value as Json;

use super::object_id;

/// Where an object is, but for its id: the app that it belongs to ("" for apps), the object that it is in, its collection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) app: &'a str,
    pub(super) parent: &'a str,
    pub(super) collection: &'a str,
}

/// One transaction.
pub(super) struct Scope<'a> {
    tx: Transaction<'a>,
    pub(super) now: i64,
    /// What was before each write of this transaction, where that is remembered.
    undone: Option<RefCell<Vec<Undo>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(tx: Transaction<'a>, now: i64, remembers: bool) -> Self {
        Self {
            tx,
            now,
            undone: remembers.then(RefCell::default),
        }
    }

    /// Keeps what was written, and gives what was there before. Dropping the scope takes everything back instead.
    pub(super) fn commit(self) -> rusqlite::Result<Vec<Undo>> {
        self.tx.commit()?;
        Ok(self.undone.map(RefCell::into_inner).unwrap_or_default())
    }

    /// Adds an object with a new id (its `_id`), and gives it back. The name must be free at that place.
    pub(super) fn insert(
        &self,
        place: Place<'_>,
        name: Option<&str>,
        mut body: Json,
    ) -> rusqlite::Result<Json> {
        let id = object_id::new(self.now);
        body["_id"] = id.clone().into();
        self.remember(place, &id)?;
        let sql = "INSERT INTO objects (app, parent, collection, id, name, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![
            place.app,
            place.parent,
            place.collection,
            id,
            name,
            body.to_string()
        ];
        self.tx.prepare_cached(sql)?.execute(row)?;
        Ok(body)
    }

    /// The object with this id at that place.
    pub(super) fn find(&self, place: Place<'_>, id: &str) -> rusqlite::Result<Option<Json>> {
        let sql = format!("SELECT body FROM objects WHERE {ITSELF}");
        self.tx
            .prepare_cached(&sql)?
            .query_row(params![place.app, place.parent, place.collection, id], body)
            .optional()
    }

    /// The id of the object that has this name at that place.
    pub(super) fn holder(&self, place: Place<'_>, name: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT id FROM objects WHERE app = ?1 AND parent = ?2 AND collection = ?3 AND name = ?4";
        self.tx
            .prepare_cached(sql)?
            .query_row(
                params![place.app, place.parent, place.collection, name],
                |row| row.get(0),
            )
            .optional()
    }

    /// All objects at that place, oldest first.
    pub(super) fn list(&self, place: Place<'_>) -> rusqlite::Result<Vec<Json>> {
        let sql = "SELECT body FROM objects WHERE app = ?1 AND parent = ?2 AND collection = ?3 ORDER BY number";
        self.tx
            .prepare_cached(sql)?
            .query_map(params![place.app, place.parent, place.collection], body)?
            .collect()
    }

    /// Replaces the object that has the body's `_id`. The name must be free at that place, or the object's own.
    pub(super) fn replace(
        &self,
        place: Place<'_>,
        name: Option<&str>,
        body: &Json,
    ) -> rusqlite::Result<()> {
        let id = body["_id"].as_str().unwrap_or_default();
        self.remember(place, id)?;
        let sql = format!("UPDATE objects SET name = ?5, body = ?6 WHERE {ITSELF}");
        let row = params![
            place.app,
            place.parent,
            place.collection,
            id,
            name,
            body.to_string()
        ];
        self.tx.prepare_cached(&sql)?.execute(row)?;
        Ok(())
    }

    /// Removes the object and everything that is in it.
    pub(super) fn remove(&self, place: Place<'_>, id: &str) -> rusqlite::Result<()> {
        // What belongs to an app names the app, however deep it is.
        match place.app {
            "" => self.delete("app = ?1", params![id])?,
            app => self.delete("app = ?1 AND parent = ?2", params![app, id])?,
        }
        self.delete(
            ITSELF,
            params![place.app, place.parent, place.collection, id],
        )
    }

    /// Deletes rows. Each condition names the first columns of an index, so that nothing else is looked at.
    fn delete(&self, condition: &str, values: impl Params + Copy) -> rusqlite::Result<()> {
        if let Some(undone) = &self.undone {
            let mut rows = self
                .tx
                .prepare_cached(&format!("SELECT {ROW} FROM objects WHERE {condition}"))?;
            let rows: Vec<Undo> = rows
                .query_map(values, as_it_was)?
                .collect::<Result<_, _>>()?;
            undone.borrow_mut().extend(rows);
        }
        self.tx
            .prepare_cached(&format!("DELETE FROM objects WHERE {condition}"))?
            .execute(values)?;
        Ok(())
    }

    fn remember(&self, place: Place<'_>, id: &str) -> rusqlite::Result<()> {
        let Some(undone) = &self.undone else {
            return Ok(());
        };
        let sql = format!("SELECT {ROW} FROM objects WHERE {ITSELF}");
        let values = params![place.app, place.parent, place.collection, id];
        let there = self
            .tx
            .prepare_cached(&sql)?
            .query_row(values, as_it_was)
            .optional()?;
        undone.borrow_mut().push(there.unwrap_or_else(|| Undo {
            app: place.app.to_owned(),
            parent: place.parent.to_owned(),
            collection: place.collection.to_owned(),
            id: id.to_owned(),
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
            id,
            before,
        } = undo;
        let sql = format!("DELETE FROM objects WHERE {ITSELF}");
        self.tx
            .prepare_cached(&sql)?
            .execute(params![app, parent, collection, id])?;
        if let Some((number, body)) = before {
            // Without its name, which another process may have given to another object since.
            let sql = "INSERT INTO objects (app, parent, collection, id, number, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            self.tx
                .prepare_cached(sql)?
                .execute(params![app, parent, collection, id, number, body])?;
        }
        Ok(())
    }
}

/// What an object was before a write.
pub(super) struct Undo {
    app: String,
    parent: String,
    collection: String,
    id: String,
    /// The object's number and body; `None` when there was nothing.
    before: Option<(i64, String)>,
}

/// The condition that one object fulfils.
const ITSELF: &str = "app = ?1 AND parent = ?2 AND collection = ?3 AND id = ?4";

/// The columns that [`as_it_was`] reads.
const ROW: &str = "app, parent, collection, id, number, body";

fn as_it_was(row: &rusqlite::Row<'_>) -> rusqlite::Result<Undo> {
    Ok(Undo {
        app: row.get(0)?,
        parent: row.get(1)?,
        collection: row.get(2)?,
        id: row.get(3)?,
        before: Some((row.get(4)?, row.get(5)?)),
    })
}

fn body(row: &rusqlite::Row<'_>) -> rusqlite::Result<Json> {
    let text: String = row.get(0)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}
