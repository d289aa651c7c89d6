//! What plans and applies of many objects cost: requests, time, memory.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
use appservices_provider::emulator::{LOCAL_PROJECT, Options};
use serde_json::{Value as Json, json};

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{PROVIDER, Program, Workspace};

const PLAN: [&str; 3] = ["plan", "-input=false", "-detailed-exitcode"];
const APPLY: [&str; 3] = ["apply", "-auto-approve", "-input=false"];

/// Returns the requests of a plan in which nothing changes, as `requests, of which logins`, and fails if
/// there are more than 25 or several logins.
pub(super) fn requests(program: &Program, objects: u32) -> Result<String> {
    let server = controlled()?;
    let workspace = settled(program, &server, objects)?;
    let before = server.requests()?.len();
    workspace.expect_empty_plan("of many objects")?;
    let requests = server.requests()?.split_off(before);
    let is_login = |path: &str| path.ends_with("/login");
    let logins = requests
        .iter()
        .filter(|request| is_login(&request.path))
        .count();
    ensure!(
        requests.len() <= 25 && logins == 1,
        "a plan of {objects} objects made {} requests, {logins} of them logins",
        requests.len()
    );
    Ok(format!("{}, {logins} login", requests.len()))
}

/// Returns how much longer a plan takes if each answer takes 100 ms longer.
pub(super) fn latency(program: &Program, objects: u32) -> Result<String> {
    let server = controlled()?;
    let workspace = settled(program, &server, objects)?;
    let mut more = Vec::new();
    for _ in 0..5 {
        let without = timed(&mut workspace.command(&PLAN))?;
        server.delay(Duration::from_millis(100))?;
        let with = timed(&mut workspace.command(&PLAN))?;
        server.delay(Duration::ZERO)?;
        more.push(with.as_secs_f64() - without.as_secs_f64());
    }
    let more = Spread::of(more);
    ensure!(more.median <= 1.0, "a plan takes {more} s more");
    Ok(format!("{more} s"))
}

fn controlled() -> Result<Server> {
    Server::with(Options {
        control: true,
        ..Options::default()
    })
}

/// Returns a workspace with so many objects on the server, whose states and private states are stored.
fn settled<'a>(program: &'a Program, server: &Server, objects: u32) -> Result<Workspace<'a>> {
    let workspace = program.workspace()?;
    let resources = hcl!("figures/of_each_type.tf", EACH = (objects - 2) / 6);
    workspace.write(&format!("{}\n{resources}", server.provider()))?;
    workspace.succeed(&APPLY)?;
    // Until the second of a change is over, another change could have the same time.
    std::thread::sleep(Duration::from_millis(2100));
    let refresh = [&APPLY[..], &["-refresh-only"]].concat();
    workspace.succeed(&refresh)?;
    Ok(workspace)
}

/// Returns how much longer a plan takes, in which nothing changes, than by a provider with the same
/// schemas and nothing behind them; and the provider's peak memory.
pub(super) fn plan_ratio(program: &Program, objects: u32, pairs: usize) -> Result<Planned> {
    let local = Local::with(program, objects)?;
    let mut ratios = Vec::new();
    let mut own = Vec::new();
    let mut hollow = Vec::new();
    for _ in 0..pairs {
        let ours = timed(&mut local.workspace.command(&PLAN))?.as_secs_f64();
        let theirs = timed(&mut local.hollow(&PLAN)?)?.as_secs_f64();
        ratios.push(ours / theirs);
        own.push(ours);
        hollow.push(theirs);
    }
    Ok(Planned {
        ratio: Spread::of(ratios),
        seconds: Spread::of(own).median,
        hollow: Spread::of(hollow).median,
        memory: peak_memory(&local.workspace)?,
    })
}

/// Returns how long a plan of so many objects of Terraform's own takes, in seconds: the median of `runs`.
pub(super) fn plan_of_terraform_data(program: &Program, objects: u32, runs: usize) -> Result<f64> {
    let workspace = program.workspace()?;
    let own = hcl!("figures/terraform_data.tf", COUNT = objects);
    std::fs::write(workspace.path().join("main.tf"), own)?;
    workspace.succeed(&APPLY)?;
    let mut times = Vec::new();
    for _ in 0..runs {
        times.push(timed(&mut workspace.command(&PLAN))?.as_secs_f64());
    }
    Ok(Spread::of(times).median)
}

