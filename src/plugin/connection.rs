//! Where the plugin listens, and the connections that it accepts.
//!
//! A unix socket in a folder that only this user can enter; TCP on loopback where there are no unix sockets. Each TLS handshake
//! runs in a task of its own, so that a silent client holds up nobody.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tonic::transport::server::Connected;

use super::alive::{Counter, Entered};
use super::host::Host;
use crate::provider::HostConnection;

/// A bound listener; dropping it removes the socket.
pub(super) enum Listener {
    #[cfg(unix)]
    Unix {
        listener: tokio::net::UnixListener,
        path: std::path::PathBuf,
    },
    Tcp(TcpListener),
}

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

    /// The network and address as the handshake line names them.
    pub(super) fn address(&self) -> io::Result<(&'static str, String)> {
        match self {
            #[cfg(unix)]
            Self::Unix { path, .. } => Ok(("unix", path.display().to_string())),
            Self::Tcp(listener) => Ok(("tcp", listener.local_addr()?.to_string())),
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

    /// Accepts for as long as anyone takes the connections, and counts those that are open.
    pub(super) async fn accept_all(
        self,
        tls: Option<Arc<ServerConfig>>,
        open: Counter,
        accepted: mpsc::Sender<io::Result<Connection>>,
    ) {
        let tls = tls.map(TlsAcceptor::from);
        while !accepted.is_closed() {
            let stream = match self.accept().await {
                Ok(stream) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    // Out of file handles, most likely: trying again at once would only spin.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let (tls, open, accepted) = (tls.clone(), open.clone(), accepted.clone());
            tokio::spawn(async move {
                match secured(stream, tls).await {
                    // Nobody takes it any more: the server has ended.
                    Ok(stream) => drop(
                        accepted
                            .send(Ok(Connection {
                                stream,
                                of_host: HostConnection::default(),
                                _counted: open.enter(),
                            }))
                            .await,
                    ),
                    Err(error) => tracing::warn!(%error, "a client was turned away"),
                }
            });
        }
    }
}

#[cfg(unix)]
impl Drop for Listener {
    fn drop(&mut self) {
        if let Self::Unix { path, .. } = self {
            // The folder is ours alone; leaving it behind would be untidy, not wrong.
            drop(std::fs::remove_file(&path));
            path.parent().map(std::fs::remove_dir);
        }
    }
}

const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

async fn secured(stream: Box<dyn Stream>, tls: Option<TlsAcceptor>) -> io::Result<Box<dyn Stream>> {
    let Some(tls) = tls else { return Ok(stream) };
    let secured = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await;
    Ok(Box::new(
        secured.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??,
    ))
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::DirBuilderExt as _;
    use std::path::{Path, PathBuf};

    use super::{Listener, io};

    /// The shortest limit of all systems for a socket's path, with its final zero.
    const LONGEST_PATH: usize = 103;

    pub(super) fn bind(dir: Option<&Path>) -> io::Result<Listener> {
        let parents = [
            dir.map_or_else(std::env::temp_dir, Path::to_owned),
            PathBuf::from("/tmp"),
        ];
        let mut failure = io::Error::from(io::ErrorKind::NotFound);
        for parent in parents {
            match bind_below(&parent) {
                Ok(listener) => return Ok(listener),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn bind_below(parent: &Path) -> io::Result<Listener> {
        for attempt in 0..100 {
            let folder = parent.join(format!("plugin-{}-{attempt}", std::process::id()));
            let path = folder.join("socket");
            if path.as_os_str().len() > LONGEST_PATH {
                return Err(io::Error::from(io::ErrorKind::InvalidFilename));
            }
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            return Ok(Listener::Unix {
                listener: tokio::net::UnixListener::bind(&path)?,
                path,
            });
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }
}

/// A byte stream, secured or not.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    of_host: HostConnection,
    _counted: Entered,
}

pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Connected for Connection {
    type ConnectInfo = HostConnection;

    fn connect_info(&self) -> Self::ConnectInfo {
        self.of_host.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
