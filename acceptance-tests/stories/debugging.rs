//! The provider under a debugger: one process for several runs.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::hcl::hcl;
use crate::terraform::{PROVIDER, Program};

pub(super) fn reattach(program: &Program) -> Result<()> {
    let mut provider = Running(
        Command::new(PROVIDER)
            .arg("--debug")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?,
    );
    // Held to the end: a provider whose output is closed cannot announce itself.
    let mut lines = BufReader::new(provider.0.stdout.take().context("it has an output")?).lines();
    let line = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains("TF_REATTACH_PROVIDERS="))
        .context("it does not say how to reattach")?;
    let value = line
        .split_once('=')
        .map_or("", |(_, value)| value)
        .trim_matches('\'')
        .to_owned();
    let mut workspace = program.workspace()?;
    // The process runs elsewhere, so the folder must not be relative.
    let data = workspace
        .path()
        .join("data")
        .display()
        .to_string()
        .replace('\\', "/");
    workspace.write(&hcl!("debugging/app.tf", FOLDER = data))?;
    workspace.set("TF_REATTACH_PROVIDERS", value);
    for _ in 0..2 {
        workspace.apply()?;
        workspace.expect_empty_plan("with a reattached provider")?;
        workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    }
    ensure!(
        provider.0.try_wait()?.is_none(),
        "Terraform ended a provider that is not its own"
    );
    Ok(())
}

/// A host that was killed closes the connection without a word. The provider ends, too.
#[cfg(unix)]
pub(super) fn orphan(_: &Program) -> Result<()> {
    let mut provider = Running(
        Command::new(PROVIDER)
            .env(
                "TF_PLUGIN_MAGIC_COOKIE",
                appservices_provider::plugin::MAGIC_COOKIE,
            )
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .env_remove("PLUGIN_CLIENT_CERT")
            .stdout(Stdio::piped())
            .spawn()?,
    );
    let mut output = BufReader::new(provider.0.stdout.take().context("it has an output")?);
    let mut line = String::new();
    output.read_line(&mut line)?;
    let fields: Vec<&str> = line.trim_end().split('|').collect();
    let ["1", "6", "unix", socket, "grpc", ""] = fields.as_slice() else {
        anyhow::bail!("the handshake is {line:?}")
    };
    let folder = std::path::Path::new(socket)
        .parent()
        .context("the socket lies in a folder")?
        .to_owned();
    // The host connects, and is gone at once.
    std::os::unix::net::UnixStream::connect(socket)?;
    // Its output ends when the process does.
    let mut rest = String::new();
    output.read_line(&mut rest)?;
    ensure!(
        provider.0.wait()?.success() && rest.is_empty(),
        "it ended badly, with {rest:?}"
    );
    ensure!(!folder.exists(), "{} is left behind", folder.display());
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn orphan(_: &Program) -> Result<()> {
    anyhow::bail!("the story needs Unix sockets, and is skipped without")
}

/// Ends with the story.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which the story has noticed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
