//! Who may use the server, and which projects they see.

/// The user behind the one key, who made and changed everything.
pub(crate) const USER_ID: &str = "000000000000000000000002";

/// The domain of that user.
pub(crate) const DOMAIN_ID: &str = "000000000000000000000003";

/// The projects that exist.
#[derive(Clone, Debug)]
pub enum Projects {
    /// One project.
    Only(String),
    /// Every id of 24 hexadecimal digits. The key belongs to the project with the given id.
    Any(String),
}

/// The one API key that may log in, and its projects.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) public_key: String,
    pub(crate) private_key: String,
    pub(crate) projects: Projects,
    /// The name of the project that the key belongs to.
    pub(crate) project_name: String,
}

impl Account {
    /// Returns the project that the key belongs to.
    pub(crate) fn home(&self) -> &str {
        let (Projects::Only(project) | Projects::Any(project)) = &self.projects;
        project
    }
}
