//! From a request to the handler of its path.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Query, RawPathParams, Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode};
use axum::routing::{MethodFilter, on};
use serde_json::{Value as Json, json};

use super::control::Control;
use super::error::{Answer, Refusal, Reply, ok};
use super::published::{self, Operation};
use super::scope::Scope;
use super::sessions::{self, Sessions};
use super::store::{Access, Store};
use super::{Options, Projects, collections, object_id, receive};

/// The path below which the API lives.
pub(super) const BASE: &str = "/api/admin/v3.0";

/// Everything that requests share.
pub(super) struct Server {
    store: Store,
    sessions: Sessions,
    pub(super) control: Control,
    pub(super) options: Options,
}

/// One request, read.
pub(super) struct Call {
    parameters: Vec<(String, String)>,
    query: HashMap<String, String>,
    /// Null where there is none.
    pub(super) body: Json,
    /// The bearer's token.
    pub(super) token: Option<String>,
    pub(super) now: i64,
    /// Where the request comes from.
    pub(super) client: String,
}

/// What serves one method of one path. It runs in a transaction that is kept when it succeeds.
pub(super) type Handler = fn(&Scope<'_>, &Call) -> Answer;

/// A method and path below the API's base, with their handler.
pub(super) struct Route(
    pub(super) MethodFilter,
    pub(super) &'static str,
    pub(super) Handler,
);

/// Reads lag this many seconds behind writes.
#[derive(Clone, Copy)]
pub(super) struct Lag(pub(super) i64);

/// The address that a request came from.
#[derive(Clone)]
pub(super) struct Peer(pub(super) String);

impl Call {
    /// A part of the path by its name; empty where the path has no such part.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The same, which can tell an empty part from none.
    fn find(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    }

    /// The app's `_id`, as the path has it.
    pub(super) fn app(&self) -> &str {
        self.parameter("app")
    }

    /// A parameter of the query; an empty one counts as left out.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

impl Server {
    pub(super) fn new(store: Store, options: Options) -> Self {
        Self {
            store,
            sessions: Sessions::default(),
            control: Control::default(),
            options,
        }
    }

    /// The router over all routes.
    pub(super) fn router(self: &Arc<Self>) -> Router {
        let served = served();
        // What is published and not served yet says so, so that nobody looks for a mistake in a path that is right.
        let missing = published::operations().filter(|one| {
            !served
                .iter()
                .any(|(method, path, _)| (*method, *path) == (one.method, &*one.path))
        });
        let mut router: Router<Arc<Self>> = Router::new();
        for Operation { method, path } in missing {
            router = router.route(&format!("{BASE}{path}"), on(method, handle(Work::Missing)));
        }
        for (method, path, work) in served {
            router = router.route(&format!("{BASE}{path}"), on(method, handle(work)));
        }
        router
            // Clients of local servers ask these two to see whether one is up.
            .route(
                "/",
                on(MethodFilter::GET, || async {
                    respond(ok(
                        json!({ "base": BASE, "version": env!("CARGO_PKG_VERSION") }),
                    ))
                }),
            )
            .route(
                "/api/private/v1.0/version",
                on(MethodFilter::GET, || async {
                    respond(ok(json!({ "version": env!("CARGO_PKG_VERSION") })))
                }),
            )
            .fallback(|| async {
                respond(Err(Refusal::not_found(
                    "",
                    "there is no such path in the Admin API",
                )))
            })
            .method_not_allowed_fallback(|| async {
                respond(Err(Refusal::new(
                    405,
                    "",
                    "the path does not take this method",
                )))
            })
            .with_state(Arc::clone(self))
    }

    fn profile(&self, call: &Call) -> Answer {
        self.sessions.check(call.token.as_deref(), call.now)?;
        sessions::profile(&self.options)
    }

    /// Checks where something is asked for, then serves.
    fn serve(&self, handler: Handler, call: &Call, access: Access, lag: Option<i64>) -> Answer {
        let within = |scope: &Scope<'_>| {
            self.check_place(scope, call)?;
            handler(scope, call)
        };
        match access {
            Access::Read => self.store.read(lag, within),
            Access::Write => self.store.write(within),
        }
    }

    /// Refuses a path that leads through a project or an app that does not exist.
    fn check_place(&self, scope: &Scope<'_>, call: &Call) -> Result<(), Refusal> {
        let Some(project) = call.find("group") else {
            return Ok(());
        };
        let exists = match &self.options.projects {
            Projects::Only(only) => project == only,
            Projects::Any(_) => object_id::is_valid(project),
        };
        if !exists {
            return Err(Refusal::not_found(
                "GroupNotFound",
                "group could not be found",
            ));
        }
        match call.find("app") {
            Some(app) if scope.find(collections::apps_of(project), app)?.is_none() => {
                Err(Refusal::not_found("AppNotFound", "app not found"))
            }
            _ => Ok(()),
        }
    }
}

/// Every route with what serves it.
pub(super) fn served() -> Vec<(MethodFilter, &'static str, Work)> {
    let mut routes: Vec<(MethodFilter, &str, Work)> = vec![
        (
            MethodFilter::GET,
            "/auth/providers",
            Work::Server(|_, _| sessions::providers()),
        ),
        (
            MethodFilter::POST,
            "/auth/providers/{provider}/login",
            Work::Server(|server, call| server.sessions.log_in(call, &server.options)),
        ),
        (
            MethodFilter::POST,
            "/auth/session",
            Work::Server(|server, call| server.sessions.renew(call)),
        ),
        (
            MethodFilter::DELETE,
            "/auth/session",
            Work::Server(|server, call| server.sessions.log_out(call)),
        ),
        (
            MethodFilter::GET,
            "/auth/profile",
            Work::Server(Server::profile),
        ),
    ];
    routes.extend(
        collections::routes()
            .into_iter()
            .map(|Route(method, path, handler)| (method, path, Work::Data(handler))),
    );
    routes
}

/// What is done for a request.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// By the server itself, for anyone.
    Server(fn(&Server, &Call) -> Answer),
    /// On the data, for those who have logged in.
    Data(Handler),
    /// Nothing yet: the description has it, and this server does not serve it.
    Missing,
}

