//! The Terraform or OpenTofu on this machine, and the folder layout in which it looks for providers.

use std::env::consts::EXE_SUFFIX;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::SOURCE;
use super::host::environment;
use super::playground::temporary_folder;

/// As a macro, because `concat!` takes no constants.
macro_rules! where_to_get {
    () => {
        "Get Terraform (1.6 or newer) from developer.hashicorp.com/terraform/install, or OpenTofu from opentofu.org/docs/intro/install.\nOr say where it is: TF_CLI=/path/to/terraform."
    };
}

/// The hosts under which Terraform and OpenTofu look for the same provider.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// What is said where neither is there.
pub const HOW_TO_GET: &str = concat!(
    "Neither terraform nor tofu is on PATH, and one of them is needed.\n",
    where_to_get!()
);

const WHERE_TO_GET: &str = where_to_get!();

/// The oldest version that is tried, of either.
const OLDEST: (u32, u32) = (1, 6);

/// Which of the two a program is, and its version.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Product {
    name: String,
    version: String,
}

impl Product {
    /// Reads what the `version` command prints first: `Terraform v1.11.4`, `OpenTofu v1.12.0-beta1`.
    fn read(text: &str) -> Option<Self> {
        let (name, version) = text.lines().next()?.trim().split_once(" v")?;
        let product = Self {
            name: name.to_owned(),
            version: version.to_owned(),
        };
        product.major_and_minor().map(|_| product)
    }

    /// Reads what `program` prints of its version, and refuses what the provider was never tried with.
    fn accept(program: &Path, said: &str) -> Result<Self> {
        let program = program.display();
        let Some(product) = Self::read(said) else {
            bail!(
                "{program} is neither Terraform nor OpenTofu: its `version` command does not say so\n{WHERE_TO_GET}"
            );
        };
        if product.major_and_minor() < Some(OLDEST) {
            bail!("{program} is {product}, and 1.6 or newer is needed\n{WHERE_TO_GET}");
        }
        Ok(product)
    }

    fn major_and_minor(&self) -> Option<(u32, u32)> {
        let mut parts = self.version.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some((major, minor))
    }

