//! Mutual TLS with a certificate pinned on each side.
//!
//! The host's certificate is self-signed, P-521 and marked as an authority. The usual verifier, which
//! accepts no authority as a leaf, refuses it. So the certificate must be, byte for byte, the one in
//! the environment, and its holder must prove that it has the key.
//!
//! Keys, random numbers and ciphers come from `ring`, which is ready at once and needs no setting when
//! a provider is built. It has no P-521, so that one signature is verified by `p521`, which needs
//! no random numbers.

use std::sync::Arc;

use tokio_rustls::rustls;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};

use super::ecdsa_p521::P521;
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
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Pinned {
        client,
        others: provider.signature_verification_algorithms,
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
    /// What verifies the signatures of other keys than P-521, which hosts may use one day.
    others: WebPkiSupportedAlgorithms,
}

impl Pinned {
    /// Returns what verifies signatures of this scheme.
    const fn algorithms(&self, scheme: SignatureScheme) -> &WebPkiSupportedAlgorithms {
        match scheme {
            SignatureScheme::ECDSA_NISTP521_SHA512 => &P521,
            _ => &self.others,
        }
    }
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
        verify_tls12_signature(message, cert, dss, self.algorithms(dss.scheme))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, self.algorithms(dss.scheme))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = P521.supported_schemes();
        schemes.extend(self.others.supported_schemes());
        schemes
    }
}
