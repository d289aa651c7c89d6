//! An HTTP server whose every answer a test chooses, such as no honest server gives.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;

/// A server on a free loopback port. It ends when it is dropped.
pub(crate) struct FakeServer {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    heard: watch::Sender<Vec<Heard>>,
    ended: AtomicBool,
    answer: Box<dyn Fn(&Heard) -> Answer + Send + Sync>,
}

/// A request that arrived.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heard {
    pub(crate) method: String,
    /// The path below the Admin API's base, with its query.
    pub(crate) path: String,
    /// The header `user-agent`.
    pub(crate) agent: String,
    /// The header `authorization`.
    pub(crate) authorization: String,
    pub(crate) body: String,
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A status and a body.
    Is(u16, String),
    /// A status, a header line and a body.
    With(u16, String, String),
}

const BASE: &str = "/api/admin/v3.0";

/// How long a test waits for a request that must come.
const SOON: Duration = Duration::from_secs(20);

impl FakeServer {
    /// Starts a server that answers as `answer` says. Where `answer` gives status 0, a login
    /// succeeds.
    pub(crate) fn start(answer: impl Fn(&Heard) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            heard: watch::Sender::default(),
            ended: AtomicBool::new(false),
            answer: Box::new(answer),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.ended.load(Ordering::Relaxed) {
                    break;
                }
                let shared = Arc::clone(&accepting);
                std::thread::spawn(move || serve(&shared, stream.expect("a connection")));
            }
        });
        Self { url, shared }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the requests that arrived, without logins and looks for drafts.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.shared
            .heard
            .borrow()
            .iter()
            .filter(|heard| !heard.path.starts_with("/auth/") && !heard.is_about_drafts())
            .cloned()
            .collect()
    }

    /// Returns the requests that arrived, without logins and looks for drafts, each as `METHOD path`.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.heard().iter().map(Heard::line).collect()
    }

    /// Waits until a request of this line has arrived.
    pub(crate) async fn until(&self, line: &str) {
        let mut heard = self.shared.heard.subscribe();
        let arrived = heard.wait_for(|heard| heard.iter().any(|heard| heard.line() == line));
        let _ = tokio::time::timeout(SOON, arrived)
            .await
            .unwrap_or_else(|_| panic!("no {line} came"));
    }
}

impl Heard {
    /// Reports whether the request is the look for an open draft before the first write to an app.
    pub(crate) fn is_about_drafts(&self) -> bool {
        self.method == "GET" && self.path.ends_with("/drafts")
    }

    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Answer {
    /// Returns a document with status 200.
    pub(crate) fn ok(body: impl ToString) -> Self {
        Self::Is(200, body.to_string())
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

/// Answers the requests of one connection until the client leaves.
fn serve(shared: &Shared, stream: TcpStream) {
    let mut writer = stream.try_clone().expect("a second handle");
    let mut reader = BufReader::new(stream);
    while let Some(heard) = read(&mut reader) {
        shared.heard.send_modify(|list| list.push(heard.clone()));
        let (status, header, body) = match (shared.answer)(&heard) {
            Answer::Is(0, _) if heard.path.starts_with("/auth/") => {
                (200, String::new(), LOGIN.to_owned())
            }
            Answer::Is(status, body) => (status, String::new(), body),
            Answer::With(status, header, body) => (status, format!("{header}\r\n"), body),
        };
        let length = if status == 204 {
            String::new()
        } else {
            format!("content-length: {}\r\n", body.len())
        };
        // The answer is written at once: the kernel would hold back a second piece until the first
        // is acknowledged.
        let answer = format!("HTTP/1.1 {status} Said\r\n{header}{length}\r\n{body}");
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

const LOGIN: &str = r#"{"access_token":"the-access-token","refresh_token":"the-refresh-token","user_id":"u","device_id":"d"}"#;

fn read(reader: &mut BufReader<TcpStream>) -> Option<Heard> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut words = first.split_whitespace();
    let method = words.next()?.to_owned();
    let path = words.next()?;
    let path = path.strip_prefix(BASE).unwrap_or(path).to_owned();
    let mut length = 0;
    let (mut agent, mut authorization) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok()?
            }
            Some((name, value)) if name.eq_ignore_ascii_case("user-agent") => {
                value.trim().clone_into(&mut agent)
            }
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                value.trim().clone_into(&mut authorization)
            }
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Heard {
        method,
        path,
        agent,
        authorization,
        body: String::from_utf8(body).ok()?,
    })
}
