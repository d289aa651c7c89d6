//! HTTP Digest authentication (RFC 7616) with MD5 and `qop=auth`, which the public Atlas API wants.
//!
//! The server answers the first request with 401 and a challenge. Its nonce serves all requests after
//! that, each with the next number, until the server wants another nonce.

use std::collections::HashMap;
use std::time::Duration;

use md5::{Digest as _, Md5};
use tokio::sync::Mutex;

use super::answer::Reply;
use super::error::ApiError;
use super::exchange::Exchange;
use super::request::Request;
use super::session::Credentials;
use super::stop::Stop;
use super::transport::Authorization;

/// The layer.
#[derive(Debug)]
pub(super) struct Digest {
    credentials: Credentials,
    /// One request at a time has its turn: a server may refuse numbers that come out of order.
    turn: Mutex<Option<Nonce>>,
}

/// The server's last challenge, and how many requests have used it.
#[derive(Debug)]
struct Nonce {
    challenge: Challenge,
    uses: u32,
}

/// What a challenge asks for.
#[derive(Debug, PartialEq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// Whether the word for the algorithm is to be sent back.
    names_algorithm: bool,
    is_stale: bool,
}

/// How often a request is sent again with another nonce.
const CHALLENGES: u32 = 3;

impl Digest {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            turn: Mutex::new(None),
        }
    }

    /// Sends a request with the digest for it, when the requests before it have ended. After an answer of 401
    /// that wants another nonce, the request is sent again with that, whatever its [`super::Repeat`]: the
    /// server has not looked at it.
    ///
    /// # Errors
    /// See [`ApiError`]. A key that the server does not know is refused with 401.
    pub(super) async fn send(
        &self,
        request: &Request,
        left: impl Fn() -> Duration + Send,
        exchange: &Exchange,
        stop: &Stop,
    ) -> Result<Reply, ApiError> {
        let target = request.target(exchange.base_url());
        let mut turn = stop.interrupting(request, self.turn.lock()).await?;
        let mut challenges = 0;
        loop {
            let header = turn.as_mut().map(|Nonce { challenge, uses }| {
                *uses += 1;
                let cnonce = format!("{:032x}", fastrand::u128(..));
                self.answer(challenge, *uses, &cnonce, request, &target)
            });
            let authorization = match &header {
                Some(header) => Authorization::Digest(header),
                None => Authorization::Nobody,
            };
            let sending = exchange.challenged(request, authorization, left());
            let sending = async { Ok(sending.await) };
            let (outcome, challenge) = stop.guard(request, sending).await?;
            let (Err(ApiError::Refused { status: 401, .. }), Some(challenge)) =
                (&outcome, challenge)
            else {
                return outcome;
            };
            let challenge = Challenge::parse(&challenge);
            let challenge = challenge.map_err(|why| ApiError::unreadable(request, why))?;
            // A digest that the server could read was made with the wrong key.
            let is_refused = header.is_some() && !challenge.is_stale;
            *turn = Some(Nonce { challenge, uses: 0 });
            if is_refused || challenges == CHALLENGES {
                return outcome;
            }
            challenges += 1;
        }
    }

    /// Returns the header's text behind the word `Digest` (RFC 7616, 3.4).
    fn answer(
        &self,
        challenge: &Challenge,
        number: u32,
        cnonce: &str,
        request: &Request,
        target: &str,
    ) -> String {
        let Challenge { realm, nonce, .. } = challenge;
        let user = &self.credentials.public_key;
        let key = self.credentials.private_key.reveal();
        let who = md5(&format!("{user}:{realm}:{key}"));
        let what = md5(&format!("{}:{target}", request.method()));
        let response = md5(&format!("{who}:{nonce}:{number:08x}:{cnonce}:auth:{what}"));
        let mut text = format!(
            "username={}, realm={}, nonce={}, uri={}, qop=auth, nc={number:08x}, cnonce=\"{cnonce}\", response=\"{response}\"",
            quoted(user),
            quoted(realm),
            quoted(nonce),
            quoted(target),
        );
        if challenge.names_algorithm {
            text += ", algorithm=MD5";
        }
        if let Some(opaque) = &challenge.opaque {
            text += &format!(", opaque={}", quoted(opaque));
        }
        text
    }
}

