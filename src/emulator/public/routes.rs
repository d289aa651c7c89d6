//! Which paths there are below the bases, and what is done there.

use matchit::{Match, Params, Router};
use percent_encoding::percent_decode_str;

use super::call::{Call, Shown};
use super::errors;
use super::federation;
use super::groups;
use super::instances::{self, CLUSTERS, SERVERLESS};
use crate::emulator::families::Parameters;
use crate::emulator::model::{Method, Refusal};

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

/// The paths with what each method does there.
pub(super) struct Routes(Router<Vec<(Method, Work)>>);

/// The work of a request, and the variable parts of its path as they were written.
pub(super) struct Found<'r, 'p> {
    pub(super) work: Work,
    params: Params<'r, 'p>,
}

impl Routes {
    pub(super) fn new() -> Self {
        let mut paths: Vec<(&str, Vec<(Method, Work)>)> = Vec::new();
        let missing = MISSING.lines().flat_map(|line| {
            let (methods, path) = line.rsplit_once(' ').unwrap_or_default();
            let methods = methods.split_whitespace().map(Method::named);
            methods.map(move |method| (method, path, Work::Missing))
        });
        let served = SERVED
            .iter()
            .map(|(method, path, handler)| (*method, *path, Work::Served(*handler)));
        for (method, path, work) in served.chain(missing) {
            match paths.iter_mut().find(|(known, _)| *known == path) {
                None => paths.push((path, vec![(method, work)])),
                Some((_, there)) => there.push((method, work)),
            }
        }
        let mut router = Router::new();
        for (path, methods) in paths {
            let added = router.insert(path, methods);
            debug_assert!(added.is_ok(), "{added:?}");
        }
        Self(router)
    }

    /// Finds the work of a request. Where there is none, returns the methods that the path has.
    pub(super) fn find<'p>(
        &self,
        method: Method,
        below: &'p str,
    ) -> Result<Found<'_, 'p>, Option<String>> {
        // The router takes no empty path.
        let below = if below.is_empty() { "/" } else { below };
        let Match { value, params } = self.0.at(below).map_err(|_| None)?;
        match value.iter().find(|(known, _)| *known == method) {
            Some((_, work)) => Ok(Found {
                work: *work,
                params,
            }),
            None => {
                let names: Vec<&str> = value.iter().map(|(known, _)| known.names()).collect();
                Err(Some(names.join(",")))
            }
        }
    }
}

impl Found<'_, '_> {
    /// Returns the variable parts of the path, without escapes.
    pub(super) fn parameters(&self) -> Result<Parameters, Refusal> {
        let decoded = self.params.iter().map(|(name, text)| {
            let decoded = percent_decode_str(text).decode_utf8();
            let text = decoded.map_err(|_| errors::no_resource(text))?;
            // Ids of projects are hexadecimal numbers, which are the same in capitals.
            let text = match name {
                "group" => text.to_lowercase(),
                _ => text.into_owned(),
            };
            Ok((name.to_owned(), text))
        });
        decoded.collect()
    }
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
