//! `emulate`: a server that a person starts, uses and ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::hcl::hcl;
use crate::terraform::{PROVIDER, Program, signal, text_of};

/// A running `emulate`.
struct Server {
    process: Child,
    address: String,
    /// The provider block that it printed.
    block: String,
    /// Kept open, like a terminal.
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start(folder: &Path) -> Result<Self> {
        let mut process = Command::new(PROVIDER)
            .args([
                "emulate",
                "--verbose",
                "--private-key",
                "a \"quoted\" ${key}",
                "--data",
            ])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(process.stdout.take().context("it has an output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let address = line
            .trim_end()
            .strip_prefix("listening on http://")
            .with_context(|| format!("the first line is {line:?}"))?
            .to_owned();
        let mut block = String::new();
        while line != "}\n" {
            line.clear();
            ensure!(
                output.read_line(&mut line)? > 0,
                "the output ends before the block does:\n{block}"
            );
            if !block.is_empty() || line.starts_with("provider ") {
                block.push_str(&line);
            }
        }
        Ok(Self {
            process,
            address,
            block,
            _output: output,
        })
    }

    /// Opens a connection that the server has accepted, because it has served a later one.
    fn connect(&self, request: &str) -> Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(request.as_bytes())?;
        let mut later = TcpStream::connect(&self.address)?;
        later.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        ensure!(
            rest(&mut later)?.starts_with("HTTP/1.1 200 "),
            "the root does not answer"
        );
        Ok(stream)
    }

    /// Ends the server as a supervisor does, while a request is half sent. Returns its stderr.
    fn terminate(mut self) -> Result<String> {
        let start = "{\"username\":\"local\",";
        let end = "\"apiKey\":\"a \\\"quoted\\\" ${key}\"}";
        let length = start.len() + end.len();
        let mut idle = self.connect("")?;
        let login = "/api/admin/v3.0/auth/providers/mongodb-cloud/login";
        let mut busy = self.connect(&format!(
            "POST {login} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{start}"
        ))?;
        signal("TERM", self.process.id())?;
        ensure!(
            rest(&mut idle)?.is_empty(),
            "an idle connection was answered"
        );
        busy.write_all(end.as_bytes())?;
        let answer = rest(&mut busy)?;
        ensure!(
            answer.starts_with("HTTP/1.1 200 "),
            "the request under way was answered {answer:?}"
        );
        let mut lines = String::new();
        self.process
            .stderr
            .take()
            .context("it has a stderr")?
            .read_to_string(&mut lines)?;
        let status = self.process.wait()?;
        ensure!(status.success(), "it ended with {status}:\n{lines}");
        Ok(lines)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless the story failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn rest(stream: &mut TcpStream) -> Result<String> {
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

pub(super) fn printed_block(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    let data = workspace.path().join("server");
    let secret = hcl!("emulate/secret.tf");
    let server = Server::start(&data)?;
    workspace.write(&format!("{}\n{secret}", server.block))?;
    workspace.apply()?;
    let lines = server.terminate()?;
    for wanted in [
        "POST /api/admin/v3.0/auth/providers/mongodb-cloud/login 200 ",
        "/secrets 201 ",
    ] {
        ensure!(lines.contains(wanted), "no line says {wanted:?}:\n{lines}");
    }
    for hidden in ["quoted", "hush-hush"] {
        ensure!(!lines.contains(hidden), "a line shows {hidden:?}:\n{lines}");
    }
    // The objects still exist after a restart at another port.
    let server = Server::start(&data)?;
    workspace.write(&format!("{}\n{secret}", server.block))?;
    workspace.expect_empty_plan("after a restart")?;
    server.terminate()?;
    Ok(())
}

/// A folder of the kernel is the only one in which root cannot write.
#[cfg(target_os = "linux")]
pub(super) fn read_only(_: &Program) -> Result<()> {
    let output = Command::new(PROVIDER)
        .args(["emulate", "--data", "/proc/self"])
        .output()?;
    let text = text_of(&output);
    ensure!(
        !output.status.success() && output.stdout.is_empty(),
        "it started in a read-only folder:\n{text}"
    );
    for wanted in ["/proc/self cannot be written to: ", "or use another folder"] {
        ensure!(text.contains(wanted), "{wanted:?} is not said:\n{text}");
    }
    Ok(())
}
