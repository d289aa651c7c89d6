//! `emulate`: the Admin API as a program of its own.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::say;
use crate::emulator::{Emulator, Options, Projects};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder that keeps the data. Without it nothing is kept.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The public part of the key that may log in.
    #[arg(long, default_value = "local")]
    public_key: String,
    /// The private part of the key that may log in.
    #[arg(long, default_value = "local")]
    private_key: String,
    /// The project that exists: 24 hexadecimal digits.
    #[arg(long, default_value = crate::emulator::LOCAL_PROJECT, value_parser = project_id)]
    project_id: String,
    /// Serve /_emulator as well: request log, faults and latency, for tests.
    #[arg(long)]
    control: bool,
}

pub(super) async fn run(arguments: Arguments) -> Result<()> {
    let Arguments { listen, data, public_key, private_key, project_id, control } = arguments;
    let options = Options { listen, data, public_key, private_key, projects: Projects::Only(project_id), control, ..Options::default() };
    let emulator = Emulator::start(options).await.context("the Admin API cannot be served")?;
    say(format!("listening on {}", emulator.url()));
    if !emulator.address().ip().is_loopback() {
        let warning = "warning: other machines can reach this server, over plain HTTP; --listen 127.0.0.1:0 keeps it to this one";
        drop(writeln!(std::io::stderr(), "{warning}"));
    }
    tokio::signal::ctrl_c().await.context("the interrupt signal cannot be waited for")?;
    emulator.stop().await;
    Ok(())
}

fn project_id(text: &str) -> Result<String, String> {
    let right = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if right { Ok(text.to_lowercase()) } else { Err("a project id has 24 hexadecimal digits".to_owned()) }
}
