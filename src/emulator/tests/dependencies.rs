//! Uploads of packages: as `package.json`, and as archives of `node_modules`.

use std::io::Write as _;

use serde_json::{Value as Json, json};

use super::{Answered, Api};
use crate::emulator::api::BASE;
use crate::emulator::model::archive;

/// The body of a form with a file.
fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b0rder\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n--b0rder--\r\n"].concat()
}

fn upload(api: &Api, app: &str, name: &str, bytes: &[u8]) -> Answered {
    send(api, "PUT", &format!("{app}/dependencies"), name, bytes)
}

fn send(api: &Api, method: &str, path: &str, name: &str, bytes: &[u8]) -> Answered {
    let path = format!("{BASE}{path}");
    let response = api.answer(method, &path, &api.token, &form(name, bytes));
    (response.status, response.body.unwrap_or_default())
}

fn files(packages: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let described = packages.iter().map(|(name, version)| {
        let description = json!({ "name": name, "version": version }).to_string();
        let path = format!("node_modules/{name}/package.json");
        (path, description.into_bytes())
    });
    let others = [
        ("node_modules/.yarn-integrity", "yarn"),
        ("node_modules/twilio/index.js", "exports = 1;"),
        (
            "node_modules/twilio/node_modules/inner/package.json",
            "no JSON at all",
        ),
    ];
    let others = others.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    described.chain(others).collect()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let appended = builder.append_data(&mut header, path, bytes.as_slice());
        appended.expect("it is written");
    }
    builder.into_inner().expect("a tar")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("it is written");
    encoder.finish().expect("a gzip")
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    archive::zip(files).expect("a zip")
}

fn list(api: &Api, app: &str) -> Json {
    api.get(&format!("{app}/dependencies")).1["dependencies_list"].clone()
}

/// The paths and contents of a zip.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let file = crate::emulator::model::File {
        name: "x.zip".to_owned(),
        bytes: bytes.to_vec(),
    };
    let limits = archive::Limits {
        entries: 100,
        bytes: 1 << 20,
    };
    archive::visit(&file, archive::Format::Zip, limits, &mut |path, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).expect("it is read");
        files.push((path.to_owned(), bytes));
        Ok(())
    })
    .expect("a zip");
    files
}

#[test]
fn each_archive_names_its_packages_and_comes_back() {
    let files = files(&[("twilio", "3.35.1"), ("@aws-sdk/s3", "3.0.0")]);
    let tarred = tar(&files);
    let zipped = zip(&files);
    for (name, bytes) in [
        ("node_modules.zip", zipped.clone()),
        ("node_modules.tar", tarred.clone()),
        ("node_modules.tgz", gzip(&tarred)),
        ("node_modules.tar.gz", gzip(&tarred)),
    ] {
        let api = Api::new();
        let app = api.app("a");
        assert_eq!(upload(&api, &app, name, &bytes), (204, Json::Null));
        let expected = json!([
            { "name": "@aws-sdk/s3", "version": "3.0.0" },
            { "name": "twilio", "version": "3.35.1" },
        ]);
        assert_eq!(list(&api, &app), expected, "{name}");
        let back = api.file(&format!("{app}/dependencies/archive"));
        assert_eq!(back.name, "node_modules.zip");
        assert_eq!(unzipped(&back.bytes), files, "{name}");
        if name.ends_with(".zip") {
            assert!(back.bytes == bytes, "a zip comes back byte by byte");
        }
        let package = api.file(&format!("{app}/dependencies/export"));
        assert_eq!(package.name, "package.json");
        let package: Json = serde_json::from_slice(&package.bytes).expect("JSON");
        let expected = json!({ "@aws-sdk/s3": "3.0.0", "twilio": "3.35.1" });
        assert_eq!(package, json!({ "dependencies": expected }));
    }
}

