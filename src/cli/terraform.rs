//! The Terraform or OpenTofu on this machine, and the folder layout in which it looks for providers.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::SOURCE;
use super::host::environment;

/// The hosts under which Terraform and OpenTofu look for the same provider.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// What is said where neither is there.
pub const HOW_TO_GET: &str = "Neither terraform nor tofu is on PATH, and one of them is needed.\nGet Terraform (1.5 or newer) from developer.hashicorp.com/terraform/install, or OpenTofu from opentofu.org/docs/intro/install.\nOr say where it is: TF_CLI=/path/to/terraform.";

/// A Terraform or OpenTofu program.
pub(super) struct Terraform {
    pub(super) program: PathBuf,
}

impl Terraform {
    /// `TF_CLI`, or `terraform` or `tofu` on PATH.
    pub(super) fn find() -> Result<Self> {
        if let Some(program) = environment("TF_CLI").filter(|program| !program.is_empty()) {
            let program = PathBuf::from(program);
            return match on_path(&program) {
                Some(program) => Ok(Self { program }),
                None => bail!("TF_CLI names {}, which is not a program here", program.display()),
            };
        }
        match ["terraform", "tofu"].iter().find_map(|name| on_path(Path::new(name))) {
            Some(program) => Ok(Self { program }),
            None => bail!(HOW_TO_GET),
        }
    }

    /// The program's own name.
    pub(super) fn name(&self) -> String {
        self.program.file_stem().map_or_else(|| "terraform".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// A command in `folder` that reads nothing of the user's configuration and asks nobody for newer versions.
    pub(super) fn command(&self, folder: &Path, cli_config: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(folder).env("CHECKPOINT_DISABLE", "1").env("TF_CLI_CONFIG_FILE", cli_config).env("TF_IN_AUTOMATION", "1");
        let settings = ["TF_CLI_ARGS", "TF_WORKSPACE", "TF_DATA_DIR", "TF_REATTACH", "TF_VAR_", "APPSERVICES_", "MONGODB_", "MCLI_"];
        for (name, _) in std::env::vars_os() {
            if settings.iter().any(|setting| name.to_string_lossy().starts_with(setting)) {
                command.env_remove(name);
            }
        }
        command
    }
}

/// Where a provider lies in a folder of providers: one path for each host.
pub(super) fn provider_paths(folder: &Path) -> [PathBuf; 2] {
    let version = env!("CARGO_PKG_VERSION");
    let file = format!("terraform-provider-appservices_v{version}{}", std::env::consts::EXE_SUFFIX);
    HOSTS.map(|host| folder.join(host).join(SOURCE).join(version).join(platform()).join(&file))
}

/// This system in Go's words.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

/// This program's own file.
pub(super) fn own_program() -> Result<PathBuf> {
    std::env::current_exe().context("this program cannot find its own file")
}

fn on_path(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return program.is_file().then(|| program.to_owned());
    }
    let path = environment("PATH")?;
    let candidates = std::env::split_paths(&path).map(|folder| folder.join(program));
    candidates.flat_map(|path| [path.with_extension(std::env::consts::EXE_EXTENSION), path]).find(|path| path.is_file())
}
