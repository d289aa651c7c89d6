//! Import ids, states and folders.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use appservices_provider::emulator::LOCAL_PROJECT;
use expect_test::{expect, expect_file};

use super::{app, check, settled};
use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{Program, Workspace};

pub(super) fn imports(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    let provider = server.provider();
    let secret = hcl!("bad_input/secret_of_no_app.tf");
    let provider = format!("{provider}\n{}\n", app());
    workspace.write(&provider)?;
    workspace.apply()?;
    let client_app_id = server.apps()?[0]["client_app_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    workspace.write(&format!("{provider}{secret}"))?;
    let mut printed = String::new();
    for id in [
        "",
        "key",
        "shop/key",
        "5f00000000000000000000ff/shop-abcde/key",
        &format!("{LOCAL_PROJECT}/shop-abcde/key"),
        &format!("{client_app_id}/key"),
        &client_app_id,
        &format!("{client_app_id}/"),
        "a/key",
    ] {
        let output = workspace.run(&[
            "import",
            "-input=false",
            "-no-color",
            "appservices_secret.s",
            id,
        ])?;
        ensure!(!output.status.success(), "{id:?} was imported");
        let text = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<_> = text
            .lines()
            .map(|line| line.trim_matches(['╷', '│', '╵', ' ']))
            .filter(|line| !line.is_empty())
            .collect();
        writeln!(
            printed,
            "{}\n",
            settled(&workspace, &lines.join("\n")).replace(&client_app_id, "APP")
        )?;
    }
    expect_file!["../hcl/bad_input/import_ids.txt"].assert_eq(&printed);
    Ok(())
}

pub(super) fn files(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&format!("{}\n{}", hcl!("shared/local.tf"), app()))?;
    workspace.apply()?;
    states(&workspace)?;
    folders(&workspace)
}

const PLAN: &[&str] = &["plan", "-json", "-input=false"];

/// States of a newer version, with another type, and lost ones.
fn states(workspace: &Workspace<'_>) -> Result<()> {
    // A state that a newer version wrote.
    let state = String::from_utf8(workspace.read("terraform.tfstate")?)?;
    let file = workspace.path().join("terraform.tfstate");
    std::fs::write(
        &file,
        state.replace("\"schema_version\": 0", "\"schema_version\": 7"),
    )?;
    check(
        workspace,
        PLAN,
        expect![[r#"
        error: Resource instance managed by newer provider version
          The current state of appservices_app.a was created by a newer provider version than is currently selected. Upgrade the appservices provider to work with this state.
    "#]],
    )?;
    std::fs::write(
        &file,
        state.replace(
            "\"deletion_protection\": false",
            "\"deletion_protection\": [1]",
        ),
    )?;
    check(
        workspace,
        PLAN,
        expect![[r#"
        error: State of appservices_app cannot be read
          at appservices_app.a: resource "appservices_app" "a" {
          In the stored state, deletion_protection: must be a bool, not an array.
          If it was edited by hand, undo that; otherwise please report this to the provider's developers.
    "#]],
    )?;
    // A run whose state was lost, over the folder of the one before.
    std::fs::remove_file(&file)?;
    check(
        workspace,
        &["apply", "-json", "-auto-approve", "-input=false"],
        expect![[r#"
        error: The app "a" exists already
          at appservices_app.a: name = "a"
          The project has the app "a" already.
          To manage it here:
            terraform import appservices_app.NAME '000000000000000000000001/ID'
          If a replacement is to take its place, the old one must be destroyed first: leave out create_before_destroy (in Pulumi, set deleteBeforeReplace).
          An earlier run may have left it in ./data: destroy what that run made, or use a fresh folder.
          Otherwise choose another name.
    "#]],
    )?;
    Ok(std::fs::write(&file, &state)?)
}

/// Folders that another process holds, that are damaged, or that cannot be.
fn folders(workspace: &Workspace<'_>) -> Result<()> {
    {
        let holder = rusqlite::Connection::open(workspace.path().join("data/appservices.sqlite"))?;
        holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")?;
        check(
            workspace,
            PLAN,
            expect![[r#"
                error: The local Admin API cannot be served
                  at provider["registry.terraform.io/atlas-appservices/appservices"]: local_path = "./data"
                  ./data/appservices.sqlite is locked by another process.
                  End the other process, or use another folder.
            "#]],
        )?;
    }
    let database = workspace.path().join("data/appservices.sqlite");
    std::fs::write(
        &database,
        "this is not a database, and longer than a hundred bytes so that it is read as one ......................................",
    )?;
    check(
        workspace,
        PLAN,
        expect![[r#"
        error: The local Admin API cannot be served
          at provider["registry.terraform.io/atlas-appservices/appservices"]: local_path = "./data"
          ./data/appservices.sqlite is not a file that this program wrote, or it is damaged (file is not a database).
          Use another folder, or remove the file if nothing in it is needed.
    "#]],
    )?;
    std::fs::remove_dir_all(workspace.path().join("data"))?;
    std::fs::write(
        workspace.path().join("data"),
        "a file where a folder should be",
    )?;
    check(
        workspace,
        PLAN,
        expect![[r#"
            error: The local Admin API cannot be served
              at provider["registry.terraform.io/atlas-appservices/appservices"]: local_path = "./data"
              the folder ./data cannot be made: File exists (os error 17).
              Use another folder.
        "#]],
    )?;
    Ok(())
}
