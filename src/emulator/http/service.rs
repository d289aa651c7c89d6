//! What happens to a request between its connection and the API: faults, latency, the request log.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::watch;

use super::control::{Control, PREFIX};
use super::damage;
use super::faults::{Fault, FaultRule};
use super::log::LoggedRequest;
use super::observer::{Observer, Watched};
use super::receive;
use super::reply::{Reply, TornDown, reply};
use super::turns::Turns;
use crate::emulator::api::{Api, BASE, Needs};
use crate::emulator::model::{self, Answer, Method, Refusal, Response, parse_body, random};

/// How requests are received.
pub(crate) struct Settings {
    /// Whether `/_emulator` is served.
    pub(crate) control: bool,
    /// How long a client may pause in the middle of a request's body.
    pub(crate) patience: Duration,
    /// Is called with every request when it ends.
    pub(crate) observer: Option<Observer>,
}

/// The API behind connections.
pub(crate) struct Service {
    api: Arc<Api>,
    turns: Turns,
    control: Control,
    settings: Settings,
}

impl Service {
    pub(crate) fn new(api: Api, settings: Settings) -> Self {
        Self {
            api: Arc::new(api),
            turns: Turns::new(),
            control: Control::default(),
            settings,
        }
    }

    /// Replaces the rules by which requests fail.
    pub(crate) fn set_faults(&self, rules: Vec<FaultRule>) {
        self.control.faults.set(rules);
    }

    /// Delays each answer.
    pub(crate) fn set_latency(&self, latency: Duration) {
        self.control.set_latency(latency);
    }

    /// Returns the request log.
    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.control.log.entries()
    }

    /// Serves a request, and calls the observer when it ends.
    pub(super) async fn observed(
        &self,
        peer: SocketAddr,
        request: Request<Incoming>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Reply, TornDown> {
        let Some(observer) = &self.settings.observer else {
            return self.controlled(peer, request, stopping).await;
        };
        let mut watched = Watched::start(observer, request.method().as_str(), request.uri().path());
        let replied = self.controlled(peer, request, stopping).await;
        watched.status = status(&replied);
        replied
    }

    /// Serves a request as the control has it: with faults and latency, and an entry in the log.
    async fn controlled(
        &self,
        peer: SocketAddr,
        request: Request<Incoming>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Reply, TornDown> {
        if !self.settings.control {
            return Ok(stamped(&self.forward(peer, request, None).await));
        }
        let method = request.method().to_string();
        let path = request.uri().path().to_owned();
        if let Some(path) = path.strip_prefix(PREFIX) {
            return Ok(reply(&self.obey(&method, path, request).await.into()));
        }
        let below_base = path.strip_prefix(BASE).unwrap_or(&path);
        let fault = self.control.faults.take(&method, below_base, &path);
        // A client that gives up drops this future; its request is noted all the same.
        let mut noting = self.control.log.begin(&method, &path);
        tokio::time::sleep(self.control.latency()).await;
        let replied = match fault {
            None => Ok(stamped(&self.forward(peer, request, None).await)),
            Some(fault) => self.failing(fault, peer, request, stopping).await,
        };
        noting.answered(status(&replied));
        replied
    }

    async fn obey(&self, method: &str, path: &str, request: Request<Incoming>) -> Answer {
        let bytes = receive::whole(request.into_body(), self.settings.patience).await?;
        self.control.obey(method, path, &parse_body(&bytes)?)
    }

    /// Serves a request that a fault was found for.
    async fn failing(
        &self,
        fault: Fault,
        peer: SocketAddr,
        request: Request<Incoming>,
        mut stopping: watch::Receiver<bool>,
    ) -> Result<Reply, TornDown> {
        match fault {
            Fault::Hang => {
                // No answer comes, but the server can still be stopped.
                until_stopped(&mut stopping).await;
                Err(TornDown)
            }
            Fault::Reset => Err(TornDown),
            Fault::Html => Ok(damage::page()),
            Fault::ExpiredSession => Ok(damage::expired()),
            Fault::Status {
                status,
                retry_after,
                after,
            } => {
                if after {
                    self.forward(peer, request, None).await;
                }
                Ok(damage::failing(status, retry_after))
            }
            Fault::LostResponse => {
                self.forward(peer, request, None).await;
                Err(TornDown)
            }
            Fault::TruncatedBody => {
                let response = self.forward(peer, request, None).await;
                Ok(damage::truncated(&response))
            }
            Fault::BadJson => {
                self.forward(peer, request, None).await;
                Ok(damage::bad_json())
            }
            Fault::Stale { seconds } => {
                let lag = Some(i64::from(seconds));
                Ok(stamped(&self.forward(peer, request, lag).await))
            }
        }
    }

    /// Receives a request and has the API answer it.
    async fn forward(
        &self,
        peer: SocketAddr,
        request: Request<Incoming>,
        lag: Option<i64>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let method = Method::named(parts.method.as_str());
        let body = match self.api.needs(method, parts.uri.path()) {
            Needs::Nothing => Vec::new(),
            _ => match receive::whole(body, self.settings.patience).await {
                Ok(body) => body,
                Err(refusal) => return refusal.into(),
            },
        };
        let request = model::Request {
            method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            token: parts.headers.get(AUTHORIZATION).and_then(bearer),
            host: text(&parts.headers, &HOST),
            accept: text(&parts.headers, &ACCEPT),
            // A socket that takes both families shows an IPv4 caller as an IPv6 address.
            client: peer.ip().to_canonical(),
            body,
            lag,
        };
        self.answer_in_turn(request).await
    }

    /// Answers a request when it is its turn. SQLite blocks, so the work is done beside the async
    /// workers.
    pub(crate) async fn answer_in_turn(&self, request: model::Request) -> Response {
        let needs = self.api.needs(request.method, &request.path);
        let turn = self.turns.turn(needs).await;
        let api = Arc::clone(&self.api);
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            api.answer(&request)
        });
        working.await.unwrap_or_else(|_| Refusal::mistake().into())
    }
}

/// Waits until the server is told to stop. Dropping the server tells it, too.
pub(super) async fn until_stopped(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Returns a reply with an id, as the API gives each one.
fn stamped(response: &Response) -> Reply {
    let mut reply = reply(response);
    let id = random::text(16, random::HEXADECIMAL);
    if let Ok(id) = HeaderValue::from_str(&id) {
        reply.headers_mut().insert("x-appservices-request-id", id);
    }
    reply
}

fn status(replied: &Result<Reply, TornDown>) -> Option<u16> {
    replied.as_ref().ok().map(|reply| reply.status().as_u16())
}

/// Returns a header that is text.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Returns the token of a header. The scheme's name may be written in any case.
fn bearer(header: &HeaderValue) -> Option<String> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}
