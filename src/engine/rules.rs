//! Rules between attributes that most schemas need. An unknown value may turn out either way, so
//! nothing is said about it.

use super::{Diagnostic, Number, Path, Rule, Value};

/// Requires exactly one of these to be set.
pub fn exactly_one_of(names: &'static [&'static str]) -> Rule {
    Rule::new(move |config| {
        let (set, unknown) = count(config, names);
        if set == 1 || (set == 0 && unknown > 0) {
            return Vec::new();
        }
        let detail = if set == 0 {
            "None of them is set."
        } else {
            "More than one of them is set."
        };
        vec![
            Diagnostic::error(
                format!("Exactly one of {} must be set", names.join(", ")),
                detail,
            )
            .at(first(names)),
        ]
    })
    .about(names)
}

/// Requires at most one of these to be set.
pub fn at_most_one_of(names: &'static [&'static str]) -> Rule {
    Rule::new(
        move |config| match names.iter().filter(|name| is_set(config.get(name))).nth(1) {
            Some(second) => {
                let summary = format!("At most one of {} may be set", names.join(", "));
                vec![
                    Diagnostic::error(summary, "Leave out all but one of them.")
                        .at(Path::attribute(second)),
                ]
            }
            None => Vec::new(),
        },
    )
    .about(names)
}

/// Requires at least one of these to be set.
pub fn at_least_one_of(names: &'static [&'static str]) -> Rule {
    Rule::new(move |config| {
        let (set, unknown) = count(config, names);
        let complaint = || {
            Diagnostic::error(
                format!("At least one of {} must be set", names.join(", ")),
                "None of them is set.",
            )
            .at(first(names))
        };
        (set == 0 && unknown == 0)
            .then(complaint)
            .into_iter()
            .collect()
    })
    .about(names)
}

/// Requires all of these to be set, or none.
pub fn required_together(names: &'static [&'static str]) -> Rule {
    Rule::new(move |config| {
        let (set, _) = count(config, names);
        let missing = names
            .iter()
            .find(|name| config.get(name).is_null())
            .filter(|_| set > 0);
        let complaint = |name: &&str| {
            let summary = format!("{} are set together", names.join(", "));
            Diagnostic::error(summary, format!("{name} is missing beside the others."))
                .at(Path::attribute(name))
        };
        missing.map(complaint).into_iter().collect()
    })
    .about(names)
}

/// Requires the second to be set if the first is.
pub fn needs(one: &'static str, other: &'static str) -> Rule {
    Rule::new(move |config| {
        let lonely = is_set(config.get(one)) && config.get(other).is_null();
        let complaint = || {
            Diagnostic::error(
                format!("{one} needs {other}"),
                format!("{one} means nothing without {other}."),
            )
            .at(Path::attribute(one))
        };
        lonely.then(complaint).into_iter().collect()
    })
    .about(&[one, other])
}

/// Returns a warning that the write-only `better` would keep the value of `name` out of the state
/// (Terraform 1.11).
pub fn prefer_write_only(name: &'static str, better: &'static str) -> Rule {
    Rule::new(move |config| {
        let complaint = || {
            let detail = format!("The state keeps the value of {name}. With Terraform 1.11 or newer, {better} keeps it out.");
            Diagnostic::warning(format!("{better} is available"), detail).at(Path::attribute(name))
        };
        is_set(config.get(name)).then(complaint).into_iter().collect()
    })
    .about(&[name, better])
}

