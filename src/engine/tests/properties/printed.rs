//! That a printed case is Rust that makes the same case.

use super::case::Case;
use super::legal::illegal;
use super::print;
use super::schemas::{longer, same_letters};
use super::{number, typed};
use crate::engine::{
    Attribute, Block, BlockNesting, Defaults, Meaning, NestedBlock, Nesting, Recompute, Replace,
    Schema, Type, Unknown, Usage, Value,
};

/// An expression and its text.
macro_rules! written {
    ($case:expr) => {
        ($case, stringify!($case))
    };
}

/// All that a case may have. What is printed of it is the expression that made it.
#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one expression is what is printed and read"
)]
fn a_printed_case_is_the_expression_that_makes_it() {
    let (case, text) = written!(Case {
        schema: Schema {
            version: 0,
            block: Block {
                attributes: vec![
                    Attribute::new("a", Type::String, Usage::Required, ""),
                    Attribute {
                        default: Some(Value::Set(vec![Value::Set(vec![Value::from("x \"y\"\n")])])),
                        replace: Replace::OnChange,
                        ..Attribute::new(
                            "b",
                            Type::set(Type::set(Type::String)),
                            Usage::OptionalComputed,
                            ""
                        )
                    },
                    Attribute {
                        sensitive: true,
                        write_only: true,
                        ..Attribute::new(
                            "c",
                            Type::Tuple(vec![Type::Bool, Type::Number, Type::Dynamic]),
                            Usage::Optional,
                            ""
                        )
                    },
                    Attribute {
                        recompute: Recompute::OnChangeOf(vec!["a".to_owned()]),
                        ..Attribute::nested(
                            "d",
                            Nesting::List,
                            vec![
                                Attribute {
                                    replace: Replace::If(longer),
                                    meaning: Meaning::Custom(same_letters),
                                    ..Attribute::new("a", Type::String, Usage::OptionalComputed, "")
                                },
                                Attribute {
                                    replace: Replace::OnChangeFromKnown,
                                    recompute: Recompute::NeverOnceSet,
                                    meaning: Meaning::Json,
                                    ..Attribute::new(
                                        "b",
                                        Type::list(Type::map(Type::String)),
                                        Usage::Computed,
                                        ""
                                    )
                                }
                            ],
                            Usage::OptionalComputed,
                            ""
                        )
                    }
                ],
                blocks: vec![
                    NestedBlock {
                        computed: Some(Recompute::Never),
                        ..NestedBlock::new(
                            "x",
                            BlockNesting::Map,
                            Block {
                                attributes: vec![Attribute::new(
                                    "a",
                                    Type::Dynamic,
                                    Usage::Computed,
                                    ""
                                )],
                                ..Block::default()
                            }
                        )
                    },
                    NestedBlock::new(
                        "y",
                        BlockNesting::Single,
                        Block {
                            blocks: vec![NestedBlock::new(
                                "x",
                                BlockNesting::Set,
                                Block::default()
                            )],
                            ..Block::default()
                        }
                    )
                ],
                ..Block::default()
            }
        },
        defaults: Defaults::from([("d".to_owned(), Value::List(vec![]))]),
        prior: Value::Null,
        open: Value::object([
            (
                "a",
                Value::Unknown(Unknown {
                    refinements: Some([0x81, 0x01, 0xc2].into())
                })
            ),
            ("b", Value::Null),
            (
                "c",
                Value::List(vec![
                    Value::Bool(true),
                    Value::UNKNOWN,
                    typed(
                        Type::object([("m", Type::Dynamic)]),
                        Value::object([("m", Value::Null)])
                    )
                ])
            ),
            ("d", Value::Null),
            ("x", Value::Null),
            (
                "y",
                Value::object([("x", Value::Set(vec![Value::object([])]))])
            )
        ]),
        config: Value::object([
            ("a", Value::from("e\u{301}")),
            ("b", Value::Null),
            (
                "c",
                Value::List(vec![
                    Value::Bool(true),
                    number("-0.1"),
                    typed(
                        Type::object([("m", Type::Dynamic)]),
                        Value::object([("m", Value::Null)])
                    )
                ])
            ),
            ("d", Value::Null),
            ("x", Value::Null),
            (
                "y",
                Value::object([("x", Value::Set(vec![Value::object([])]))])
            )
        ]),
        answers: 3,
    });
    assert_eq!(illegal(&case), None);
    assert_eq!(
        tokens(&print::case(&case)),
        tokens(text).replace("e\\u{301}", "\u{e9}")
    );
}

/// Returns the text without white space and without the commas that it leaves to taste.
fn tokens(text: &str) -> String {
    let dense: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    [("]", ",]"), (")", ",)"), ("}", ",}")]
        .iter()
        .fold(dense, |dense, (closer, with_comma)| {
            dense.replace(with_comma, closer)
        })
}
