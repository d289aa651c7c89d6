//! The public Atlas API: projects ("groups"), clusters and what else an app can link, below the
//! bases of Cloud Manager, of Atlas v1.0 and of Atlas v2.
//!
//! A request logs in by HTTP Digest (`digest`), counts against the limit of its project (`limits`),
//! finds its route (`routes`), and runs in one transaction. What the handlers return is written as
//! the published principles of the API have it: `wishes` reads the parameters that every call takes,
//! `reply` writes entities, pages and envelopes, and `errors` the error document.
//!
//! Choice: clients that are not logged in get 401 for every path, also for one that does not exist.
//! Choice: every path is served below every base, although each base has published only some.

mod attributes;
mod call;
mod digest;
mod errors;
mod federation;
mod groups;
mod instances;
mod limits;
mod links;
mod media;
mod nonces;
mod projects;
mod reply;
mod routes;
mod wishes;

use super::model::{
    Account, Found, Method, Parameters, Paths, Refusal, Request, Response, Unfound, parse_body,
};
use super::store::{Store, Tx};
use call::{Call, Shown};
use digest::Guard;
use limits::Limits;
use links::Site;
use reply::Manner;
use routes::{Handler, Work};
use wishes::Wishes;

/// The paths below which the API lives.
const BASES: &[&str] = &["/api/public/v1.0", "/api/atlas/v1.0", V2];

/// The base whose media types carry a version.
const V2: &str = "/api/atlas/v2";

/// The public API, and what it remembers of its callers.
pub(crate) struct Public {
    paths: Paths<Work>,
    guard: Guard,
    limits: Limits,
}

/// What a request is answered from.
pub(crate) struct Server<'a> {
    pub(crate) store: &'a Store,
    pub(crate) account: &'a Account,
    /// The time in milliseconds.
    pub(crate) now: i64,
    /// How long what takes time takes, in milliseconds.
    pub(crate) job_time: i64,
}

/// Reports whether a path belongs to this API.
pub(crate) fn has(path: &str) -> bool {
    below_base(path).is_some()
}

/// Returns a path of this API without its base.
pub(crate) fn below_base(path: &str) -> Option<&str> {
    split(path).map(|(_, below)| below)
}

impl Public {
    /// The API before its first request.
    pub(crate) fn new() -> Self {
        Self {
            paths: routes::paths(),
            guard: Guard::new(),
            limits: Limits::default(),
        }
    }

    /// Reports whether a request may look at the data.
    pub(crate) fn serves(&self, method: Method, path: &str) -> bool {
        let below = below_base(path).unwrap_or_default();
        let found = self.find(method, below);
        found.is_ok_and(|found| matches!(found.work, Work::Served(_)))
    }

    fn find<'p>(&self, method: Method, below: &'p str) -> Result<Found<'_, 'p, Work>, Unfound> {
        // The router takes no empty path.
        self.paths
            .find(method, if below.is_empty() { "/" } else { below })
    }

    /// Answers a request.
    pub(crate) fn answer(&self, server: &Server<'_>, request: &Request) -> Response {
        let manner = Manner::of(&request.query);
        if let Err(challenge) = self.guard.check(server.account, request, server.now) {
            let refused = manner.refused(&errors::unauthorized());
            return refused.header("www-authenticate", challenge);
        }
        let (base, below) = split(&request.path).unwrap_or_default();
        if let Err(wait) = self.limits.count(project_in(below), server.now) {
            let refused = manner.refused(&errors::too_many(&request.path));
            return refused.header("retry-after", wait.to_string());
        }
        let found = match self.find(request.method, below) {
            Ok(found) => found,
            Err(Unfound::Path) => return manner.refused(&errors::no_resource(&request.path)),
            Err(Unfound::Method(allowed)) => {
                let refused = manner.refused(&errors::wrong_method(&request.head.method));
                return refused.header("allow", allowed);
            }
        };
        let accepted = match base {
            V2 => media::wanted(request.head.accept.as_deref()),
            _ => Ok(None),
        };
        let shown = accepted.and_then(|media| {
            let wishes = Wishes::read(&request.query)?;
            let site = Site::new(request, base);
            let parameters = found.parameters().map_err(errors::no_resource)?;
            let Work::Served(handler) = found.work else {
                return Err(errors::not_served());
            };
            let call = |tx: &Tx<'_>| serve(server, request, &parameters, &site, tx, handler);
            let shown = match request.method {
                Method::Get => server.store.read(request.lag, call)?,
                _ => server.store.write(call)?,
            };
            Ok(manner.written(shown, &wishes, &site, media))
        });
        shown.unwrap_or_else(|refusal| manner.refused(&refusal))
    }

    /// Returns a refusal of a request that this API has not seen. A 401 asks to log in again.
    pub(crate) fn refused(&self, refusal: &Refusal, now: i64) -> Response {
        let refused = Manner::default().refused(refusal);
        match refusal.status() {
            401 => refused.header("www-authenticate", self.guard.stale(now)),
            _ => refused,
        }
    }
}

fn serve(
    server: &Server<'_>,
    request: &Request,
    parameters: &Parameters,
    site: &Site,
    tx: &Tx<'_>,
    handler: Handler,
) -> Result<Shown, Refusal> {
    handler(&Call {
        tx,
        account: server.account,
        parameters,
        body: &parse_body(&request.body)?,
        site,
        job_time: server.job_time,
    })
}

/// Splits a path behind its base. A slash at the end of a base means nothing.
fn split(path: &str) -> Option<(&'static str, &str)> {
    BASES
        .iter()
        .find_map(|base| match path.strip_prefix(base)? {
            "/" => Some((*base, "")),
            below if below.is_empty() || below.starts_with('/') => Some((*base, below)),
            _ => None,
        })
}

/// Returns the project that a path below its base names.
fn project_in(below: &str) -> Option<&str> {
    let named = below.strip_prefix("/groups/")?.split('/').next()?;
    (named != "byName").then_some(named)
}
