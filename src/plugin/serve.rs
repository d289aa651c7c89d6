//! From `main` to the end of the process.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::service::Routes;
use tonic::transport::Server;

use super::alive::Counter;
use super::connection::Listener;
use super::handshake;
use super::health::HealthService;
use super::host::Host;
use super::proto::goplugin::grpc_broker_server::GrpcBrokerServer;
use super::proto::goplugin::grpc_controller_server::GrpcControllerServer;
use super::proto::goplugin::grpc_stdio_server::GrpcStdioServer;
use super::proto::health::health_server::HealthServer;
use super::proto::tfplugin6::provider_server::ProviderServer;
use super::rpc::Rpc;
use super::services::PluginServices;
use super::tls::{Identity, identity};
use super::unserved::Naming;
use crate::provider::Provider;

/// How a provider is served.
#[derive(Clone, Debug)]
pub enum Serving {
    /// To the host that started this process: Terraform, OpenTofu.
    Plugin,
    /// To any number of runs that find it by `TF_REATTACH_PROVIDERS`, until interrupted: for use with a debugger. The source
    /// address is the one in `required_providers`, `namespace/name`.
    Debug {
        /// The provider's source address.
        source: String,
    },
}

/// Why a provider could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody ran the program by hand.
    #[error(
        "this is a plugin for Terraform and OpenTofu, which start it themselves (TF_PLUGIN_MAGIC_COOKIE is not set)"
    )]
    NotStartedByTerraform,
    /// Every program on this machine could call the provider, and read what the host sends.
    #[error(
        "the host sent no certificate and there is no unix socket here, so the connection would be open to every program on this machine: unset TF_DISABLE_PLUGIN_TLS"
    )]
    Unprotected,
    /// Certificates could not be made or read.
    #[error("the connection to the host cannot be secured: {0}")]
    Tls(String),
    /// No socket, or no stdout.
    #[error("the host cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// The server broke off.
    #[error("serving the host broke off: {0}")]
    Server(#[from] tonic::transport::Error),
}

/// The largest message in either direction, as in Go providers.
const LARGEST_MESSAGE: usize = 256 << 20;

/// How long the last answers may take to leave after the host said to end; it kills after two seconds.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How long a host may take to connect; it gives up after as long itself.
const FIRST_CONNECTION: Duration = Duration::from_secs(60);

/// How long a host may be away before it counts as gone.
const RECONNECTION: Duration = Duration::from_secs(5);

/// Serves `provider` until the host ends it. While it runs, stdout belongs to the handshake and SIGINT is ignored: a terminal
/// sends it to the whole group, and the host has its own way of stopping (`StopProvider`).
///
/// # Errors
/// When no host started this process, or it cannot be reached.
pub async fn serve(
    provider: Arc<dyn Provider>,
    host: &Host,
    serving: Serving,
) -> Result<(), ServeError> {
    let debug = matches!(serving, Serving::Debug { .. });
    let tls = match (&host.client_certificate, debug) {
        (Some(pem), false) => Some(identity(pem)?),
        _ => None,
    };
    if !debug {
        handshake::check(host)?;
    }
    // Held to the end: on Windows, interrupts are ignored only while somebody listens for them.
    let _interrupts = if debug { None } else { Some(interrupts()?) };
    let listener = Listener::bind(host).await?;
    let (network, address) = listener.address()?;
    if !debug {
        protected(network, tls.as_ref())?;
    }
    match serving {
        Serving::Plugin => announce(&handshake::line(
            network,
            &address,
            tls.as_ref().map(|tls| tls.certificate.as_ref()),
            host,
        ))?,
        Serving::Debug { source } => announce(&reattach(&source, network, &address))?,
    }
    run(provider, listener, tls, debug).await
}

/// Whether nobody but the host can call the provider: by certificates, or by a socket in a folder that only this user can enter.
fn protected(network: &str, tls: Option<&Identity>) -> Result<(), ServeError> {
    if tls.is_none() && network != "unix" {
        Err(ServeError::Unprotected)
    } else {
        Ok(())
    }
}

