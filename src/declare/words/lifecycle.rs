//! How an object is created, read, updated, and removed.

/// The calls of one object. A family of the API is one of the constants, or a constant with one
/// field replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifecycle {
    pub(crate) read: Read,
    pub(crate) listed: Listed,
    pub(crate) create: Create,
    pub(crate) change: Change,
    pub(crate) remove: Remove,
}

/// How an object is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Read {
    /// `GET collection/id`.
    ById,
    /// The object has no GET of its own. Its list is an array of whole objects, either by itself or
    /// in this field of an object.
    InList(Option<&'static str>),
    /// The object is the whole list: an array, either by itself or in this field of an object. The
    /// attribute `attr` holds the list.
    WholeList {
        field: Option<&'static str>,
        attr: &'static str,
    },
    /// `GET collection`. The parent has only one such object, and the object has no ID.
    Part,
    /// Never: the state stays as it was written.
    Never,
}

/// What the list of a collection shows of an object that has a GET of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Listed {
    /// The whole object.
    Whole,
    /// A part, with the time of the last change in this field, in seconds since 1970.
    Stamped(&'static str),
    /// A part, which does not tell whether the rest has changed.
    Partly,
}

/// How an object is created.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Create {
    /// `POST collection`.
    Post,
    /// `PUT collection`. The parent has only one such object.
    Put,
    /// The object exists with its parent. Creating it means updating it for the first time.
    Exists,
}

/// How an object is updated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// Never. Some attributes may have calls of their own.
    Never,
    /// `PUT` with the whole object.
    Whole,
    /// `PATCH` with every attribute. Fields that the request omits stay unchanged.
    InPart,
    /// `PATCH object/<part>` with the fields inside this field of the creation's body. The part has a GET of
    /// its own, because no other answer shows it.
    PartOf(&'static str),
    /// `POST collection` with the object.
    Posted,
    /// `POST collection` with the whole list as an array.
    ReplaceAll,
    /// By one call for each member of the list: POST, PATCH, or DELETE. This attribute is unique
    /// among the members.
    ByMembers(&'static str),
}

/// How an object is removed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Remove {
    /// `DELETE`.
    Delete,
    /// The object stays. These fields are reset to their initial values.
    Reset(&'static [(&'static str, Literal)]),
    /// The list stays, and its members are removed.
    Empty,
    /// Nothing is sent: the object is removed with its parent. A warning says that it stays until then.
    Nothing,
}

/// A value in a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Literal {
    Bool(bool),
    Number(i64),
    Text(&'static str),
    /// An object, as the text of its JSON.
    Object(&'static str),
}

impl Lifecycle {
    /// Objects with IDs, created and removed individually.
    pub(crate) const COLLECTION: Self = Self {
        read: Read::ById,
        listed: Listed::Partly,
        create: Create::Post,
        change: Change::Whole,
        remove: Remove::Delete,
    };

    /// An object that exists with its parent, and stays when Terraform destroys the resource.
    pub(crate) const SINGLETON: Self = Self {
        read: Read::Part,
        listed: Listed::Partly,
        create: Create::Exists,
        change: Change::Whole,
        remove: Remove::Nothing,
    };

    /// A list that exists with its parent and is managed as a whole, in the attribute `attr`.
    pub(crate) const fn whole_list(field: Option<&'static str>, attr: &'static str) -> Self {
        Self {
            read: Read::WholeList { field, attr },
            listed: Listed::Partly,
            create: Create::Exists,
            change: Change::ReplaceAll,
            remove: Remove::Empty,
        }
    }

    /// An object that Terraform does not manage and that contains other objects.
    pub(crate) const OUTSIDE: Self = Self {
        read: Read::Never,
        listed: Listed::Partly,
        create: Create::Exists,
        change: Change::Never,
        remove: Remove::Nothing,
    };

    /// Reports whether the parent has only one such object, which then has no ID of its own.
    pub(crate) const fn is_single(&self) -> bool {
        matches!(self.read, Read::WholeList { .. } | Read::Part)
            || matches!(self.create, Create::Put | Create::Exists)
    }
}