impl Challenge {
    /// Reads what stands behind the word `Digest` of a challenge.
    fn parse(text: &str) -> Result<Self, String> {
        let mut fields = fields(text);
        let algorithm = fields.remove("algorithm");
        if let Some(other) = algorithm
            .as_ref()
            .filter(|name| !name.eq_ignore_ascii_case("md5"))
        {
            return Err(format!(
                "it asks for digests by {other}, and MD5 alone is known"
            ));
        }
        let qop = fields.remove("qop").unwrap_or_default();
        if !qop.split(',').any(|one| one.trim() == "auth") {
            return Err("it asks for digests without qop=auth, which alone is known".to_owned());
        }
        let mut need = |name: &str| {
            let missing = || format!("its challenge has no {name}");
            fields.remove(name).ok_or_else(missing)
        };
        Ok(Self {
            realm: need("realm")?,
            nonce: need("nonce")?,
            opaque: need("opaque").ok(),
            names_algorithm: algorithm.is_some(),
            is_stale: need("stale").is_ok_and(|word| word.eq_ignore_ascii_case("true")),
        })
    }
}

/// Returns the fields of a header, `name=text` or `name="text"`, between commas.
fn fields(text: &str) -> HashMap<String, String> {
    let mut fields = HashMap::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim_matches([',', ' ', '\t']).to_ascii_lowercase();
        let behind = behind.trim_start();
        let value;
        (value, rest) = match behind.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = behind.find(',').unwrap_or(behind.len());
                (behind[..end].trim().to_owned(), &behind[end..])
            }
        };
        fields.insert(name, value);
    }
    fields
}

/// Returns the text up to the closing quote, and what stands behind that.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn md5(text: &str) -> String {
    let hash = Md5::digest(text);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin_api::Secret;

    /// The example of RFC 7616, 3.9.1.
    #[test]
    fn a_challenge_is_answered_as_the_standard_does() {
        let challenge = Challenge::parse(
            r#"realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
        );
        let challenge = challenge.expect("a challenge");
        let digest = Digest::new(Credentials {
            public_key: "Mufasa".to_owned(),
            private_key: Secret::new("Circle of Life"),
        });
        let request = Request::get("/dir/index.html");
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let answer = digest.answer(&challenge, 1, cnonce, &request, "/dir/index.html");
        assert_eq!(
            answer,
            r#"username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", response="8ca523f5e9506fed4657c9700eebdbec", algorithm=MD5, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
        );
    }

    #[test]
    fn challenges_come_in_many_spellings() {
        let plain =
            |text: &str| Challenge::parse(text).map(|one| (one.realm, one.nonce, one.is_stale));
        let good = |realm: &str, stale| Ok((realm.to_owned(), "n".to_owned(), stale));
        for (text, seen) in [
            (
                r#"realm="a, b=\"c\"", nonce="n", qop="auth""#,
                good("a, b=\"c\"", false),
            ),
            (r#"Realm=a,NONCE=n,qop=auth,stale=TRUE"#, good("a", true)),
            (
                r#"qop="auth",nonce="n" , realm = "a", stale=false"#,
                good("a", false),
            ),
            (
                "realm=a, qop=auth",
                Err("its challenge has no nonce".to_owned()),
            ),
            (
                "realm=a, nonce=n, qop=auth-int",
                Err("it asks for digests without qop=auth, which alone is known".to_owned()),
            ),
            (
                "realm=a, nonce=n, qop=auth, algorithm=SHA-256",
                Err("it asks for digests by SHA-256, and MD5 alone is known".to_owned()),
            ),
            (
                "",
                Err("it asks for digests without qop=auth, which alone is known".to_owned()),
            ),
        ] {
            assert_eq!(plain(text), seen, "{text}");
        }
    }
}