/// Requires the number in `total` to be the sum of those of the others that are set.
pub fn equals_sum_of(total: &'static str, parts: &'static [&'static str]) -> Rule {
    compared(total, parts, "the sum of", Number::sum, |total, sum| {
        total == sum
    })
}

/// Requires the number in `total` to be at least the sum of those of the others that are set.
pub fn at_least_sum_of(total: &'static str, parts: &'static [&'static str]) -> Rule {
    compared(
        total,
        parts,
        "at least the sum of",
        Number::sum,
        |total, sum| total >= sum,
    )
}

/// Requires the number in `total` to be at most the sum of those of the others that are set.
pub fn at_most_sum_of(total: &'static str, parts: &'static [&'static str]) -> Rule {
    compared(
        total,
        parts,
        "at most the sum of",
        Number::sum,
        |total, sum| total <= sum,
    )
}

/// Requires the number in `total` to be the product of those of the others that are set.
pub fn equals_product_of(total: &'static str, parts: &'static [&'static str]) -> Rule {
    compared(
        total,
        parts,
        "the product of",
        Number::product,
        |total, product| total == product,
    )
}

/// Requires all of these rules to hold.
pub fn all(rules: Vec<Rule>) -> Rule {
    let names = names_of(&rules);
    Rule::new(move |config| {
        rules
            .iter()
            .flat_map(|rule| rule.complaints(config))
            .collect()
    })
    .about(&names)
}

/// Requires at least one of these rules to hold, and reports the complaints of all otherwise.
pub fn any(rules: Vec<Rule>) -> Rule {
    let names = names_of(&rules);
    Rule::new(move |config| {
        first_content(rules.iter().map(|rule| rule.complaints(config)))
            .unwrap_or_else(|complaints| complaints)
    })
    .about(&names)
}

/// Returns the complaints of the first that finds no error, or those of all.
pub(crate) fn first_content(
    all: impl Iterator<Item = Vec<Diagnostic>>,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut complaints = Vec::new();
    for found in all {
        if !found.iter().any(Diagnostic::is_error) {
            return Ok(found);
        }
        complaints.extend(found);
    }
    Err(complaints)
}

fn compared(
    total: &'static str,
    parts: &'static [&'static str],
    words: &'static str,
    combine: fn(&[&Number]) -> Number,
    holds: fn(&Number, &Number) -> bool,
) -> Rule {
    let rule = Rule::new(move |config| {
        let Value::Number(whole) = config.get(total) else {
            return Vec::new();
        };
        let given: Vec<&Value> = parts
            .iter()
            .map(|name| config.get(name))
            .filter(|value| !value.is_null())
            .collect();
        let numbers = given.iter().map(|value| {
            if let Value::Number(number) = value {
                Some(number)
            } else {
                None
            }
        });
        // One that is unknown may make it right.
        let Some(numbers) = numbers
            .collect::<Option<Vec<_>>>()
            .filter(|numbers| !numbers.is_empty())
        else {
            return Vec::new();
        };
        let wanted = combine(&numbers);
        let complaint = || {
            // The numbers may be secrets.
            let summary = format!("{total} must be {words} {}", parts.join(", "));
            Diagnostic::error(summary, "Change it, or the others.").at(Path::attribute(total))
        };
        (!holds(whole, &wanted))
            .then(complaint)
            .into_iter()
            .collect()
    });
    let names: Vec<_> = [total].into_iter().chain(parts.iter().copied()).collect();
    rule.about(&names)
}

fn names_of(rules: &[Rule]) -> Vec<&'static str> {
    rules
        .iter()
        .flat_map(|rule| rule.names().iter().copied())
        .collect()
}

fn count(config: &Value, names: &[&str]) -> (usize, usize) {
    let values = || names.iter().map(|name| config.get(name));
    (
        values().filter(|value| is_set(value)).count(),
        values().filter(|value| value.is_unknown()).count(),
    )
}

fn is_set(value: &Value) -> bool {
    !value.is_null() && !value.is_unknown()
}

fn first(names: &[&str]) -> Path {
    names
        .first()
        .map_or_else(Path::root, |name| Path::attribute(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: &Rule, set: &[&str], unknown: &[&str]) -> bool {
        let names = ["a", "b", "c"].iter().map(|name| {
            let value = match (set.contains(name), unknown.contains(name)) {
                (true, _) => "x".into(),
                (_, true) => Value::UNKNOWN,
                _ => Value::Null,
            };
            (*name, value)
        });
        rule.complaints(&Value::object(names))
            .iter()
            .any(Diagnostic::is_error)
    }

    #[test]
    fn rules_hold_and_break() {
        let names: &[&str] = &["a", "b"];
        for (rule, good, bad) in [
            (
                exactly_one_of(&["a", "b"]),
                vec![vec!["a"], vec!["b", "c"]],
                vec![vec![], vec!["a", "b"]],
            ),
            (
                at_most_one_of(&["a", "b"]),
                vec![vec![], vec!["a"]],
                vec![vec!["a", "b"]],
            ),
            (
                at_least_one_of(&["a", "b"]),
                vec![vec!["a"], vec!["a", "b"]],
                vec![vec![], vec!["c"]],
            ),
            (
                required_together(&["a", "b"]),
                vec![vec![], vec!["a", "b"]],
                vec![vec!["a"], vec!["b"]],
            ),
            (
                needs("a", "b"),
                vec![vec![], vec!["b"], vec!["a", "b"]],
                vec![vec!["a"]],
            ),
            (
                all(vec![needs("a", "b"), needs("b", "c")]),
                vec![vec![], vec!["a", "b", "c"]],
                vec![vec!["a"], vec!["b"]],
            ),
            (
                any(vec![needs("a", "b"), needs("a", "c")]),
                vec![vec!["a", "c"], vec!["a", "b"]],
                vec![vec!["a"]],
            ),
        ] {
            assert!(good.iter().all(|set| !broken(&rule, set, &[])), "{good:?}");
            assert!(bad.iter().all(|set| broken(&rule, set, &[])), "{bad:?}");
            assert!(
                !broken(&rule, &[], names),
                "unknown values may turn out right"
            );
        }
        assert!(
            !broken(&prefer_write_only("a", "b"), &["a"], &[]),
            "a preference is no error"
        );
    }

    #[test]
    fn sums_and_products_are_of_what_is_set() {
        let holds = |rule: &Rule, values: [Value; 3]| {
            let [total, a, b] = values;
            rule.complaints(&Value::object([("total", total), ("a", a), ("b", b)]))
                .is_empty()
        };
        let decimal = |text: &str| Value::Number(Number::parse(text).expect(text));
        let sum = equals_sum_of("total", &["a", "b"]);
        let product = equals_product_of("total", &["a", "b"]);
        let least = at_least_sum_of("total", &["a", "b"]);
        let most = at_most_sum_of("total", &["a", "b"]);
        assert!(holds(
            &sum,
            [decimal("0.3"), decimal("0.1"), decimal("0.2")]
        ));
        assert!(!holds(&sum, [3.into(), 1.into(), 1.into()]));
        assert!(
            holds(&sum, [1.into(), 1.into(), Value::Null])
                && !holds(&sum, [2.into(), 1.into(), Value::Null])
        );
        assert!(
            holds(&sum, [1.into(), Value::Null, Value::Null])
                && holds(&sum, [1.into(), 7.into(), Value::UNKNOWN])
        );
        assert!(
            holds(&product, [6.into(), 2.into(), 3.into()])
                && !holds(&product, [5.into(), 2.into(), 3.into()])
        );
        assert!(
            holds(&least, [3.into(), 1.into(), 2.into()])
                && !holds(&least, [2.into(), 1.into(), 2.into()])
        );
        assert!(
            holds(&most, [3.into(), 1.into(), 2.into()])
                && !holds(&most, [4.into(), 1.into(), 2.into()])
        );
    }
}
