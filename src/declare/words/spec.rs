//! The declaration of a resource type.

use super::{Attr, Default, KeyForm, Lifecycle, Moved, Notices, Rule, Sent, Ty};
use crate::engine::Value;

/// The prefix of every type name.
pub(crate) const PROVIDER: &str = "appservices";

/// The declaration of a resource type.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The type name without the provider's prefix.
    pub(crate) name: &'static str,
    /// The noun for one object in a sentence: `IP access list entry`.
    pub(crate) title: &'static str,
    /// The first paragraphs of the docs page.
    pub(crate) doc: &'static str,
    /// Set if Atlas no longer runs what the resource manages.
    pub(crate) ended: Option<&'static str>,
    /// The type of the parent. `None` only for types that Terraform does not manage.
    pub(crate) parent: Option<&'static Self>,
    /// The path of the collection, or of the object if its parent has only one. A name in braces is
    /// an attribute with an ancestor's ID; the last one is the parent's.
    pub(crate) collection: &'static str,
    /// A query that makes the list complete, as a name and a value.
    pub(crate) list_query: Option<(&'static str, &'static str)>,
    /// The attributes that name an object besides its ID, in import IDs and messages.
    pub(crate) natural_key: &'static [&'static str],
    /// The form of the natural key, if this object contains other objects.
    pub(crate) key_form: Option<KeyForm>,
    /// The attributes that no two objects share, usually the natural key.
    pub(crate) unique: &'static [&'static str],
    pub(crate) lifecycle: Lifecycle,
    /// How many minutes each operation may take by default.
    pub(crate) minutes: u64,
    /// Whether changes wait in the open draft of the app.
    pub(crate) is_drafted: bool,
    /// The error code that the API returns if the object does not exist.
    pub(crate) gone_code: Option<&'static str>,
    pub(crate) attrs: &'static [Attr],
    pub(crate) rules: &'static [Rule],
    /// The attribute that protects the object and everything in it from deletion while it is true
    /// in the state.
    pub(crate) protection: Option<&'static str>,
    pub(crate) notices: Option<Notices>,
    /// The types of other providers whose objects can become objects of this type.
    pub(crate) moved: &'static [Moved],
}

impl Spec {
    /// The defaults of a type whose objects are in a collection.
    pub(crate) const COLLECTION: Self = Self {
        name: "",
        title: "",
        doc: "",
        ended: None,
        parent: None,
        collection: "",
        list_query: None,
        natural_key: &["name"],
        key_form: None,
        unique: &["name"],
        lifecycle: Lifecycle::COLLECTION,
        minutes: 5,
        is_drafted: false,
        gone_code: None,
        attrs: &[],
        rules: &[],
        protection: None,
        notices: None,
        moved: &[],
    };

    /// The defaults of a type whose objects have no names, because each parent has only one.
    pub(crate) const SINGLE: Self = Self {
        natural_key: &[],
        unique: &[],
        lifecycle: Lifecycle::SINGLETON,
        ..Self::COLLECTION
    };

    pub(crate) fn attr(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// Returns the attributes in the path, from the outermost ancestor to the parent.
    pub(crate) fn place(&self) -> impl Iterator<Item = &'static Attr> {
        self.attrs.iter().filter(|attr| attr.sent == Sent::Path)
    }

    /// Returns the attribute in the path for which the provider block has a default.
    pub(crate) fn provided(&self) -> Option<&'static Attr> {
        self.place().find(|attr| attr.default == Default::Provider)
    }

    /// Returns the ID of the parent of the object with these values, or null if the path has none.
    pub(crate) fn parent_id<'a>(&self, values: &'a Value) -> &'a Value {
        let parent = self.place().last();
        parent.map_or(&Value::Null, |attr| values.attribute(attr.name))
    }

    /// Returns the types of the ancestors, from the parent outward.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = &'static Self> {
        std::iter::successors(self.parent, |ancestor| ancestor.parent)
    }

    /// Reports whether the attribute is declared with `word`.
    pub(crate) fn knows_word(&self, name: &str, word: &str) -> bool {
        matches!(self.attr(name), Some(Attr { ty: Ty::Word(words), .. }) if words.contains(&word))
    }

    /// Returns the plural noun: `IP access list entries`.
    pub(crate) fn plural(&self) -> String {
        let title = self.title;
        match title.strip_suffix("ry") {
            Some(stem) => format!("{stem}ries"),
            None if title.ends_with(['s', 'x']) => format!("{title}es"),
            None => format!("{title}s"),
        }
    }

    /// Returns the full type name.
    pub(crate) fn type_name(&self) -> String {
        format!("{PROVIDER}_{}", self.name)
    }

    /// Returns the full type name of a type that the declaration knows only by `name`.
    pub(crate) fn type_named(name: &str) -> String {
        format!("{PROVIDER}_{name}")
    }
}
