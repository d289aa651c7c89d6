//! Attributes: their types, their usage, and how they are sent and returned.

use std::borrow::Cow;

use super::forms::Check;
use super::network;
use super::relations::From;

/// One attribute. Built by the functions below and the methods of this type:
/// `text("name").required().doc("The secret's name.").checks(&[Check::NotEmpty])`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attr {
    pub(crate) name: &'static str,
    pub(crate) ty: Ty,
    pub(crate) usage: Usage,
    pub(crate) doc: &'static str,
    pub(crate) sensitive: bool,
    pub(crate) write_only: bool,
    pub(crate) replaces: bool,
    pub(crate) default: Default,
    pub(crate) sent: Sent,
    pub(crate) returned: Returned,
    pub(crate) none: Option<NoneAs>,
    pub(crate) checks: &'static [Check],
    /// Where a document has the attribute, if not under the attribute's name.
    pub(crate) at: &'static [&'static str],
    /// The field of a document and its word with which the object has the attribute, and without which the
    /// object does not.
    pub(crate) when: Option<(&'static str, &'static str)>,
    /// For a computed attribute: the sibling attributes on which its value depends.
    pub(crate) follows: &'static [&'static str],
    /// Two different values, as HCL, for tests.
    pub(crate) samples: Option<[&'static str; 2]>,
}

