//! The generator of schemas: every usage, nesting and flag, everywhere where
//! [`check_schema`](crate::engine::check::check_schema) takes it.

use super::dice::Dice;
use super::values::Values;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Recompute, Replace, Schema,
    Shape, Type, Usage, Value,
};

/// What the place of an attribute or block allows.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Inside a set, whose elements are what they are: core has neither dynamic nor write-only
    /// attributes there.
    in_set: bool,
    /// Directly in a set of blocks, which are compared as written.
    in_set_block: bool,
    /// In a list or map of nested attributes, in which a dynamic attribute has the same type in
    /// each element.
    of_one_type: bool,
    /// In what a default or the provider may fill in such a list or map, whose type it cannot know.
    no_dynamics: bool,
    /// In something that the provider makes as a whole, so that each part is computed.
    computed: bool,
}

/// Returns a schema of a few attributes and blocks.
pub(super) fn schema(dice: &mut Dice) -> Schema {
    Schema {
        version: 0,
        block: block(dice, 2, Place::default()),
    }
}

fn block(dice: &mut Dice, depth: usize, place: Place) -> Block {
    let most = if depth == 2 { 4 } else { 3 };
    let attributes = attributes(dice, depth, most, place);
    let count = if depth == 0 { 0 } else { dice.below(3) };
    let blocks = ["x", "y"]
        .iter()
        .take(count)
        .map(|name| nested_block(dice, name, depth - 1, place))
        .collect();
    Block {
        attributes,
        blocks,
        ..Block::default()
    }
}

fn nested_block(dice: &mut Dice, name: &str, depth: usize, place: Place) -> NestedBlock {
    let computed = place.computed || (!place.in_set && dice.one_in(4));
    let nesting = match dice.below(5) {
        0 if !computed => BlockNesting::Group,
        0 | 1 => BlockNesting::Single,
        2 => BlockNesting::List,
        3 => BlockNesting::Map,
        // What the provider makes in a set makes other elements of it.
        4 if computed => BlockNesting::List,
        _ => BlockNesting::Set,
    };
    let in_set_block = place.in_set || nesting == BlockNesting::Set;
    let inside = Place {
        in_set: in_set_block,
        in_set_block,
        computed,
        ..Place::default()
    };
    let recompute = dice.pick(&[
        Recompute::OnAnyChange,
        Recompute::Never,
        Recompute::NeverOnceSet,
    ]);
    NestedBlock {
        computed: computed.then_some(recompute),
        ..NestedBlock::new(name, nesting, block(dice, depth, inside))
    }
}

fn attributes(dice: &mut Dice, depth: usize, most: usize, place: Place) -> Vec<Attribute> {
    let count = dice.below(most + 1);
    let names: Vec<String> = ["a", "b", "c", "d"]
        .iter()
        .take(count)
        .map(|name| (*name).to_owned())
        .collect();
    names
        .iter()
        .map(|name| attribute(dice, name, &names, depth, place))
        .collect()
}

fn attribute(
    dice: &mut Dice,
    name: &str,
    beside: &[String],
    depth: usize,
    place: Place,
) -> Attribute {
    let usages: &[Usage] = match place.computed {
        true => &[Usage::Computed, Usage::OptionalComputed],
        false => &[
            Usage::Required,
            Usage::Optional,
            Usage::Computed,
            Usage::OptionalComputed,
            Usage::OptionalComputed,
        ],
    };
    let mut made = Attribute::new(name, Type::Bool, dice.pick(usages), "");
    let fills = made.usage == Usage::OptionalComputed && dice.one_in(3);
    let no_dynamics =
        place.in_set || place.no_dynamics || (place.of_one_type && made.is_computed());
    made.shape = if depth > 0 && dice.one_in(3) {
        let nesting = dice.pick(&[Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map]);
        let inside = Place {
            in_set: place.in_set || nesting == Nesting::Set,
            of_one_type: place.of_one_type || matches!(nesting, Nesting::List | Nesting::Map),
            computed: place.computed || (made.is_computed() && !fills),
            in_set_block: place.in_set_block,
            no_dynamics,
        };
        Shape::Nested(nesting, attributes(dice, depth - 1, 3, inside))
    } else {
        Shape::Plain(ty(dice, 2, !no_dynamics))
    };
    if fills {
        made.default = Some(Values::new(dice).default_of(&made));
    }
    // What is null in the state has no type there, and beside it, in the same list, a type.
    let no_type = place.of_one_type && made.ty().has_dynamic();
    made.write_only = !made.is_computed() && !place.in_set && !no_type && dice.one_in(5);
    made.sensitive = dice.one_in(8);
    made.replace = match dice.below(8) {
        0 => Replace::OnChange,
        1 => Replace::OnChangeFromKnown,
        2 => Replace::IfConfigured,
        3 => Replace::If(longer),
        _ => Replace::Never,
    };
    if made.is_computed() {
        made.recompute = match dice.below(6) {
            0 => Recompute::Never,
            1 => Recompute::NeverOnceSet,
            2 => Recompute::OnChangeOf(beside.iter().filter(|_| dice.one_in(2)).cloned().collect()),
            _ => Recompute::OnAnyChange,
        };
    }
    if let (Shape::Plain(ty), false) = (&made.shape, place.in_set_block) {
        made.meaning = meaning(dice, ty);
    }
    made
}

fn meaning(dice: &mut Dice, ty: &Type) -> Meaning {
    let meaning = match dice.below(6) {
        0 => Meaning::Json,
        1 => Meaning::Custom(same_letters),
        _ => Meaning::Exact,
    };
    if meaning.admits(ty) {
        meaning
    } else {
        Meaning::Exact
    }
}

/// Returns a type of values; with dynamic parts where they are allowed, which is nowhere in a set.
pub(super) fn ty(dice: &mut Dice, depth: usize, dynamics: bool) -> Type {
    if depth == 0 || dice.one_in(2) {
        return match dice.below(7) {
            0 | 1 if dynamics => Type::Dynamic,
            0 => Type::Bool,
            1 | 2 => Type::Number,
            _ => Type::String,
        };
    }
    let mut inner = |dynamics| ty(dice, depth - 1, dynamics);
    let first = inner(dynamics);
    let second = inner(dynamics);
    match dice.below(7) {
        0 => Type::list(first),
        1 => Type::map(first),
        2 | 3 => Type::set(if first.has_dynamic() {
            Type::set(Type::String)
        } else {
            first
        }),
        4 => Type::Tuple([first, second].into_iter().take(dice.below(3)).collect()),
        _ => Type::object(
            [("m", first), ("n", second)]
                .into_iter()
                .take(dice.below(3)),
        ),
    }
}

/// Returns the one function of [`Replace::If`] in generated schemas. What is not known yet may
/// become longer.
pub(super) fn longer(old: &Value, new: &Value) -> bool {
    new.is_unknown() || new.as_str().map(str::len) > old.as_str().map(str::len)
}

/// Returns the one function of [`Meaning::Custom`] in generated schemas: upper and lower case mean
/// the same.
pub(super) fn same_letters(a: &Value, b: &Value) -> bool {
    matches!((a.as_str(), b.as_str()), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b))
}
