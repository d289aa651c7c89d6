//! The configured provider and its access to the API, which every call gets.

use std::any::Any;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::admin_api::{AtlasClient, Client, Secrets};
use crate::engine::{Block, Value, timeouts};
use crate::provider::{Private, Result, not_known_yet};

use crate::declare::shape::sensitive::{teach, teach_private};

use crate::declare::drafts::Drafts;
use crate::declare::journal::{Creation, Journal};
use crate::declare::memory::Memory;
use crate::declare::words::Spec;

/// What all configurations of this process share.
#[derive(Clone)]
pub(crate) struct Process {
    specs: &'static [&'static Spec],
    memory: Arc<Memory>,
    journal: Arc<Journal>,
    /// Every secret that this process has seen. The client masks them.
    pub(crate) secrets: Secrets,
}

/// The configured provider, as each of its calls gets it: the access to the API, the project, and
/// what this process remembers. Other crates can name it and no more.
pub struct Context {
    process: Process,
    configured: Configured,
}

/// What the provider block came to.
pub(crate) enum Configured {
    /// Parts of the block are unknown until apply.
    Partly(Project),
    Ready(Ready),
}

/// The access to the API, with its timing and this process's memory.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client,
    /// The public Atlas API.
    pub(crate) atlas: AtlasClient,
    /// How far reads may lag behind writes.
    pub(crate) read_lag: Duration,
    /// How long to wait for a taken name while this process is not deleting or renaming its holder.
    pub(crate) patience: Duration,
    pub(crate) memory: Arc<Memory>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) drafts: Arc<Drafts>,
    /// Every resource type. Two types may manage the same object.
    pub(crate) specs: &'static [&'static Spec],
}

/// The default patience. Within this time, Terraform either begins to change the holder of a name,
/// or begins only after the waiting call has ended.
const PATIENCE: Duration = Duration::from_secs(5);

/// A provider whose configuration is wholly known.
pub(crate) struct Ready {
    pub(crate) api: Api,
    pub(crate) project: Project,
    /// Held only to be dropped with the provider, which stops the server.
    pub(crate) _local_server: Option<Box<dyn Any + Send + Sync>>,
}

/// The provider's `project_id`.
#[derive(Clone, PartialEq)]
pub(crate) enum Project {
    Known(String),
    /// The value is unknown until apply.
    Unknown,
    None,
}

impl Project {
    /// Returns the state of an object, with this project if the state names none. The project may
    /// be unknown.
    ///
    /// States without a project come from other tools, or are older than the provider's
    /// `project_id`.
    pub(crate) fn placed<'a>(&self, spec: &Spec, state: &'a Value) -> Cow<'a, Value> {
        let project = match self {
            Self::Known(project) => Value::string(project),
            Self::Unknown => Value::UNKNOWN,
            Self::None => return Cow::Borrowed(state),
        };
        match (state, spec.provided()) {
            (Value::Map(values), Some(attr))
                if state
                    .attribute(attr.name)
                    .as_str()
                    .is_none_or(str::is_empty) =>
            {
                let mut values = values.clone();
                values.insert(attr.name.to_owned(), project);
                Cow::Owned(Value::Map(values))
            }
            _ => Cow::Borrowed(state),
        }
    }
}

impl Api {
    /// Returns the same access by another client.
    pub(crate) fn by(&self, client: Client) -> Self {
        Self {
            client,
            ..self.clone()
        }
    }

    /// Returns the name of a creation in the journal.
    pub(crate) fn creation(&self, collection: &str, name: &str) -> Creation {
        let base_url = self.client.base_url();
        let folder = base_url.folder().map(|folder| folder.display().to_string());
        Creation {
            api: folder.unwrap_or_else(|| base_url.to_string()),
            collection: collection.to_owned(),
            name: name.to_owned(),
        }
    }

