//! Which old element of a set each configured one is.
//!
//! Core finds one in the order of the configuration, and looks at little (protocol.md 5.15): an element that leaves something to the
//! provider can take the old element of one that says all, and both look new. Here each takes the one that it means, and as many as
//! can take one.

use super::Value;

/// The old element of each configured one, which `means` it; none has two. `proposed` is what core has made of the configured ones.
pub(crate) fn partners<'p>(
    prior: &'p [Value],
    config: &[Value],
    proposed: &[Value],
    means: &dyn Fn(&Value, &Value) -> bool,
) -> Vec<Option<&'p Value>> {
    let mut pairs = Pairs { owners: vec![None; prior.len()], means: &|new, old| means(&prior[old], &config[new]) };
    // What says all is what it is, and then core's choice stands where it is right.
    pairs.take(config, prior);
    pairs.take(proposed, prior);
    for new in 0..config.len() {
        if !pairs.owners.contains(&Some(new)) {
            pairs.find(new, &mut vec![false; prior.len()]);
        }
    }
    let mut found = vec![None; config.len()];
    for (old, owner) in prior.iter().zip(pairs.owners) {
        if let Some(new) = owner {
            found[new] = Some(old);
        }
    }
    found
}

struct Pairs<'a> {
    /// Of each old element, the configured one that has it.
    owners: Vec<Option<usize>>,
    means: &'a dyn Fn(usize, usize) -> bool,
}

impl Pairs<'_> {
    /// Gives each element the old one that it equals, if that is free. Most stand where they stood.
    fn take(&mut self, elements: &[Value], prior: &[Value]) {
        let taken: Vec<usize> = self.owners.iter().flatten().copied().collect();
        for (new, element) in elements.iter().enumerate() {
            if taken.contains(&new) {
                continue;
            }
            let mut places = std::iter::once(new).filter(|new| *new < prior.len()).chain(0..prior.len());
            if let Some(old) = places.find(|old| self.owners[*old].is_none() && prior[*old] == *element && (self.means)(new, *old)) {
                self.owners[old] = Some(new);
            }
        }
    }

    /// Finds an old element for the configured one, for which others may have to take another one.
    fn find(&mut self, new: usize, seen: &mut [bool]) -> bool {
        for old in 0..self.owners.len() {
            if seen[old] || !(self.means)(new, old) {
                continue;
            }
            seen[old] = true;
            let free = match self.owners[old] {
                None => true,
                Some(owner) => self.find(owner, seen),
            };
            if free {
                self.owners[old] = Some(new);
                return true;
            }
        }
        false
    }
}
