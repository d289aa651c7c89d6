//! The requests that write an object.

use serde_json::{Map, Value as Json};

use super::Change;
use super::address::Address;
use super::failure::Cause;
use super::look::Seen;
use crate::admin_api::{Method, Repeat, Request};
use crate::declare::context::Api;
use crate::declare::shape::{decode, encode};
use crate::declare::words::{Attr, Change as How, Literal, Read, Sent, Spec};
use crate::engine::Value;

/// Returns the request that creates an object.
pub(super) fn creation(at: &Address, method: Method, change: &Change<'_>) -> Request {
    let spec = at.spec;
    let sent = |attr: &Attr| {
        matches!(
            attr.sent,
            Sent::Body | Sent::CreateBody | Sent::Part(_) | Sent::Move(_)
        )
    };
    let body = encode::body(spec, change.planned, change.config, sent, false);
    let request = Request::new(method, &*at.collection)
        .with_body(Json::Object(body))
        .revealing(spec.secret_fields(true));
    let in_query = spec
        .attrs
        .iter()
        .filter(|attr| attr.sent == Sent::CreateQuery);
    in_query.fold(request, |request, attr| {
        match change.planned.attribute(attr.name).as_str() {
            Some(value) => request.with_query(attr.name, value),
            None => request,
        }
    })
}

/// Returns the body of the whole object, whatever a request changes of it.
pub(super) fn whole(spec: &Spec, change: &Change<'_>) -> Json {
    let in_body = |attr: &Attr| attr.sent == Sent::Body;
    Json::Object(encode::body(
        spec,
        change.planned,
        change.config,
        in_body,
        false,
    ))
}

/// Returns the request that changes the body of an object. To send it twice has the effect of once.
///
/// # Errors
/// If the object must be read first, and the read fails or shows that the object is gone.
pub(super) async fn change(api: &Api, at: &Address, change: &Change<'_>) -> Result<Request, Cause> {
    let spec = at.spec;
    let in_body = |attr: &Attr| attr.sent == Sent::Body;
    let fields =
        |names_none| encode::body(spec, change.planned, change.config, in_body, names_none);
    let request = match spec.lifecycle.change {
        How::Never | How::ByMembers(_) => {
            let why = format!(
                "{} cannot be changed, and yet a change was planned",
                spec.type_name()
            );
            return Err(Cause::Bug(why));
        }
        How::InPart => Request::patch(at.path())
            .with_body(Json::Object(fields(true)))
            .repeated(Repeat::Freely),
        How::PartOf(part) => {
            let body = fields(true).remove(part).unwrap_or_default();
            Request::patch(format!("{}/{part}", at.path()))
                .with_body(body)
                .repeated(Repeat::Freely)
        }
        How::Posted => Request::post(&*at.collection)
            .with_body(Json::Object(fields(false)))
            .repeated(Repeat::Freely),
        How::Whole => {
            let mut body = kept_fields(api, at, change.prior).await?;
            body.extend(fields(false));
            Request::put(at.path()).with_body(Json::Object(body))
        }
        How::ReplaceAll => {
            let Read::WholeList { attr, .. } = spec.lifecycle.read else {
                return Err(Cause::Bug(format!("{} is no list", spec.type_name())));
            };
            let list = fields(false)
                .remove(attr)
                .unwrap_or_else(|| Json::Array(Vec::new()));
            Request::post(&*at.collection)
                .with_body(list)
                .repeated(Repeat::Freely)
        }
    };
    Ok(request)
}

/// Returns the request that resets fields of an object to their initial values. `document` is the
/// object as it was just read.
///
/// # Errors
/// If the whole object is to be sent, and `document` does not match the declaration.
pub(super) fn reset(
    api: &Api,
    at: &Address,
    document: Json,
    state: &Value,
    fields: &[(&str, Literal)],
) -> Result<Request, Cause> {
    let fields = fields
        .iter()
        .map(|(name, literal)| ((*name).to_owned(), literal.json()));
    let (method, mut body) = match at.spec.lifecycle.change {
        How::Whole => (Method::PUT, understood(api, at, document, state)?),
        _ => (Method::PATCH, Map::new()),
    };
    body.extend(fields);
    let request = Request::new(method, at.path()).with_body(Json::Object(body));
    Ok(request.repeated(Repeat::Freely))
}

/// Returns the fields of the object that no attribute declares, without fields that change by
/// themselves.
///
/// The update call replaces the whole object, so fields that this version does not know are sent
/// back unchanged. An incomplete document would lose them, so an unreadable one is an error.
async fn kept_fields(api: &Api, at: &Address, prior: &Value) -> Result<Map<String, Json>, Cause> {
    if at.spec.lifecycle.read == Read::Never {
        return Ok(Map::new());
    }
    let Seen::Present(document) = at.look(api).await? else {
        return Err(Cause::Gone { path: at.path() });
    };
    let mut fields = understood(api, at, document, prior)?;
    let is_ours = |name: &str| {
        at.spec.attrs.iter().any(|attr| {
            encode::outer_field(attr) == name || attr.when.is_some_and(|(field, _)| field == name)
        })
    };
    fields.retain(|name, _| name == "_id" || !is_ours(name));
    Ok(fields)
}

/// Returns the fields of a document to be sent back.
///
/// # Errors
/// If the document does not match the declaration.
fn understood(
    api: &Api,
    at: &Address,
    document: Json,
    prior: &Value,
) -> Result<Map<String, Json>, Cause> {
    decode::state(at.spec, &document, prior).map_err(|why| Cause::misfit(&api.client, &why))?;
    let Json::Object(mut fields) = document else {
        return Ok(Map::new());
    };
    // The server changes this field by itself.
    fields.remove("last_modified");
    Ok(fields)
}

impl Literal {
    /// Reports whether the value is false, zero or empty.
    pub(super) fn is_zero(self) -> bool {
        matches!(self, Self::Bool(false) | Self::Number(0) | Self::Text(""))
    }

    fn json(self) -> Json {
        match self {
            Self::Bool(truth) => truth.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::Object(text) => serde_json::from_str(text).unwrap_or_default(),
        }
    }
}

/// Reports whether the plan changes an attribute.
pub(super) fn changes(attr: &Attr, prior: &Value, planned: &Value) -> bool {
    let planned = planned.attribute(attr.name);
    !planned.is_unknown() && planned != prior.attribute(attr.name)
}

/// Returns the attributes that the plan changes.
pub(super) fn changed(spec: &Spec, prior: &Value, planned: &Value) -> Vec<&'static Attr> {
    spec.attrs
        .iter()
        .filter(|attr| changes(attr, prior, planned))
        .collect()
}