/// The type of an attribute, in Terraform and in the API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ty {
    Text,
    /// Text that is one of these words. The API may accept more words.
    Word(&'static [&'static str]),
    Bool,
    Number,
    /// A set of such words. An array in the API.
    Words(&'static [&'static str]),
    /// Elements of a simple type, ordered.
    List(&'static Self),
    /// Elements of a simple type, unordered. An array in the API.
    Set(&'static Self),
    /// Values of a simple type, by key.
    Map(&'static Self),
    /// Text that holds a JSON object, compared as JSON. The API has the object itself.
    JsonObject,
    /// Like [`Self::JsonObject`], but with any JSON value.
    AnyJson,
    /// Text that holds a JSON object, compared as MongoDB Extended JSON: `{"$numberInt": "5"}` is 5.
    Ejson,
    /// An IP address or a CIDR block, compared by the addresses that it covers.
    Address,
    /// A nested object.
    Object(&'static [Attr]),
    /// One of several nested objects. In the API, one object whose `type` names the case.
    OneOf(&'static [Case]),
    /// A set of nested objects.
    SetOf(&'static [Attr]),
    /// Nested objects, ordered.
    ListOf(&'static [Attr]),
    /// Nested objects, by key.
    MapOf(&'static [Attr]),
}

/// One case of a [`Ty::OneOf`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// The name of the attribute, and the API's `type`.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) attrs: &'static [Attr],
}

/// Whether an attribute is set by the user or by the provider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Usage {
    Required,
    Optional,
    Computed,
}

/// The value of an optional attribute that is omitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Default {
    /// Null.
    Null,
    Bool(bool),
    Number(i64),
    Text(&'static str),
    /// The value that the API chooses, which then stays.
    Server,
    /// The value of the provider's attribute of the same name.
    Provider,
}

/// How an attribute is sent to the API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sent {
    /// In every body.
    Body,
    /// In the body of the creation, and never again.
    CreateBody,
    /// In the query of the creation.
    CreateQuery,
    /// In the path.
    Path,
    /// In the body of the creation, and later by a call of its own: `PUT object/<part>` with only
    /// this field.
    Part(&'static str),
    /// In the body of the creation, and later by one call for all attributes of the part:
    /// `PUT object/<part>`. The change takes time, and `GET object/<part>` tells its `status`.
    Move(&'static str),
    /// By `PUT object/enable` and `PUT object/disable`, also after the creation.
    Switch,
    /// The attribute itself is not sent. A change of it sends the body again.
    Trigger,
    /// Never.
    Nowhere,
}

/// Where the API returns an attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Returned {
    Always,
    /// Never: the state keeps the applied value, and an import has null.
    Never,
    /// In the answer to the creation, and never again.
    AtCreate,
    /// In no answer about the object: the value follows from another object.
    From(&'static From),
}

/// The API's word for an attribute without a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NoneAs {
    EmptyText,
    EmptyObject,
    /// An ID that consists of zeros.
    ZeroId,
    /// A null, which takes the field out.
    Null,
}

const fn of(ty: Ty, name: &'static str) -> Attr {
    Attr {
        name,
        ty,
        usage: Usage::Optional,
        doc: "",
        sensitive: false,
        write_only: false,
        replaces: false,
        default: Default::Null,
        sent: Sent::Body,
        returned: Returned::Always,
        none: None,
        checks: &[],
        at: &[],
        when: None,
        follows: &[],
        samples: None,
    }
}

pub(crate) const fn text(name: &'static str) -> Attr {
    of(Ty::Text, name)
}

pub(crate) const fn word(name: &'static str, words: &'static [&'static str]) -> Attr {
    of(Ty::Word(words), name)
}

pub(crate) const fn boolean(name: &'static str) -> Attr {
    of(Ty::Bool, name)
}

pub(crate) const fn number(name: &'static str) -> Attr {
    of(Ty::Number, name)
}

pub(crate) const fn words(name: &'static str, words: &'static [&'static str]) -> Attr {
    of(Ty::Words(words), name)
}

pub(crate) const fn list(name: &'static str, element: &'static Ty) -> Attr {
    of(Ty::List(element), name)
}

pub(crate) const fn set(name: &'static str, element: &'static Ty) -> Attr {
    of(Ty::Set(element), name)
}

pub(crate) const fn map(name: &'static str, value: &'static Ty) -> Attr {
    of(Ty::Map(value), name)
}

pub(crate) const fn json(name: &'static str) -> Attr {
    of(Ty::JsonObject, name)
}

pub(crate) const fn any_json(name: &'static str) -> Attr {
    of(Ty::AnyJson, name)
}

pub(crate) const fn ejson(name: &'static str) -> Attr {
    of(Ty::Ejson, name)
}

pub(crate) const fn address(name: &'static str) -> Attr {
    of(Ty::Address, name)
}

pub(crate) const fn object(name: &'static str, attrs: &'static [Attr]) -> Attr {
    of(Ty::Object(attrs), name)
}

pub(crate) const fn one_of(name: &'static str, cases: &'static [Case]) -> Attr {
    of(Ty::OneOf(cases), name)
}

pub(crate) const fn set_of(name: &'static str, attrs: &'static [Attr]) -> Attr {
    of(Ty::SetOf(attrs), name)
}

pub(crate) const fn list_of(name: &'static str, attrs: &'static [Attr]) -> Attr {
    of(Ty::ListOf(attrs), name)
}

pub(crate) const fn map_of(name: &'static str, attrs: &'static [Attr]) -> Attr {
    of(Ty::MapOf(attrs), name)
}

pub(crate) const fn case(name: &'static str, doc: &'static str, attrs: &'static [Attr]) -> Case {
    Case { name, doc, attrs }
}

impl Attr {
    /// Returns the one spelling of all texts of the attribute that mean the same: an address without
    /// host bits and with its length, and any other text as it is.
    pub(crate) fn canonical<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.ty {
            Ty::Address => network(text).map_or(Cow::Borrowed(text), |covered| {
                Cow::Owned(covered.to_string())
            }),
            _ => Cow::Borrowed(text),
        }
    }

    /// Reports whether the attribute, or one nested in it, is sensitive.
    pub(crate) fn holds_secrets(&self) -> bool {
        let within = |attrs: &[Self]| attrs.iter().any(Self::holds_secrets);
        self.sensitive
            || match self.ty {
                Ty::Object(attrs) | Ty::SetOf(attrs) | Ty::ListOf(attrs) | Ty::MapOf(attrs) => {
                    within(attrs)
                }
                Ty::OneOf(cases) => cases.iter().any(|case| within(case.attrs)),
                _ => false,
            }
    }

    pub(crate) const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            usage: Usage::Required,
            ..self
        }
    }

    /// Makes the attribute computed: only the API sets it.
    pub(crate) const fn computed(self) -> Self {
        Self {
            usage: Usage::Computed,
            sent: Sent::Nowhere,
            ..self
        }
    }

    pub(crate) const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// Makes the attribute write-only. Its name ends in `_wo`; the name without that suffix is the
    /// API's field.
    pub(crate) const fn write_only(self) -> Self {
        Self {
            write_only: true,
            returned: Returned::Never,
            ..self
        }
    }

    pub(crate) const fn replaces(self) -> Self {
        Self {
            replaces: true,
            ..self
        }
    }

    pub(crate) const fn default(self, default: Default) -> Self {
        Self { default, ..self }
    }

    /// Sets the default to `false`. Most answers omit such a field.
    pub(crate) const fn off(self) -> Self {
        self.default(Default::Bool(false))
    }

    pub(crate) const fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }

    pub(crate) const fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
    }

    /// Makes the attribute local: it is stored only in the state, not in the API.
    pub(crate) const fn local(self) -> Self {
        self.sent(Sent::Nowhere).returned(Returned::Never)
    }

    pub(crate) const fn none_as(self, none: NoneAs) -> Self {
        Self {
            none: Some(none),
            ..self
        }
    }

    pub(crate) const fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    /// Sets where a document has the attribute: the fields that lead there.
    pub(crate) const fn at(self, at: &'static [&'static str]) -> Self {
        Self { at, ..self }
    }

    /// Makes the attribute a case: the object has the attribute if the field of its document is this word.
    /// An object cannot change from one case to another.
    pub(crate) const fn case_of(self, field: &'static str, word: &'static str) -> Self {
        Self {
            when: Some((field, word)),
            ..self
        }
    }

    pub(crate) const fn follows(self, follows: &'static [&'static str]) -> Self {
        Self { follows, ..self }
    }

    pub(crate) const fn samples(self, one: &'static str, other: &'static str) -> Self {
        Self {
            samples: Some([one, other]),
            ..self
        }
    }

    /// Reports whether the attribute is stored only in the state, not in the API.
    pub(crate) const fn is_local(&self) -> bool {
        matches!(self.sent, Sent::Nowhere) && matches!(self.returned, Returned::Never)
    }

    /// Reports whether every answer about the object contains the attribute.
    pub(crate) const fn is_always_returned(&self) -> bool {
        matches!(self.returned, Returned::Always)
    }
}
