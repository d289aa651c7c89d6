//! Deploys drafts, and waits for deployments.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::{Drafts, Standing, list};
use crate::admin_api::{ApiError, Client, Reply, Request};

/// How long to wait before a deployment is asked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// A deployment of an app.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deployment {
    pub(crate) id: String,
    pub(crate) status: String,
    /// Why it failed.
    pub(crate) problem: String,
}

impl Deployment {
    /// Reports whether the deployment has neither succeeded nor failed.
    pub(crate) fn is_going_on(&self) -> bool {
        matches!(self.status.as_str(), "created" | "pending")
    }
}

/// How the open draft of an app has ended.
pub(crate) enum Ended {
    /// None is open any more.
    Gone,
    /// The deployment failed, and the draft is still open.
    Failed(Deployment),
    /// The open draft with this ID is not known to be of this configuration, and is left alone.
    Foreign(String),
}

impl Drafts {
    /// Deploys a draft, and waits until that has succeeded or failed. A draft that failed stays open.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn deploy(
        &self,
        client: &Client,
        app: &str,
        draft: &str,
    ) -> Result<Deployment, ApiError> {
        let standing = self.standing(app);
        let mut standing = standing.lock().await;
        self.deploy_in(&mut standing, client, app, draft).await
    }

    async fn deploy_in(
        &self,
        standing: &mut Option<Standing>,
        client: &Client,
        app: &str,
        draft: &str,
    ) -> Result<Deployment, ApiError> {
        let path = format!("{app}/deployments");
        // An earlier deployment of the draft may have failed.
        let earlier = list(&client.fresh(), &path).await?;
        let request = Request::post(format!("{app}/drafts/{draft}/deployment"))
            .with_body(json!({ "name": "" }));
        // A draft that is gone was deployed, by the deployment that names it.
        let look = |client: Client| {
            let (path, earlier) = (&path, &earlier);
            async move {
                let is_new = |one: &Json| earlier.iter().all(|old| old["_id"] != one["_id"]);
                let mut all = list(&client, path).await?.into_iter();
                let made = all.find(|one| one["draft_id"] == draft && is_new(one));
                Ok(made.map(Reply::found))
            }
        };
        let reply = client.send_once(&request, look).await?;
        // Whether the draft is still open is not known until the deployment has ended.
        let before = standing.take();
        let begun = understood(&request, &reply.body.unwrap_or_default())?;
        let ended = self.wait(client, app, begun).await?;
        match ended.status.as_str() {
            "failed" => *standing = before,
            _ => self.notes.forget(draft),
        }
        Ok(ended)
    }

    /// Ends the open draft of this configuration, so that later writes of this process to the app change
    /// the app at once. Deploys the draft if this process has written into it, and discards it otherwise.
    /// No write of this process comes in between.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn end(&self, client: &Client, app: &str) -> Result<Ended, ApiError> {
        let standing = self.standing(app);
        let mut standing = standing.lock().await;
        let ended = match self.find(client, app).await? {
            None => Ended::Gone,
            Some(id) if matches!(&*standing, Some(Standing::In(own)) if *own == id) => {
                let deployed = self.deploy_in(&mut standing, client, app, &id).await?;
                if deployed.status == "failed" {
                    return Ok(Ended::Failed(deployed));
                }
                Ended::Gone
            }
            Some(id) if !self.is_ours(&id, app) => return Ok(Ended::Foreign(id)),
            Some(id) => match self.throw_away(client, app, &id).await {
                Err(error) if !error.is_404() => return Err(error),
                _ => Ended::Gone,
            },
        };
        *standing = Some(Standing::Live);
        Ok(ended)
    }

    /// Waits until a deployment has succeeded or failed.
    ///
    /// # Errors
    /// See [`ApiError`]. [`ApiError::Unreadable`] if a deployment has another status.
    pub(crate) async fn wait(
        &self,
        client: &Client,
        app: &str,
        mut deployment: Deployment,
    ) -> Result<Deployment, ApiError> {
        while !matches!(deployment.status.as_str(), "successful" | "failed") {
            let request = Request::get(format!("{app}/deployments/{}", deployment.id));
            if !deployment.is_going_on() {
                let why = "it does not tell how far the deployment is";
                return Err(ApiError::unreadable(&request, why));
            }
            client.pause(LOOK_AGAIN, &request).await?;
            let reply = client.fresh().send(&request).await?;
            deployment = understood(&request, &reply.body.unwrap_or_default())?;
        }
        Ok(deployment)
    }

    /// Returns the newest deployment of an app.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn newest(
        &self,
        client: &Client,
        app: &str,
    ) -> Result<Option<Deployment>, ApiError> {
        let path = format!("{app}/deployments");
        let all = list(&client.fresh(), &path).await?;
        let newest = all.first();
        newest
            .map(|one| understood(&Request::get(path), one))
            .transpose()
    }
}

fn understood(request: &Request, document: &Json) -> Result<Deployment, ApiError> {
    let text = |field: &str| document[field].as_str().unwrap_or_default().to_owned();
    match document["_id"].as_str() {
        Some(id) => Ok(Deployment {
            id: id.to_owned(),
            status: text("status"),
            problem: text("status_error_message"),
        }),
        None => Err(ApiError::unreadable(
            request,
            "it is not the deployment that was asked for",
        )),
    }
}
