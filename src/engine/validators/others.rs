//! Validators that look at other attributes.

use crate::engine::{Diagnostic, PathExpression, Validator, Value};

/// Requires each of these to be set beside the attribute, wherever they are. An attribute that may
/// be set still, because it is unknown, counts.
#[doc(alias = "AlsoRequires")]
pub fn also_requires(others: impl IntoIterator<Item = PathExpression>) -> Validator {
    let others: Vec<_> = others.into_iter().collect();
    let about = others.clone();
    Validator::with_request(move |request| {
        let missing = others.iter().find(|other| {
            request
                .matching(other)
                .iter()
                .all(|(_, value)| value.is_null())
        })?;
        let at = request.path();
        let other = missing.target(at);
        let detail = format!("{at} means nothing without {other}.");
        Some(Diagnostic::error(format!("{at} needs {other}"), detail).at(at.clone()))
    })
    .about(about)
}

/// Requires none of these to be set beside the attribute, wherever they are.
#[doc(alias = "ConflictsWith")]
pub fn conflicts_with(others: impl IntoIterator<Item = PathExpression>) -> Validator {
    let others: Vec<_> = others.into_iter().collect();
    let about = others.clone();
    Validator::with_request(move |request| {
        let mut matching = others.iter().flat_map(|other| request.matching(other));
        // An expression of every element leads to the attribute itself, too.
        let is_other = |value: &Value| !std::ptr::eq(value, request.value());
        let (other, _) = matching
            .find(|(_, value)| is_other(value) && !value.is_null() && !value.is_unknown())?;
        let at = request.path();
        let detail = "Leave out one of them.";
        Some(
            Diagnostic::error(format!("{at} and {other} exclude each other"), detail)
                .at(at.clone()),
        )
    })
    .about(about)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::engine::check::check_schema;
    use crate::engine::{Attribute, NestedBlock, Schema, Type, validate, validators};

    fn rules(port: Attribute) -> Schema {
        let rule = [
            Attribute::string("protocol"),
            Attribute::list("tags", Type::String),
            port,
        ];
        Schema::new([
            Attribute::string("name"),
            Attribute::single_nested("on", rule.clone()),
        ])
        .block(NestedBlock::set("rule", rule))
    }

    fn rule(protocol: Value, port: i64) -> Value {
        Value::object([
            ("protocol", protocol),
            ("tags", Value::Null),
            ("port", port.into()),
        ])
    }

    fn check(port: Attribute, config: &[(&str, Value)], expected: Expect) {
        let schema = rules(port);
        assert_eq!(check_schema(&schema), []);
        let mut values = vec![
            ("name", Value::Null),
            ("on", Value::Null),
            ("rule", Value::Set(Vec::new())),
        ];
        for (name, value) in config {
            values.retain(|(other, _)| other != name);
            values.push((name, value.clone()));
        }
        expected.assert_eq(&validate(&schema.block, &Value::object(values)).to_string());
    }

    #[test]
    fn siblings_and_outer_attributes_are_required() {
        let sibling = || {
            Attribute::number("port").validate(also_requires([PathExpression::sibling("protocol")]))
        };
        check(
            sibling(),
            &[("on", rule(Value::Null, 80))],
            expect![[r#"
            Error: on.port needs on.protocol (at on.port)
            on.port means nothing without on.protocol."#]],
        );
        check(sibling(), &[("on", rule(Value::UNKNOWN, 80))], expect![""]);
        check(sibling(), &[("on", rule("tcp".into(), 80))], expect![""]);
        let elements = Value::Set(vec![rule("tcp".into(), 1), rule(Value::Null, 2)]);
        check(
            sibling(),
            &[("rule", elements)],
            expect![[r#"
            Error: rule[…].port needs rule[…].protocol (at rule[…].port)
            rule[…].port means nothing without rule[…].protocol."#]],
        );
        let root = || {
            Attribute::number("port")
                .validate(also_requires([PathExpression::root().attribute("name")]))
        };
        check(
            root(),
            &[("on", rule(Value::Null, 80))],
            expect![[r#"
            Error: on.port needs name (at on.port)
            on.port means nothing without name."#]],
        );
        check(
            root(),
            &[("on", rule(Value::Null, 80)), ("name", "n".into())],
            expect![""],
        );
    }

    #[test]
    fn every_element_is_looked_at() {
        let names = PathExpression::root()
            .attribute("rule")
            .every_element()
            .attribute("protocol");
        let port = || Attribute::number("port").validate(conflicts_with([names.clone()]));
        let set = |protocol: Value| Value::Set(vec![rule(Value::Null, 1), rule(protocol, 2)]);
        check(
            port(),
            &[("on", rule(Value::Null, 80)), ("rule", set("udp".into()))],
            expect![[r#"
                Error: on.port and rule[…].protocol exclude each other (at on.port)
                Leave out one of them.

                Error: rule[…].port and rule[…].protocol exclude each other (at rule[…].port)
                Leave out one of them.

                Error: rule[…].port and rule[…].protocol exclude each other (at rule[…].port)
                Leave out one of them."#]],
        );
        check(
            port(),
            &[("on", rule(Value::Null, 80)), ("rule", set(Value::Null))],
            expect![""],
        );
    }

    #[test]
    fn an_attribute_does_not_exclude_itself() {
        let ports = PathExpression::root()
            .attribute("rule")
            .every_element()
            .attribute("port");
        let port = || Attribute::number("port").validate(conflicts_with([ports.clone()]));
        let one = Value::Set(vec![rule(Value::Null, 80)]);
        check(port(), &[("rule", one)], expect![""]);
        let two = Value::Set(vec![rule(Value::Null, 80), rule(Value::Null, 81)]);
        check(
            port(),
            &[("rule", two)],
            expect![[r#"
            Error: rule[…].port and rule[…].port exclude each other (at rule[…].port)
            Leave out one of them.

            Error: rule[…].port and rule[…].port exclude each other (at rule[…].port)
            Leave out one of them."#]],
        );
    }

    #[test]
    fn validators_of_elements_see_around_the_collection() {
        let tag = || {
            also_requires([PathExpression::relative()
                .parent()
                .parent()
                .attribute("protocol")])
        };
        let schema = Schema::new([
            Attribute::string("protocol"),
            Attribute::list("tags", Type::String)
                .validate(validators::each(validators::all([tag()]))),
        ]);
        assert_eq!(check_schema(&schema), []);
        let config =
            |protocol: Value| Value::object([("protocol", protocol), ("tags", vec!["a"].into())]);
        expect![[r#"
            Error: tags[0] needs protocol (at tags[0])
            tags[0] means nothing without protocol."#]]
        .assert_eq(&validate(&schema.block, &config(Value::Null)).to_string());
        assert_eq!(validate(&schema.block, &config("tcp".into())), []);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_mistake() {
        let schema = rules(
            Attribute::number("port").validate(conflicts_with([
                PathExpression::sibling("protcol"),
                PathExpression::root().attribute("rule").attribute("port"),
                PathExpression::sibling("tags").every_element(),
                PathExpression::root().attribute("rule").index(0),
                PathExpression::root()
                    .attribute("rule")
                    .key("a")
                    .attribute("port"),
            ])),
        );
        let found: Vec<String> = check_schema(&schema)
            .iter()
            .map(ToString::to_string)
            .collect();
        expect![[r#"
            on.port: has a validator that looks at on.protcol, which the schema does not have; mend the path
            on.port: has a validator that looks at rule.port, which the schema does not have; mend the path
            on.port: has a validator that looks at rule[0], which the schema does not have; mend the path
            on.port: has a validator that looks at rule["a"].port, which the schema does not have; mend the path
            rule.port: has a validator that looks at rule[…].protcol, which the schema does not have; mend the path
            rule.port: has a validator that looks at rule.port, which the schema does not have; mend the path
            rule.port: has a validator that looks at rule[0], which the schema does not have; mend the path
            rule.port: has a validator that looks at rule["a"].port, which the schema does not have; mend the path"#]]
        .assert_eq(&found.join("\n"));
    }
}
