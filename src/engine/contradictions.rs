//! What a configuration says against its schema, and core lets pass.
//!
//! Core checks that a required argument is written, but not that it is not null. It lets a
//! configuration set a read-only attribute, and then reports an inconsistent result. An unknown
//! value contradicts nothing yet; it is checked again when more is known.

use super::fields::{Fields, Part};
use super::repeat::each_object;
use super::{
    Attribute, Block, BlockNesting, Diagnostic, Diagnostics, Path, Shape, Type, Usage, Value,
};

/// Returns the errors in `config`, in the schema's order: required attributes that are null,
/// read-only attributes that are set, and nulls in collections that take none.
///
/// `prior` is the state, or null. What is in the configuration as it is in the state is no error
/// beside it: `ignore_changes` writes the state's values into the configuration that a plan is made
/// from.
pub fn contradictions(block: &Block, prior: &Value, config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    let prior = Some(prior).filter(|prior| !prior.is_null());
    of_object(block.into(), &Path::root(), prior, config, &mut found);
    found
}

fn of_object(
    fields: Fields<'_>,
    at: &Path,
    prior: Option<&Value>,
    config: &Value,
    found: &mut Diagnostics,
) {
    let Value::Map(_) = config else { return };
    for part in fields.parts() {
        let value = config.attribute(part.name());
        let prior = prior.map(|prior| prior.attribute(part.name()));
        let at = at.then(part.name());
        match part {
            Part::Attribute(_) if value.is_unknown() || prior == Some(value) => {}
            Part::Attribute(attribute) => match (attribute.usage, value.is_null()) {
                (Usage::Required, true) => found.push(missing(&at)),
                (Usage::Computed, false) => found.push(read_only(&at)),
                (_, true) => {}
                (_, false) => of_value(part, &at, prior, value, found),
            },
            // A group that is left out is there all the same, with nulls in it.
            Part::Block(nested)
                if nested.nesting == BlockNesting::Group && *value == nested.none() => {}
            Part::Block(_) => of_value(part, &at, prior, value, found),
        }
    }
}

fn of_value(
    part: Part<'_>,
    at: &Path,
    prior: Option<&Value>,
    value: &Value,
    found: &mut Diagnostics,
) {
    if let Some((repeat, inner)) = part.objects() {
        each_object(
            repeat,
            at,
            prior,
            value,
            &mut |at, prior, value| match (part, value) {
                (Part::Attribute(_), value) if value.is_null() => found.push(null_element(at)),
                (_, Value::Map(_)) => of_object(inner, at, prior, value, found),
                _ => {}
            },
        );
    } else if let Part::Attribute(Attribute {
        no_null_elements: true,
        shape: Shape::Plain(ty),
        ..
    }) = part
    {
        nulls(ty, at, value, found);
    }
}

/// Reports nulls among the elements of a collection, and of the collections in it.
fn nulls(ty: &Type, at: &Path, value: &Value, found: &mut Diagnostics) {
    let mut element = |ty: &Type, at: Path, value: &Value| {
        if value.is_null() {
            found.push(null_element(&at));
        } else {
            nulls(ty, &at, value, found);
        }
    };
    match (ty, value) {
        (Type::List(ty), Value::List(elements)) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, value)| element(ty, at.at(index), value));
        }
        (Type::Set(ty), Value::Set(elements)) => elements
            .iter()
            .for_each(|value| element(ty, at.element(), value)),
        (Type::Map(ty), Value::Map(elements)) => elements
            .iter()
            .for_each(|(key, value)| element(ty, at.key(key), value)),
        (Type::Tuple(types), Value::List(elements)) => {
            for (index, (ty, value)) in types.iter().zip(elements).enumerate() {
                nulls(ty, &at.at(index), value, found);
            }
        }
        (Type::Object(types), Value::Map(values)) => {
            for (name, ty) in types {
                nulls(
                    ty,
                    &at.then(name),
                    values.get(name).unwrap_or(&Value::Null),
                    found,
                );
            }
        }
        (Type::Dynamic, Value::Dynamic(typed)) => nulls(&typed.0, at, &typed.1, found),
        _ => {}
    }
}

fn missing(at: &Path) -> Diagnostic {
    let detail = "The argument is required, and what is written for it is null, as a variable without a value is.\nGive it a value.";
    Diagnostic::error(format!("{at} must not be null"), detail).at(at.clone())
}

fn read_only(at: &Path) -> Diagnostic {
    let detail = "The attribute is read-only: a configuration can use its value and cannot set it.";
    Diagnostic::error(format!("{at} is set by the provider; remove it"), detail).at(at.clone())
}

fn null_element(at: &Path) -> Diagnostic {
    let detail = "An element is null, and the collection takes none that is.\nLeave the element out, as in [for one in all : one if one != null].";
    Diagnostic::error(format!("{at} must not be null"), detail).at(at.clone())
}
