//! Secrets do not leak.

use std::io::Read as _;

use anyhow::{Result, ensure};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use serde_json::Value as Json;

use super::one_of_each;
use crate::hcl::{hcl, quoted};
use crate::server::Server;
use crate::terraform::{Program, Workspace};

const CANARY: &str = "canary-7f3a9c51";
const SECOND_CANARY: &str = "canary-d04be826";

/// Neither state, plan file nor logs contain a write-only value. It reaches the server when its version changes.
pub(super) fn write_only(program: &Program) -> Result<()> {
    let data = tempfile::tempdir()?;
    let server = Server::with(Options {
        data: Some(data.path().to_owned()),
        ..Options::default()
    })?;
    let mut workspace = program.workspace()?;
    let log = workspace.path().join("trace.log");
    workspace.set("TF_LOG_PROVIDER", "TRACE");
    workspace.set("TF_LOG_PATH", log.display().to_string());
    let configuration = |value: &str, version: u32| {
        let secret = hcl!("secrets/write_only.tf", VALUE = value, VERSION = version);
        format!("{}\n{secret}", server.provider())
    };
    workspace.write(&configuration(CANARY, 1))?;
    workspace.plan()?;
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    ensure!(
        stored(data.path(), CANARY)?,
        "the server never got the value"
    );

    workspace.write(&configuration(SECOND_CANARY, 1))?;
    workspace.expect_empty_plan("after a new value with the old version")?;
    workspace.write(&configuration(SECOND_CANARY, 2))?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_secret.s") == "update",
        "a new version does not send the value: {planned:?}"
    );
    ensure!(
        stored(data.path(), SECOND_CANARY)?,
        "the server never got the second value"
    );

    workspace.plan()?;
    for canary in [CANARY, SECOND_CANARY] {
        for file in ["terraform.tfstate", "terraform.tfstate.backup", "trace.log"] {
            ensure!(
                !contains(&workspace.read(file)?, canary),
                "{file} contains the secret"
            );
        }
        ensure!(
            !plan_file_contains(&workspace, canary)?,
            "the plan file contains the secret"
        );
    }
    Ok(())
}

/// A Terraform that has no write-only attributes would keep the value in plan and state, so the provider refuses it.
pub(super) fn no_write_only(program: &Program) -> Result<()> {
    let mut workspace = program.workspace()?;
    workspace.set("TF_VAR_value", CANARY);
    workspace.write(&hcl!("secrets/no_write_only.tf"))?;
    let text = workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    ensure!(
        text.contains("value_wo") && text.contains("1.11"),
        "a write-only value says:\n{text}"
    );
    ensure!(
        !text.contains(CANARY),
        "the refusal shows the value:\n{text}"
    );
    ensure!(
        !workspace.path().join("terraform.tfstate").exists(),
        "something was applied"
    );
    Ok(())
}

