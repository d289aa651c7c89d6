//! The little language of the fixtures.
//!
//! A schema is items separated by `;`: `name: type flags` or `block nesting name { schema }`, or
//! `block nesting name computed { schema }`. Types are `string`, `number`, `bool`,
//! `dynamic`, `list(T)`, `set(T)`, `map(T)`, `tuple(T, T)`, `object(a: T, b: T)`, and nested attributes `single{…}`, `list{…}`,
//! `set{…}`, `map{…}`. Flags are `required`, `optional`, `computed`, `optional+computed`, `sensitive`, `write-only`, `replaces`,
//! `replaces-known`, `replaces-configured`, `replaces-longer`, `keeps`, `keeps-set`, `json`, `no-nulls`, `deprecated`,
//! `follows(a)` and `default(JSON)`. Values are JSON; `"?"` is unknown.

use serde_json::Value as Json;

use crate::engine::codec::to_json;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Number, Recompute, Replace,
    Schema, Shape, Type, Usage, Value,
};

/// The schema that `text` writes.
pub(crate) fn schema(text: &str) -> Schema {
    let mut parser = Parser { rest: text };
    let block = parser.block();
    assert!(
        parser.rest.trim().is_empty(),
        "the schema has more: {:?}",
        parser.rest
    );
    Schema { version: 0, block }
}

/// The value of the schema that `text` writes; attributes that are left out are null, and blocks empty.
pub(crate) fn value(schema: &Schema, text: &str) -> Value {
    let json: Json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    if json.is_null() {
        Value::Null
    } else {
        block_value(&schema.block, &json)
    }
}

/// The value as JSON, with `"?"` for unknowns.
pub(crate) fn show(value: &Value) -> String {
    to_json(&spelled(value)).to_string()
}

fn spelled(value: &Value) -> Value {
    match value {
        Value::Unknown(_) => Value::from("?"),
        Value::List(elements) => Value::List(elements.iter().map(spelled).collect()),
        Value::Set(elements) => {
            let mut elements: Vec<_> = elements.iter().map(spelled).collect();
            elements.sort_by_key(|element| to_json(element).to_string());
            Value::Set(elements)
        }
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(name, e)| (name.clone(), spelled(e)))
                .collect(),
        ),
        Value::Dynamic(typed) => spelled(&typed.1),
        other => other.clone(),
    }
}

fn block_value(block: &Block, json: &Json) -> Value {
    if json == "?" {
        return Value::UNKNOWN;
    }
    let known: Vec<&str> = block
        .attributes
        .iter()
        .map(|a| a.name.as_str())
        .chain(block.blocks.iter().map(|b| b.name.as_str()))
        .collect();
    if let Some(strange) = json
        .as_object()
        .and_then(|object| object.keys().find(|name| !known.contains(&name.as_str())))
    {
        panic!("the schema has no {strange}");
    }
    let attributes = block.attributes.iter().map(|attribute| {
        (
            attribute.name.clone(),
            attribute_value(attribute, &json[&attribute.name]),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let (json, one) = (&json[&nested.name], |json: &Json| {
            block_value(&nested.block, json)
        });
        let value = match (nested.nesting, json) {
            (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
            (BlockNesting::Single, Json::Null) => Value::Null,
            (BlockNesting::Group, Json::Null) => one(&Json::Object(serde_json::Map::new())),
            (BlockNesting::Single | BlockNesting::Group, json) => one(json),
            (BlockNesting::List, json) => {
                Value::List(json.as_array().into_iter().flatten().map(one).collect())
            }
            (BlockNesting::Set, json) => {
                Value::Set(json.as_array().into_iter().flatten().map(one).collect())
            }
            (BlockNesting::Map, json) => Value::Map(
                json.as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, json)| (key.clone(), one(json)))
                    .collect(),
            ),
        };
        (nested.name.clone(), value)
    });
    Value::Map(attributes.chain(blocks).collect())
}

