//! The programs that the stories run: which one each is, and what it can do.
//!
//! Terraform and OpenTofu have different version numbers, so a story names features and not a version.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

/// Which of the two a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Terraform,
    OpenTofu,
}

impl Product {
    const fn other(self) -> Self {
        match self {
            Self::Terraform => Self::OpenTofu,
            Self::OpenTofu => Self::Terraform,
        }
    }
}

/// Major and minor.
type Version = (u32, u32);

/// The oldest that any story runs with.
const OLDEST: Version = (1, 6);

/// A feature that not every program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    ImportForEach,
    MockProviders,
    /// Whole numbers of more than 64 bits: Terraform 1.6 loses their last digits between plan and apply, in its own resources, too.
    LargeIntegers,
    ProviderFunctions,
    /// `moved` blocks from one type to another.
    MovedTypes,
    EphemeralResources,
    WriteOnlyAttributes,
    ParallelTests,
    Identity,
    Query,
    Actions,
    StateEncryption,
    ProviderForEach,
    Exclude,
    Enabled,
    /// `destroy = false`, and a destruction that does not complain about what it forgets.
    Forgetting,
}

impl Feature {
    /// Returns the first version that has the feature, or `None` if no version has it.
    const fn since(self, product: Product) -> Option<Version> {
        let (terraform, opentofu) = match self {
            Self::ImportForEach => (Some((1, 7)), Some((1, 7))),
            Self::LargeIntegers => (Some((1, 8)), Some((1, 8))),
            Self::MovedTypes => (Some((1, 8)), Some((1, 9))),
            Self::MockProviders => (Some((1, 7)), Some((1, 8))),
            Self::ProviderFunctions => (Some((1, 8)), Some((1, 7))),
            Self::EphemeralResources => (Some((1, 10)), Some((1, 11))),
            Self::WriteOnlyAttributes => (Some((1, 11)), Some((1, 11))),
            Self::ParallelTests => (Some((1, 12)), None),
            Self::Identity => (Some((1, 12)), Some((1, 12))),
            Self::Query | Self::Actions => (Some((1, 14)), None),
            Self::StateEncryption => (None, Some((1, 7))),
            Self::ProviderForEach | Self::Exclude => (None, Some((1, 9))),
            Self::Enabled => (None, Some((1, 11))),
            Self::Forgetting => (None, Some((1, 12))),
        };
        match product {
            Product::Terraform => terraform,
            Product::OpenTofu => opentofu,
        }
    }
}

/// A Terraform or OpenTofu program.
pub(crate) struct Program {
    path: PathBuf,
    /// As the user gave it.
    pub(crate) name: String,
    product: Product,
    version_text: String,
    version: Version,
    brief: bool,
}

