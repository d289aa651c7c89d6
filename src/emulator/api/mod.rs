//! The API as a function from a request to a response, without sockets.

mod published;
mod routes;
mod sessions;
mod token;

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::families::{self, Call, Family};
use super::model::{
    Account, Answer, Clock, Found, Method, Parameters, Paths, Projects, Refusal, Request, Response,
    object_id, parse_body,
};
use super::public::{self, Public, Server};
use super::store::{Store, Tx};
#[cfg(test)]
pub(crate) use published::{Operation, operations};
pub(crate) use routes::BASE;
#[cfg(test)]
pub(crate) use routes::served_operations;
use routes::{SessionCall, Work};
use sessions::Sessions;

/// The API over one store.
pub(crate) struct Api {
    store: Store,
    sessions: Sessions,
    paths: Paths<Work>,
    /// The public Atlas API beside the Admin API.
    public: Public,
    account: Account,
    clock: Clock,
    /// The collections whose objects are drafted.
    drafted: Vec<&'static str>,
    /// How long what takes time takes.
    job_time: Duration,
}

/// What a request takes until it is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Needs {
    /// Nothing: its body is not read.
    Nothing,
    /// Its body.
    Body,
    /// Its body, and a look at the data.
    Reading,
    /// Its body, and the right to change the data.
    Writing,
}

impl Api {
    /// The API with the families that are served.
    pub(crate) fn new(store: Store, account: Account, clock: Clock) -> Self {
        Self::with(store, account, clock, families::FAMILIES)
    }

    /// The API with these families.
    pub(crate) fn with(
        store: Store,
        account: Account,
        clock: Clock,
        families: &'static [&'static Family],
    ) -> Self {
        Self {
            store,
            sessions: Sessions::default(),
            paths: routes::paths(families),
            public: Public::new(),
            account,
            clock,
            drafted: families::drafted(families),
            job_time: Duration::ZERO,
        }
    }

    /// The API with this time for what takes time: to link a cluster, to deploy a draft.
    pub(crate) fn taking(self, job_time: Duration) -> Self {
        Self { job_time, ..self }
    }

    /// Returns what a request takes.
    pub(crate) fn needs(&self, method: Method, path: &str) -> Needs {
        if public::has(path) {
            return match self.public.serves(method, path) {
                false => Needs::Nothing,
                true if method == Method::Get => Needs::Reading,
                true => Needs::Writing,
            };
        }
        match self.paths.find(method, path) {
            Err(_) => Needs::Nothing,
            Ok(Found { work, .. }) => match work {
                Work::Up | Work::Version => Needs::Nothing,
                Work::Session(_) => Needs::Body,
                Work::Missing => Needs::Reading,
                Work::Data(_) if method == Method::Get => Needs::Reading,
                Work::Data(_) => Needs::Writing,
            },
        }
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        if public::has(&request.path) {
            let server = Server {
                store: &self.store,
                account: &self.account,
                now: self.clock.now_milliseconds(),
                job_time: self.job_milliseconds(),
            };
            return self.public.answer(&server, request);
        }
        match self.paths.find(request.method, &request.path) {
            Ok(found) => self.work(&found, request).into(),
            Err(unfound) => unfound.into(),
        }
    }

    /// Returns a refusal as the API that the path belongs to words it.
    pub(crate) fn refused(&self, path: &str, refusal: Refusal) -> Response {
        match public::has(path) {
            true => self.public.refused(&refusal, self.clock.now_milliseconds()),
            false => refusal.into(),
        }
    }

    fn job_milliseconds(&self) -> i64 {
        i64::try_from(self.job_time.as_millis()).unwrap_or(i64::MAX)
    }

    fn work(&self, found: &Found<'_, '_, Work>, request: &Request) -> Answer {
        let unreadable = |_| Refusal::invalid("the path cannot be read");
        let parameters = found.parameters().map_err(unreadable)?;
        let now = self.clock.now();
        let token = request.token.as_deref();
        let version = env!("CARGO_PKG_VERSION");
        match found.work {
            Work::Up => Ok(Response::ok(json!({ "base": BASE, "version": version }))),
            Work::Version => Ok(Response::ok(json!({ "version": version }))),
            Work::Session(call) => self.session(call, &parameters, request, now),
            Work::Data(work) => {
                self.sessions.check(token, now)?;
                let body = parse_body(&request.body)?;
                let served = |tx: &Tx<'_>| {
                    self.check_place(tx, &parameters)?;
                    let app = parameters.get("app");
                    let draft = app.map(|app| families::open_draft(tx, app)).transpose()?;
                    work.run(&Call {
                        tx,
                        parameters: &parameters,
                        query: &query(request),
                        body: &body,
                        raw: &request.body,
                        client: request.client,
                        host: request.head.host.as_deref(),
                        accept: request.head.accept.as_deref(),
                        draft: draft.flatten().as_deref(),
                        drafted: &self.drafted,
                        job_time: self.job_milliseconds(),
                    })
                };
                match request.method {
                    Method::Get => self.store.read(request.lag, served),
                    _ => self.store.write(served),
                }
            }
            Work::Missing => {
                self.sessions.check(token, now)?;
                self.store.read(None, |tx| {
                    self.check_place(tx, &parameters)?;
                    Err(Refusal::new(
                        501,
                        "this operation of the Admin API is not served by this server yet",
                    ))
                })
            }
        }
    }

    fn session(
        &self,
        call: SessionCall,
        parameters: &Parameters,
        request: &Request,
        now: i64,
    ) -> Answer {
        let token = request.token.as_deref();
        let body: Json = parse_body(&request.body)?;
        match call {
            SessionCall::Providers => Ok(sessions::providers()),
            SessionCall::LogIn => {
                let provider = parameters.need("provider")?;
                self.sessions.log_in(provider, &body, &self.account, now)
            }
            SessionCall::Renew => self.sessions.renew(token, now),
            SessionCall::LogOut => self.sessions.log_out(token, now),
            SessionCall::Profile => {
                self.sessions.check(token, now)?;
                Ok(sessions::profile(&self.account))
            }
        }
    }

    /// Refuses a path that leads through a project or an app that does not exist.
    fn check_place(&self, tx: &Tx<'_>, parameters: &Parameters) -> Result<(), Refusal> {
        let Some(project) = parameters.get("group") else {
            return Ok(());
        };
        let exists = match &self.account.projects {
            Projects::Only(only) => project == only,
            Projects::Any(_) => object_id::is_valid(project),
        };
        if !exists {
            let error = "group could not be found";
            return Err(Refusal::not_found("GroupNotFound", error));
        }
        match parameters.get("app") {
            Some(app) if !families::app_exists(tx, project, app)? => {
                Err(Refusal::not_found("AppNotFound", "app not found"))
            }
            _ => Ok(()),
        }
    }
}

/// Returns a path below the base of its API.
pub(crate) fn below_base(path: &str) -> &str {
    path.strip_prefix(BASE)
        .or_else(|| public::below_base(path))
        .unwrap_or(path)
}

fn query(request: &Request) -> Parameters {
    form_urlencoded::parse(request.query.as_bytes())
        .into_owned()
        .collect()
}
