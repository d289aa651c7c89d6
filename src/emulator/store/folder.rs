//! The data folder, which is private from its first use unless the user keeps other files in it.
//!
//! The file holds the values of secrets, so only its owner can read it (mode 0600). A folder that
//! this program makes, or finds empty, belongs to the program: mode 0700, and a `.gitignore` that
//! keeps all of it out of version control. In a folder with other files, such as the root of a
//! project, only the data file is made private: a mode or a `.gitignore` there would affect the
//! user's files. Modes are set once, when the file is made. Later changes of the user stay.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use crate::emulator::model::random;

/// The data file. SQLite's own companion files have names that begin with the same text.
const FILE: &str = "appservices.sqlite";

const IGNORE: &str = ".gitignore";
const EVERYTHING: &str = "*\n";

/// Returns the data file of `folder`, which exists from now on and can be written.
///
/// # Errors
/// When the folder cannot be made, or nothing can be written in it.
pub(super) fn open(folder: &Path) -> Result<PathBuf, StoreError> {
    let made = make(folder).map_err(|error| StoreError::Folder {
        folder: folder.to_owned(),
        error,
    })?;
    let file = folder.join(FILE);
    let prepare = || -> io::Result<()> {
        if file.exists() {
            return try_writing(folder);
        }
        if made || is_ours(folder)? {
            claim(folder)?;
        }
        private_file(&file)
    };
    prepare().map_err(|error| StoreError::ReadOnly {
        place: folder.to_owned(),
        error,
    })?;
    Ok(file)
}

/// Makes the file of an earlier version of this program private, and its folder as [`open`] does.
/// What cannot be changed, because another user owns it, stays as it is.
pub(super) fn make_private(file: &Path) {
    let _ = set_mode(file, 0o600);
    if let Some(folder) = file.parent()
        && is_ours(folder).unwrap_or(false)
    {
        let _ = claim(folder);
    }
}