impl Program {
    /// Returns the program that `TF_CLI` names, or `terraform` and `tofu` as far as they are on PATH, and after it those that
    /// `TF_CLIS` lists.
    #[expect(clippy::disallowed_methods, reason = "people choose the programs so")]
    pub(crate) fn all() -> Result<Vec<Self>> {
        let mut programs = match std::env::var_os("TF_CLI").filter(|path| !path.is_empty()) {
            Some(path) => vec![
                Self::at(Path::new(&path)).context("TF_CLI names no program for the stories")?,
            ],
            None => ["terraform", "tofu"]
                .iter()
                .filter_map(|name| Self::at(Path::new(name)).ok())
                .collect(),
        };
        for path in std::env::split_paths(&std::env::var_os("TF_CLIS").unwrap_or_default())
            .filter(|path| !path.as_os_str().is_empty())
        {
            programs.push(
                Self::at(&path)
                    .context("TF_CLIS names something that is no program for the stories")?,
            );
        }
        Ok(programs)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Shortens the stories of many rounds.
    pub(crate) fn in_brief(self) -> Self {
        Self {
            brief: true,
            ..self
        }
    }

    pub(crate) fn is_brief(&self) -> bool {
        self.brief
    }

    /// Returns what the program says of itself: `Terraform 1.11.4`.
    pub(crate) fn label(&self) -> String {
        format!("{:?} {}", self.product, self.version_text)
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        feature
            .since(self.product)
            .is_some_and(|version| version <= self.version)
    }

    /// Returns the version that has the features, if this program lacks one of them: `needs 1.14`, `needs OpenTofu 1.9`.
    pub(crate) fn lacks(&self, features: &[Feature]) -> Option<String> {
        let lacking = || features.iter().filter(|feature| !self.has(**feature));
        let Some(since) = lacking()
            .map(|feature| feature.since(self.product))
            .collect::<Option<Vec<_>>>()
        else {
            // No version of this product has them, so the message names the other one.
            let other = self.product.other();
            let (major, minor) = lacking().filter_map(|feature| feature.since(other)).max()?;
            return Some(format!("needs {other:?} {major}.{minor}"));
        };
        since
            .into_iter()
            .max()
            .map(|(major, minor)| format!("needs {major}.{minor}"))
    }

    /// Returns the version that lacks the feature, if this program has it.
    pub(crate) fn having(&self, feature: Feature) -> Option<String> {
        let (major, minor) = feature.since(self.product)?;
        self.has(feature)
            .then(|| format!("needs one before {major}.{minor}"))
    }

    fn at(path: &Path) -> Result<Self> {
        // A story runs it in a folder of its own, where a relative path would lead elsewhere; a bare name is looked up on PATH.
        let program = if path.components().count() > 1 {
            std::path::absolute(path)?
        } else {
            path.to_owned()
        };
        let mut version = Command::new(&program);
        let output = version
            .arg("version")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .output();
        let output = output.with_context(|| format!("{} cannot be started", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Self::saying(path, program, &text)
            .with_context(|| format!("{} says of itself:\n{text}", path.display()))
    }

    /// Reads which program it is from what `version` prints.
    fn saying(given: &Path, path: PathBuf, text: &str) -> Result<Self> {
        let words = |product: Product| format!("{product:?} v");
        let found = [Product::Terraform, Product::OpenTofu]
            .into_iter()
            .find_map(|product| {
                text.lines()
                    .find_map(|line| Some((product, line.strip_prefix(&words(product))?.trim())))
            });
        let Some((product, version_text)) = found else {
            bail!("it is neither Terraform nor OpenTofu")
        };
        let mut numbers = version_text
            .split(['.', '-'])
            .map_while(|number| number.parse().ok());
        let version = numbers
            .next()
            .zip(numbers.next())
            .context("it does not print its version")?;
        ensure!(
            version >= OLDEST,
            "the stories need {}.{} or newer",
            OLDEST.0,
            OLDEST.1
        );
        Ok(Self {
            path,
            name: given.display().to_string(),
            product,
            version_text: version_text.to_owned(),
            version,
            brief: false,
        })
    }
}

/// The gates themselves, as a story because there is no other test in this program.
pub(crate) fn gates(_: &Program) -> Result<()> {
    use Feature::{
        Actions, Enabled, EphemeralResources, Exclude, Identity, ImportForEach, MockProviders,
        ParallelTests, ProviderForEach, ProviderFunctions, Query, WriteOnlyAttributes,
    };

    versions()?;
    lacks("Terraform v1.6.6", &[ImportForEach], "needs 1.7")?;
    lacks("OpenTofu v1.6.3", &[ImportForEach], "needs 1.7")?;
    lacks("Terraform v1.7.5", &[ProviderFunctions], "needs 1.8")?;
    lacks("OpenTofu v1.7.0", &[ProviderFunctions], "")?;
    lacks("Terraform v1.7.0", &[MockProviders], "")?;
    lacks("OpenTofu v1.7.9", &[MockProviders], "needs 1.8")?;
    lacks("Terraform v1.10.0", &[EphemeralResources], "")?;
    lacks("OpenTofu v1.10.9", &[EphemeralResources], "needs 1.11")?;
    lacks("Terraform v1.10.5", &[WriteOnlyAttributes], "needs 1.11")?;
    lacks("OpenTofu v1.11.0", &[WriteOnlyAttributes], "")?;
    lacks("Terraform v1.11.4", &[Identity], "needs 1.12")?;
    lacks("OpenTofu v1.12.0", &[Identity], "")?;
    lacks("Terraform v1.12.0", &[ParallelTests], "")?;
    lacks("OpenTofu v1.12.6", &[ParallelTests], "needs Terraform 1.12")?;
    lacks("Terraform v1.13.5", &[Query], "needs 1.14")?;
    lacks("OpenTofu v1.14.0", &[Query], "needs Terraform 1.14")?;
    lacks("OpenTofu v1.14.0", &[Actions], "needs Terraform 1.14")?;
    lacks("Terraform v1.17.0", &[Enabled], "needs OpenTofu 1.11")?;
    lacks("OpenTofu v1.9.0", &[Exclude], "")?;
    lacks(
        "Terraform v1.6.6",
        &[ProviderFunctions, WriteOnlyAttributes, EphemeralResources],
        "needs 1.11",
    )?;
    lacks("OpenTofu v1.8.2", &[ProviderForEach], "needs 1.9")?;
    has("Terraform v1.10.5", WriteOnlyAttributes, "")?;
    has(
        "Terraform v1.11.0",
        WriteOnlyAttributes,
        "needs one before 1.11",
    )?;
    has("OpenTofu v1.12.0", Query, "")?;
    Ok(())
}

/// Returns the program that prints this for its version.
fn saying(text: &str) -> Result<Program> {
    Program::saying(
        Path::new("./bin/tofu-1.12.6"),
        PathBuf::from("/bin/tofu-1.12.6"),
        text,
    )
}

fn lacks(program: &str, features: &[Feature], wanted: &str) -> Result<()> {
    let lacks = saying(program)?.lacks(features).unwrap_or_default();
    ensure!(
        lacks == wanted,
        "{program} and {features:?}: {lacks:?}, not {wanted:?}"
    );
    Ok(())
}

fn has(program: &str, feature: Feature, wanted: &str) -> Result<()> {
    let having = saying(program)?.having(feature).unwrap_or_default();
    ensure!(
        having == wanted,
        "{program} and no {feature:?}: {having:?}, not {wanted:?}"
    );
    Ok(())
}

fn versions() -> Result<()> {
    let said = |text: &str| {
        saying(text).map_or_else(|error| format!("{error:#}"), |program| program.label())
    };
    for (text, wanted) in [
        ("Terraform v1.11.4\non linux_amd64\n", "Terraform 1.11.4"),
        (
            "Terraform v1.17.0-alpha20260909\non linux_amd64\n\nYour version of Terraform is out of date!",
            "Terraform 1.17.0-alpha20260909",
        ),
        (
            "OpenTofu v1.6.3\non linux_amd64\n+ provider registry.opentofu.org/hashicorp/null v3.2.2\n",
            "OpenTofu 1.6.3",
        ),
        (
            "There are some problems with the CLI configuration:\n\nOpenTofu v1.12.6\non darwin_arm64\n",
            "OpenTofu 1.12.6",
        ),
        (
            "Terraform v1.5.7\non linux_amd64\n",
            "the stories need 1.6 or newer",
        ),
        ("Terraform vNext\n", "it does not print its version"),
        ("Packer v1.11.2\n", "it is neither Terraform nor OpenTofu"),
    ] {
        ensure!(
            said(text) == wanted,
            "{text:?} is understood as {:?}",
            said(text)
        );
    }
    ensure!(
        saying("OpenTofu v1.12.6\n")?.name == "./bin/tofu-1.12.6",
        "the program is not called as it was given"
    );
    Ok(())
}
