//! Logging in, and who may ask: `/auth/*` of the description.
//!
//! Access tokens live 30 minutes and refresh tokens 60 days. Sessions are kept in memory: after a
//! restart of the server, clients have to log in again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};

use super::token::Signer;
use crate::emulator::model::{
    Account, Answer, DOMAIN_ID, Fields, Refusal, Response, USER_ID, object_id, random,
};

const ACCESS_SECONDS: i64 = 30 * 60;
const REFRESH_SECONDS: i64 = 60 * 24 * 60 * 60;

/// All sessions, and the key that signs their tokens.
pub(super) struct Sessions {
    signer: Signer,
    open: Mutex<Open>,
}

/// Sessions by their ids, with the time at which each ends.
#[derive(Default)]
struct Open {
    ends: HashMap<String, i64>,
    /// How many sessions there may be before those that have ended are forgotten.
    room: usize,
}

/// What a token says, as far as the server needs it.
struct Token {
    kind: Kind,
    session: String,
    device: String,
    expires: i64,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Access,
    Refresh,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            signer: Signer::new(),
            open: Mutex::default(),
        }
    }
}

impl Sessions {
    /// Refuses a bearer who may not use the API.
    pub(super) fn check(&self, token: Option<&str>, now: i64) -> Result<(), Refusal> {
        let token = token.ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.read(token, now) {
            None => Err(Refusal::session("InvalidSession", "invalid session")),
            // Clients that see this code renew their session, which would not help here.
            Some(Token {
                kind: Kind::Refresh,
                ..
            }) => Err(Refusal::new(401, "invalid session: valid Issuer required")),
            Some(token) if token.expires <= now => Err(Refusal::session(
                "InvalidSession",
                "invalid session: access token expired",
            )),
            Some(_) => Ok(()),
        }
    }

    /// Answers `POST /auth/providers/{provider}/login`.
    pub(super) fn log_in(
        &self,
        provider: &str,
        body: &Json,
        account: &Account,
        now: i64,
    ) -> Answer {
        let fields = Fields::of(body)?;
        let key = match provider {
            "mongodb-cloud" => "apiKey",
            // Local servers of the original take it, and several clients use it there.
            "local-userpass" => "password",
            other => {
                return Err(Refusal::not_found(
                    "AuthProviderNotFound",
                    format!("auth provider not found: '{other}'"),
                ));
            }
        };
        let user = fields.string("username")?;
        let key = fields.string(key)?;
        if user != account.public_key || key != account.private_key {
            let words = "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.";
            return Err(Refusal::session("AuthError", words));
        }
        let session = object_id::new(now);
        let device = object_id::new(now);
        self.open().add(&session, now);
        Ok(Response::ok(json!({
            "access_token": self.access_token(&session, &device, now),
            "refresh_token": self.refresh_token(&session, &device, now, account),
            "user_id": USER_ID,
            "device_id": device,
        })))
    }

    /// Answers `POST /auth/session`.
    pub(super) fn renew(&self, token: Option<&str>, now: i64) -> Answer {
        let refreshing = self.refreshing(token, now)?;
        let token = self.access_token(&refreshing.session, &refreshing.device, now);
        Ok(Response::created(json!({ "access_token": token })))
    }

    /// Answers `DELETE /auth/session`, after which no token of the login is valid.
    pub(super) fn log_out(&self, token: Option<&str>, now: i64) -> Answer {
        let token = self.refreshing(token, now)?;
        self.open().ends.remove(&token.session);
        Ok(Response::no_content())
    }

    /// Returns the refresh token that the bearer must have for a call about the session itself.
    fn refreshing(&self, token: Option<&str>, now: i64) -> Result<Token, Refusal> {
        let bearer = token.ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.read(bearer, now) {
            Some(token) if token.kind == Kind::Access => Err(Refusal::new(
                401,
                "invalid refresh token: incorrect token type",
            )),
            Some(token) if token.expires > now => Ok(token),
            _ => Err(Refusal::session(
                "InvalidSession",
                "invalid session: failed to find refresh token",
            )),
        }
    }

    /// Returns what a token of this server says, expired or not, as long as its session is open.
    fn read(&self, token: &str, now: i64) -> Option<Token> {
        let claims = self.signer.read(token)?;
        let text = |name: &str| claims[name].as_str().map(str::to_owned);
        let (kind, session) = match claims["typ"].as_str()? {
            "access" => (Kind::Access, text("iss")?),
            "refresh" => (Kind::Refresh, text("baas_id")?),
            _ => return None,
        };
        let ends = *self.open().ends.get(&session)?;
        let token = Token {
            kind,
            session,
            device: text("baas_device_id")?,
            expires: claims["exp"].as_i64()?,
        };
        (ends > now).then_some(token)
    }

    fn access_token(&self, session: &str, device: &str, now: i64) -> String {
        self.signer.sign(&json!({
            "typ": "access",
            "iss": session,
            "sub": USER_ID,
            "iat": now,
            "exp": now + ACCESS_SECONDS,
            // Choice: no two tokens are equal, so that a renewed one can be told from the old one,
            // even within the same second.
            "jti": random::text(8, random::ALPHANUMERIC),
            "baas_device_id": device,
            "baas_domain_id": DOMAIN_ID,
            "stitch_devId": device,
            "stitch_domainId": DOMAIN_ID,
        }))
    }

    fn refresh_token(&self, session: &str, device: &str, now: i64, account: &Account) -> String {
        let identity = identity(account);
        self.signer.sign(&json!({
            "typ": "refresh",
            "sub": USER_ID,
            "iat": now,
            "exp": now + REFRESH_SECONDS,
            "baas_data": null,
            "baas_device_id": device,
            "baas_domain_id": DOMAIN_ID,
            "baas_id": session,
            "baas_identity": identity,
            "stitch_data": null,
            "stitch_devId": device,
            "stitch_domainId": DOMAIN_ID,
            "stitch_id": session,
            "stitch_ident": identity,
        }))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn add(&mut self, session: &str, now: i64) {
        // Some clients log in for every call. Looking through all sessions only when their number
        // has doubled keeps that cheap.
        if self.ends.len() >= self.room {
            self.ends.retain(|_, ends| *ends > now);
            self.room = (2 * self.ends.len()).max(64);
        }
        self.ends.insert(session.to_owned(), now + REFRESH_SECONDS);
    }
}

/// Answers `GET /auth/providers`.
pub(super) fn providers() -> Response {
    Response::ok(json!([{ "name": "mongodb-cloud", "type": "mongodb-cloud", "disabled": false }]))
}

/// Answers `GET /auth/profile`.
pub(super) fn profile(account: &Account) -> Response {
    Response::ok(json!({
        "user_id": USER_ID,
        "domain_id": DOMAIN_ID,
        "identities": [identity(account)],
        "data": { "name": account.public_key },
        "type": "normal",
        "roles": [{ "role_name": "GROUP_OWNER", "group_id": account.home() }],
    }))
}

/// Returns who has logged in.
fn identity(account: &Account) -> Json {
    json!({ "id": account.public_key, "provider_type": "mongodb-cloud", "provider_id": DOMAIN_ID })
}
