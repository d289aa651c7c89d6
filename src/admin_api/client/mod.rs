//! The client: the layers in the order in which a request passes them.

mod read;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::access::Access;
use super::answer::Reply;
use super::base_url::BaseUrl;
use super::clock::{Clock, SystemClock};
use super::digest::Digest;
use super::error::ApiError;
use super::exchange::Exchange;
use super::outage::Outage;
use super::pacing::Pacing;
use super::reads::{Reads, Writing};
use super::request::Request;
use super::retry::{Patience, Retry};
use super::secret::{Secret, Secrets};
use super::session::{Credentials, Session, Tokens, log_out};
use super::stop::Stop;
use super::transport::{Authorization, Http, SILENCE, Transport};

/// Sends requests, logging in before the first one and renewing the session when it expires.
/// Clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    layers: Arc<Layers>,
    /// Ends work in every layer.
    stop: Stop,
    patience: Patience,
    /// Whether reads get no answer that was asked for before.
    is_fresh: bool,
}

/// The layers, outermost first. Each is one file and knows only those below it.
///
/// `drafts` (a draft is open before the first write to [`Request::app`]) will stand above all.
#[derive(Debug)]
struct Layers {
    /// Gives one answer to all readers who ask the same. Below it is [`Retry`].
    reads: Reads,
    /// Gives a slot to each attempt of a request.
    pacing: Pacing,
    /// Ends the patience of all requests together.
    outage: Outage,
    /// Renews the session, or the nonce of digests, beneath each attempt.
    access: Access,
    /// Judges one answer. Below it is the transport, the only place with a socket.
    exchange: Exchange,
    /// Every layer waits by it.
    clock: Box<dyn Clock>,
}

/// How long the end of a session may take. The whole run waits for it.
const LOG_OUT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the outcome of a write is looked for after an interrupt. The whole run waits for it.
const LAST_LOOK: Duration = Duration::from_secs(5);

impl Client {
    /// Returns a client that has not connected yet.
    pub fn new(base_url: BaseUrl, credentials: Credentials) -> Self {
        Self::knowing(Secrets::default(), base_url, credentials)
    }

    /// Returns a client that has not connected yet, with secrets that it shares with others.
    pub fn knowing(secrets: Secrets, base_url: BaseUrl, credentials: Credentials) -> Self {
        let transport = Box::new(Http::new(base_url.clone(), SILENCE));
        Self::over(
            transport,
            Box::new(SystemClock::new()),
            secrets,
            base_url,
            credentials,
        )
    }

    /// Returns a client over a socket that waits by another clock, and to which a server is silent after
    /// `silence` of real time.
    #[cfg(test)]
    pub(crate) fn by(
        clock: Box<dyn Clock>,
        silence: Duration,
        base_url: BaseUrl,
        credentials: Credentials,
    ) -> Self {
        let transport = Box::new(Http::new(base_url.clone(), silence));
        Self::over(transport, clock, Secrets::default(), base_url, credentials)
    }

    /// Returns a client over any transport and any clock.
    pub(crate) fn over(
        transport: Box<dyn Transport>,
        clock: Box<dyn Clock>,
        secrets: Secrets,
        base_url: BaseUrl,
        credentials: Credentials,
    ) -> Self {
        secrets.learn(credentials.private_key.reveal());
        let access = Access::Session(Session::new(credentials));
        let exchange = Exchange::new(transport, base_url, secrets);
        Self::of(access, exchange, clock)
    }

    /// Returns a client of the public Atlas API that has not connected yet. It asks for answers of the media
    /// type `accept`.
    pub(super) fn by_digests(
        secrets: Secrets,
        base_url: BaseUrl,
        credentials: Credentials,
        accept: &'static str,
    ) -> Self {
        secrets.learn(credentials.private_key.reveal());
        let transport = Http::new(base_url.clone(), SILENCE).accepting(accept);
        let access = Access::Digest(Digest::new(credentials));
        let exchange = Exchange::new(Box::new(transport), base_url, secrets);
        Self::of(access, exchange, Box::new(SystemClock::new()))
    }

