//! What holds between attributes, and between objects.

use serde_json::Value as Json;

use super::{Spec, Value};

/// What must hold between attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// At most one of them is set.
    AtMostOneOf(&'static [&'static str]),
    /// At most one of them is set, and one whenever the body is sent: the API wants it there and never returns it.
    OneOfToWrite(&'static [&'static str]),
    /// The first is set only beside the second.
    Needs(&'static str, &'static str),
    /// Beside the first word of a pair in `with`, `attr` has the second.
    Agrees {
        attr: &'static str,
        with: &'static str,
        pairs: &'static [(&'static str, &'static str)],
    },
    /// `attr` is set exactly when `when` has one of `words`.
    SetExactlyWhen {
        attr: &'static str,
        when: &'static str,
        words: &'static [&'static str],
    },
}

/// Where an attribute comes from that no answer about its object has.
#[derive(Debug)]
pub(crate) struct From {
    /// The kind of the other object, which is in one of the places in this object's path.
    pub(crate) spec: &'static Spec,
    /// The attribute that has the other object's id.
    pub(crate) id: &'static str,
    /// Computes the attribute from the other object's document and this object's state.
    pub(crate) compute: fn(&Json, &Value) -> Option<String>,
}

/// Looks at an object's state and at the list that the object is in, for what deserves a warning although nothing failed.
pub(crate) type Notices = fn(state: &Value, list: &[Json]) -> Option<Notice>;

/// A warning about a good configuration.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) summary: String,
    pub(crate) detail: String,
    /// The attribute that it is about.
    pub(crate) attr: &'static str,
}

/// How a natural key looks that stands in the import ids of what is inside the object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyForm {
    /// What users call the key: `client app id`.
    pub(crate) title: &'static str,
    pub(crate) example: &'static str,
    pub(crate) fits: fn(&str) -> bool,
    /// The attribute that users take for the key.
    pub(crate) mistaken_for: &'static str,
}
