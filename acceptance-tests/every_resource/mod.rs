//! The life of every resource in the registry, driven by its declaration: a new resource is covered by existing.
//!
//! Each step changes one attribute of every resource at once, so that the number of Terraform runs grows with the widest
//! resource and not with the number of resources.

mod adoption;
mod changing;
mod drifting;
mod importing;
pub(crate) mod reference;
pub(crate) mod subject;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use appservices_provider::appservices::{ResourceInfo, catalog};

use self::subject::Subject;
use crate::Story;
use crate::program::Feature;
use crate::report::Table;
use crate::server::Server;
use crate::terraform::{Program, Workspace};

pub(crate) const STORIES: &[Story] = &[
    Story::new("every resource: its whole life", whole_life).by_version(),
    Story::new("every resource: its data sources", data_sources).by_version(),
    Story::new(
        "every resource in one app: found and adopted",
        adoption::whole_app,
    )
    .needs(&[Feature::Query])
    .by_version(),
    Story::new("every resource: what it stands on", reference::closure).once(),
];

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

fn whole_life(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let catalog = catalog();
    let subjects = subjects(&catalog);
    let mut ground = server.provider();
    for object in reference::ground(&catalog, &subjects)? {
        ground += &object.block();
    }
    let rows = catalog.into_iter().map(|info| info.type_name).collect();
    let mut life = Life {
        server,
        program,
        workspace: program.workspace()?,
        ground,
        subjects,
        table: Table::new(program.label(), rows, COLUMNS),
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

/// Each object is found by its ID and by its key, and among all objects of its parent.
fn data_sources(program: &Program) -> Result<()> {
    let server = Server::start()?;
    let catalog = catalog();
    let subjects = subjects(&catalog);
    let mut configuration = server.provider();
    for object in reference::ground(&catalog, &subjects)? {
        configuration += &object.block();
    }
    let mut expected = Vec::new();
    for subject in &subjects {
        configuration += &subject.block();
        if !subject.info.is_read || subject.info.type_name == "appservices_app" {
            continue;
        }
        for (source, attribute) in subject.data_sources() {
            configuration += &source;
            expected.push((subject.address(), attribute));
        }
    }
    for (at, (address, attribute)) in expected.iter().enumerate() {
        let text = format!("[{attribute} == {address}.id]");
        configuration += &format!("output \"found_{at}\" {{\n  value = {text}\n}}\n");
    }
    let workspace = program.workspace()?;
    workspace.write(&configuration)?;
    workspace.apply().context("while reading everything")?;
    let state = workspace.show(&[])?;
    for (at, (address, attribute)) in expected.iter().enumerate() {
        let found = &state["values"]["outputs"][format!("found_{at}")]["value"][0];
        ensure!(*found == true, "{attribute} is not the id of {address}");
    }
    workspace.expect_empty_plan("with data sources")
}

/// Returns a subject of every type. Those that share a collection, such as a list and its entries, and
/// those that are one in their parent have a lot each.
fn subjects(catalog: &[ResourceInfo]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for (at, info) in catalog.iter().enumerate() {
        // What is one in its parent disappears with the parent, and with all that is in it.
        let is_shared = catalog[..at]
            .iter()
            .any(|one| one.collection == info.collection);
        let lot = match is_shared || info.natural_key.is_empty() {
            true => at,
            false => 0,
        };
        subjects.push(Subject::new(info.clone(), lot));
    }
    subjects
}

/// The story of all subjects so far.
struct Life<'a> {
    server: Server,
    program: &'a Program,
    workspace: Workspace<'a>,
    /// The provider and what the subjects refer to.
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

    /// Marks the column as reached by these subjects.
    fn mark(&mut self, column: &str, reached: &BTreeSet<String>) {
        for subject in &self.subjects {
            let mark = if reached.contains(&subject.address()) {
                "ok"
            } else {
                "-"
            };
            self.table.mark(&subject.info.type_name, column, mark);
        }
    }

    /// Marks the column as reached by every subject.
    fn mark_all(&mut self, column: &str) {
        let all = self.subjects.iter().map(Subject::address).collect();
        self.mark(column, &all);
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
        self.mark_all("create");
        Ok(())
    }
}
