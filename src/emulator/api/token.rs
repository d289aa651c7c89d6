//! Tokens as the API gives them out: JSON Web Tokens, signed with a key that each server makes for
//! itself.
//!
//! Clients decode them to see when they end (`iat`, `exp`) and whose they are, so the claims have
//! the names and types that the API's own tokens have. The signature is HS256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use crate::emulator::model::random;

/// Signs claims, and reads what it signed.
pub(super) struct Signer(Hmac<Sha256>);

impl Signer {
    /// Makes a signer with a key of its own. Tokens of another signer are refused.
    pub(super) fn new() -> Self {
        Self(Hmac::new(&random::bytes::<64>().into()))
    }

    /// Returns the token that carries these claims.
    pub(super) fn sign(&self, claims: &Json) -> String {
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let signed = format!("{}.{}", encoded(&header), encoded(claims));
        let signature = self.over(&signed).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Returns the claims of a token that this signer made; `None` for any other text.
    pub(super) fn read(&self, token: &str) -> Option<Json> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.over(signed).verify_slice(&signature).ok()?;
        let (_, claims) = signed.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }

    fn over(&self, text: &str) -> Hmac<Sha256> {
        let mut hmac = self.0.clone();
        hmac.update(text.as_bytes());
        hmac
    }
}

fn encoded(document: &Json) -> String {
    URL_SAFE_NO_PAD.encode(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_by_its_signer_alone() {
        let one = Signer::new();
        let other = Signer::new();
        let claims = json!({ "typ": "access", "exp": 1 });
        let token = one.sign(&claims);
        assert_eq!(one.read(&token), Some(claims));
        assert_eq!(other.read(&token), None);
    }

    #[test]
    fn what_was_changed_is_refused() {
        let signer = Signer::new();
        let token = signer.sign(&json!({ "typ": "access" }));
        let forged = encoded(&json!({ "typ": "refresh" }));
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts.as_slice() else {
            panic!("{token} has not three parts")
        };
        let unsigned = encoded(&json!({ "alg": "none", "typ": "JWT" }));
        for text in [
            format!("{header}.{forged}.{signature}"),
            format!("{unsigned}.{claims}.{signature}"),
            format!("{unsigned}.{claims}."),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.{signature}="),
            format!("{header}.{claims}.{}", &signature[1..]),
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
        ] {
            assert_eq!(signer.read(&text), None, "{text}");
        }
    }
}
