//! The client: the layers in the order in which a request passes them.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::answer::Reply;
use super::base_url::BaseUrl;
use super::clock::{Clock, SystemClock};
use super::error::ApiError;
use super::exchange::Exchange;
use super::pacing::Pacing;
use super::request::Request;
use super::retry::Retry;
use super::secret::{Secret, Secrets};
use super::session::{Credentials, Session, Tokens, log_out};
use super::stop::Stop;
use super::transport::{Http, Transport};

/// Sends requests, logging in before the first one and renewing the session when it expires.
/// Clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    layers: Arc<Layers>,
    /// When repeating ends; `None` for 5 minutes after each request's first try.
    deadline: Option<Duration>,
}

/// The layers, outermost first. Each is one file and knows only those below it.
///
/// `drafts` (a draft is open before the first write to [`Request::app`]) and `reads` (one answer for
/// all requests that ask the same) will stand above [`Retry`], in this order.
#[derive(Debug)]
struct Layers {
    /// Gives a slot to each attempt of a request.
    pacing: Pacing,
    /// Renews the session beneath each attempt.
    session: Session,
    /// Judges one answer. Below it is the transport, the only place with a socket.
    exchange: Exchange,
    /// Ends work in every layer.
    stop: Stop,
    /// Every layer waits by it.
    clock: Box<dyn Clock>,
}

/// How long the end of a session may take. The whole run waits for it.
const LOG_OUT_TIMEOUT: Duration = Duration::from_secs(10);

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
            session: Session::new(credentials),
            exchange: Exchange::new(transport, base_url, secrets),
            stop: Stop::default(),
            clock,
        };
        Self {
            layers: Arc::new(layers),
            deadline: None,
        }
    }

    /// Names the Terraform that runs this process in the header `User-Agent`, as
    /// `Terraform/<version>`. Counts only before the first request.
    #[must_use]
    pub fn for_terraform(self, version: &str) -> Self {
        self.layers.exchange.for_terraform(version);
        self
    }

    /// Stops the client when `token` is cancelled, and not only by [`Self::stop`]. Counts only before
    /// the first request.
    #[must_use]
    pub fn stopped_by(self, token: &CancellationToken) -> Self {
        self.layers.stop.by(token);
        self
    }

    /// Returns a client that shares everything with this one, and repeats requests no longer than
    /// `timeout` from now.
    #[must_use]
    pub fn within(&self, timeout: Duration) -> Self {
        let now = self.layers.clock.now();
        Self {
            layers: Arc::clone(&self.layers),
            deadline: Some(now.saturating_add(timeout)),
        }
    }

    /// Sends one request. While the server answers 429, which says that it did nothing, the request
    /// is repeated for up to 5 minutes, or as [`Self::within`] says, and all requests of this client
    /// slow down. Waits as `Retry-After` says.
    ///
    /// # Errors
    /// See [`ApiError`]. After [`Self::stop`] nothing is sent. A login, a read or a wait that is under
    /// way ends at once, and a write that is under way is finished.
    pub async fn send(&self, request: &Request) -> Result<Reply, ApiError> {
        let Layers {
            session,
            exchange,
            stop,
            ..
        } = self.layers.as_ref();
        let attempt = || session.send(request, exchange, stop);
        self.retry().send(request, attempt).await
    }

    fn retry(&self) -> Retry<'_> {
        Retry {
            pacing: &self.layers.pacing,
            clock: self.layers.clock.as_ref(),
            stop: &self.layers.stop,
            deadline: self.deadline,
        }
    }

    /// Waits before `request` is sent again.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] as soon as [`Self::stop`] is called.
    pub async fn pause(&self, duration: Duration, request: &Request) -> Result<(), ApiError> {
        let Layers { stop, clock, .. } = self.layers.as_ref();
        stop.interrupting(request, clock.sleep(duration)).await
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
        self.layers.stop.interrupting(request, work).await
    }

    /// Opens another session, which the client itself does not use.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn open_session(&self) -> Result<Tokens, ApiError> {
        let Layers {
            session,
            exchange,
            stop,
            ..
        } = self.layers.as_ref();
        let request = session.log_in();
        let attempt = || session.open(&request, exchange, stop);
        self.retry().send(&request, attempt).await
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
            ended = exchange.send(&request, Some(refresh_token)) => ended.map(|_| ()),
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
        self.layers.stop.stop();
    }
}
