//! Converts Terraform values to documents of the API.

use serde_json::{Map, Value as Json, json};

use crate::declare::words::{Attr, NoneAs, Spec, Ty};
use crate::engine::Value;
use crate::engine::codec::to_json;

/// Returns the fields of a request body. Omits null attributes. A PATCH sends the API's word for
/// "none" instead, because it leaves absent fields unchanged.
pub(crate) fn body(
    spec: &Spec,
    planned: &Value,
    config: &Value,
    wanted: impl Fn(&Attr) -> bool,
    name_nulls: bool,
) -> Map<String, Json> {
    let mut fields = Map::new();
    for attr in spec.attrs.iter().filter(|attr| wanted(attr)) {
        let values = if attr.write_only { config } else { planned };
        let none = || attr.none.filter(|_| name_nulls).map(NoneAs::json);
        if let Some(json) = field(attr, values.attribute(attr.name)).or_else(none) {
            put(&mut fields, attr, json);
        }
    }
    fields
}

/// Sets the field of an attribute, and the word with which the object has the attribute.
fn put(fields: &mut Map<String, Json>, attr: &Attr, json: Json) {
    if let Some((name, word)) = attr.when {
        fields.insert(name.to_owned(), word.into());
    }
    let path = path(attr);
    let (last, outer) = path.split_last().unwrap_or((&attr.name, &[]));
    let mut inner = fields;
    for name in outer {
        let field = inner.entry(*name).or_insert_with(|| json!({}));
        let Json::Object(next) = field else { return };
        inner = next;
    }
    inner.insert((*last).to_owned(), json);
}

/// Returns the fields of a document that lead to the attribute.
fn path(attr: &Attr) -> Vec<&'static str> {
    match attr.at {
        [] => vec![field_name(attr)],
        at => at.to_vec(),
    }
}

/// Returns the outermost field of a document in which the attribute is.
pub(crate) fn outer_field(attr: &Attr) -> &'static str {
    attr.at.first().copied().unwrap_or(field_name(attr))
}

/// Returns the attribute's field in a document, or `None` if the object does not have the attribute.
pub(crate) fn lookup<'a>(attr: &Attr, document: &'a Json) -> Option<&'a Json> {
    if let Some((name, word)) = attr.when
        && document.get(name).and_then(Json::as_str) != Some(word)
    {
        return None;
    }
    path(attr)
        .into_iter()
        .try_fold(document, |inner, name| inner.get(name))
}

/// Returns the API's name of the attribute. A write-only twin is the same field: `value_wo` is
/// `value`.
pub(crate) fn field_name(attr: &Attr) -> &'static str {
    match attr.name {
        "id" => "_id",
        name if attr.write_only => name.strip_suffix("_wo").unwrap_or(name),
        name => name,
    }
}

/// Returns one attribute's value for the API, or `None` if there is nothing to send.
pub(crate) fn field(attr: &Attr, value: &Value) -> Option<Json> {
    match (attr.ty, value) {
        (_, Value::Null | Value::Unknown(_)) => None,
        // The schema's validator has rejected everything but JSON.
        (Ty::JsonObject | Ty::AnyJson | Ty::Ejson, Value::String(text)) => {
            serde_json::from_str(text).ok()
        }
        (Ty::Object(attrs), value) => Some(object(attrs, value)),
        (Ty::OneOf(cases), value) => {
            let case = cases
                .iter()
                .find(|case| !value.attribute(case.name).is_null())?;
            let mut fields = object(case.attrs, value.attribute(case.name));
            fields["type"] = case.name.into();
            Some(fields)
        }
        (Ty::SetOf(attrs) | Ty::ListOf(attrs), value) => {
            let elements = value.elements().iter();
            Some(elements.map(|element| object(attrs, element)).collect())
        }
        (Ty::MapOf(attrs), Value::Map(values)) => {
            let fields = values.iter();
            let fields = fields.map(|(key, value)| (key.clone(), object(attrs, value)));
            Some(Json::Object(fields.collect()))
        }
        (_, value) => Some(to_json(value)),
    }
}

fn object(attrs: &[Attr], value: &Value) -> Json {
    let fields = attrs.iter().filter_map(|attr| {
        let field = field(attr, value.attribute(attr.name))?;
        Some((attr.name.to_owned(), field))
    });
    Json::Object(fields.collect())
}

impl NoneAs {
    /// Returns the word that the API uses for "none".
    pub(crate) fn json(self) -> Json {
        match self {
            Self::EmptyText => json!(""),
            Self::EmptyObject => json!({}),
            Self::ZeroId => json!("000000000000000000000000"),
            Self::Null => Json::Null,
        }
    }
}
