//! What happens to objects outside of this configuration: drift, disappearance, destruction.

use anyhow::{Context as _, Result, ensure};

use super::Life;
use super::adoption::import_block;
use super::reference::is_reference;
use crate::terraform::changed_attributes;

impl Life<'_> {
    /// Another Terraform changes every attribute that it can. Ours sees each change and undoes it.
    pub(super) fn drift(&mut self) -> Result<()> {
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
                let is_first = subject.values[attr.name] == subject.sample(attr, 0);
                let value = subject.sample(attr, usize::from(is_first));
                if !is_reference(&value) {
                    changed.values.insert(attr.name, value);
                    meant.push((subject.address(), attr.name));
                }
            }
            // References to other resources become the ids that they stand for.
            for (name, value) in &mut changed.values {
                if is_reference(value) {
                    *value = subject.state(&state)?[*name].to_string();
                }
            }
            configuration += &changed.block();
            configuration += &import_block(subject, &state)?;
        }
        other.write(&configuration)?;
        other
            .apply()
            .context("while another Terraform changes everything")?;
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
            .expect_empty_plan("after undoing the drift")?;
        let reached = meant.into_iter().map(|(address, _)| address).collect();
        self.mark("drift", &reached);
        Ok(())
    }

    /// Deletes every object outside of Terraform: the plan creates it again.
    pub(super) fn disappear(&mut self) -> Result<()> {
        let state = self.workspace.show(&[])?;
        for subject in &self.subjects {
            self.server.delete(&subject.path(&state)?)?;
        }
        let planned = self
            .workspace
            .apply()
            .context("while creating everything again")?;
        for subject in &self.subjects {
            // What is never read is missed with its parent.
            let action = match subject.info.is_read {
                true => "create",
                false => "replace",
            };
            ensure!(
                planned.action(&subject.address()) == action,
                "{} is gone, and the plan says {:?}",
                subject.address(),
                planned.action(&subject.address())
            );
        }
        self.workspace
            .expect_empty_plan("after creating everything again")?;
        self.mark_all("disappear");
        Ok(())
    }

    pub(super) fn destroy(&mut self) -> Result<()> {
        self.workspace
            .succeed(&["destroy", "-auto-approve", "-input=false", "-no-color"])?;
        let left = self.server.apps()?;
        ensure!(left.is_empty(), "destroying left {} apps", left.len());
        self.mark_all("destroy");
        Ok(())
    }
}