    fn of(access: Access, exchange: Exchange, clock: Box<dyn Clock>) -> Self {
        let layers = Layers {
            reads: Reads::default(),
            pacing: Pacing::default(),
            outage: Outage::default(),
            access,
            exchange,
            clock,
        };
        Self {
            layers: Arc::new(layers),
            stop: Stop::default(),
            patience: Patience::DEFAULT,
            is_fresh: false,
        }
    }

    /// Names the Terraform that runs this process in the header `User-Agent`, as
    /// `Terraform/<version>`. Counts only before the first request.
    #[must_use]
    pub fn for_terraform(self, version: &str) -> Self {
        self.layers.exchange.for_terraform(version);
        self
    }

    /// Returns a client that shares everything with this one, and is stopped when `token` is
    /// cancelled or [`Self::stop`] is called on it or on its clones.
    #[must_use]
    pub fn stopped_by(self, token: &CancellationToken) -> Self {
        Self {
            stop: Stop::by(token),
            ..self
        }
    }

    /// Returns a client that shares everything with this one, and whose requests end `timeout` from
    /// now, tries and pauses included.
    #[must_use]
    pub fn within(&self, timeout: Duration) -> Self {
        let ends = Some(self.now().saturating_add(timeout));
        let length = timeout;
        Self {
            patience: Patience { ends, length },
            ..self.clone()
        }
    }

    /// Sends one request. After a failure that passes (429, 5xx, no answer, an answer of something
    /// else) it is sent again as its [`super::Repeat`] allows, for up to 5 minutes or as
    /// [`Self::within`] says. A 429 slows down all requests of this client. `Retry-After` is waited
    /// for.
    ///
    /// A server that has never answered is tried for 10 seconds. While no request of this client
    /// gets an answer, the time counts for all of them, so that an outage ends a run once and not
    /// once for each object.
    ///
    /// # Errors
    /// See [`ApiError`]. After [`Self::stop`] nothing is sent. A login, a read or a wait that is under
    /// way ends at once, and a write that is under way is finished.
    pub async fn send(&self, request: &Request) -> Result<Reply, ApiError> {
        let _writing = self.writing(request);
        let nothing: Option<fn() -> std::future::Ready<_>> = None;
        let retry = self.retry();
        retry.send(request, self.attempt(request), nothing).await
    }

