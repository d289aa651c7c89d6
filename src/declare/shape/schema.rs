//! From a declaration to the engine's schema.

use crate::engine::{
    Attribute, Block, Diagnostic, Meaning, Nesting, Path, Recompute, Replace, Rule as EngineRule,
    Schema, Severity, Type, Usage as EngineUsage, Validator, Value, rules,
};

use crate::declare::shape::addresses;
use crate::declare::shape::judge::Stage;
use crate::declare::shape::near::nearest;
use crate::declare::words::spec::{
    Attr, Case, Check, Default, Returned, Rule, Sent, Spec, Ty, Usage,
};
use crate::engine::network;

/// The schema of a declared resource.
pub(crate) fn schema(spec: &'static Spec) -> Schema {
    Schema {
        version: 0,
        block: block(spec, Stage::Validate),
    }
}

/// The root block of a declared resource, with the validators of one stage.
pub(crate) fn block(spec: &'static Spec, stage: Stage) -> Block {
    Block {
        attributes: attributes(spec.attrs, stage),
        description: spec.doc.to_owned(),
        deprecated: spec.ended.map(str::to_owned),
        rules: spec.rules.iter().map(|one| rule(spec, one)).collect(),
        ..Block::default()
    }
}

fn attributes(attrs: &'static [Attr], stage: Stage) -> Vec<Attribute> {
    attrs.iter().map(|attr| attribute(attr, stage)).collect()
}

/// An attribute of a declared resource, with the validators of one stage.
pub(crate) fn attribute(attr: &'static Attr, stage: Stage) -> Attribute {
    let mut attribute = match attr.ty {
        Ty::Text | Ty::Word(_) | Ty::JsonObject | Ty::Address => {
            Attribute::new(attr.name, Type::String, usage(attr), &doc(attr))
        }
        Ty::Bool => Attribute::new(attr.name, Type::Bool, usage(attr), &doc(attr)),
        Ty::Words(_) => Attribute::new(attr.name, Type::set(Type::String), usage(attr), &doc(attr)),
        Ty::Object(attrs) => Attribute::nested(
            attr.name,
            Nesting::Single,
            attributes(attrs, stage),
            usage(attr),
            &doc(attr),
        ),
        Ty::SetOf(attrs) => Attribute::nested(
            attr.name,
            Nesting::Set,
            attributes(attrs, stage),
            usage(attr),
            &doc(attr),
        ),
        Ty::OneOf(cases) => Attribute::nested(
            attr.name,
            Nesting::Single,
            cases.iter().map(|one| case(one, stage)).collect(),
            usage(attr),
            &doc(attr),
        ),
    };
    attribute.sensitive = attr.sensitive;
    attribute.write_only = attr.write_only;
    attribute.default = match attr.default {
        Default::Bool(truth) => Some(Value::Bool(truth)),
        Default::Text(text) => Some(Value::string(text)),
        Default::None | Default::Server | Default::Project => None,
    };
    attribute.replace = match (attr.replaces, attr.returned) {
        (false, _) => Replace::Never,
        // Null after an import, or in a state that another tool wrote, which is no reason to make a new object.
        (true, Returned::Never) => Replace::OnChangeFromKnown,
        (true, _) if attr.default == Default::Project => Replace::OnChangeFromKnown,
        (true, _) => Replace::OnChange,
    };
    // What the server makes of a creation stays; what follows from other attributes changes with them.
    attribute.recompute = match attr.follows {
        [] => Recompute::Never,
        names => Recompute::OnChangeOf(names.iter().map(|name| (*name).to_owned()).collect()),
    };
    attribute.meaning = match attr.ty {
        Ty::JsonObject => Meaning::Json,
        Ty::Address => Meaning::Network,
        _ => Meaning::Exact,
    };
    attribute.no_null_elements = matches!(attr.ty, Ty::Words(_));
    attribute.validators = validators(attr, stage);
    attribute
}

