//! Validators: each has a good and a bad value, and says where.

use crate::engine::validators::*;
use crate::engine::{Number, Path, Type, Validator, Value, rules};

fn complaints(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .complaints(value, &Path::attribute("x"))
        .into_iter()
        .map(|one| format!("{}: {}", one.path.unwrap_or_default(), one.detail))
        .collect()
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| Value::from(*text)).collect())
}

/// Takes the good value without a word, and complains about the bad one.
fn check(cases: &[(Validator, Value, Value)]) {
    for (at, (validator, good, bad)) in cases.iter().enumerate() {
        assert_eq!(
            complaints(validator, good),
            Vec::<String>::new(),
            "case {at}"
        );
        assert!(!complaints(validator, bad).is_empty(), "case {at}");
    }
}

#[test]
fn each_of_texts_has_a_good_and_a_bad_value() {
    check(&[
        (length_at_least(2), "\u{e9}\u{e9}".into(), "a".into()),
        (length_at_most(2), "ab".into(), "abc".into()),
        (length_between(2, 2), "ab".into(), "a".into()),
        (one_of(["a", "b"]), "a".into(), "A".into()),
        (one_of_ignoring_case(["a", "b"]), "A".into(), "c".into()),
        (none_of(["a"]), "b".into(), "a".into()),
        (
            matches("upper case", |text| text.chars().all(char::is_uppercase)),
            "AB".into(),
            "aB".into(),
        ),
        (json(), "[1]".into(), "[1".into()),
        (none_of_ignoring_case(["a"]), "b".into(), "A".into()),
        (ipv4_address(), "10.0.0.1".into(), "::1".into()),
        (ipv6_address(), "::1".into(), "10.0.0.1".into()),
        (ipv4_cidr(), "10.0.0.0/8".into(), "::/0".into()),
        (ipv6_cidr(), "::/0".into(), "10.0.0.0/8".into()),
        (mac_address(), "00:00:5e:00:53:01".into(), "00:00:5e".into()),
        (
            time(),
            "2026-01-31T12:00:00+01:00".into(),
            "2026-02-30T12:00:00Z".into(),
        ),
        (duration(), "1h30m".into(), "1 hour".into()),
        (ip_address(), "::1".into(), "10.0.0.0/8".into()),
        (cidr(), "10.0.0.0/8".into(), "10.0.0.1".into()),
    ]);
}

#[test]
fn each_of_numbers_and_bools_has_a_good_and_a_bad_value() {
    let number = |text: &str| Value::Number(Number::parse(text).expect(text));
    check(&[
        (at_least(1), number("1"), number("0.999")),
        (at_most(1), number("1"), number("1.0000000000000000000001")),
        (between(1, 65535), 80.into(), 70000.into()),
        (integer(), number("3"), number("3.5")),
        (equals(true), true.into(), false.into()),
        (number_one_of([1, 2]), 2.into(), number("2.5")),
        (number_none_of([1, 2]), number("2.5"), number("2.0")),
        (integer_32(), number("-2147483648"), number("2147483648")),
        (float_64(), number("0.1"), number("1e400")),
        (float_32(), number("0.1"), number("1e39")),
    ]);
}

#[test]
fn each_of_collections_and_others_has_a_good_and_a_bad_value() {
    let map = |key: &str| Value::object([(key, "v".into())]);
    check(&[
        (size_between(1, 2), list(&["a"]), list(&[])),
        (unique_values(), list(&["a", "b"]), list(&["a", "a"])),
        (
            no_null_values(),
            list(&["a"]),
            Value::List(vec![Value::Null]),
        ),
        (each(one_of(["a"])), list(&["a", "a"]), list(&["a", "b"])),
        (keys(length_at_most(1)), map("a"), map("ab")),
        (
            all(vec![length_at_least(1), length_at_most(1)]),
            "a".into(),
            "".into(),
        ),
        (
            any(vec![one_of(["a"]), one_of(["b"])]),
            "b".into(),
            "c".into(),
        ),
        (size_at_least(1), list(&["a"]), list(&[])),
        (size_at_most(1), map("a"), list(&["a", "b"])),
        (
            any_with_all_warnings(vec![one_of(["a"]), one_of(["b"])]),
            "b".into(),
            "".into(),
        ),
        (holds(rules::exactly_one_of(["a", "b"])), map("a"), map("c")),
        (
            each(holds(rules::needs("a", "b"))),
            Value::List(vec![map("b")]),
            Value::List(vec![map("b"), map("a")]),
        ),
    ]);
}

