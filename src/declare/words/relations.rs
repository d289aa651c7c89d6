//! Relations between attributes, and between objects.

use serde_json::Value as Json;

use super::Value;

/// A rule between attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// At most one of the attributes is set.
    AtMostOneOf(&'static [&'static str]),
    /// Exactly one of the attributes is set.
    ExactlyOneOf(&'static [&'static str]),
    /// At most one of the attributes is set, and exactly one whenever the body is sent, because the
    /// API requires the value and never returns it.
    OneOfToWrite(&'static [&'static str]),
    /// The first attribute requires the second.
    Needs(&'static str, &'static str),
    /// If `with` has the first word of a pair, `attr` must have the second.
    Agrees {
        attr: &'static str,
        with: &'static str,
        pairs: &'static [(&'static str, &'static str)],
    },
    /// `attr` is set if and only if `when` has one of `words`.
    SetExactlyWhen {
        attr: &'static str,
        when: &'static str,
        words: &'static [&'static str],
    },
}

/// The source of an attribute that no answer about its object has: another object, which this one
/// is in.
#[derive(Debug)]
pub(crate) struct From {
    /// The attribute of the path that has the other object's ID.
    pub(crate) id: &'static str,
    /// Computes the attribute from the other object's document and this object's state.
    pub(crate) compute: fn(&Json, &Value) -> Option<String>,
}

/// Returns a warning about an object's state and the list that contains the object, although
/// nothing failed.
pub(crate) type Notices = fn(state: &Value, list: &[Json]) -> Option<Notice>;

/// A type of another provider whose objects can become objects of a declared type.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) type_name: &'static str,
    /// The provider's address without the host, which differs between Terraform and OpenTofu.
    pub(crate) provider: &'static str,
    /// Returns the object's document, as the API would have it, from a state of the other type. The
    /// attributes of the path have the same names there.
    pub(crate) document: fn(state: &Json) -> Json,
}

/// A warning about a valid configuration.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) summary: String,
    pub(crate) detail: String,
    /// The attribute that the warning is about.
    pub(crate) attr: &'static str,
}

/// The form of a natural key that is part of the import IDs of the objects inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyForm {
    /// The users' name of the key: `client app id`.
    pub(crate) title: &'static str,
    pub(crate) example: &'static str,
    pub(crate) fits: fn(&str) -> bool,
    /// The attribute that users mistake for the key.
    pub(crate) mistaken_for: &'static str,
}
