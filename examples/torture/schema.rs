//! The schema of `torture_thing`: every type, nesting and flag.

use appservices_provider::engine::{
    Attribute, Meaning, Modifier, NestedBlock, Number, PathExpression, Schema, Type, Value, rules,
    timeouts, validators,
};

/// Every type, nesting and flag.
pub(crate) fn schema() -> Schema {
    let mut attributes = plain();
    attributes.extend(computed_and_defaults());
    attributes.extend(replacing());
    attributes.extend(checked());
    attributes.extend(nested());
    attributes.push(timeouts::attribute(&["create", "delete"]));
    let computed = || [Attribute::string("c").computed()];
    let any = || [Attribute::dynamic("any")];
    // Every generated configuration keeps the rules. The story of modifiers and rules breaks them.
    Schema::new(attributes)
        .block(NestedBlock::single("blk_one", block(computed())))
        .block(NestedBlock::group("blk_group", block(computed())))
        .block(NestedBlock::list("blk_list", block(computed())))
        .block(NestedBlock::set("blk_set", block([])))
        .block(NestedBlock::map("blk_map", block(computed())))
        .block(NestedBlock::list(
            "any_list",
            block(computed()).into_iter().chain(any()),
        ))
        .block(NestedBlock::map(
            "any_map",
            block(computed()).into_iter().chain(any()),
        ))
        .rule(rules::at_most_one_of(["low", "lower"]))
        .rule(rules::at_least_sum_of("high", ["low", "lower"]))
}

fn block(more: impl IntoIterator<Item = Attribute>) -> Vec<Attribute> {
    let attributes = [Attribute::string("a"), Attribute::number("b")];
    attributes.into_iter().chain(more).collect()
}

/// Every type.
fn plain() -> Vec<Attribute> {
    let pair = || Type::object([("a", Type::String), ("b", Type::Number)]);
    vec![
        Attribute::string("name").required(),
        Attribute::string("string"),
        Attribute::number("number"),
        Attribute::bool("bool"),
        Attribute::dynamic("dynamic"),
        Attribute::list("strings", Type::String),
        Attribute::set("bag", Type::String),
        Attribute::map("numbers", Type::Number),
        Attribute::of("tuple", Type::Tuple(vec![Type::String, Type::Number])),
        Attribute::of("object", pair()),
        Attribute::list("objects", pair()),
        Attribute::list("matrix", Type::list(Type::Number)),
        Attribute::map("sets", Type::set(Type::String)),
    ]
}

/// Computed attributes, whatever makes them unknown, and defaults.
fn computed_and_defaults() -> Vec<Attribute> {
    let nothing: [&str; 0] = [];
    let computed = |name: &str| Attribute::string(name).computed();
    let tenth = Number::parse("0.1").map_or(Value::Null, Value::Number);
    vec![
        computed("id").use_state_for_unknown(),
        computed("etag"),
        computed("slug").recompute_on_change_of(["name"]),
        computed("once").use_non_null_state_for_unknown(),
        computed("module").recompute_on_change_of(nothing),
        Attribute::number("length")
            .computed()
            .modify(length_of_name()),
        Attribute::string("filled").optional_computed(),
        Attribute::string("kept")
            .optional_computed()
            .use_state_for_unknown(),
        Attribute::string("text_default").default("x"),
        Attribute::number("number_default").default(tenth),
    ]
}

/// Attributes whose change replaces the object, and their conditions.
fn replacing() -> Vec<Attribute> {
    vec![
        Attribute::string("fixed").requires_replace(),
        Attribute::string("rising").requires_replace_if(|old, new| old.as_str() < new.as_str()),
        Attribute::string("placed")
            .optional_computed()
            .requires_replace_if_configured(),
        Attribute::string("template").requires_replace_if_known(),
        Attribute::number("size").modify(shrinking()),
    ]
}

/// Secrets, deprecation, meanings and validators.
fn checked() -> Vec<Attribute> {
    let low = Attribute::number("low")
        .validate(validators::integer())
        .validate(validators::between(0, 1000));
    vec![
        Attribute::string("secret").sensitive(),
        Attribute::string("hidden").write_only(),
        Attribute::string("old").deprecated("Use string."),
        Attribute::string("json").meaning(Meaning::Json),
        Attribute::list("jsons", Type::String).meaning(Meaning::Json),
        Attribute::string("mac")
            .meaning(Meaning::Mac)
            .validate(validators::mac_address()),
        low,
        Attribute::number("lower"),
        Attribute::number("high"),
    ]
}

/// A computed value that is known at plan time: the length of the name.
fn length_of_name() -> Modifier {
    Modifier::new(|modifying| {
        if let Some(name) = modifying.configuration["name"].as_str() {
            modifying.planned = Value::from(name.len() as u64);
        }
    })
}

/// A number that becomes smaller forces replacement.
fn shrinking() -> Modifier {
    Modifier::new(|modifying| {
        if let (Value::Number(old), Value::Number(new)) = (modifying.prior, &modifying.planned) {
            modifying.replaces = new < old;
        }
    })
}

/// Every nesting of attributes.
fn nested() -> Vec<Attribute> {
    let named = || Attribute::string("a").required();
    let inner = || {
        [
            named(),
            Attribute::number("b")
                .validate(validators::also_requires([PathExpression::sibling("a")])),
            Attribute::string("j").meaning(Meaning::Json),
            Attribute::bool("on").default(true),
            Attribute::string("c").computed(),
        ]
    };
    let element = [named(), Attribute::number("b"), Attribute::string("j")];
    // A provider may set only attributes that are computed inside, too: core takes all others for configured, and removes them.
    let settings = [
        Attribute::string("mode").optional_computed(),
        Attribute::string("c").computed(),
    ];
    vec![
        Attribute::single_nested("single", inner()),
        Attribute::list_nested("list", inner()),
        Attribute::map_nested("map", inner()),
        Attribute::set_nested("set", element),
        Attribute::single_nested("settings", settings).optional_computed(),
    ]
}
