//! What identifies an object in the store.

/// A collection of objects: the app that it belongs to, the object that it is in, and its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    app: Option<&'a str>,
    parent: &'a str,
    collection: &'a str,
    view: View<'a>,
}

/// An object: its collection and its id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) id: &'a str,
}

/// Which state of an app is read and written. Each row of the tables names its view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum View<'a> {
    /// What is deployed.
    Live,
    /// The draft with this ID.
    Draft(&'a str),
}

impl<'a> Place<'a> {
    /// A collection of the whole server.
    pub(crate) const fn in_server(collection: &'a str) -> Self {
        Self::in_project("", collection)
    }

    /// A collection of a project, whose objects are apps or belong to no app.
    pub(crate) const fn in_project(project: &'a str, collection: &'a str) -> Self {
        Self {
            app: None,
            parent: project,
            collection,
            view: View::Live,
        }
    }

    /// A collection of an app.
    pub(crate) const fn in_app(app: &'a str, collection: &'a str) -> Self {
        Self::in_object(app, app, collection)
    }

    /// A collection of an object inside an app.
    pub(crate) const fn in_object(app: &'a str, parent: &'a str, collection: &'a str) -> Self {
        Self {
            app: Some(app),
            parent,
            collection,
            view: View::Live,
        }
    }

    /// The same collection in another view.
    pub(crate) const fn seen_in(self, view: View<'a>) -> Self {
        Self { view, ..self }
    }

    /// The object of this place with this id.
    pub(crate) const fn key(self, id: &'a str) -> Key<'a> {
        Key { place: self, id }
    }

    /// The columns `app`, `parent`, `collection` and `view`. What belongs to no app has an
    /// empty text.
    pub(super) const fn columns(self) -> [&'a str; 4] {
        let app = match self.app {
            Some(app) => app,
            None => "",
        };
        [app, self.parent, self.collection, self.view.column()]
    }

    /// Whether the objects of this place may be apps.
    pub(super) const fn holds_apps(self) -> bool {
        self.app.is_none()
    }
}

impl<'a> View<'a> {
    /// The column `view`.
    pub(super) const fn column(self) -> &'a str {
        match self {
            Self::Live => "",
            Self::Draft(id) => id,
        }
    }
}