    /// Returns the host under which the program looks for a provider whose source names none.
    pub(super) fn host(&self) -> &'static str {
        let [terraform, opentofu] = HOSTS;
        if self.name == "OpenTofu" {
            opentofu
        } else {
            terraform
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// A Terraform or OpenTofu program.
pub(super) struct Terraform {
    program: PathBuf,
    name: String,
}

impl Terraform {
    /// Finds `TF_CLI`, or `terraform` or `tofu` on PATH.
    pub(super) fn find() -> Result<Self> {
        Self::among(
            environment("TF_CLI").as_deref(),
            &environment("PATH").unwrap_or_default(),
        )
    }

    fn among(given: Option<&str>, path: &str) -> Result<Self> {
        match given.filter(|given| !given.is_empty()) {
            Some(given) => {
                let found = Self::called(Path::new(given), path)?;
                found.with_context(|| format!("TF_CLI names {given}, which is not a program here"))
            }
            None => {
                for name in ["terraform", "tofu"] {
                    if let Some(found) = Self::called(Path::new(name), path)? {
                        return Ok(found);
                    }
                }
                bail!(HOW_TO_GET)
            }
        }
    }

    /// Looks a bare name up on PATH. A path stands for itself, and is made absolute, because it is used in another folder.
    fn called(given: &Path, path: &str) -> Result<Option<Self>> {
        if given.components().count() > 1 {
            let program = std::path::absolute(given)?;
            let name = program.display().to_string();
            return Ok(program.is_file().then_some(Self { program, name }));
        }
        // An extension is put behind the name, whose own dots (`tofu-1.12.6`) begin none.
        let with_extension = format!("{}{EXE_SUFFIX}", given.display());
        let candidates = std::env::split_paths(path)
            .flat_map(|folder| [folder.join(&with_extension), folder.join(given)]);
        let name = given.display().to_string();
        Ok(candidates
            .into_iter()
            .find(|candidate| candidate.is_file())
            .map(|program| Self { program, name }))
    }

    /// Returns what a person types to run it: the name as it was given, or the whole path.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// Asks the program which one it is.
    ///
    /// # Errors
    /// Fails where it is neither Terraform nor OpenTofu, or older than 1.6.
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

    /// A command in `folder` that reads nothing of the user's configuration and asks nobody for newer versions.
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

/// Returns where a provider lies in a folder of providers: one path for each host.
pub(super) fn provider_paths(folder: &Path) -> [PathBuf; 2] {
    HOSTS.map(|host| provider_path(folder, host))
}

/// Returns where a provider of this host lies in a folder of providers.
pub(super) fn provider_path(folder: &Path, host: &str) -> PathBuf {
    let version = env!("CARGO_PKG_VERSION");
    let file = format!("terraform-provider-appservices_v{version}{EXE_SUFFIX}");
    folder
        .join(host)
        .join(SOURCE)
        .join(version)
        .join(platform())
        .join(file)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the name and the file of the program that is found among these, in two folders of a PATH.
    fn found(first: &[&str], second: &[&str], given: Option<&str>) -> String {
        let folders = [first, second].map(|names| {
            let folder = tempfile::tempdir().expect("a folder");
            for name in names {
                fs::write(folder.path().join(format!("{name}{EXE_SUFFIX}")), "").expect("a file");
            }
            folder
        });
        let path =
            std::env::join_paths(folders.iter().map(tempfile::TempDir::path)).expect("a PATH");
        match Terraform::among(given, path.to_str().expect("a text")) {
            Ok(found) => {
                let folder = folders
                    .iter()
                    .position(|folder| found.program.starts_with(folder.path()))
                    .expect("one of the folders");
                let file = found.program.file_name().expect("a name").to_string_lossy();
                format!(
                    "{} is {} of folder {folder}",
                    found.name(),
                    file.trim_end_matches(EXE_SUFFIX)
                )
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_program_is_called_as_it_was_given() {
        assert_eq!(
            found(&["tofu"], &["terraform"], None),
            "terraform is terraform of folder 1"
        );
        assert_eq!(
            found(&["tofu"], &["tofu"], Some("")),
            "tofu is tofu of folder 0"
        );
        assert_eq!(
            found(&["terraform"], &["tofu-1.12.6"], Some("tofu-1.12.6")),
            "tofu-1.12.6 is tofu-1.12.6 of folder 1"
        );
        assert_eq!(
            found(&["tofu-1.12"], &["tofu-1.12.6"], Some("tofu-1.12.6")),
            "tofu-1.12.6 is tofu-1.12.6 of folder 1"
        );
        assert_eq!(
            found(&["tofu-1.12"], &[], Some("tofu-1.12.6")),
            "TF_CLI names tofu-1.12.6, which is not a program here"
        );
        assert_eq!(found(&[], &[], None), HOW_TO_GET);
    }

    #[test]
    fn a_path_is_called_by_the_whole_path() {
        // The quickstart works in another folder than the one that a relative path starts from.
        let relative = "src/cli/terraform.rs";
        let found = Terraform::among(Some(relative), "").expect("this file");
        assert_eq!(
            found.program,
            std::path::absolute(relative).expect("a path")
        );
        assert_eq!(found.name(), found.program.display().to_string());
        let missing = Terraform::among(Some("./tofu-1.12.6"), "")
            .err()
            .expect("no such file");
        assert_eq!(
            missing.to_string(),
            "TF_CLI names ./tofu-1.12.6, which is not a program here"
        );
    }

    #[test]
    fn a_program_says_which_one_it_is() {
        for (said, product, host) in [
            (
                "Terraform v1.11.4\non linux_amd64\n",
                Some("Terraform 1.11.4"),
                HOSTS[0],
            ),
            (
                "OpenTofu v1.12.0-beta1\r\non windows_amd64\r\n",
                Some("OpenTofu 1.12.0-beta1"),
                HOSTS[1],
            ),
            (
                "Terraform v1.17.0-alpha20261101\n",
                Some("Terraform 1.17.0-alpha20261101"),
                HOSTS[0],
            ),
            ("ls (GNU coreutils) 9.4\n", None, ""),
            ("Terraform very new\n", None, ""),
            ("", None, ""),
        ] {
            let read = Product::read(said);
            assert_eq!(
                read.as_ref().map(ToString::to_string).as_deref(),
                product,
                "{said:?}"
            );
            assert_eq!(read.map_or("", |read| read.host()), host, "{said:?}");
        }
    }

    #[test]
    fn an_older_program_is_refused() {
        for (says, wanted) in [
            (
                "Terraform v1.5.7",
                "/opt/terraform is Terraform 1.5.7, and 1.6 or newer is needed",
            ),
            (
                "Terraform v0.15.5",
                "/opt/terraform is Terraform 0.15.5, and 1.6 or newer is needed",
            ),
            ("hello", "/opt/terraform is neither Terraform nor OpenTofu"),
            ("OpenTofu v1.6.0", ""),
            ("Terraform v2.0.0", ""),
        ] {
            let refused = Product::accept(Path::new("/opt/terraform"), says)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default();
            assert!(
                refused.starts_with(wanted) && refused.is_empty() == wanted.is_empty(),
                "{says}: {refused}"
            );
            assert!(
                refused.is_empty() || refused.contains("TF_CLI="),
                "{says}: {refused}"
            );
        }
    }
}
