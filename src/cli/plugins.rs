//! The folder layout in which Terraform and OpenTofu look for providers.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The name of the provider in registries: `namespace/name`.
pub const SOURCE: &str = "atlas-appservices/appservices";

/// The hosts under which Terraform and OpenTofu look for the same provider.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// Returns the paths of a provider in a folder of providers, one for each host.
pub(super) fn provider_paths(folder: &Path) -> [PathBuf; 2] {
    HOSTS.map(|host| provider_path(folder, host))
}

/// Returns the path of a provider of this host in a folder of providers.
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

/// Returns this system's name in Go's words.
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

/// Returns this program's own file.
pub(super) fn own_program() -> Result<PathBuf> {
    std::env::current_exe().context("this program cannot find its own file")
}
