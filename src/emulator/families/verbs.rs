//! What the verbs of a family do.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Accept, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal, Response};

/// The id under which a singleton and a list are stored.
const ONLY: &str = "only";

/// A route of a verb: its method, its path below the family's, and what `disabled` is set to where
/// that is what the route does.
pub(super) struct Way {
    pub(super) method: Method,
    pub(super) below: Below,
    pub(super) step: Step,
}

/// Where a route of a verb is.
#[derive(Clone, Copy)]
pub(super) enum Below {
    /// At the family's own path.
    Itself,
    /// At an object's path, followed by this text.
    Object(&'static str),
}

/// What a route does.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Verb(Verb),
    SetDisabled(bool),
}

/// Returns the routes of a verb.
pub(super) fn ways(family: &Family, verb: Verb) -> Vec<Way> {
    let object = match family.kind {
        Kind::Many { .. } => Below::Object(""),
        Kind::One { .. } | Kind::List { .. } => Below::Itself,
    };
    let one = |method, below| {
        let step = Step::Verb(verb);
        vec![Way {
            method,
            below,
            step,
        }]
    };
    match verb {
        Verb::List(_) => one(Method::Get, Below::Itself),
        Verb::Create(_) => one(Method::Post, Below::Itself),
        Verb::Get(_) => one(Method::Get, object),
        Verb::Put(_) => one(Method::Put, object),
        Verb::Patch(_) => one(Method::Patch, object),
        Verb::Delete(_) => one(Method::Delete, object),
        Verb::Switch => [("/enable", false), ("/disable", true)]
            .map(|(path, disabled)| Way {
                method: Method::Put,
                below: Below::Object(path),
                step: Step::SetDisabled(disabled),
            })
            .into(),
    }
}

/// Runs a call of a verb.
pub(super) fn run(family: &Family, step: Step, call: &Call<'_>) -> Answer {
    let verb = match step {
        Step::Verb(verb) => verb,
        Step::SetDisabled(disabled) => return switch(family, call, disabled),
    };
    match (&family.kind, verb) {
        (_, Verb::List(shows)) => list(family, call, shows),
        (_, Verb::Delete(says)) => {
            let object = family.find(call)?;
            family.remove(call)?;
            says.of(call, object)
        }
        (_, Verb::Switch) => Err(Refusal::mistake()),
        (Kind::Many { .. }, Verb::Get(shows)) => {
            Ok(Response::ok(shows.of(call, family.find(call)?)?))
        }
        (Kind::Many { accept, .. }, Verb::Create(says)) => {
            let body = accepted(*accept, call, call.body)?;
            says.of(call, family.insert(call.tx, family.place(call)?, body)?)
        }
        (Kind::Many { accept, .. }, Verb::Put(says)) => {
            let old = family.find(call)?;
            let body = accepted(*accept, call, call.body)?;
            says.of(call, family.replace(call, old.id(), body)?)
        }
        (Kind::Many { accept, .. }, Verb::Patch(says)) => {
            let old = family.find(call)?;
            let body = accepted(*accept, call, &merged(old.json(), call.body))?;
            says.of(call, family.replace(call, old.id(), body)?)
        }
        (Kind::One { .. } | Kind::List { .. }, Verb::Get(shows)) => {
            Ok(Response::ok(shows.of(call, only(family, call)?)?))
        }
        (Kind::One { accept, .. }, Verb::Create(says) | Verb::Put(says)) => {
            set_only(family, call, says, accepted(*accept, call, call.body)?)
        }
        (Kind::One { accept, .. }, Verb::Patch(says)) => {
            let old = only(family, call)?;
            let body = accepted(*accept, call, &merged(old.json(), call.body))?;
            set_only(family, call, says, body)
        }
        (Kind::List { accept }, Verb::Create(says) | Verb::Put(says)) => {
            let list = accepted_list(*accept, call, call.body, "body")?;
            set_only(family, call, says, list)
        }
        (Kind::List { .. }, Verb::Patch(_)) => Err(Refusal::mistake()),
    }
}

/// Makes the list of a family the one that a field of a document has, unless it is already.
pub(super) fn set_list(
    family: &Family,
    call: &Call<'_>,
    list: &Json,
    field: &str,
) -> Result<(), Refusal> {
    let Kind::List { accept } = family.kind else {
        return Err(Refusal::mistake());
    };
    let list = accepted_list(accept, call, list, field)?;
    if *only(family, call)?.json() != list {
        set_only(family, call, Says::Nothing, list)?;
    }
    Ok(())
}

fn list(family: &Family, call: &Call<'_>, shows: Shows) -> Answer {
    let objects = family.all(call)?.into_iter();
    let shown = objects.map(|object| shows.of(call, object));
    Ok(Response::ok(shown.collect::<Result<_, _>>()?))
}

fn switch(family: &Family, call: &Call<'_>, disabled: bool) -> Answer {
    let mut object = family.find(call)?;
    object.set("disabled", disabled);
    family.save(call, object)?;
    Ok(Response::no_content())
}

/// Returns the one object of a parent, or what stands for it until it is changed.
pub(super) fn only(family: &Family, call: &Call<'_>) -> Result<Document, Refusal> {
    let found = family.look_up(call, ONLY)?;
    Ok(found.unwrap_or_else(|| {
        let default = match family.kind {
            Kind::One { default, .. } => default(),
            Kind::List { .. } | Kind::Many { .. } => json!([]),
        };
        Document::new(ONLY.to_owned(), default)
    }))
}

fn set_only(family: &Family, call: &Call<'_>, says: Says, body: Json) -> Answer {
    call.tx.put(family.place(call)?.key(ONLY), None, &body)?;
    says.of(call, Document::new(ONLY.to_owned(), body))
}

fn accepted_list(
    accept: fn(&Call<'_>, &Json) -> Result<Json, Refusal>,
    call: &Call<'_>,
    list: &Json,
    field: &str,
) -> Result<Json, Refusal> {
    let elements = list
        .as_array()
        .ok_or_else(|| Refusal::invalid(format!("'{field}' must be an array")))?;
    elements
        .iter()
        .map(|element| accept(call, element))
        .collect()
}

fn accepted(accept: Accept, call: &Call<'_>, body: &Json) -> Result<Json, Refusal> {
    let fields = Fields::of(body)?;
    let object = accept(call, &fields)?;
    fields.finish()?;
    Ok(object)
}

/// Returns the old object with the fields that a body has, unless the body is no object.
fn merged(old: &Json, body: &Json) -> Json {
    let (Json::Object(old), Json::Object(body)) = (old, body) else {
        return body.clone();
    };
    let mut merged = old.clone();
    let given = body.iter().filter(|(_, value)| !value.is_null());
    merged.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    Json::Object(merged)
}

impl Shows {
    fn of(self, call: &Call<'_>, object: Document) -> Result<Json, Refusal> {
        match self {
            Self::All => Ok(object.into_json()),
            Self::Only(fields) => Ok(object.only(fields)),
            Self::As(shown) => shown(call, object),
        }
    }
}

impl Says {
    fn of(self, call: &Call<'_>, object: Document) -> Answer {
        match self {
            Self::Created(shows) => Ok(Response::created(shows.of(call, object)?)),
            Self::Changed(shows) => Ok(Response::ok(shows.of(call, object)?)),
            Self::Nothing => Ok(Response::no_content()),
            Self::Empty => Ok(Response::ok(json!({}))),
        }
    }
}
