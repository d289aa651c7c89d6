//! The Terraform or OpenTofu on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::folder::temporary_folder;
use super::host::environment;
use super::product::{HOW_TO_GET, Product};

/// A Terraform or OpenTofu program.
pub(super) struct Terraform {
    program: PathBuf,
    name: String,
}

impl Terraform {
    /// Finds the program that `TF_CLI` names, or `terraform` or `tofu` on PATH.
    ///
    /// # Errors
    /// Reports that there is none, and where to get one.
    pub(super) fn find() -> Result<Self> {
        Self::among(
            environment("TF_CLI").as_deref(),
            &environment("PATH").unwrap_or_default(),
            &std::env::current_dir().unwrap_or_default(),
        )
    }

    fn among(given: Option<&str>, path: &str, current: &Path) -> Result<Self> {
        match given.filter(|given| !given.is_empty()) {
            Some(given) => Self::called(given, path, current)
                .with_context(|| format!("TF_CLI names {given}, which is not a program here")),
            None => ["terraform", "tofu"]
                .iter()
                .find_map(|name| Self::called(name, path, current))
                .context(HOW_TO_GET),
        }
    }

    /// Looks up a bare name on PATH. A path is relative to the current folder and becomes absolute,
    /// because the program is started in another folder.
    fn called(given: &str, path: &str, current: &Path) -> Option<Self> {
        let found = which::which_in(given, Some(path), current).ok()?;
        let program = std::path::absolute(found).ok()?;
        let is_path = Path::new(given).components().count() > 1;
        let name = if is_path {
            program.display().to_string()
        } else {
            given.to_owned()
        };
        Some(Self { program, name })
    }

    /// Returns what a person types to run the program: the name as it was given, or the absolute
    /// path.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// Asks the program for its product and version.
    ///
    /// # Errors
    /// Fails for a program that is neither Terraform nor OpenTofu, or older than 1.6.
    pub(super) fn identify(&self) -> Result<Product> {
        let folder = temporary_folder()?;
        let cli_config = folder.path().join("empty.tfrc");
        fs::write(&cli_config, "")
            .with_context(|| format!("{} cannot be written", cli_config.display()))?;
        let started = self
            .command(folder.path(), &cli_config)
            .arg("version")
            .output();
        let output =
            started.with_context(|| format!("{} cannot be started", self.program.display()))?;
        Product::accept(&self.program, &String::from_utf8_lossy(&output.stdout))
    }

    /// Returns a command in `folder` that reads nothing of the user's configuration and asks no
    /// server for newer versions.
    pub(super) fn command(&self, folder: &Path, cli_config: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(folder)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_CLI_CONFIG_FILE", cli_config)
            .env("TF_IN_AUTOMATION", "1");
        let settings = [
            "TF_CLI_ARGS",
            "TF_WORKSPACE",
            "TF_DATA_DIR",
            "TF_REATTACH",
            "TF_VAR_",
            "APPSERVICES_",
            "MONGODB_",
            "MCLI_",
        ];
        for (name, _) in std::env::vars_os() {
            if settings
                .iter()
                .any(|setting| name.to_string_lossy().starts_with(setting))
            {
                command.env_remove(name);
            }
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use std::env::consts::EXE_SUFFIX;

    use super::*;

    /// Creates an empty program.
    fn program(folder: &Path, name: &str) -> PathBuf {
        let file = folder.join(format!("{name}{EXE_SUFFIX}"));
        fs::write(&file, "").expect("a file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
        file
    }

    /// Returns the name and the file of the program that is found among these, in two folders of a
    /// PATH.
    fn found(first: &[&str], second: &[&str], given: Option<&str>) -> String {
        let folders = [first, second].map(|names| {
            let folder = tempfile::tempdir().expect("a folder");
            for name in names {
                program(folder.path(), name);
            }
            folder
        });
        let path =
            std::env::join_paths(folders.iter().map(tempfile::TempDir::path)).expect("a PATH");
        let path = path.to_str().expect("a text");
        match Terraform::among(given, path, Path::new("/")) {
            Ok(found) => {
                let folder = folders
                    .iter()
                    .position(|folder| found.program.starts_with(folder.path()))
                    .expect("one of the folders");
                let file = found.program.file_name().expect("a name").to_string_lossy();
                let file = file.trim_end_matches(EXE_SUFFIX);
                format!("{} is {file} of folder {folder}", found.name())
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_program_is_called_as_it_was_given() {
        for (first, second, given, wanted) in [
            (
                "tofu",
                "terraform",
                None,
                "terraform is terraform of folder 1",
            ),
            ("tofu", "tofu", Some(""), "tofu is tofu of folder 0"),
            (
                "terraform",
                "tofu-1.12.6",
                Some("tofu-1.12.6"),
                "tofu-1.12.6 is tofu-1.12.6 of folder 1",
            ),
            (
                "tofu-1.12",
                "tofu-1.12.6",
                Some("tofu-1.12.6"),
                "tofu-1.12.6 is tofu-1.12.6 of folder 1",
            ),
            (
                "tofu-1.12",
                "terraform",
                Some("tofu-1.12.6"),
                "TF_CLI names tofu-1.12.6, which is not a program here",
            ),
            ("ls", "rm", None, HOW_TO_GET),
        ] {
            assert_eq!(found(&[first], &[second], given), wanted);
        }
    }

    #[test]
    fn a_path_is_called_by_the_whole_path() {
        // The quickstart works in another folder than the one from which a relative path starts.
        let folder = tempfile::tempdir().expect("a folder");
        let wanted = program(folder.path(), "tofu-1.12.6");
        let found = Terraform::among(Some("./tofu-1.12.6"), "", folder.path());
        let found = found.expect("the program");
        assert_eq!(found.program, wanted);
        assert_eq!(found.name(), wanted.display().to_string());
        let missing = Terraform::among(Some("./tofu-1.12"), "", folder.path()).err();
        assert_eq!(
            missing.map(|error| error.to_string()).as_deref(),
            Some("TF_CLI names ./tofu-1.12, which is not a program here")
        );
    }

    /// A folder or a text that has the name of a program.
    #[cfg(unix)]
    #[test]
    fn what_cannot_be_run_is_no_program() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("terraform"), "notes").expect("a file");
        fs::create_dir(folder.path().join("tofu")).expect("a folder");
        let path = folder.path().to_str().expect("a text");
        let refused = Terraform::among(None, path, folder.path()).err();
        assert_eq!(
            refused.map(|error| error.to_string()).as_deref(),
            Some(HOW_TO_GET)
        );
    }
}
