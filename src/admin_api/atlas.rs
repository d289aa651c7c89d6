//! The public Atlas API beside the Admin API: projects and clusters, of which the Admin API has only the
//! IDs and names.

use std::time::Duration;

use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;

use super::base_url::BaseUrl;
use super::client::Client;
use super::error::ApiError;
use super::request::{Request, segment};
use super::secret::Secrets;
use super::session::Credentials;

/// A client of the public Atlas API, which reads alone. Clones share everything.
///
/// Requests are authorized by digests, and repeated as [`Client::send`] says.
#[derive(Clone, Debug)]
pub struct AtlasClient(Client);

/// The media type of the version of the API whose answers are understood.
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

/// The most objects that a page has.
const PAGE: usize = 500;

/// The most pages that are read of one list. No organization comes near.
const PAGES: usize = 1_000;

impl AtlasClient {
    /// Returns a client that has not connected yet. It shares `secrets` with other clients. The address is
    /// one of [`BaseUrl::of_atlas`].
    pub fn new(secrets: Secrets, base_url: BaseUrl, credentials: Credentials) -> Self {
        Self(Client::by_digests(
            secrets,
            base_url,
            credentials,
            MEDIA_TYPE,
        ))
    }

    /// Names the Terraform that runs this process, as [`Client::for_terraform`] does.
    #[must_use]
    pub fn for_terraform(self, version: &str) -> Self {
        Self(self.0.for_terraform(version))
    }

    /// Returns a client that shares everything with this one, and is stopped when `token` is cancelled.
    #[must_use]
    pub fn stopped_by(self, token: &CancellationToken) -> Self {
        Self(self.0.stopped_by(token))
    }

    /// Returns a client whose requests end `timeout` from now.
    #[must_use]
    pub fn within(&self, timeout: Duration) -> Self {
        Self(self.0.within(timeout))
    }

    /// Returns the secrets that are masked in a server's words.
    pub fn secrets(&self) -> &Secrets {
        self.0.secrets()
    }

    /// Returns the project with this ID, a document with at least `id` and `name`.
    ///
    /// # Errors
    /// See [`ApiError`]. Refused with 404 if there is no such project, or the key is not a member of it.
    pub async fn project(&self, id: &str) -> Result<Json, ApiError> {
        self.get(format!("/groups/{}", segment(id))).await
    }

    /// Returns the project with this name.
    ///
    /// # Errors
    /// As [`Self::project`].
    pub async fn project_named(&self, name: &str) -> Result<Json, ApiError> {
        self.get(format!("/groups/byName/{}", segment(name))).await
    }

    /// Returns all projects that the key can read.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn projects(&self) -> Result<Vec<Json>, ApiError> {
        self.all("/groups".to_owned()).await
    }

    /// Returns a cluster of a project by its name, a document with at least `id`, `name` and `stateName`.
    ///
    /// # Errors
    /// See [`ApiError`]. Refused with 404 if there is no such project or cluster.
    pub async fn cluster(&self, project: &str, name: &str) -> Result<Json, ApiError> {
        let path = format!("/groups/{}/clusters/{}", segment(project), segment(name));
        self.get(path).await
    }

    /// Returns all clusters of a project.
    ///
    /// # Errors
    /// See [`ApiError`]. Refused with 404 if there is no such project.
    pub async fn clusters(&self, project: &str) -> Result<Vec<Json>, ApiError> {
        self.all(format!("/groups/{}/clusters", segment(project)))
            .await
    }

    async fn get(&self, path: String) -> Result<Json, ApiError> {
        let request = Request::get(path).for_atlas();
        let document = self.0.send(&request).await?.body.unwrap_or_default();
        match document.get("id").is_some_and(Json::is_string) {
            true => Ok(document),
            false => Err(ApiError::unreadable(&request, "it has no id")),
        }
    }

    /// Reads a list to its end, page by page. The links of the pages are not followed, because they may
    /// lead the key elsewhere; they tell whether there is another page.
    async fn all(&self, path: String) -> Result<Vec<Json>, ApiError> {
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let request = Request::get(path.clone())
                .for_atlas()
                .with_query("itemsPerPage", PAGE.to_string())
                .with_query("pageNum", page.to_string());
            let mut document = self.0.send(&request).await?.body.unwrap_or_default();
            let Some(Json::Array(results)) = document.get_mut("results").map(Json::take) else {
                return Err(ApiError::unreadable(&request, "it has no results"));
            };
            let is_empty = results.is_empty();
            all.extend(results);
            if is_empty || !leads_on(&document) {
                return Ok(all);
            }
        }
        let why = format!("it has more than {PAGES} pages");
        Err(ApiError::unreadable(&Request::get(path).for_atlas(), why))
    }
}

/// Reports whether there is another page.
fn leads_on(page: &Json) -> bool {
    let links = page.get("links").and_then(Json::as_array);
    let is_next = |link: &Json| link.get("rel").and_then(Json::as_str) == Some("next");
    links.is_some_and(|links| links.iter().any(is_next))
}

#[cfg(test)]
impl AtlasClient {
    /// Returns a client that reaches nothing.
    pub(crate) fn nowhere() -> Self {
        Self::at("http://127.0.0.1:1")
    }

    /// Returns a client of a test's server.
    pub(crate) fn at(url: &str) -> Self {
        let base_url = BaseUrl::of_atlas(url, false).expect("a URL");
        let credentials = Credentials {
            public_key: "key".to_owned(),
            private_key: super::secret::Secret::new("hush-hush"),
        };
        Self::new(Secrets::default(), base_url, credentials)
    }
}
