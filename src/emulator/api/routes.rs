//! Which paths there are, and what is done there.

use super::published::{self, Operation};
use crate::emulator::families::{self, Family, Route};
use crate::emulator::model::{Method, Paths, Refusal, Response, Unfound};

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

/// Collects the paths of sessions and families. A published call that nothing serves says so, so that nobody
/// looks for a mistake in a path that is right.
pub(super) fn paths(families: &'static [&'static Family]) -> Paths<Work> {
    let of_clients = [
        (Method::Get, "/".to_owned(), Work::Up),
        (Method::Get, format!("{PRIVATE}/version"), Work::Version),
    ];
    let private = families::private_routes()
        .map(|Route { method, path, work }| (method, format!("{PRIVATE}{path}"), Work::Data(work)));
    let missing = published::operations().map(|operation| (operation, Work::Missing));
    let known = served(families).into_iter().chain(missing);
    let known =
        known.map(|(Operation { method, path }, work)| (method, format!("{BASE}{path}"), work));
    Paths::new(of_clients.into_iter().chain(private).chain(known))
}

impl From<Unfound> for Response {
    fn from(unfound: Unfound) -> Self {
        match unfound {
            Unfound::Path => Refusal::new(404, "there is no such path in the Admin API").into(),
            Unfound::Method(allowed) => {
                let refusal = Refusal::new(405, "the path does not take this method");
                Self::from(refusal).header("allow", allowed)
            }
        }
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
