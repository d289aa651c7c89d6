//! The schema part of a page, in the words and the order that the Registry's readers know: types as `(String, Sensitive)` or
//! `(Attributes Set)`, attributes by name within required, optional and read-only, nested attributes in sections of their own.

use crate::engine::{Attribute, Block, Nesting, Shape, Type, Usage};
use crate::provider::{IdentityAttribute, IdentitySchema};

const WRITE_ONLY: &str = "[Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)";

const GROUPS: [(&str, &[Usage]); 3] = [
    ("Required", &[Usage::Required]),
    ("Optional", &[Usage::Optional, Usage::OptionalComputed]),
    ("Read-Only", &[Usage::Computed]),
];

/// The section `Schema`.
pub(crate) fn schema(block: &Block) -> String {
    assert!(
        block.blocks.is_empty(),
        "nested blocks have no words here yet"
    );
    let mut text = "## Schema\n".to_owned();
    for (title, listed) in groups(&block.attributes) {
        text.push_str(&format!("\n### {title}\n\n{}", lines(&listed, "")));
    }
    text + &sections(&block.attributes, "")
}

/// The section `Identity Schema`.
pub(crate) fn identity(schema: &IdentitySchema) -> String {
    let mut text = "### Identity Schema\n".to_owned();
    for (title, required) in [
        ("Required for Import", true),
        ("Optional for Import", false),
    ] {
        let mut listed: Vec<_> = schema
            .attributes
            .iter()
            .filter(|attribute| attribute.required == required)
            .collect();
        listed.sort_by_key(|attribute| &attribute.name);
        if !listed.is_empty() {
            let lines: String = listed.into_iter().map(identity_line).collect();
            text.push_str(&format!("\n#### {title}\n\n{lines}"));
        }
    }
    text
}

/// A type as readers know it: `String`, `List of String`.
pub(crate) fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", type_name(element)),
        Type::Set(element) => format!("Set of {}", type_name(element)),
        Type::Map(element) => format!("Map of {}", type_name(element)),
        Type::Tuple(_) => "Tuple".to_owned(),
        Type::Object(_) => "Object".to_owned(),
    }
}

fn groups(attributes: &[Attribute]) -> Vec<(&'static str, Vec<&Attribute>)> {
    let group = |(title, usages): (&'static str, &[Usage])| {
        let mut listed: Vec<_> = attributes
            .iter()
            .filter(|attribute| usages.contains(&attribute.usage))
            .collect();
        listed.sort_by_key(|attribute| &attribute.name);
        (title, listed)
    };
    GROUPS
        .into_iter()
        .map(group)
        .filter(|(_, listed)| !listed.is_empty())
        .collect()
}

fn lines(listed: &[&Attribute], parent: &str) -> String {
    listed
        .iter()
        .map(|attribute| line(attribute, parent))
        .collect()
}

/// The sections of the nested attributes, each followed by those of its own.
fn sections(attributes: &[Attribute], parent: &str) -> String {
    let mut text = String::new();
    for (_, listed) in groups(attributes) {
        for attribute in listed {
            let Shape::Nested(_, inner) = &attribute.shape else {
                continue;
            };
            let path = format!("{parent}{}", attribute.name);
            text.push_str(&format!(
                "\n<a id=\"{}\"></a>\n### Nested Schema for `{path}`\n",
                anchor(&path)
            ));
            let parent = format!("{path}.");
            for (title, listed) in groups(inner) {
                text.push_str(&format!("\n{title}:\n\n{}", lines(&listed, &parent)));
            }
            text.push_str(&sections(inner, &parent));
        }
    }
    text
}

fn line(attribute: &Attribute, parent: &str) -> String {
    let mut words = vec![match &attribute.shape {
        Shape::Plain(ty) => type_name(ty),
        Shape::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        Shape::Nested(nesting, _) => format!("Attributes {nesting:?}"),
    }];
    words.extend(attribute.sensitive.then(|| "Sensitive".to_owned()));
    words.extend(
        attribute
            .deprecated
            .as_ref()
            .map(|_| "Deprecated".to_owned()),
    );
    words.extend(attribute.write_only.then(|| WRITE_ONLY.to_owned()));
    let mut line = format!(
        "- `{}` ({}) {}",
        attribute.name,
        words.join(", "),
        attribute.description
    );
    if let Shape::Nested(..) = attribute.shape {
        line.push_str(&format!(
            " (see [below for nested schema](#{}))",
            anchor(&format!("{parent}{}", attribute.name))
        ));
    }
    line + "\n"
}

fn identity_line(attribute: &IdentityAttribute) -> String {
    format!(
        "- `{}` ({}) {}\n",
        attribute.name,
        type_name(&attribute.ty),
        attribute.description
    )
}

fn anchor(path: &str) -> String {
    format!("nestedatt--{}", path.replace('.', "--"))
}

#[test]
fn attributes_are_written_as_the_registrys_readers_know_them() {
    let plain =
        |name: &str, ty: Type, usage: Usage| Attribute::new(name, ty, usage, "Says what it is.");
    let nested = |name: &str, nesting: Nesting, inner: Vec<Attribute>| {
        Attribute::nested(name, nesting, inner, Usage::Optional, "Holds others.")
    };
    let secret = Attribute {
        sensitive: true,
        write_only: true,
        ..plain("secret", Type::String, Usage::Optional)
    };
    let old = Attribute {
        sensitive: true,
        deprecated: Some("Use new.".to_owned()),
        ..plain("old", Type::Number, Usage::Optional)
    };
    let inner = nested(
        "inner",
        Nesting::List,
        vec![
            plain("b", Type::Dynamic, Usage::Computed),
            plain("a", Type::Bool, Usage::Computed),
        ],
    );
    let attributes = vec![
        plain("words", Type::set(Type::String), Usage::OptionalComputed),
        plain("id", Type::String, Usage::Computed),
        secret,
        plain(
            "sizes",
            Type::map(Type::list(Type::Number)),
            Usage::Required,
        ),
        plain("flag", Type::Bool, Usage::Required),
        nested(
            "outer",
            Nesting::Single,
            vec![inner, plain("x", Type::String, Usage::Required)],
        ),
        old,
    ];
    let text = schema(&Block {
        attributes,
        ..Block::default()
    });
    let wanted = format!(
        "## Schema

### Required

- `flag` (Boolean) Says what it is.
- `sizes` (Map of List of Number) Says what it is.

### Optional

- `old` (Number, Sensitive, Deprecated) Says what it is.
- `outer` (Attributes) Holds others. (see [below for nested schema](#nestedatt--outer))
- `secret` (String, Sensitive, {WRITE_ONLY}) Says what it is.
- `words` (Set of String) Says what it is.

### Read-Only

- `id` (String) Says what it is.

<a id=\"nestedatt--outer\"></a>
### Nested Schema for `outer`

Required:

- `x` (String) Says what it is.

Optional:

- `inner` (Attributes List) Holds others. (see [below for nested schema](#nestedatt--outer--inner))

<a id=\"nestedatt--outer--inner\"></a>
### Nested Schema for `outer.inner`

Read-Only:

- `a` (Boolean) Says what it is.
- `b` (Dynamic) Says what it is.
"
    );
    assert_eq!(text, wanted);
}
