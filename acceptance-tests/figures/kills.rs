//! kill -9 of the provider, of Terraform, and of both, at any instant of an apply. The next apply recovers
//! from it: nothing is doubled, nothing is imported by hand, and the plan after it is empty.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use crate::hcl::hcl;
use crate::proxy::{Exchange, Proxy};
use crate::server::Server;
use crate::state_server::StateServer;
use crate::terraform::{Program, Workspace, signal, text_of};

/// Who is killed.
#[derive(Clone, Copy, Debug)]
enum Victim {
    Provider,
    Terraform,
    Both,
}

/// When.
#[derive(Clone, Copy, Debug)]
enum Instant {
    /// When the server has made the object of the creation with this number, and the answer is on its
    /// way.
    Answer(u32),
    /// This time after the start of the apply.
    After(Duration),
}

/// A trial.
#[derive(Debug)]
struct Trial {
    victim: Victim,
    instant: Instant,
    /// Whether the state is kept by a backend that saves seldom.
    saves_seldom: bool,
    /// Whether the provider keeps a journal. Without it, objects are imported as the messages say.
    journal: bool,
}

/// Runs so many trials with `each` objects of each of six types, with or without a journal.
pub(super) fn kills(program: &Program, trials: u32, each: u32, journal: bool) -> Result<String> {
    let mut random = fastrand::Rng::with_seed(7);
    let mut torn = 0;
    for at in 0..trials {
        let trial = Trial {
            victim: [Victim::Provider, Victim::Terraform, Victim::Both][at as usize % 3],
            instant: match (at / 3) % 2 {
                0 => Instant::Answer(random.u32(0..=6 * each)),
                _ => Instant::After(Duration::from_millis(
                    random.u64(100..100 + 140 * u64::from(each)),
                )),
            },
            saves_seldom: (at / 6) % 3 == 2 || at % 3 == 1 && at < 6,
            journal,
        };
        let recovered = recovers(program, &trial, each);
        let found = recovered.with_context(|| format!("trial {at}: {trial:?}"))?;
        torn += u32::from(found == State::Torn);
    }
    let without = match torn {
        0 => String::new(),
        torn => format!(", {torn} without the state that Terraform tore"),
    };
    Ok(format!("{trials} of {trials}{without}"))
}

/// The state file that a kill leaves.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Whole,
    /// Terraform writes its file in place, so a kill in the middle leaves a part, which no Terraform reads.
    Torn,
}

