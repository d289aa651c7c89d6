//! `install`: puts this program where plain `init` finds it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::host::environment;
use super::terraform::{own_program, provider_paths};
use super::{SOURCE, say};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Replace a different program of the same version.
    #[arg(long)]
    force: bool,
}

const LOCK_FILE_ADVICE: &str = "Terraform remembers the checksums of programs in .terraform.lock.hcl. In each configuration that was initialised with the\nother one, remove the provider's block from that file and run `init` again.";

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let program = own_program()?;
    let contents = fs::read(&program).with_context(|| format!("{} cannot be read", program.display()))?;
    let targets = provider_paths(&plugin_folder()?);
    let other = |path: &&PathBuf| fs::read(path).is_ok_and(|there| there != contents);
    let replaced: Vec<_> = targets.iter().filter(other).collect();
    if let (Some(path), false) = (replaced.first(), arguments.force) {
        bail!(
            "a different program of version {} is installed already: {}\n{LOCK_FILE_ADVICE}\nTo replace it all the same: install --force",
            env!("CARGO_PKG_VERSION"),
            path.display()
        );
    }
    for target in &targets {
        place(&contents, target)?;
        say(format!("installed {}", target.display()));
    }
    if !replaced.is_empty() {
        say(format!("\n{LOCK_FILE_ADVICE}"));
    }
    say(format!(
        "\nIn a configuration:\n\n  terraform {{\n    required_providers {{\n      appservices = {{\n        source  = \"{SOURCE}\"\n        version = \"{}\"\n      }}\n    }}\n  }}\n\nThen run `terraform init`, or `tofu init`.",
        env!("CARGO_PKG_VERSION")
    ));
    Ok(())
}

/// Writes the program beside its place and moves it there: a run of Terraform that is starting it sees one or the other.
pub(super) fn place(contents: &[u8], target: &Path) -> Result<()> {
    let folder = target.parent().context("the target has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let unfinished = target.with_extension(format!("{}.new", std::process::id()));
    let written =
        fs::write(&unfinished, contents).and_then(|()| make_executable(&unfinished)).and_then(|()| fs::rename(&unfinished, target));
    written.with_context(|| format!("{} cannot be written", target.display()))
}

#[cfg(unix)]
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The user's folder of providers, which Terraform and OpenTofu both look into.
fn plugin_folder() -> Result<PathBuf> {
    let (variable, below) = if cfg!(windows) { ("APPDATA", "terraform.d") } else { ("HOME", ".terraform.d") };
    let home = environment(variable).filter(|home| !home.is_empty());
    let home = home.with_context(|| format!("{variable} is not set, so there is no place to install to"))?;
    Ok(PathBuf::from(home).join(below).join("plugins"))
}
