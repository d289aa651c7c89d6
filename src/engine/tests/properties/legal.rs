//! Whether a case is one that core and a provider's author can bring about: what the generator
//! promises, and what keeps a failing case from becoming another mistake while it is made small.

use super::case::Case;
use super::unknowns::cannot_be_kept;
use crate::engine::check::check_schema;
use crate::engine::contradictions;
use crate::engine::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Shape, Type, Value};

/// Returns why the case is none; nothing for a good one.
pub(super) fn illegal(case: &Case) -> Option<String> {
    let block = &case.schema.block;
    if let Some(problem) = check_schema(&case.schema).first() {
        return Some(format!("the schema: {problem}"));
    }
    for (name, value) in [
        ("prior", &case.prior),
        ("open", &case.open),
        ("config", &case.config),
    ] {
        if !block.admits(value) {
            return Some(format!("{name} is not of the schema's type"));
        }
        if !value.is_null() && !of_block(block, value, name == "prior") {
            return Some(format!("{name} has what core does not make"));
        }
    }
    if !defaults_fit(block) {
        return Some("a default has what core does not make".to_owned());
    }
    let mut complaints = contradictions(block, &Value::Null, &case.open);
    complaints.extend(contradictions(block, &Value::Null, &case.config));
    let known = case.prior.is_wholly_known() && case.config.is_wholly_known();
    match complaints.first() {
        Some(complaint) => Some(complaint.summary.clone()),
        None if block_cannot_be_kept(block, [&case.prior, &case.open, &case.config], false) => {
            Some("the plan cannot be kept".to_owned())
        }
        None if !known => Some("the state or the configuration has unknowns".to_owned()),
        None if !matches!(case.config, Value::Map(_)) || !becomes(&case.open, &case.config) => {
            Some("open becomes no config".to_owned())
        }
        None => case.defaults.iter().find_map(|(name, default)| {
            let fits = block.attribute(name).is_some_and(|attribute| {
                default.fits(&attribute.ty()) && of_attribute(attribute, default, true)
            });
            (!fits || default.is_null()).then(|| format!("the default of {name}"))
        }),
    }
}

fn defaults_fit(block: &Block) -> bool {
    block.attributes.iter().all(default_fits)
        && block
            .blocks
            .iter()
            .all(|nested| defaults_fit(&nested.block))
}

fn default_fits(attribute: &Attribute) -> bool {
    let inside = match &attribute.shape {
        Shape::Plain(_) => true,
        Shape::Nested(_, inner) => inner.iter().all(default_fits),
    };
    inside
        && attribute.default.as_ref().is_none_or(|default| {
            of_attribute(attribute, default, true) && says_all(attribute, default)
        })
}

/// Reports whether a default leaves nothing in it to the provider: what it leaves out stays null.
fn says_all(attribute: &Attribute, default: &Value) -> bool {
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        return true;
    };
    let one = |object: &Value| {
        inner.iter().all(|attribute| {
            let value = object.attribute(&attribute.name);
            let left_out =
                attribute.is_computed() && attribute.default.is_none() && value.is_null();
            !left_out && says_all(attribute, value)
        })
    };
    match (nesting, default) {
        (Nesting::Map, Value::Map(elements)) => elements.values().all(one),
        (_, Value::List(elements) | Value::Set(elements)) => elements.iter().all(one),
        (_, object @ Value::Map(_)) => one(object),
        _ => true,
    }
}

fn of_block(block: &Block, value: &Value, state: bool) -> bool {
    let of_attributes = block
        .attributes
        .iter()
        .all(|attribute| of_attribute(attribute, value.attribute(&attribute.name), state));
    of_attributes
        && block
            .blocks
            .iter()
            .all(|nested| of_blocks(nested, value.attribute(&nested.name), state))
}