type Boxed = std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// An axum handler. SQLite blocks, so the work is done beside the async workers.
fn handle(
    work: Work,
) -> impl Fn(State<Arc<Server>>, Parameters, Request) -> Boxed + Clone + Send + Sync + 'static {
    move |State(server), parameters, request| {
        // Ids of projects are hexadecimal numbers, which are the same in capitals.
        let value = |name: &str, value: &str| {
            if name == "group" {
                value.to_lowercase()
            } else {
                value.to_owned()
            }
        };
        let parameters = parameters.map(|all| {
            all.iter()
                .map(|(name, text)| (name.to_owned(), value(name, text)))
                .collect()
        });
        Box::pin(async move {
            respond(match parameters {
                Ok(parameters) => answer(work, server, parameters, request).await,
                Err(_) => Err(Refusal::invalid("the path cannot be read")),
            })
        })
    }
}

type Parameters = Result<RawPathParams, RawPathParamsRejection>;

async fn answer(
    work: Work,
    server: Arc<Server>,
    parameters: Vec<(String, String)>,
    request: Request,
) -> Answer {
    let (parts, body) = request.into_parts();
    let Ok(Query(query)) = Query::try_from_uri(&parts.uri) else {
        return Err(Refusal::invalid("the query cannot be read"));
    };
    let bytes = receive::whole(body, server.options.patience).await?;
    let token = parts.headers.get("authorization").and_then(bearer);
    let client = parts
        .extensions
        .get::<Peer>()
        .map(|Peer(client)| client.clone())
        .unwrap_or_default();
    let access = if matches!(parts.method, Method::GET | Method::HEAD) {
        Access::Read
    } else {
        Access::Write
    };
    let lag = parts.extensions.get::<Lag>().map(|Lag(seconds)| *seconds);
    let turn = match work {
        Work::Data(_) => server.store.turn(access).await,
        Work::Missing => server.store.turn(Access::Read).await,
        Work::Server(_) => None,
    };
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let now = server.options.clock.now();
        if !matches!(work, Work::Server(_)) {
            server.sessions.check(token.as_deref(), now)?;
        }
        let body = if matches!(work, Work::Missing) {
            Json::Null
        } else {
            receive::json(&bytes)?
        };
        let call = Call {
            parameters,
            query,
            body,
            token,
            now,
            client,
        };
        match work {
            Work::Server(work) => work(&server, &call),
            Work::Data(handler) => server.serve(handler, &call, access, lag),
            Work::Missing => server.serve(missing, &call, Access::Read, None),
        }
    });
    working.await.unwrap_or_else(|_| {
        Err(Refusal::new(
            500,
            "InternalServerError",
            "the server made a mistake",
        ))
    })
}

fn missing(_: &Scope<'_>, _: &Call) -> Answer {
    Err(Refusal::new(
        501,
        "",
        "this operation of the Admin API is not served by this server yet",
    ))
}

/// The token of a header; the scheme's name may be written in any case.
fn bearer(header: &HeaderValue) -> Option<String> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// The HTTP answer. Some clients compare the content type with exactly this word.
pub(super) fn respond(answer: Answer) -> Response<Body> {
    let (status, body) = match answer {
        Ok(Reply { status, body }) => (status, body),
        Err(refusal) => (refusal.status, Some(refusal.document())),
    };
    let mut response = Response::new(
        body.as_ref()
            .map_or_else(Body::empty, |body| Body::from(body.to_string())),
    );
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if body.is_some() {
        response
            .headers_mut()
            .insert("content-type", HeaderValue::from_static("application/json"));
    }
    response
}
