//! Triggers that another provider has made become triggers of this one, by `moved` blocks.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::admin_api::Request;
use appservices_provider::emulator::LOCAL_PROJECT;
use serde_json::{Value as Json, json};

use crate::hcl::hcl;
use crate::server::Server;
use crate::terraform::{PROVIDER, Program};

/// A trigger of each kind keeps its object, under the addresses of Terraform's registry and of OpenTofu's.
pub(super) fn triggers(program: &Program) -> Result<()> {
    for host in ["registry.terraform.io", "registry.opentofu.org"] {
        of_host(program, host).with_context(|| host.to_owned())?;
    }
    Ok(())
}

fn of_host(program: &Program, host: &str) -> Result<()> {
    let server = Server::start()?;
    let workspace = program.workspace()?;
    // What stands in for the other provider is never called, but Terraform wants one.
    let stand_in = workspace.path().join("stand-in");
    fs::create_dir(&stand_in)?;
    let built = Path::new(PROVIDER).with_file_name("examples");
    fs::copy(
        built.join("terraform-provider-torture"),
        stand_in.join("terraform-provider-mongodbatlas"),
    )
    .context("build the examples first: cargo build --examples")?;
    let file = workspace.path().join("cli.tfrc");
    let source = format!("{host}/mongodb/mongodbatlas");
    let entry = format!(
        "dev_overrides {{\n    {source:?} = {:?}",
        stand_in.display().to_string()
    );
    let config = fs::read_to_string(&file)?;
    fs::write(&file, config.replacen("dev_overrides {", &entry, 1))?;

    let made = Made::on(&server)?;
    let configuration = hcl!(
        "moving/moved.tf",
        APP = made.app,
        FUNCTION = made.function,
        SERVICE = made.service,
    );
    let configuration = configuration.replace("\"mongodb/mongodbatlas\"", &format!("{source:?}"));
    fs::write(
        workspace.path().join("main.tf"),
        format!("{configuration}\n{}", server.provider()),
    )?;
    fs::write(
        workspace.path().join("terraform.tfstate"),
        made.state(&source).to_string(),
    )?;
    let planned = workspace.apply()?;
    let moved: Vec<&str> = planned.addresses().collect();
    let is_unchanged = |address: &&str| matches!(planned.action(address), "move" | "noop" | "");
    ensure!(
        moved.iter().all(is_unchanged),
        "more than a move: {planned:?}"
    );
    workspace.expect_empty_plan("after the move")?;
    let state = workspace.show(&[])?;
    let resources = state.pointer("/values/root_module/resources");
    let resources = resources.and_then(Json::as_array).context("resources")?;
    ensure!(
        resources.len() == 4
            && resources
                .iter()
                .all(|one| one["type"] == "appservices_trigger"),
        "the state has {resources:?}"
    );
    for one in resources {
        let id = one["values"]["id"].as_str().unwrap_or_default();
        ensure!(
            made.triggers.iter().any(|(_, made)| made == id),
            "{one} is another object"
        );
    }
    Ok(())
}

