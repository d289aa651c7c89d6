//! Declarations that core would refuse.

use super::*;
use crate::engine::PathExpression;

struct Misnamed;

impl Function for Misnamed {
    fn name(&self) -> &str {
        "no name"
    }

    fn signature(&self) -> Signature {
        let beside = validators::conflicts_with([PathExpression::sibling("y")]);
        let json = Parameter::number("x")
            .validate(validators::json())
            .validate(beside);
        Signature::new([Parameter::number("x"), json], Type::String)
    }

    fn call(&self, _: CallFunctionRequest<'_>) -> Result<Value, FunctionError> {
        Ok(Value::from(1))
    }
}

#[test]
fn declarations_that_core_would_refuse() {
    let mut resource = Mistaken::new(
        "a: string required; a: number optional; count: number optional",
        || Value::Null,
    );
    resource.schema.block.attributes.extend([
        Attribute::string("size").default(1).optional(),
        Attribute::string("b")
            .requires_replace()
            .validate(validators::integer()),
    ]);
    let tags = IdentityAttribute::of("tags", Type::set(Type::String));
    let size = IdentityAttribute::string("size").not_in_state();
    resource.identity = Some(IdentitySchema::new([tags, size]));
    let server = Server::new(Of {
        schema: Schema::default().version(-1),
        one: Some(resource),
        unreached: None,
        functions: || vec![Box::new(Misnamed)],
    });
    let told_once = |all: &Diagnostics| {
        // The one type is a data source and an ephemeral resource, too.
        let mut seen = std::collections::HashSet::new();
        let once: Vec<_> = all
            .iter()
            .filter(|one| seen.insert(*one))
            .cloned()
            .collect();
        told(&once)
    };
    expect![[r#"
        In the schema of the provider, the version is negative; start with 0.
        In the schema of test_thing, a: is declared twice; take one of them out.
        In the schema of test_thing, size: has a default, so the provider sets it at times; make it Usage::OptionalComputed.
        In the schema of test_thing, size: its default is no known string.
        In the schema of test_thing, b: is a string, and has a validator for a number; take that out or change the type.
        In the schema of test_thing, count is a word that Terraform takes for itself; give it another name.
        In the identity of test_thing, tags is a set of string; it can be text, a number, a bool, or a list of these.
        In the identity of test_thing, tags is no attribute of the schema, where its value would come from; add one, or say not_in_state.
        In the identity of test_thing, size is not in the state, and an attribute of the schema has its name; take not_in_state out.
        The function "no name" has a name that configurations cannot write; use letters, digits and underscores.
        The function no name has two parameters x; give each a name of its own.
        The parameter x of no name has a validator that looks at other attributes, and a function has none; take that out.
        The parameter x of no name is a number, and has a validator for a string; take that out."#]]
    .assert_eq(&told_once(&server.check_schemas()));
    let arguments = [1.into(), 1.into()];
    let result = server.call_function(&server.functions()[0], &arguments);
    assert_eq!(
        result.map_err(|error| error.text).err().as_deref(),
        Some("Bug in the provider: no name gave a result that is no string")
    );
}
