//! What a process of the provider costs: its start, its calls, its memory, its size.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use appservices_provider::emulator::LOCAL_PROJECT;
use appservices_provider::engine::Value;

use super::plans::Spread;
use crate::host::{Host, proto};
use crate::newer_core::{Core, message};
use crate::server::Server;
use crate::terraform::PROVIDER;

/// Returns the time from the start of the process to the end of the handshake, and that of the schema's
/// call.
pub(super) fn start() -> Result<String> {
    let (mut starts, mut schemas) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        starts.push(milliseconds(handshake(Path::new(PROVIDER))?));
        let mut host = Host::start()?;
        let started = Instant::now();
        let request = proto::get_provider_schema::Request {};
        host.runtime
            .block_on(host.client.get_provider_schema(request))?;
        schemas.push(milliseconds(started.elapsed()));
    }
    let (start, schema) = (Spread::of(starts), Spread::of(schemas));
    ensure!(
        start.median <= 5.0 && schema.median <= 2.0,
        "{start} ms; {schema} ms"
    );
    Ok(format!("{start} ms; {schema} ms"))
}

/// Starts the provider, waits for its line, and ends it.
pub(super) fn handshake(program: &Path) -> Result<Duration> {
    use std::io::BufRead as _;
    let started = Instant::now();
    let mut provider = std::process::Command::new(program)
        .env(
            "TF_PLUGIN_MAGIC_COOKIE",
            appservices_provider::plugin::MAGIC_COOKIE,
        )
        .env("PLUGIN_PROTOCOL_VERSIONS", "6")
        // As Terraform does: the provider makes a certificate of its own then.
        .env(
            "PLUGIN_CLIENT_CERT",
            include_str!("../certificates/host.pem"),
        )
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()?;
    let mut line = String::new();
    let output = provider.stdout.take().context("it has an output")?;
    std::io::BufReader::new(output).read_line(&mut line)?;
    let took = started.elapsed();
    provider.kill()?;
    provider.wait()?;
    ensure!(line.starts_with("1|6|"), "the handshake is {line:?}");
    Ok(took)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns the memory of a provider that waits for calls.
pub(super) fn idle_memory() -> Result<String> {
    let mut host = Host::start()?;
    let request = proto::get_provider_schema::Request {};
    host.runtime
        .block_on(host.client.get_provider_schema(request))?;
    let idle = memory(host.id(), "VmRSS").context("the memory can be read")?;
    ensure!(idle <= 15.0, "{idle:.1} MiB");
    Ok(format!("{idle:.1} MiB"))
}

/// Returns a line of the status of a process, in MiB. Returns `None` where there is no such file.
pub(super) fn memory(process: u32, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let found = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
    let kilobytes: f64 = found.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Returns the size of the program.
pub(super) fn size() -> Result<String> {
    let size = std::fs::metadata(PROVIDER)?.len() as f64 / 1024.0 / 1024.0;
    ensure!(size <= 15.0 || cfg!(debug_assertions), "{size:.1} MiB");
    Ok(format!("{size:.1} MiB"))
}

/// Returns the median time of a refresh whose list is known.
pub(super) fn cached_read() -> Result<String> {
    let server = Server::start()?;
    let mut host = Host::start()?;
    let mut core = Core::new(&mut host)?;
    core.configure(&[
        ("base_url", Value::string(&server.url)),
        ("public_key", Value::string("local")),
        ("private_key", Value::string("local")),
        ("project_id", Value::string(LOCAL_PROJECT)),
    ])?;
    let app = core.create("appservices_app", &[("name", Value::string("a"))])?;
    let Value::Map(mut app) = app.state else {
        anyhow::bail!("an app is an object")
    };
    let app_id = app.remove("id").context("an app has an id")?;
    let ty = "appservices_secret";
    let secret = [
        ("app_id", app_id),
        ("name", Value::string("s")),
        ("value", Value::string("hush")),
    ];
    let secret = core.create(ty, &secret)?;
    let request = proto::read_resource::Request {
        type_name: ty.to_owned(),
        current_state: message(&secret.state, &core.resources[ty]),
        private: secret.private.clone(),
        ..proto::read_resource::Request::default()
    };
    let validate = proto::validate_resource_config::Request {
        type_name: ty.to_owned(),
        config: request.current_state.clone(),
        client_capabilities: None,
    };
    let (mut reads, mut floor) = (Vec::new(), Vec::new());
    let Host {
        runtime, client, ..
    } = core.host;
    for _ in 0..2000 {
        let started = Instant::now();
        let read = runtime
            .block_on(client.read_resource(request.clone()))?
            .into_inner();
        reads.push(started.elapsed().as_secs_f64() * 1e6);
        ensure!(
            read.diagnostics.is_empty() && read.new_state.is_some(),
            "{read:?}"
        );
        // The same message without any work for it.
        let started = Instant::now();
        runtime.block_on(client.validate_resource_config(validate.clone()))?;
        floor.push(started.elapsed().as_secs_f64() * 1e6);
    }
    let (read, floor) = (
        Spread::of(reads.split_off(10)),
        Spread::of(floor.split_off(10)),
    );
    let own = read.median - floor.median;
    let measured = format!(
        "{:.0} µs, {own:.0} µs more than a call that validates",
        read.median
    );
    ensure!(own <= 150.0 || cfg!(debug_assertions), "{measured}");
    Ok(measured)
}
