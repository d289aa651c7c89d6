//! `emulate`: the Admin API as a program of its own.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[cfg(unix)]
use anyhow::Context as _;
use anyhow::{Result, bail};

use super::host::explain;
use super::screen::{say, warn};
use crate::emulator::{Emulator, Observer, Options, Projects, Served};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Where to listen. Port 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder that keeps the data. Without it, the data is lost when the program ends.
    ///
    /// A folder that is new or empty becomes private (mode 0700, and a .gitignore for all of it).
    /// In a folder with other files, only the data file becomes private (mode 0600).
    #[arg(long)]
    data: Option<PathBuf>,
    /// The public part of the key that may log in.
    #[arg(long, default_value = "local")]
    public_key: String,
    /// The private part of the key that may log in.
    #[arg(long, default_value = "local")]
    private_key: String,
    /// The project that exists, as 24 hexadecimal digits.
    #[arg(long, default_value = crate::emulator::LOCAL_PROJECT, value_parser = project_id)]
    project_id: String,
    /// The name of the project, which only the public Atlas API shows.
    #[arg(long, default_value = "Local")]
    project_name: String,
    /// Serve /_emulator as well: a request log, faults and latency, for tests.
    #[arg(long)]
    control: bool,
    /// How long what takes time takes, in milliseconds: to link a cluster, to deploy a draft, to move
    /// an app.
    #[arg(long, default_value_t = 300)]
    job_time: u64,
    /// Write a line to stderr for every request: method, path, status, time. Bodies and keys are
    /// never shown.
    #[arg(long)]
    verbose: bool,
}

pub(super) async fn run(arguments: Arguments) -> Result<()> {
    let options = Options {
        listen: arguments.listen,
        data: arguments.data.clone(),
        public_key: arguments.public_key.clone(),
        private_key: arguments.private_key.clone(),
        projects: Projects::Only(arguments.project_id.clone()),
        project_name: arguments.project_name.clone(),
        control: arguments.control,
        job_time: Duration::from_millis(arguments.job_time),
        observer: arguments
            .verbose
            .then(|| -> Observer { Arc::new(|served| warn(&line_of(served))) }),
        ..Options::default()
    };
    let mut end = Signals::listen()?;
    let emulator = match Emulator::start(options).await {
        Ok(emulator) => emulator,
        Err(error) => bail!("the Admin API cannot be served: {}", explain(&error)),
    };
    say(format!("listening on {}", emulator.url()));
    say(introduction(&arguments, emulator.address()));
    if !emulator.address().ip().is_loopback() {
        warn(
            "warning: other machines can reach this server over plain HTTP; --listen 127.0.0.1:0 limits it to this one",
        );
    }
    end.wait().await;
    // A second signal ends the program without waiting for requests under way.
    tokio::select! {
        () = emulator.stop() => {}
        () = end.wait() => {}
    }
    Ok(())
}

/// Returns what a person needs to use the server, with a provider block to paste.
fn introduction(arguments: &Arguments, address: SocketAddr) -> String {
    let Arguments {
        public_key,
        private_key,
        project_id,
        ..
    } = arguments;
    let kept = match &arguments.data {
        Some(folder) => format!("Everything is kept in {}.", folder.display()),
        None => "Nothing is kept when this program ends; --data keeps it in a folder.".to_owned(),
    };
    // A server that listens on all addresses is reached at one of them.
    let ip = match address.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    let mut block = String::new();
    for (name, value) in [
        (
            "base_url",
            format!("http://{}", SocketAddr::new(ip, address.port())),
        ),
        ("public_key", public_key.clone()),
        ("private_key", private_key.clone()),
        ("project_id", project_id.clone()),
    ] {
        let _ = writeln!(block, "  {name:<11} = {}", quoted(&value));
    }
    if !ip.is_loopback() {
        block.push_str(
            "  # Plain HTTP to another machine must be allowed.\n  allow_insecure = true\n",
        );
    }
    format!(
        "Project {project_id}, key {public_key} / {private_key}. {kept}\n\nprovider \"appservices\" {{\n{block}}}\n"
    )
}

