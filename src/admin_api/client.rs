//! Requests with a session: logging in before the first one, renewing what expired, and stopping.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, watch};

use super::answer::Reply;
use super::base_url::BaseUrl;
use super::error::ApiError;
use super::request::{Method, Request};
use super::secret::{Secret, Secrets};
use super::sender::Sender;
use super::session::{self, Credentials, Session, Tokens, log_in, log_out, renew};

/// Sends requests, logging in before the first one and renewing the session when it expires. Clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

/// How long the end of a session may take, with which the whole run waits.
const LOG_OUT_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Shared {
    credentials: Credentials,
    sender: Sender,
    session: Mutex<Login>,
    /// How many logins and renewals have ended.
    logins: AtomicU64,
    stopped: watch::Sender<bool>,
}

impl Client {
    /// A client that has not connected to anything yet.
    pub fn new(base_url: BaseUrl, credentials: Credentials) -> Self {
        Self::knowing(Secrets::default(), base_url, credentials)
    }

    /// The same with secrets that are known already, and shared with whoever else learns some.
    pub fn knowing(secrets: Secrets, base_url: BaseUrl, credentials: Credentials) -> Self {
        secrets.learn(credentials.private_key.reveal());
        let sender = Sender::new(base_url, secrets);
        Self {
            shared: Arc::new(Shared {
                credentials,
                sender,
                session: Mutex::default(),
                logins: AtomicU64::new(0),
                stopped: watch::Sender::new(false),
            }),
        }
    }

    /// Says which Terraform asks, as `Terraform/<version>` in the header User-Agent. To be called before the first request.
    #[must_use]
    pub fn for_terraform(self, version: &str) -> Self {
        // A client that was told already keeps what it was told first.
        let _ = self.shared.sender.terraform.set(version.to_owned());
        self
    }

    /// Sends one request. A session that has expired is renewed once, for everybody, and the request repeated: an answer of
    /// 401 says that nothing was done.
    ///
    /// # Errors
    /// See [`ApiError`]. After [`Self::stop`] nothing is sent any more; a login or a read that is under way ends at once, and a
    /// write that is under way is waited for.
    pub async fn send(&self, request: &Request) -> Result<Reply, ApiError> {
        let session = self.unless_stopped(request, self.session(None)).await??;
        match self.send_with(request, &session).await {
            Err(ApiError::Refused { status: 401, .. }) => {
                let session = self
                    .unless_stopped(request, self.session(Some(session.number)))
                    .await??;
                self.send_with(request, &session).await
            }
            outcome => outcome,
        }
    }

    async fn send_with(&self, request: &Request, session: &Session) -> Result<Reply, ApiError> {
        let sending = self
            .shared
            .sender
            .send(request, Some(&session.access_token));
        if request.method == Method::Get {
            return self.unless_stopped(request, sending).await?;
        }
        // Others may have logged in for long; the stop may have come meanwhile.
        if self.is_stopped() {
            return Err(ApiError::stopped(request));
        }
        sending.await
    }

    /// Waits before `request` is sent again.
    ///
    /// # Errors
    /// [`ApiError::Stopped`] as soon as [`Self::stop`] is called.
    pub async fn pause(&self, duration: Duration, request: &Request) -> Result<(), ApiError> {
        self.unless_stopped(request, tokio::time::sleep(duration))
            .await
    }

    /// Does the work that `request` waits for.
    ///
    /// # Errors
    /// [`ApiError::Stopped`] as soon as [`Self::stop`] is called; the work is dropped then.
    pub async fn unless_stopped<T>(
        &self,
        request: &Request,
        work: impl Future<Output = T>,
    ) -> Result<T, ApiError> {
        let mut stopped = self.shared.stopped.subscribe();
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => Err(ApiError::stopped(request)),
            done = work => Ok(done),
        }
    }

    /// Logs in once more, for a session that somebody else uses.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn open_session(&self) -> Result<Tokens, ApiError> {
        let logging_in = log_in(&self.shared.sender, &self.shared.credentials, 0);
        let Session {
            access_token,
            refresh_token,
            ..
        } = self
            .unless_stopped(&session::log_in_place(), logging_in)
            .await??;
        Ok(Tokens {
            access_token,
            refresh_token,
        })
    }

    /// Ends a session that [`Self::open_session`] opened, also after [`Self::stop`]: a token must not outlive the run.
    ///
    /// # Errors
    /// See [`ApiError`]; [`ApiError::Unreachable`] when no answer comes within 10 seconds.
    pub async fn end_session(&self, refresh_token: &Secret) -> Result<(), ApiError> {
        let ended =
            tokio::time::timeout(LOG_OUT_TIMEOUT, log_out(&self.shared.sender, refresh_token))
                .await;
        ended.unwrap_or_else(|_| Err(self.shared.sender.no_answer(&session::log_out_place())))
    }

    /// Where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        self.shared.sender.base_url()
    }

    /// The server's clock when it last answered, in seconds since 1970; `None` before that.
    pub fn server_date(&self) -> Option<u64> {
        self.shared.sender.server_date()
    }

    /// The secrets that are masked in a server's words.
    pub fn secrets(&self) -> &Secrets {
        &self.shared.sender.secrets
    }

    /// Lets the writes that are under way end, ends everything else, and starts nothing more.
    pub fn stop(&self) {
        self.shared.stopped.send_replace(true);
    }

    fn is_stopped(&self) -> bool {
        *self.shared.stopped.borrow()
    }

    /// The session, made or renewed when needed: `expired` is the number of one that the API no longer takes. Whoever waits
    /// while another logs in shares the outcome, a failure too: a wrong key is tried once and not once for each resource.
    async fn session(&self, expired: Option<u64>) -> Result<Session, ApiError> {
        let Shared {
            credentials,
            sender,
            session,
            logins,
            ..
        } = self.shared.as_ref();
        let seen = logins.load(Ordering::Acquire);
        let mut login = session.lock().await;
        let fresh = match (&login.session, &login.failure) {
            (Some(current), _) if expired != Some(current.number) => return Ok(current.clone()),
            (_, Some(failure)) if logins.load(Ordering::Acquire) != seen => {
                return Err(failure.clone());
            }
            (Some(current), _) => renew(sender, credentials, current).await,
            (None, _) => log_in(sender, credentials, 0).await,
        };
        logins.fetch_add(1, Ordering::Release);
        login.failure = fresh.as_ref().err().cloned();
        Ok(login.session.insert(fresh?).clone())
    }
}

/// How the last login went.
#[derive(Debug, Default)]
struct Login {
    session: Option<Session>,
    failure: Option<ApiError>,
}
