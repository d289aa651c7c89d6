//! Logging in, and who may ask: `/auth/*` of the description.
//!
//! Access tokens live 30 minutes and refresh tokens 60 days. Sessions are kept in memory: a server that was restarted wants a
//! new login, as after any loss of a session.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::error::{Answer, Refusal, created, no_content, ok};
use super::object_id::{self, ALPHANUMERIC, random_text};
use super::router::Call;
use super::{Options, Projects};
use crate::emulator::body::Fields;

const ACCESS_SECONDS: i64 = 30 * 60;
const REFRESH_SECONDS: i64 = 60 * 24 * 60 * 60;

/// All tokens that were given out.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Token>>);

#[derive(Clone)]
struct Token {
    kind: Kind,
    /// The login that it came from.
    session: String,
    expires: i64,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Access,
    Refresh,
}

impl Sessions {
    /// Whether the bearer may use the API.
    pub(super) fn check(&self, token: Option<&str>, now: i64) -> Result<(), Refusal> {
        let token = token.ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.find(token) {
            None => Err(Refusal::session("InvalidSession", "invalid session")),
            // Clients that see this code renew their session, which would not help here.
            Some(Token { kind: Kind::Refresh, .. }) => Err(Refusal::session("", "invalid session: valid Issuer required")),
            Some(token) if token.expires <= now => Err(Refusal::session("InvalidSession", "invalid session: access token expired")),
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
            other => return Err(Refusal::not_found("AuthProviderNotFound", format!("auth provider not found: '{other}'"))),
        };
        if user != options.public_key || key != options.private_key {
            let words = "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.";
            return Err(Refusal::session("AuthError", words));
        }
        let session = object_id::new(call.now);
        let access_token = self.issue(Kind::Access, &session, call.now + ACCESS_SECONDS);
        let refresh_token = self.issue(Kind::Refresh, &session, call.now + REFRESH_SECONDS);
        ok(json!({ "access_token": access_token, "refresh_token": refresh_token, "user_id": USER_ID, "device_id": session }))
    }

    /// `POST /auth/session`.
    pub(super) fn renew(&self, call: &Call) -> Answer {
        let token = self.refresh_token(call)?;
        created(json!({ "access_token": self.issue(Kind::Access, &token.session, call.now + ACCESS_SECONDS) }))
    }

    /// `DELETE /auth/session`: all tokens of the login are worthless from now on.
    pub(super) fn log_out(&self, call: &Call) -> Answer {
        let token = self.refresh_token(call)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, other| other.session != token.session);
        no_content()
    }

    fn refresh_token(&self, call: &Call) -> Result<Token, Refusal> {
        let bearer = call.token.as_deref().ok_or_else(|| Refusal::session("MissingSession", "unauthorized"))?;
        match self.find(bearer) {
            Some(token) if token.kind == Kind::Access => Err(Refusal::session("", "invalid refresh token: incorrect token type")),
            Some(token) if token.expires > call.now => Ok(token),
            _ => Err(Refusal::session("InvalidSession", "invalid session: failed to find refresh token")),
        }
    }

    fn find(&self, token: &str) -> Option<Token> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    fn issue(&self, kind: Kind, session: &str, expires: i64) -> String {
        let text = random_text(64, ALPHANUMERIC);
        let token = Token { kind, session: session.to_owned(), expires };
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Some clients log in for every call, so what is long over is forgotten; what has just expired is still told so.
        tokens.retain(|_, other| other.expires + REFRESH_SECONDS > expires);
        tokens.insert(text.clone(), token);
        text
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
        "identities": [{ "id": options.public_key, "provider_type": "mongodb-cloud", "provider_id": DOMAIN_ID }],
        "data": { "name": options.public_key },
        "type": "normal",
        "roles": [{ "role_name": "GROUP_OWNER", "group_id": project }],
    }))
}
