//! Where objects are kept: documents in a SQLite file, or in memory.
//!
//! Several processes may share a folder, and each request is one transaction. Writers wait for each other. Readers look through
//! connections of their own and lock nobody out; they wait only while a process puts a change into the file.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::clock::Clock;
use super::folder;
use super::layout::{self, Unfit};
use super::scope::{Scope, Undo};

/// How long a request waits for another process that holds the file.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long opening a file waits for it.
const OPENING: Duration = Duration::from_secs(5);

/// How many requests of one process look at the file at once.
const READERS: usize = 4;

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
    /// Nothing can be written there.
    #[error("{} cannot be written to: {error}", .place.display())]
    ReadOnly {
        /// Which folder or file.
        place: PathBuf,
        /// What the system says.
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
    /// A later version of this program wrote the file.
    #[error("{} was written by a later version of this program (layout {layout})", .file.display())]
    Newer {
        /// Which file.
        file: PathBuf,
        /// The layout that the file has.
        layout: i32,
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
    writer: Mutex<Connection>,
    /// Where readers are opened. A database in memory has its one connection for everything.
    file: Option<PathBuf>,
    /// Readers that nobody uses at the moment.
    readers: Mutex<Vec<Connection>>,
    writing: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    clock: Clock,
    history: Option<Mutex<History>>,
}

/// Whether a request may change something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Whether the past is remembered, which reads that lag behind need.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Remember {
    Nothing,
    Writes,
}

impl Store {
    pub(super) fn open(
        folder: Option<&Path>,
        clock: Clock,
        remember: Remember,
    ) -> Result<Self, StoreError> {
        let (file, opened) = match folder {
            None => (None, Connection::open_in_memory()),
            Some(folder) => {
                let file = folder::open(folder)?;
                let opened = connect(&file);
                (Some(file), opened)
            }
        };
        let shown = || file.clone().unwrap_or_else(|| PathBuf::from("(memory)"));
        let prepare = |mut writer: Connection| -> Result<_, Unfit> {
            wait_for_others(&mut writer, OPENING)?;
            let found = layout::prepare(&mut writer)?;
            wait_for_others(&mut writer, PATIENCE)?;
            Ok((writer, found))
        };
        let (writer, found) = opened
            .map_err(Unfit::Sqlite)
            .and_then(prepare)
            .map_err(|unfit| explain(shown(), unfit))?;
        if let (Some(file), layout::Found::Earlier) = (&file, found) {
            folder::make_private(file);
        }
        Ok(Self {
            writer: Mutex::new(writer),
            file,
            readers: Mutex::default(),
            writing: Arc::new(Semaphore::new(1)),
            reading: Arc::new(Semaphore::new(READERS)),
            clock,
            history: (remember == Remember::Writes).then(Mutex::default),
        })
    }

    /// Waits until it is this request's turn: requests of one process that wait for a connection take no thread and are
    /// served in the order in which they came. The turn ends when what is returned is dropped.
    pub(super) async fn turn(&self, access: Access) -> Option<OwnedSemaphorePermit> {
        let queue = match access {
            Access::Read => &self.reading,
            Access::Write => &self.writing,
        };
        Arc::clone(queue).acquire_owned().await.ok()
    }

    /// Runs `work` in one transaction, which is kept only when it succeeds.
    pub(super) fn write<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now = self.clock.now();
        let scope = Scope::new(tx, now, self.history.is_some());
        let done = work(&scope)?;
        let undone = scope.commit()?;
        if let Some(history) = &self.history {
            lock(history).add(now, undone);
        }
        Ok(done)
    }

    /// Shows `work` one state of the data, which it cannot change. With a lag, that is what was so many seconds ago.
    pub(super) fn read<T, E: From<rusqlite::Error>>(
        &self,
        lag: Option<i64>,
        work: impl FnOnce(&Scope<'_>) -> Result<T, E>,
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
        work: impl FnOnce(&Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        work(&Scope::new(tx, self.clock.now(), false))
    }

    /// Takes back what was written since, looks, and drops the transaction.
    fn look_back<T, E: From<rusqlite::Error>>(
        &self,
        history: &Mutex<History>,
        lag: i64,
        work: impl FnOnce(&Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let now = self.clock.now();
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let scope = Scope::new(tx, now, false);
        for undo in lock(history).since(now - lag) {
            scope.undo(undo)?;
        }
        work(&scope)
    }
}

/// What was before each write of the last while, newest last: the past that stale reads see. Only what went through this
/// process is in it.
#[derive(Default)]
struct History(VecDeque<(i64, Undo)>);

/// How long the history reaches back, in seconds.
const LONGEST_LAG: i64 = 300;

impl History {
    fn add(&mut self, now: i64, undone: Vec<Undo>) {
        while self
            .0
            .front()
            .is_some_and(|(at, _)| *at <= now - LONGEST_LAG)
        {
            self.0.pop_front();
        }
        self.0.extend(undone.into_iter().map(|undo| (now, undo)));
    }

    /// What was written after `then`, newest first.
    fn since(&self, then: i64) -> impl Iterator<Item = &Undo> {
        self.0
            .iter()
            .rev()
            .take_while(move |(at, _)| *at > then)
            .map(|(_, undo)| undo)
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

fn connect_reader(file: &Path) -> rusqlite::Result<Connection> {
    let mut reader = connect(file)?;
    wait_for_others(&mut reader, PATIENCE)?;
    reader.pragma_update(None, "query_only", true)?;
    Ok(reader)
}

/// Waits for other processes in short steps. SQLite's own waiting sleeps ever longer, and between two sleeps a busy file is
/// never found free.
fn wait_for_others(connection: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    let mut since = Instant::now();
    connection.busy_handler(Some(move |count: i32| {
        if count == 0 {
            since = Instant::now();
        }
        // Steps of different lengths, so that two who wait do not meet again and again.
        std::thread::sleep(Duration::from_micros(
            500 + u64::from(count.unsigned_abs()) * 377 % 2000,
        ));
        since.elapsed() < patience
    }))
}

fn explain(file: PathBuf, unfit: Unfit) -> StoreError {
    use rusqlite::ErrorCode::{
        DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase, ReadOnly,
    };
    let error = match unfit {
        Unfit::Foreign => {
            return StoreError::Damaged {
                file,
                error: "the database of another program".to_owned(),
            };
        }
        Unfit::Newer(layout) => return StoreError::Newer { file, layout },
        Unfit::ReadOnly => {
            return StoreError::ReadOnly {
                place: file,
                error: std::io::ErrorKind::PermissionDenied.into(),
            };
        }
        Unfit::Sqlite(error) => error,
    };
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => StoreError::Locked { file },
        Some(NotADatabase | DatabaseCorrupt) => StoreError::Damaged {
            file,
            error: error.to_string(),
        },
        Some(ReadOnly) => StoreError::ReadOnly {
            place: file,
            error: std::io::Error::other(error),
        },
        _ => StoreError::Unusable {
            file,
            error: error.to_string(),
        },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
