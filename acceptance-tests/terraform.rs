//! Running the real program in a folder of its own.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::hcl::hcl;
use crate::host::agreed;
pub(crate) use crate::program::Program;

/// The provider of this build.
pub(crate) const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-appservices");

impl Program {
    /// Creates a folder with only a CLI configuration that finds the provider of this build.
    pub(crate) fn workspace(&self) -> Result<Workspace<'_>> {
        let folder = tempfile::Builder::new().prefix("story-").tempdir()?;
        let plugins = Path::new(PROVIDER)
            .parent()
            .context("the provider lies in no folder")?;
        let folder_name = |folder: &Path| folder.display().to_string().replace('\\', "/");
        let config = hcl!(
            "shared/cli.tfrc",
            PLUGINS = folder_name(plugins),
            EXAMPLES = folder_name(&plugins.join("examples")),
        );
        fs::write(folder.path().join("cli.tfrc"), config)?;
        Ok(Workspace {
            program: self,
            folder,
            environment: Vec::new(),
        })
    }
}

/// Where the provider's warnings go.
const LOG: &str = "provider.log";

/// A folder in which one story runs Terraform.
pub(crate) struct Workspace<'a> {
    program: &'a Program,
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Workspace<'_> {
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Sets a variable for all later commands.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    /// Writes the configuration after the `terraform` block that every one has.
    pub(crate) fn write(&self, configuration: &str) -> Result<()> {
        Ok(fs::write(
            self.path().join("main.tf"),
            format!("{}\n{configuration}", hcl!("shared/required.tf")),
        )?)
    }

    pub(crate) fn read(&self, file: &str) -> Result<Vec<u8>> {
        fs::read(self.path().join(file)).with_context(|| format!("{file} of the story"))
    }

    /// Prepares a command. None of the user's settings reaches Terraform or the provider.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program.path());
        command.args(arguments).current_dir(self.path());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if ["TF_", "MONGODB_", "MCLI_", "APPSERVICES_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                command.env_remove(name);
            }
        }
        command
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_CLI_CONFIG_FILE", self.path().join("cli.tfrc"));
        // The story's own settings of logs come later, and take precedence.
        command
            .env("TF_LOG_PROVIDER", "WARN")
            .env("TF_LOG_PATH", self.path().join(LOG));
        // The journal of creations, which is the user's otherwise.
        command.env("XDG_STATE_HOME", self.path().join("user"));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts an apply, whose output is kept. `more` are further arguments.
    pub(crate) fn start_apply(&self, more: &[&str]) -> Result<Child> {
        let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
        let mut command = self.command(&[&apply[..], more].concat());
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(piped.spawn()?)
    }

    /// Runs a command that may succeed or fail.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Output> {
        let output = self
            .command(arguments)
            .output()
            .with_context(|| format!("{} cannot be started", self.program.name))?;
        agreed(&fs::read_to_string(self.path().join(LOG)).unwrap_or_default())?;
        Ok(output)
    }

    /// Runs a command that must succeed. Returns its output.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> Result<String> {
        let output = self.run(arguments)?;
        let text = text_of(&output);
        ensure!(
            output.status.success(),
            "`{} {}` failed:\n{text}",
            self.program.name,
            arguments.join(" ")
        );
        Ok(text)
    }

    /// Runs a command that must fail. Returns its output.
    pub(crate) fn fail(&self, arguments: &[&str]) -> Result<String> {
        let output = self.run(arguments)?;
        let text = text_of(&output);
        ensure!(
            !output.status.success(),
            "`{} {}` should have failed:\n{text}",
            self.program.name,
            arguments.join(" ")
        );
        Ok(text)
    }

    /// Applies the configuration. Returns the planned action of each resource.
    pub(crate) fn apply(&self) -> Result<Planned> {
        Planned::read(&self.run(&["apply", "-json", "-auto-approve", "-input=false"])?)
    }

    /// Fails unless a plan would change nothing.
    pub(crate) fn expect_empty_plan(&self, when: &str) -> Result<()> {
        let output = self.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"])?;
        ensure!(
            output.status.code() == Some(0),
            "the plan {when} is not empty:\n{}",
            text_of(&output)
        );
        Ok(())
    }

    /// Returns a plan as JSON.
    pub(crate) fn plan(&self) -> Result<Json> {
        self.succeed(&["plan", "-out=plan.tfplan", "-input=false", "-no-color"])?;
        self.show(&["plan.tfplan"])
    }

    /// Returns a plan or the state as JSON.
    pub(crate) fn show(&self, arguments: &[&str]) -> Result<Json> {
        let text = self.succeed(&[&["show", "-json"], arguments].concat())?;
        serde_json::from_str(&text).context("terraform show gives no JSON")
    }
}

