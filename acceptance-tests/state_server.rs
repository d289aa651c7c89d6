//! A server that keeps one state, for Terraform's backend `http`, which saves seldom during an apply.

use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

use crate::proxy::Message;

/// A running server. It ends when it is dropped.
pub(crate) struct StateServer {
    pub(crate) url: String,
    ended: Arc<AtomicBool>,
}

impl StateServer {
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let ended = Arc::new(AtomicBool::new(false));
        let has_ended = Arc::clone(&ended);
        let state = Arc::new(Mutex::new(Vec::new()));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if has_ended.load(Ordering::Relaxed) {
                    break;
                }
                let state = Arc::clone(&state);
                // A connection that breaks is the client's to notice.
                std::thread::spawn(move || serve(client, &state).ok());
            }
        });
        Ok(Self { url, ended })
    }
}

impl Drop for StateServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

/// Answers the requests of one connection: GET gives the state, POST replaces it.
fn serve(stream: TcpStream, state: &Mutex<Vec<u8>>) -> Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Message::read(&mut reader)? {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if request.first.starts_with("POST") {
            *state = request.body;
        }
        let status = if state.is_empty() {
            "404 Not Found"
        } else {
            "200 OK"
        };
        let answer = Message {
            first: format!("HTTP/1.1 {status}"),
            headers: Vec::new(),
            body: state.clone(),
        };
        writer.write_all(&answer.bytes())?;
    }
    Ok(())
}
