//! A host of our own: starts the provider as Terraform does and calls it as newer cores will.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P521_SHA512};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{self, ClientConfig, DigitallySignedStruct, SignatureScheme};
use tonic::transport::{Channel, Endpoint};

/// The protocol's messages and client, as the library's build makes them.
#[allow(
    clippy::all,
    clippy::use_self,
    unreachable_pub,
    dead_code,
    unused_qualifications,
    missing_docs,
    reason = "generated"
)]
pub(crate) mod proto {
    tonic::include_proto!("tfplugin6");
}

pub(crate) type Client = proto::provider_client::ProviderClient<Channel>;

/// A client that takes messages as large as core does.
fn client(channel: Channel) -> Client {
    Client::new(channel)
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE)
}

const LARGEST_MESSAGE: usize = 256 << 20;

/// A running provider with a connection to it.
pub(crate) struct Host {
    pub(crate) runtime: Runtime,
    pub(crate) client: Client,
    provider: Child,
    log: tempfile::NamedTempFile,
    /// Set by a story whose requests no core would send, so that the provider may disagree with them.
    pub(crate) sends_noise: bool,
    address: Address,
    certificate: CertificateDer<'static>,
}

impl Host {
    /// Starts the provider and shakes hands, with a certificate of Terraform's kind: P-521 and an authority.
    pub(crate) fn start() -> Result<Self> {
        Self::start_program(Path::new(env!(
            "CARGO_BIN_EXE_terraform-provider-appservices"
        )))
    }

    /// The same with another provider.
    pub(crate) fn start_program(program: &Path) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let identity = Identity::new()?;
        let log = tempfile::NamedTempFile::new()?;
        let mut provider = Command::new(program)
            .env(
                "TF_PLUGIN_MAGIC_COOKIE",
                appservices_provider::plugin::MAGIC_COOKIE,
            )
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("PLUGIN_CLIENT_CERT", &identity.pem)
            .env("TF_LOG_PROVIDER", "WARN")
            .stdout(Stdio::piped())
            .stderr(log.reopen()?)
            .spawn()?;
        let mut line = String::new();
        BufReader::new(provider.stdout.take().context("it has an output")?).read_line(&mut line)?;
        let fields: Vec<&str> = line.trim_end().split('|').collect();
        let ["1", "6", network, address, "grpc", certificate] = fields.as_slice() else {
            bail!("the handshake is {line:?}")
        };
        let certificate = CertificateDer::from(STANDARD_NO_PAD.decode(certificate)?);
        let address = Address {
            network: (*network).to_owned(),
            address: (*address).to_owned(),
        };
        let channel = runtime.block_on(connect(
            address.clone(),
            identity.config(certificate.clone())?,
        ))?;
        Ok(Self {
            client: client(channel),
            runtime,
            provider,
            log,
            sends_noise: false,
            address,
            certificate,
        })
    }

    /// Whether the provider serves a host with another certificate.
    pub(crate) fn lets_strangers_in(&self) -> Result<bool> {
        let stranger = Identity::new()?.config(self.certificate.clone())?;
        Ok(self.runtime.block_on(async {
            let Ok(channel) = connect(self.address.clone(), stranger).await else {
                return false;
            };
            Client::new(channel)
                .get_metadata(proto::get_metadata::Request {})
                .await
                .is_ok()
        }))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself, which the story has noticed.
        let _ = self.provider.kill();
        let _ = self.provider.wait();
        let log = std::fs::read_to_string(self.log.path()).unwrap_or_default();
        if !std::thread::panicking() && !self.sends_noise {
            agreed(&log).expect("the provider agrees with core");
        }
        // A provider that was killed leaves its socket behind.
        if self.address.network == "unix"
            && let Some(folder) = Path::new(&self.address.address).parent()
        {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Fails when a log says that the library disagrees with core, which no user sees otherwise.
pub(crate) fn agreed(log: &str) -> Result<()> {
    match log
        .lines()
        .find(|line| line.contains("the library disagrees with Terraform core"))
    {
        Some(line) => bail!("{line}"),
        None => Ok(()),
    }
}

struct Identity {
    pem: String,
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Identity {
    fn new() -> Result<Self> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512)?;
        let mut parameters = CertificateParams::new(["localhost".to_owned()])?;
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key)?;
        Ok(Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key,
        })
    }

    fn config(&self, server: CertificateDer<'static>) -> Result<Arc<ClientConfig>> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = Arc::new(Pinned {
            server,
            algorithms: provider.signature_verification_algorithms,
        });
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).map_err(anyhow::Error::msg)?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_client_auth_cert(vec![self.certificate.clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Where the provider listens, as its handshake says.
#[derive(Clone)]
struct Address {
    network: String,
    address: String,
}

impl Address {
    async fn dial(&self) -> std::io::Result<Box<dyn Stream>> {
        match self.network.as_str() {
            #[cfg(unix)]
            "unix" => Ok(Box::new(
                tokio::net::UnixStream::connect(&self.address).await?,
            )),
            _ => Ok(Box::new(
                tokio::net::TcpStream::connect(&self.address).await?,
            )),
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn connect(address: Address, tls: Arc<ClientConfig>) -> Result<Channel> {
    let connector = tower::service_fn(move |_| {
        let address = address.clone();
        let tls = TlsConnector::from(Arc::clone(&tls));
        async move {
            let stream = address.dial().await?;
            let name = ServerName::try_from("localhost").map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(TokioIo::new(tls.connect(name, stream).await?))
        }
    });
    Ok(Endpoint::from_static("http://localhost")
        .connect_with_connector(connector)
        .await?)
}

#[derive(Debug)]
struct Pinned {
    server: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *leaf == self.server {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("another server".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
