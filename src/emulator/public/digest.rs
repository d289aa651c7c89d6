//! HTTP Digest (RFC 7616) with MD5 and `qop=auth`, as clients of the public API log in: the public
//! key is the user, the private key the password.

use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

use super::nonces::Nonces;
use crate::emulator::model::{Account, Request, hex};

/// The realm of the public API.
const REALM: &str = "MMS Public API";

/// Lets in who knows the key.
pub(super) struct Guard(Nonces);

/// The parameters of an `authorization` header that has all that a digest takes.
struct Credentials {
    username: String,
    realm: String,
    nonce: String,
    uri: String,
    response: String,
    /// The count as it is written: 8 hexadecimal digits.
    nc: String,
    cnonce: String,
}

impl Guard {
    pub(super) fn new() -> Self {
        Self(Nonces::new())
    }

    /// Refuses a request without the right credentials, with the challenge to send. The challenge
    /// says `stale=true` if only the nonce is wrong: clients then repeat the request by themselves.
    pub(super) fn check(
        &self,
        account: &Account,
        request: &Request,
        now: i64,
    ) -> Result<(), String> {
        let header = request.head.authorization.as_deref();
        let given = header.and_then(Credentials::read);
        let Some(given) = given.filter(|given| given.are_right(account, request)) else {
            return Err(self.challenge(false, now));
        };
        let count = u32::from_str_radix(&given.nc, 16).unwrap_or_default();
        match self.0.spend(&given.nonce, count, now) {
            true => Ok(()),
            false => Err(self.challenge(true, now)),
        }
    }

    /// Returns the challenge of a client whose nonce has expired.
    pub(super) fn stale(&self, now: i64) -> String {
        self.challenge(true, now)
    }

    fn challenge(&self, stale: bool, now: i64) -> String {
        let nonce = self.0.make(now);
        format!(
            "Digest realm=\"{REALM}\", domain=\"\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\", stale={stale}"
        )
    }
}

impl Credentials {
    /// Reads a header. Choice: a digest without `qop`, as RFC 2069 had it, is refused.
    fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let parameters = parameters(rest)?;
        let find = |name: &str| {
            let mut found = parameters.iter().filter(|(known, _)| known == name);
            let (_, value) = found.next()?;
            // A parameter that is there twice could be read in two ways.
            found.next().is_none().then(|| value.clone())
        };
        let algorithm = find("algorithm").unwrap_or_else(|| "MD5".to_owned());
        let nc = find("nc")?;
        let is_right = algorithm.eq_ignore_ascii_case("md5")
            && find("qop")?.eq_ignore_ascii_case("auth")
            && nc.len() == 8
            && nc.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_right.then_some(Self {
            username: find("username")?,
            realm: find("realm")?,
            nonce: find("nonce")?,
            uri: find("uri")?,
            response: find("response")?,
            nc,
            cnonce: find("cnonce")?,
        })
    }

    /// Reports whether the key made this digest for this request, whatever the nonce is.
    fn are_right(&self, account: &Account, request: &Request) -> bool {
        let Account {
            public_key,
            private_key,
            ..
        } = account;
        let user = hash(&[public_key, REALM, private_key]);
        let asked = hash(&[&request.head.method, &self.uri]);
        let wanted = hash(&[&user, &self.nonce, &self.nc, &self.cnonce, "auth", &asked]);
        let is_key = self.username.as_bytes().ct_eq(public_key.as_bytes())
            & self.response.as_bytes().ct_eq(wanted.as_bytes());
        let is_key: bool = is_key.into();
        is_key && self.realm == REALM && is_target(&self.uri, request)
    }
}

/// Reports whether a URI is the path and the query of a request.
fn is_target(uri: &str, request: &Request) -> bool {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    path == request.path && query == request.query
}

/// Returns the hash of texts with colons between them.
fn hash(parts: &[&str]) -> String {
    hex(Md5::digest(parts.join(":")))
}

/// Reads `name=value, name="value"`, in which a backslash stands before a quoted character.
fn parameters(mut text: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    loop {
        text = text.trim_start_matches([' ', '\t', ',']);
        if text.is_empty() {
            return Some(found);
        }
        let (name, rest) = text.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let rest = rest.trim_start();
        let (value, rest) = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        found.push((name, value));
        text = rest;
    }
}

/// Returns a quoted text without its quotes, and what comes after it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7616, section 3.9.1.
    #[test]
    fn the_digest_is_that_of_the_standard() {
        let user = hash(&["Mufasa", "http-auth@example.org", "Circle of Life"]);
        let asked = hash(&["GET", "/dir/index.html"]);
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        assert_eq!(
            hash(&[&user, nonce, "00000001", cnonce, "auth", &asked]),
            "8ca523f5e9506fed4657c9700eebdbec"
        );
    }

    #[test]
    fn headers_are_read_as_clients_write_them() {
        let read = Credentials::read(
            r#"digest username="a \"b\", c",realm="r" , nonce=n, uri="/x?y=1,2",qop="auth", nc=0000000a,cnonce="",response="0", opaque="", algorithm="md5""#,
        )
        .expect("credentials");
        assert_eq!(
            (&*read.username, &*read.uri, &*read.nc, &*read.cnonce),
            ("a \"b\", c", "/x?y=1,2", "0000000a", "")
        );
    }

    #[test]
    fn headers_that_are_no_digest_of_this_kind_are_refused() {
        let right = r#"Digest username="u", realm="r", nonce="n", uri="/", response="0", qop=auth, nc=00000001, cnonce="c""#;
        assert!(Credentials::read(right).is_some());
        for wrong in [
            "",
            "Digest",
            "Digest username",
            "Digest username=\"u",
            &right.replace("Digest", "Basic"),
            &right.replace("qop=auth, ", ""),
            &right.replace("qop=auth", "qop=auth-int"),
            &right.replace("00000001", "1"),
            &right.replace("00000001", "+0000001"),
            &right.replace("cnonce=\"c\"", ""),
            &format!("{right}, algorithm=SHA-256"),
            &format!("{right}, username=\"v\""),
        ] {
            assert!(Credentials::read(wrong).is_none(), "{wrong}");
        }
    }
}
