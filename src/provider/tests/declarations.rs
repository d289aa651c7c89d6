//! Declarations that core would refuse.

use super::*;

struct Misnamed(Signature);

impl Function for Misnamed {
    fn name(&self) -> &str {
        "no name"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, _: &[Value]) -> Result<Value, FunctionError> {
        Ok(Value::from(1))
    }
}

#[test]
fn declarations_that_core_would_refuse() {
    let text = |name: &str, usage| Attribute::new(name, Type::String, usage, "");
    let mut resource = Mistaken::new(
        "a: string required; a: number optional; count: number optional",
        || Value::Null,
    );
    resource.schema.block.attributes.push(Attribute {
        default: Some(1.into()),
        ..text("size", Usage::Optional)
    });
    resource.schema.block.attributes.push(Attribute {
        replace: Replace::OnChange,
        validators: vec![validators::integer()],
        ..text("b", Usage::Optional)
    });
    let set = IdentityAttribute {
        name: "tags".to_owned(),
        ty: Type::set(Type::String),
        required: true,
        description: String::new(),
    };
    resource.identity = Some(IdentitySchema {
        version: 0,
        attributes: vec![set],
        mutable: false,
    });
    let two = vec![
        Parameter::new("x", Type::Number, ""),
        Parameter {
            validators: vec![validators::json()],
            ..Parameter::new("x", Type::Number, "")
        },
    ];
    let signature = Signature {
        parameters: two,
        variadic: None,
        returns: Type::String,
        summary: String::new(),
        description: String::new(),
        deprecated: None,
    };
    let provider = Of(
        Schema {
            version: -1,
            ..Schema::default()
        },
        vec![Box::new(resource)],
        vec![Box::new(Misnamed(signature))],
    );
    expect![[r#"
        In the schema of the provider, the version is negative; start with 0.
        In the schema of test_thing, a: is declared twice; take one of them out.
        In the schema of test_thing, size: has a default, so the provider sets it at times; make it Usage::OptionalComputed.
        In the schema of test_thing, size: its default is no known string.
        In the schema of test_thing, b: is a string, and has a validator for a number; take that out or change the type.
        In the schema of test_thing, count is a word that Terraform takes for itself; give it another name.
        In the identity of test_thing, tags is a set of string; it can be text, a number, a bool, or a list of these.
        In the identity of test_thing, tags is no attribute of the schema, where its value would come from.
        The function "no name" has a name that configurations cannot write; use letters, digits and underscores.
        The function no name has two parameters x; give each a name of its own.
        The parameter x of no name is a number, and has a validator for a string; take that out."#]]
    .assert_eq(&told(&check_schemas(&provider)));
    let result = call_function(provider.functions()[0].as_ref(), &[1.into(), 1.into()]);
    assert_eq!(
        result.map_err(|error| error.text).err().as_deref(),
        Some("Bug in the provider: no name gave a result that is no string")
    );
}