/// Every resource that can be imported gets a configuration that plans. Terraform manages the name of a secret, leaves its value
/// unchanged, and sends no request with a value.
pub(super) fn generated(program: &Program) -> Result<()> {
    let data = tempfile::tempdir()?;
    let server = Server::with(Options {
        data: Some(data.path().to_owned()),
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    generate(&workspace, &server.provider())?;
    ensure!(
        stored(data.path(), CANARY)?,
        "the value on the server is gone"
    );
    rename(&workspace)?;
    ensure!(
        stored(data.path(), SECOND_CANARY)? && stored(data.path(), "renamed")?,
        "the server has neither name nor value"
    );

    // A state that was written when the version was a number.
    let file = workspace.path().join("terraform.tfstate");
    let state = std::fs::read_to_string(&file)?;
    ensure!(
        state.contains("\"value_wo_version\": \"1\""),
        "the state has another version:\n{state}"
    );
    std::fs::write(
        &file,
        state.replace("\"value_wo_version\": \"1\"", "\"value_wo_version\": 1"),
    )?;
    workspace.expect_empty_plan("over a state with a number")
}

/// Creates one of each resource, loses the state, and imports everything with a configuration that Terraform generates.
fn generate(workspace: &Workspace<'_>, provider: &str) -> Result<()> {
    workspace.write(&format!("{provider}\n{}", one_of_each()))?;
    workspace.apply()?;
    let state = workspace.show(&[])?;
    let resources = state
        .pointer("/values/root_module/resources")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    ensure!(
        resources.len() == 8,
        "{} resources were made",
        resources.len()
    );
    std::fs::remove_file(workspace.path().join("terraform.tfstate"))?;
    let mut imports = provider.to_owned();
    for resource in &resources {
        let text = |name: &str| resource["values"][name].as_str().unwrap_or_default();
        let id = match resource["type"].as_str() {
            Some("appservices_app") => format!("{LOCAL_PROJECT}/{}", text("id")),
            Some("appservices_ip_access_list") => format!("{LOCAL_PROJECT}/{}", text("app_id")),
            _ => format!("{LOCAL_PROJECT}/{}/{}", text("app_id"), text("id")),
        };
        let address = resource["address"].as_str().unwrap_or_default();
        imports += &hcl!(
            "shared/import.tf",
            ADDRESS = address,
            BY = format!("id = {id:?}")
        );
    }
    workspace.write(&imports)?;
    workspace.succeed(&[
        "plan",
        "-generate-config-out=generated.tf",
        "-out=plan.tfplan",
        "-input=false",
        "-no-color",
    ])?;
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    workspace.expect_empty_plan("of the generated configuration")
}

/// Renames the secret in the generated configuration, which needs its value again.
fn rename(workspace: &Workspace<'_>) -> Result<()> {
    let generated = workspace.path().join("generated.tf");
    let text = std::fs::read_to_string(&generated)?;
    std::fs::write(&generated, text.replace("\"token\"", "\"renamed\""))?;
    let refused = workspace.fail(&["plan", "-input=false", "-no-color"])?;
    ensure!(
        refused.contains("value or value_wo is missing")
            && refused.contains("A change of name of the secret \"token\""),
        "{refused}"
    );
    std::fs::write(
        &generated,
        text.replace("\"token\"", "\"renamed\"")
            .replacen(
                "value_wo_version = null",
                &format!(
                    "value_wo_version = 1\n  value_wo = {}",
                    quoted(SECOND_CANARY)
                ),
                1,
            )
            .replacen("value_wo         = null", "", 1),
    )?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_secret.s") == "update",
        "the secret was not renamed: {planned:?}"
    );
    Ok(())
}

/// The private key, the tokens and sensitive values are in no log line of the provider, at any level.
pub(super) fn logs(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        private_key: CANARY.to_owned(),
        ..Options::default()
    })?;
    let mut workspace = program.workspace()?;
    let log = workspace.path().join("trace.log");
    workspace.set("TF_LOG_PROVIDER", "TRACE");
    workspace.set("TF_LOG_PATH", log.display().to_string());
    workspace.set("MONGODB_ATLAS_PRIVATE_API_KEY", CANARY);
    workspace.write(&hcl!(
        "secrets/logs.tf",
        URL = server.url,
        PROJECT = LOCAL_PROJECT,
        VALUE = SECOND_CANARY,
    ))?;
    workspace.apply()?;
    workspace.expect_empty_plan("after apply")?;
    let state = workspace.show(&[])?;
    let resources = state
        .pointer("/values/root_module/resources")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let key = resources
        .iter()
        .find_map(|resource| resource["values"]["key"].as_str())
        .unwrap_or_default()
        .to_owned();
    ensure!(key.len() >= 16, "the API key is not in the state");
    let log = workspace.read("trace.log")?;
    ensure!(
        contains(&log, "POST") && contains(&log, "/api_keys"),
        "the log says nothing of the requests"
    );
    let text = String::from_utf8_lossy(&log);
    let about = [
        "tf_rpc=ApplyResourceChange",
        "tf_resource_type=appservices_secret",
        "tf_req_id=",
    ];
    let is_complete = text
        .lines()
        .any(|line| line.contains("/secrets") && about.iter().all(|word| line.contains(word)));
    ensure!(
        is_complete,
        "no line of the log says for which call, type and request a secret was made"
    );
    for secret in [
        CANARY,
        SECOND_CANARY,
        key.as_str(),
        "Bearer",
        "access_token",
    ] {
        ensure!(!contains(&log, secret), "the log contains {secret}");
    }
    Ok(())
}

/// An ephemeral token works while Terraform runs, is in no file, and is revoked afterwards.
pub(super) fn ephemeral_token(program: &Program) -> Result<()> {
    let server = Server::with(Options {
        control: true,
        ..Options::default()
    })?;
    let workspace = program.workspace()?;
    // A provider that takes the token as its key shows that it is a known value in the same run.
    workspace.write(&format!(
        "{}\n{}",
        server.provider(),
        hcl!("secrets/ephemeral_token.tf")
    ))?;
    workspace.plan()?;
    workspace.succeed(&["apply", "-input=false", "plan.tfplan"])?;
    // The server's tokens have 64 letters and digits in a row, like nothing else in these files.
    let has_token = |bytes: &[u8]| {
        bytes
            .split(|byte| !byte.is_ascii_alphanumeric())
            .any(|word| word.len() == 64)
    };
    ensure!(
        !has_token(&workspace.read("terraform.tfstate")?),
        "the state has the token"
    );
    ensure!(
        !plan_file_has(&workspace, has_token)?,
        "the plan has the token"
    );
    let log = server.requests()?;
    let count = |method: &str, path: &str| {
        log.iter()
            .filter(|entry| entry.method == method && entry.path.ends_with(path))
            .count()
    };
    // Opened in plan and in apply, and ended each time.
    ensure!(
        count("DELETE", "/auth/session") == 2,
        "{} sessions were ended",
        count("DELETE", "/auth/session")
    );
    Ok(())
}

fn stored(folder: &std::path::Path, text: &str) -> Result<bool> {
    let files = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    Ok(files
        .iter()
        .map(|file| std::fs::read(file.path()))
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .any(|bytes| contains(bytes, text)))
}

fn plan_file_contains(workspace: &Workspace<'_>, text: &str) -> Result<bool> {
    plan_file_has(workspace, |bytes| contains(bytes, text))
}

/// A plan file is a zip archive, so each of its files is unpacked.
fn plan_file_has(workspace: &Workspace<'_>, wanted: impl Fn(&[u8]) -> bool) -> Result<bool> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workspace.read("plan.tfplan")?))?;
    for at in 0..archive.len() {
        let mut bytes = Vec::new();
        archive.by_index(at)?.read_to_end(&mut bytes)?;
        // The plan file contains the configuration, which has the value in it.
        let is_configuration = archive
            .name_for_index(at)
            .is_some_and(|name| name.is_ok_and(|name| name.starts_with("tfconfig/")));
        if wanted(&bytes) && !is_configuration {
            return Ok(true);
        }
    }
    Ok(false)
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
