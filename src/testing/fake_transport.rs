//! A transport without a socket: a test says what is answered, and sees what was sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::admin_api::{
    Authorization, BaseUrl, Broken, Client, Clock, Credentials, Raw, Request, Secret, Secrets,
    Transport,
};

/// The transport. Clones share what was sent.
#[derive(Clone)]
pub(crate) struct FakeTransport {
    sent: Arc<watch::Sender<Vec<Sent>>>,
    answer: Arc<Answers>,
}

type Answers = dyn Fn(&Request) -> Option<Canned> + Send + Sync;

/// A request that was sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent {
    pub(crate) request: Request,
    /// The bearer token.
    pub(crate) token: Option<String>,
}

/// What becomes of a request.
#[derive(Clone)]
pub(crate) enum Canned {
    /// Answers with a status and a body.
    Is(u16, String),
    /// Answers 429 and asks to send nothing for so many seconds.
    Later(u64),
    /// Answers with the date of a clock that shows this many seconds since 1970.
    At(u64, String),
    /// Answers so once the token is cancelled.
    After(CancellationToken, Box<Self>),
    /// Never answers.
    Hangs,
    /// The network fails, having delivered the request or not.
    Breaks { nothing_done: bool },
    /// The body breaks off.
    BreaksOff,
}

/// How long a test waits for what must come.
const SOON: Duration = Duration::from_secs(20);

impl FakeTransport {
    /// Returns a transport that answers as `answer` says. Where it says `None`, a login, a renewal
    /// and a logout succeed, and any other request fails the test.
    pub(crate) fn new(answer: impl Fn(&Request) -> Option<Canned> + Send + Sync + 'static) -> Self {
        Self {
            sent: Arc::default(),
            answer: Arc::new(answer),
        }
    }

    /// Returns a client over this transport, on whose clock every wait is over at once.
    pub(crate) fn client(&self) -> Client {
        self.client_by(ManualClock::running())
    }

    /// Returns a client over this transport and a clock.
    pub(crate) fn client_by(&self, clock: ManualClock) -> Client {
        Client::over(
            Box::new(self.clone()),
            Box::new(clock),
            Secrets::default(),
            BaseUrl::parse("http://127.0.0.1:1", false).expect("a URL"),
            Credentials {
                public_key: "public-key".to_owned(),
                private_key: Secret::new("private-key"),
            },
        )
    }

    /// Returns the test's own answer to a request, without sending anything.
    pub(crate) fn answer_to(&self, request: &Request) -> Option<Canned> {
        (self.answer)(request)
    }

    /// Returns what was sent, oldest first.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.borrow().clone()
    }

    /// Returns what was sent, each as `METHOD path`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |sent: &Sent| format!("{:?}", sent.request);
        self.sent.borrow().iter().map(line).collect()
    }

    /// Waits until a request of this line was sent.
    pub(crate) async fn until(&self, line: &str) {
        let is_sent =
            |all: &Vec<Sent>| all.iter().any(|sent| format!("{:?}", sent.request) == line);
        let mut sent = self.sent.subscribe();
        let arrived = tokio::time::timeout(SOON, sent.wait_for(is_sent)).await;
        assert!(arrived.is_ok(), "nobody sent {line}");
    }
}

#[async_trait]
impl Transport for FakeTransport {
    async fn send(
        &self,
        request: &Request,
        authorization: Authorization<'_>,
        _left: Duration,
    ) -> Result<Raw, Broken> {
        let sent = Sent {
            request: request.clone(),
            token: match authorization {
                Authorization::Bearer(token) => Some(token.reveal().to_owned()),
                _ => None,
            },
        };
        self.sent.send_modify(|all| all.push(sent));
        // Like a socket, it lets others run before it answers.
        tokio::task::yield_now().await;
        let mut canned = (self.answer)(request).unwrap_or_else(|| session_call(request));
        while let Canned::After(gate, then) = canned {
            gate.cancelled().await;
            canned = *then;
        }
        let raw = |status, body: Result<String, String>| Raw {
            status,
            request_id: None,
            date: None,
            challenges: Vec::new(),
            retry_after: None,
            body: body.map(String::into_bytes),
        };
        match canned {
            Canned::Is(status, body) => Ok(raw(status, Ok(body))),
            Canned::At(date, body) => Ok(Raw {
                date: Some(date),
                ..raw(200, Ok(body))
            }),
            Canned::Later(seconds) => Ok(Raw {
                retry_after: Some(Duration::from_secs(seconds)),
                ..raw(429, Ok("{\"error\":\"slow down\"}".to_owned()))
            }),
            Canned::BreaksOff => Ok(raw(200, Err("the body broke off (reset)".to_owned()))),
            Canned::Breaks { nothing_done } => Err(Broken {
                cause: "no route to 127.0.0.1 with private-key".to_owned(),
                nothing_done,
            }),
            Canned::Hangs | Canned::After(..) => std::future::pending().await,
        }
    }
}

fn session_call(request: &Request) -> Canned {
    assert!(
        request.path().starts_with("/auth/"),
        "the test has no answer to {request:?}"
    );
    let tokens = json!({ "access_token": "access-token", "refresh_token": "refresh-token" });
    Canned::Is(200, tokens.to_string())
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FakeTransport({} sent)", self.sent.borrow().len())
    }
}

/// A clock that stands still until a test moves it. Clones are one clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct ManualClock {
    now: Arc<watch::Sender<Duration>>,
    /// Whether each wait moves the clock itself, to its own end.
    runs: bool,
}

impl ManualClock {
    /// Returns a clock on which every wait is over at once. The random parts of pauses are the same in
    /// every run of a test.
    pub(crate) fn running() -> Self {
        fastrand::seed(1);
        Self {
            runs: true,
            ..Self::default()
        }
    }

    /// Moves the clock, and ends the waits that are over then.
    pub(crate) fn advance(&self, duration: Duration) {
        self.now.send_modify(|now| *now += duration);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Duration {
        *self.now.borrow()
    }

    async fn expire(&self, duration: Duration) {
        if self.runs {
            std::future::pending::<()>().await;
        }
        self.sleep(duration).await;
    }

    async fn sleep(&self, duration: Duration) {
        let mut now = self.now.subscribe();
        let end = *now.borrow() + duration;
        if self.runs {
            // Others run first, as they would while time passes.
            tokio::task::yield_now().await;
            self.now.send_modify(|now| *now = end.max(*now));
        }
        let over = now.wait_for(|now| *now >= end).await.is_ok();
        assert!(over, "the clock exists while a layer waits by it");
    }
}
