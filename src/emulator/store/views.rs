//! Views of an app: how a draft comes from what is deployed, and how it is deployed.

use std::collections::BTreeMap;

use super::key::{Place, View};
use super::stored::{Identity, Stored};
use super::tx::Tx;

impl Tx<'_> {
    /// Makes the view `to` of some collections of an app the same as the view `from`. Objects that both
    /// have keep their order.
    pub(crate) fn copy(
        &self,
        app: &str,
        from: View<'_>,
        to: View<'_>,
        collections: &[&str],
    ) -> rusqlite::Result<()> {
        let wanted = self.everything(app, from, collections)?;
        let there = self.everything(app, to, collections)?;
        let place = |one: &Stored| (one.parent.clone(), one.collection.clone());
        let mut old: BTreeMap<Identity, Stored> =
            there.into_iter().map(|one| (one.identity(), one)).collect();
        let changed: Vec<&Stored> = wanted
            .iter()
            .filter(|one| old.remove(&one.identity()).as_ref() != Some(*one))
            .collect();
        for gone in old.values() {
            let (parent, collection) = place(gone);
            let place = Place::in_object(app, &parent, &collection).seen_in(to);
            self.remove(place.key(&gone.id))?;
        }
        // Names may have been swapped, so no object has one at first.
        for is_named in [false, true] {
            for one in &changed {
                let place = Place::in_object(app, &one.parent, &one.collection).seen_in(to);
                let name = one.name.as_deref().filter(|_| is_named);
                self.put(place.key(&one.id), name, &one.body)?;
            }
        }
        Ok(())
    }

    /// Removes everything of some collections from a view of an app.
    pub(crate) fn clear(
        &self,
        app: &str,
        view: View<'_>,
        collections: &[&str],
    ) -> rusqlite::Result<()> {
        for one in self.everything(app, view, collections)? {
            let place = Place::in_object(app, &one.parent, &one.collection).seen_in(view);
            self.remove(place.key(&one.id))?;
        }
        Ok(())
    }
}
