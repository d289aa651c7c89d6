//! Which old element of a set each configured one is.
//!
//! Core finds one in the order of the configuration, and looks at the prior value alone: an element
//! that leaves something to the provider can take the old element of one that says all, and both
//! look new. Here each takes the one that it means, and as many as can take one.

use super::Value;

/// What a configured element of a set is.
#[derive(Clone, PartialEq)]
pub(crate) enum Partner<'p> {
    /// This old one.
    Old(&'p Value),
    /// A new one.
    New,
    /// What core proposes: a new one, or an old one that has been changed.
    AsProposed,
}

/// Returns what each configured element is, by which old one it `means`, or may mean when all is
/// known; none of them is two. `config` has the configured ones with their defaults, and `proposed`
/// what core has made of them.
///
/// An element that is unknown in parts may turn out to be an old one. If it then takes that from an
/// element that leaves other things to the provider (not `alike`), what was planned of that one
/// does not come true; so both are new, with all that is computed unknown. So are, then, an element
/// that could be several old ones, and several that could be one: core may have another order next
/// time.
pub(crate) fn partners<'p>(
    prior: &'p Value,
    config: &[Value],
    proposed: &Value,
    means: &dyn Fn(&Value, &Value, bool) -> bool,
    alike: &dyn Fn(&Value, &Value) -> bool,
) -> Vec<Partner<'p>> {
    let prior = prior.elements();
    let proposed = proposed.elements();
    if prior.is_empty() || config.len() != proposed.len() {
        return Vec::new();
    }
    let owners = owners(prior, config, proposed, means);
    let open: Vec<&Value> = config
        .iter()
        .filter(|config| !config.is_wholly_known())
        .collect();
    let mut found: Vec<Partner<'p>> = config
        .iter()
        .map(|_| {
            if open.is_empty() {
                Partner::AsProposed
            } else {
                Partner::New
            }
        })
        .collect();
    for (old, owner) in prior.iter().zip(&owners) {
        let Some(new) = *owner else { continue };
        let others = || {
            prior
                .iter()
                .any(|other| other != old && means(other, &config[new], false))
        };
        let contested = || {
            let mut rivals = config
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != new)
                .map(|(_, other)| other);
            rivals.any(|other| {
                means(old, other, true) && (other.is_wholly_known() || !alike(other, &config[new]))
            })
        };
        let certain = open.is_empty() || config[new] == *old || !(contested() || others());
        found[new] = if certain {
            Partner::Old(old)
        } else {
            Partner::New
        };
    }
    // What is proposed as an old one that another element is, is not that one.
    for (new, proposed) in proposed.iter().enumerate() {
        let taken =
            |old: usize| owners[old].is_some_and(|owner| owner != new) && prior[old] == *proposed;
        if found[new] == Partner::AsProposed && (0..prior.len()).any(taken) {
            found[new] = Partner::New;
        }
    }
    found
}

/// Of each old element, the place of the configured one that is it.
fn owners(
    prior: &[Value],
    config: &[Value],
    proposed: &[Value],
    means: &dyn Fn(&Value, &Value, bool) -> bool,
) -> Vec<Option<usize>> {
    let mut pairs = Pairs {
        owners: vec![None; prior.len()],
        means: &|new, old| means(&prior[old], &config[new], false),
    };
    // What says all is what it is, and then core's choice stands where it is right.
    pairs.take(config, prior);
    pairs.take(proposed, prior);
    let mut paired = vec![false; config.len()];
    pairs
        .owners
        .iter()
        .flatten()
        .for_each(|new| paired[*new] = true);
    for new in (0..config.len()).filter(|new| !paired[*new]) {
        pairs.find(new, &mut vec![false; prior.len()]);
    }
    pairs.owners
}

struct Pairs<'a> {
    /// Of each old element, the place of the configured one that has it.
    owners: Vec<Option<usize>>,
    means: &'a dyn Fn(usize, usize) -> bool,
}

impl Pairs<'_> {
    /// Gives each element the old one that it equals, if that is free. Most stand where they stood.
    fn take(&mut self, elements: &[Value], prior: &[Value]) {
        let mut paired = vec![false; elements.len()];
        self.owners
            .iter()
            .flatten()
            .for_each(|new| paired[*new] = true);
        for (new, element) in elements.iter().enumerate().filter(|(new, _)| !paired[*new]) {
            let mut places = std::iter::once(new)
                .filter(|new| *new < prior.len())
                .chain(0..prior.len());
            if let Some(old) = places.find(|old| {
                self.owners[*old].is_none() && prior[*old] == *element && (self.means)(new, *old)
            }) {
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
