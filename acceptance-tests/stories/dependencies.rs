//! The packages of functions: installed, changed outside of Terraform, imported, removed.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::{Value as Json, json};

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::Program;

pub(super) fn packages(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let write = |packages: &str| {
        let packages = hcl!("dependencies/packages.tf", PACKAGES = packages);
        workspace.write(&[server.provider(), hcl!("shared/app.tf"), packages].join("\n"))
    };
    write(r#"packages = { lodash = "^4.17.21", uuid = "9.0.1" }"#)?;
    workspace.apply()?;
    workspace.expect_empty_plan("after the packages were installed")?;
    let app = server.apps()?.first().context("there is no app")?["_id"].clone();
    let app = app.as_str().context("an id")?.to_owned();
    let path = format!("/groups/{LOCAL_PROJECT}/apps/{app}/dependencies");
    let installed = || -> Result<Json> {
        let body = server.send(&Request::get(path.clone()))?.body;
        Ok(body.unwrap_or_default()["dependencies_list"].clone())
    };
    let both =
        json!([{ "name": "lodash", "version": "4.17.21" }, { "name": "uuid", "version": "9.0.1" }]);
    ensure!(installed()? == both, "other packages: {}", installed()?);

    // Another client takes a package out.
    let file = json!({ "dependencies": { "uuid": "9.0.1" } }).to_string();
    server.send(&Request::put(path.clone()).with_file("package.json", file))?;
    let planned = workspace.apply()?;
    ensure!(
        planned.action("appservices_dependencies.d") == "update",
        "the drift is not seen: {planned:?}"
    );
    ensure!(installed()? == both, "other packages: {}", installed()?);

    write(r#"package_json = jsonencode({ name = "shop", dependencies = { uuid = "9.0.2" } })"#)?;
    workspace.apply()?;
    workspace.expect_empty_plan("after a package.json was installed")?;
    workspace.succeed(&["state", "rm", "appservices_dependencies.d"])?;
    let id = format!("{LOCAL_PROJECT}/{app}");
    write(r#"packages = { uuid = "9.0.2" }"#)?;
    workspace.succeed(&["import", "-input=false", "appservices_dependencies.d", &id])?;
    workspace.expect_empty_plan("after the import")?;

    write(r#"package_json = "{}""#)?;
    let refused = workspace.fail(&["plan", "-input=false", "-no-color"])?;
    ensure!(refused.contains("no object `dependencies`"), "{refused}");

    workspace.write(&[server.provider(), hcl!("shared/app.tf")].join("\n"))?;
    workspace.apply()?;
    ensure!(
        installed()? == json!([]),
        "packages are left: {}",
        installed()?
    );
    Ok(())
}
