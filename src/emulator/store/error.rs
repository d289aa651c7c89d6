//! Why the data cannot be opened, and what SQLite's own errors mean.

use std::path::PathBuf;

use super::layout::Unfit;
use crate::emulator::model::Refusal;

/// Why the data cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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

/// Turns what is wrong with a file into an error.
pub(super) fn explain(file: PathBuf, unfit: Unfit) -> StoreError {
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

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        let busy = matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
        );
        let status = if busy { 503 } else { 500 };
        Self::internal(status, format!("the server's data cannot be used: {error}"))
    }
}
