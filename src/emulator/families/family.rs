//! The words in which a family of the API is declared.

use serde_json::{Value as Json, json};

use super::call::Call;
use crate::emulator::model::{Answer, Document, Fields, Method, Refusal};

/// A family of objects: data, and functions for what no word says.
pub(crate) struct Family {
    /// Where the family is below the API's base. `~` stands for the path of an app.
    pub(crate) path: &'static str,
    /// The family whose objects these are in; `None` for those of a project and of an app.
    pub(crate) parent: Option<&'static Self>,
    /// The name of the collection in the store.
    pub(crate) collection: &'static str,
    /// One object, in error texts: `secret`.
    pub(crate) noun: &'static str,
    pub(crate) codes: Codes,
    pub(crate) kind: Kind,
    /// Whether changes of the objects wait in the caller's open draft until it is deployed.
    pub(crate) drafted: bool,
    /// The calls that are like those of other families.
    pub(crate) verbs: &'static [Verb],
    /// The calls that are not.
    pub(crate) more: &'static [Odd],
}

/// The error codes of a family.
pub(crate) struct Codes {
    pub(crate) not_found: &'static str,
    pub(crate) duplicate: &'static str,
}

/// What a family consists of.
pub(crate) enum Kind {
    /// Objects with ids.
    Many {
        /// The parameter of the path that names an object: `id`.
        id: &'static str,
        /// The fields that, taken together, no two objects of a parent share.
        unique: &'static [&'static str],
        /// Reads a body, and returns the object that it describes.
        accept: Accept,
    },
    /// One object for each parent, which exists from the start.
    One {
        /// The object as it is before the first change.
        default: fn() -> Json,
        /// Reads a body, and returns the object that it describes.
        accept: Accept,
    },
    /// One list for each parent, which is replaced as a whole and empty at first.
    List {
        /// Reads one element of a body, and returns it as it is kept.
        accept: fn(&Call<'_>, &Json) -> Result<Json, Refusal>,
    },
}

/// Reads the fields of a body, and returns the object that they describe, without its id. Unknown
/// fields are refused afterwards, unless the function has already done so.
pub(crate) type Accept = fn(&Call<'_>, &Fields<'_>) -> Result<Json, Refusal>;

/// A call that many families have.
#[derive(Clone, Copy)]
pub(crate) enum Verb {
    /// `GET` of all objects, oldest first.
    List(Shows),
    /// `POST` of a new object, or of a whole list.
    Create(Says),
    /// `GET` of one object.
    Get(Shows),
    /// `PUT` of one object as a whole.
    Put(Says),
    /// `PATCH` of one object: what the body leaves out or has null for stays as it was.
    Patch(Says),
    /// `PUT` of `/enable` and `/disable`, which set the field `disabled`.
    Switch,
    /// `DELETE` of one object.
    Delete(Says),
}

/// What a call shows of an object.
#[derive(Clone, Copy)]
pub(crate) enum Shows {
    /// The whole object.
    All,
    /// Some fields.
    Only(&'static [&'static str]),
    /// What the function makes of the object.
    As(fn(&Call<'_>, Document) -> Result<Json, Refusal>),
}

/// How a call that changes something is answered.
#[derive(Clone, Copy)]
pub(crate) enum Says {
    /// 201 with the object.
    Created(Shows),
    /// 200 with the object.
    Changed(Shows),
    /// 204 without a body.
    Nothing,
    /// 200 with an empty document.
    Empty,
}

/// A call of one family alone: its method, its path below the family's, and its handler.
pub(crate) struct Odd(
    pub(crate) Method,
    pub(crate) &'static str,
    pub(crate) Handler,
);

/// Serves a call within a transaction, which is kept when the handler succeeds.
pub(crate) type Handler = fn(&Call<'_>) -> Answer;

impl Family {
    /// The defaults of a family without verbs, whose calls are all its own: [`Self::more`].
    pub(crate) const OF_OWN_CALLS: Self = Self {
        path: "",
        parent: None,
        collection: "",
        noun: "",
        codes: Codes {
            not_found: "AppNotFound",
            duplicate: "InvalidParameter",
        },
        kind: Kind::One {
            default: || json!({}),
            accept: |_, _| Err(Refusal::mistake()),
        },
        drafted: false,
        verbs: &[],
        more: &[],
    };

    /// Stops the build where a verb means nothing for the kind of family.
    pub(crate) const fn checked(self) -> Self {
        let mut at = 0;
        while at < self.verbs.len() {
            let fits = match self.kind {
                Kind::Many { .. } => true,
                Kind::One { .. } => matches!(
                    self.verbs[at],
                    Verb::Get(_) | Verb::Create(_) | Verb::Put(_) | Verb::Patch(_)
                ),
                Kind::List { .. } => {
                    matches!(
                        self.verbs[at],
                        Verb::Get(_) | Verb::Create(_) | Verb::Put(_)
                    )
                }
            };
            assert!(
                fits,
                "List, Switch and Delete need a family of many objects, and Patch one of objects"
            );
            at += 1;
        }
        self
    }
}