fn attribute_value(attribute: &Attribute, json: &Json) -> Value {
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        let Shape::Plain(ty) = &attribute.shape else {
            return Value::Null;
        };
        return plain_value(ty, json);
    };
    let block = Block {
        attributes: inner.clone(),
        ..Block::default()
    };
    let one = |json: &Json| {
        if json.is_null() {
            Value::Null
        } else {
            block_value(&block, json)
        }
    };
    match (nesting, json) {
        (_, Json::Null) => Value::Null,
        (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
        (Nesting::Single, json) => one(json),
        (Nesting::List, json) => {
            Value::List(json.as_array().into_iter().flatten().map(one).collect())
        }
        (Nesting::Set, json) => {
            Value::Set(json.as_array().into_iter().flatten().map(one).collect())
        }
        (Nesting::Map, json) => Value::Map(
            json.as_object()
                .into_iter()
                .flatten()
                .map(|(key, json)| (key.clone(), one(json)))
                .collect(),
        ),
    }
}

/// A value of a type; of a dynamic one, the type that JSON suggests.
pub(crate) fn plain_value(ty: &Type, json: &Json) -> Value {
    let elements = |ty: &Type| {
        json.as_array()
            .into_iter()
            .flatten()
            .map(|json| plain_value(ty, json))
            .collect::<Vec<_>>()
    };
    match (ty, json) {
        (_, Json::Null) => Value::Null,
        (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
        (Type::Dynamic, json) => {
            let ty = suggested(json);
            let value = plain_value(&ty, json);
            Value::Dynamic(Box::new((ty, value)))
        }
        (Type::Bool, json) => Value::Bool(json.as_bool().expect("a bool")),
        (Type::Number, json) => Value::Number(Number::parse(&json.to_string()).expect("a number")),
        (Type::String, json) => Value::string(json.as_str().expect("a string")),
        (Type::List(inner), _) => Value::List(elements(inner)),
        (Type::Set(inner), _) => Value::Set(elements(inner)),
        (Type::Tuple(types), json) => Value::List(
            json.as_array()
                .into_iter()
                .flatten()
                .zip(types)
                .map(|(json, ty)| plain_value(ty, json))
                .collect(),
        ),
        (Type::Map(inner), json) => Value::Map(
            json.as_object()
                .into_iter()
                .flatten()
                .map(|(key, json)| (key.clone(), plain_value(inner, json)))
                .collect(),
        ),
        (Type::Object(types), json) => Value::Map(
            types
                .iter()
                .map(|(name, ty)| (name.clone(), plain_value(ty, &json[name])))
                .collect(),
        ),
    }
}

fn suggested(json: &Json) -> Type {
    match json {
        Json::Bool(_) => Type::Bool,
        Json::Number(_) => Type::Number,
        Json::Array(elements) => Type::Tuple(elements.iter().map(suggested).collect()),
        Json::Object(attributes) => Type::Object(
            attributes
                .iter()
                .map(|(name, json)| (name.clone(), suggested(json)))
                .collect(),
        ),
        Json::String(_) | Json::Null => Type::String,
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn block(&mut self) -> Block {
        let mut block = Block::default();
        loop {
            match self.word() {
                "" => break,
                "block" => {
                    let nested = self.nested_block();
                    block.blocks.push(nested);
                }
                name => {
                    self.expect(":");
                    let attribute = self.attribute(name);
                    block.attributes.push(attribute);
                }
            }
            if !self.accept(";") {
                break;
            }
        }
        block
    }

    fn nested_block(&mut self) -> NestedBlock {
        let nesting = match self.word() {
            "single" => BlockNesting::Single,
            "group" => BlockNesting::Group,
            "list" => BlockNesting::List,
            "set" => BlockNesting::Set,
            "map" => BlockNesting::Map,
            other => panic!("no block repeats as {other:?}"),
        };
        let name = self.word().to_owned();
        let computed = match self.word() {
            "" => None,
            "computed" => Some(Recompute::OnAnyChange),
            "keeps" => Some(Recompute::Never),
            other => panic!("no block is {other:?}"),
        };
        self.expect("{");
        let block = self.block();
        self.expect("}");
        NestedBlock {
            computed,
            ..NestedBlock::new(&name, nesting, block)
        }
    }

    fn attribute(&mut self, name: &str) -> Attribute {
        let shape = self.shape();
        let mut attribute = Attribute::new(name, Type::Bool, Usage::Optional, "");
        attribute.shape = shape;
        loop {
            match self.word() {
                "" => return attribute,
                "required" => attribute.usage = Usage::Required,
                "optional" if self.accept("+computed") => attribute.usage = Usage::OptionalComputed,
                "optional" => attribute.usage = Usage::Optional,
                "computed" => attribute.usage = Usage::Computed,
                "sensitive" => attribute.sensitive = true,
                "write-only" => attribute.write_only = true,
                "replaces" => attribute.replace = Replace::OnChange,
                "replaces-known" => attribute.replace = Replace::OnChangeFromKnown,
                "replaces-configured" => attribute.replace = Replace::IfConfigured,
                "replaces-longer" => {
                    attribute.replace = Replace::If(|old, new| {
                        new.as_str().map(str::len) > old.as_str().map(str::len)
                    })
                }
                "keeps-set" => attribute.recompute = Recompute::NeverOnceSet,
                "keeps" => attribute.recompute = Recompute::Never,
                "no-nulls" => attribute.no_null_elements = true,
                "deprecated" => attribute.deprecated = Some(format!("Do without {name}.")),
                "json" => attribute.meaning = Meaning::Json,
                "follows" => {
                    attribute.recompute = Recompute::OnChangeOf(
                        self.parenthesised()
                            .split(',')
                            .map(|name| name.trim().to_owned())
                            .collect(),
                    )
                }
                "default" => {
                    let json =
                        serde_json::from_str(self.parenthesised()).expect("a default in JSON");
                    attribute.default = Some(attribute_value(&attribute, &json));
                }
                other => panic!("no flag is called {other:?}"),
            }
        }
    }

    fn shape(&mut self) -> Shape {
        let word = self.word();
        if !self.rest.trim_start().starts_with('{') {
            return Shape::Plain(self.ty(word));
        }
        let nesting = match word {
            "single" => Nesting::Single,
            "list" => Nesting::List,
            "set" => Nesting::Set,
            "map" => Nesting::Map,
            other => panic!("nothing nests as {other:?}"),
        };
        self.expect("{");
        let block = self.block();
        self.expect("}");
        Shape::Nested(nesting, block.attributes)
    }

    fn ty(&mut self, word: &str) -> Type {
        match word {
            "bool" => Type::Bool,
            "number" => Type::Number,
            "string" => Type::String,
            "dynamic" => Type::Dynamic,
            "list" | "set" | "map" => {
                self.expect("(");
                let inner_word = self.word();
                let inner = self.ty(inner_word);
                self.expect(")");
                match word {
                    "list" => Type::list(inner),
                    "set" => Type::set(inner),
                    _ => Type::map(inner),
                }
            }
            "tuple" => {
                self.expect("(");
                let mut types = Vec::new();
                while !self.accept(")") {
                    let word = self.word();
                    types.push(self.ty(word));
                    self.accept(",");
                }
                Type::Tuple(types)
            }
            "object" => {
                self.expect("(");
                let mut types = Vec::new();
                while !self.accept(")") {
                    let name = self.word();
                    self.expect(":");
                    let word = self.word();
                    types.push((name, self.ty(word)));
                    self.accept(",");
                }
                Type::object(types)
            }
            other => panic!("no type is called {other:?}"),
        }
    }

    /// What is between the next parentheses.
    fn parenthesised(&mut self) -> &'a str {
        self.expect("(");
        let mut depth = 1;
        let end = self.rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let end = end.expect("a closing parenthesis");
        let inside = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        inside
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest.trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
            .unwrap_or(rest.len());
        self.rest = &rest[end..];
        &rest[..end]
    }

    fn accept(&mut self, token: &str) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) {
        assert!(
            self.accept(token),
            "{token:?} is missing before {:?}",
            self.rest
        );
    }
}
