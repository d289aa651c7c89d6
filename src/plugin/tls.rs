//! Mutual TLS with a certificate pinned on each side.
//!
//! The host's certificate is self-signed, P-521 and marked as an authority. The library `ring`,
//! which has no P-521, cannot verify it and would silently serve strangers. The usual verifier,
//! which accepts no authority as a leaf, refuses it. So the certificate must be, byte for byte, the
//! one in the environment, and its holder must prove that it has the key.

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

/// The server's side of a connection, generated for each process.
pub(super) struct Identity {
    /// The certificate in the handshake line.
    pub(super) certificate: CertificateDer<'static>,
    /// The configuration with which connections are accepted.
    pub(super) config: Arc<ServerConfig>,
}

/// Generates an identity to which only the holder of `client_pem` can connect.
pub(super) fn identity(client_pem: &str) -> Result<Identity, ServeError> {
    let client = CertificateDer::from_pem_slice(client_pem.as_bytes()).map_err(|error| {
        ServeError::Tls(format!("PLUGIN_CLIENT_CERT holds no certificate: {error}"))
    })?;
    // The host expects this name, and takes the certificate itself as the only authority.
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

/// A verifier that accepts one certificate and no other.
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