/// What a plan cost.
pub(super) struct Planned {
    pub(super) ratio: Spread,
    pub(super) seconds: f64,
    /// The time of the provider with nothing behind it.
    pub(super) hollow: f64,
    /// In MiB.
    pub(super) memory: f64,
}

/// Returns how much longer an apply takes than by a provider with nothing behind it.
pub(super) fn apply_ratio(program: &Program, objects: u32, pairs: usize) -> Result<String> {
    let mut ratios = Vec::new();
    for _ in 0..pairs {
        let local = Local::empty(program, objects)?;
        let theirs = timed(&mut local.hollow(&APPLY)?)?;
        std::fs::remove_file(local.workspace.path().join("terraform.tfstate"))?;
        let ours = timed(&mut local.workspace.command(&APPLY))?;
        ratios.push(ours.as_secs_f64() / theirs.as_secs_f64());
    }
    let ratio = Spread::of(ratios);
    ensure!(ratio.median <= 1.15, "an apply takes {ratio} times as long");
    Ok(ratio.to_string())
}

/// A workspace over a local server.
struct Local<'a> {
    workspace: Workspace<'a>,
    /// The folder of the provider with nothing behind it, under the name of ours.
    hollow: tempfile::TempDir,
}

impl<'a> Local<'a> {
    fn empty(program: &'a Program, objects: u32) -> Result<Self> {
        let workspace = program.workspace()?;
        let local = hcl!("figures/local.tf", PATH = data(&workspace).display());
        let resources = hcl!("figures/of_each_type.tf", EACH = (objects - 2) / 6);
        workspace.write(&format!("{local}\n{resources}"))?;
        let hollow = tempfile::tempdir()?;
        let built = Path::new(PROVIDER).with_file_name("examples");
        let name = Path::new(PROVIDER)
            .file_name()
            .context("the provider has a name")?;
        std::fs::copy(
            built.join("terraform-provider-hollow"),
            hollow.path().join(name),
        )
        .context("build the examples first: cargo build --release --examples")?;
        let config = hcl!("figures/hollow.tfrc", PLUGINS = hollow.path().display());
        std::fs::write(workspace.path().join("hollow.tfrc"), config)?;
        Ok(Self { workspace, hollow })
    }

    /// The same with objects. Terraform makes a few, and the others are made beside it, with states like
    /// theirs, because Terraform writes its whole state after each object.
    fn with(program: &'a Program, objects: u32) -> Result<Self> {
        let few = Self::empty(program, 8)?;
        few.workspace.succeed(&APPLY)?;
        let all = hcl!("figures/of_each_type.tf", EACH = (objects - 2) / 6);
        let local = hcl!("figures/local.tf", PATH = data(&few.workspace).display());
        few.workspace.write(&format!("{local}\n{all}"))?;
        let path = few.workspace.path().join("terraform.tfstate");
        let mut state: Json = serde_json::from_slice(&std::fs::read(&path)?)?;
        multiply(&mut state, &data(&few.workspace), (objects - 2) / 6)?;
        std::fs::write(&path, serde_json::to_vec(&state)?)?;
        std::thread::sleep(Duration::from_millis(2100));
        few.workspace
            .succeed(&[&APPLY[..], &["-refresh-only"]].concat())?;
        few.workspace.expect_empty_plan("of generated objects")?;
        Ok(few)
    }

    /// Returns a command that runs the provider with nothing behind it.
    fn hollow(&self, arguments: &[&str]) -> Result<std::process::Command> {
        ensure!(self.hollow.path().is_dir(), "the folder is there");
        let mut command = self.workspace.command(arguments);
        command.env(
            "TF_CLI_CONFIG_FILE",
            self.workspace.path().join("hollow.tfrc"),
        );
        Ok(command)
    }
}

fn data(workspace: &Workspace<'_>) -> PathBuf {
    workspace.path().join("data")
}