    /// Records that the object is in a state, so that no creation takes it over.
    pub(crate) fn holds(&self, spec: &'static Spec, state: &Value) {
        let id = state.attribute("id").as_str();
        let Some(id) = id.filter(|id| !id.is_empty() && !spec.lifecycle.is_single()) else {
            return;
        };
        let creation = || {
            let collection = spec.collection_path(state).ok()?;
            Some(self.creation(&collection, &spec.unique_name(state)))
        };
        self.journal.holds(id, creation);
    }

    /// Returns the access for an operation that writes: its reads get no answer that was asked for
    /// before.
    pub(crate) fn fresh(&self) -> Self {
        self.by(self.client.fresh())
    }

    /// Returns the access for one operation on an object, which ends repeating when the timeout in
    /// the object's state or plan ends.
    pub(crate) fn within(&self, spec: &Spec, state: &Value, operation: &str) -> Self {
        let default = Duration::from_secs(60 * spec.minutes);
        let timeout = timeouts::of(state, operation, default);
        self.by(self.client.within(timeout))
    }
}

impl Process {
    pub(crate) fn new(specs: &'static [&'static Spec]) -> Self {
        Self {
            specs,
            memory: Arc::new(Memory::new()),
            journal: Arc::new(Journal::off()),
            secrets: Secrets::default(),
        }
    }

    /// Returns the same process with a journal of creations in this folder.
    pub(crate) fn with_journal(self, folder: Option<PathBuf>) -> Self {
        Self {
            journal: Arc::new(Journal::in_folder(folder)),
            ..self
        }
    }

    /// Records that the host has stored the states of everything that was answered.
    pub(crate) fn close(&self) {
        self.journal.close();
    }

    /// Returns the access to the API, with this process's memory.
    pub(crate) fn reach(&self, client: Client, atlas: AtlasClient, read_lag: Duration) -> Api {
        Api {
            client,
            atlas,
            read_lag,
            patience: PATIENCE,
            memory: Arc::clone(&self.memory),
            journal: Arc::clone(&self.journal),
            drafts: Arc::new(Drafts::new(false, None, None)),
            specs: self.specs,
        }
    }

    /// Registers the sensitive values of a call's arguments and private state as secrets. Every
    /// call does this first.
    pub(crate) fn learn(&self, block: &Block, values: &[&Value], private: &Private) {
        values
            .iter()
            .for_each(|value| teach(block, value, &self.secrets));
        teach_private(private, &self.secrets);
    }
}

impl Context {
    pub(crate) const fn new(process: Process, configured: Configured) -> Self {
        Self {
            process,
            configured,
        }
    }

    /// Registers secrets; see [`Process::learn`].
    pub(crate) fn learn(&self, block: &Block, values: &[&Value], private: &Private) {
        self.process.learn(block, values, private);
    }

    pub(crate) const fn secrets(&self) -> &Secrets {
        &self.process.secrets
    }

    /// Returns the access to the API.
    ///
    /// # Errors
    /// Returns an error if part of the provider's configuration is still unknown.
    pub(crate) fn api(&self) -> Result<&Api> {
        match &self.configured {
            Configured::Ready(ready) => Ok(&ready.api),
            Configured::Partly(_) => Err(not_known_yet().into()),
        }
    }

    /// Records that the object is in a state; see [`Api::holds`].
    pub(crate) fn holds(&self, spec: &'static Spec, state: &Value) {
        if let Configured::Ready(ready) = &self.configured {
            ready.api.holds(spec, &ready.project.placed(spec, state));
        }
    }

    pub(crate) const fn project(&self) -> &Project {
        match &self.configured {
            Configured::Ready(ready) => &ready.project,
            Configured::Partly(project) => project,
        }
    }

    /// Reports whether part of the provider's configuration is still unknown. The API is then out
    /// of reach.
    pub(crate) const fn is_partly_configured(&self) -> bool {
        matches!(self.configured, Configured::Partly(_))
    }
}
