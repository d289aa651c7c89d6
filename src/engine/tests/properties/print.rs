//! Cases as Rust, to be pasted into a test: each name in what is printed can be used where `use
//! super::*` of this folder is.

use crate::engine::{
    Attribute, Block, Meaning, NestedBlock, Recompute, Replace, Schema, Shape, Type, Unknown,
    Usage, Value,
};

use super::case::Case;

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&case(self))
    }
}

/// Returns the expression that makes the case.
pub(super) fn case(case: &Case) -> String {
    let Case {
        schema,
        defaults,
        prior,
        open,
        config,
        answers,
    } = case;
    let defaults = match defaults.len() {
        0 => "Defaults::new()".to_owned(),
        _ => {
            let all = defaults
                .iter()
                .map(|(name, value)| format!("({name:?}.to_owned(), {})", self::value(value)));
            format!("Defaults::from([{}])", all.collect::<Vec<_>>().join(", "))
        }
    };
    format!(
        "Case {{\n    schema: {},\n    defaults: {defaults},\n    prior: {},\n    open: {},\n    config: {},\n    answers: {answers},\n}}",
        self::schema(schema),
        value(prior),
        value(open),
        value(config),
    )
}

fn schema(schema: &Schema) -> String {
    format!(
        "Schema {{ version: {}, block: {} }}",
        schema.version,
        block(&schema.block)
    )
}

fn block(block: &Block) -> String {
    let mut fields = Vec::new();
    if !block.attributes.is_empty() {
        fields.push(format!(
            "attributes: {}",
            list(&block.attributes, attribute)
        ));
    }
    if !block.blocks.is_empty() {
        fields.push(format!("blocks: {}", list(&block.blocks, nested)));
    }
    updated("Block", &fields, "Block::default()")
}

fn nested(nested: &NestedBlock) -> String {
    let new = format!(
        "NestedBlock::new({:?}, BlockNesting::{:?}, {})",
        nested.name,
        nested.nesting,
        block(&nested.block)
    );
    let fields: Vec<String> = nested
        .computed
        .iter()
        .map(|computed| format!("computed: Some({})", recompute(computed)))
        .collect();
    updated("NestedBlock", &fields, &new)
}

fn attribute(attribute: &Attribute) -> String {
    let usage = usage(attribute.usage);
    let new = match &attribute.shape {
        Shape::Plain(ty) => format!(
            "Attribute::new({:?}, {}, {usage}, \"\")",
            attribute.name,
            self::ty(ty)
        ),
        Shape::Nested(nesting, inner) => {
            format!(
                "Attribute::nested({:?}, Nesting::{nesting:?}, {}, {usage}, \"\")",
                attribute.name,
                list(inner, self::attribute)
            )
        }
    };
    let mut fields = Vec::new();
    if attribute.sensitive {
        fields.push("sensitive: true".to_owned());
    }
    if attribute.write_only {
        fields.push("write_only: true".to_owned());
    }
    if let Some(default) = &attribute.default {
        fields.push(format!("default: Some({})", value(default)));
    }
    match attribute.replace {
        Replace::Never => {}
        Replace::If(_) => fields.push("replace: Replace::If(longer)".to_owned()),
        other => fields.push(format!("replace: Replace::{other:?}")),
    }
    if attribute.recompute != Recompute::OnAnyChange {
        fields.push(format!("recompute: {}", recompute(&attribute.recompute)));
    }
    match attribute.meaning {
        Meaning::Exact => {}
        Meaning::Custom(_) => fields.push("meaning: Meaning::Custom(same_letters)".to_owned()),
        other => fields.push(format!("meaning: Meaning::{other:?}")),
    }
    updated("Attribute", &fields, &new)
}

fn usage(usage: Usage) -> String {
    format!("Usage::{usage:?}")
}

fn recompute(recompute: &Recompute) -> String {
    match recompute {
        Recompute::OnChangeOf(names) => format!(
            "Recompute::OnChangeOf({})",
            list(names, |name| format!("{name:?}.to_owned()"))
        ),
        other => format!("Recompute::{other:?}"),
    }
}

/// Returns a structure with some fields that differ from those of another one.
fn updated(name: &str, fields: &[String], rest: &str) -> String {
    if fields.is_empty() {
        rest.to_owned()
    } else {
        format!("{name} {{ {}, ..{rest} }}", fields.join(", "))
    }
}

fn ty(ty: &Type) -> String {
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => format!("Type::{ty:?}"),
        Type::List(inner) => format!("Type::list({})", self::ty(inner)),
        Type::Set(inner) => format!("Type::set({})", self::ty(inner)),
        Type::Map(inner) => format!("Type::map({})", self::ty(inner)),
        Type::Tuple(types) => format!("Type::Tuple({})", list(types, self::ty)),
        Type::Object(types) => {
            let types: Vec<String> = types
                .iter()
                .map(|(name, ty)| format!("({name:?}, {})", self::ty(ty)))
                .collect();
            format!("Type::object([{}])", types.join(", "))
        }
    }
}

/// Returns the expression that makes the value.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Null => "Value::Null".to_owned(),
        Value::Unknown(Unknown { refinements: None }) => "Value::UNKNOWN".to_owned(),
        Value::Unknown(Unknown {
            refinements: Some(known),
        }) => {
            let bytes: Vec<String> = known.iter().map(|byte| format!("{byte:#04x}")).collect();
            format!(
                "Value::Unknown(Unknown {{ refinements: Some([{}].into()) }})",
                bytes.join(", ")
            )
        }
        Value::Bool(truth) => format!("Value::Bool({truth})"),
        Value::Number(number) => match number.to_i64() {
            Some(integer) => format!("Value::from({integer})"),
            None => format!("number({:?})", number.to_string()),
        },
        Value::String(text) => format!("Value::from({text:?})"),
        Value::List(elements) => format!("Value::List({})", list(elements, self::value)),
        Value::Set(elements) => format!("Value::Set({})", list(elements, self::value)),
        Value::Map(elements) => {
            let elements: Vec<String> = elements
                .iter()
                .map(|(name, element)| format!("({name:?}, {})", self::value(element)))
                .collect();
            format!("Value::object([{}])", elements.join(", "))
        }
        Value::Dynamic(typed) => format!("typed({}, {})", ty(&typed.0), self::value(&typed.1)),
    }
}

fn list<T>(all: &[T], one: impl Fn(&T) -> String) -> String {
    format!(
        "vec![{}]",
        all.iter().map(one).collect::<Vec<_>>().join(", ")
    )
}
