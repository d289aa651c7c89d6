//! Schemas as text.

use super::values::attribute_value;
use crate::engine::{
    Attribute, Block, BlockNesting, Meaning, NestedBlock, Nesting, Recompute, Replace, Schema,
    Shape, Type, Usage,
};

/// Returns the schema that `text` writes.
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

    /// Returns what is between the next parentheses.
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