fn recovers(program: &Program, trial: &Trial, each: u32) -> Result<State> {
    let server = Server::start()?;
    let proxy = Proxy::before(&server.url)?;
    let states = StateServer::start()?;
    let mut workspace = program.workspace()?;
    if !trial.journal {
        workspace.set("APPSERVICES_JOURNAL", "off");
    }
    let mut configuration = String::new();
    if trial.saves_seldom {
        configuration = hcl!("figures/http_backend.tf", URL = states.url);
        std::fs::write(workspace.path().join("main.tf"), &configuration)?;
        workspace.succeed(&["init", "-input=false", "-no-color"])?;
    }
    configuration += &server.provider().replace(&server.url, &proxy.url);
    configuration += &hcl!("figures/of_each_type.tf", EACH = each);
    workspace.write(&configuration)?;
    killed(&workspace, &proxy, trial)?;
    let found = without_torn_state(&workspace)?;
    if trial.journal {
        workspace.succeed(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    } else {
        import_as_told(&workspace)?;
    }
    workspace.expect_empty_plan("after the apply that recovers")?;
    for (collection, count) in [
        ("functions", each + 1),
        ("api_keys", each),
        ("secrets", each),
        ("endpoints", each),
        ("log_forwarders", each),
    ] {
        let app = server.apps()?.first().context("there is no app")?["_id"].clone();
        let app = app.as_str().context("the app has no id")?;
        let path = format!(
            "{}/{app}/{collection}",
            "/groups/000000000000000000000001/apps"
        );
        let objects = server.list(&path)?.len();
        ensure!(
            objects == count as usize,
            "there are {objects} {collection}"
        );
    }
    ensure!(server.apps()?.len() == 1, "there are several apps");
    Ok(found)
}

/// Removes a state file that Terraform can no longer read, which is all that its user can do.
fn without_torn_state(workspace: &Workspace<'_>) -> Result<State> {
    let file = workspace.path().join("terraform.tfstate");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    if text.is_empty() || serde_json::from_str::<Json>(&text).is_ok() {
        return Ok(State::Whole);
    }
    std::fs::remove_file(&file)?;
    Ok(State::Torn)
}

/// Applies until nothing fails, and runs each import that a message names in between.
fn import_as_told(workspace: &Workspace<'_>) -> Result<()> {
    // What depends on an object that is imported is made, and may be found, after the import.
    for _ in 0..5 {
        let output = workspace.run(&["apply", "-json", "-auto-approve", "-input=false"])?;
        if output.status.success() {
            return Ok(());
        }
        let text = text_of(&output);
        let imports: Vec<_> = text.lines().filter_map(named_import).collect();
        ensure!(!imports.is_empty(), "no message names an import:\n{text}");
        for (address, id) in imports {
            workspace.succeed(&["import", "-input=false", "-no-color", &address, &id])?;
        }
    }
    anyhow::bail!("there is something to import after five applies")
}

/// Returns the address of the object that a message is about and the import ID that it names.
fn named_import(line: &str) -> Option<(String, String)> {
    let event: Json = serde_json::from_str(line).ok()?;
    let message = &event["diagnostic"];
    let (_, command) = message["detail"]
        .as_str()?
        .split_once("terraform import ")?;
    let id = command.split('\'').nth(1)?;
    Some((message["address"].as_str()?.to_owned(), id.to_owned()))
}

/// Applies, and kills as the trial says. The apply may have ended before.
fn killed(workspace: &Workspace<'_>, proxy: &Proxy, trial: &Trial) -> Result<()> {
    let terraform = Arc::new(OnceLock::new());
    let victim = trial.victim;
    if let Instant::Answer(wanted) = trial.instant {
        let terraform = Arc::clone(&terraform);
        let made = AtomicU32::new(0);
        proxy.rewrite(move |exchange| {
            let Exchange { method, path, .. } = *exchange;
            let is_creation = method == "POST" && path.contains("/apps");
            if is_creation && made.fetch_add(1, Ordering::Relaxed) == wanted {
                kill(victim, *terraform.wait());
            }
            None
        });
    }
    let mut running = workspace
        .command(&["apply", "-auto-approve", "-input=false", "-no-color"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    terraform.get_or_init(|| running.id());
    if let Instant::After(time) = trial.instant {
        std::thread::sleep(time);
        kill(victim, running.id());
    }
    running.wait()?;
    proxy.rewrite(|_| None);
    Ok(())
}

/// Kills without asking.
fn kill(victim: Victim, terraform: u32) {
    let provider = children(terraform);
    let victims = match victim {
        Victim::Provider => provider,
        Victim::Terraform => vec![terraform],
        Victim::Both => [vec![terraform], provider].concat(),
    };
    for process in victims {
        // The process may have ended.
        let _ = signal("KILL", process);
    }
}

/// Returns the processes that a process has started.
pub(super) fn children(parent: u32) -> Vec<u32> {
    // Linux says so without another process, for each thread that started some.
    if let Ok(threads) = std::fs::read_dir(format!("/proc/{parent}/task")) {
        let lists = threads
            .flatten()
            .map(|thread| thread.path().join("children"));
        let lists = lists.filter_map(|list| std::fs::read_to_string(list).ok());
        let ids = lists.collect::<Vec<_>>().join(" ");
        return ids
            .split_whitespace()
            .filter_map(|id| id.parse().ok())
            .collect();
    }
    let listed = Command::new("ps").args(["-axo", "pid=,ppid="]).output();
    let text = listed.map(|listed| String::from_utf8_lossy(&listed.stdout).into_owned());
    let numbers = |line: &str| {
        let mut words = line.split_whitespace().map(str::parse);
        Some((words.next()?.ok()?, words.next()?.ok()?))
    };
    let processes = text.unwrap_or_default();
    let processes = processes.lines().filter_map(numbers);
    processes
        .filter(|(_, of)| *of == parent)
        .map(|(process, _)| process)
        .collect()
}
