//! The life of every resource in the registry, driven by its declaration: a new resource is covered by existing.
//!
//! Each step changes one attribute of every resource at once, so that the number of Terraform runs grows with the widest
//! resource and not with the number of resources.

use anyhow::{Context as _, Result, ensure};
use appservices_provider::appservices::{AttributeInfo, catalog};
use serde_json::Value as Json;

use crate::program::Feature;
use crate::report::Table;
use crate::server::Server;
use crate::subject::Subject;
use crate::terraform::{Program, Workspace, changed_attributes};
use crate::{Story, adoption};

pub(crate) const STORIES: &[Story] =
    &[Story::new("every resource: its whole life", whole_life).by_version()];

const COLUMNS: &[&str] = &[
    "create",
    "take out",
    "change",
    "replace",
    "import id",
    "import key",
    "import identity",
    "generate",
    "query",
    "drift",
    "disappear",
    "destroy",
];

/// What the resources under test stand on. `abroad` is another app with the same things in it, `listed` has an access list of
/// its own, so that the whole list and single entries do not meet.
const GROUND: &str = r#"
resource "appservices_app" "parent" { name = "parent" }
resource "appservices_app" "abroad" { name = "abroad" }
resource "appservices_app" "listed" { name = "listed" }
resource "appservices_app" "listed_abroad" { name = "listed-abroad" }

resource "appservices_function" "parent" {
  app_id = appservices_app.parent.id
  name   = "parent"
  source = "exports = () => 0;"
}

resource "appservices_function" "other" {
  app_id = appservices_app.parent.id
  name   = "other"
  source = "exports = () => 0;"
}

resource "appservices_function" "abroad" {
  app_id = appservices_app.abroad.id
  name   = "abroad"
  source = "exports = () => 0;"
}

resource "appservices_secret" "parent" {
  app_id = appservices_app.parent.id
  name   = "parent"
  value  = "ground"
}

resource "appservices_secret" "other" {
  app_id = appservices_app.parent.id
  name   = "other"
  value  = "ground"
}

resource "appservices_secret" "abroad" {
  app_id = appservices_app.abroad.id
  name   = "abroad"
  value  = "ground"
}
"#;

fn whole_life(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let mut life = Life {
        ground: format!("{}{GROUND}", server.provider()),
        server,
        workspace: program.workspace()?,
        program,
        subjects: catalog().into_iter().map(Subject::new).collect(),
        table: Table::new(
            program.label(),
            catalog().into_iter().map(|info| info.type_name).collect(),
            COLUMNS,
        ),
    };
    life.create()?;
    life.take_out()?;
    life.change()?;
    life.replace()?;
    life.import("import id", |subject, state| {
        Ok(format!("id = {:?}", subject.import_id(state)?))
    })?;
    life.import("import key", |subject, state| {
        Ok(format!("id = {:?}", subject.import_key(state)?))
    })?;
    life.import_by_identity()?;
    life.adopt()?;
    life.drift()?;
    life.disappear()?;
    life.destroy()?;
    life.table.finish()
}

struct Life<'a> {
    server: Server,
    program: &'a Program,
    workspace: Workspace<'a>,
    ground: String,
    subjects: Vec<Subject>,
    table: Table,
}

