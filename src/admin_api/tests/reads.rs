//! Readers who ask the same share one answer, and none gets one from before a write that had ended.
//!
//! Every order of the steps of a few readers and writers is tried: when each begins, when the server
//! handles its request, when the answer arrives, and when a reader leaves.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::*;
use crate::admin_api::{Authorization, Broken, Raw, Transport};

/// A server that handles and answers each request when the test says so. The document has a number,
/// which each write raises.
#[derive(Clone, Debug, Default)]
struct Steps(Arc<Mutex<Server>>);

#[derive(Debug, Default)]
struct Server {
    number: u64,
    requests: Vec<Pending>,
}

#[derive(Debug)]
struct Pending {
    is_read: bool,
    /// The number when the request was handled.
    handled: Option<u64>,
    is_answered: bool,
}

impl Steps {
    fn with<T>(&self, work: impl FnOnce(&mut Server) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Transport for Steps {
    async fn send(
        &self,
        request: &Request,
        _: Authorization<'_>,
        _: Duration,
    ) -> Result<Raw, Broken> {
        let raw = |body: String| Raw {
            status: 200,
            request_id: None,
            date: None,
            challenges: Vec::new(),
            retry_after: None,
            body: Ok(body.into_bytes()),
        };
        if request.path().starts_with("/auth/") {
            return Ok(raw(r#"{"access_token":"a","refresh_token":"r"}"#.to_owned()));
        }
        let place = self.with(|server| {
            server.requests.push(Pending {
                is_read: request.is_read(),
                handled: None,
                is_answered: false,
            });
            server.requests.len() - 1
        });
        let answered = std::future::poll_fn(|_| {
            self.with(|server| match &server.requests[place] {
                Pending {
                    handled: Some(number),
                    is_answered: true,
                    ..
                } => Poll::Ready(*number),
                _ => Poll::Pending,
            })
        });
        Ok(raw(answered.await.to_string()))
    }
}

/// One who reads or writes.
struct Actor {
    is_reader: bool,
    work: Option<BoxFuture<'static, u64>>,
    /// The number that the reader must see at least.
    floor: u64,
    is_done: bool,
}

/// A step that is possible.
#[derive(Clone, Copy, Debug)]
enum Step {
    Begin(usize),
    Handle(usize),
    Answer(usize),
    /// The reader's call is dropped.
    Leave(usize),
}

struct World {
    server: Steps,
    client: Client,
    actors: Vec<Actor>,
    /// The highest number of a write that has ended.
    written: u64,
    may_leave: bool,
}

impl World {
    fn new(readers: usize, writers: usize, may_leave: bool) -> Self {
        let server = Steps::default();
        let client = Client::over(
            Box::new(server.clone()),
            Box::new(ManualClock::default()),
            Secrets::default(),
            BaseUrl::parse("http://127.0.0.1:1", false).expect("a URL"),
            Credentials {
                public_key: "public-key".to_owned(),
                private_key: Secret::new("private-key"),
            },
        );
        let actor = |at| Actor {
            is_reader: at < readers,
            work: None,
            floor: 0,
            is_done: false,
        };
        Self {
            server,
            client,
            actors: (0..readers + writers).map(actor).collect(),
            written: 0,
            may_leave,
        }
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (at, actor) in self.actors.iter().enumerate() {
            match (&actor.work, actor.is_done) {
                (None, false) => steps.push(Step::Begin(at)),
                // One who may leave is enough.
                (Some(_), false) if self.may_leave && at == 0 => steps.push(Step::Leave(at)),
                _ => {}
            }
        }
        self.server.with(|server| {
            for (at, request) in server.requests.iter().enumerate() {
                match (request.handled, request.is_answered) {
                    (None, _) => steps.push(Step::Handle(at)),
                    (Some(_), false) => steps.push(Step::Answer(at)),
                    (Some(_), true) => {}
                }
            }
        });
        steps
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Begin(at) => self.begin(at),
            Step::Leave(at) => {
                self.actors[at].work = None;
                self.actors[at].is_done = true;
            }
            Step::Handle(at) => self.server.with(|server| {
                if !server.requests[at].is_read {
                    server.number += 1;
                }
                server.requests[at].handled = Some(server.number);
            }),
            Step::Answer(at) => self
                .server
                .with(|server| server.requests[at].is_answered = true),
        }
        // Whoever can go on goes on, until nobody can.
        while self.poll() {}
    }

    fn begin(&mut self, at: usize) {
        let client = self.client.clone();
        let actor = &mut self.actors[at];
        actor.floor = self.written;
        actor.work = Some(match actor.is_reader {
            true => async move {
                let request = Request::get("/groups/g/apps/a/things");
                let number = |_: &Request, reply: Reply| Ok(number(reply));
                *client.read(&request, "", number).await.expect("an answer")
            }
            .boxed(),
            false => async move {
                let request = Request::put("/groups/g/apps/a/things/1");
                number(client.send(&request).await.expect("an answer"))
            }
            .boxed(),
        });
    }

    /// Returns whether somebody came to an end, which may let others go on.
    fn poll(&mut self) -> bool {
        let mut has_ended = false;
        for actor in &mut self.actors {
            let Some(work) = actor.work.as_mut().filter(|_| !actor.is_done) else {
                continue;
            };
            let Some(number) = work.now_or_never() else {
                continue;
            };
            actor.is_done = true;
            has_ended = true;
            if actor.is_reader {
                assert!(
                    number >= actor.floor,
                    "{number} is from before {}",
                    actor.floor
                );
            } else {
                self.written = self.written.max(number);
            }
        }
        has_ended
    }
}

fn number(reply: Reply) -> u64 {
    reply.body.and_then(|body| body.as_u64()).expect("a number")
}

/// Tries every order. Returns how many there are, and how many requests the readers sent in each.
fn explore(readers: usize, writers: usize, may_leave: bool) -> (usize, Vec<usize>) {
    let mut orders = 0;
    let mut requests = vec![0; readers + 1];
    // The choice at each step, and of how many.
    let mut choices: Vec<(usize, usize)> = Vec::new();
    loop {
        let mut world = World::new(readers, writers, may_leave);
        let mut at = 0;
        loop {
            let steps = world.steps();
            if steps.is_empty() {
                break;
            }
            if at == choices.len() {
                choices.push((0, steps.len()));
            }
            world.take(steps[choices[at].0]);
            at += 1;
        }
        assert!(
            world.actors.iter().all(|actor| actor.is_done),
            "somebody waits for ever"
        );
        let reads = |server: &mut Server| server.requests.iter().filter(|one| one.is_read).count();
        requests[world.server.with(reads)] += 1;
        orders += 1;
        while choices.last().is_some_and(|(choice, of)| choice + 1 == *of) {
            choices.pop();
        }
        match choices.last_mut() {
            Some((choice, _)) => *choice += 1,
            None => return (orders, requests),
        }
    }
}

#[test]
fn no_reader_gets_an_answer_from_before_a_write_that_had_ended() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let _context = runtime.enter();
    for (readers, writers, may_leave) in [(3, 0, false), (2, 1, true), (1, 2, false)] {
        let (_, requests) = explore(readers, writers, may_leave);
        assert!(requests[1] > 0, "nobody shared an answer");
        let most = if writers == 0 { 1 } else { readers };
        assert!(
            requests[most + 1..].iter().all(|count| *count == 0),
            "{requests:?}"
        );
    }
}

/// Returns a client over a server that answers reads at once, and its clock.
fn counting() -> (FakeTransport, Client, ManualClock) {
    let transport = FakeTransport::new(|request| match request.path() {
        path if path.starts_with("/auth/") => None,
        _ => is(200, "7"),
    });
    let clock = ManualClock::default();
    let client = transport.client_by(clock.clone());
    (transport, client, clock)
}

async fn read(client: &Client, path: &str) -> u64 {
    let understand = |_: &Request, reply: Reply| Ok(number(reply));
    *client
        .read(&Request::get(path), "", understand)
        .await
        .expect("an answer")
}

#[tokio::test]
async fn an_answer_lives_until_nobody_has_come_for_five_seconds() {
    let (transport, client, clock) = counting();
    let sent = || transport.sent().len() - 1;
    for _ in 0..5 {
        assert_eq!(read(&client, "/groups/g/apps/a/things").await, 7);
        clock.advance(Duration::from_secs(4));
    }
    assert_eq!(sent(), 1);
    clock.advance(Duration::from_secs(2));
    read(&client, "/groups/g/apps/a/things").await;
    assert_eq!(sent(), 2);
    let start = clock.now();
    read(&client.fresh(), "/groups/g/apps/a/things").await;
    assert_eq!(
        (sent(), clock.now()),
        (3, start),
        "a fresh read is one of its own"
    );
}

#[tokio::test]
async fn a_write_drops_what_it_may_have_changed() {
    let (transport, client, _) = counting();
    let paths = [
        "/groups/g/apps/a/things",
        "/groups/g/apps/b/things",
        "/groups/g/apps",
    ];
    let reads = |transport: &FakeTransport| {
        let lines = transport.lines();
        lines.iter().filter(|line| line.starts_with("GET")).count()
    };
    for path in paths {
        read(&client, path).await;
    }
    let written = client
        .send(&Request::put("/groups/g/apps/a/things/1"))
        .await;
    assert!(written.is_ok());
    for path in paths {
        read(&client, path).await;
    }
    assert_eq!(reads(&transport), 5, "the other app's answer stays");
}

#[tokio::test]
async fn a_failure_is_given_to_those_who_wait_and_to_nobody_else() {
    let failed = AtomicBool::new(false);
    let transport = FakeTransport::new(move |request| match request.path() {
        "/things" if !failed.swap(true, Ordering::Relaxed) => is(404, r#"{"error":"no"}"#),
        "/things" => is(200, "7"),
        _ => None,
    });
    let client = transport.client();
    let request = Request::get("/things");
    let understand = |_: &Request, reply: Reply| Ok(number(reply));
    let both = (
        client.read(&request, "", understand),
        client.read(&request, "", understand),
    );
    let (one, other) = tokio::join!(both.0, both.1);
    assert!(one.is_err() && other.is_err());
    assert_eq!(read(&client, "/things").await, 7);
    assert_eq!(transport.lines(), [LOGIN, "GET /things", "GET /things"]);
}
