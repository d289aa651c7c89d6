//! The view of the registry that tests and the docs pages have.

use crate::declare::serve::data::plural_name;
use crate::declare::words;
use crate::declare::words::{Attr, Check, Returned, Rule, Spec, Ty, Usage};
use crate::resources::SPECS;

/// Returns the declaration of this name.
#[cfg(test)]
pub(crate) fn spec(name: &str) -> &'static Spec {
    SPECS.iter().find(|spec| spec.name == name).expect(name)
}

/// A resource type, for its tests and its docs page.
#[derive(Clone, Debug)]
pub struct ResourceInfo {
    /// The whole type name.
    pub type_name: String,
    /// What one is called in a sentence.
    pub title: &'static str,
    /// The form of its import ids.
    pub import_form: String,
    /// The path of its collection; what is in braces is an attribute.
    pub collection: &'static str,
    /// How its natural key is written, as attribute names; empty when it has none.
    pub natural_key: &'static [&'static str],
    /// The attributes whose values no two objects of a collection share.
    pub unique: &'static [&'static str],
    /// The name of the data source of many objects, without the provider's prefix.
    pub plural: String,
    /// Whether the API shows the object.
    pub is_read: bool,
    /// Its attributes.
    pub attributes: Vec<AttributeInfo>,
}

/// An attribute of a [`ResourceInfo`].
#[derive(Clone, Debug)]
pub struct AttributeInfo {
    /// Its name.
    pub name: &'static str,
    /// Whether a configuration that creates the object must set it, or it or another one.
    pub required: bool,
    /// Whether a configuration may set it.
    pub configurable: bool,
    /// Whether a change of the attribute forces replacement.
    pub replaces: bool,
    /// Whether the API returns the attribute. Otherwise the attribute is null after an import.
    pub returned: bool,
    /// Whether removing the attribute from a configuration changes nothing.
    pub kept_when_left_out: bool,
    /// Whether the attribute is in the state alone, and not in the API.
    pub local: bool,
    /// Whether it is only ever in the configuration.
    pub write_only: bool,
    /// Attributes that must leave the configuration together with this one.
    pub goes_with: Vec<&'static str>,
    /// The attribute that this one must agree with, and follows when left out.
    pub agrees_with: Option<&'static str>,
    /// The attribute and its word with which alone this one is set.
    pub set_with: Option<(&'static str, &'static str)>,
    /// What the attribute's text begins with.
    pub prefix: &'static str,
    /// The names of the secret texts in the attribute: its own, or those of nested attributes.
    pub secrets: Vec<&'static str>,
    /// The attributes of which one can be set in the place of this one.
    pub alternatives: Vec<&'static str>,
    /// Two different values, as HCL. A reference such as `appservices_app.parent.id` says which resource the attribute needs.
    pub samples: Option<[String; 2]>,
}

impl AttributeInfo {
    /// Reports whether the samples are two different values.
    pub fn has_two_samples(&self) -> bool {
        self.samples
            .as_ref()
            .is_some_and(|[one, other]| one != other)
    }
}

/// Returns every resource type of the provider.
pub fn catalog() -> Vec<ResourceInfo> {
    SPECS.iter().map(|spec| info(spec)).collect()
}

fn info(spec: &'static Spec) -> ResourceInfo {
    ResourceInfo {
        type_name: spec.type_name(),
        title: spec.title,
        import_form: spec.import_form(),
        collection: spec.collection,
        natural_key: spec.natural_key,
        unique: spec.unique,
        plural: plural_name(spec),
        is_read: spec.lifecycle.read != words::Read::Never,
        attributes: spec
            .attrs
            .iter()
            .map(|attr| attribute(spec, attr))
            .collect(),
    }
}

fn attribute(spec: &Spec, attr: &'static Attr) -> AttributeInfo {
    AttributeInfo {
        name: attr.name,
        required: attr.usage == Usage::Required || one_is_required(spec, attr.name),
        configurable: attr.usage != Usage::Computed,
        replaces: attr.replaces,
        returned: !matches!(attr.returned, Returned::Never | Returned::AtCreate),
        kept_when_left_out: match attr.default {
            words::Default::Server | words::Default::Provider => true,
            words::Default::Bool(default) => first_sample(attr) == Some(default.to_string()),
            words::Default::Text(default) => first_sample(attr) == Some(format!("{default:?}")),
            words::Default::Null | words::Default::Number(_) => false,
        },
        local: attr.is_local(),
        write_only: attr.write_only,
        goes_with: goes_with(spec, attr.name),
        agrees_with: agrees_with(spec, attr.name),
        set_with: set_with(spec, attr.name),
        prefix: prefix(attr),
        secrets: secrets(attr),
        alternatives: alternatives(spec, attr.name),
        samples: samples(attr),
    }
}

