//! The command `quickstart`: the real Terraform over a local server, from an empty folder to healed
//! drift.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, bail};

use super::host::local_server;
use super::playground::{CLI_CONFIGURATION, DATA, PLAN, Playground};
use super::plugins::own_program;
use super::screen::{pasted, say};
use super::terraform::Terraform;
use crate::admin_api::{BaseUrl, Client, Credentials, Request, Secret};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder to work in and to leave for use. It must be new, empty, or left by an earlier
    /// quickstart. Without it, a temporary folder is used and removed.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Start over although main.tf was edited. The edited file, the state and the data are moved to
    /// a folder beside it.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(arguments: &Arguments) -> Result<()> {
    let terraform = Terraform::find()?;
    let product = terraform.identify()?;
    let playground =
        Playground::prepare(arguments.dir.as_deref(), arguments.force, product.host())?;
    let mut run = Run {
        terraform,
        folder: playground.path().to_owned(),
        step: 0,
        interrupted: interruption(),
    };
    say(format!("{product}: {}", run.terraform.program().display()));
    say(format!("The provider: {}", own_program()?.display()));
    if let Err(error) = run.story().await {
        if run.is_interrupted() && playground.is_temporary() {
            playground.clean_up()?;
            bail!("interrupted; the temporary folder is removed");
        }
        bail!(
            "{error:#}\nThe folder is kept: {}",
            playground.keep().display()
        );
    }
    let next = if playground.is_temporary() {
        anew()?
    } else {
        run.go_on()?
    };
    playground.clean_up()?;
    say(format!(
        "\nThat was the real {product}, with no account and no network. {next}"
    ));
    let install = format!("{} install", pasted(&own_program()?));
    say(format!(
        "\nTo use the provider in your own configurations:\n\n  {install}"
    ));
    Ok(())
}

/// Returns a flag that Ctrl-C sets. Terraform gets Ctrl-C, too, and ends by itself. Only then can
/// its folder be removed.
fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    interrupted
}

/// Returns what to do after a quickstart in a temporary folder.
fn anew() -> Result<String> {
    let program = pasted(&own_program()?);
    Ok(format!(
        "Its temporary folder is removed again.\nTo keep a folder and go on in it:\n\n  {program} quickstart --dir appservices-quickstart"
    ))
}

struct Run {
    terraform: Terraform,
    folder: PathBuf,
    step: u32,
    interrupted: Arc<AtomicBool>,
}

impl Run {
    async fn story(&mut self) -> Result<()> {
        self.step("A configuration: an app, and what this provider manages in it")?;
        say(format!("  {}", self.folder.join("main.tf").display()));
        self.quietly(&["init", "-input=false"])?;

        self.step(
            "Plan and apply it, on an Admin API that the provider serves itself from a folder",
        )?;
        self.terraform(&["apply", "-auto-approve", "-input=false"], &[0])?;

        self.step("Nothing has changed, so a second plan is empty")?;
        self.terraform(&["plan", "-detailed-exitcode", "-input=false"], &[0])?;

        self.step("Now somebody changes things behind Terraform's back")?;
        for change in meddle(&self.folder.join(DATA)).await? {
            say(format!("  {change}"));
        }

        self.step("The next plan finds it")?;
        self.terraform(
            &[
                "plan",
                "-detailed-exitcode",
                "-input=false",
                &format!("-out={PLAN}"),
            ],
            &[2],
        )?;

        self.step("Applying that plan heals it, and the next one is empty again")?;
        self.terraform(&["apply", "-input=false", PLAN], &[0])?;
        self.terraform(&["plan", "-detailed-exitcode", "-input=false"], &[0])
    }

    /// Returns what to do in the folder that the user named.
    fn go_on(&self) -> Result<String> {
        let folder = pasted(&self.folder);
        let name = pasted(Path::new(self.terraform.name()));
        let again = pasted(&own_program()?);
        Ok(format!(
            "Go on from here:\n\n  cd {folder}\n  export TF_CLI_CONFIG_FILE=$PWD/{CLI_CONFIGURATION}\n\n  edit main.tf, then   {name} apply\n  see what is there    {name} state list; {name} state show appservices_function.hello\n  destroy it           {name} destroy\n  start over           {again} quickstart --dir {folder}\n  remove everything    rm -r {folder}"
        ))
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    fn step(&mut self, what: &str) -> Result<()> {
        if self.is_interrupted() {
            bail!("interrupted");
        }
        self.step += 1;
        say(format!("\n== {}. {what}\n", self.step));
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self
            .terraform
            .command(&self.folder, &self.folder.join(CLI_CONFIGURATION));
        command.args(arguments);
        if !std::io::stdout().is_terminal() {
            command.arg("-no-color");
        }
        command
    }

    /// Runs Terraform on the user's terminal.
    ///
    /// # Errors
    /// Fails unless Terraform ends with one of the `wanted` exit codes.
    fn terraform(&self, arguments: &[&str], wanted: &[i32]) -> Result<()> {
        let line = format!("{} {}", self.terraform.name(), arguments.join(" "));
        say(format!("  $ {line}"));
        let status = self
            .command(arguments)
            .status()
            .with_context(|| format!("{line} cannot be started"))?;
        match status.code() {
            Some(code) if wanted.contains(&code) => Ok(()),
            _ => bail!("`{line}` ended with {status} and not as expected"),
        }
    }

    /// Runs Terraform without showing its output.
    ///
    /// # Errors
    /// Fails, with the output, unless Terraform succeeds.
    fn quietly(&self, arguments: &[&str]) -> Result<()> {
        let line = format!("{} {}", self.terraform.name(), arguments.join(" "));
        say(format!("  $ {line}"));
        let output = self
            .command(arguments)
            .output()
            .with_context(|| format!("{line} cannot be started"))?;
        if !output.status.success() {
            bail!(
                "`{line}` failed:\n{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    }
}

/// Changes the app as a person in the web console would, and returns what was changed.
async fn meddle(data: &Path) -> Result<Vec<String>> {
    let server = local_server(data.to_owned())
        .await
        .map_err(anyhow::Error::msg)?;
    let base_url = BaseUrl::parse(&server.url, false).map_err(anyhow::Error::msg)?;
    let client = Client::new(
        base_url,
        Credentials {
            public_key: server.public_key.clone(),
            private_key: Secret::new(&*server.private_key),
        },
    );
    let apps = format!("/groups/{}/apps", server.project_id);
    let app = format!("{apps}/{}", id_of(&client, &apps, "shop").await?);
    let keys = format!("{app}/api_keys");
    let key = id_of(&client, &keys, "backend").await?;
    let secrets = format!("{app}/secrets");
    let secret = id_of(&client, &secrets, "webhookSecret").await?;
    let everywhere = serde_json::json!({ "address": "0.0.0.0/0", "comment": "just for a moment" });
    for change in [
        Request::put(format!("{keys}/{key}/disable")),
        Request::delete(format!("{secrets}/{secret}")),
        Request::post(format!("{app}/security/access_list")).with_body(everywhere),
    ] {
        client.send(&change).await?;
    }
    Ok(vec![
        "the API key is disabled".to_owned(),
        "the secret is deleted".to_owned(),
        "the access list is opened to every address (0.0.0.0/0)".to_owned(),
    ])
}

async fn id_of(client: &Client, collection: &str, name: &str) -> Result<String> {
    let list = client
        .send(&Request::get(collection))
        .await?
        .body
        .unwrap_or_default();
    let found = list
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["name"] == name);
    found
        .and_then(|one| one["_id"].as_str().map(str::to_owned))
        .with_context(|| format!("the quickstart's {name:?} is not there"))
}