/// Makes objects like those of the state, so that there are `each` of each type, and adds their states.
fn multiply(state: &mut Json, data: &Path, each: u32) -> Result<()> {
    let server = Server::with(Options {
        data: Some(data.to_owned()),
        ..Options::default()
    })?;
    let app = server.apps()?[0]["_id"]
        .as_str()
        .context("an id")?
        .to_owned();
    let resources = state["resources"].as_array_mut().context("resources")?;
    for resource in resources {
        let name = resource["type"].as_str().unwrap_or_default();
        let name = name.trim_start_matches("appservices_").to_owned();
        let instances = resource["instances"].as_array_mut().context("instances")?;
        let is_single = instances[0]["index_key"].is_null();
        if is_single {
            continue;
        }
        let first = instances[0].clone();
        for at in 1..each {
            let mut instance = first.clone();
            instance["index_key"] = json!(at);
            instance["private"] = Json::Null;
            let made = make(&server, &app, &name, at, &mut instance["attributes"])?;
            instance["attributes"]["id"] = json!(made);
            if let Some(identity) = instance.get_mut("identity").filter(|one| one.is_object()) {
                identity["id"] = json!(made);
            }
            instances.push(instance);
        }
    }
    Ok(())
}

/// Makes an object with this number. Returns its ID.
fn make(server: &Server, app: &str, name: &str, at: u32, attributes: &mut Json) -> Result<String> {
    let (collection, body) = match name {
        "ip_access_list_entry" => {
            let address = format!("10.{}.{}.0/24", at / 250, at % 250);
            attributes["address"] = json!(address);
            ("security/access_list", json!({ "address": address }))
        }
        "function" => {
            attributes["name"] = json!(format!("f{at}"));
            attributes["source"] = json!(format!("exports = () => {at};"));
            let (name, source) = (&attributes["name"], &attributes["source"]);
            (
                "functions",
                json!({ "name": name, "source": source, "private": false }),
            )
        }
        "secret" => {
            attributes["name"] = json!(format!("s{at}"));
            attributes["value"] = json!(format!("hush-{at}"));
            let (name, value) = (&attributes["name"], &attributes["value"]);
            ("secrets", json!({ "name": name, "value": value }))
        }
        "api_key" => {
            attributes["name"] = json!(format!("k{at}"));
            ("api_keys", json!({ "name": attributes["name"] }))
        }
        "endpoint" => {
            let url = attributes["url"].as_str().unwrap_or_default();
            attributes["url"] = json!(url.replace("/r0", &format!("/r{at}")));
            attributes["route"] = json!(format!("/r{at}"));
            let body = json!({
                "route": attributes["route"], "http_method": "GET", "function_id": attributes["function_id"], "disabled": false,
                "validation_method": "NO_VALIDATION", "return_type": "JSON", "respond_result": false,
                "fetch_custom_user_data": false, "create_user_on_auth": false,
            });
            ("endpoints", body)
        }
        _ => {
            attributes["name"] = json!(format!("l{at}"));
            let body = json!({
                "name": attributes["name"], "disabled": false, "log_types": ["function"], "log_statuses": ["error"],
                "policy": { "type": "single" }, "action": { "type": "function", "name": "shared" },
            });
            ("log_forwarders", body)
        }
    };
    let path = format!("/groups/{LOCAL_PROJECT}/apps/{app}/{collection}");
    let made = server
        .send(&Request::post(path).with_body(body))?
        .body
        .unwrap_or_default();
    if name == "api_key" {
        attributes["key"] = made["key"].clone();
    }
    Ok(made["_id"].as_str().context("an id")?.to_owned())
}

/// Runs a command that must succeed. Returns how long it took.
fn timed(command: &mut std::process::Command) -> Result<Duration> {
    let started = Instant::now();
    let output = command.output()?;
    let took = started.elapsed();
    ensure!(
        output.status.success(),
        "it failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(took)
}

/// Returns the most memory, in MiB, that the provider had in a plan.
fn peak_memory(workspace: &Workspace<'_>) -> Result<f64> {
    let mut running = workspace
        .command(&PLAN)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = 0.0_f64;
    while running.try_wait()?.is_none() {
        for child in super::kills::children(running.id()) {
            peak = peak.max(super::process::memory(child, "VmHWM").unwrap_or(0.0));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(peak)
}

/// Several measurements of one figure.
pub(super) struct Spread {
    least: f64,
    pub(super) median: f64,
    most: f64,
}

impl Spread {
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self {
            least: values[0],
            median: values[values.len() / 2],
            most: values[values.len() - 1],
        }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.2} ({:.2} to {:.2})",
            self.median, self.least, self.most
        )
    }
}