fn one_is_required(spec: &Spec, name: &str) -> bool {
    let by_default = |rule: &Rule| match *rule {
        Rule::SetExactlyWhen { attr, when, words } if attr == name => {
            let default = spec.attr(when).map(|when| when.default);
            matches!(default, Some(words::Default::Text(text)) if words.contains(&text))
        }
        _ => false,
    };
    spec.rules.iter().any(by_default) || spec.rules
        .iter()
        .any(|rule| matches!(rule, Rule::OneOfToWrite(names) | Rule::ExactlyOneOf(names) if names.contains(&name)))
}

fn goes_with(spec: &Spec, name: &str) -> Vec<&'static str> {
    let companion = |rule: &Rule| match *rule {
        Rule::SetExactlyWhen { attr, when, .. } if when == name => Some(attr),
        Rule::SetExactlyWhen { attr, when, .. } if attr == name => Some(when),
        Rule::Needs(one, other) if other == name => Some(one),
        _ => None,
    };
    spec.rules.iter().filter_map(companion).collect()
}

fn agrees_with(spec: &Spec, name: &str) -> Option<&'static str> {
    spec.rules.iter().find_map(|rule| match *rule {
        Rule::Agrees { attr, with, .. } if attr == name => Some(with),
        _ => None,
    })
}

fn set_with(spec: &Spec, name: &str) -> Option<(&'static str, &'static str)> {
    spec.rules.iter().find_map(|rule| match *rule {
        Rule::SetExactlyWhen { attr, when, words } if attr == name => Some((when, words[0])),
        _ => None,
    })
}

fn prefix(attr: &Attr) -> &'static str {
    let start = attr.checks.iter().find_map(|check| match check {
        Check::StartsWith(starts) => starts.first().copied(),
        _ => None,
    });
    start.unwrap_or_default()
}

fn secrets(attr: &'static Attr) -> Vec<&'static str> {
    if attr.sensitive {
        return vec![attr.name];
    }
    nested(attr.ty).into_iter().flat_map(secrets).collect()
}

/// Returns the attributes of the objects in a value of the type.
fn nested(ty: Ty) -> Vec<&'static Attr> {
    match ty {
        Ty::Object(attrs) | Ty::SetOf(attrs) | Ty::ListOf(attrs) | Ty::MapOf(attrs) => {
            attrs.iter().collect()
        }
        Ty::OneOf(cases) => cases.iter().flat_map(|case| case.attrs).collect(),
        _ => Vec::new(),
    }
}

fn alternatives(spec: &Spec, name: &str) -> Vec<&'static str> {
    let others = |rule: &Rule| match *rule {
        Rule::AtMostOneOf(names) | Rule::ExactlyOneOf(names) | Rule::OneOfToWrite(names)
            if names.contains(&name) =>
        {
            names
        }
        _ => &[],
    };
    let all = spec.rules.iter().flat_map(others).copied();
    all.filter(|other| *other != name).collect()
}

fn first_sample(attr: &Attr) -> Option<String> {
    samples(attr).map(|[first, _]| first)
}

fn samples(attr: &Attr) -> Option<[String; 2]> {
    if let Some(samples) = attr.samples {
        return Some(samples.map(str::to_owned));
    }
    let quoted = |word: &str| format!("{word:?}");
    match (attr.ty, attr.default) {
        // The second differs from the default, so that taking it out changes something.
        (Ty::Bool, words::Default::Bool(default)) => {
            Some([(!default).to_string(), default.to_string()])
        }
        (Ty::Word([one, other, ..]), words::Default::Text(default)) if *one == default => {
            Some([quoted(other), quoted(one)])
        }
        (Ty::Word([one, other, ..]), _) => Some([quoted(one), quoted(other)]),
        (Ty::Words([one, other, ..]), _) => {
            Some([format!("[{one:?}]"), format!("[{other:?}, {one:?}]")])
        }
        _ => None,
    }
}