/// What is on the server.
struct Made {
    app: String,
    function: String,
    service: String,
    /// The label of each trigger, and its ID.
    triggers: Vec<(&'static str, String)>,
}

impl Made {
    fn on(server: &Server) -> Result<Self> {
        let make = |path: String, body: Json| -> Result<String> {
            let made = server.send(&Request::post(path).with_body(body))?.body;
            let made = made.unwrap_or_default();
            Ok(made["_id"].as_str().context("an id")?.to_owned())
        };
        let apps = format!("/groups/{LOCAL_PROJECT}/apps");
        let app = make(apps.clone(), json!({ "name": "a" }))?;
        let path = |collection: &str| format!("{apps}/{app}/{collection}");
        let function = make(path("functions"), json!({ "name": "f", "source": "1" }))?;
        let config = json!({ "clusterName": "Cluster0" });
        let service = json!({ "name": "mongodb-atlas", "type": "mongodb-atlas", "config": config });
        let service = make(path("services"), service)?;
        let schedule = json!({ "schedule": "0 9 * * *" });
        let bridge = json!({ "account_id": "012345678901", "region": "us-east-1" });
        let bridge = json!({ "AWS_EVENTBRIDGE": { "config": bridge } });
        let database = json!({
            "service_id": service, "database": "shop", "collection": "orders",
            "operation_types": ["INSERT", "UPDATE"], "full_document": true, "unordered": true,
            "match": { "updateDescription.updatedFields.status": "x" }, "project": { "operationType": 1 },
        });
        let login = json!({ "operation_type": "LOGIN", "providers": ["anon-user"] });
        let bodies = [
            (
                "db",
                json!({ "name": "dbt", "type": "DATABASE", "function_id": function, "config": database }),
            ),
            (
                "auth",
                json!({ "name": "autht", "type": "AUTHENTICATION", "function_id": function, "config": login }),
            ),
            (
                "sched",
                json!({ "name": "schedt", "type": "SCHEDULED", "function_id": function, "config": schedule }),
            ),
            (
                "aws",
                json!({ "name": "awst", "type": "SCHEDULED", "event_processors": bridge, "config": schedule }),
            ),
        ];
        let triggers = bodies
            .into_iter()
            .map(|(label, body)| Ok((label, make(path("triggers"), body)?)));
        let triggers = triggers.collect::<Result<_>>()?;
        Ok(Self {
            app,
            function,
            service,
            triggers,
        })
    }

    /// Returns a state as the Atlas provider writes it: what is unset is empty, false, or the text `null`.
    fn state(&self, source: &str) -> Json {
        let resources = self.triggers.iter().map(|(label, id)| {
            let mut attributes = json!({
                "app_id": self.app, "project_id": LOCAL_PROJECT, "trigger_id": id, "name": format!("{label}t"),
                "id": "unused", "disabled": false, "unordered": false, "function_id": self.function,
                "function_name": "f", "event_processors": [], "config_collection": "", "config_database": "",
                "config_full_document": false, "config_full_document_before": false, "config_match": "null",
                "config_operation_type": "", "config_operation_types": [], "config_project": "null",
                "config_providers": [], "config_schedule": "", "config_schedule_type": "", "config_service_id": "",
            });
            let own = match *label {
                "db" => json!({
                    "type": "DATABASE", "config_collection": "orders", "config_database": "shop",
                    "config_full_document": true, "unordered": true, "config_service_id": self.service,
                    "config_match": "{\"updateDescription.updatedFields.status\":\"x\"}",
                    "config_project": "{\"operationType\":1}", "config_operation_types": ["INSERT", "UPDATE"],
                }),
                "auth" => json!({
                    "type": "AUTHENTICATION", "config_operation_type": "LOGIN", "config_providers": ["anon-user"],
                }),
                "sched" => json!({ "type": "SCHEDULED", "config_schedule": "0 9 * * *", "config_schedule_type": "ADVANCED" }),
                _ => json!({
                    "type": "SCHEDULED", "config_schedule": "0 9 * * *", "function_id": "", "function_name": "",
                    "event_processors": [{ "aws_eventbridge": [{
                        "config_account_id": "012345678901", "config_region": "us-east-1",
                    }] }],
                }),
            };
            for (name, value) in own.as_object().into_iter().flatten() {
                attributes[name] = value.clone();
            }
            json!({
                "mode": "managed", "type": "mongodbatlas_event_trigger", "name": label,
                "provider": format!("provider[{source:?}]"),
                "instances": [{ "schema_version": 0, "attributes": attributes, "sensitive_attributes": [] }],
            })
        });
        json!({
            "version": 4, "terraform_version": "1.8.0", "serial": 1, "lineage": "a", "outputs": {},
            "resources": resources.collect::<Vec<_>>(),
        })
    }
}
