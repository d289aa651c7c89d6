//! What holds of the codecs, and of lists whose elements are only written otherwise.

use proptest::prelude::*;

use super::case::Case;
use super::cases::Cases;
use super::holds;
use super::plans::planned;
use super::print::value as rust;
use super::provider::applied;
use crate::engine::check::check_plan;
use crate::engine::codec::{decode, encode, from_json, to_json};
use crate::engine::tests::language::show;
use crate::engine::{
    Attribute, Block, Defaults, Meaning, Schema, Type, Usage, Value, from_wire, plan, to_wire,
};

#[test]
fn values_go_over_the_wire_and_into_the_state_and_come_back() {
    holds(
        "values_go_over_the_wire_and_into_the_state_and_come_back",
        2_000,
        &Cases,
        round_trips,
    );
}

#[test]
fn damaged_values_are_refused_and_nothing_worse() {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    holds(
        "damaged_values_are_refused_and_nothing_worse",
        400,
        &(Cases, damage),
        |(case, damage)| {
            let block = &case.schema.block;
            let mut bytes = encode(&to_wire(block, &case.open), &block.ty());
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Ok(value) = decode(&bytes, &block.ty()) {
                let _ = from_wire(block, value);
            }
            Ok(())
        },
    );
}

#[test]
fn noise_is_refused_and_nothing_worse() {
    let noise = prop::collection::vec(any::<u8>(), 0..64);
    holds(
        "noise_is_refused_and_nothing_worse",
        400,
        &(Cases, noise),
        |(case, bytes)| {
            if let Ok(value) = decode(bytes, &case.schema.block.ty()) {
                let _ = from_wire(&case.schema.block, value);
            }
            Ok(())
        },
    );
}

pub(super) fn round_trips(case: &Case) -> Result<(), String> {
    let block = &case.schema.block;
    let ty = case.schema.block.ty();
    let open = planned(case, &case.prior, &case.open).planned;
    let state = applied(
        block,
        &planned(case, &case.prior, &case.config).planned,
        case.answers,
    );
    for value in [&case.prior, &case.open, &case.config, &open, &state] {
        let bytes = encode(&to_wire(block, value), &ty);
        let read = decode(&bytes, &ty)
            .map_err(|error| format!("{} cannot be read: {error}", show(value)))?;
        let read = from_wire(block, read);
        if read != *value {
            return Err(format!("{} came back as {}", rust(value), rust(&read)));
        }
        if encode(&to_wire(block, &read), &ty) != bytes {
            return Err(format!(
                "{} is written otherwise the second time",
                rust(value)
            ));
        }
        if value.is_wholly_known() {
            let read = from_json(&to_json(&to_wire(block, value)), &ty);
            let read = from_wire(
                block,
                read.map_err(|error| {
                    format!("{} cannot be read from a state: {error}", show(value))
                })?,
            );
            if read != *value {
                return Err(format!(
                    "{} came back from a state as {}",
                    rust(value),
                    rust(&read)
                ));
            }
        }
    }
    Ok(())
}

/// In a list, core compares whole: a respelt element keeps its old spelling only when all others
/// mean what they did, and what is unknown stays unknown.
#[test]
fn a_list_keeps_its_spelling_as_a_whole_or_not_at_all() {
    holds(
        "a_list_keeps_its_spelling_as_a_whole_or_not_at_all",
        400,
        &respelt(),
        |(texts, respelt, changed, unknown)| {
            let json = Attribute {
                meaning: Meaning::Json,
                ..Attribute::new("a", Type::list(Type::String), Usage::Optional, "")
            };
            let schema = Schema {
                version: 0,
                block: Block {
                    attributes: vec![json],
                    ..Block::default()
                },
            };
            let list = |list: &[Value]| Value::object([("a", Value::List(list.to_vec()))]);
            let old: Vec<Value> = texts.iter().map(|text| Value::from(*text)).collect();
            let check = |new: &[Value], wanted: &[Value]| {
                let planned = plan(&schema, &Defaults::new(), &list(&old), &list(new)).planned;
                let legal = check_plan(&schema.block, &list(&old), &list(new), &planned).is_empty();
                if legal && planned == list(wanted) {
                    Ok(())
                } else {
                    Err(format!(
                        "{} is planned as {}",
                        show(&list(new)),
                        show(&planned)
                    ))
                }
            };
            let mut new = old.clone();
            new[*respelt] = Value::string(format!(" {} ", texts[*respelt]));
            check(&new, &old)?;
            new[*changed] = if *unknown {
                Value::UNKNOWN
            } else {
                "[0]".into()
            };
            check(&new, &new)
        },
    );
}

/// Returns a list of JSON texts, with the place of one that is respelt and of another one that is
/// changed or unknown.
fn respelt() -> impl Strategy<Value = (Vec<&'static str>, usize, usize, bool)> {
    let texts = prop_oneof![
        Just("[1]"),
        Just("{\"a\":1}"),
        Just("[true,null]"),
        Just("\"x\"")
    ];
    (
        prop::collection::vec(texts, 2..6),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(|(list, a, b, unknown)| {
            let respelt = a.index(list.len());
            let changed = b.index(list.len());
            (list, respelt, changed, unknown)
        })
        .prop_filter("two elements", |(_, respelt, changed, _)| {
            respelt != changed
        })
}
