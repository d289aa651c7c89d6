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
#[cfg(unix)]
use super::unix_socket::UnixSocket;

/// A bound listener. Dropping it removes the socket.
pub(super) enum Listener {
    #[cfg(unix)]
    Unix(UnixSocket),
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
        if let Ok(socket) = UnixSocket::bind(host.socket_dir.as_deref()) {
            return Ok(Self::Unix(socket));
        }
        let _ = host;
        Ok(Self::Tcp(TcpListener::bind(("127.0.0.1", 0)).await?))
    }

    /// Returns the network and the address as the handshake line names them.
    pub(super) fn address(&self) -> io::Result<(&'static str, String)> {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => Ok(("unix", socket.path().display().to_string())),
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
            Self::Unix(socket) => Ok(Box::new(socket.accept().await?)),
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
