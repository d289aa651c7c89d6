//! The vocabulary in which resources are declared.
//!
//! A resource of the API is a collection, an id and a body whose field names are Terraform's already. What differs from family
//! to family is said in closed words that [`crate::declare::serve::resource`] matches exhaustively, so that a declaration holds no code: how an object
//! is read and changed, how each attribute travels, what the API writes for "none". A new oddity is a new word here.

/// One resource type.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The type name without the provider's prefix.
    pub(crate) name: &'static str,
    /// What one is called in a sentence: `IP access list entry`.
    pub(crate) title: &'static str,
    /// The first paragraphs of its docs page.
    pub(crate) doc: &'static str,
    /// Set when Atlas itself no longer runs what the resource manages.
    pub(crate) ended: Option<&'static str>,
    /// The path of the collection; `{project_id}` and `{app_id}` are attributes.
    pub(crate) collection: &'static str,
    /// A query that makes the list complete, as `name=value`.
    pub(crate) list_query: Option<(&'static str, &'static str)>,
    /// The attributes that name an object beside its id, in import ids and messages.
    pub(crate) natural_key: &'static [&'static str],
    /// The attributes that no two objects may share; mostly the natural key.
    pub(crate) unique: &'static [&'static str],
    pub(crate) read: Read,
    pub(crate) update: Update,
    pub(crate) attrs: &'static [Attr],
    pub(crate) rules: &'static [Rule],
    pub(crate) warns: Option<Warns>,
}

/// How one object is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Read {
    /// `GET collection/id`.
    ById,
    /// It has no GET; the list is an array of whole objects.
    InList,
    /// It has no GET; the list stands in this field of an object.
    InListField(&'static str),
    /// The object is the whole list, in this field; its one set has everything that may be in it.
    WholeList(&'static str),
}

/// How the body of one object is changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Update {
    /// Not at all; some attributes may have calls of their own.
    Never,
    /// `PUT collection/id` with the whole object.
    Put,
    /// `PATCH collection/id`.
    Patch,
}

/// What a user is told about a good configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Warns {
    /// The list that the object is in lets every address in, so the object means nothing.
    WhenTheListIsOpen,
}

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

/// One attribute.
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
    /// A set of such words; an array in the API.
    Words(&'static [&'static str]),
    /// Text that holds a JSON object, compared as JSON; the object itself in the API.
    JsonObject,
    /// An IP address or CIDR block, compared by what it covers.
    Address,
    /// A nested object.
    Object(&'static [Attr]),
    /// One of several nested objects; in the API one object whose `type` tells which.
    OneOf(&'static [Case]),
    /// A set of nested objects.
    SetOf(&'static [Attr]),
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
    None,
    Bool(bool),
    Text(&'static str),
    /// What the API makes of it; then it stays.
    Server,
    /// The provider's `project_id`.
    Project,
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Returned {
    Always,
    /// Never: state keeps what was applied, and an import has null.
    Never,
    /// In the answer that creates, and never again.
    AtCreate,
    /// As something that it must be computed from.
    Derived(Derived),
}

/// What is computed from answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Derived {
    /// An endpoint's URL, from its route and the app.
    EndpointUrl,
}

/// What the API writes where nothing is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NoneAs {
    EmptyText,
    EmptyObject,
}

/// What a known text must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Check {
    /// 24 hexadecimal digits, with a hint where else such an id is found.
    ObjectId(&'static str),
    AppName,
    /// The rule of names of values and secrets.
    Name,
    Route,
    NotEmpty,
    MaxChars(usize),
}

impl Attr {
    pub(crate) const fn required(ty: Ty, name: &'static str, doc: &'static str) -> Self {
        Self::new(ty, name, doc, Usage::Required)
    }

    pub(crate) const fn optional(ty: Ty, name: &'static str, doc: &'static str) -> Self {
        Self::new(ty, name, doc, Usage::Optional)
    }

    pub(crate) const fn computed(ty: Ty, name: &'static str, doc: &'static str) -> Self {
        Self {
            sent: Sent::Nowhere,
            ..Self::new(ty, name, doc, Usage::Computed)
        }
    }

    const fn new(ty: Ty, name: &'static str, doc: &'static str, usage: Usage) -> Self {
        Self {
            name,
            ty,
            usage,
            doc,
            sensitive: false,
            write_only: false,
            replaces: false,
            default: Default::None,
            sent: Sent::Body,
            returned: Returned::Always,
            none: None,
            checks: &[],
            follows: &[],
            samples: None,
        }
    }

    pub(crate) const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

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

    pub(crate) const fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }

    pub(crate) const fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
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
}

impl Spec {
    /// What most collections of an app have in common.
    pub(crate) const COLLECTION: Self = Self {
        name: "",
        title: "",
        doc: "",
        ended: None,
        collection: "",
        list_query: None,
        natural_key: &["name"],
        unique: &["name"],
        read: Read::ById,
        update: Update::Put,
        attrs: &[],
        rules: &[],
        warns: None,
    };

    pub(crate) fn attr(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// Whether `word` is one that the attribute is declared with.
    pub(crate) fn knows_word(&self, name: &str, word: &str) -> bool {
        matches!(self.attr(name), Some(Attr { ty: Ty::Word(words), .. }) if words.contains(&word))
    }

    /// The whole type name.
    pub(crate) fn type_name(&self) -> String {
        format!("{}_{}", crate::declare::PROVIDER, self.name)
    }
}
