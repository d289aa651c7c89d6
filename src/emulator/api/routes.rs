//! Which paths there are, and what is done there.

use std::str::Utf8Error;

use matchit::{Match, Params, Router};
use percent_encoding::percent_decode_str;

use super::published::{self, Operation};
use crate::emulator::families::{self, Family, Parameters, Route};
use crate::emulator::model::{Method, Refusal, Response};

/// The path below which the API lives.
pub(crate) const BASE: &str = "/api/admin/v3.0";

/// The path below which clients' test suites look for what the API's operators have.
const PRIVATE: &str = "/api/private/v1.0";

/// What is done for a request.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// Says that the server is up, which clients of local servers ask.
    Up,
    /// Says which version the server has, which clients of local servers ask.
    Version,
    /// What concerns sessions, for anyone.
    Session(SessionCall),
    /// What concerns data, for those who have logged in.
    Data(families::Work),
    /// Nothing yet: the description has the call, and this server does not serve it.
    Missing,
}

/// A call below `/auth`.
#[derive(Clone, Copy)]
pub(super) enum SessionCall {
    Providers,
    LogIn,
    Renew,
    LogOut,
    Profile,
}

/// The paths of the server with what each method does there.
pub(super) struct Routes(Router<Vec<(Method, Work)>>);

/// The work of a request, and the variable parts of its path as they were written.
pub(super) struct Found<'r, 'p> {
    pub(super) work: Work,
    params: Params<'r, 'p>,
}

impl Routes {
    /// Collects the routes of sessions and families. A published call that nothing serves says so,
    /// so that nobody looks for a mistake in a path that is right.
    pub(super) fn new(families: &'static [&'static Family]) -> Self {
        let mut paths: Vec<(String, Vec<(Method, Work)>)> = Vec::new();
        let mut add = |path: String, method: Method, work: Work| match paths
            .iter_mut()
            .find(|(known, _)| *known == path)
        {
            None => paths.push((path, vec![(method, work)])),
            Some((_, there)) if there.iter().any(|(known, _)| *known == method) => {}
            Some((_, there)) => there.push((method, work)),
        };
        add("/".to_owned(), Method::Get, Work::Up);
        add(format!("{PRIVATE}/version"), Method::Get, Work::Version);
        for Route { method, path, work } in families::private_routes() {
            add(format!("{PRIVATE}{path}"), method, Work::Data(work));
        }
        for (Operation { method, path }, work) in served(families) {
            add(format!("{BASE}{path}"), method, work);
        }
        for Operation { method, path } in published::operations() {
            add(format!("{BASE}{path}"), method, Work::Missing);
        }
        let mut router = Router::new();
        for (path, methods) in paths {
            let added = router.insert(path, methods);
            debug_assert!(added.is_ok(), "{added:?}");
        }
        Self(router)
    }

    /// Finds the work of a request, or how the request is refused without any.
    pub(super) fn find<'p>(
        &self,
        method: Method,
        path: &'p str,
    ) -> Result<Found<'_, 'p>, Response> {
        let Ok(Match { value, params }) = self.0.at(path) else {
            let error = "there is no such path in the Admin API";
            return Err(Refusal::new(404, error).into());
        };
        match value.iter().find(|(known, _)| *known == method) {
            Some((_, work)) => Ok(Found {
                work: *work,
                params,
            }),
            None => {
                let allowed: Vec<&str> = value.iter().map(|(known, _)| known.names()).collect();
                let refusal = Refusal::new(405, "the path does not take this method");
                Err(Response::from(refusal).header("allow", allowed.join(",")))
            }
        }
    }
}

impl Found<'_, '_> {
    /// Returns the variable parts of the path, without escapes.
    pub(super) fn parameters(&self) -> Result<Parameters, Refusal> {
        let decoded = self.params.iter().map(|(name, text)| {
            let text = percent_decode_str(text).decode_utf8()?;
            // Ids of projects are hexadecimal numbers, which are the same in capitals.
            let text = match name {
                "group" => text.to_lowercase(),
                _ => text.into_owned(),
            };
            Ok((name.to_owned(), text))
        });
        decoded
            .collect::<Result<_, Utf8Error>>()
            .map_err(|_| Refusal::invalid("the path cannot be read"))
    }
}

/// Returns every call of the API that is served.
fn served(families: &'static [&'static Family]) -> Vec<(Operation, Work)> {
    let sessions = [
        (Method::Get, "/auth/providers", SessionCall::Providers),
        (
            Method::Post,
            "/auth/providers/{provider}/login",
            SessionCall::LogIn,
        ),
        (Method::Post, "/auth/session", SessionCall::Renew),
        (Method::Delete, "/auth/session", SessionCall::LogOut),
        (Method::Get, "/auth/profile", SessionCall::Profile),
    ];
    let sessions = sessions.into_iter().map(|(method, path, call)| {
        let path = path.to_owned();
        (Operation { method, path }, Work::Session(call))
    });
    let data = families::routes(families).into_iter();
    let data =
        data.map(|Route { method, path, work }| (Operation { method, path }, Work::Data(work)));
    sessions.chain(data).collect()
}

/// Returns every call of the API that is served, without what it does.
#[cfg(test)]
pub(crate) fn served_operations() -> Vec<Operation> {
    let all = served(families::FAMILIES).into_iter();
    all.map(|(operation, _)| operation).collect()
}