impl Life<'_> {
    fn configuration(&self) -> String {
        self.subjects
            .iter()
            .fold(self.ground.clone(), |text, subject| text + &subject.block())
    }

    fn mark(&mut self, column: &str, told: impl Fn(&Subject) -> bool) {
        for subject in self.subjects.clone() {
            self.table.mark(
                &subject.info.type_name,
                column,
                if told(&subject) { "ok" } else { "-" },
            );
        }
    }

    /// Applies the configuration and fails unless exactly the named resources go through `action`.
    fn expect(&self, what: &str, action: &str, changed: &[(String, &str)]) -> Result<()> {
        self.workspace.write(&self.configuration())?;
        if action == "replace" {
            self.workspace
                .plan()
                .with_context(|| format!("while showing that {changed:?} replace"))?;
        }
        let planned = self
            .workspace
            .apply()
            .with_context(|| format!("while {what}: {changed:?}"))?;
        for (address, attribute) in changed {
            ensure!(
                planned.action(address) == action,
                "{what} {attribute} of {address} planned {:?} and not {action}",
                planned.action(address)
            );
        }
        let others: Vec<_> = planned
            .addresses()
            .filter(|address| !changed.iter().any(|(wanted, _)| wanted == address))
            .collect();
        ensure!(
            others.is_empty(),
            "{what} {changed:?} also planned {others:?}"
        );
        Ok(())
    }

    fn create(&mut self) -> Result<()> {
        self.workspace.write(&self.configuration())?;
        // A plan that Terraform makes is not yet one that it can show.
        self.workspace
            .plan()
            .context("while showing what will be created")?;
        let planned = self
            .workspace
            .apply()
            .context("while creating everything")?;
        for subject in &self.subjects {
            ensure!(
                planned.action(&subject.address()) == "create",
                "{} was not created: {planned:?}",
                subject.address()
            );
        }
        self.workspace
            .expect_empty_plan("after creating everything")?;
        self.mark("create", |_| true);
        Ok(())
    }

    /// Takes each optional attribute out of the configuration: its default comes back, in place.
    fn take_out(&mut self) -> Result<()> {
        let optional = |subject: &Subject| -> Vec<AttributeInfo> {
            subject
                .updatable()
                .into_iter()
                .filter(|attr| {
                    !attr.required
                        && !attr.kept_when_left_out
                        && subject.values.contains_key(attr.name)
                })
                .collect()
        };
        let most = self
            .subjects
            .iter()
            .map(|subject| optional(subject).len())
            .max()
            .unwrap_or(0);
        for _ in 0..most {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                if let Some(attr) = optional(subject).first() {
                    subject.values.remove(attr.name);
                    attr.goes_with
                        .iter()
                        .for_each(|name| drop(subject.values.remove(name)));
                    changed.push((subject.address(), attr.name));
                }
            }
            if !changed.is_empty() {
                self.expect("taking out", "update", &changed)?;
            }
        }
        self.workspace
            .expect_empty_plan("after taking out every optional attribute")?;
        let fresh = |subject: &Subject| !optional(&Subject::new(subject.info.clone())).is_empty();
        self.mark("take out", fresh);
        Ok(())
    }

    /// Changes each attribute that can be changed: required ones to their second sample, optional ones from nothing.
    fn change(&mut self) -> Result<()> {
        let most = self
            .subjects
            .iter()
            .map(|subject| subject.updatable().len())
            .max()
            .unwrap_or(0);
        for at in 0..most {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                let Some(attr) = subject.updatable().get(at).cloned() else {
                    continue;
                };
                let before = subject.values.clone();
                let which = usize::from(subject.values.contains_key(attr.name));
                subject
                    .values
                    .insert(attr.name, subject.sample(&attr, which));
                for name in &attr.goes_with {
                    let companion = subject
                        .info
                        .attributes
                        .iter()
                        .find(|one| one.name == *name)
                        .filter(|one| one.samples.is_some());
                    let value = companion.map(|companion| subject.sample(companion, 0));
                    value.map(|value| subject.values.entry(name).or_insert(value));
                }
                if before != subject.values {
                    changed.push((subject.address(), attr.name));
                }
            }
            self.expect("changing", "update", &changed)?;
        }
        self.workspace
            .expect_empty_plan("after changing every attribute")?;
        self.mark("change", |subject| !subject.updatable().is_empty());
        Ok(())
    }

    /// Changes each attribute that replaces the object.
    fn replace(&mut self) -> Result<()> {
        let replacing = |subject: &Subject| -> Vec<AttributeInfo> {
            subject
                .testable()
                .filter(|attr| attr.replaces)
                .cloned()
                .collect()
        };
        let most = self
            .subjects
            .iter()
            .map(|subject| replacing(subject).len())
            .max()
            .unwrap_or(0);
        for at in 0..most {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                let Some(attr) = replacing(subject).get(at).cloned() else {
                    continue;
                };
                if subject.stands_aside(&attr) {
                    subject.values.remove("provider_region");
                }
                subject.values.insert(attr.name, subject.sample(&attr, 1));
                if attr.name == "provider_region" {
                    subject.values.remove("location");
                }
                if attr.name == "app_id" {
                    // What it refers to must move along.
                    subject.values.values_mut().for_each(|value| {
                        *value = value
                            .replace(".parent.", ".abroad.")
                            .replace(".other.", ".abroad.")
                    });
                }
                changed.push((subject.address(), attr.name));
            }
            self.expect("replacing", "replace", &changed)?;
        }
        self.workspace
            .expect_empty_plan("after replacing everything")?;
        self.mark("replace", |subject| !replacing(subject).is_empty());
        Ok(())
    }

    /// Forgets every object and imports it again: nothing differs but what the API never tells, and that once.
    fn import(
        &mut self,
        column: &str,
        by: impl Fn(&Subject, &Json) -> Result<String>,
    ) -> Result<()> {
        let state = self.workspace.show(&[])?;
        let addresses: Vec<String> = self.subjects.iter().map(Subject::address).collect();
        let forget: Vec<&str> = ["state", "rm"]
            .into_iter()
            .chain(addresses.iter().map(String::as_str))
            .collect();
        self.workspace.succeed(&forget)?;
        let mut configuration = self.configuration();
        for subject in &self.subjects {
            configuration += &format!(
                "\nimport {{\n  to = {}\n  {}\n}}\n",
                subject.address(),
                by(subject, &state)?
            );
        }
        self.workspace.write(&configuration)?;
        let plan = self.workspace.plan()?;
        for subject in &self.subjects {
            let changed = changed_attributes(&plan, &subject.address())?;
            let told = |name: &String| {
                subject
                    .info
                    .attributes
                    .iter()
                    .any(|attr| attr.name == name && attr.returned)
            };
            let surprises: Vec<_> = changed.iter().filter(|name| told(name)).collect();
            ensure!(
                surprises.is_empty(),
                "importing {} plans changes of {surprises:?}",
                subject.address()
            );
        }
        self.workspace
            .succeed(&["apply", "-input=false", "plan.tfplan"])?;
        self.workspace.write(&self.configuration())?;
        self.workspace
            .expect_empty_plan("after importing everything")?;
        self.mark(column, |_| true);
        Ok(())
    }

    /// Imports every object by what tells it apart; afterwards the state has the whole of its identity again.
    fn import_by_identity(&mut self) -> Result<()> {
        if self.lacks("import identity", Feature::Identity) {
            return Ok(());
        }
        let before = self.workspace.show(&[])?;
        self.import("import identity", |subject, state| {
            Ok(format!("identity = {}", subject.import_identity(state)?))
        })?;
        let after = self.workspace.show(&[])?;
        for subject in &self.subjects {
            let [before, after] = [&before, &after].map(|state| {
                subject
                    .resource(state)
                    .map(|resource| &resource["identity"])
            });
            let (before, after) = (before?, after?);
            ensure!(
                before == after,
                "importing {} makes its identity {after} of {before}",
                subject.address()
            );
        }
        Ok(())
    }

    /// Has Terraform find the objects and write their configuration, as one who has an app already does.
    fn adopt(&mut self) -> Result<()> {
        let state = self.workspace.show(&[])?;
        let provider = self.server.provider();
        adoption::generate(self.program, &provider, &self.subjects, &state)?;
        self.mark("generate", |_| true);
        if !self.lacks("query", Feature::Query) {
            adoption::query(self.program, &provider, &self.subjects, &state)?;
            self.mark("query", |_| true);
        }
        Ok(())
    }

    /// Whether the program lacks what a column needs, which is then said in the table.
    fn lacks(&mut self, column: &str, feature: Feature) -> bool {
        let Some(needs) = self.program.lacks(&[feature]) else {
            return false;
        };
        for subject in &self.subjects {
            self.table.mark(&subject.info.type_name, column, &needs);
        }
        true
    }

    /// Somebody else's Terraform changes every attribute that it can; ours sees all of it, and heals it.
    fn drift(&mut self) -> Result<()> {
        let state = self.workspace.show(&[])?;
        let other = self.program.workspace()?;
        let mut configuration = self.server.provider();
        let mut meant: Vec<(String, &'static str)> = Vec::new();
        for subject in &self.subjects {
            let mut changed = subject.clone();
            for attr in subject
                .updatable()
                .iter()
                .filter(|attr| attr.returned && subject.values.contains_key(attr.name))
            {
                let [one, two] = [subject.sample(attr, 0), subject.sample(attr, 1)];
                let value = if subject.values[attr.name] == one {
                    two
                } else {
                    one
                };
                if !value.contains("appservices_") {
                    changed.values.insert(attr.name, value);
                    meant.push((subject.address(), attr.name));
                }
            }
            // References to other resources become the ids that they stand for.
            for (name, value) in &mut changed.values {
                if value.contains("appservices_") {
                    *value = subject.state(&state)?[*name].to_string();
                }
            }
            configuration += &changed.block();
            configuration += &format!(
                "\nimport {{\n  to = {}\n  id = {:?}\n}}\n",
                subject.address(),
                subject.import_id(&state)?
            );
        }
        other.write(&configuration)?;
        other
            .apply()
            .context("while somebody else changes everything")?;
        let plan = self.workspace.plan()?;
        for (address, attribute) in &meant {
            let seen = changed_attributes(&plan, address)?;
            ensure!(
                seen.iter().any(|name| name == attribute),
                "the change of {attribute} of {address} is not in the plan, which has {seen:?}"
            );
        }
        self.workspace
            .succeed(&["apply", "-input=false", "plan.tfplan"])?;
        self.workspace
            .expect_empty_plan("after healing the drift")?;
        self.mark("drift", |subject| {
            meant
                .iter()
                .any(|(address, _)| *address == subject.address())
        });
        Ok(())
    }

    /// Deletes every object behind Terraform's back: the plan makes it again.
    fn disappear(&mut self) -> Result<()> {
        let state = self.workspace.show(&[])?;
        for subject in &self.subjects {
            self.server.delete(&subject.path(&state)?)?;
        }
        let planned = self
            .workspace
            .apply()
            .context("while making everything again")?;
        for subject in &self.subjects {
            ensure!(
                planned.action(&subject.address()) == "create",
                "{} is gone, and the plan says {:?}",
                subject.address(),
                planned.action(&subject.address())
            );
        }
        self.workspace
            .expect_empty_plan("after making everything again")?;
        self.mark("disappear", |_| true);
        Ok(())
    }

    fn destroy(&mut self) -> Result<()> {
        self.workspace
            .succeed(&["destroy", "-auto-approve", "-input=false", "-no-color"])?;
        let left = self.server.apps()?;
        ensure!(left.is_empty(), "destroying left {} apps", left.len());
        self.mark("destroy", |_| true);
        Ok(())
    }
}
