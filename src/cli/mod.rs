//! The command line, and the only room that knows all others: it lends the provider its environment
//! and its local server.

#![warn(clippy::too_many_lines)]

mod emulate;
mod folder;
mod host;
mod install;
mod playground;
mod plugins;
mod product;
mod quickstart;
mod screen;
mod terraform;
#[cfg(test)]
mod tests;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use crate::appservices::AppServices;
use crate::plugin::{Host, ServeError, Serving, init_logging, serve};

pub use plugins::SOURCE;
#[doc(hidden)]
pub use product::HOW_TO_GET as HOW_TO_GET_TERRAFORM;

use screen::pasted;

/// Terraform and OpenTofu provider for MongoDB Atlas App Services.
///
/// Terraform starts this program by itself; by hand, try `quickstart`.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Serve any number of Terraform runs that find this process by TF_REATTACH_PROVIDERS, for use
    /// with a debugger.
    #[arg(long)]
    debug: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show in a minute what the provider does: plan, apply, find drift, heal it. No account
    /// needed.
    Quickstart(quickstart::Arguments),
    /// Serve the App Services Admin API on this machine.
    Emulate(emulate::Arguments),
    /// Put this program where `terraform init` and `tofu init` find it.
    Install(install::Arguments),
}

/// Runs the program with the arguments of its process.
///
/// # Errors
/// Returns what the user should read before the program ends with a failure.
pub fn run() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the async runtime does not start")?;
    let outcome = runtime.block_on(async {
        match arguments.command {
            None => serve_terraform(arguments.debug).await,
            Some(Command::Quickstart(arguments)) => quickstart::run(&arguments).await,
            Some(Command::Emulate(arguments)) => emulate::run(arguments).await,
            Some(Command::Install(arguments)) => install::run(&arguments),
        }
    });
    // Streams that a host left open must not hold up the end.
    runtime.shutdown_background();
    outcome
}

async fn serve_terraform(debug: bool) -> Result<()> {
    let host = Host::from_environment("appservices");
    init_logging(host.log_level.as_deref(), env!("CARGO_CRATE_NAME"));
    let serving = if debug {
        Serving::Debug {
            source: SOURCE.to_owned(),
        }
    } else {
        Serving::Plugin
    };
    let provider = AppServices::new(host::host());
    match serve(provider, &host, serving).await {
        Err(ServeError::NotStartedByTerraform) => {
            bail!("{}.\n{}", ServeError::NotStartedByTerraform, by_hand())
        }
        outcome => Ok(outcome?),
    }
}

/// Returns what a person can do with the program, which Terraform did not start.
fn by_hand() -> String {
    let program = plugins::own_program().map_or_else(
        |_| env!("CARGO_PKG_NAME").to_owned(),
        |program| pasted(&program),
    );
    format!(
        "By hand, try:\n  {program} quickstart   see it work, without an account\n  {program} --help       everything else"
    )
}
