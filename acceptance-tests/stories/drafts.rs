//! Changes that wait in a draft until a deployment releases them.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::Value as Json;

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{Program, Workspace};

/// A server, and an app on it that is released by drafts.
struct Release<'a> {
    server: Server,
    workspace: Workspace<'a>,
}

impl<'a> Release<'a> {
    fn new(program: &'a Program) -> Result<Self> {
        Ok(Self {
            server: Server::start()?,
            workspace: program.workspace()?,
        })
    }

    fn write(&self, functions: &str, source: &str, value: u32) -> Result<()> {
        let release = hcl!(
            "drafts/release.tf",
            FUNCTIONS = functions,
            SOURCE = source,
            VALUE = value,
        );
        self.workspace.write(&(provider(&self.server) + &release))
    }

    fn app(&self) -> Result<String> {
        let apps = self.server.apps()?;
        let id = apps.first().context("there is no app")?["_id"].as_str();
        Ok(format!(
            "/groups/{LOCAL_PROJECT}/apps/{}",
            id.context("it has no id")?
        ))
    }

    fn list(&self, collection: &str) -> Result<Vec<Json>> {
        self.server.list(&format!("{}/{collection}", self.app()?))
    }

    /// Fails unless there are so many deployments and open drafts.
    fn expect(&self, when: &str, deployments: usize, drafts: usize) -> Result<()> {
        let found = (self.list("deployments")?.len(), self.list("drafts")?.len());
        ensure!(
            found == (deployments, drafts),
            "{when}, there are {found:?} deployments and drafts"
        );
        Ok(())
    }
}

