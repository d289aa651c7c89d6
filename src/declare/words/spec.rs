//! One resource type.

use super::{Attr, KeyForm, Lifecycle, Notices, Rule, Sent, Ty};

/// The prefix of every type name.
pub(crate) const PROVIDER: &str = "appservices";

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
    /// What the object is in; only what Terraform does not manage is in nothing.
    pub(crate) parent: Option<&'static Self>,
    /// The path of the collection, or of the object where its parent has but one. What is in braces is an attribute: each is the id of
    /// an ancestor, and the last one the parent's.
    pub(crate) collection: &'static str,
    /// A query that makes the list complete, as `name=value`.
    pub(crate) list_query: Option<(&'static str, &'static str)>,
    /// The attributes that name an object beside its id, in import ids and messages.
    pub(crate) natural_key: &'static [&'static str],
    /// How that key looks, where other objects are inside of this one.
    pub(crate) key_form: Option<KeyForm>,
    /// The attributes that no two objects may share; mostly the natural key.
    pub(crate) unique: &'static [&'static str],
    pub(crate) lifecycle: Lifecycle,
    /// The code with which the API says that there is no such object.
    pub(crate) gone_code: Option<&'static str>,
    pub(crate) attrs: &'static [Attr],
    pub(crate) rules: &'static [Rule],
    /// The attribute that keeps the object, and all that is in it, from being deleted while it is true in the state.
    pub(crate) protection: Option<&'static str>,
    pub(crate) notices: Option<Notices>,
}

impl Spec {
    /// What most collections have in common.
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
        gone_code: None,
        attrs: &[],
        rules: &[],
        protection: None,
        notices: None,
    };

    /// What has no name of its own because there is one in each parent.
    pub(crate) const SINGLE: Self = Self {
        natural_key: &[],
        unique: &[],
        lifecycle: Lifecycle::SINGLETON,
        ..Self::COLLECTION
    };

    pub(crate) fn attr(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// The attributes in the path, from the outermost ancestor to the parent.
    pub(crate) fn place(&self) -> impl Iterator<Item = &'static Attr> {
        self.attrs.iter().filter(|attr| attr.sent == Sent::Path)
    }

    /// Whether `word` is one that the attribute is declared with.
    pub(crate) fn knows_word(&self, name: &str, word: &str) -> bool {
        matches!(self.attr(name), Some(Attr { ty: Ty::Word(words), .. }) if words.contains(&word))
    }

    /// What several are called in a sentence: `IP access list entries`.
    pub(crate) fn plural(&self) -> String {
        let title = self.title;
        match title.strip_suffix("ry") {
            Some(stem) => format!("{stem}ries"),
            None if title.ends_with(['s', 'x']) => format!("{title}es"),
            None => format!("{title}s"),
        }
    }

    /// The whole type name.
    pub(crate) fn type_name(&self) -> String {
        format!("{PROVIDER}_{}", self.name)
    }

    /// The same with another name: of a relative that the declaration knows by its name alone.
    pub(crate) fn type_named(name: &str) -> String {
        format!("{PROVIDER}_{name}")
    }
}
