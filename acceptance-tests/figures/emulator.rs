//! What the Admin API server does in a second, with few objects and with many.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::{BaseUrl, Client, Credentials, Request, Secret};
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::json;

use super::process::memory;
use crate::terraform::PROVIDER;

/// How many requests are under way at once.
const CALLERS: usize = 16;

/// A server in a process of its own.
struct Process {
    child: Child,
    client: Client,
}

impl Process {
    fn start() -> Result<Self> {
        use std::io::BufRead as _;
        let mut child = Command::new(PROVIDER)
            .arg("emulate")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let output = child.stdout.take().context("it has an output")?;
        std::io::BufReader::new(output).read_line(&mut line)?;
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .context("the first line")?;
        let base_url = BaseUrl::parse(url, false).map_err(anyhow::Error::msg)?;
        let credentials = Credentials {
            public_key: "local".to_owned(),
            private_key: Secret::new("local"),
        };
        let client = Client::new(base_url, credentials);
        Ok(Self { child, client })
    }

    /// Sends so many requests, and returns how many there were in a second.
    async fn rate(
        &self,
        count: usize,
        request: impl Fn(usize) -> Request + Send + Sync + 'static,
    ) -> Result<f64> {
        let started = Instant::now();
        let next = Arc::new(AtomicUsize::new(0));
        let request = Arc::new(request);
        let callers = (0..CALLERS).map(|_| {
            let (client, next, request) =
                (self.client.clone(), Arc::clone(&next), Arc::clone(&request));
            tokio::spawn(async move {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return anyhow::Ok(());
                    }
                    client.send(&request(at)).await?;
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await??;
        }
        Ok(count as f64 / started.elapsed().as_secs_f64())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns creations and reads in a second, with few objects in the collection and with many, and the
/// memory with many.
pub(super) fn rates(many: usize) -> Result<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = Process::start()?;
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = Request::post(&*apps).with_body(json!({ "name": "a" }));
        let app = server.client.send(&app).await?.body.unwrap_or_default();
        let keys = format!("{apps}/{}/api_keys", app["_id"].as_str().context("an id")?);
        let path = keys.clone();
        let create = move |from: usize| {
            let path = path.clone();
            move |at: usize| Request::post(&*path).with_body(json!({ "name": format!("k{}", from + at) }))
        };
        server.rate(100, create(0)).await?;
        let list = server.client.send(&Request::get(&*keys)).await?.body.unwrap_or_default();
        let one = list[0]["_id"].as_str().context("an id")?.to_owned();
        let read = move |_: usize| Request::get(format!("{keys}/{one}"));
        let reads = server.rate(20_000, read.clone()).await?;
        let creates = server.rate(4_000, create(100)).await?;
        server.rate(many - 4_100, create(4_100)).await?;
        let later_reads = server.rate(20_000, read).await?;
        let later_creates = server.rate(4_000, create(many)).await?;
        let used = memory(server.child.id(), "VmRSS").unwrap_or(0.0);
        let measured = format!(
            "{creates:.0} creates/s, {reads:.0} reads/s; with {many}: {later_creates:.0}, {later_reads:.0}; {used:.0} MiB"
        );
        let is_good = creates >= 2_000.0
            && reads >= 10_000.0
            && later_creates >= creates / 2.0
            && later_reads >= reads / 2.0
            && used <= 200.0;
        ensure!(is_good, "{measured}");
        Ok(measured)
    })
}