/// A sentence about what the attribute may be and what it is when left out, after its own.
pub(crate) fn doc(attr: &Attr) -> String {
    let mut doc = attr.doc.to_owned();
    if let Ty::Word(words) | Ty::Words(words) = attr.ty {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        doc.push_str(&format!(
            " One{} of {}.",
            if matches!(attr.ty, Ty::Words(_)) {
                " or more"
            } else {
                ""
            },
            words.join(", ")
        ));
    }
    match attr.default {
        Default::Bool(truth) => doc.push_str(&format!(" Defaults to `{truth}`.")),
        Default::Text(text) => doc.push_str(&format!(" Defaults to `{text}`.")),
        Default::None | Default::Server | Default::Project => {}
    }
    if attr.replaces {
        doc.push_str(" Forces replacement.");
    }
    if attr.returned == Returned::Never && attr.sent != Sent::Nowhere && !attr.write_only {
        doc.push_str(" The API never returns this value, so it is null after an import.");
    }
    doc
}

fn usage(attr: &Attr) -> EngineUsage {
    match (attr.usage, attr.default) {
        (Usage::Required, _) => EngineUsage::Required,
        (Usage::Computed, _) => EngineUsage::Computed,
        (Usage::Optional, Default::None) => EngineUsage::Optional,
        (Usage::Optional, _) => EngineUsage::OptionalComputed,
    }
}

fn case(case: &'static Case, stage: Stage) -> Attribute {
    Attribute::nested(
        case.name,
        Nesting::Single,
        attributes(case.attrs, stage),
        EngineUsage::Optional,
        case.doc,
    )
}

fn validators(attr: &'static Attr, stage: Stage) -> Vec<Validator> {
    let mut validators: Vec<Validator> = attr
        .checks
        .iter()
        .map(|check| text_check(*check, stage))
        .collect();
    match attr.ty {
        Ty::Word(words) => validators.push(Validator::new(move |value, path| {
            value
                .as_str()
                .and_then(|word| unknown_word(attr, words, word, path))
                .into_iter()
                .collect()
        })),
        Ty::Words(words) => validators.push(Validator::new(move |value, path| {
            let is_empty = value.elements().is_empty() && stage.judges_empty_collections();
            let empty = is_empty.then(|| invalid(path, "It must name at least one."));
            let unknown = value
                .elements()
                .iter()
                .filter_map(Value::as_str)
                .filter_map(|word| unknown_word(attr, words, word, path));
            unknown.chain(empty).collect()
        })),
        Ty::JsonObject => validators.push(Validator::new(move |value, path| {
            let text = value.as_str().filter(|text| stage.judges(text));
            text.and_then(|text| json_complaint(text, path))
                .into_iter()
                .collect()
        })),
        Ty::Address => validators.push(Validator::new(move |value, path| {
            let complaint = value
                .as_str()
                .filter(|text| stage.judges(text))
                .and_then(addresses::complaint);
            let told = |(severity, why): (Severity, String)| match severity {
                Severity::Error => invalid(path, &why),
                Severity::Warning => {
                    Diagnostic::warning(format!("Imprecise {path}"), why).at(path.clone())
                }
            };
            complaint.map(told).into_iter().collect()
        })),
        Ty::OneOf(cases) => validators.push(Validator::new(move |value, path| {
            one_case(cases, value, path)
        })),
        Ty::SetOf(_) => validators.push(Validator::new(twice)),
        Ty::Text | Ty::Bool | Ty::Object(_) => {}
    }
    validators
}

fn text_check(check: Check, stage: Stage) -> Validator {
    Validator::new(move |value, path| {
        value
            .as_str()
            .and_then(|text| check.complaint_at(stage, text))
            .map(|why| invalid(path, &why))
            .into_iter()
            .collect()
    })
}

/// Terraform cannot point into objects, so the summary has the whole path.
fn invalid(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(format!("Invalid {path}"), why).at(path.clone())
}

/// The API learns words faster than this provider does, so a strange one is only wondered at.
fn unknown_word(attr: &Attr, words: &[&str], word: &str, path: &Path) -> Option<Diagnostic> {
    let spelled_out_none = word.is_empty() && attr.none.is_some();
    (!words.contains(&word) && !spelled_out_none).then(|| {
        let guess = nearest(words, word).map_or_else(String::new, |meant| format!("\nDid you mean {meant:?}?"));
        let detail = format!("{word:?} is none of the values that this version of the provider knows: {}.{guess}\nIt is sent as it is, and App Services may refuse it.", words.join(", "));
        Diagnostic::warning(format!("Unknown {path}"), detail).at(path.clone())
    })
}

fn json_complaint(text: &str, path: &Path) -> Option<Diagnostic> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) if json.is_object() => None,
        Ok(_) => Some(invalid(
            path,
            "It must be a JSON object, as jsonencode({ … }) writes it.",
        )),
        Err(error) => Some(invalid(
            path,
            &format!(
                "It is not JSON: {error}.\nUse jsonencode({{ … }}) rather than writing JSON by hand."
            ),
        )),
    }
}