/// Serves what connects to the listener until the host ends it or is gone; in debug mode, until interrupted.
pub(super) async fn run(
    provider: Arc<dyn Provider>,
    listener: Listener,
    tls: Option<Identity>,
    debug: bool,
) -> Result<(), ServeError> {
    let (ended, mut end) = watch::channel(false);
    let (accepted, connections) = mpsc::channel(16);
    let (open, running) = (Counter::new(), Counter::new());
    let accepting =
        tokio::spawn(listener.accept_all(tls.map(|tls| tls.config), open.clone(), accepted));
    let services = PluginServices {
        ended: ended.clone(),
        host_may_end: !debug,
    };
    let health = HealthServer::new(HealthService {
        ended: ended.clone(),
    });
    let rpc = ProviderServer::new(Rpc::new(Arc::clone(&provider), running.clone()))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let mut over = ended.subscribe();
    let routes = Routes::new(rpc)
        .add_service(health)
        .add_service(GrpcControllerServer::new(services.clone()))
        .add_service(GrpcBrokerServer::new(services.clone()))
        .add_service(GrpcStdioServer::new(services));
    let server = Server::builder().serve_with_incoming_shutdown(
        Naming(routes),
        ReceiverStream::new(connections),
        async move { drop(over.wait_for(|over| *over).await) },
    );
    let deadline = async {
        let left = async {
            orphaned(provider.as_ref(), &open, &running, debug).await;
            running.until(|calls| calls.now == 0).await;
        };
        let interrupted = async {
            if debug {
                drop(tokio::signal::ctrl_c().await)
            } else {
                std::future::pending().await
            }
        };
        tokio::select! {
            () = left => drop(ended.send_replace(true)),
            () = interrupted => drop(ended.send_replace(true)),
            _ = end.wait_for(|over| *over) => {}
        }
        tokio::time::sleep(LAST_WORDS).await;
    };
    let outcome = tokio::select! {
        outcome = server => outcome,
        () = deadline => Ok(()),
    };
    // Ending the task drops the listener, and with it the socket.
    accepting.abort();
    drop(accepting.await);
    Ok(outcome?)
}

/// Waits until the host is gone without a word: it was killed, or never came. As soon as its last connection is lost while calls run,
/// they are told to stop: nobody is there any more for whom they write. The write that is under way is still finished. In debug mode
/// the hosts come and go, so this stops calls and never ends.
async fn orphaned(provider: &dyn Provider, open: &Counter, running: &Counter, debug: bool) {
    if !debug
        && tokio::time::timeout(
            FIRST_CONNECTION,
            open.until(|connections| connections.ever > 0),
        )
        .await
        .is_err()
    {
        return;
    }
    open.until(|connections| connections.ever > 0).await;
    loop {
        open.until(|connections| connections.now == 0).await;
        if running.count().now > 0 {
            tracing::warn!("the connection to the host is lost, so nothing more is written");
            provider.stop();
        }
        // gRPC connects anew after a fault.
        let back = open.until(|connections| connections.now > 0);
        if debug {
            back.await;
        } else if tokio::time::timeout(RECONNECTION, back).await.is_err() {
            return;
        }
    }
}

/// Takes the terminal's interrupts, which go to the whole group, so that they do nothing.
#[cfg(unix)]
fn interrupts() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

/// Takes the console's interrupts, which go to the whole group, so that they do nothing.
#[cfg(windows)]
fn interrupts() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// What a shell must export so that runs find this process; the keys for Terraform and for OpenTofu.
fn reattach(source: &str, network: &str, address: &str) -> String {
    let one = serde_json::json!({
        "Protocol": "grpc", "ProtocolVersion": handshake::PROTOCOL, "Pid": std::process::id(), "Test": true,
        "Addr": { "Network": network, "String": address },
    });
    let both = serde_json::json!({
        format!("registry.terraform.io/{source}"): one,
        format!("registry.opentofu.org/{source}"): one,
    });
    format!(
        "Provider started. To use it, run Terraform in a shell with:\n\n\tTF_REATTACH_PROVIDERS='{both}'\n\n{}\nInterrupt (Ctrl-C) to end it.",
        opened(network, address)
    )
}

/// Who else can call a provider that is served for a debugger.
fn opened(network: &str, address: &str) -> String {
    let who = if network == "unix" {
        "every program of this user"
    } else {
        "every program on this machine"
    };
    format!(
        "It listens on {address} without encryption: {who} can call it, with the rights and the credentials that it has."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_served_to_the_whole_machine() {
        assert!(matches!(
            protected("tcp", None),
            Err(ServeError::Unprotected)
        ));
        assert!(protected("unix", None).is_ok());
        let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()])
            .expect("a certificate")
            .cert;
        assert!(
            protected(
                "tcp",
                Some(&identity(&certificate.pem()).expect("an identity"))
            )
            .is_ok()
        );
    }

    #[test]
    fn a_debugger_is_told_what_it_opens() {
        assert!(reattach("example/files", "tcp", "127.0.0.1:7").contains(
            "It listens on 127.0.0.1:7 without encryption: every program on this machine"
        ));
        assert!(
            reattach("example/files", "unix", "/run/socket").contains("every program of this user")
        );
    }
}
