//! What is simpler than a schema: less of it, and what becomes of its values then.

use std::rc::Rc;

use super::changes::{Change, each, inside, without};
use super::simpler_types::{simpler_types, text};
use super::simpler_values::simpler_value;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Recompute, Replace, Shape,
    Usage, Value,
};

pub(super) fn simpler_blocks(block: &Block) -> Vec<(Block, Change)> {
    let mut found: Vec<(Block, Change)> = Vec::new();
    for (at, nested) in block.blocks.iter().enumerate() {
        let mut less = block.clone();
        less.blocks.remove(at);
        found.push((less, without(&nested.name)));
    }
    for (attributes, change) in simpler_attributes(&block.attributes) {
        found.push((
            Block {
                attributes,
                ..block.clone()
            },
            change,
        ));
    }
    for (at, nested) in block.blocks.iter().enumerate() {
        for (simpler, change) in simpler_nested(nested) {
            let mut less = block.clone();
            less.blocks[at] = simpler;
            found.push((less, inside(&nested.name, change)));
        }
    }
    found
}

fn simpler_nested(nested: &NestedBlock) -> Vec<(NestedBlock, Change)> {
    let same: Change = Rc::new(Value::clone);
    let mut found = Vec::new();
    if nested.computed.is_some() {
        found.push((
            NestedBlock {
                computed: None,
                ..nested.clone()
            },
            none_for_null(nested),
        ));
        found.push((
            NestedBlock {
                computed: Some(Recompute::OnAnyChange),
                ..nested.clone()
            },
            same,
        ));
    }
    let map = nested.nesting == BlockNesting::Map;
    let single = matches!(nested.nesting, BlockNesting::Single | BlockNesting::Group);
    found.extend(
        simpler_blocks(&nested.block)
            .into_iter()
            .map(|(block, change)| {
                (
                    NestedBlock {
                        block,
                        ..nested.clone()
                    },
                    each(single, map, change),
                )
            }),
    );
    found
}

/// Returns a configuration has null for the computed blocks that it leaves out, and for no others.
fn none_for_null(nested: &NestedBlock) -> Change {
    let none = nested.none();
    Rc::new(move |value| {
        if value.is_null() {
            none.clone()
        } else {
            value.clone()
        }
    })
}

fn simpler_attributes(attributes: &[Attribute]) -> Vec<(Vec<Attribute>, Change)> {
    let mut found: Vec<(Vec<Attribute>, Change)> = Vec::new();
    for (at, attribute) in attributes.iter().enumerate() {
        let mut less = attributes.to_vec();
        less.remove(at);
        for other in &mut less {
            if let Recompute::OnChangeOf(names) = &mut other.recompute {
                names.retain(|name| *name != attribute.name);
            }
        }
        found.push((less, without(&attribute.name)));
    }
    for (at, attribute) in attributes.iter().enumerate() {
        for (simpler, change) in simpler_attribute(attribute) {
            let mut less = attributes.to_vec();
            less[at] = simpler;
            found.push((less, inside(&attribute.name, change)));
        }
    }
    found
}

fn simpler_attribute(attribute: &Attribute) -> Vec<(Attribute, Change)> {
    let same: Change = Rc::new(Value::clone);
    let like = || attribute.clone();
    let mut found: Vec<(Attribute, Change)> = with_less_said(attribute)
        .into_iter()
        .map(|simpler| (simpler, same.clone()))
        .collect();
    if let Some(default) = &attribute.default {
        found.extend(simpler_value(default).into_iter().map(|default| {
            (
                Attribute {
                    default: Some(default),
                    ..like()
                },
                same.clone(),
            )
        }));
    }
    let shaped = |shape: Shape, change: &Change| {
        let default = attribute.default.as_ref().map(|default| change(default));
        let mut simpler = Attribute {
            shape,
            default,
            ..like()
        };
        if !simpler.meaning.admits(&simpler.ty()) {
            simpler.meaning = Meaning::Exact;
        }
        simpler
    };
    match &attribute.shape {
        Shape::Plain(ty) => {
            found.extend(
                simpler_types(ty)
                    .into_iter()
                    .map(|(ty, change)| (shaped(Shape::Plain(ty), &change), change)),
            );
        }
        Shape::Nested(nesting, inner) => {
            let plain: Change = Rc::new(text);
            found.push((
                shaped(Shape::Plain(crate::engine::Type::String), &plain),
                plain,
            ));
            found.extend(
                simpler_attributes(inner)
                    .into_iter()
                    .map(|(inner, change)| {
                        let change = each(
                            *nesting == Nesting::Single,
                            *nesting == Nesting::Map,
                            change,
                        );
                        (shaped(Shape::Nested(*nesting, inner), &change), change)
                    }),
            );
        }
    }
    found
}

/// Returns the attribute with one word less, whose values stay as they are.
fn with_less_said(attribute: &Attribute) -> Vec<Attribute> {
    let like = || attribute.clone();
    vec![
        Attribute {
            write_only: false,
            ..like()
        },
        Attribute {
            sensitive: false,
            ..like()
        },
        Attribute {
            replace: Replace::Never,
            ..like()
        },
        Attribute {
            replace: Replace::OnChange,
            ..like()
        },
        Attribute {
            recompute: Recompute::OnAnyChange,
            ..like()
        },
        Attribute {
            meaning: Meaning::Exact,
            ..like()
        },
        Attribute {
            default: None,
            ..like()
        },
        Attribute {
            default: None,
            usage: Usage::Optional,
            recompute: Recompute::OnAnyChange,
            ..like()
        },
    ]
}
