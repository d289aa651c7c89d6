//! Mutual TLS with a certificate pinned on each side (protocol.md 3.3).
//!
//! The host's certificate is self-signed, P-521 and marked as an authority. So `ring` (no P-521) and the usual verifier (no
//! authorities as leaves) would both refuse it, the first by silently serving strangers. Here the certificate must be, byte for
//! byte, the one that came in the environment, and its holder must prove that it has the key.

use std::sync::Arc;

use tokio_rustls::rustls;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};

use super::error::ServeError;

/// A server's side, made anew for each process.
pub(super) struct Identity {
    /// The certificate that the handshake line tells the host.
    pub(super) certificate: CertificateDer<'static>,
    /// What connections are accepted with.
    pub(super) config: Arc<ServerConfig>,
}

/// An identity that only the holder of `client_pem` can talk to.
pub(super) fn identity(client_pem: &str) -> Result<Identity, ServeError> {
    let client = CertificateDer::from_pem_slice(client_pem.as_bytes()).map_err(|error| {
        ServeError::Tls(format!("PLUGIN_CLIENT_CERT holds no certificate: {error}"))
    })?;
    // The host looks for this name, and takes the certificate itself as the only authority.
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()])
        .map_err(|error| ServeError::Tls(error.to_string()))?;
    let certificate = own.cert.der().clone();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der())
        .map_err(|error| ServeError::Tls(error.to_owned()))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(Pinned {
        client,
        algorithms: provider.signature_verification_algorithms,
    });
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_client_cert_verifier(verifier)
                .with_single_cert(vec![certificate.clone()], key)
        });
    let mut config = config.map_err(|error| ServeError::Tls(error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Identity {
        certificate,
        config: Arc::new(config),
    })
}

/// Accepts one certificate and no other.
#[derive(Debug)]
struct Pinned {
    client: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *leaf == self.client {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(rustls::Error::InvalidCertificate(
                rustls::CertificateError::ApplicationVerificationFailure,
            ))
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