/// Makes the folder unless it exists, and returns whether it did. The folders above it are ordinary
/// ones.
fn make(folder: &Path) -> io::Result<bool> {
    if folder.is_dir() {
        return Ok(false);
    }
    // `a/b/.` is `a/b`.
    let folder: PathBuf = folder.components().collect();
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(&folder) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

/// Returns whether only this program's own files are in the folder.
fn is_ours(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(FILE)
            || (name == IGNORE && fs::read(entry.path())? == EVERYTHING.as_bytes());
        if !ours {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the folder private and keeps it out of version control.
fn claim(folder: &Path) -> io::Result<()> {
    // A user can write in a folder that another user owns without being able to change its mode.
    // The file is private all the same.
    let _ = set_mode(folder, 0o700);
    match File::create_new(folder.join(IGNORE)) {
        Ok(mut file) => file.write_all(EVERYTHING.as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes an empty file, which SQLite takes for a database without tables. SQLite gives its journal
/// the mode of the file.
fn private_file(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Fails where SQLite could not make its journal.
fn try_writing(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!("{FILE}-{}", random::text(8, random::HEXADECIMAL)));
    private_file(&probe)?;
    fs::remove_file(probe)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = entries
            .map(|name| name.into_string().expect("text"))
            .collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o7777
    }

    /// A new folder that everybody may read, as a user makes it.
    fn ordinary() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        set_mode(folder.path(), 0o755).expect("it is ours");
        folder
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_that_is_made_is_private_and_those_above_it_are_not() {
        let above = ordinary();
        for name in ["data", "a/b/data", "dot/.", "slash/"] {
            let folder = above.path().join(name);
            let file = open(&folder).expect("it can be made");
            assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600), "{name}");
            assert_eq!(names(&folder), [IGNORE, FILE], "{name}");
            assert_eq!(
                fs::read_to_string(folder.join(IGNORE)).expect("a file"),
                EVERYTHING,
                "{name}"
            );
        }
        assert_ne!(mode(&above.path().join("a/b")), 0o700);
    }

    #[test]
    #[cfg(unix)]
    fn an_empty_folder_becomes_private_once() {
        let folder = ordinary();
        open(folder.path()).expect("it can be used");
        assert_eq!(
            (mode(folder.path()), names(folder.path())),
            (0o700, vec![IGNORE.to_owned(), FILE.to_owned()])
        );
        // What the user decides afterwards stays.
        set_mode(folder.path(), 0o750).expect("it is ours");
        set_mode(&folder.path().join(FILE), 0o640).expect("it is ours");
        fs::remove_file(folder.path().join(IGNORE)).expect("it is there");
        open(folder.path()).expect("it can be used");
        assert_eq!(
            (mode(folder.path()), mode(&folder.path().join(FILE))),
            (0o750, 0o640)
        );
        assert_eq!(names(folder.path()), [FILE]);
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_with_other_things_in_it_stays_as_it_is() {
        // A file of the user's, the usual way to keep an empty folder in git, and files that only
        // look like ours.
        for (name, content) in [
            ("main.tf", ""),
            (".gitkeep", ""),
            (IGNORE, "*\n!.gitignore\n"),
            ("appservices.tf", ""),
            (".terraform", ""),
        ] {
            let folder = ordinary();
            fs::write(folder.path().join(name), content).expect("a file");
            open(folder.path()).expect("it can be used");
            assert_eq!(
                (mode(folder.path()), mode(&folder.path().join(FILE))),
                (0o755, 0o600),
                "{name}"
            );
            let mut wanted = vec![name.to_owned(), FILE.to_owned()];
            wanted.sort();
            assert_eq!(names(folder.path()), wanted, "{name}");
            assert_eq!(
                fs::read_to_string(folder.path().join(name)).expect("a file"),
                content,
                "{name}"
            );
        }
    }

    #[test]
    #[cfg(unix)]
    fn the_file_of_an_earlier_version_is_made_private() {
        let folder = ordinary();
        let file = folder.path().join(FILE);
        fs::write(&file, "").expect("a file");
        set_mode(&file, 0o644).expect("it is ours");
        make_private(&file);
        assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
        assert_eq!(names(folder.path()), [IGNORE, FILE]);

        let shared = ordinary();
        fs::write(shared.path().join("main.tf"), "").expect("a file");
        fs::write(shared.path().join(FILE), "").expect("a file");
        make_private(&shared.path().join(FILE));
        assert_eq!(
            (mode(shared.path()), mode(&shared.path().join(FILE))),
            (0o755, 0o600)
        );
        assert_eq!(names(shared.path()), [FILE, "main.tf"]);
    }

    #[test]
    fn many_processes_may_open_a_new_folder_at_once() {
        let above = tempfile::tempdir().expect("a folder");
        let folder = above.path().join("data");
        std::thread::scope(|scope| {
            let opening: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| open(&folder).map(|_| ())))
                .collect();
            for one in opening {
                one.join().expect("no panic").expect("it can be used");
            }
        });
        assert_eq!(names(&folder), [IGNORE, FILE]);
    }

    #[test]
    fn a_place_that_is_no_folder_is_told() {
        let above = tempfile::tempdir().expect("a folder");
        fs::write(above.path().join("file"), "").expect("a file");
        for name in ["file", "file/below"] {
            let refused = open(&above.path().join(name)).expect_err("a file is no folder");
            assert!(
                matches!(&refused, StoreError::Folder { folder, .. } if folder.ends_with(name)),
                "{refused}"
            );
        }
    }

    /// Root may write wherever the mode says otherwise, but not into the kernel's own folders.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_read_only_folder_is_told() {
        let refused = open(Path::new("/proc/self")).expect_err("nobody makes files there");
        assert!(
            matches!(&refused, StoreError::ReadOnly { place, .. } if place == Path::new("/proc/self")),
            "{refused}"
        );
        let folder = ordinary();
        set_mode(folder.path(), 0o555).expect("it is ours");
        let may_write_everywhere = File::create_new(folder.path().join(FILE)).is_ok();
        let refused = open(folder.path());
        assert_eq!(refused.is_err(), !may_write_everywhere, "{refused:?}");
    }
}
