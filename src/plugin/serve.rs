//! From the start of the process to a provider that is announced and served.

use std::io::{self, Write as _};
use std::sync::Arc;

use super::error::ServeError;
use super::handshake;
use super::host::Host;
use super::lifetime::Hosts;
use super::listener::Listener;
use super::server;
use super::tls::{Identity, identity};
use crate::provider::{Provider, Server};

/// How a provider is served.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Serving {
    /// To the host that started this process: Terraform, OpenTofu.
    Plugin,
    /// To any number of runs that find it by `TF_REATTACH_PROVIDERS`, until interrupted: for use
    /// with a debugger.
    Debug {
        /// The provider's source address, as in `required_providers`: `namespace/name`.
        source: String,
    },
}

/// Serves `provider` until the host ends it. Meanwhile stdout belongs to the handshake and SIGINT
/// is ignored: a terminal sends it to the whole group, and the host has its own way of stopping
/// (`StopProvider`).
///
/// # Errors
/// Fails when no host started this process or the host cannot be reached.
pub async fn serve<P: Provider>(
    provider: P,
    host: &Host,
    serving: Serving,
) -> Result<(), ServeError> {
    let provider = Arc::new(Server::new(provider));
    match serving {
        Serving::Plugin => serve_host(provider, host).await,
        Serving::Debug { source } => serve_debugger(provider, host, &source).await,
    }
}

/// Serves the host that started this process.
async fn serve_host(provider: Arc<Server>, host: &Host) -> Result<(), ServeError> {
    handshake::check(host)?;
    // Held to the end: on Windows, interrupts are ignored only while somebody listens for them.
    let _interrupts = ignore_interrupts()?;
    let tls = match &host.client_certificate {
        Some(pem) => Some(identity(pem)?),
        None => None,
    };
    let listener = Listener::bind(host).await?;
    let (network, address) = listener.address()?;
    check_protection(network, tls.as_ref())?;
    let certificate = tls.as_ref().map(|tls| tls.certificate.as_ref());
    announce(&handshake::line(network, &address, certificate, host))?;
    // The host connects meanwhile, and its first call is for the schemas.
    let preparing = Arc::clone(&provider);
    tokio::task::spawn_blocking(move || preparing.prepare());
    server::run(provider, listener, tls, Hosts::One).await
}

/// Serves the runs that a person starts beside a debugger.
async fn serve_debugger(
    provider: Arc<Server>,
    host: &Host,
    source: &str,
) -> Result<(), ServeError> {
    let listener = Listener::bind(host).await?;
    let (network, address) = listener.address()?;
    announce(&reattach(source, network, &address))?;
    server::run(provider, listener, None, Hosts::Many).await
}

/// Checks that nobody but the host can call the provider: by certificates, or by a socket in a
/// folder that only this user can enter.
fn check_protection(network: &str, tls: Option<&Identity>) -> Result<(), ServeError> {
    if tls.is_none() && network != "unix" {
        Err(ServeError::Unprotected)
    } else {
        Ok(())
    }
}

/// Takes the terminal's interrupts, which go to the whole group, so that they do nothing.
#[cfg(unix)]
fn ignore_interrupts() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

/// Takes the console's interrupts, which go to the whole group, so that they do nothing.
#[cfg(windows)]
fn ignore_interrupts() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// Returns what a shell must export so that runs find this process, under the hosts of Terraform
/// and of OpenTofu.
fn reattach(source: &str, network: &str, address: &str) -> String {
    let one = serde_json::json!({
        "Protocol": "grpc",
        "ProtocolVersion": handshake::PROTOCOL,
        "Pid": std::process::id(),
        "Test": true,
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

/// Returns who else can call a provider that is served for a debugger.
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
        let open = check_protection("tcp", None);
        assert!(matches!(open, Err(ServeError::Unprotected)));
        assert!(check_protection("unix", None).is_ok());
        let host = include_str!("../../acceptance-tests/certificates/host.pem");
        let identity = identity(host).expect("an identity");
        assert!(check_protection("tcp", Some(&identity)).is_ok());
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
