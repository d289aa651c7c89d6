//! Rules between attributes that most schemas need. An unknown value may turn out either way, so
//! nothing is said about it.

use super::{Diagnostic, Diagnostics, Number, Path, Rule, Value};

/// Requires exactly one of these to be set.
#[doc(alias = "ExactlyOneOf")]
pub fn exactly_one_of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Rule {
    among(names, |config, names| {
        let (set, unknown) = count(config, names);
        if set == 1 || (set == 0 && unknown > 0) {
            return None;
        }
        let detail = if set == 0 {
            "None of them is set."
        } else {
            "More than one of them is set."
        };
        let summary = format!("Exactly one of {} must be set", names.join(", "));
        Some(Diagnostic::error(summary, detail).at(first(names)))
    })
}

/// Requires at most one of these to be set.
#[doc(alias = "Conflicting")]
pub fn at_most_one_of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Rule {
    among(names, |config, names| {
        let mut set = names.iter().filter(|name| is_set(config.attribute(name)));
        let second = set.nth(1)?;
        let summary = format!("At most one of {} may be set", names.join(", "));
        let detail = "Leave out all but one of them.";
        Some(Diagnostic::error(summary, detail).at(Path::attribute(second)))
    })
}

/// Requires at least one of these to be set.
#[doc(alias = "AtLeastOneOf")]
pub fn at_least_one_of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Rule {
    among(names, |config, names| {
        let summary = || format!("At least one of {} must be set", names.join(", "));
        (count(config, names) == (0, 0))
            .then(|| Diagnostic::error(summary(), "None of them is set.").at(first(names)))
    })
}

/// Requires all of these to be set, or none.
#[doc(alias = "RequiredTogether")]
pub fn required_together<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Rule {
    among(names, |config, names| {
        let (set, _) = count(config, names);
        let mut missing = names.iter().filter(|name| config.attribute(name).is_null());
        let name = missing.next().filter(|_| set > 0)?;
        let summary = format!("{} are set together", names.join(", "));
        let detail = format!("{name} is missing beside the others.");
        Some(Diagnostic::error(summary, detail).at(Path::attribute(name)))
    })
}

/// Requires the second to be set if the first is.
#[doc(alias = "AlsoRequires")]
pub fn needs(one: impl Into<String>, other: impl Into<String>) -> Rule {
    among([one.into(), other.into()], |config, names| {
        let [one, other] = names else { return None };
        let is_alone = is_set(config.attribute(one)) && config.attribute(other).is_null();
        is_alone.then(|| {
            let detail = format!("{one} means nothing without {other}.");
            Diagnostic::error(format!("{one} needs {other}"), detail).at(Path::attribute(one))
        })
    })
}

/// Returns a warning that the write-only `better` would keep the value of `name` out of the state
/// (Terraform 1.11).
#[doc(alias = "PreferWriteOnlyAttribute")]
pub fn prefer_write_only(name: impl Into<String>, better: impl Into<String>) -> Rule {
    among([name.into(), better.into()], |config, names| {
        let [name, better] = names else { return None };
        is_set(config.attribute(name)).then(|| {
            let detail = format!("The state keeps the value of {name}. With Terraform 1.11 or newer, {better} keeps it out.");
            Diagnostic::warning(format!("{better} is available"), detail).at(Path::attribute(name))
        })
    })
}

/// Returns a rule about these attributes.
fn among<S: AsRef<str>>(
    names: impl IntoIterator<Item = S>,
    complaint: fn(&Value, &[String]) -> Option<Diagnostic>,
) -> Rule {
    let names = owned(names);
    let about = names.clone();
    Rule::new(move |config| complaint(config, &names)).about(about)
}

/// Requires the number in `total` to be the sum of those of the others that are set.
pub fn equals_sum_of<S: AsRef<str>>(
    total: impl Into<String>,
    parts: impl IntoIterator<Item = S>,
) -> Rule {
    compared(
        total.into(),
        owned(parts),
        "the sum of",
        Number::sum,
        |total, sum| total == sum,
    )
}

/// Requires the number in `total` to be at least the sum of those of the others that are set.
pub fn at_least_sum_of<S: AsRef<str>>(
    total: impl Into<String>,
    parts: impl IntoIterator<Item = S>,
) -> Rule {
    compared(
        total.into(),
        owned(parts),
        "at least the sum of",
        Number::sum,
        |total, sum| total >= sum,
    )
}

