//! What identifies an object in the store.

/// A collection of objects: the app that it belongs to, the object that it is in, and its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    app: Option<&'a str>,
    parent: &'a str,
    collection: &'static str,
}

/// An object: its collection and its id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) id: &'a str,
}

/// Which state of an app is read and written. The tables have room for further views: each row
/// names its own, and a row without a body stands for an object that its view removes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View {
    /// What is deployed.
    Live,
}

impl<'a> Place<'a> {
    /// A collection of a project, whose objects are apps.
    pub(crate) const fn in_project(project: &'a str, collection: &'static str) -> Self {
        Self {
            app: None,
            parent: project,
            collection,
        }
    }

    /// A collection of an app.
    pub(crate) const fn in_app(app: &'a str, collection: &'static str) -> Self {
        Self::in_object(app, app, collection)
    }

    /// A collection of an object inside an app.
    pub(crate) const fn in_object(app: &'a str, parent: &'a str, collection: &'static str) -> Self {
        Self {
            app: Some(app),
            parent,
            collection,
        }
    }

    /// The object of this place with this id.
    pub(crate) const fn key(self, id: &'a str) -> Key<'a> {
        Key { place: self, id }
    }

    /// The columns `app`, `parent` and `collection`. Apps belong to no app, which is an empty text.
    pub(super) const fn columns(self) -> [&'a str; 3] {
        let app = match self.app {
            Some(app) => app,
            None => "",
        };
        [app, self.parent, self.collection]
    }

    /// Whether the objects of this place are apps.
    pub(super) const fn holds_apps(self) -> bool {
        self.app.is_none()
    }
}

impl View {
    /// The column `view`.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Live => "",
        }
    }
}
