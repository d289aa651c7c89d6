//! The layer that ends work when Terraform is interrupted.

use tokio_util::sync::CancellationToken;

use super::error::ApiError;
use super::request::Request;

/// Whether the client was stopped. Clones are stopped together.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(CancellationToken);

impl Stop {
    /// Returns one that stops also when `token` is cancelled.
    pub(super) fn by(token: &CancellationToken) -> Self {
        Self(token.child_token())
    }

    /// Ends reads, logins and waits at once, and refuses every request from now on.
    pub(super) fn stop(&self) {
        self.0.cancel();
    }

    /// Waits until the client is stopped.
    pub(super) async fn stopped(&self) {
        self.0.cancelled().await;
    }

    /// Runs `work`, which waits, reads or logs in for `request`.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] as soon as the client is stopped, and drops the work.
    pub(super) async fn interrupting<T>(
        &self,
        request: &Request,
        work: impl Future<Output = T>,
    ) -> Result<T, ApiError> {
        tokio::select! {
            biased;
            () = self.stopped() => Err(ApiError::stopped(request)),
            done = work => Ok(done),
        }
    }

    /// Sends `request` by `sending`. A read is interrupted. A write that has begun is finished,
    /// because an interrupted one has an unknown outcome.
    ///
    /// # Errors
    /// Returns [`ApiError::Stopped`] for a request that was interrupted or did not begin.
    pub(super) async fn guard<T>(
        &self,
        request: &Request,
        sending: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        if request.is_read() {
            return self.interrupting(request, sending).await?;
        }
        if self.0.is_cancelled() {
            return Err(ApiError::stopped(request));
        }
        sending.await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_stops_with_the_run() {
        let run = CancellationToken::new();
        let stop = Stop::by(&run);
        run.cancel();
        let outcome = stop.guard(&Request::get("/x"), async { Ok(()) }).await;
        assert!(
            matches!(outcome, Err(ApiError::Stopped { .. })),
            "{outcome:?}"
        );
    }

    /// Another thread may stop the client after the login of a write and before its sending.
    #[tokio::test]
    async fn nothing_begins_once_the_client_is_stopped() {
        let stop = Stop::default();
        stop.stop();
        for request in [Request::get("/x"), Request::put("/x")] {
            let outcome = stop.guard(&request, async { Ok("sent") }).await;
            assert!(
                matches!(outcome, Err(ApiError::Stopped { .. })),
                "{request:?}: {outcome:?}"
            );
        }
    }
}