/// Terraform cannot point into objects, so the summary has the whole path.
#[test]
fn summaries_have_the_whole_path() {
    let summaries = |validator: &Validator, value: &Value, at: Path| {
        validator
            .complaints(value, &at)
            .into_iter()
            .map(|one| one.summary)
            .collect::<Vec<_>>()
    };
    let long = length_at_most(1);
    assert_eq!(
        summaries(&long, &"ab".into(), Path::root()),
        ["Invalid value"]
    );
    assert_eq!(
        summaries(&long, &"ab".into(), Path::attribute("name")),
        ["Invalid name"]
    );
    assert_eq!(
        summaries(&long, &"ab".into(), Path::attribute("author").then("name")),
        ["Invalid author.name"]
    );
    assert_eq!(
        summaries(
            &long,
            &"ab".into(),
            Path::attribute("entries").element().then("address")
        ),
        ["Invalid entries[…].address"]
    );
    assert_eq!(
        summaries(
            &each(length_at_most(1)),
            &list(&["a", "ab"]),
            Path::attribute("tags")
        ),
        ["Invalid tags[1]"]
    );
    assert_eq!(
        summaries(
            &keys(length_at_most(1)),
            &Value::object([("ab", 1.into())]),
            Path::attribute("tags")
        ),
        ["Invalid tags[\"ab\"]"]
    );
    let pairs = each(holds(rules::needs("a", "b")));
    let lonely = Value::List(vec![Value::object([("a", 1.into())])]);
    assert_eq!(
        summaries(&pairs, &lonely, Path::attribute("pairs")),
        ["a needs b in pairs[0]"]
    );
}

#[test]
fn elements_are_complained_about_where_they_are() {
    assert_eq!(
        complaints(&each(one_of(["a"])), &list(&["a", "b"])),
        ["x[1]: It must be one of a."]
    );
    assert_eq!(
        complaints(
            &each(one_of(["a"])),
            &Value::List(vec![Value::UNKNOWN, Value::Null])
        ),
        Vec::<String>::new()
    );
    assert!(
        warn_only(one_of(["a"]))
            .complaints(&"b".into(), &Path::root())
            .iter()
            .all(|one| !one.is_error())
    );
}

#[test]
fn an_empty_word_among_the_allowed_can_be_seen() {
    for (validator, wanted) in [
        (one_of(["", "a"]), "x: It must be one of \"\", a."),
        (
            one_of_ignoring_case(["", "a"]),
            "x: It must be one of \"\", a.",
        ),
    ] {
        assert_eq!(complaints(&validator, &"b".into()), [wanted]);
    }
    for validator in [none_of(["", "a"]), none_of_ignoring_case(["", "a"])] {
        assert_eq!(
            complaints(&validator, &"a".into()),
            ["x: It must be none of \"\", a."]
        );
    }
}

#[test]
fn one_content_validator_silences_errors_and_keeps_warnings() {
    let validators = || vec![warn_only(one_of(["x"])), one_of(["y"]), one_of(["b"])];
    assert_eq!(
        complaints(&any_with_all_warnings(validators()), &"b".into()),
        ["x: It must be one of x."]
    );
    assert_eq!(
        complaints(
            &any(vec![one_of(["y"]), warn_only(one_of(["x"]))]),
            &"b".into()
        ),
        ["x: It must be one of x."]
    );
}

#[test]
fn dynamic_values_are_checked_as_what_they_are() {
    let dynamic = |value: Value| Value::Dynamic(Box::new((Type::Dynamic, value)));
    assert_eq!(
        complaints(&each(one_of(["a"])), &dynamic(list(&["a", "b"]))),
        ["x[1]: It must be one of a."]
    );
    assert!(
        !complaints(
            &keys(length_at_most(1)),
            &dynamic(Value::object([("ab", 1.into())]))
        )
        .is_empty()
    );
    assert!(
        !complaints(
            &holds(rules::needs("a", "b")),
            &dynamic(Value::object([("a", 1.into())]))
        )
        .is_empty()
    );
}

#[test]
fn together_they_take_what_each_takes() {
    let both = all(vec![
        size_at_most(3),
        each(at_least(1)),
        warn_only(unique_values()),
    ]);
    assert!(both.takes().admits(&Type::list(Type::Number)) && both.takes().admits(&Type::Dynamic));
    assert!(!both.takes().admits(&Type::list(Type::String)) && !both.takes().admits(&Type::Number));
}