fn one_case(cases: &[Case], value: &Value, path: &Path) -> Vec<Diagnostic> {
    let names = cases
        .iter()
        .map(|case| case.name)
        .collect::<Vec<_>>()
        .join(", ");
    exactly_one(cases.iter().map(|case| value.get(case.name)), || {
        invalid(path, &format!("Exactly one of these must be set: {names}."))
    })
}

fn exactly_one<'a>(
    values: impl Iterator<Item = &'a Value>,
    complaint: impl Fn() -> Diagnostic,
) -> Vec<Diagnostic> {
    let (mut set, mut unknown) = (0, 0);
    for value in values {
        unknown += usize::from(value.is_unknown());
        set += usize::from(!value.is_null() && !value.is_unknown());
    }
    if set > 1 || (set == 0 && unknown == 0) {
        vec![complaint()]
    } else {
        Vec::new()
    }
}

/// Two elements of a set that cover the same address would be one in the API.
fn twice(value: &Value, path: &Path) -> Vec<Diagnostic> {
    let mut seen = Vec::new();
    let mut complaints = Vec::new();
    for text in value
        .elements()
        .iter()
        .filter_map(|element| element.get("address").as_str())
    {
        let Some(covered) = network(text) else {
            continue;
        };
        match seen.iter().find(|(other, _)| *other == covered) {
            Some((_, first)) => complaints.push(invalid(
                path,
                &format!("{first:?} and {text:?} are the same address. Leave one of them out."),
            )),
            None => seen.push((covered, text)),
        }
    }
    complaints
}

fn rule(spec: &'static Spec, rule: &'static Rule) -> EngineRule {
    match *rule {
        // Whether one is needed is for the plan to say: validation does not know what is there.
        Rule::AtMostOneOf(names) | Rule::OneOfToWrite(names) => rules::at_most_one_of(names),
        Rule::Needs(one, other) => rules::needs(one, other),
        Rule::SetExactlyWhen { attr, when, words } => {
            EngineRule::new(move |config| match config.get(when).as_str() {
                // Only the API knows what a strange word asks for.
                Some(word) if !spec.knows_word(when, word) => Vec::new(),
                _ => set_exactly_when(config, attr, when, words),
            })
        }
        Rule::Agrees { attr, with, pairs } => EngineRule::new(move |config| {
            // What this version of the provider does not know may agree all the same.
            let written = config
                .get(attr)
                .as_str()
                .filter(|word| spec.knows_word(attr, word));
            written
                .and_then(|word| disagreement(attr, word, with, config.get(with).as_str()?, pairs))
                .into_iter()
                .collect()
        }),
    }
}

fn disagreement(
    attr: &str,
    word: &str,
    with: &str,
    other: &str,
    pairs: &[(&str, &str)],
) -> Option<Diagnostic> {
    let (_, wanted) = pairs
        .iter()
        .find(|(first, second)| *first == other && *second != word)?;
    let detail = format!(
        "{attr} is {word:?}, and {with} = {other:?} is in {wanted:?}.\nLeave out {attr}: it follows from {with}."
    );
    Some(Diagnostic::error(format!("{attr} contradicts {with}"), detail).at(Path::attribute(attr)))
}

fn set_exactly_when(config: &Value, attr: &str, when: &str, words: &[&str]) -> Vec<Diagnostic> {
    let (value, condition) = (config.get(attr), config.get(when));
    let wanted = condition.as_str().is_some_and(|word| words.contains(&word));
    let complaint = match (
        condition.is_unknown() || value.is_unknown(),
        wanted,
        value.is_null(),
    ) {
        (true, ..) | (_, true, false) | (_, false, true) => return Vec::new(),
        (_, true, true) => Diagnostic::error(
            format!("{attr} is missing"),
            format!(
                "With {when} = {:?}, set {attr}.",
                condition.as_str().unwrap_or_default()
            ),
        ),
        (_, false, false) => Diagnostic::error(
            format!("{attr} is not used"),
            format!(
                "It is only used with {when} = {}. Leave it out, or set {when}.",
                words
                    .iter()
                    .map(|word| format!("{word:?}"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            ),
        ),
    };
    vec![complaint.at(Path::attribute(attr))]
}
