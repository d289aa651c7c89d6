//! What a person runs, and the one place that knows all rooms: it lends the provider its environment and its local server.

mod emulate;
mod host;
mod install;
mod playground;
mod quickstart;
mod terraform;
#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use crate::appservices::AppServices;
use crate::plugin::{Host, ServeError, Serving, init_logging, serve};

pub use terraform::HOW_TO_GET as HOW_TO_GET_TERRAFORM;

/// Where registries know the provider: `namespace/name`.
pub const SOURCE: &str = "atlas-appservices/appservices";

/// Terraform and OpenTofu provider for MongoDB Atlas App Services.
///
/// Terraform starts this program by itself; by hand, try `quickstart`.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Serve any number of Terraform runs that find this process by TF_REATTACH_PROVIDERS, for use with a debugger.
    #[arg(long)]
    debug: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show in a minute what the provider does: plan, apply, find drift, heal it. No account needed.
    Quickstart(quickstart::Arguments),
    /// Serve the App Services Admin API on this machine.
    Emulate(emulate::Arguments),
    /// Put this program where `terraform init` and `tofu init` find it.
    Install(install::Arguments),
}

/// Runs the program with the arguments of its process.
///
/// # Errors
/// Whatever the user should read before the program ends with a failure.
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
    let provider = Arc::new(AppServices::new(host::host()));
    match serve(provider, &host, serving).await {
        Err(ServeError::NotStartedByTerraform) => {
            bail!("{}.\n{}", ServeError::NotStartedByTerraform, by_hand())
        }
        outcome => Ok(outcome?),
    }
}

/// What a person can do with the program that Terraform did not start.
fn by_hand() -> String {
    let program = terraform::own_program().map_or_else(
        |_| env!("CARGO_PKG_NAME").to_owned(),
        |program| pasted(&program),
    );
    format!(
        "By hand, try:\n  {program} quickstart   see it work, without an account\n  {program} --help       everything else"
    )
}

/// Returns a path as a person pastes it into a shell: quoted where it must be.
fn pasted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain =
        |c: char| c.is_alphanumeric() || "/._-+:,@".contains(c) || (cfg!(windows) && c == '\\');
    match cfg!(windows) {
        _ if text.chars().all(plain) => text,
        true => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Prints a line for a person. Nothing can be done when nobody reads any more.
fn say(line: impl AsRef<str>) {
    drop(writeln!(std::io::stdout(), "{}", line.as_ref()));
}

#[cfg(all(test, unix))]
mod paths {
    use std::path::Path;

    #[test]
    fn are_quoted_where_a_shell_would_split_or_expand_them() {
        for (path, wanted) in [
            ("/opt/a-b_c.d/e+f@1:2,3", "/opt/a-b_c.d/e+f@1:2,3"),
            ("/home/zoë/shop", "/home/zoë/shop"),
            ("/my shop", "'/my shop'"),
            ("/a$b", "'/a$b'"),
            ("/it's", r"'/it'\''s'"),
            (r"/back\slash", r"'/back\slash'"),
        ] {
            assert_eq!(super::pasted(Path::new(path)), wanted);
        }
    }
}
