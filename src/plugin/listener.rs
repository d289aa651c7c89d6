//! Where the plugin listens, and how it accepts connections.
//!
//! A unix socket in a folder that only this user can enter; TCP on loopback where there are no unix
//! sockets. Each TLS handshake runs in a task of its own, so that a silent client holds up nobody.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::alive::Counter;
use super::connection::{Connection, Stream};
use super::host::Host;

/// A bound listener. Dropping it removes the socket.
pub(super) enum Listener {
    #[cfg(unix)]
    Unix {
        listener: tokio::net::UnixListener,
        /// Holds the socket and nothing else.
        folder: tempfile::TempDir,
    },
    Tcp(TcpListener),
}

const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait after a failed accept. Most likely the process is out of file handles, and
/// trying again at once would only spin.
const AFTER_A_FAILURE: Duration = Duration::from_millis(50);

impl Listener {
    /// Binds where the host can connect.
    pub(super) async fn bind(host: &Host) -> io::Result<Self> {
        #[cfg(unix)]
        if let Ok(listener) = unix::bind(host.socket_dir.as_deref()) {
            return Ok(listener);
        }
        let _ = host;
        Ok(Self::Tcp(TcpListener::bind(("127.0.0.1", 0)).await?))
    }

    /// Returns the network and the address as the handshake line names them.
    pub(super) fn address(&self) -> io::Result<(&'static str, String)> {
        match self {
            #[cfg(unix)]
            Self::Unix { folder, .. } => {
                Ok(("unix", unix::socket(folder.path()).display().to_string()))
            }
            Self::Tcp(listener) => Ok(("tcp", listener.local_addr()?.to_string())),
        }
    }

    /// Accepts for as long as anyone takes the connections, and counts those that are open.
    pub(super) async fn accept_all(
        self,
        tls: Option<Arc<ServerConfig>>,
        open: Counter,
        accepted: mpsc::Sender<io::Result<Connection>>,
    ) {
        let tls = tls.map(TlsAcceptor::from);
        while !accepted.is_closed() {
            match self.accept().await {
                Ok(stream) => {
                    tokio::spawn(hand_over(
                        stream,
                        tls.clone(),
                        open.clone(),
                        accepted.clone(),
                    ));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(AFTER_A_FAILURE).await;
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        match self {
            #[cfg(unix)]
            Self::Unix { listener, .. } => Ok(Box::new(listener.accept().await?.0)),
            Self::Tcp(listener) => {
                let stream = listener.accept().await?.0;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// Secures a connection and hands it to the server.
async fn hand_over(
    stream: Box<dyn Stream>,
    tls: Option<TlsAcceptor>,
    open: Counter,
    accepted: mpsc::Sender<io::Result<Connection>>,
) {
    match secured(stream, tls).await {
        Ok(stream) => {
            let connection = Connection::new(stream, open.enter());
            // When the server has ended, nobody takes it.
            let _ = accepted.send(Ok(connection)).await;
        }
        Err(error) => tracing::warn!(%error, "a client was turned away"),
    }
}

async fn secured(stream: Box<dyn Stream>, tls: Option<TlsAcceptor>) -> io::Result<Box<dyn Stream>> {
    let Some(tls) = tls else { return Ok(stream) };
    let secured = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await;
    let secured = secured.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
    Ok(Box::new(secured?))
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};

    use super::{Listener, io};

    /// The shortest limit of all systems for a socket's path, with its final zero.
    const LONGEST_PATH: usize = 103;

    pub(super) fn bind(dir: Option<&Path>) -> io::Result<Listener> {
        let first = dir.map_or_else(std::env::temp_dir, Path::to_owned);
        bind_below(&first).or_else(|_| bind_below(Path::new("/tmp")))
    }

    /// Returns the path of the socket in its folder.
    pub(super) fn socket(folder: &Path) -> PathBuf {
        folder.join("socket")
    }

    pub(super) fn bind_below(parent: &Path) -> io::Result<Listener> {
        let folder = tempfile::Builder::new()
            .prefix("plugin-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        let path = socket(folder.path());
        if path.as_os_str().len() > LONGEST_PATH {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let listener = tokio::net::UnixListener::bind(&path)?;
        Ok(Listener::Unix { listener, folder })
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::*;

    fn names_in(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[tokio::test]
    async fn the_socket_is_this_users_alone_and_goes_with_the_listener() {
        let parent = tempfile::tempdir().expect("a folder");
        let host = Host {
            socket_dir: Some(parent.path().to_owned()),
            ..Host::default()
        };
        let listener = Listener::bind(&host).await.expect("a socket");
        let (network, address) = listener.address().expect("an address");
        assert_eq!(network, "unix");
        let folder = Path::new(&address).parent().expect("a folder");
        assert_eq!(folder.parent(), Some(parent.path()));
        let mode = fs::metadata(folder).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(listener);
        assert_eq!(names_in(parent.path()), 0);
    }

    #[tokio::test]
    async fn a_path_that_is_too_long_for_a_socket_leaves_nothing_behind() {
        let parent = tempfile::tempdir().expect("a folder");
        let long = parent.path().join("x".repeat(100));
        fs::create_dir(&long).expect("a folder");
        assert!(unix::bind_below(&long).is_err());
        assert_eq!(names_in(&long), 0);
        // The host's folder may be too deep, and then the system's takes its place.
        let host = Host {
            socket_dir: Some(long),
            ..Host::default()
        };
        let listener = Listener::bind(&host).await.expect("a socket");
        let (network, address) = listener.address().expect("an address");
        assert_eq!(network, "unix");
        assert!(address.starts_with("/tmp/plugin-"), "{address}");
    }
}