/// Several changes are one deployment. What a run leaves in a draft, the next one releases.
pub(super) fn release(program: &Program) -> Result<()> {
    let release = Release::new(program)?;
    let workspace = &release.workspace;
    release.write(r#"["one", "two"]"#, "1", 1)?;
    workspace.apply()?;
    release.expect("after the first apply", 1, 0)?;
    workspace.expect_empty_plan("after the first apply")?;

    // A change that no trigger names waits in the draft, which is drift of the deployment.
    release.write(r#"["one", "two"]"#, "1", 2)?;
    workspace.apply()?;
    release.expect("after a change without a trigger", 1, 1)?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_deployment.d") == "update",
        "the draft is not drift: {planned:?}"
    );
    release.expect("after the next apply", 2, 0)?;
    workspace.expect_empty_plan("after the draft was deployed")?;

    // An apply that fails leaves the draft to the next one.
    release.write(r#"["one", "two", "three", "not a name"]"#, "2", 3)?;
    workspace.fail(&["apply", "-auto-approve", "-input=false", "-no-color"])?;
    release.expect("after an apply that failed", 2, 1)?;
    release.write(r#"["one", "three"]"#, "2", 3)?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_deployment.d") == "update",
        "another trigger does not change the deployment in place: {planned:?}"
    );
    release.expect("after its repetition", 3, 0)?;
    workspace.expect_empty_plan("after a function was removed")?;
    ensure!(
        release.list("functions")?.len() == 2,
        "there are other functions"
    );

    // Only a part is written, and the rest follows.
    release.write(r#"["one"]"#, "3", 4)?;
    let target = "-target=appservices_value.v";
    workspace.succeed(&["apply", "-auto-approve", "-input=false", target])?;
    release.expect("after an apply of one target", 3, 1)?;
    workspace.apply()?;
    release.expect("after the apply of the rest", 4, 0)?;
    workspace.expect_empty_plan("after the apply of the rest")?;

    // A draft of a process that has ended, which holds nothing of this one, is discarded.
    release.write(r#"["one"]"#, "3", 5)?;
    workspace.succeed(&["apply", "-auto-approve", "-input=false", target])?;
    release.expect("after another apply of one target", 4, 1)?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    ensure!(release.server.apps()?.is_empty(), "an app is left");
    Ok(())
}

/// A draft that another run of the same user has opened is named, and neither continued nor deployed.
pub(super) fn foreign(program: &Program) -> Result<()> {
    let mut release = Release::new(program)?;
    release.write(r#"["one"]"#, "1", 1)?;
    release.workspace.apply()?;
    let drafts = format!("{}/drafts", release.app()?);
    let made = release.server.send(&Request::post(drafts))?.body;
    let draft = made.unwrap_or_default()["_id"]
        .as_str()
        .context("an id")?
        .to_owned();
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];

    release.write(r#"["one"]"#, "1", 2)?;
    let refused = release.workspace.fail(&apply)?;
    for words in [&*draft, "draft_id", "Could not change the value"] {
        ensure!(refused.contains(words), "no {words:?} in\n{refused}");
    }
    // Without drafts, nothing that is written would go live.
    let file = release.workspace.path().join("main.tf");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, text.replace("draft       = true", ""))?;
    let refused = release.workspace.fail(&apply)?;
    for words in [&*draft, "do not go live"] {
        ensure!(refused.contains(words), "no {words:?} in\n{refused}");
    }
    let planned = release
        .workspace
        .run(&["plan", "-input=false", "-no-color"])?;
    let said = String::from_utf8_lossy(&planned.stdout).into_owned();
    ensure!(
        said.contains("Another draft is open"),
        "the plan does not name the draft:\n{said}"
    );

    // A draft that the environment names is continued.
    std::fs::write(&file, text)?;
    release.workspace.set("APPSERVICES_DRAFT_ID", draft);
    release.workspace.apply()?;
    release.workspace.apply()?;
    release.expect("after the draft was continued", 2, 0)?;
    release
        .workspace
        .expect_empty_plan("after the draft was continued")
}

/// Two apps of one configuration have a draft and a deployment each.
pub(super) fn two_apps(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let write = |first: u32, second: u32| {
        let two = hcl!("drafts/two_apps.tf", FIRST = first, SECOND = second);
        workspace.write(&(provider(&server) + &two))
    };
    let deployments = || -> Result<Vec<usize>> {
        let mut apps = server.apps()?;
        apps.sort_by_key(|app| app["name"].to_string());
        let ids = apps.iter().filter_map(|app| app["_id"].as_str());
        ids.map(|id| {
            let path = format!("/groups/{LOCAL_PROJECT}/apps/{id}");
            let drafts = server.list(&format!("{path}/drafts"))?;
            ensure!(drafts.is_empty(), "a draft is open: {drafts:?}");
            Ok(server.list(&format!("{path}/deployments"))?.len())
        })
        .collect()
    };
    write(1, 1)?;
    workspace.apply()?;
    ensure!(deployments()? == [1, 1], "{:?}", deployments()?);
    write(1, 2)?;
    workspace.apply()?;
    ensure!(deployments()? == [1, 2], "{:?}", deployments()?);
    workspace.expect_empty_plan("after one of two apps was released")?;
    workspace.succeed(&["destroy", "-auto-approve", "-input=false"])?;
    ensure!(server.apps()?.is_empty(), "an app is left");
    Ok(())
}

/// A run in another folder, by the same key, writes nothing into a draft that is not its own.
pub(super) fn two_runs(program: &Program) -> Result<()> {
    let release = Release::new(program)?;
    release.write(r#"["one"]"#, "1", 1)?;
    release.workspace.apply()?;
    release.write(r#"["one"]"#, "1", 2)?;
    let target = "-target=appservices_value.v";
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    release
        .workspace
        .succeed(&[&apply[..], &[target]].concat())?;
    release.expect("after half of a run", 1, 1)?;

    let beside = program.workspace()?;
    let path = release.app()?;
    let (_, app) = path.rsplit_once('/').context("a path")?;
    beside.write(&(provider(&release.server) + &hcl!("drafts/beside.tf", APP = app)))?;
    let refused = beside.fail(&apply)?;
    ensure!(refused.contains("draft_id"), "{refused}");
    release.expect("after the other run was refused", 1, 1)?;
    ensure!(
        release.list("functions")?.len() == 1,
        "the other run wrote into the draft"
    );
    // Once the first is released, the second has its turn.
    release.workspace.apply()?;
    release.expect("after the first run", 2, 0)?;
    beside.apply()?;
    release.expect("after the second run", 3, 0)?;
    beside.expect_empty_plan("beside another run")?;
    release.workspace.expect_empty_plan("beside another run")
}

/// A deployment that fails says why, keeps the draft, and taints nothing. The next run goes on.
pub(super) fn failing(program: &Program) -> Result<()> {
    let release = Release::new(program)?;
    let workspace = &release.workspace;
    let write = |value| -> Result<()> {
        release.write(r#"["one"]"#, "1", value)?;
        let file = workspace.path().join("main.tf");
        let text = std::fs::read_to_string(&file)? + &hcl!("drafts/from_secret.tf");
        Ok(std::fs::write(&file, text)?)
    };
    release.write(r#"["one"]"#, "1", 1)?;
    let app = "-target=appservices_app.a";
    workspace.succeed(&["apply", "-auto-approve", "-input=false", app])?;
    let secrets = format!("{}/secrets", release.app()?);
    let make = || -> Result<String> {
        let body = serde_json::json!({ "name": "made-elsewhere", "value": "hush" });
        let made = release
            .server
            .send(&Request::post(&*secrets).with_body(body))?;
        let made = made.body.unwrap_or_default();
        Ok(made["_id"].as_str().context("an id")?.to_owned())
    };
    // Secrets are live at once, so this one can go while a draft refers to it.
    let secret = make()?;
    write(1)?;
    let target = "-target=appservices_value.secret";
    workspace.succeed(&["apply", "-auto-approve", "-input=false", target])?;
    release.server.delete(&format!("{secrets}/{secret}"))?;
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    let refused = workspace.fail(&apply)?;
    ensure!(refused.contains("'made-elsewhere' does"), "{refused}");
    release.expect("after the failure", 1, 1)?;
    make()?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_deployment.d") == "create",
        "the deployment is tainted: {planned:?}"
    );
    release.expect("after the repetition", 2, 0)?;
    workspace.expect_empty_plan("after the repetition")
}

/// Returns the provider block of those whose changes wait in drafts.
fn provider(server: &Server) -> String {
    let (url, project) = (&server.url, LOCAL_PROJECT);
    hcl!("drafts/provider.tf", URL = url, PROJECT = project) + "\n"
}
