//! A whole `main`.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

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
    let outcome = runtime.block_on(serve(Arc::new(provider), &host, serving));
    // A stream that a host left open must not delay the end.
    runtime.shutdown_background();
    outcome.map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS)
}

fn failed(error: &ServeError) -> ExitCode {
    // Nothing can be done when nobody reads any more.
    let _ = writeln!(std::io::stderr(), "Error: {error}");
    ExitCode::FAILURE
}
