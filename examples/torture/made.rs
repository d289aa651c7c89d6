//! What the provider makes of a plan.

use appservices_provider::engine::{Block, BlockNesting, Type, Value};

/// Returns the plan with a known value in the place of every unknown one.
pub(crate) fn made(block: &Block, planned: &Value) -> Value {
    let Value::Map(values) = planned else {
        return planned.clone();
    };
    let types = block.ty();
    let Type::Object(types) = types else {
        return planned.clone();
    };
    let one = |(name, value): (&String, &Value)| {
        let nested = block.blocks.iter().find(|nested| nested.name == *name);
        let value = match (nested, value) {
            (Some(nested), Value::List(elements)) => Value::List(
                elements
                    .iter()
                    .map(|element| made(&nested.block, element))
                    .collect(),
            ),
            (Some(nested), Value::Set(elements)) => Value::Set(
                elements
                    .iter()
                    .map(|element| made(&nested.block, element))
                    .collect(),
            ),
            (Some(nested), Value::Map(elements)) if nested.nesting == BlockNesting::Map => {
                Value::Map(
                    elements
                        .iter()
                        .map(|(key, element)| (key.clone(), made(&nested.block, element)))
                        .collect(),
                )
            }
            (Some(nested), value) => made(&nested.block, value),
            (None, value) => known(value, &types[name]),
        };
        (name.clone(), value)
    };
    Value::Map(values.iter().map(one).collect())
}

fn known(value: &Value, ty: &Type) -> Value {
    match (value, ty) {
        (Value::Unknown(_), Type::String) => "made".into(),
        (Value::Unknown(_), Type::Number) => 7.into(),
        (Value::Unknown(_), Type::Bool) => true.into(),
        (Value::Unknown(_), Type::Object(types)) => Value::Map(
            types
                .iter()
                .map(|(name, ty)| (name.clone(), known(value, ty)))
                .collect(),
        ),
        (Value::Unknown(_), _) => Value::Null,
        (Value::List(elements), Type::List(ty)) => {
            Value::List(elements.iter().map(|element| known(element, ty)).collect())
        }
        (Value::Set(elements), Type::Set(ty)) => {
            Value::Set(elements.iter().map(|element| known(element, ty)).collect())
        }
        (Value::List(elements), Type::Tuple(types)) => Value::List(
            elements
                .iter()
                .zip(types)
                .map(|(element, ty)| known(element, ty))
                .collect(),
        ),
        (Value::Map(elements), Type::Map(ty)) => Value::Map(
            elements
                .iter()
                .map(|(key, element)| (key.clone(), known(element, ty)))
                .collect(),
        ),
        (Value::Map(elements), Type::Object(types)) => Value::Map(
            elements
                .iter()
                .map(|(name, element)| (name.clone(), known(element, &types[name])))
                .collect(),
        ),
        (Value::Dynamic(typed), Type::Dynamic) => {
            Value::Dynamic(Box::new((typed.0.clone(), known(&typed.1, &typed.0))))
        }
        (value, _) => value.clone(),
    }
}
