//! Terraform or OpenTofu: the product and the version of a program.

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use super::plugins::HOSTS;

/// A macro, because `concat!` accepts no constants.
macro_rules! where_to_get {
    () => {
        "Get Terraform (1.6 or newer) from developer.hashicorp.com/terraform/install, or OpenTofu from opentofu.org/docs/intro/install.\nOr say where it is: TF_CLI=/path/to/terraform."
    };
}

/// Says what to do where neither Terraform nor OpenTofu is on PATH.
pub const HOW_TO_GET: &str = concat!(
    "Neither terraform nor tofu is on PATH, and one of them is needed.\n",
    where_to_get!()
);

const WHERE_TO_GET: &str = where_to_get!();

/// The oldest version of either product with which the provider is tested.
const OLDEST: (u32, u32) = (1, 6);

/// A program, Terraform or OpenTofu, and its version.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Product {
    name: String,
    version: String,
}

impl Product {
    /// Parses the first line of the output of `version`: `Terraform v1.11.4`, `OpenTofu
    /// v1.12.0-beta1`.
    fn read(text: &str) -> Option<Self> {
        let (name, version) = text.lines().next()?.trim().split_once(" v")?;
        let product = Self {
            name: name.to_owned(),
            version: version.to_owned(),
        };
        product.major_and_minor().map(|_| product)
    }

    /// Parses the output of the `version` command of `program`.
    ///
    /// # Errors
    /// Refuses a program that is neither Terraform nor OpenTofu, and a version with which the
    /// provider is not tested.
    pub(super) fn accept(program: &Path, said: &str) -> Result<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
