//! A host of our own: starts the provider as Terraform does and calls it as newer cores will.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hyper_util::rt::TokioIo;
use p521::ecdsa::signature::Signer as _;
use p521::ecdsa::{Signature, SigningKey};
use p521::pkcs8::DecodePrivateKey as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::sign::{CertifiedKey, Signer, SigningKey as TlsKey, SingleCertAndKey};
use tokio_rustls::rustls::{
    self, ClientConfig, DigitallySignedStruct, SignatureAlgorithm, SignatureScheme,
};
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
        let identity = Identity::host()?;
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
        let config = with_http2(identity.config(certificate.clone())?);
        let channel = runtime.block_on(connect(address.clone(), config))?;
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

    /// Returns those of the strangers whom the provider serves.
    pub(crate) fn strangers_let_in(&self) -> Result<Vec<&'static str>> {
        let host = Identity::host()?;
        let other = Identity::stranger()?;
        let thief = Identity {
            key: other.key.clone(),
            ..Identity::host()?
        };
        let unnamed = calling(self.certificate.clone())?.with_no_client_auth();
        let callers = [
            ("the host itself", host.config(self.certificate.clone())?),
            (
                "another certificate",
                other.config(self.certificate.clone())?,
            ),
            (
                "the host's certificate without its key",
                thief.config(self.certificate.clone())?,
            ),
            ("no certificate", unnamed),
        ];
        let mut let_in = Vec::new();
        for (who, config) in callers {
            let served = self.runtime.block_on(async {
                let channel = connect(self.address.clone(), with_http2(config)).await?;
                let mut client = Client::new(channel);
                anyhow::Ok(client.get_metadata(proto::get_metadata::Request {}).await?)
            });
            let_in.extend(served.is_ok().then_some(who));
        }
        Ok(let_in)
    }
}

impl Host {
    /// Returns the process of the provider.
    pub(crate) fn id(&self) -> u32 {
        self.provider.id()
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
    key: Key,
}

impl Identity {
    /// Returns the host's identity: a certificate as go-plugin makes them, self-signed, P-521 and an
    /// authority. It protects nothing but tests.
    fn host() -> Result<Self> {
        Self::of(
            include_str!("certificates/host.pem"),
            include_str!("certificates/host.key.pem"),
        )
    }

    /// Returns an identity that the provider does not know.
    fn stranger() -> Result<Self> {
        Self::of(
            include_str!("certificates/stranger.pem"),
            include_str!("certificates/stranger.key.pem"),
        )
    }

    fn of(pem: &str, key: &str) -> Result<Self> {
        Ok(Self {
            pem: pem.to_owned(),
            certificate: CertificateDer::from_pem_slice(pem.as_bytes())?,
            key: Key(SigningKey::from_pkcs8_pem(key)?),
        })
    }

    /// Returns the configuration with which the server of this certificate is called.
    fn config(&self, server: CertificateDer<'static>) -> Result<ClientConfig> {
        let chain = vec![self.certificate.clone()];
        let own = CertifiedKey::new(chain, Arc::new(self.key.clone()));
        let resolver = Arc::new(SingleCertAndKey::from(own));
        Ok(calling(server)?.with_client_cert_resolver(resolver))
    }
}

fn with_http2(mut config: ClientConfig) -> Arc<ClientConfig> {
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// Returns what the configurations of all callers begin with.
fn calling(
    server: CertificateDer<'static>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Pinned {
        server,
        algorithms: provider.signature_verification_algorithms,
    });
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier))
}

/// A P-521 key, with which `ring` cannot sign.
#[derive(Clone)]
struct Key(SigningKey);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl TlsKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme = SignatureScheme::ECDSA_NISTP521_SHA512;
        offered
            .contains(&scheme)
            .then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let signature: Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
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
