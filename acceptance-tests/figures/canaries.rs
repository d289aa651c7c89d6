//! Whether a secret appears anywhere but where it belongs: in the output, the logs, the plan, the state and
//! every other file of a run, in any encoding, also when the server quotes it.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use appservices_provider::appservices::{AttributeInfo, catalog};
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::search::{Canary, find_what_is_planted, found, hex, random_canary};
use crate::every_resource::reference::ground;
use crate::every_resource::subject::Subject;
use crate::hcl::hcl;
use crate::proxy::{Exchange, Proxy};
use crate::server::Server;
use crate::terraform::{Program, Workspace, text_of};

/// Runs Terraform with a canary in every secret input so many times, against a server that quotes them.
/// Returns the number of searches, and fails if a canary is found.
pub(super) fn scan(program: &Program, runs: usize) -> Result<String> {
    let planted = find_what_is_planted()?;
    let mut searched = 0;
    for run in 0..runs {
        searched += one_run(program, run).with_context(|| format!("in run {run}"))?;
    }
    Ok(format!(
        "0 found in {searched} files and outputs of {runs} runs; {planted} of {planted} planted found"
    ))
}

/// What the server of a run does with a request whose number it draws.
fn quoted(random: &mut fastrand::Rng, secrets: &[String]) -> Option<(u16, Json)> {
    if secrets.is_empty() || random.u8(0..100) >= 15 {
        return None;
    }
    let quotes: Vec<String> = secrets
        .iter()
        .map(|secret| match random.u8(0..7) {
            0 | 1 => secret.clone(),
            2 => json!(secret).to_string(),
            3 => percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC)
                .to_string(),
            4 => STANDARD.encode(secret),
            5 => hex(secret.as_bytes(), ""),
            _ => secret.chars().take(14).collect(),
        })
        .collect();
    let all = quotes.join(", ");
    let status = random
        .choice([200, 400, 403, 409, 422, 429, 500, 503])
        .unwrap_or(400);
    let code = random
        .choice(["InvalidParameter", all.as_str()])
        .unwrap_or_default();
    let document =
        json!({ "error": format!("cannot use {all} here"), "error_code": code, "link": all });
    Some((status, document))
}

/// Applies, plans, shows and destroys with new canaries. Returns how many files and outputs were searched.
fn one_run(program: &Program, run: usize) -> Result<usize> {
    let mut random = fastrand::Rng::with_seed(run as u64);
    let mut canaries = vec![random_canary(&mut random, "private_key".to_owned(), false)];
    let server = Server::with(Options {
        private_key: canaries[0].text.clone(),
        ..Options::default()
    })?;
    let proxy = Proxy::before(&server.url)?;
    let mut workspace = program.workspace()?;
    let configuration = planted(&mut random, &mut canaries, &mut workspace)?;
    workspace.set("TF_LOG_PROVIDER", "TRACE");
    workspace.set("MONGODB_ATLAS_PRIVATE_API_KEY", canaries[0].text.clone());
    workspace.write(&format!(
        "{}\n{configuration}",
        hcl!(
            "figures/canary_server.tf",
            URL = proxy.url,
            PROJECT = LOCAL_PROJECT
        )
    ))?;
    // The server quotes what was sent in this session, and what was given: tokens and keys. No process can know
    // what an earlier one sent. Every third run is honest, so that
    // the states are whole.
    let known = Arc::new(Mutex::new(canaries));
    let learning = Arc::clone(&known);
    let is_honest = run.is_multiple_of(3);
    let heard = Mutex::new(Vec::new());
    let random = Mutex::new(random);
    proxy.rewrite(move |exchange| {
        let mut known = learning.lock().unwrap_or_else(PoisonError::into_inner);
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut random = random.lock().unwrap_or_else(PoisonError::into_inner);
        if exchange.path.ends_with("/login") {
            heard.clear();
        }
        hear(&mut heard, &known, exchange.sent);
        let answer = (!is_honest).then(|| quoted(&mut random, &heard)).flatten();
        if answer.is_none() {
            known.extend(given(exchange));
            hear(&mut heard, &known, exchange.answer);
        }
        answer
    });
    let mut outputs = Vec::new();
    for arguments in [
        &["apply", "-auto-approve", "-input=false", "-no-color"][..],
        &["plan", "-out=plan.tfplan", "-input=false", "-no-color"],
        &["show", "-no-color"],
        &["destroy", "-auto-approve", "-input=false", "-no-color"],
    ] {
        let output = workspace.command(arguments).output()?;
        ensure!(
            !is_honest || output.status.success(),
            "{arguments:?} failed: {}",
            text_of(&output)
        );
        outputs.push((arguments[0].to_owned(), text_of(&output).into_bytes()));
    }
    let files = files(workspace.path())?;
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    judge(&known, &outputs, &files)?;
    Ok(outputs.len() + files.len())
}

/// Adds the canaries in a document to those that the server can quote.
fn hear(heard: &mut Vec<String>, known: &[Canary], document: &Json) {
    let texts = texts(document);
    for canary in known {
        if texts.contains(&canary.text.as_str()) && !heard.contains(&canary.text) {
            heard.push(canary.text.clone());
        }
    }
}

