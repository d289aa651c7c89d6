//! What the schemas of the resources say of a configuration.

use crate::appservices::catalog::spec;
use crate::appservices::testing::object;
use crate::declare::shape::judge::Stage;
use crate::declare::shape::schema::*;
use crate::declare::words::Rule;
use crate::engine::Diagnostic;
use crate::engine::Severity;
use crate::engine::Usage as EngineUsage;
use crate::engine::Value;
use crate::engine::validate;
use crate::resources::SPECS;

/// What validation says of a configuration, in which other required arguments are unknown: `error` or `warning`, and the first
/// line of the detail.
fn said(name: &str, set: &[(&str, Value)]) -> Vec<String> {
    let block = block(spec(name), Stage::Validate);
    let line = |diagnostic: Diagnostic| {
        let severity = if diagnostic.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        format!(
            "{severity}: {}",
            diagnostic.detail.lines().next().unwrap_or_default()
        )
    };
    let required = block
        .attributes
        .iter()
        .filter(|attribute| attribute.usage == EngineUsage::Required);
    let unknown = required.map(|attribute| (attribute.name.as_str(), Value::UNKNOWN));
    let values: Vec<(&str, Value)> = unknown.chain(set.iter().cloned()).collect();
    validate(&block, &object(&block, &values))
        .into_iter()
        .map(line)
        .collect()
}

#[test]
fn a_location_agrees_with_the_region() {
    let refused =
        "error: location is \"IE\", and provider_region = \"aws-us-east-1\" is in \"US-VA\".";
    for (region, location, said_of_it) in [
        (Value::from("aws-us-east-1"), Value::from("US-VA"), None),
        ("aws-us-east-1".into(), "IE".into(), Some(refused)),
        // App Services decides where these are.
        ("aws-us-east-2".into(), "IE".into(), None),
        ("aws-us-east-1".into(), Value::UNKNOWN, None),
        (Value::UNKNOWN, "IE".into(), None),
        (Value::Null, "IE".into(), None),
        ("aws-us-east-1".into(), Value::Null, None),
    ] {
        assert_eq!(
            said(
                "app",
                &[("provider_region", region), ("location", location)]
            ),
            Vec::from_iter(said_of_it)
        );
    }
    // A word that this version does not know may agree all the same.
    let strange = said(
        "app",
        &[
            ("provider_region", "aws-us-east-1".into()),
            ("location", "US-MA".into()),
        ],
    );
    assert!(
        strange.iter().all(|line| line.starts_with("warning")),
        "{strange:?}"
    );
}

#[test]
fn pairs_are_of_declared_words() {
    for spec in SPECS {
        for rule in spec.rules {
            let Rule::Agrees { attr, with, pairs } = *rule else {
                continue;
            };
            assert!(
                pairs
                    .iter()
                    .all(|(first, second)| spec.knows_word(with, first)
                        && spec.knows_word(attr, second)),
                "{}",
                spec.name
            );
        }
    }
}

#[test]
fn strange_words_and_blocks_get_a_warning() {
    let entry = |address: &str| {
        Value::Set(vec![Value::object([
            ("address", address.into()),
            ("comment", Value::Null),
        ])])
    };
    let guesses = |name: &str, attr: &str, word: &str| {
        let block = block(spec(name), Stage::Validate);
        let value = if attr == "log_statuses" {
            Value::Set(vec![word.into()])
        } else {
            word.into()
        };
        let said = validate(&block, &object(&block, &[(attr, value)]));
        said.iter()
            .flat_map(|one| one.detail.lines())
            .find(|line| line.starts_with("Did you mean"))
            .map(str::to_owned)
    };
    assert_eq!(
        guesses("app", "environment", "prodution").as_deref(),
        Some("Did you mean \"production\"?")
    );
    assert_eq!(
        guesses("endpoint", "http_method", "get").as_deref(),
        Some("Did you mean \"GET\"?")
    );
    assert_eq!(
        guesses("log_forwarder", "log_statuses", "errors").as_deref(),
        Some("Did you mean \"error\"?")
    );
    assert_eq!(guesses("app", "environment", "staging"), None);
    let warning = "warning: \"10.0.0.1/8\" covers all of 10.0.0.0/8, because only its first 8 bits count. Write \"10.0.0.0/8\" to say so, or \"10.0.0.1\" for the one address.";
    assert_eq!(
        said("ip_access_list_entry", &[("address", "10.0.0.1/8".into())]),
        [warning]
    );
    assert_eq!(
        said("ip_access_list", &[("entries", entry("10.0.0.1/8"))]),
        [warning]
    );
    let refused = "error: \"0.0.0.0\" has no length. Write \"0.0.0.0/0\" to let everybody in.";
    assert_eq!(
        said("ip_access_list_entry", &[("address", "0.0.0.0".into())]),
        [refused]
    );
    assert_eq!(
        said("ip_access_list", &[("entries", entry("0.0.0.0"))]),
        [refused]
    );
}