    /// Returns a client that shares everything with this one, and whose reads get no answer that was
    /// asked for before.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            is_fresh: true,
            ..self.clone()
        }
    }

    /// Records a write that is about to be sent, until the result is dropped.
    fn writing<'a>(&'a self, request: &'a Request) -> Option<Writing<'a>> {
        let reads = &self.layers.reads;
        (!request.is_read()).then(|| reads.writing(request.app()))
    }

    /// Like [`Self::send`], for a request that must not be done twice. After a failure that does not
    /// tell whether the request was done, `look` finds that out: it returns what was made, or `None`
    /// if nothing was, and then the request is sent again. If it fails, the first failure is
    /// returned.
    ///
    /// `look` gets a client that still works for 5 seconds after [`Self::stop`].
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_once<L>(
        &self,
        request: &Request,
        look: impl Fn(Self) -> L + Send + Sync,
    ) -> Result<Reply, ApiError>
    where
        L: Future<Output = Result<Option<Reply>, ApiError>> + Send,
    {
        let _writing = self.writing(request);
        let look = Some(|| self.deciding(request, &look));
        let retry = self.retry();
        retry.send(request, self.attempt(request), look).await
    }

    /// Finds out what became of `request`, a write, by `look`, which gets a client that still works
    /// for 5 seconds after [`Self::stop`], and for as long at the end of the time that
    /// [`Self::within`] gives.
    ///
    /// # Errors
    /// As `look`; [`ApiError::Stopped`] if it takes longer than that.
    pub async fn deciding<T, L>(
        &self,
        request: &Request,
        look: impl FnOnce(Self) -> L,
    ) -> Result<T, ApiError>
    where
        L: Future<Output = Result<T, ApiError>>,
    {
        // A look at the end of the operation has some time, too.
        let mut patience = self.patience;
        let least = self.now().saturating_add(LAST_LOOK);
        patience.ends = patience.ends.map(|ends| ends.max(least));
        let looking = look(Self {
            stop: Stop::default(),
            patience,
            ..self.fresh()
        });
        let too_late = async {
            self.stop.stopped().await;
            self.layers.clock.expire(LAST_LOOK).await;
        };
        tokio::select! {
            biased;
            decided = looking => decided,
            () = too_late => Err(ApiError::stopped(request)),
        }
    }

    /// Returns how one attempt of the request is made, which ends at a time by the client's clock.
    fn attempt<'a>(
        &'a self,
        request: &'a Request,
    ) -> impl Fn(Duration) -> BoxFuture<'a, Result<Reply, ApiError>> + Send {
        let Layers {
            access, exchange, ..
        } = self.layers.as_ref();
        move |ends| {
            let left = move || ends.saturating_sub(self.now());
            Box::pin(access.send(request, left, exchange, &self.stop))
        }
    }

    fn retry(&self) -> Retry<'_> {
        Retry {
            pacing: &self.layers.pacing,
            outage: &self.layers.outage,
            clock: self.layers.clock.as_ref(),
            stop: &self.stop,
            patience: self.patience,
        }
    }

    /// Returns the time by the clock that the client waits by.
    pub fn now(&self) -> Duration {
        self.layers.clock.now()
    }

    /// Returns how much time [`Self::within`] leaves; without it, the patience with one request.
    pub fn left(&self) -> Duration {
        let Patience { ends, length } = self.patience;
        ends.map_or(length, |ends| ends.saturating_sub(self.now()))
    }

    /// Waits before `request` is sent again.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] as soon as [`Self::stop`] is called.
    pub async fn pause(&self, duration: Duration, request: &Request) -> Result<(), ApiError> {
        let pause = self.layers.clock.sleep(duration);
        self.stop.interrupting(request, pause).await
    }

    /// Does work that `request` waits for, within the time that [`Self::within`] gives.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] as soon as [`Self::stop`] is called, or
    /// [`ApiError::Unreachable`] when the time is over, and drops the work.
    pub async fn unless_stopped<T>(
        &self,
        request: &Request,
        work: impl Future<Output = T>,
    ) -> Result<T, ApiError> {
        let Some(ends) = self.patience.ends else {
            return self.stop.interrupting(request, work).await;
        };
        let in_time = async {
            tokio::select! {
                biased;
                done = work => Ok(done),
                () = self.layers.clock.expire(ends.saturating_sub(self.now())) => {
                    Err(ApiError::no_turn(request))
                }
            }
        };
        self.stop.interrupting(request, in_time).await?
    }

    /// Opens another session, which the client itself does not use.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn open_session(&self) -> Result<Tokens, ApiError> {
        let Layers {
            access, exchange, ..
        } = self.layers.as_ref();
        let session = access.session(&log_out())?;
        let request = session.log_in();
        let attempt = |_| session.open(&request, exchange, &self.stop);
        let nothing: Option<fn() -> std::future::Ready<_>> = None;
        self.retry().send(&request, attempt, nothing).await
    }

    /// Ends a session that [`Self::open_session`] opened, also after [`Self::stop`]: a token must
    /// not outlive the run.
    ///
    /// # Errors
    /// See [`ApiError`]. Returns [`ApiError::Unreachable`] when no answer comes within 10 seconds.
    pub async fn end_session(&self, refresh_token: &Secret) -> Result<(), ApiError> {
        let Layers {
            exchange, clock, ..
        } = self.layers.as_ref();
        let request = log_out();
        tokio::select! {
            biased;
            ended = exchange.send(&request, Authorization::Bearer(refresh_token), LOG_OUT_TIMEOUT) => ended.map(|_| ()),
            () = clock.sleep(LOG_OUT_TIMEOUT) => Err(exchange.no_answer(&request)),
        }
    }

    /// Returns where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        self.layers.exchange.base_url()
    }

    /// Returns the server's clock now, in seconds since 1970: what it showed when the server last
    /// answered, and the time since. Returns `None` before the first answer.
    pub fn server_date(&self) -> Option<u64> {
        self.layers.exchange.server_date()
    }

    /// Returns the secrets that are masked in a server's words.
    pub fn secrets(&self) -> &Secrets {
        self.layers.exchange.secrets()
    }

    /// Finishes the writes that are under way, ends everything else, and sends nothing more.
    pub fn stop(&self) {
        self.stop.stop();
    }
}
