//! The command `install`, which puts this program where plain `init` finds it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::NamedTempFile;

use super::host::environment;
use super::plugins::{SOURCE, own_program, provider_paths};
use super::screen::{pasted, say};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Replace a different program of the same version.
    #[arg(long)]
    force: bool,
}

/// Returns what to do about lock files.
fn lock_file_advice(plugins: &Path) -> String {
    format!(
        "Terraform remembers the checksums of programs in .terraform.lock.hcl. In each configuration that was initialised with the\nother one, add the checksum of this one and initialise again; OpenTofu takes the same arguments:\n\n  terraform providers lock -fs-mirror={} {SOURCE}\n  terraform init",
        pasted(plugins)
    )
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let program = own_program()?;
    let contents =
        fs::read(&program).with_context(|| format!("{} cannot be read", program.display()))?;
    let plugins = plugin_folder()?;
    let targets = provider_paths(&plugins);
    let other = |path: &&PathBuf| fs::read(path).is_ok_and(|there| there != contents);
    let replaced: Vec<_> = targets.iter().filter(other).collect();
    if let Some(path) = replaced.first()
        && !arguments.force
    {
        bail!(
            "a different program of version {} is installed already: {}\nTo replace it:\n\n  {} install --force\n\n{}",
            env!("CARGO_PKG_VERSION"),
            path.display(),
            pasted(&program),
            lock_file_advice(&plugins)
        );
    }
    for (product, target) in ["Terraform", "OpenTofu"].iter().zip(&targets) {
        place(&contents, target)?;
        say(format!("installed for {product}: {}", target.display()));
    }
    if !replaced.is_empty() {
        say(format!("\n{}", lock_file_advice(&plugins)));
    }
    let [installed, _] = targets;
    say(format!(
        "\nIn a configuration:\n\n  terraform {{\n    required_providers {{\n      appservices = {{\n        source  = \"{SOURCE}\"\n        version = \"{}\"\n      }}\n    }}\n  }}\n\nThen run `terraform init`, or `tofu init`. To run the provider by hand, call it by its path:\n\n  {} --help",
        env!("CARGO_PKG_VERSION"),
        pasted(&installed)
    ));
    Ok(())
}

/// Writes the program to a temporary file and moves it to its place, so that a Terraform that
/// starts it sees the old program or the new one.
///
/// The temporary file lies outside the folder of the target, because Terraform's checksum covers
/// all files in that folder. It is removed when anything fails.
pub(super) fn place(contents: &[u8], target: &Path) -> Result<()> {
    let folder = target.parent().context("the target has no folder")?;
    fs::create_dir_all(folder)
        .with_context(|| format!("{} cannot be created", folder.display()))?;
    let outside = folder.parent().unwrap_or(folder);
    let written = NamedTempFile::new_in(outside).and_then(|mut unfinished| {
        unfinished.write_all(contents)?;
        make_executable(unfinished.path())?;
        // A file that is open for writing cannot be run.
        unfinished
            .into_temp_path()
            .persist(target)
            .map_err(|refused| refused.error)
    });
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

/// Returns the user's folder of providers, where both Terraform and OpenTofu look.
fn plugin_folder() -> Result<PathBuf> {
    let (variable, below) = if cfg!(windows) {
        ("APPDATA", "terraform.d")
    } else {
        ("HOME", ".terraform.d")
    };
    let home = environment(variable).filter(|home| !home.is_empty());
    let home = home
        .with_context(|| format!("{variable} is not set, so the folder of providers is unknown"))?;
    Ok(PathBuf::from(home).join(below).join("plugins"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the paths of all files below a folder.
    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path());
        entries
            .flat_map(|path| {
                if path.is_dir() {
                    files_below(&path)
                } else {
                    vec![path]
                }
            })
            .collect()
    }

    #[test]
    fn the_program_is_placed_whole_or_not_at_all() {
        let plugins = tempfile::tempdir().expect("a folder");
        let target = provider_paths(plugins.path())[0].clone();
        place(b"one", &target).expect("it is written");
        place(b"two", &target).expect("it is replaced");
        assert_eq!(fs::read(&target).expect("a file"), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&target).expect("a file").permissions().mode() & 0o777,
                0o755
            );
        }
        assert_eq!(files_below(plugins.path()), std::slice::from_ref(&target));
        // A folder that is not empty cannot be replaced by a file.
        fs::remove_file(&target).expect("it goes");
        let inside = target.join("inside");
        fs::create_dir(&target)
            .and_then(|()| fs::write(&inside, ""))
            .expect("a folder in its place");
        let refused = format!(
            "{:#}",
            place(b"three", &target).expect_err("a folder is there")
        );
        assert!(refused.contains(&target.display().to_string()), "{refused}");
        assert_eq!(
            files_below(plugins.path()),
            [inside],
            "nothing unfinished is left"
        );
    }
}
