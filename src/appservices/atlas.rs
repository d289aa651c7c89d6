//! What the provider asks of the public Atlas API, and how it reports failures.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, AtlasClient};
use crate::declare::report::sentence;
use crate::declare::shape::near::nearest;
use crate::engine::{Diagnostic, Path};
use crate::provider::Result;

/// Returns the project with this name. `attribute` is the argument that has the name.
///
/// # Errors
/// Returns an error at the argument that lists the projects of the key if none has the name.
pub(super) async fn project_named(
    atlas: &AtlasClient,
    name: &str,
    attribute: &'static str,
) -> Result<Json> {
    let error = match atlas.project_named(name).await {
        Ok(project) => return Ok(project),
        Err(error) => error,
    };
    if error.status() != Some(404) {
        return Err(failed("could not find the project", &error).into());
    }
    let all = atlas.projects().await;
    let all = all.map_err(|error| failed("could not find the project", &error))?;
    let there = all.iter().filter_map(|one| one.get("name")?.as_str());
    let detail = format!(
        "The API key can read no project with the name {name:?}. {}",
        choice(atlas, name, there)
    );
    Err(Diagnostic::error("No such project", detail)
        .at(Path::attribute(attribute))
        .into())
}

/// Returns the sentence that says which names there are, and which of them was perhaps meant.
pub(super) fn choice<'a>(
    atlas: &AtlasClient,
    name: &str,
    there: impl Iterator<Item = &'a str>,
) -> String {
    const MOST: usize = 20;
    let there: Vec<&str> = there.collect();
    let shown = |text: &str| atlas.secrets().shown(text);
    if let Some(meant) = nearest(&there, name) {
        return format!("Did you mean {:?}?", shown(meant));
    }
    match there.as_slice() {
        [] => "There is none.".to_owned(),
        all if all.len() > MOST => format!("There are {} others.", all.len()),
        all => format!("There are: {}.", shown(&all.join(", "))),
    }
}

/// Returns the error for a failed request. `action` says what failed: `could not list the projects`.
pub(super) fn failed(action: &str, error: &ApiError) -> Diagnostic {
    let next = match error {
        ApiError::Refused { status: 401, .. } => {
            "The API key was refused. Check public_key and private_key. The key must be a member of the project, or of its organization."
        }
        ApiError::Refused { status: 403, .. } => {
            "The API key may not do this, or its own access list does not contain this machine."
        }
        ApiError::Refused { status: 404, .. } => {
            "There is no such project or cluster, or the API key is not a member of the project."
        }
        ApiError::Refused { status: 429, .. } => {
            "The Atlas API takes 100 requests a minute for each project. Apply again in a minute."
        }
        ApiError::Refused { status: 500.., .. } => "This is a fault of the server. Apply again.",
        ApiError::Refused { .. } => "Correct the configuration and apply again.",
        ApiError::Stopped { .. } => "Apply again to go on from here.",
        ApiError::Unreachable { .. } | ApiError::Unreadable { .. } => {
            "Check atlas_base_url and the network. Proxies are taken from HTTPS_PROXY and NO_PROXY."
        }
    };
    let what = sentence(&error.to_string());
    let detail = format!("{what}\n{}\n{next}", error.place());
    Diagnostic::error(sentence(action), detail)
}
