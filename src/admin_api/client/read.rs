//! Reads that share their answers.

use std::any::Any;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::super::answer::Reply;
use super::super::error::ApiError;
use super::super::reads::Seat;
use super::super::request::Request;
use super::{Client, Layers};

impl Client {
    /// Sends a read, or joins one that another reader has sent. Returns the answer as `understand`
    /// reads it. `form` names that form: two readers share an answer if they ask for the same path,
    /// query and form.
    ///
    /// An answer is shared until no reader has come for 5 seconds, and never across a write to the
    /// same app. See [`Self::fresh`].
    ///
    /// # Errors
    /// As [`Self::send`] and `understand`.
    pub async fn read<T: Send + Sync + 'static>(
        &self,
        request: &Request,
        form: &str,
        understand: impl Fn(&Request, Reply) -> Result<T, ApiError> + Clone + Send + Sync + 'static,
    ) -> Result<Arc<T>, ApiError> {
        if self.is_fresh {
            let reply = self.send(request).await?;
            return understand(request, reply).map(Arc::new);
        }
        let Layers { reads, clock, .. } = self.layers.as_ref();
        let key = format!("{request:?} {:?} {form}", request.query);
        loop {
            let begin = || {
                let (client, request) = (self.clone(), request.clone());
                let understand = understand.clone();
                async move {
                    let reply = client.send(&request).await?;
                    let understood = understand(&request, reply)?;
                    Ok(Arc::new(understood) as Arc<dyn Any + Send + Sync>)
                }
                .boxed()
            };
            let seat = reads.join(&key, request.app(), clock.now(), begin);
            let (reading, leads) = match seat {
                Seat::Leads(reading) => (reading, true),
                Seat::Joins(reading) => (reading, false),
            };
            let outcome = self.unless_stopped(request, reading.clone()).await?;
            reads.answered(&key, &reading, clock.now(), outcome.is_err());
            match outcome {
                Ok(answer) => match answer.downcast() {
                    Ok(answer) => return Ok(answer),
                    Err(_) => return Err(ApiError::unreadable(request, "it has another form")),
                },
                // The patience of the one who sent it may have been shorter.
                Err(error) if !leads && error.passes() && !self.left().is_zero() => {}
                Err(error) => return Err(error),
            }
        }
    }
}
