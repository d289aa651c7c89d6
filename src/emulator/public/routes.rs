//! Which paths there are below the bases, and what is done there.

use super::call::{Call, Shown};
use super::federation;
use super::groups;
use super::instances::{self, CLUSTERS, SERVERLESS};
use crate::emulator::model::{Method, Paths, Refusal};

/// What is done for a call.
pub(super) type Handler = fn(&Call<'_>) -> Result<Shown, Refusal>;

/// What a path has for a method.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// A handler.
    Served(Handler),
    /// Nothing yet: the call is published, and this server does not serve it.
    Missing,
}

/// Collects the paths, of which each has what it is served by, or that nothing serves it.
pub(super) fn paths() -> Paths<Work> {
    let missing = MISSING.lines().flat_map(|line| {
        let (methods, path) = line.rsplit_once(' ').unwrap_or_default();
        let methods = methods.split_whitespace().map(Method::named);
        methods.map(move |method| (method, path.to_owned(), Work::Missing))
    });
    let served = SERVED
        .iter()
        .map(|(method, path, handler)| (*method, (*path).to_owned(), Work::Served(*handler)));
    Paths::new(served.chain(missing))
}

const SERVED: &[(Method, &str, Handler)] = &[
    (Method::Get, "/", groups::root),
    (Method::Get, "/groups", groups::list),
    (Method::Post, "/groups", groups::create),
    (Method::Get, "/groups/{group}", groups::get),
    (Method::Patch, "/groups/{group}", groups::update),
    (Method::Delete, "/groups/{group}", groups::delete),
    (Method::Get, "/groups/byName/{name}", groups::get_by_name),
    (Method::Get, "/groups/{group}/clusters", |call| {
        instances::list(&CLUSTERS, call)
    }),
    (Method::Post, "/groups/{group}/clusters", |call| {
        instances::create(&CLUSTERS, call)
    }),
    (Method::Get, "/groups/{group}/clusters/{name}", |call| {
        instances::get(&CLUSTERS, call)
    }),
    (Method::Delete, "/groups/{group}/clusters/{name}", |call| {
        instances::delete(&CLUSTERS, call)
    }),
    (Method::Get, "/groups/{group}/serverless", |call| {
        instances::list(&SERVERLESS, call)
    }),
    (Method::Post, "/groups/{group}/serverless", |call| {
        instances::create(&SERVERLESS, call)
    }),
    (Method::Get, "/groups/{group}/serverless/{name}", |call| {
        instances::get(&SERVERLESS, call)
    }),
    (
        Method::Delete,
        "/groups/{group}/serverless/{name}",
        |call| instances::delete(&SERVERLESS, call),
    ),
    (Method::Get, "/groups/{group}/dataLakes", |call| {
        federation::list("dataLakes", call)
    }),
    (Method::Get, "/groups/{group}/dataLakes/{name}", |call| {
        federation::get("dataLakes", call)
    }),
    (Method::Get, "/groups/{group}/dataFederation", |call| {
        federation::list("dataFederation", call)
    }),
    (
        Method::Get,
        "/groups/{group}/dataFederation/{name}",
        |call| federation::get("dataFederation", call),
    ),
];

/// What is published of these families, and of keys and access lists, and not served. One line for
/// each path.
const MISSING: &str = "\
GET              /clusters
GET DELETE       /groups/{group}/accessList/{name}
GET POST         /groups/{group}/accessList
GET POST         /groups/{group}/apiKeys
PATCH            /groups/{group}/clusters/{name}
GET PATCH        /groups/{group}/clusters/{name}/processArgs
POST             /groups/{group}/clusters/{name}/restartPrimaries
GET              /groups/{group}/clusters/{name}/status
POST             /groups/{group}/dataFederation
PATCH DELETE     /groups/{group}/dataFederation/{name}
POST             /groups/{group}/dataLakes
PATCH DELETE     /groups/{group}/dataLakes/{name}
GET              /groups/{group}/limits
GET PATCH DELETE /groups/{group}/limits/{name}
PATCH            /groups/{group}/serverless/{name}
GET PATCH        /groups/{group}/settings
GET              /groups/{group}/users
GET POST         /orgs
GET PATCH DELETE /orgs/{org}
GET POST         /orgs/{org}/apiKeys
GET PATCH DELETE /orgs/{org}/apiKeys/{id}
GET POST         /orgs/{org}/apiKeys/{id}/accessList
GET DELETE       /orgs/{org}/apiKeys/{id}/accessList/{address}
GET              /orgs/{org}/groups";
