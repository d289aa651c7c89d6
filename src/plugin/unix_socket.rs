//! A unix socket that only this user can reach.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};

/// A bound socket in a folder of its own. Dropping it removes both.
pub(super) struct UnixSocket {
    listener: UnixListener,
    folder: TempDir,
}

/// The shortest limit of all systems for the path of a socket, with its final zero.
const LONGEST_PATH: usize = 103;

impl UnixSocket {
    /// Binds a socket below `dir`, which the host names, or below a folder of the system where that
    /// cannot be.
    pub(super) fn bind(dir: Option<&Path>) -> io::Result<Self> {
        let first = dir.map_or_else(std::env::temp_dir, Path::to_owned);
        Self::bind_below(&first).or_else(|_| Self::bind_below(Path::new("/tmp")))
    }

    fn bind_below(parent: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("plugin-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        let path = path_in(&folder);
        if path.as_os_str().len() > LONGEST_PATH {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let listener = UnixListener::bind(&path)?;
        Ok(Self { listener, folder })
    }

    /// Returns the path at which the host connects.
    pub(super) fn path(&self) -> PathBuf {
        path_in(&self.folder)
    }

    /// Waits for the next connection.
    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.listener.accept().await?.0)
    }
}

fn path_in(folder: &TempDir) -> PathBuf {
    folder.path().join("socket")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names_in(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[tokio::test]
    async fn the_socket_is_this_users_alone_and_goes_with_the_listener() {
        let parent = tempfile::tempdir().expect("a folder");
        let socket = UnixSocket::bind(Some(parent.path())).expect("a socket");
        let path = socket.path();
        let folder = path.parent().expect("a folder");
        assert_eq!(folder.parent(), Some(parent.path()));
        let mode = fs::metadata(folder).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let connected = UnixStream::connect(&path);
        let (accepted, connected) = tokio::join!(socket.accept(), connected);
        assert!(accepted.is_ok() && connected.is_ok());
        drop(socket);
        assert_eq!(names_in(parent.path()), 0);
    }

    #[tokio::test]
    async fn a_path_that_is_too_long_for_a_socket_leaves_nothing_behind() {
        let parent = tempfile::tempdir().expect("a folder");
        let long = parent.path().join("x".repeat(100));
        fs::create_dir(&long).expect("a folder");
        assert!(UnixSocket::bind_below(&long).is_err());
        assert_eq!(names_in(&long), 0);
        // The host's folder may be too deep, and then the system's takes its place.
        let socket = UnixSocket::bind(Some(&long)).expect("a socket");
        assert!(socket.path().starts_with("/tmp"), "{:?}", socket.path());
    }
}
