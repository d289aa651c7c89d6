//! An app as a zip of files: `~/export`, and `~/pull` where a zip is accepted.
//!
//! The files have the names of secrets, and never their values.

use super::apps::APPS;
use super::call::Call;
use super::deployments::DEPLOYMENTS;
pub(super) use super::layout::Layout;
use super::layout::{Source, files};
use super::settings::ALLOWED_REQUEST_ORIGINS;
use super::{dates, document, verbs};
use crate::emulator::model::{Answer, File, Refusal, Response, archive};

pub(super) const EXPORT: &str = "/groups/{group}/apps/{app}/export";

/// Exports what is deployed, as the description says, also while the caller has a draft. Choice: the
/// version of the layout is 20210101 if none is given.
pub(super) fn export(call: &Call<'_>) -> Answer {
    let layout = match call.query("version") {
        None => Layout::V20210101,
        Some(version) => Layout::of_version(version).ok_or_else(|| {
            let error = "'version' must be one of 20180301, 20200603, 20210101";
            Refusal::invalid(format!("{error}, not '{version}'"))
        })?,
    };
    let (source_control, template) = (switch(call, "source_control")?, switch(call, "template")?);
    if source_control && template {
        let error = "'source_control' cannot be used with 'template'";
        return Err(Refusal::invalid(error));
    }
    if let Some(id) = call.query("deployment") {
        check_newest(call, id)?;
    }
    let live = Call {
        draft: None,
        ..*call
    };
    // Choice: the files of a template differ in nothing but the app's ID, which they leave out.
    zip(&live, layout, !template)
}

/// Returns the app as the caller sees it in files of a layout.
pub(super) fn zip(call: &Call<'_>, layout: Layout, has_id: bool) -> Answer {
    let app = APPS.find(call)?;
    let document = document::of_app(call)?;
    let origins = verbs::only(&ALLOWED_REQUEST_ORIGINS, call)?;
    let source = Source {
        app: app.json(),
        document: &document,
        allowed_request_origins: origins.json(),
        has_id,
    };
    let name = app.text("name").unwrap_or_default();
    let time = dates::compact(call.tx.now_milliseconds());
    let file = File {
        name: format!("{name}_{time}.zip"),
        bytes: archive::zip(&files(layout, &source))?,
    };
    Ok(Response::file("application/zip", file))
}

/// Refuses a deployment that is not what is deployed now. One that failed has changed nothing.
fn check_newest(call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    if DEPLOYMENTS.look_up(call, id)?.is_none() {
        let code = DEPLOYMENTS.codes.not_found;
        return Err(Refusal::not_found(code, "deployment not found"));
    }
    let mut all = DEPLOYMENTS.all(call)?.into_iter();
    let newest = all.rfind(|one| one.text("status_error_message") == Some(""));
    if newest.is_some_and(|newest| newest.id() == id) {
        return Ok(());
    }
    let error =
        "this server exports the newest deployment alone; deploy the earlier one again first";
    Err(Refusal::new(501, error))
}

fn switch(call: &Call<'_>, name: &str) -> Result<bool, Refusal> {
    match call.query(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(Refusal::invalid(format!(
            "'{name}' must be true or false, not '{other}'"
        ))),
    }
}