/// Returns a string literal in Terraform's language.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for (at, character) in text.char_indices() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            // Before a brace, these two begin a template.
            '$' | '%' if text[at + 1..].starts_with('{') => literal.extend([character, character]),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// Returns the line of a request. Characters that a terminal might take for a command are escaped.
fn line_of(served: &Served<'_>) -> String {
    let mut line = format!("{} ", served.method);
    for character in served.path.chars() {
        if character.is_ascii_graphic() {
            line.push(character);
        } else {
            line.extend(character.escape_unicode());
        }
    }
    let status = served
        .status
        .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let _ = write!(line, " {status} {:.1} ms", served.took.as_secs_f64() * 1e3);
    line
}

/// The signals that end the program: an interrupt and, on Unix, SIGTERM.
struct Signals {
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminated: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .context("the signal SIGTERM cannot be waited for")?,
        })
    }

    async fn wait(&mut self) {
        // A signal that cannot be waited for never comes.
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        #[cfg(unix)]
        tokio::select! {
            () = interrupted => {}
            _ = self.terminated.recv() => {}
        }
        #[cfg(not(unix))]
        interrupted.await;
    }
}

fn project_id(text: &str) -> Result<String, String> {
    let right = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if right {
        Ok(text.to_lowercase())
    } else {
        Err("a project id has 24 hexadecimal digits".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;
    use expect_test::expect;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn said(words: &[&str], address: &str) -> String {
        let line = Line::parse_from([&["emulate"], words].concat());
        introduction(&line.arguments, address.parse().expect("an address"))
    }

    #[test]
    fn a_block_to_paste_is_said() {
        expect![[r#"
            Project 000000000000000000000001, key local / local. Nothing is kept when this program ends; --data keeps it in a folder.

            provider "appservices" {
              base_url    = "http://127.0.0.1:8080"
              public_key  = "local"
              private_key = "local"
              project_id  = "000000000000000000000001"
            }
        "#]]
        .assert_eq(&said(&[], "127.0.0.1:8080"));
    }

    #[test]
    fn the_block_calls_a_server_on_all_addresses_at_one_of_them() {
        assert!(said(&[], "0.0.0.0:8080").contains("\"http://127.0.0.1:8080\""));
        assert!(said(&[], "[::]:8080").contains("\"http://127.0.0.1:8080\""));
        assert!(said(&[], "[::1]:8080").contains("\"http://[::1]:8080\""));
        assert!(!said(&[], "[::1]:8080").contains("allow_insecure"));
        let elsewhere = said(&["--data", "./data"], "192.0.2.7:8080");
        assert!(
            elsewhere.contains("\"http://192.0.2.7:8080\"")
                && elsewhere.contains("  allow_insecure = true\n}"),
            "{elsewhere}"
        );
        assert!(
            elsewhere.contains("Everything is kept in ./data."),
            "{elsewhere}"
        );
    }

    #[test]
    fn keys_are_quoted_as_terraform_reads_them() {
        for (text, literal) in [
            ("plain", r#""plain""#),
            (r#"a "b" \c"#, r#""a \"b\" \\c""#),
            ("${x} %{y} $x %d $", r#""$${x} %%{y} $x %d $""#),
            ("two\nlines\tand\r", r#""two\nlines\tand\r""#),
        ] {
            assert_eq!(quoted(text), literal);
        }
    }

    #[test]
    fn a_request_is_a_line_that_a_terminal_only_shows() {
        let served = |path, status| Served {
            method: "GET",
            path,
            status,
            took: Duration::from_micros(1250),
        };
        assert_eq!(
            line_of(&served("/a/b%20c", Some(200))),
            "GET /a/b%20c 200 1.2 ms"
        );
        assert_eq!(
            line_of(&served("/\u{202e}\u{1b}[31m", None)),
            "GET /\\u{202e}\\u{1b}[31m no answer 1.2 ms"
        );
    }
}
