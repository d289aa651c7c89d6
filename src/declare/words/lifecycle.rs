//! How an object comes, is seen, changes and goes.

/// The calls of one object. A family of the API is one of the constants, or one with a field replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifecycle {
    pub(crate) read: Read,
    pub(crate) create: Create,
    pub(crate) change: Change,
    pub(crate) remove: Remove,
}

/// How an object is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Read {
    /// `GET collection/id`.
    ById,
    /// It has no GET of its own. Its list is an array of whole objects, by itself or in this field of an object.
    InList(Option<&'static str>),
    /// The object is the whole list, which is an array by itself or in this field of an object. `attr` has it.
    WholeList {
        field: Option<&'static str>,
        attr: &'static str,
    },
    /// `GET collection`: there is one such object in its parent, and it has no id.
    Part,
    /// Not at all: the state stays as it was written.
    Never,
}

/// How an object comes into being.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Create {
    /// `POST collection`.
    Post,
    /// `PUT collection`, where there is one such object in its parent.
    Put,
    /// The object is there with its parent. To create it is to change it for the first time.
    Exists,
}

/// How an object is changed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// Not at all; some attributes may have calls of their own.
    Never,
    /// `PUT` with the whole object.
    Whole,
    /// `PATCH` with every attribute, which leaves alone the fields that it does not name.
    InPart,
    /// `POST collection` with the whole list as an array.
    ReplaceAll,
    /// By calls for each member of the list: POST, PATCH and DELETE. No two members share this attribute.
    ByMembers(&'static str),
}

/// How an object goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Remove {
    /// `DELETE`.
    Delete,
    /// It stays, with these fields as they were in the beginning.
    Reset(&'static [(&'static str, Literal)]),
    /// The list stays, without members.
    Empty,
    /// Nothing is sent: the object goes with its parent.
    Nothing,
}

/// A value in a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Literal {
    Bool(bool),
    Number(i64),
    Text(&'static str),
}

impl Lifecycle {
    /// Objects with ids, made and removed one by one.
    pub(crate) const COLLECTION: Self = Self {
        read: Read::ById,
        create: Create::Post,
        change: Change::Whole,
        remove: Remove::Delete,
    };

    /// An object that is there with its parent, and stays when Terraform lets go of it.
    pub(crate) const SINGLETON: Self = Self {
        read: Read::Part,
        create: Create::Exists,
        change: Change::Whole,
        remove: Remove::Nothing,
    };

    /// A list that is there with its parent and is managed as a whole, in the attribute `attr`.
    pub(crate) const fn whole_list(field: Option<&'static str>, attr: &'static str) -> Self {
        Self {
            read: Read::WholeList { field, attr },
            create: Create::Exists,
            change: Change::ReplaceAll,
            remove: Remove::Empty,
        }
    }

    /// Something that Terraform does not manage and other objects are in.
    pub(crate) const OUTSIDE: Self = Self {
        read: Read::Never,
        create: Create::Exists,
        change: Change::Never,
        remove: Remove::Nothing,
    };

    /// Whether there is one such object in its parent, which has no id of its own.
    pub(crate) const fn is_single(&self) -> bool {
        matches!(self.read, Read::WholeList { .. } | Read::Part)
            || matches!(self.create, Create::Put | Create::Exists)
    }
}
