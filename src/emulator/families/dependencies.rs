//! Packages that functions import: `~/dependencies`.
//!
//! The description has the GET alone; the other calls are those of the API's command line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::call::Call;
use super::family::{Codes, Family, Odd};
use super::job;
use super::packages::{COLLECTION, PackageDiff, Packages, archive_of};
use crate::emulator::model::{
    Answer, Document, File, Method, Refusal, Response, USER_ID, hex, object_id,
};
use crate::emulator::store::{Place, View};

pub(super) static DEPENDENCIES: Family = Family {
    path: "~/dependencies",
    collection: COLLECTION,
    noun: "dependency",
    codes: Codes {
        not_found: "DependencyNotFound",
        duplicate: "InvalidParameter",
    },
    drafted: true,
    more: &[
        Odd(Method::Get, "", get),
        Odd(Method::Put, "", upload),
        Odd(Method::Get, "/status", status),
        Odd(Method::Post, "/diff", diff),
        Odd(Method::Get, "/export", export),
        Odd(Method::Get, "/archive", archive),
    ],
    ..Family::OF_OWN_CALLS
}
.checked();

/// The ID under which the packages of an app are kept.
const ONLY: &str = "only";

/// The archives of an app by their hashes, which drafts and deployments remember instead of the archives.
const ARCHIVES: &str = "dependency_archives";

/// How many archives of an app are kept: as many as there are deployments.
const KEPT: u32 = 25;

fn kept(call: &Call<'_>) -> Result<Option<Document>, Refusal> {
    DEPENDENCIES.look_up(call, ONLY)
}

/// The packages of an app to which none were uploaded are an empty list.
fn get(call: &Call<'_>) -> Answer {
    let Some(kept) = kept(call)? else {
        return Ok(Response::ok(json!({ "dependencies_list": [] })));
    };
    let fields = ["location", "user_id", "last_modified", "dependencies_list"];
    let mut shown = kept.only(&fields);
    shown["_id"] = kept["id"].clone();
    Ok(Response::ok(shown))
}

fn upload(call: &Call<'_>) -> Answer {
    let packages = Packages::of(&File::of_form(call.raw, "file")?)?;
    let archive = packages.archive.as_deref();
    let archive = archive.map(|zip| keep(call, zip)).transpose()?;
    let place = DEPENDENCIES.place(call)?;
    let body = json!({
        "id": object_id::new(call.now()),
        "location": "US-VA",
        "user_id": USER_ID,
        "last_modified": call.now(),
        "dependencies_list": packages.list,
        "started": call.tx.now_milliseconds(),
        "takes": call.job_time,
        "file": packages.description,
        "archive": archive,
    });
    call.tx.put(place.key(ONLY), None, &body)?;
    Ok(Response::no_content())
}

/// Keeps an archive, and returns its hash.
fn keep(call: &Call<'_>, zip: &[u8]) -> Result<String, Refusal> {
    let hash = hex(Sha256::digest(zip));
    let place = Place::in_app(call.app()?, ARCHIVES);
    // It becomes the newest, also if it is there already.
    call.tx.remove(place.key(&hash))?;
    let body = json!({ "file": STANDARD.encode(zip) });
    call.tx.put(place.key(&hash), None, &body)?;
    // What is deployed keeps its archive, whatever is uploaded into drafts.
    let deployed = DEPENDENCIES.place(call)?.seen_in(View::Live).key(ONLY);
    let deployed = call.tx.find(deployed)?;
    let deployed = deployed.as_ref().and_then(|one| one.text("archive"));
    call.tx.keep_newest(place, KEPT, deployed)?;
    Ok(hash)
}

/// The words are those that the command line waits for.
fn status(call: &Call<'_>) -> Answer {
    let is_done = match kept(call)? {
        Some(kept) => job::progress(call, &kept) == job::Progress::Done,
        None => true,
    };
    let (status, message) = match is_done {
        true => ("successful", ""),
        false => ("created", "processing request"),
    };
    Ok(Response::ok(
        json!({ "status": status, "status_message": message }),
    ))
}

fn diff(call: &Call<'_>) -> Answer {
    let new = Json::from(Packages::of(&File::of_form(call.raw, "file")?)?.list);
    let kept = kept(call)?;
    let old = kept.map_or(Json::Null, |kept| kept["dependencies_list"].clone());
    let mut diff = PackageDiff::default();
    diff.compare(&old, &new);
    Ok(Response::ok(diff.shown()))
}

/// Returns the `package.json` that was uploaded last, or that names the packages of the archive.
fn export(call: &Call<'_>) -> Answer {
    let kept = kept(call)?;
    let text = kept.as_ref().and_then(|kept| kept.text("file"));
    let file = File {
        name: "package.json".to_owned(),
        bytes: text.unwrap_or("{}").as_bytes().to_vec(),
    };
    Ok(Response::file("application/json", file))
}

/// Returns the archive that was uploaded last, as a zip.
fn archive(call: &Call<'_>) -> Answer {
    let kept = kept(call)?;
    let hash = kept.as_ref().and_then(|kept| kept.text("archive"));
    let bytes = match hash {
        Some(hash) => {
            let place = Place::in_app(call.app()?, ARCHIVES);
            let found = call.tx.find(place.key(hash))?;
            let text = found.as_ref().and_then(|found| found.text("file"));
            let bytes = text.and_then(|text| STANDARD.decode(text).ok());
            bytes.ok_or_else(|| {
                let code = DEPENDENCIES.codes.not_found;
                Refusal::not_found(code, "the archive of this deployment is no longer kept")
            })?
        }
        None => archive_of(&kept.map_or(Json::Null, |kept| kept["dependencies_list"].clone()))?,
    };
    let file = File {
        name: "node_modules.zip".to_owned(),
        bytes,
    };
    Ok(Response::file("application/zip", file))
}
