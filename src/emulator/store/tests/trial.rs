//! Trials: writes that are taken back before their transaction ends.

use serde_json::{Value as Json, json};

use crate::emulator::Clock;
use crate::emulator::store::{Place, Remember, Store, Tx};

const SECRETS: Place<'_> = Place::in_app("app", "secrets");

fn add(tx: &Tx<'_>, name: &str) -> rusqlite::Result<()> {
    let body = json!({ "name": name });
    tx.insert(SECRETS, Some(name), body).map(|_| ())
}

fn names(tx: &Tx<'_>) -> rusqlite::Result<Vec<Json>> {
    let all = tx.list(SECRETS)?.into_iter();
    Ok(all.map(|one| one["name"].clone()).collect())
}

#[test]
fn a_trial_leaves_nothing_whether_it_succeeds_or_fails() {
    let (clock, _) = Clock::manual(1_700_000_000);
    let store = Store::open(None, clock, Remember::Nothing).expect("a store");
    let written = store.write(|tx| {
        add(tx, "kept")?;
        let seen = tx.trial(|| {
            add(tx, "tried")?;
            names(tx)
        })?;
        assert_eq!(seen, ["kept", "tried"]);
        let failed: rusqlite::Result<()> = tx.trial(|| {
            add(tx, "tried")?;
            Err(rusqlite::Error::InvalidQuery)
        });
        assert!(failed.is_err());
        assert_eq!(tx.changes(&["secrets"])?.len(), 1, "what is kept is known");
        names(tx)
    });
    assert_eq!(written.expect("it is written"), ["kept"]);
    let seen = store.read(None, names);
    assert_eq!(seen.expect("it is read"), ["kept"]);
}

#[test]
fn a_transaction_with_nothing_but_a_trial_has_changed_nothing() {
    let (clock, _) = Clock::manual(1_700_000_000);
    let store = Store::open(None, clock, Remember::Nothing).expect("a store");
    let has_changed = store.write(|tx| {
        tx.trial(|| add(tx, "tried"))?;
        Ok::<_, rusqlite::Error>(tx.has_changed())
    });
    assert!(!has_changed.expect("it is written"));
}
