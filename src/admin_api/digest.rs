//! HTTP Digest authentication (RFC 7616) with MD5 and `qop=auth`, which the public Atlas API wants.
//!
//! The server answers the first request with 401 and a challenge. Its nonce serves all requests after
//! that, each with the next number, until the server wants another nonce.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex as StdMutex, MutexGuard, PoisonError};
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
    nonce: StdMutex<Option<Nonce>>,
    /// One request after the other has its turn to be sent.
    turn: Mutex<()>,
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

/// How long a request has its turn, if its answer does not come before. A server may refuse numbers that
/// come out of order, and by then this one has come.
const TURN: Duration = Duration::from_millis(200);

impl Digest {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            nonce: StdMutex::new(None),
            turn: Mutex::new(()),
        }
    }

    /// Sends a request with the digest for it. After an answer of 401 that wants another nonce, the request is
    /// sent again with that, whatever its [`super::Repeat`]: the server has not looked at it. Requests are sent
    /// one after the other, in the order of their numbers.
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
        let mut challenges = 0;
        loop {
            let turn = stop.interrupting(request, self.turn.lock()).await?;
            let header = self.next(request, &target);
            let authorization = match &header {
                Some(header) => Authorization::Digest(header),
                None => Authorization::Nobody,
            };
            let sending = exchange.challenged(request, authorization, left());
            let sending = async { Ok(in_turn(turn, sending).await) };
            let (outcome, offered) = stop.guard(request, sending).await?;
            if !matches!(outcome, Err(ApiError::Refused { status: 401, .. })) || offered.is_empty()
            {
                return outcome;
            }
            let challenge = Challenge::first_of(&offered);
            let challenge = challenge.map_err(|why| ApiError::unreadable(request, why))?;
            // An answer to a challenge of this moment was made with the wrong key. A remembered nonce may
            // have ended, and not every server says so.
            let is_refused = challenges > 0 && !challenge.is_stale;
            *self.nonce() = Some(Nonce { challenge, uses: 0 });
            if is_refused || challenges == CHALLENGES {
                return outcome;
            }
            challenges += 1;
        }
    }

    /// Returns the header with the next number; `None` before the first challenge.
    fn next(&self, request: &Request, target: &str) -> Option<String> {
        let mut nonce = self.nonce();
        let Nonce { challenge, uses } = nonce.as_mut()?;
        *uses += 1;
        let cnonce = format!("{:032x}", fastrand::u128(..));
        Some(self.answer(challenge, *uses, &cnonce, request, target))
    }

    fn nonce(&self) -> MutexGuard<'_, Option<Nonce>> {
        self.nonce.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Does work, and ends the turn when the work is done, or [`TURN`] has passed.
async fn in_turn<G, T>(turn: G, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return done,
        () = tokio::time::sleep(TURN) => drop(turn),
    }
    work.await
}

impl Challenge {
    /// Reads the first challenge that can be answered.
    fn first_of(offered: &[String]) -> Result<Self, String> {
        let mut read = offered.iter().map(|text| Self::parse(text));
        let first = read
            .next()
            .unwrap_or_else(|| Err("it offers none".to_owned()));
        match first {
            Ok(first) => Ok(first),
            Err(why) => read.find_map(Result::ok).ok_or(why),
        }
    }

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
