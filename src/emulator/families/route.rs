//! The routes of families.

use super::call::Call;
use super::family::{Family, Handler, Kind, Odd};
use super::verbs::{self, Below, Step, Way};
use super::{
    apps, deployments, description, export, logs, private, regions, templates, usage, whole,
};
use crate::emulator::model::{Answer, Method, Refusal};

/// A method and path below the API's base, and what is done there.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) work: Work,
}

/// What is done for a call.
#[derive(Clone, Copy)]
pub(crate) struct Work(Kinds);

#[derive(Clone, Copy)]
enum Kinds {
    Verb(&'static Family, Step),
    Odd(&'static Family, Handler),
    /// A call that belongs to no family.
    Alone(Handler),
}

/// Returns the routes of these families, and those that belong to none.
pub(crate) fn routes(families: &'static [&'static Family]) -> Vec<Route> {
    let mut routes = Vec::new();
    for family in families.iter().copied() {
        for verb in family.verbs {
            let ways = verbs::ways(family, *verb).into_iter();
            routes.extend(ways.map(|way| route_of(family, way)));
        }
        routes.extend(family.more.iter().map(|Odd(method, path, handler)| Route {
            method: *method,
            path: format!("{}{path}", whole(family.path)),
            work: Work(Kinds::Odd(family, *handler)),
        }));
    }
    routes.extend(ALONE.iter().map(|(path, handler)| Route {
        method: Method::Get,
        path: (*path).to_owned(),
        work: Work(Kinds::Alone(*handler)),
    }));
    routes
}

/// Returns the routes of an app below `/api/private/v1.0`.
pub(crate) fn private_routes() -> impl Iterator<Item = Route> {
    let route = |(method, path, handler): (Method, &str, Handler)| Route {
        method,
        path: path.to_owned(),
        work: Work(Kinds::Alone(handler)),
    };
    private::CALLS.into_iter().map(route)
}

/// The calls that belong to no family.
const ALONE: &[(&str, Handler)] = &[
    (regions::PATH, regions::list),
    (logs::PATH, logs::list),
    (whole::PULL, whole::pull),
    (export::EXPORT, export::export),
    (description::DESCRIPTION, description::describe),
    (templates::ALL, templates::list),
    (templates::OF_APP, templates::of_app),
    (templates::CLIENT, templates::client),
    (usage::METRICS, usage::metrics),
    (usage::MEASUREMENTS, usage::of_app),
    (usage::PROJECT_MEASUREMENTS, usage::of_project),
];

/// Notes a change: as a deployment, and in the app's log.
fn noted(family: &Family, call: &Call<'_>) -> Result<(), Refusal> {
    // An app that is made or removed has no history.
    if family.collection != apps::APPS.collection && call.tx.has_changed() {
        deployments::of_a_write(family, call)?;
        logs::of_a_write(call, family.collection)?;
    }
    Ok(())
}

fn route_of(
    family: &'static Family,
    Way {
        method,
        below,
        step,
    }: Way,
) -> Route {
    let path = whole(family.path);
    let path = match (below, &family.kind) {
        (Below::Object(end), Kind::Many { id, .. }) => format!("{path}/{{{id}}}{end}"),
        (Below::Object(_), _) | (Below::Itself, _) => path,
    };
    Route {
        method,
        path,
        work: Work(Kinds::Verb(family, step)),
    }
}

/// Writes out the path of an app.
fn whole(path: &str) -> String {
    path.replacen('~', "/groups/{group}/apps/{app}", 1)
}

impl Work {
    /// Runs a call.
    pub(crate) fn run(self, call: &Call<'_>) -> Answer {
        match self.0 {
            Kinds::Verb(family, step) => {
                family.check_parent(call)?;
                let answer = verbs::run(family, step, call)?;
                noted(family, call)?;
                Ok(answer)
            }
            Kinds::Odd(family, handler) => {
                family.check_parent(call)?;
                let answer = handler(call)?;
                noted(family, call)?;
                Ok(answer)
            }
            Kinds::Alone(handler) => handler(call),
        }
    }
}