#[test]
fn a_diff_compares_an_archive_with_what_is_there() {
    let api = Api::new();
    let app = api.app("a");
    let package = json!({ "dependencies": { "debug": "4.3.1", "underscore": "^1.9.1" } });
    let package = package.to_string();
    let uploaded = upload(&api, &app, "package.json", package.as_bytes());
    assert_eq!(uploaded.0, 204);
    let new = zip(&files(&[("twilio", "3.35.1"), ("underscore", "1.9.2")]));
    let path = format!("{app}/dependencies/diff");
    let (status, diff) = send(&api, "POST", &path, "upload.zip", &new);
    assert_eq!(status, 200);
    let expected = json!({
        "added": [{ "name": "twilio", "version": "3.35.1" }],
        "deleted": [{ "name": "debug", "version": "4.3.1" }],
        "modified": [{ "name": "underscore", "version": "1.9.2", "previous_version": "1.9.1" }],
    });
    assert_eq!(diff, expected);
    let exported = api.file(&format!("{app}/dependencies/export"));
    assert_eq!(exported.bytes, package.as_bytes());
    // Nothing is installed, so the archive describes the packages alone.
    let archive = unzipped(&api.file(&format!("{app}/dependencies/archive")).bytes);
    let paths: Vec<&str> = archive.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "node_modules/debug/package.json",
        "node_modules/underscore/package.json",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn an_archive_in_a_draft_is_not_deployed_before_the_draft() {
    let api = Api::new();
    let app = api.app("a");
    let old = zip(&files(&[("twilio", "1.0.0")]));
    let new = zip(&files(&[("twilio", "2.0.0")]));
    assert_eq!(upload(&api, &app, "a.zip", &old).0, 204);
    let draft = api.make(&format!("{app}/drafts"), Json::Null);
    let draft = format!("{app}/drafts/{}", super::id(&draft));
    assert_eq!(upload(&api, &app, "a.zip", &new).0, 204);
    let (_, diff) = api.get(&format!("{draft}/diff"));
    let modified = json!([{ "name": "twilio", "version": "2.0.0", "previous_version": "1.0.0" }]);
    assert_eq!(diff["dependencies_diff"]["modified"], modified);
    assert_eq!(api.send("DELETE", &draft, &api.token, "").0, 204);
    let back = api.file(&format!("{app}/dependencies/archive"));
    assert!(back.bytes == old, "the old archive is still there");
}

#[test]
fn drafts_that_are_thrown_away_do_not_take_the_deployed_archive_along() {
    let api = Api::new();
    let app = api.app("app");
    let deployed = zip(&files(&[("twilio", "3.35.1")]));
    assert_eq!(upload(&api, &app, "node_modules.zip", &deployed).0, 204);
    for version in 0..30 {
        let draft = api.send("POST", &format!("{app}/drafts"), &api.token, "").1;
        let draft = format!("{app}/drafts/{}", draft["_id"].as_str().expect("an ID"));
        let other = zip(&files(&[("twilio", &format!("4.0.{version}"))]));
        assert_eq!(upload(&api, &app, "node_modules.zip", &other).0, 204);
        assert_eq!(api.send("DELETE", &draft, &api.token, "").0, 204);
    }
    let archive = api.file(&format!("{app}/dependencies/archive"));
    assert_eq!(unzipped(&archive.bytes), unzipped(&deployed));
}

#[test]
fn what_is_no_archive_of_packages_is_refused() {
    let api = Api::new();
    let app = api.app("a");
    let lone = |path: &str, text: &str| zip(&[(path.to_owned(), text.as_bytes().to_vec())]);
    let outside = lone("node_modules/../../twilio/package.json", "{}");
    let empty = zip(&[]);
    let elsewhere = lone("lib/package.json", "{}");
    let versionless = lone("node_modules/a/package.json", "{}");
    let broken = lone("node_modules/a/package.json", "{");
    let half = &gzip(&tar(&files(&[("twilio", "1.0.0")])))[..60];
    let many = tar(&vec![(String::from("a"), Vec::new()); 50_001]);
    for (name, bytes, status, error) in [
        ("node_modules.7z", &b"7z"[..], 400, "must be a package.json"),
        ("a.zip", b"no zip", 400, "the archive cannot be read: "),
        ("a.tar", b"no tar", 400, "the archive cannot be read: "),
        ("a.tgz", half, 400, "the archive cannot be read: "),
        ("a.zip", &empty, 400, "the archive has no package"),
        ("a.zip", &elsewhere, 400, "the archive has no package"),
        ("a.zip", &outside, 400, "leads out of it"),
        (
            "a.zip",
            &versionless,
            400,
            "node_modules/a/package.json: 'version' must be a string",
        ),
        (
            "a.zip",
            &broken,
            400,
            "node_modules/a/package.json: package.json is not JSON",
        ),
        ("a.tar", &many, 413, "the archive has more than 50000 files"),
    ] {
        let (got, document) = upload(&api, &app, name, bytes);
        let text = document["error"].as_str().unwrap_or_default();
        assert_eq!(got, status, "{name}: {text}");
        assert!(text.contains(error), "{name}: {text}");
    }
    assert_eq!(list(&api, &app), json!([]));
}

/// A zip that declares more than is unpacked is not unpacked at all.
#[test]
fn a_zip_bomb_is_refused() {
    let api = Api::new();
    let app = api.app("a");
    let path = String::from("node_modules/a/zeros.js");
    let mut bomb = zip(&[(path, vec![0; 70_001])]);
    let size = 70_001_u32.to_le_bytes();
    while let Some(at) = bomb.windows(4).position(|window| window == size) {
        bomb[at..at + 4].copy_from_slice(&(300_u32 << 20).to_le_bytes());
    }
    let (status, document) = upload(&api, &app, "a.zip", &bomb);
    let error = "the archive has more than 268435456 bytes, unpacked";
    assert_eq!((status, document["error"].as_str()), (413, Some(error)));
}

/// Some 300 KiB that unpack to more than 256 MiB.
#[test]
fn a_gzip_bomb_is_refused() {
    let api = Api::new();
    let app = api.app("a");
    let mut header = tar::Header::new_gnu();
    header.set_size(300 << 20);
    header.set_mode(0o644);
    header.set_path("node_modules/a/zeros.js").expect("a path");
    header.set_cksum();
    // Each member of a gzip is unpacked by itself, so the same one may be there many times.
    let zeros = gzip(&vec![0; 4 << 20]);
    let mut bomb = gzip(header.as_bytes());
    bomb.extend((0..75).flat_map(|_| zeros.iter()));
    let (status, document) = upload(&api, &app, "a.tgz", &bomb);
    let error = "the archive has more than 268435456 bytes, unpacked";
    assert_eq!((status, document["error"].as_str()), (413, Some(error)));
    assert_eq!(list(&api, &app), json!([]));
}