/// Requires the number in `total` to be at most the sum of those of the others that are set.
pub fn at_most_sum_of<S: AsRef<str>>(
    total: impl Into<String>,
    parts: impl IntoIterator<Item = S>,
) -> Rule {
    compared(
        total.into(),
        owned(parts),
        "at most the sum of",
        Number::sum,
        |total, sum| total <= sum,
    )
}

/// Requires the number in `total` to be the product of those of the others that are set.
pub fn equals_product_of<S: AsRef<str>>(
    total: impl Into<String>,
    parts: impl IntoIterator<Item = S>,
) -> Rule {
    compared(
        total.into(),
        owned(parts),
        "the product of",
        Number::product,
        |total, product| total == product,
    )
}

/// Requires all of these rules to hold.
pub fn all(rules: impl IntoIterator<Item = Rule>) -> Rule {
    let rules: Vec<Rule> = rules.into_iter().collect();
    let names = names_of(&rules);
    Rule::new(move |config| -> Diagnostics {
        rules
            .iter()
            .flat_map(|rule| rule.complaints(config))
            .collect()
    })
    .about(names)
}

/// Requires at least one of these rules to hold, and reports the complaints of all otherwise.
pub fn any(rules: impl IntoIterator<Item = Rule>) -> Rule {
    let rules: Vec<Rule> = rules.into_iter().collect();
    let names = names_of(&rules);
    Rule::new(move |config| {
        first_content(rules.iter().map(|rule| rule.complaints(config)))
            .unwrap_or_else(|complaints| complaints)
    })
    .about(names)
}

/// Returns the complaints of the first that finds no error, or those of all.
pub(crate) fn first_content(
    all: impl Iterator<Item = Diagnostics>,
) -> Result<Diagnostics, Diagnostics> {
    let mut complaints = Diagnostics::new();
    for found in all {
        if !found.has_error() {
            return Ok(found);
        }
        complaints.extend(found);
    }
    Err(complaints)
}

fn compared(
    total: String,
    parts: Vec<String>,
    words: &'static str,
    combine: fn(&[&Number]) -> Number,
    holds: fn(&Number, &Number) -> bool,
) -> Rule {
    let names: Vec<_> = [&total].into_iter().chain(&parts).cloned().collect();
    let rule = Rule::new(move |config| {
        let Value::Number(whole) = config.attribute(&total) else {
            return None;
        };
        let given: Vec<&Value> = parts
            .iter()
            .map(|name| config.attribute(name))
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
        let numbers = numbers
            .collect::<Option<Vec<_>>>()
            .filter(|numbers| !numbers.is_empty())?;
        let wanted = combine(&numbers);
        let complaint = || {
            // The numbers may be secrets.
            let summary = format!("{total} must be {words} {}", parts.join(", "));
            Diagnostic::error(summary, "Change it, or the others.").at(Path::attribute(&total))
        };
        (!holds(whole, &wanted)).then(complaint)
    });
    rule.about(names)
}

fn owned<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Vec<String> {
    names
        .into_iter()
        .map(|name| name.as_ref().to_owned())
        .collect()
}

fn names_of(rules: &[Rule]) -> Vec<String> {
    rules.iter().flat_map(Rule::names).cloned().collect()
}

fn count(config: &Value, names: &[String]) -> (usize, usize) {
    let values = || names.iter().map(|name| config.attribute(name));
    (
        values().filter(|value| is_set(value)).count(),
        values().filter(|value| value.is_unknown()).count(),
    )
}

fn is_set(value: &Value) -> bool {
    !value.is_null() && !value.is_unknown()
}

fn first(names: &[String]) -> Path {
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
                exactly_one_of(["a", "b"]),
                vec![vec!["a"], vec!["b", "c"]],
                vec![vec![], vec!["a", "b"]],
            ),
            (
                at_most_one_of(["a", "b"]),
                vec![vec![], vec!["a"]],
                vec![vec!["a", "b"]],
            ),
            (
                at_least_one_of(["a", "b"]),
                vec![vec!["a"], vec!["a", "b"]],
                vec![vec![], vec!["c"]],
            ),
            (
                required_together(["a", "b"]),
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
        let sum = equals_sum_of("total", ["a", "b"]);
        let product = equals_product_of("total", ["a", "b"]);
        let least = at_least_sum_of("total", ["a", "b"]);
        let most = at_most_sum_of("total", ["a", "b"]);
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
