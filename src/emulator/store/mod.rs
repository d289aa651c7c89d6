//! Where objects are kept: documents in a SQLite file, or in memory.
//!
//! Several processes may share a folder, and each request is one transaction. Writers wait for each
//! other. Readers have connections of their own and take no write lock. A reader waits only while a
//! process writes a commit into the file.

mod connection;
mod error;
mod folder;
mod history;
mod key;
mod layout;
mod stored;
#[cfg(test)]
mod tests;
mod tx;
mod views;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use super::model::Clock;
use connection::{OPENING, PATIENCE, connect, connect_reader, wait_for_others};
pub use error::StoreError;
use history::History;
pub(crate) use key::{Place, View};
use layout::Unfit;
pub(crate) use stored::{Change, Stored};
pub(crate) use tx::Tx;

/// The open database.
pub(crate) struct Store {
    writer: Mutex<Connection>,
    /// The file in which readers are opened. A database in memory has one connection for
    /// everything.
    file: Option<PathBuf>,
    /// Readers that are not in use.
    readers: Mutex<Vec<Connection>>,
    clock: Clock,
    history: Option<Mutex<History>>,
}

/// Whether the past is remembered, which reads that lag behind need.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Remember {
    Nothing,
    Writes,
}

impl Store {
    /// Opens the data in a folder, or a database in memory.
    ///
    /// # Errors
    /// When the folder or the file cannot be used.
    pub(crate) fn open(
        folder: Option<&Path>,
        clock: Clock,
        remember: Remember,
    ) -> Result<Self, StoreError> {
        let file = folder.map(folder::open).transpose()?;
        let opened = match &file {
            None => Connection::open_in_memory(),
            Some(file) => connect(file),
        };
        let prepare = |mut writer: Connection| -> Result<_, Unfit> {
            wait_for_others(&mut writer, OPENING)?;
            let found = layout::prepare(&mut writer)?;
            wait_for_others(&mut writer, PATIENCE)?;
            Ok((writer, found))
        };
        let (writer, found) = opened
            .map_err(Unfit::Sqlite)
            .and_then(prepare)
            .map_err(|unfit| {
                let shown = file.clone().unwrap_or_else(|| PathBuf::from("(memory)"));
                error::explain(shown, unfit)
            })?;
        // Files of layout 0 were made before data files were private.
        if let Some(file) = &file
            && found == layout::Found::Layout(0)
        {
            folder::make_private(file);
        }
        Ok(Self {
            writer: Mutex::new(writer),
            file,
            readers: Mutex::default(),
            clock,
            history: (remember == Remember::Writes).then(Mutex::default),
        })
    }

    /// Runs `work` in one transaction, which is kept only when it succeeds.
    pub(crate) fn write<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now = self.clock.now_milliseconds();
        let tx = Tx::new(transaction, now, true);
        let done = work(&tx)?;
        let undone = tx.commit()?;
        if let Some(history) = &self.history {
            lock(history).add(now / 1000, undone);
        }
        Ok(done)
    }

    /// Shows `work` one state of the data, which it cannot change: the present one, or with a lag
    /// the one of so many seconds ago.
    pub(crate) fn read<T, E: From<rusqlite::Error>>(
        &self,
        lag: Option<i64>,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match (&self.file, &self.history, lag) {
            (_, Some(history), Some(lag)) => self.look_back(history, lag, work),
            (None, ..) => self.look(&mut lock(&self.writer), work),
            (Some(file), ..) => {
                let waiting = lock(&self.readers).pop();
                let mut reader = waiting.map_or_else(|| connect_reader(file), Ok)?;
                let seen = self.look(&mut reader, work);
                lock(&self.readers).push(reader);
                seen
            }
        }
    }

    fn look<T, E: From<rusqlite::Error>>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        work(&Tx::new(transaction, self.clock.now_milliseconds(), false))
    }

    /// Takes back what was written since, looks, and drops the transaction.
    fn look_back<T, E: From<rusqlite::Error>>(
        &self,
        history: &Mutex<History>,
        lag: i64,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let now = self.clock.now_milliseconds();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tx = Tx::new(transaction, now, false);
        for undo in lock(history).since(now / 1000 - lag) {
            tx.undo(undo)?;
        }
        work(&tx)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
