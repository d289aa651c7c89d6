//! Attributes: of which type, set by whom, and which way they travel.

use super::forms::Check;
use super::relations::From;

/// One attribute. Made by the functions below and what follows on them:
/// `text("name").required().doc("The secret's name.").check(Check::NotEmpty)`.
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
    /// For a computed attribute: the attributes beside it whose change changes it.
    pub(crate) follows: &'static [&'static str],
    /// Two different values, as HCL, for tests.
    pub(crate) samples: Option<[&'static str; 2]>,
}

/// The type of an attribute, in Terraform and in the API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ty {
    Text,
    /// Text that is one of these words, as far as we know.
    Word(&'static [&'static str]),
    Bool,
    Number,
    /// A set of such words; an array in the API.
    Words(&'static [&'static str]),
    /// Elements of a simple type, in order.
    List(&'static Self),
    /// Elements of a simple type, in no order; an array in the API.
    Set(&'static Self),
    /// Values of a simple type, by key.
    Map(&'static Self),
    /// Text that holds a JSON object, compared as JSON; the object itself in the API.
    JsonObject,
    /// The same with any JSON value.
    AnyJson,
    /// Text that holds a JSON object, compared as MongoDB Extended JSON: `{"$numberInt": "5"}` is 5.
    Ejson,
    /// An IP address or CIDR block, compared by what it covers.
    Address,
    /// A nested object.
    Object(&'static [Attr]),
    /// One of several nested objects; in the API one object whose `type` tells which.
    OneOf(&'static [Case]),
    /// A set of nested objects.
    SetOf(&'static [Attr]),
    /// Nested objects, in order.
    ListOf(&'static [Attr]),
    /// Nested objects, by key.
    MapOf(&'static [Attr]),
}

/// One way of a [`Ty::OneOf`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// The attribute, and the API's `type`.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) attrs: &'static [Attr],
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Usage {
    Required,
    Optional,
    Computed,
}

/// What an optional attribute is when it is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Default {
    /// Null.
    Null,
    Bool(bool),
    Number(i64),
    Text(&'static str),
    /// What the API makes of it; then it stays.
    Server,
    /// The provider's attribute of the same name.
    Provider,
}

/// How an attribute reaches the API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sent {
    /// In every body.
    Body,
    /// In the body that creates, and never again.
    CreateBody,
    /// In the query that creates.
    CreateQuery,
    /// In the path.
    Path,
    /// In the body that creates, and later by a call of its own: `PUT object/<part>` with this field alone.
    Part(&'static str),
    /// By `PUT object/enable` and `PUT object/disable`, also after a creation.
    Switch,
    /// Not itself; a change of it sends the body again.
    Trigger,
    /// Not at all.
    Nowhere,
}

/// Whether the API tells what an attribute is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Returned {
    Always,
    /// Never: state keeps what was applied, and an import has null.
    Never,
    /// In the answer that creates, and never again.
    AtCreate,
    /// In no answer about the object: it follows from another object.
    From(&'static From),
}

/// What the API writes where nothing is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NoneAs {
    EmptyText,
    EmptyObject,
    /// An id of zeros.
    ZeroId,
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
    pub(crate) const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            usage: Usage::Required,
            ..self
        }
    }

    /// Set by the API alone.
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

    /// In the configuration alone. The name ends in `_wo`, and what comes before is the API's field.
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

    /// `false`, and so left out of most answers.
    pub(crate) const fn off(self) -> Self {
        self.default(Default::Bool(false))
    }

    pub(crate) const fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }

    pub(crate) const fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
    }

    /// Known to this provider alone.
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

    pub(crate) const fn follows(self, follows: &'static [&'static str]) -> Self {
        Self { follows, ..self }
    }

    pub(crate) const fn samples(self, one: &'static str, other: &'static str) -> Self {
        Self {
            samples: Some([one, other]),
            ..self
        }
    }

    /// Whether only this provider knows of it.
    pub(crate) const fn is_local(&self) -> bool {
        matches!(self.sent, Sent::Nowhere) && matches!(self.returned, Returned::Never)
    }

    /// Whether every answer about the object has it.
    pub(crate) const fn is_always_returned(&self) -> bool {
        matches!(self.returned, Returned::Always)
    }
}
