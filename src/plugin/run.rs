//! The whole `main` of a provider.

use std::io::Write as _;
use std::process::ExitCode;

use super::error::ServeError;
use super::host::Host;
use super::log;
use super::serve::{Serving, serve};
use crate::provider::Provider;

/// Turns a provider into a program: serves the host that started it, or with `--debug` any number
/// of runs that find it by `TF_REATTACH_PROVIDERS`. The source address is the one in
/// `required_providers`, `namespace/name`.
///
/// ```no_run
/// # use appservices_provider::{plugin, provider::Provider};
/// # fn example(provider: impl Provider) -> std::process::ExitCode {
/// plugin::run(provider, "example/files")
/// # }
/// ```
///
/// # The author's loop
///
/// While you write a provider, let Terraform start the debug build. Name the folder of the build in
/// a CLI configuration, and let `TF_CLI_CONFIG_FILE` name that file:
///
/// ```hcl
/// provider_installation {
///   dev_overrides {
///     "example/files" = "/home/me/files/target/debug"
///   }
///   direct {}
/// }
/// ```
///
/// From then on, two commands show a change. Terraform looks in the folder for a program
/// `terraform-provider-files`, asks no registry, and compares no checksum. Leave out `terraform init`
/// unless the configuration needs other providers or modules.
///
/// ```text
/// cargo build
/// terraform plan
/// ```
///
/// On two cores, after a change to `examples/files.rs`, `cargo build` takes 1.3 seconds and a plan
/// or an apply of one file 0.3 seconds. A change to this library costs 14 seconds. These lines in `Cargo.toml` keep the build fast and backtraces readable:
///
/// ```toml
/// [profile.dev]
/// debug = "line-tables-only"
/// ```
///
/// A debug build checks every plan and every result as Terraform core does, so that a mistake shows
/// before a user sees it. `cargo build --release` is for publishing, and takes minutes with
/// link-time optimization. A release is installed from a registry or a mirror by `terraform init`,
/// never by `dev_overrides`.
///
/// To set breakpoints, start the program in a debugger with `--debug` and run Terraform in a shell
/// with the variable that the program prints.
pub fn run<P: Provider>(provider: P, source: &str) -> ExitCode {
    let host = Host::from_environment(provider.name());
    // The crate of the provider's type is the provider's own.
    log::init(
        host.log_level.as_deref(),
        std::any::type_name::<P>()
            .split("::")
            .next()
            .unwrap_or_default(),
    );
    let debug = std::env::args()
        .skip(1)
        .any(|argument| argument.trim_start_matches('-') == "debug");
    let serving = if debug {
        Serving::Debug {
            source: source.to_owned(),
        }
    } else {
        Serving::Plugin
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&ServeError::Io(error)),
    };
    let outcome = runtime.block_on(serve(provider, &host, serving));
    // A stream that a host left open must not delay the end.
    runtime.shutdown_background();
    outcome.map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS)
}

fn failed(error: &ServeError) -> ExitCode {
    // Nothing can be done when nobody reads any more.
    let _ = writeln!(std::io::stderr(), "Error: {error}");
    ExitCode::FAILURE
}
