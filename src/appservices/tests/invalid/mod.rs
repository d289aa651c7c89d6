//! Invalid configurations, generated from the registry: every check and every rule of every attribute, broken
//! in many ways. Each is refused at an attribute, before anything is sent.

use std::collections::BTreeMap;

mod values;

use self::values::at;
use super::*;
use crate::declare::words::{Rule, Spec, Ty};
use crate::engine::Path;
use crate::provider::{ClientCapabilities, PlanRequest};

/// A configuration that must be refused: the kind of the rule that it breaks, and where.
struct Broken {
    kind: &'static str,
    path: Path,
    config: Value,
}

#[tokio::test]
async fn generated_invalid_configurations_are_refused_at_an_attribute() {
    let world = World::new(|heard| honest::right(heard, true));
    let mut random = fastrand::Rng::with_seed(12);
    let mut counts = BTreeMap::<&str, usize>::new();
    let mut wrong = String::new();
    for spec in SPECS {
        for broken in generated(spec, &mut random) {
            *counts.entry(broken.kind).or_default() += 1;
            if let Some(why) = accepted(&world, spec, &broken) {
                wrong += &format!("{}: {} at {}: {why}\n", spec.name, broken.kind, broken.path);
            }
        }
    }
    assert_eq!(wrong, "");
    let all: usize = counts.values().sum();
    assert!(all >= 1_000, "{all} configurations: {counts:?}");
    // Every kind of check and rule that a declaration has is among them.
    let kinds: Vec<_> = counts.keys().copied().collect();
    expect_test::expect![[r#"
        a number out of range
        a read-only attribute is set
        a required attribute is null
        an attribute that a word requires is null
        an attribute that no word requires is set
        an attribute without the one that it needs
        an element of another form
        an empty set of words
        attributes that contradict each other
        empty text
        no case is set
        none of which one must be set
        one address twice
        several cases are set
        several of which one may be set
        text of another form
        text that begins otherwise
        text that is no ID
        text that is no JSON
        text that is no JSON object
        text that is no address
        text that is too long
    "#]]
    .assert_eq(&format!("{}\n", kinds.join("\n")));
    assert_eq!(world.writes(), Vec::<String>::new());
}

/// Returns why a configuration is not refused at the attribute, by validation or else by the plan.
fn accepted(world: &World, spec: &Spec, broken: &Broken) -> Option<String> {
    let resource = world.resource(spec.name);
    let all = ClientCapabilities {
        write_only_attributes_allowed: true,
        ..ClientCapabilities::default()
    };
    let mut found = world
        .provider
        .validate_resource(resource, &broken.config, all);
    if errors(&found).is_empty() {
        let request = PlanRequest::new(Value::Null, broken.config.clone());
        found = match world
            .provider
            .plan_resource(resource, &request, &world.call)
        {
            Ok(planned) => planned.plan.diagnostics,
            Err(refused) => refused,
        };
    }
    let errors = errors(&found);
    let is_at = |path: &Path| {
        let steps = path.0.len();
        steps > 0 && (broken.path.0.starts_with(&path.0) || path.0.starts_with(&broken.path.0))
    };
    let has_place = errors
        .iter()
        .any(|error| error.path.as_ref().is_some_and(is_at));
    (!has_place).then(|| format!("{errors:?}"))
}

/// Returns configurations that break each rule of a resource type.
fn generated(spec: &'static Spec, random: &mut fastrand::Rng) -> Vec<Broken> {
    let base = honest::config(spec.name);
    let mut all = Vec::new();
    for attr in spec.attrs {
        let path = Path::attribute(attr.name);
        for (kind, place, value) in at(attr, &path, base.attribute(attr.name), random) {
            all.push(Broken {
                kind,
                path: place,
                config: with(&base, attr.name, value),
            });
        }
    }
    all.extend(
        spec.rules
            .iter()
            .flat_map(|rule| by_rule(spec, rule, &base)),
    );
    all
}

fn with(config: &Value, name: &str, value: Value) -> Value {
    let Value::Map(mut values) = config.clone() else {
        unreachable!("an object")
    };
    values.insert(name.to_owned(), value);
    Value::Map(values)
}

/// Returns configurations that break a rule between attributes.
fn by_rule(spec: &Spec, rule: &'static Rule, base: &Value) -> Vec<Broken> {
    let broken = |kind, at: &str, config: Value| Broken {
        kind,
        path: Path::attribute(at),
        config,
    };
    let text = || Value::string("64000000000000000000ffff");
    match *rule {
        Rule::AtMostOneOf(names) => {
            let all = names
                .iter()
                .fold(base.clone(), |config, name| with(&config, name, text()));
            vec![broken(
                "several of which one may be set",
                names[names.len() - 1],
                all,
            )]
        }
        Rule::ExactlyOneOf(names) => {
            let none = names.iter().fold(base.clone(), |config, name| {
                with(&config, name, Value::Null)
            });
            vec![broken("none of which one must be set", names[0], none)]
        }
        Rule::OneOfToWrite(names) => {
            let all = names
                .iter()
                .fold(base.clone(), |config, name| with(&config, name, text()));
            let none = names.iter().fold(base.clone(), |config, name| {
                with(&config, name, Value::Null)
            });
            let mut wrong = vec![broken("none of which one must be set", names[0], none)];
            if let [_, .., last] = names {
                wrong.push(broken("several of which one may be set", last, all));
            }
            wrong
        }
        Rule::Needs(one, other) => {
            let config = with(&with(base, one, text()), other, Value::Null);
            vec![broken(
                "an attribute without the one that it needs",
                one,
                config,
            )]
        }
        Rule::Agrees {
            attr,
            with: other,
            pairs,
        } => pairs
            .iter()
            .filter_map(|(first, second)| {
                let wrong = pairs.iter().find(|(_, word)| word != second)?.1;
                let config = with(base, other, Value::string(first));
                let config = with(&config, attr, Value::string(wrong));
                Some(broken(
                    "attributes that contradict each other",
                    attr,
                    config,
                ))
            })
            .collect(),
        Rule::SetExactlyWhen { attr, when, words } => {
            let mut all: Vec<_> = words
                .iter()
                .map(|word| {
                    let config = with(base, when, Value::string(word));
                    let config = with(&config, attr, Value::Null);
                    broken("an attribute that a word requires is null", attr, config)
                })
                .collect();
            let other = match spec.attr(when).map(|when| when.ty) {
                Some(Ty::Word(all)) => all.iter().find(|word| !words.contains(word)),
                _ => None,
            };
            let other = other.map_or(Value::Null, Value::string);
            let config = with(&with(base, attr, text()), when, other);
            all.push(broken(
                "an attribute that no word requires is set",
                attr,
                config,
            ));
            all
        }
    }
}