/// What Terraform planned for each resource, by address: `create`, `update`, `replace`, `delete`.
#[derive(Debug)]
pub(crate) struct Planned(Vec<(String, String)>);

impl Planned {
    fn read(output: &Output) -> Result<Self> {
        let mut planned = Vec::new();
        let mut errors = Vec::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(event) = serde_json::from_str::<Json>(line) else {
                continue;
            };
            match event["type"].as_str() {
                Some("planned_change") => {
                    let word = |pointer: &str| {
                        event
                            .pointer(pointer)
                            .and_then(Json::as_str)
                            .unwrap_or_default()
                            .to_owned()
                    };
                    planned.push((word("/change/resource/addr"), word("/change/action")));
                }
                Some("diagnostic") if event["@level"] == "error" => {
                    errors.push(diagnostic_text(&event["diagnostic"]))
                }
                _ => {}
            }
        }
        if !output.status.success() {
            bail!(
                "apply failed:\n{}\n{}",
                errors.join("\n"),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        planned.sort();
        Ok(Self(planned))
    }

    /// Returns the planned action of the resource, or `""` if there is none.
    pub(crate) fn action(&self, address: &str) -> &str {
        self.0
            .iter()
            .find(|(planned, _)| planned == address)
            .map_or("", |(_, action)| action)
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(address, _)| address.as_str())
    }
}

/// Sends a signal to a process by the system's command.
pub(crate) fn signal(name: &str, process: u32) -> Result<()> {
    let mut kill = Command::new("kill");
    let sent = kill
        .args([&format!("-{name}"), &process.to_string()])
        .output()?;
    ensure!(sent.status.success(), "{}", text_of(&sent));
    Ok(())
}

/// Returns a diagnostic of `-json` as a user reads it, without the frame.
pub(crate) fn diagnostic_text(diagnostic: &Json) -> String {
    let word = |name: &str| diagnostic[name].as_str().unwrap_or_default();
    let place = match (
        diagnostic["address"].as_str(),
        diagnostic.pointer("/snippet/code").and_then(Json::as_str),
    ) {
        (Some(address), Some(code)) => format!("  at {address}: {}\n", code.trim()),
        (None, Some(code)) => format!("  at {}\n", code.trim()),
        (Some(address), None) => format!("  at {address}\n"),
        (None, None) => String::new(),
    };
    let detail: String = word("detail")
        .lines()
        .map(|line| format!("  {line}\n"))
        .collect();
    format!("{}: {}\n{place}{detail}", word("severity"), word("summary"))
}

pub(crate) fn text_of(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Returns the attributes that a plan changes in a resource, imported or not.
pub(crate) fn changed_attributes(plan: &Json, address: &str) -> Result<Vec<String>> {
    let changes = plan["resource_changes"]
        .as_array()
        .context("the plan has no changes")?;
    let change = changes
        .iter()
        .find(|change| change["address"] == address)
        .with_context(|| format!("{address} is not in the plan"))?;
    let before = &change["change"]["before"];
    let after = &change["change"]["after"];
    let unknown = change["change"]["after_unknown"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let names = after
        .as_object()
        .map(|after| after.keys().cloned().collect::<Vec<_>>())
        .unwrap_or_default();
    Ok(names
        .into_iter()
        .chain(
            unknown
                .into_iter()
                .filter(|(_, unknown)| unknown == true)
                .map(|(name, _)| name),
        )
        .filter(|name| before.get(name) != after.get(name))
        .collect())
}