fn of_blocks(nested: &NestedBlock, value: &Value, state: bool) -> bool {
    let one =
        |value: &Value| matches!(value, Value::Map(_)) && of_block(&nested.block, value, state);
    match (nested.nesting, value) {
        (BlockNesting::Single, Value::Null) => true,
        (_, Value::Null) => nested.computed.is_some() && !state,
        (_, Value::Unknown(_)) => nested.nesting != BlockNesting::Group && !state,
        (BlockNesting::Map, Value::Map(elements)) => elements.values().all(one),
        (_, Value::List(elements)) => elements.iter().all(one),
        (_, Value::Set(elements)) => are_distinct(elements) && elements.iter().all(one),
        (_, value) => one(value),
    }
}

fn of_attribute(attribute: &Attribute, value: &Value, state: bool) -> bool {
    if state && attribute.write_only && !value.is_null() {
        return false;
    }
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        return consistent(&attribute.ty(), value);
    };
    let one = |value: &Value| match value {
        Value::Map(_) => inner
            .iter()
            .all(|attribute| of_attribute(attribute, value.attribute(&attribute.name), state)),
        Value::Unknown(_) => true,
        _ => false,
    };
    consistent(&attribute.ty(), value)
        && match (nesting, value) {
            (_, Value::Null | Value::Unknown(_)) => true,
            (Nesting::Map, Value::Map(elements)) => elements.values().all(one),
            (_, Value::List(elements)) => elements.iter().all(one),
            (_, Value::Set(elements)) => are_distinct(elements) && elements.iter().all(one),
            (_, value) => one(value),
        }
}

/// The values before, while parts of the configuration are unknown, and when all is known.
type Three<'a> = [&'a Value; 3];

/// Reports whether [`cannot_be_kept`] says so of any attribute.
fn block_cannot_be_kept(block: &Block, values: Three<'_>, in_parts: bool) -> bool {
    attributes_cannot_be_kept(&block.attributes, values, in_parts)
        || block.blocks.iter().any(|nested| {
            let values = values.map(|value| value.attribute(&nested.name));
            any_of(
                nested.nesting == BlockNesting::Map,
                values,
                in_parts,
                &|values, in_parts| block_cannot_be_kept(&nested.block, values, in_parts),
            )
        })
}

fn attributes_cannot_be_kept(attributes: &[Attribute], values: Three<'_>, in_parts: bool) -> bool {
    attributes.iter().any(|attribute| {
        let values = values.map(|value| value.attribute(&attribute.name));
        match &attribute.shape {
            Shape::Plain(_) => cannot_be_kept(attribute, values, in_parts),
            Shape::Nested(nesting, inner) => any_of(
                *nesting == Nesting::Map,
                values,
                in_parts,
                &|values, in_parts| attributes_cannot_be_kept(inner, values, in_parts),
            ),
        }
    })
}

