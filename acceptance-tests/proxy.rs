//! A proxy between the provider and the server, which changes answers on their way back.

use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

/// Returns a new status and body for an answer, or `None` to pass the answer on unchanged.
pub(crate) type Rewrite = dyn Fn(&Exchange<'_>) -> Option<(u16, Json)> + Send + Sync;

/// A request and the server's answer to it.
#[derive(Clone, Copy)]
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// The body of the request; null without one.
    pub(crate) sent: &'a Json,
    /// The body of the answer; null without one.
    pub(crate) answer: &'a Json,
}

/// A running proxy; it ends when it is dropped.
pub(crate) struct Proxy {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    server: String,
    ended: AtomicBool,
    rewrite: Mutex<Arc<Rewrite>>,
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    /// Each request so far, as `METHOD path`.
    lines: Vec<String>,
}

/// How long a story waits for a request.
const SOON: Duration = Duration::from_secs(30);

impl Proxy {
    /// Starts a proxy before the server at this URL, which changes nothing yet.
    pub(crate) fn before(server: &str) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            server: server.trim_start_matches("http://").to_owned(),
            ended: AtomicBool::new(false),
            rewrite: Mutex::new(Arc::new(|_| None)),
            seen: Mutex::default(),
            changed: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.ended.load(Ordering::Relaxed) {
                    break;
                }
                let shared = Arc::clone(&accepting);
                // A connection that breaks is the client's to notice.
                std::thread::spawn(move || shared.serve(client).ok());
            }
        });
        Ok(Self { url, shared })
    }

    /// Changes answers with this function from now on.
    pub(crate) fn rewrite(
        &self,
        rewrite: impl Fn(&Exchange<'_>) -> Option<(u16, Json)> + Send + Sync + 'static,
    ) {
        *self
            .shared
            .rewrite
            .lock()
            .expect("no thread panics with it") = Arc::new(rewrite);
    }

    /// The requests that came since the last call, as `METHOD path`.
    pub(crate) fn take_lines(&self) -> Vec<String> {
        std::mem::take(
            &mut self
                .shared
                .seen
                .lock()
                .expect("no thread panics with it")
                .lines,
        )
    }

    /// Waits until a request of this method has come whose path ends so.
    pub(crate) fn until(&self, method: &str, end: &str) -> Result<()> {
        self.wait(
            |seen| {
                seen.lines
                    .iter()
                    .any(|line| line.starts_with(method) && line.ends_with(end))
            },
            "no such request came",
        )
    }

    fn wait(&self, wanted: impl Fn(&Seen) -> bool, why: &'static str) -> Result<()> {
        let seen = self.shared.seen.lock().expect("no thread panics with it");
        let (_seen, ended) = self
            .shared
            .changed
            .wait_timeout_while(seen, SOON, |seen| !wanted(seen))
            .expect("no thread panics with it");
        ensure!(!ended.timed_out(), why);
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().expect("no thread panics with it"));
        self.changed.notify_all();
    }

    fn serve(&self, mut client: TcpStream) -> Result<()> {
        let mut server = TcpStream::connect(&self.server)?;
        server.set_nodelay(true)?;
        let mut requests = BufReader::new(client.try_clone()?);
        let mut answers = BufReader::new(server.try_clone()?);
        while let Some(request) = Message::read(&mut requests)? {
            let mut words = request.first.split_whitespace();
            let method = words.next().unwrap_or_default();
            let path = words.next().unwrap_or_default();
            self.change(|seen| seen.lines.push(format!("{method} {path}")));
            server.write_all(&request.bytes())?;
            let answer = Message::read(&mut answers)?.context("the server answers")?;
            let json = |body: &[u8]| serde_json::from_slice(body).unwrap_or(Json::Null);
            let exchange = Exchange {
                method,
                path,
                sent: &json(&request.body),
                answer: &json(&answer.body),
            };
            let rewrite = Arc::clone(&self.rewrite.lock().expect("no thread panics with it"));
            let answer = match rewrite(&exchange) {
                Some((status, body)) => Message {
                    first: format!("HTTP/1.1 {status} Rewritten"),
                    body: body.to_string().into_bytes(),
                    ..answer
                },
                None => answer,
            };
            client.write_all(&answer.bytes())?;
        }
        Ok(())
    }
}

/// A request or an answer.
pub(crate) struct Message {
    pub(crate) first: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn read(reader: &mut impl std::io::BufRead) -> Result<Option<Self>> {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(None);
        }
        let mut headers = Vec::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim().to_owned();
            if line.is_empty() {
                break;
            }
            match line.to_ascii_lowercase().strip_prefix("content-length:") {
                Some(value) => length = value.trim().parse()?,
                None => headers.push(line),
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(Some(Self {
            first: first.trim().to_owned(),
            headers,
            body,
        }))
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.first);
        for header in &self.headers {
            text += &format!("{header}\r\n");
        }
        // An answer of status 204 has no body, and no length.
        if !self.first.contains(" 204 ") {
            text += &format!("content-length: {}\r\n", self.body.len());
        }
        [format!("{text}\r\n").as_bytes(), &self.body].concat()
    }
}
