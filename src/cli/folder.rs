//! Folders and files, with errors that name them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use tempfile::TempDir;

/// Creates a temporary folder, which is removed when the value is dropped.
pub(super) fn temporary_folder() -> Result<TempDir> {
    let made = tempfile::Builder::new()
        .prefix("appservices-quickstart-")
        .tempdir();
    made.map_err(|error| anyhow!("a temporary folder cannot be created: {error}\nSet {TEMPORARY} to a folder in which you can create files"))
}

const TEMPORARY: &str = if cfg!(windows) { "TEMP" } else { "TMPDIR" };

/// Returns the names in a folder, in order.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let unreadable = || format!("{} cannot be read", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let name = entry.with_context(unreadable)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Removes a file, if it is there.
pub(super) fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", file.display()))
        }
        _ => Ok(()),
    }
}

/// Writes a text to a file.
pub(super) fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

/// Makes a folder readable by this user alone.
#[cfg(unix)]
pub(super) fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// Does nothing: the folders of a user are private already.
#[cfg(not(unix))]
pub(super) fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}
