//! What lists are called.

use crate::appservices::catalog::spec;
use crate::declare::serve::list::*;
use crate::declare::shape::judge::Stage;

#[test]
fn lists_are_called_by_what_they_contain() {
    for (name, wanted) in [
        ("app", "apps"),
        ("api_key", "API keys"),
        ("ip_access_list_entry", "IP access list entries"),
        ("ip_access_list", "IP access list"),
    ] {
        assert_eq!(in_a_list(spec(name)), wanted);
    }
}

#[test]
fn lists_do_not_speak_of_replacement() {
    for spec in crate::resources::SPECS {
        let block = block(spec, Stage::Validate);
        assert!(
            block
                .attributes
                .iter()
                .all(|one| !one.description.contains("replacement")),
            "{}",
            spec.name
        );
    }
}
