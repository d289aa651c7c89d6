//! Bringing what exists under Terraform again: import blocks, generated configurations, and lists.

use anyhow::{Result, ensure};
use serde_json::Value as Json;

use super::subject::Subject;
use super::{Life, adoption};
use crate::hcl::hcl;
use crate::program::Feature;
use crate::terraform::changed_attributes;

impl Life<'_> {
    /// Forgets every object and imports it again: nothing differs but what the API never returns, and that once.
    pub(super) fn import(
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
            configuration += &hcl!(
                "shared/import.tf",
                ADDRESS = subject.address(),
                BY = by(subject, &state)?
            );
        }
        self.workspace.write(&configuration)?;
        let plan = self.workspace.plan()?;
        for subject in &self.subjects {
            let changed = changed_attributes(&plan, &subject.address())?;
            let is_returned = |name: &String| {
                subject
                    .info
                    .attributes
                    .iter()
                    .any(|attr| attr.name == name && attr.returned)
            };
            let surprises: Vec<_> = changed.iter().filter(|name| is_returned(name)).collect();
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
        self.mark_all(column);
        Ok(())
    }

    /// Imports every object by its identity, without the project. Afterwards the state has the whole identity again.
    pub(super) fn import_by_identity(&mut self) -> Result<()> {
        if self.lacks("import identity", Feature::Identity) {
            return Ok(());
        }
        let before = self.workspace.show(&[])?;
        self.import("import identity", |subject, state| {
            Ok(format!("identity = {}", subject.import_identity(state)?))
        })?;
        let after = self.workspace.show(&[])?;
        for subject in &self.subjects {
            let before = &subject.resource(&before)?["identity"];
            let after = &subject.resource(&after)?["identity"];
            ensure!(
                before == after,
                "importing {} changes its identity from {before} to {after}",
                subject.address()
            );
        }
        Ok(())
    }

    /// Has Terraform find the objects and write their configuration, as for an app that exists already.
    pub(super) fn adopt(&mut self) -> Result<()> {
        let state = self.workspace.show(&[])?;
        let provider = self.server.provider();
        adoption::generate(self.program, &provider, &self.subjects, &state)?;
        self.mark_all("generate");
        if !self.lacks("query", Feature::Query) {
            adoption::query(self.program, &provider, &self.subjects, &state)?;
            self.mark_all("query");
        }
        Ok(())
    }

    /// Whether the program lacks what a column needs, which the table then says.
    pub(super) fn lacks(&mut self, column: &str, feature: Feature) -> bool {
        let Some(needs) = self.program.lacks(&[feature]) else {
            return false;
        };
        for subject in &self.subjects {
            self.table.mark(&subject.info.type_name, column, &needs);
        }
        true
    }
}
