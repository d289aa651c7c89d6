//! Connections to the file, which several processes share.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

/// How long a request waits for another process that holds the file.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How long opening a file waits for another process.
pub(super) const OPENING: Duration = Duration::from_secs(5);

/// Opens the file, which exists.
pub(super) fn connect(file: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

/// Opens the file for a reader, which cannot write.
pub(super) fn connect_reader(file: &Path) -> rusqlite::Result<Connection> {
    let mut reader = connect(file)?;
    wait_for_others(&mut reader, PATIENCE)?;
    reader.pragma_update(None, "query_only", true)?;
    Ok(reader)
}

/// Makes the connection wait for other processes in short steps. SQLite's own waiting sleeps ever
/// longer, and between two sleeps a busy file is never found free.
pub(super) fn wait_for_others(
    connection: &mut Connection,
    patience: Duration,
) -> rusqlite::Result<()> {
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
