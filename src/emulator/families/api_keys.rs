//! Server API keys: `~/api_keys`. The key itself is in the answer that creates it and nowhere else.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Document, Fields, Refusal, random};

pub(super) static API_KEYS: Family = Family {
    path: "~/api_keys",
    parent: None,
    collection: "api_keys",
    noun: "API key",
    codes: Codes {
        not_found: "APIKeyNotFound",
        duplicate: "APIKeyAlreadyExists",
    },
    kind: Kind::Many {
        id: "id",
        unique: &["name"],
        accept,
    },
    drafted: false,
    verbs: &[
        Verb::List(Shows::All),
        Verb::Create(Says::Created(Shows::As(with_key))),
        Verb::Get(Shows::All),
        Verb::Delete(Says::Nothing),
        Verb::Switch,
    ],
    more: &[],
}
.checked();

fn accept(_: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    Ok(json!({ "name": fields.filled("name")?, "disabled": false }))
}

fn with_key(_: &Call<'_>, mut made: Document) -> Result<Json, Refusal> {
    made.set("key", random::text(64, random::ALPHANUMERIC));
    Ok(made.into_json())
}