/// Returns the secrets that the server gives in an answer.
fn given(exchange: &Exchange<'_>) -> Vec<Canary> {
    let makes_key = exchange.method == "POST" && exchange.path.ends_with("/api_keys");
    let secrets = [
        ("access_token", false, true),
        ("refresh_token", false, true),
        ("key", true, makes_key),
    ];
    let given = secrets
        .into_iter()
        .filter_map(|(name, is_stored, is_given)| {
            let text = exchange.answer[name].as_str().filter(|_| is_given)?;
            let (of, text) = (name.to_owned(), text.to_owned());
            Some(Canary {
                of,
                text,
                is_stored,
            })
        });
    given.collect()
}

/// Returns every text in a document.
fn texts(document: &Json) -> Vec<&str> {
    match document {
        Json::String(text) => vec![text],
        Json::Array(elements) => elements.iter().flat_map(texts).collect(),
        Json::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Returns a configuration in which every secret input is a variable of its own, with a new canary as its value.
fn planted(
    random: &mut fastrand::Rng,
    canaries: &mut Vec<Canary>,
    workspace: &mut Workspace<'_>,
) -> Result<String> {
    let catalog = catalog();
    let mut text = String::new();
    let mut subjects = Vec::new();
    for info in &catalog {
        let secret: Vec<&AttributeInfo> = info
            .attributes
            .iter()
            .filter(|attr| !attr.secrets.is_empty())
            .collect();
        for attr in secret.into_iter().filter(|attr| attr.configurable) {
            let mut subject = Subject::new(info.clone(), subjects.len())
                .labelled(format!("subject_{}", subjects.len()));
            // The object has what it must have, and the secret.
            let required = |name: &str| {
                info.attributes
                    .iter()
                    .any(|one| one.name == name && one.required)
            };
            subject.values.retain(|name, _| required(name));
            for name in &attr.alternatives {
                subject.values.remove(name);
            }
            for name in &attr.goes_with {
                subject.values.insert(name, "\"1\"".to_owned());
            }
            if let Some((name, word)) = attr.set_with {
                let is_of_another = |one: &&AttributeInfo| {
                    one.set_with
                        .is_some_and(|(when, other)| when == name && other != word)
                };
                for other in info.attributes.iter().filter(is_of_another) {
                    subject.values.remove(other.name);
                }
                subject.values.insert(name, format!("{word:?}"));
            }
            let has_all = |which: &usize| {
                attr.secrets
                    .iter()
                    .all(|leaf| *leaf == attr.name || subject.sample(attr, *which).contains(leaf))
            };
            let which = (0..2).find(has_all).unwrap_or_default();
            let mut value = subject.sample(attr, which);
            for leaf in &attr.secrets {
                let at = canaries.len();
                let of = format!("{}.{}", info.type_name, attr.name);
                let canary = random_canary(random, of, !attr.write_only);
                workspace.set(&format!("TF_VAR_canary_{at}"), canary.text.clone());
                canaries.push(canary);
                text += &hcl!("figures/canary.tf", AT = at, EPHEMERAL = attr.write_only);
                value = if *leaf == attr.name {
                    format!("\"{}${{var.canary_{at}}}\"", attr.prefix)
                } else {
                    with_variable(&value, leaf, at)?
                };
            }
            subject.values.insert(attr.name, value);
            subjects.push(subject);
        }
    }
    ensure!(canaries.len() > 2, "the registry has secret inputs");
    for object in ground(&catalog, &subjects)? {
        text += &object.block();
    }
    Ok(subjects
        .iter()
        .fold(text, |text, subject| text + &subject.block()))
}

/// Returns the sample with a variable in the place of the text of this name.
fn with_variable(sample: &str, leaf: &str, at: usize) -> Result<String> {
    let name = format!("{leaf} = \"");
    let start = sample
        .find(&name)
        .with_context(|| format!("{sample} sets no {leaf}"))?
        + name.len()
        - 1;
    let length = sample[start + 1..].find('"').context("a text ends")?;
    Ok(format!(
        "{}var.canary_{at}{}",
        &sample[..start],
        &sample[start + length + 2..]
    ))
}

/// Fails if a canary is where it does not belong.
fn judge(
    canaries: &[Canary],
    outputs: &[(String, Vec<u8>)],
    files: &[(String, Vec<u8>)],
) -> Result<()> {
    let is_state = |name: &str| name.contains("tfstate") || name.starts_with("plan.tfplan");
    for canary in canaries {
        for (name, bytes) in outputs.iter().chain(files) {
            if canary.is_stored && is_state(name) {
                continue;
            }
            if let Some(encoding) = found(bytes, &canary.text) {
                anyhow::bail!(
                    "{} is in {name} ({encoding}): {:?} in\n{}",
                    canary.of,
                    canary.text,
                    String::from_utf8_lossy(bytes)
                );
            }
        }
    }
    Ok(())
}

/// Returns every file of a run, in any folder, and what is in its plan file.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            all.extend(files(&entry.path())?);
        } else if name == "plan.tfplan" {
            let mut archive = zip::ZipArchive::new(std::fs::File::open(entry.path())?)?;
            for at in 0..archive.len() {
                let mut bytes = Vec::new();
                archive.by_index(at)?.read_to_end(&mut bytes)?;
                all.push((format!("plan.tfplan {at}"), bytes));
            }
        } else {
            all.push((name, std::fs::read(entry.path())?));
        }
    }
    Ok(all)
}
