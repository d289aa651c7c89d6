//! An app as one document of the command line realm-cli: `~/import`.
//!
//! The document holds the files of the app: of version 20210101, or of one of the two before, which have
//! other fields. Choice: what this server does not serve yet is ignored, as in a push.

use super::apps::{self, APPS};
use super::call::Call;
use super::differences::Differences;
use super::document::PARTS;
use super::endpoints::ENDPOINTS;
use super::family::{Family, Odd};
use super::import_document::Imported;
use super::replacing::{self, replace_all, replace_environments, set_environment};
use super::secrets::SECRETS;
use super::settings::ALLOWED_REQUEST_ORIGINS;
use super::verbs;
use crate::emulator::model::{Answer, Method, Refusal, Response};
use crate::emulator::store::{Stored, View};

pub(super) static IMPORT: Family = Family {
    path: "~/import",
    collection: "configuration",
    noun: "configuration",
    more: &[Odd(Method::Post, "", import)],
    ..Family::OF_OWN_CALLS
}
.checked();

/// Makes the app what the document says, or shows what that would change.
fn import(call: &Call<'_>) -> Answer {
    let strategy = call.query("strategy").unwrap_or("replace-by-name");
    if strategy != "replace-by-name" {
        return Err(Refusal::invalid(format!(
            "'strategy' must be replace-by-name, not '{strategy}'"
        )));
    }
    let imported = Imported::read(call.body, apps::ENVIRONMENTS)?;
    if call.query("diff") != Some("true") {
        apply(call, imported)?;
        return Ok(Response::no_content());
    }
    let before = state(call)?;
    let after = call.tx.trial(|| {
        apply(call, imported)?;
        state(call)
    })?;
    let differences = Differences::between(before, after);
    Ok(Response::ok(differences.texts.into()))
}

fn apply(call: &Call<'_>, imported: Imported) -> Result<(), Refusal> {
    if let Some(environment) = &imported.environment {
        set_environment(call, environment)?;
    }
    for secret in imported.secrets {
        let saved = replacing::replace(call, &SECRETS, secret.object);
        saved.map_err(|refusal| refusal.inside(&secret.at))?;
    }
    let (at, origins) = imported.allowed_request_origins;
    verbs::set_list(&ALLOWED_REQUEST_ORIGINS, call, &origins, &at)
        .map_err(|refusal| refusal.inside(&at))?;
    let mut parts = imported.parts;
    for (field, family) in PARTS {
        // Choice: early layouts have no place for endpoints, so they do not change any.
        let is_unknown = imported.layout.is_early() && family.collection == ENDPOINTS.collection;
        if !is_unknown {
            replace_all(call, family, parts.remove(field).unwrap_or_default())?;
        }
    }
    replace_environments(call, "environments", &imported.environments)
}

/// Returns everything that an import may change.
fn state(call: &Call<'_>) -> Result<Vec<Stored>, Refusal> {
    let app = call.app()?;
    let mut all = call.tx.everything(app, call.view(), call.drafted)?;
    let secrets = [SECRETS.collection];
    all.extend(call.tx.everything(app, View::Live, &secrets)?);
    for object in &mut all {
        // The ID of an object that is new would be another one with each call.
        object.body.as_object_mut().map(|body| body.remove("_id"));
    }
    let own = APPS.find(call)?;
    all.push(Stored {
        parent: String::new(),
        collection: "app".to_owned(),
        id: app.to_owned(),
        name: own.text("name").map(str::to_owned),
        body: own.only(&["environment"]),
    });
    Ok(all)
}
