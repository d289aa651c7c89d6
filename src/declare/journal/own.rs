//! The file of this process.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;

use super::entry::{Content, Creation, Entry, Line};

/// What a journal file is called at the end.
pub(super) const ENDING: &str = "journal";

/// After this time, nothing in a folder is of use.
const FORGOTTEN: Duration = Duration::from_secs(48 * 60 * 60);

/// The file of this process, whose lock it holds while it lives.
pub(super) struct Own {
    path: PathBuf,
    file: Arc<File>,
    begun: AtomicU64,
    /// How many creations were written.
    written: AtomicU64,
    /// How many of them are safe on the disk.
    synced: Mutex<u64>,
}

/// Makes the file. Returns `None`, and says so in the log, if that is not possible.
pub(super) async fn open(folder: PathBuf) -> Option<Own> {
    let made = tokio::task::spawn_blocking(move || (create(&folder), folder)).await;
    match made {
        Ok((Ok(own), _)) => Some(own),
        Ok((Err(error), folder)) => {
            report(&folder, &error);
            None
        }
        Err(_) => None,
    }
}

/// Says in the log that no journal is kept.
pub(super) fn report(folder: &Path, error: &io::Error) {
    tracing::info!(
        folder = %folder.display(),
        "no journal of creations is kept, so an object that is made while Terraform is killed must be imported by hand: {error}"
    );
}

fn create(folder: &Path) -> io::Result<Own> {
    private_folder(folder)?;
    let name = format!("{:016x}", fastrand::u64(..));
    let path = folder.join(&name).with_extension(ENDING);
    // Nobody sees the file before it is locked.
    let hidden = folder.join(format!(".{name}"));
    let file = private_file(&hidden)?;
    file.lock()?;
    fs::rename(&hidden, &path)?;
    sync_folder(folder)?;
    forget_old(folder, &file);
    Ok(Own {
        path,
        file: Arc::new(file),
        begun: AtomicU64::new(0),
        written: AtomicU64::new(0),
        synced: Mutex::new(0),
    })
}

impl Own {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes down a creation, and returns its number when the line is safe on the disk. Creations
    /// that wait at the same time share a sync.
    pub(super) async fn begin(
        &self,
        creation: &Creation,
        content: Content,
        time: Option<RangeInclusive<u64>>,
    ) -> io::Result<u64> {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let entry = Entry {
            creation: creation.clone(),
            content,
            since: time.as_ref().map(|time| *time.start()),
            until: time.as_ref().map(|time| *time.end()),
            id: None,
        };
        self.write(&Line::Begin(number, entry))?;
        let own = self.written.fetch_add(1, Ordering::AcqRel) + 1;
        let mut synced = self.synced.lock().await;
        if *synced >= own {
            return Ok(number);
        }
        let written = self.written.load(Ordering::Acquire);
        let file = Arc::clone(&self.file);
        let done = tokio::task::spawn_blocking(move || file.sync_data()).await;
        done.map_err(io::Error::other)??;
        *synced = written;
        Ok(number)
    }

    /// Writes down an answer. If the line is lost, the entry is as before the answer.
    pub(super) fn made(&self, number: u64, id: &str) {
        let _ = self.write(&Line::Made(number, id.to_owned()));
    }

    /// Writes down that nothing was made. If the line is lost, a later process finds nothing to take.
    pub(super) fn ended(&self, number: u64) {
        let _ = self.write(&Line::End(number));
    }

    /// Writes down that the run ended in good order.
    pub(super) fn close(&self) {
        let _ = self.write(&Line::Close);
    }

    fn write(&self, line: &Line) -> io::Result<()> {
        append(&self.file, line)
    }
}

/// Appends a line by one call, so that lines of several threads and processes do not mix.
pub(super) fn append(mut file: &File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    file.write_all(&text)
}

/// Removes the journals of other working directories, and the files in this one, in which nothing was
/// written for two days. The age is by the clock of the file system. Nothing else is touched, because the
/// user may have named a folder with other files in it.
fn forget_old(folder: &Path, own: &File) {
    let (Some(root), Ok(now)) = (
        folder.parent(),
        own.metadata().and_then(|data| data.modified()),
    ) else {
        return;
    };
    let is_old = |path: &Path| {
        let modified = fs::symlink_metadata(path).and_then(|data| data.modified());
        modified.is_ok_and(|time| now.duration_since(time).is_ok_and(|age| age > FORGOTTEN))
    };
    for folder in fs::read_dir(root).into_iter().flatten().flatten() {
        let is_folder = folder.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !is_hexadecimal(&folder.path(), FOLDER_DIGITS) {
            continue;
        }
        let files = fs::read_dir(folder.path()).into_iter().flatten().flatten();
        let files = files.filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()));
        for file in files.map(|file| file.path()).filter(|file| is_ours(file)) {
            if is_old(&file) {
                let _ = fs::remove_file(file);
            }
        }
        // Fails while something is in it, as it should.
        if is_old(&folder.path()) {
            let _ = fs::remove_dir(folder.path());
        }
    }
}

/// Reports whether a process made the file, finished or not.
fn is_ours(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let stem = name
        .strip_prefix('.')
        .or_else(|| name.strip_suffix(&format!(".{ENDING}")));
    stem.is_some_and(|stem| is_hexadecimal(Path::new(stem), FILE_DIGITS))
}

/// Reports whether the last part of a path is so many hexadecimal digits.
fn is_hexadecimal(path: &Path, digits: usize) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name.len() == digits && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The length of the name of a directory's folder.
const FOLDER_DIGITS: usize = 24;

/// The length of the name of a process's file, without its ending.
const FILE_DIGITS: usize = 16;

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    options
        .create_new(true)
        .read(true)
        .append(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    File::options()
        .create_new(true)
        .read(true)
        .append(true)
        .open(path)
}

/// Makes the new name of the file safe on the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
