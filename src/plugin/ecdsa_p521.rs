//! ECDSA over the curve P-521 with SHA-512, which Terraform's client certificate is signed with and
//! `ring` does not verify.

use p521::ecdsa::signature::Verifier as _;
use p521::ecdsa::{Signature, VerifyingKey};
use tokio_rustls::rustls::SignatureScheme;
use tokio_rustls::rustls::crypto::WebPkiSupportedAlgorithms;
use tokio_rustls::rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

/// The one scheme of P-521 in TLS.
pub(super) static P521: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[&EcdsaP521],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[&EcdsaP521])],
};

#[derive(Debug)]
struct EcdsaP521;

impl SignatureVerificationAlgorithm for EcdsaP521 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify(message, &signature)
            .map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

#[cfg(test)]
mod tests {
    use p521::ecdsa::SigningKey;
    use p521::ecdsa::signature::Signer as _;

    use super::*;

    #[test]
    fn only_the_right_signature_of_the_right_key_is_verified() {
        let key = |last: u8| {
            let mut scalar = [7; 66];
            scalar[0] = 0;
            scalar[65] = last;
            SigningKey::from_slice(&scalar).expect("a key")
        };
        let point = |key: &SigningKey| key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let signed: Signature = key(1).sign(b"hello");
        let signature = signed.to_der();
        let verified = |key: &SigningKey, message: &[u8], signature: &[u8]| {
            EcdsaP521
                .verify_signature(&point(key), message, signature)
                .is_ok()
        };
        assert!(verified(&key(1), b"hello", signature.as_bytes()));
        assert!(!verified(&key(2), b"hello", signature.as_bytes()));
        assert!(!verified(&key(1), b"hallo", signature.as_bytes()));
        let mut damaged = signature.as_bytes().to_vec();
        for at in 0..damaged.len() {
            damaged[at] ^= 1;
            assert!(!verified(&key(1), b"hello", &damaged), "byte {at}");
            damaged[at] ^= 1;
        }
        assert!(!verified(&key(1), b"hello", &[]));
        assert!(
            EcdsaP521
                .verify_signature(&[4; 133], b"hello", signature.as_bytes())
                .is_err()
        );
    }
}
