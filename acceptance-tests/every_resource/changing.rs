//! Changing attributes, one of every resource at a time.

use std::collections::BTreeSet;

use anyhow::Result;
use appservices_provider::appservices::AttributeInfo;

use super::Life;
use super::subject::Subject;

impl Life<'_> {
    /// Takes each optional attribute out of the configuration: its default comes back, in place.
    pub(super) fn take_out(&mut self) -> Result<()> {
        let mut reached = BTreeSet::new();
        loop {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                let Some(attr) = removable(subject) else {
                    continue;
                };
                subject.values.remove(attr.name);
                for companion in &attr.goes_with {
                    subject.values.remove(companion);
                }
                changed.push((subject.address(), attr.name));
            }
            if changed.is_empty() {
                break;
            }
            self.expect("taking out", "update", &changed)?;
            reached.extend(changed.into_iter().map(|(address, _)| address));
        }
        self.workspace
            .expect_empty_plan("after taking out every optional attribute")?;
        self.mark("take out", &reached);
        Ok(())
    }

    /// Changes each attribute that can be changed: required ones to their second sample, optional ones from nothing.
    pub(super) fn change(&mut self) -> Result<()> {
        let most = self.most(|subject| subject.updatable().len());
        let mut reached = BTreeSet::new();
        for at in 0..most {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                let Some(attr) = subject.updatable().get(at).cloned() else {
                    continue;
                };
                let before = subject.values.clone();
                let which = usize::from(subject.values.contains_key(attr.name));
                subject.set(&attr, which);
                add_companions(subject, &attr);
                if before != subject.values {
                    changed.push((subject.address(), attr.name));
                }
            }
            self.expect("changing", "update", &changed)?;
            reached.extend(changed.into_iter().map(|(address, _)| address));
        }
        self.workspace
            .expect_empty_plan("after changing every attribute")?;
        self.mark("change", &reached);
        Ok(())
    }

    /// Changes each attribute that replaces the object.
    pub(super) fn replace(&mut self) -> Result<()> {
        let replacing = |subject: &Subject| -> Vec<AttributeInfo> {
            subject
                .testable()
                .filter(|attr| attr.replaces && attr.has_two_samples())
                .cloned()
                .collect()
        };
        let most = self.most(|subject| replacing(subject).len());
        let mut reached = BTreeSet::new();
        for at in 0..most {
            let mut changed = Vec::new();
            for subject in &mut self.subjects {
                let Some(attr) = replacing(subject).get(at).cloned() else {
                    continue;
                };
                subject.set(&attr, 1);
                changed.push((subject.address(), attr.name));
            }
            self.expect("replacing", "replace", &changed)?;
            reached.extend(changed.into_iter().map(|(address, _)| address));
        }
        self.workspace
            .expect_empty_plan("after replacing everything")?;
        self.mark("replace", &reached);
        Ok(())
    }

    /// Returns the largest count that a subject has.
    fn most(&self, count: impl Fn(&Subject) -> usize) -> usize {
        self.subjects.iter().map(count).max().unwrap_or(0)
    }
}

/// Returns the first attribute that is set and could be left out.
fn removable(subject: &Subject) -> Option<AttributeInfo> {
    subject.updatable().into_iter().find(|attr| {
        !attr.required && !attr.kept_when_left_out && subject.values.contains_key(attr.name)
    })
}

/// Sets the attributes that may not be missing beside this one.
fn add_companions(subject: &mut Subject, attr: &AttributeInfo) {
    let companions: Vec<AttributeInfo> = subject
        .testable()
        .filter(|one| attr.goes_with.contains(&one.name))
        .cloned()
        .collect();
    for companion in companions {
        let value = subject.sample(&companion, 0);
        subject.values.entry(companion.name).or_insert(value);
    }
}
