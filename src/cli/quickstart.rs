//! `quickstart`: the real Terraform over a local server, from an empty folder to healed drift.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::host::local_server;
use super::install::place;
use super::say;
use super::terraform::{Terraform, own_program, provider_paths};
use crate::admin_api::{BaseUrl, Client, Credentials, Method, Request, Secret};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder to work in. It must be empty, or left by an earlier quickstart. A new temporary one when left out.
    #[arg(long)]
    dir: Option<PathBuf>,
}

const CONFIGURATION: &str = include_str!("../../examples/quickstart/main.tf");
const CLI_CONFIGURATION: &str = "quickstart.tfrc";
/// The folder that the example's provider block names.
const DATA: &str = "appservices-data";

pub(super) async fn run(arguments: &Arguments) -> Result<()> {
    let terraform = Terraform::find()?;
    let folder = prepare(arguments.dir.as_deref())?;
    let name = terraform.name().to_owned();
    let mut run = Run { terraform, folder: folder.clone(), step: 0 };

    run.step("A configuration: an app, and one of everything that this provider manages in it");
    say(format!("  {}", folder.join("main.tf").display()));
    run.quietly(&["init", "-input=false"])?;

    run.step("Plan and apply it, on an Admin API that the provider serves itself from a folder");
    run.terraform(&["apply", "-auto-approve", "-input=false"], &[0])?;

    run.step("Nothing has changed, so a second plan is empty");
    run.terraform(&["plan", "-detailed-exitcode", "-input=false"], &[0])?;

    run.step("Now somebody changes things behind Terraform's back");
    for change in meddle(&folder.join(DATA)).await? {
        say(format!("  {change}"));
    }

    run.step("The next plan finds it");
    run.terraform(&["plan", "-detailed-exitcode", "-input=false", "-out=heal.tfplan"], &[2])?;

    run.step("Applying that plan heals it, and the next one is empty again");
    run.terraform(&["apply", "-input=false", "heal.tfplan"], &[0])?;
    run.terraform(&["plan", "-detailed-exitcode", "-input=false"], &[0])?;

    say(format!(
        "\nThat was the real {name}, with no account and no network. Go on from here:\n\n  cd {}\n  export TF_CLI_CONFIG_FILE=$PWD/{CLI_CONFIGURATION}\n\n  edit main.tf, then   {name} apply\n  see what is there    {name} state list; {name} state show appservices_endpoint.hello\n  clean up             {name} destroy\n\nFor your own configurations: terraform-provider-appservices install",
        folder.display()
    ));
    Ok(())
}

struct Run {
    terraform: Terraform,
    folder: PathBuf,
    step: u32,
}

impl Run {
    fn step(&mut self, what: &str) {
        self.step += 1;
        say(format!("\n== {}. {what}\n", self.step));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.terraform.command(&self.folder, &self.folder.join(CLI_CONFIGURATION));
        command.args(arguments);
        if !std::io::stdout().is_terminal() {
            command.arg("-no-color");
        }
        command
    }

    /// Runs Terraform before the user's eyes; any other exit code than the wanted is a failure.
    fn terraform(&self, arguments: &[&str], wanted: &[i32]) -> Result<()> {
        let line = format!("{} {}", self.terraform.name(), arguments.join(" "));
        say(format!("  $ {line}"));
        let status = self.command(arguments).status().with_context(|| format!("{line} cannot be started"))?;
        match status.code() {
            Some(code) if wanted.contains(&code) => Ok(()),
            _ => bail!("`{line}` ended with {status}, which it should not have\nThe folder is kept: {}", self.folder.display()),
        }
    }

    /// The same, showing what it prints only when it fails.
    fn quietly(&self, arguments: &[&str]) -> Result<()> {
        let line = format!("{} {}", self.terraform.name(), arguments.join(" "));
        say(format!("  $ {line}"));
        let output = self.command(arguments).output().with_context(|| format!("{line} cannot be started"))?;
        if !output.status.success() {
            bail!("`{line}` failed:\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }
}

/// A folder with the configuration, this program as the provider, and a CLI configuration that finds it there.
fn prepare(wanted: Option<&Path>) -> Result<PathBuf> {
    let folder = match wanted {
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            let foreign = fs::read_dir(folder)?.filter_map(Result::ok).next().is_some() && !folder.join(CLI_CONFIGURATION).exists();
            if foreign {
                bail!(
                    "{} is not empty, and its files would be mixed with the quickstart's\nGive --dir an empty folder, or none",
                    folder.display()
                );
            }
            fs::canonicalize(folder)?
        }
        None => tempfile::Builder::new().prefix("appservices-quickstart-").tempdir().context("there is no temporary folder")?.keep(),
    };
    // An earlier quickstart in the same folder starts over.
    for left in [".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"] {
        match fs::remove_file(folder.join(left)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{left} cannot be removed"));
            }
            _ => {}
        }
    }
    if folder.join(DATA).exists() {
        fs::remove_dir_all(folder.join(DATA)).context("the earlier quickstart's data cannot be removed")?;
    }
    let plugins = folder.join("plugins");
    let program = fs::read(own_program()?).context("this program cannot read its own file")?;
    for target in provider_paths(&plugins) {
        place(&program, &target)?;
    }
    let mirror = plugins.display().to_string().replace('\\', "/");
    fs::write(
        folder.join(CLI_CONFIGURATION),
        format!("provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"),
    )?;
    fs::write(folder.join("main.tf"), CONFIGURATION)?;
    Ok(folder)
}

/// Changes the app as somebody in the web console would, and says what was done.
async fn meddle(data: &Path) -> Result<Vec<String>> {
    let server = local_server(data.to_owned()).await.map_err(anyhow::Error::msg)?;
    let base_url = BaseUrl::parse(&server.url, false).map_err(anyhow::Error::msg)?;
    let client =
        Client::new(base_url, Credentials { public_key: server.public_key.clone(), private_key: Secret::new(&*server.private_key) });
    let apps = format!("/groups/{}/apps", server.project_id);
    let app = format!("{apps}/{}", id_of(&client, &apps, "shop").await?);
    let (keys, secrets) = (format!("{app}/api_keys"), format!("{app}/secrets"));
    let (key, secret) = (id_of(&client, &keys, "backend").await?, id_of(&client, &secrets, "webhookSecret").await?);
    let everywhere = serde_json::json!({ "address": "0.0.0.0/0", "comment": "just for a moment" });
    client.send(&Request::new(Method::Put, format!("{keys}/{key}/disable"))).await?;
    client.send(&Request::new(Method::Delete, format!("{secrets}/{secret}"))).await?;
    client.send(&Request::new(Method::Post, format!("{app}/security/access_list")).with_body(everywhere)).await?;
    Ok(vec![
        "the API key is disabled".to_owned(),
        "the secret is deleted".to_owned(),
        "the access list is opened to every address (0.0.0.0/0)".to_owned(),
    ])
}

async fn id_of(client: &Client, collection: &str, name: &str) -> Result<String> {
    let list = client.send(&Request::get(collection)).await?.body;
    let found = list.as_array().into_iter().flatten().find(|one| one["name"] == name);
    found.and_then(|one| one["_id"].as_str().map(str::to_owned)).with_context(|| format!("the quickstart's {name:?} is not there"))
}