/// Reports whether something holds of objects in the same place. Elements of sets have none, so any
/// of them may be any other.
fn any_of(
    map: bool,
    values: Three<'_>,
    in_parts: bool,
    holds: &dyn Fn(Three<'_>, bool) -> bool,
) -> bool {
    let [prior, open, config] = values;
    match (open, config) {
        (Value::List(a), Value::List(b)) => a.iter().zip(b).enumerate().any(|(at, (a, b))| {
            holds(
                [prior.elements().get(at).unwrap_or(&Value::Null), a, b],
                in_parts,
            )
        }),
        (Value::Set(a), Value::Set(b)) => {
            let in_parts = in_parts || !open.is_wholly_known();
            let old = prior.elements();
            let fits = |a: &Value| {
                b.iter()
                    .filter(|b| becomes(a, b))
                    .any(|b| old.iter().any(|old| holds([old, a, b], in_parts)))
            };
            in_parts && a.iter().any(fits)
        }
        (Value::Map(a), Value::Map(b)) if map => a.iter().any(|(key, a)| {
            b.get(key)
                .is_some_and(|b| holds([prior.attribute(key), a, b], in_parts))
        }),
        (Value::Map(_), Value::Map(_)) => holds(values, in_parts),
        _ => false,
    }
}

/// Two that are not wholly known are never the same.
fn are_distinct(elements: &[Value]) -> bool {
    super::values::distinct(elements.to_vec()).len() == elements.len()
}

/// Reports whether all elements of each list, set and map have one type, as core has it.
fn consistent(ty: &Type, value: &Value) -> bool {
    fits(ty, value, false, &mut None)
}

/// Returns what the dynamic values in the elements of one collection have in common, place by
/// place. With `one`, this is in a collection.
fn fits(ty: &Type, value: &Value, one: bool, found: &mut Option<Concrete>) -> bool {
    match (ty, value) {
        // In a collection each element shows its type, which is that of the others.
        (Type::Dynamic, Value::Null | Value::Unknown(_)) => !one,
        (ty, value) if one && shows_no_type(value) && ty.has_dynamic() => false,
        (Type::Dynamic, Value::Dynamic(typed)) => {
            let same = !matches!(found, Some(Concrete::Type(ty)) if *ty != typed.0);
            *found = Some(Concrete::Type(typed.0.clone()));
            same && consistent(&typed.0, &typed.1)
        }
        (Type::Set(inner), Value::Set(elements)) => {
            are_distinct(elements) && elements_fit(inner, elements, found)
        }
        (Type::List(inner), Value::List(elements)) => elements_fit(inner, elements, found),
        (Type::Map(inner), Value::Map(elements)) => elements_fit(inner, elements.values(), found),
        (Type::Tuple(types), Value::List(elements)) => {
            parts_fit(types.iter().zip(elements), one, found)
        }
        (Type::Object(types), Value::Map(values)) => {
            parts_fit(types.values().zip(values.values()), one, found)
        }
        _ => true,
    }
}

fn shows_no_type(value: &Value) -> bool {
    match value {
        Value::Null | Value::Unknown(_) => true,
        Value::List(elements) | Value::Set(elements) => elements.is_empty(),
        Value::Map(elements) => elements.is_empty(),
        _ => false,
    }
}

fn elements_fit<'v>(
    inner: &Type,
    elements: impl IntoIterator<Item = &'v Value>,
    found: &mut Option<Concrete>,
) -> bool {
    let mut all = match found.take() {
        Some(Concrete::Elements(all)) => *all,
        _ => None,
    };
    let fit = elements
        .into_iter()
        .all(|element| fits(inner, element, true, &mut all));
    *found = Some(Concrete::Elements(Box::new(all)));
    fit
}

fn parts_fit<'v>(
    parts: impl Iterator<Item = (&'v Type, &'v Value)>,
    one: bool,
    found: &mut Option<Concrete>,
) -> bool {
    let mut all = match found.take() {
        Some(Concrete::Parts(all)) => all,
        _ => Vec::new(),
    };
    let mut fit = true;
    for (at, (ty, value)) in parts.enumerate() {
        if all.len() <= at {
            all.push(None);
        }
        fit &= fits(ty, value, one, &mut all[at]);
    }
    *found = Some(Concrete::Parts(all));
    fit
}

/// The types that were found so far where a type is open.
enum Concrete {
    Type(Type),
    Elements(Box<Option<Self>>),
    Parts(Vec<Option<Self>>),
}

/// Reports whether the unknowns of one value may turn out as in the other. Two elements of a set
/// may turn out to be one.
pub(super) fn becomes(open: &Value, config: &Value) -> bool {
    match (open, config) {
        (Value::Unknown(unknown), config) => unknown.may_become(config),
        (Value::Dynamic(a), Value::Dynamic(b)) => a.0 == b.0 && becomes(&a.1, &b.1),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| becomes(a, b))
        }
        (Value::Set(a), Value::Set(b)) => {
            a.len() >= b.len()
                && a.iter().all(|a| b.iter().any(|b| becomes(a, b)))
                && b.iter().all(|b| a.iter().any(|a| becomes(a, b)))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| becomes(a, b)))
        }
        (a, b) => a == b,
    }
}
