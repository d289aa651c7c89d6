//! The client: the layers in the order in which a request passes them.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::answer::Reply;
use super::base_url::BaseUrl;
use super::clock::{Clock, SystemClock};
use super::error::ApiError;
use super::exchange::Exchange;
use super::outage::Outage;
use super::pacing::Pacing;
use super::request::Request;
use super::retry::{Patience, Retry};
use super::secret::{Secret, Secrets};
use super::session::{Credentials, Session, Tokens, log_out};
use super::stop::Stop;
use super::transport::{Http, Transport};

/// Sends requests, logging in before the first one and renewing the session when it expires.
/// Clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    layers: Arc<Layers>,
    /// Ends work in every layer.
    stop: Stop,
    patience: Patience,
}

/// The layers, outermost first. Each is one file and knows only those below it.
///
/// `drafts` (a draft is open before the first write to [`Request::app`]) and `reads` (one answer for
/// all requests that ask the same) will stand above [`Retry`], in this order.
#[derive(Debug)]
struct Layers {
    /// Gives a slot to each attempt of a request.
    pacing: Pacing,
    /// Ends the patience of all requests together.
    outage: Outage,
    /// Renews the session beneath each attempt.
    session: Session,
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
        let transport = Box::new(Http::new(base_url.clone()));
        Self::over(
            transport,
            Box::new(SystemClock::new()),
            secrets,
            base_url,
            credentials,
        )
    }

    /// Returns a client over a socket that waits by another clock.
    #[cfg(test)]
    pub(crate) fn by(clock: Box<dyn Clock>, base_url: BaseUrl, credentials: Credentials) -> Self {
        let transport = Box::new(Http::new(base_url.clone()));
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
        let layers = Layers {
            pacing: Pacing::default(),
            outage: Outage::default(),
            session: Session::new(credentials),
            exchange: Exchange::new(transport, base_url, secrets),
            clock,
        };
        Self {
            layers: Arc::new(layers),
            stop: Stop::default(),
            patience: Patience::DEFAULT,
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
        let nothing: Option<fn() -> std::future::Ready<_>> = None;
        let retry = self.retry();
        retry.send(request, self.attempt(request), nothing).await
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
        let look = Some(|| self.deciding(request, &look));
        let retry = self.retry();
        retry.send(request, self.attempt(request), look).await
    }

    /// Finds out what became of `request`, a write, by `look`, which gets a client that still works
    /// for 5 seconds after [`Self::stop`].
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
        let looking = look(Self {
            stop: Stop::default(),
            ..self.clone()
        });
        let too_late = async {
            self.stop.stopped().await;
            self.layers.clock.sleep(LAST_LOOK).await;
        };
        tokio::select! {
            biased;
            decided = looking => decided,
            () = too_late => Err(ApiError::stopped(request)),
        }
    }

    /// Returns how one attempt of the request is made in the time that is left.
    fn attempt<'a>(
        &'a self,
        request: &'a Request,
    ) -> impl Fn(Duration) -> futures_util::future::BoxFuture<'a, Result<Reply, ApiError>> + Send
    {
        let Layers {
            session, exchange, ..
        } = self.layers.as_ref();
        move |left| Box::pin(session.send(request, left, exchange, &self.stop))
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
        self.unless_stopped(request, self.layers.clock.sleep(duration))
            .await
    }

    /// Does work that `request` waits for.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] as soon as [`Self::stop`] is called, and drops the work.
    pub async fn unless_stopped<T>(
        &self,
        request: &Request,
        work: impl Future<Output = T>,
    ) -> Result<T, ApiError> {
        self.stop.interrupting(request, work).await
    }

    /// Opens another session, which the client itself does not use.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn open_session(&self) -> Result<Tokens, ApiError> {
        let Layers {
            session, exchange, ..
        } = self.layers.as_ref();
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
            ended = exchange.send(&request, Some(refresh_token), LOG_OUT_TIMEOUT) => ended.map(|_| ()),
            () = clock.sleep(LOG_OUT_TIMEOUT) => Err(exchange.no_answer(&request)),
        }
    }

    /// Returns where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        self.layers.exchange.base_url()
    }

    /// Returns the server's clock when it last answered, in seconds since 1970; `None` before that.
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
