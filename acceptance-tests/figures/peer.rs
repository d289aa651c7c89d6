//! The library beside terraform-plugin-framework: the same two providers on both.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::kills::children;
use super::plans::Spread;
use super::process::{handshake, memory};
use crate::hcl::hcl;
use crate::terraform::{PROVIDER, Program, Workspace};

/// How many objects a plan has.
const OBJECTS: u32 = 1000;

/// What one plan cost.
struct Cost {
    wall: f64,
    /// The provider's time on the processor, in seconds.
    processor: f64,
    /// The provider's peak memory, in MiB.
    memory: f64,
}

/// What a provider on the library costs over one on the framework.
#[derive(Default)]
struct Ratios {
    start: Vec<f64>,
    wall: Vec<f64>,
    wall_without_logs: Vec<f64>,
    processor: Vec<f64>,
    memory: Vec<f64>,
}

/// Returns the ratios, or that there is no Go to build the framework's providers.
pub(super) fn peer(program: &Program) -> Result<String> {
    if Command::new("go").arg("version").output().is_err() {
        return Ok("skipped: there is no go on PATH".to_owned());
    }
    let built = tempfile::tempdir()?;
    for name in ["files", "texts"] {
        let out = built.path().join(format!("terraform-provider-{name}"));
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
        let go = Command::new("go")
            .args(["build", "-trimpath", "-ldflags=-s -w", "-o"])
            .arg(&out)
            .arg(format!("./{name}"))
            .current_dir(module)
            .output()?;
        ensure!(
            go.status.success(),
            "{}",
            String::from_utf8_lossy(&go.stderr)
        );
    }
    let mut lines = Vec::new();
    for name in ["files", "texts"] {
        let ratios = compared(program, name, built.path())?;
        let [start, wall, quiet, processor, memory] = [
            ratios.start,
            ratios.wall,
            ratios.wall_without_logs,
            ratios.processor,
            ratios.memory,
        ]
        .map(Spread::of);
        let is_good = start.median <= 1.0 / 6.0
            && wall.median <= 0.5
            && quiet.median <= 2.0 / 3.0
            && processor.median <= 0.1
            && memory.median <= 0.1;
        let line = format!(
            "{name}: start {start}, plan {wall}, without its logs {quiet}, processor {processor}, memory {memory}"
        );
        ensure!(is_good, "{line}");
        lines.push(line);
    }
    Ok(lines.join("; "))
}

fn compared(program: &Program, name: &str, framework: &Path) -> Result<Ratios> {
    let library = Path::new(PROVIDER).with_file_name("examples");
    let workspace = program.workspace()?;
    let configuration = match name {
        "files" => {
            let folder = workspace.path().join("files");
            hcl!(
                "figures/files.tf",
                FOLDER = folder.display(),
                COUNT = OBJECTS
            )
        }
        _ => hcl!("figures/texts.tf", COUNT = OBJECTS),
    };
    std::fs::write(workspace.path().join("main.tf"), configuration)?;
    let ours = installed(&workspace, "library.tfrc", &library)?;
    let theirs = installed(&workspace, "framework.tfrc", framework)?;
    let mut apply = workspace.command(&["apply", "-auto-approve", "-input=false"]);
    let applied = apply.env("TF_CLI_CONFIG_FILE", &ours).output()?;
    ensure!(
        applied.status.success(),
        "{}",
        String::from_utf8_lossy(&applied.stderr)
    );
    let mut ratios = Ratios::default();
    let file = format!("terraform-provider-{name}");
    for _ in 0..21 {
        let (own, other) = (
            handshake(&library.join(&file))?,
            handshake(&framework.join(&file))?,
        );
        ratios.start.push(own.as_secs_f64() / other.as_secs_f64());
    }
    for _ in 0..9 {
        let own = plan(&workspace, &ours, true)?;
        let other = plan(&workspace, &theirs, true)?;
        let quiet = plan(&workspace, &theirs, false)?;
        ratios.wall.push(own.wall / other.wall);
        ratios.wall_without_logs.push(own.wall / quiet.wall);
        ratios.processor.push(own.processor / other.processor);
        ratios.memory.push(own.memory / other.memory);
    }
    Ok(ratios)
}

/// Writes a configuration of the command line that finds the providers in a folder.
fn installed(workspace: &Workspace<'_>, name: &str, folder: &Path) -> Result<PathBuf> {
    let path = workspace.path().join(name);
    std::fs::write(&path, hcl!("figures/peer.tfrc", FOLDER = folder.display()))?;
    Ok(path)
}

/// Plans, in which nothing changes. The framework writes its logs whatever Terraform shows of them,
/// unless the environment switches them off.
fn plan(workspace: &Workspace<'_>, config: &Path, logs: bool) -> Result<Cost> {
    let mut command = workspace.command(&["plan", "-input=false", "-detailed-exitcode"]);
    command
        .env("TF_CLI_CONFIG_FILE", config)
        .env_remove("TF_LOG_PROVIDER")
        .env_remove("TF_LOG_PATH")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if !logs {
        command
            .env("TF_LOG_SDK", "OFF")
            .env("TF_LOG_PROVIDER", "OFF");
    }
    let started = Instant::now();
    let mut running = command.spawn()?;
    let mut processors: HashMap<u32, f64> = HashMap::new();
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = running.try_wait()? {
            break status;
        }
        for child in children(running.id()) {
            if let Some(used) = processor(child) {
                processors.insert(child, used);
            }
            peak = peak.max(memory(child, "VmHWM").unwrap_or(0.0));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    ensure!(status.code() == Some(0), "the plan is not empty");
    Ok(Cost {
        wall: started.elapsed().as_secs_f64(),
        processor: processors.values().sum(),
        memory: peak,
    })
}

/// Returns the time that a process has had on the processor, in seconds.
fn processor(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, which may have spaces, is in parentheses.
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    // User and system time, in hundredths of a second.
    Some((ticks(11)? + ticks(12)?) / 100.0)
}
