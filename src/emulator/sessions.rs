//! Logging in, and who may ask: `/auth/*` of the description.
//!
//! Access tokens live 30 minutes and refresh tokens 60 days. Sessions are kept in memory: a server that was restarted wants a
//! new login, as after any loss of a session.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};

use super::error::{Answer, Refusal, created, no_content, ok};
use super::object_id::{self, ALPHANUMERIC, random_text};
use super::router::Call;
use super::token::Signer;
use super::{Options, Projects};
use crate::emulator::body::Fields;

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

/// What a token says, as far as the server looks at it.
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
    /// Whether the bearer may use the API.
    pub(super) fn check(&self, token: Option<&str>, now: i64) -> Result<(), Refusal> {
        let token = token.ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.read(token, now) {
            None => Err(Refusal::session("InvalidSession", "invalid session")),
            // Clients that see this code renew their session, which would not help here.
            Some(Token {
                kind: Kind::Refresh,
                ..
            }) => Err(Refusal::session(
                "",
                "invalid session: valid Issuer required",
            )),
            Some(token) if token.expires <= now => Err(Refusal::session(
                "InvalidSession",
                "invalid session: access token expired",
            )),
            Some(_) => Ok(()),
        }
    }

    /// `POST /auth/providers/{name}/login`.
    pub(super) fn log_in(&self, call: &Call, options: &Options) -> Answer {
        let fields = Fields::of(&call.body)?;
        let (user, key) = match call.parameter("provider") {
            "mongodb-cloud" => (fields.string("username")?, fields.string("apiKey")?),
            // Local servers of the original take it, and several clients use it there.
            "local-userpass" => (fields.string("username")?, fields.string("password")?),
            other => {
                return Err(Refusal::not_found(
                    "AuthProviderNotFound",
                    format!("auth provider not found: '{other}'"),
                ));
            }
        };
        if user != options.public_key || key != options.private_key {
            let words = "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.";
            return Err(Refusal::session("AuthError", words));
        }
        let session = object_id::new(call.now);
        let device = object_id::new(call.now);
        self.open().add(&session, call.now);
        ok(json!({
            "access_token": self.access_token(&session, &device, call.now),
            "refresh_token": self.refresh_token(&session, &device, call.now, options),
            "user_id": USER_ID,
            "device_id": device,
        }))
    }

    /// `POST /auth/session`.
    pub(super) fn renew(&self, call: &Call) -> Answer {
        let Token {
            session, device, ..
        } = self.refreshing(call)?;
        created(json!({ "access_token": self.access_token(&session, &device, call.now) }))
    }

    /// `DELETE /auth/session`: all tokens of the login are worthless from now on.
    pub(super) fn log_out(&self, call: &Call) -> Answer {
        let token = self.refreshing(call)?;
        self.open().ends.remove(&token.session);
        no_content()
    }

    /// The refresh token that the bearer must have for this call.
    fn refreshing(&self, call: &Call) -> Result<Token, Refusal> {
        let bearer = call
            .token
            .as_deref()
            .ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.read(bearer, call.now) {
            Some(token) if token.kind == Kind::Access => Err(Refusal::session(
                "",
                "invalid refresh token: incorrect token type",
            )),
            Some(token) if token.expires > call.now => Ok(token),
            _ => Err(Refusal::session(
                "InvalidSession",
                "invalid session: failed to find refresh token",
            )),
        }
    }

    /// What a token of this server says, expired or not, as long as its session is open.
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
            // Choice: no two tokens are equal, so that whoever renewed one can tell, also within the same second.
            "jti": random_text(8, ALPHANUMERIC),
            "baas_device_id": device,
            "baas_domain_id": DOMAIN_ID,
            "stitch_devId": device,
            "stitch_domainId": DOMAIN_ID,
        }))
    }

    fn refresh_token(&self, session: &str, device: &str, now: i64, options: &Options) -> String {
        let identity = identity(options);
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
        // Some clients log in for every call. Looking through all sessions only when their number has doubled keeps that cheap.
        if self.ends.len() >= self.room {
            self.ends.retain(|_, ends| *ends > now);
            self.room = (2 * self.ends.len()).max(64);
        }
        self.ends.insert(session.to_owned(), now + REFRESH_SECONDS);
    }
}

const USER_ID: &str = "000000000000000000000002";
const DOMAIN_ID: &str = "000000000000000000000003";

/// `GET /auth/providers`.
pub(super) fn providers() -> Answer {
    ok(json!([{ "name": "mongodb-cloud", "type": "mongodb-cloud", "disabled": false }]))
}

/// `GET /auth/profile`.
pub(super) fn profile(options: &Options) -> Answer {
    let (Projects::Only(project) | Projects::Any(project)) = &options.projects;
    ok(json!({
        "user_id": USER_ID,
        "domain_id": DOMAIN_ID,
        "identities": [identity(options)],
        "data": { "name": options.public_key },
        "type": "normal",
        "roles": [{ "role_name": "GROUP_OWNER", "group_id": project }],
    }))
}

/// Who has logged in.
fn identity(options: &Options) -> Json {
    json!({ "id": options.public_key, "provider_type": "mongodb-cloud", "provider_id": DOMAIN_ID })
}
