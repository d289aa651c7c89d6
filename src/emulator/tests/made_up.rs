//! Families that the API does not have, for what no family that is served shows.

use serde_json::{Value as Json, json};

use crate::emulator::families::{APPS, Call, Codes, Family, Kind, Odd, Says, Shows, Verb};
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};

pub(super) static FAMILIES: &[&Family] = &[&APPS, &SHELVES, &BOOKS, &PAGES, &LABEL, &LAMP, &HOURS];

/// Objects with every verb, and a name of two fields.
static SHELVES: Family = Family {
    path: "~/shelves",
    parent: None,
    collection: "shelves",
    noun: "shelf",
    codes: Codes {
        not_found: "ShelfNotFound",
        duplicate: "ShelfDuplicateName",
    },
    kind: Kind::Many {
        id: "shelf",
        unique: &["room", "name"],
        accept: shelf,
    },
    drafted: false,
    verbs: &[
        Verb::List(Shows::Only(&["_id", "name", "height"])),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Get(Shows::As(|call, mut shelf| {
            shelf.set("seen", call.now());
            Ok(shelf.into_json())
        })),
        Verb::Put(Says::Changed(Shows::All)),
        Verb::Patch(Says::Nothing),
        Verb::Delete(Says::Empty),
        Verb::Switch,
    ],
    more: &[],
}
.checked();

fn shelf(_: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["_id"]);
    Ok(json!({
        "name": fields.filled("name")?,
        "room": fields.string("room")?,
        "width": fields.optional_whole("width")?,
        "disabled": fields.optional_bool("disabled")?.unwrap_or(false),
    }))
}

/// Objects inside an object, which may have the same name, with a call of their own.
static BOOKS: Family = Family {
    path: "~/shelves/{shelf}/books",
    parent: Some(&SHELVES),
    collection: "shelves/books",
    noun: "book",
    codes: Codes {
        not_found: "BookNotFound",
        duplicate: "BookDuplicateName",
    },
    kind: Kind::Many {
        id: "book",
        unique: &[],
        accept: named,
    },
    drafted: false,
    verbs: &[
        Verb::List(Shows::All),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Delete(Says::Nothing),
    ],
    more: &[Odd(Method::Post, "/{book}/lend", lend)],
}
.checked();

fn named(_: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    Ok(json!({ "name": fields.string("name")? }))
}

fn lend(call: &Call<'_>) -> Answer {
    let book = BOOKS.find(call)?;
    Ok(Response::ok(json!({ "lent": book.text("name") })))
}

/// Objects inside an object that is inside an object.
static PAGES: Family = Family {
    path: "~/shelves/{shelf}/books/{book}/pages",
    parent: Some(&BOOKS),
    collection: "shelves/books/pages",
    noun: "page",
    codes: Codes {
        not_found: "PageNotFound",
        duplicate: "PageDuplicateName",
    },
    kind: Kind::Many {
        id: "page",
        unique: &["name"],
        accept: named,
    },
    drafted: false,
    verbs: &[
        Verb::List(Shows::All),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Get(Shows::All),
    ],
    more: &[],
}
.checked();

/// One object for each object of another family.
static LABEL: Family = Family {
    path: "~/shelves/{shelf}/label",
    parent: Some(&SHELVES),
    collection: "shelves/label",
    noun: "label",
    codes: Codes {
        not_found: "LabelNotFound",
        duplicate: "LabelDuplicate",
    },
    kind: Kind::One {
        default: || json!({ "name": "" }),
        accept: named,
    },
    drafted: false,
    verbs: &[Verb::Get(Shows::All), Verb::Put(Says::Changed(Shows::All))],
    more: &[],
}
.checked();

/// One object for each app.
static LAMP: Family = Family {
    path: "~/lamp",
    parent: None,
    collection: "lamp",
    noun: "lamp",
    codes: Codes {
        not_found: "LampNotFound",
        duplicate: "LampDuplicate",
    },
    kind: Kind::One {
        default: || json!({ "lit": false, "colour": "white" }),
        accept: |_, fields| {
            Ok(json!({
                "lit": fields.bool("lit")?,
                "colour": fields.one_of("colour", &["white", "red"])?,
            }))
        },
    },
    drafted: false,
    verbs: &[
        Verb::Get(Shows::All),
        Verb::Create(Says::Created(Shows::All)),
        Verb::Put(Says::Nothing),
        Verb::Patch(Says::Changed(Shows::All)),
    ],
    more: &[],
}
.checked();

/// A list that is replaced as a whole.
static HOURS: Family = Family {
    path: "~/hours",
    parent: None,
    collection: "hours",
    noun: "hour",
    codes: Codes {
        not_found: "HourNotFound",
        duplicate: "HourDuplicate",
    },
    kind: Kind::List {
        accept: |_, element| match element.as_u64() {
            Some(hour @ 0..24) => Ok(hour.into()),
            _ => Err(Refusal::invalid(format!("{element} is no hour"))),
        },
    },
    drafted: false,
    verbs: &[
        Verb::Get(Shows::All),
        Verb::Create(Says::Nothing),
        Verb::Put(Says::Changed(Shows::All)),
    ],
    more: &[],
}
.checked();
