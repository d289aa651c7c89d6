//! The server of a story, in this process, with a client that changes objects outside of Terraform.

use anyhow::{Context as _, Result};
use appservices_provider::admin_api::{BaseUrl, Client, Credentials, Reply, Request, Secret};
use appservices_provider::emulator::{Emulator, FaultRule, LOCAL_PROJECT, LoggedRequest, Options};
use serde_json::Value as Json;
use tokio::runtime::Runtime;

use crate::hcl::hcl;

/// A running server with a client of its own.
pub(crate) struct Server {
    runtime: Runtime,
    emulator: Option<Emulator>,
    client: Client,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Result<Self> {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let emulator = runtime.block_on(Emulator::start(options))?;
        let url = emulator.url();
        let base_url = BaseUrl::parse(&url, false).map_err(anyhow::Error::msg)?;
        let client = Client::new(
            base_url,
            Credentials {
                public_key: "local".to_owned(),
                private_key: Secret::new("local"),
            },
        );
        Ok(Self {
            runtime,
            emulator: Some(emulator),
            client,
            url,
        })
    }

    /// The provider block for this server.
    pub(crate) fn provider(&self) -> String {
        hcl!("shared/server.tf", URL = self.url, PROJECT = LOCAL_PROJECT)
    }

    /// The provider block for this server, whose reads do not lag: nothing is waited for.
    pub(crate) fn provider_without_lag(&self) -> String {
        let provider = self.provider();
        provider.replace("base_url", "read_lag_seconds = 0\n  base_url")
    }

    /// Fails requests from now on, as `PUT /_emulator/faults` does.
    pub(crate) fn fail(&self, faults: &Json) -> Result<()> {
        let emulator = self.emulator.as_ref().context("it was stopped")?;
        emulator.set_faults(FaultRule::parse_all(&faults.to_string())?);
        Ok(())
    }

    /// Delays each answer from now on.
    pub(crate) fn delay(&self, latency: std::time::Duration) -> Result<()> {
        let emulator = self.emulator.as_ref().context("it was stopped")?;
        emulator.set_latency(latency);
        Ok(())
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Result<Vec<LoggedRequest>> {
        Ok(self.emulator.as_ref().context("it was stopped")?.requests())
    }

    pub(crate) fn send(&self, request: &Request) -> Result<Reply> {
        Ok(self.runtime.block_on(self.client.send(request))?)
    }

    pub(crate) fn list(&self, collection: &str) -> Result<Vec<Json>> {
        let request =
            Request::get(collection).with_query("product", "standard,atlas,data-api,device-sync");
        Ok(self
            .send(&request)?
            .body
            .unwrap_or_default()
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    pub(crate) fn delete(&self, path: &str) -> Result<()> {
        self.send(&Request::delete(path))?;
        Ok(())
    }

    /// The addresses that may use an app.
    pub(crate) fn access_list(&self, app: &str) -> Result<Vec<String>> {
        let request = Request::get(format!(
            "/groups/{LOCAL_PROJECT}/apps/{app}/security/access_list"
        ));
        let list = self.send(&request)?.body.unwrap_or_default()["allowed_ips"]
            .as_array()
            .cloned()
            .context("no list")?;
        Ok(list
            .iter()
            .filter_map(|entry| entry["address"].as_str().map(str::to_owned))
            .collect())
    }

    /// The project's apps.
    pub(crate) fn apps(&self) -> Result<Vec<Json>> {
        self.list(&format!("/groups/{LOCAL_PROJECT}/apps"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(emulator) = self.emulator.take() {
            self.runtime.block_on(emulator.stop());
        }
    }
}
