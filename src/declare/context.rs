//! The configured provider and its access to the API, shared by all resources.

use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::admin_api::{Client, Secrets};
use crate::engine::{Block, Diagnostic, Value};
use crate::provider::{Outcome, Private};

use crate::declare::shape::sensitive::{teach, teach_private};

use crate::declare::memory::Memory;
use crate::declare::words::Spec;

/// The configured provider.
pub(crate) struct Context {
    specs: &'static [&'static Spec],
    memory: Arc<Memory>,
    /// Every secret that this process has seen. The client masks them.
    pub(crate) secrets: Secrets,
    configured: RwLock<Configured>,
}

#[derive(Clone, Default)]
enum Configured {
    #[default]
    NotYet,
    /// Parts of the provider block are unknown until apply.
    Partly(Project),
    Ready(Arc<Ready>),
}

/// The access to the API, with its timing and this process's memory.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client,
    /// How far reads may lag behind writes.
    pub(crate) read_lag: Duration,
    /// How long to wait for a taken name while this process is not deleting or renaming its holder.
    pub(crate) patience: Duration,
    pub(crate) memory: Arc<Memory>,
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
                if state.get(attr.name).as_str().is_none_or(str::is_empty) =>
            {
                let mut values = values.clone();
                values.insert(attr.name.to_owned(), project);
                Cow::Owned(Value::Map(values))
            }
            _ => Cow::Borrowed(state),
        }
    }
}

impl Context {
    pub(crate) fn new(specs: &'static [&'static Spec]) -> Self {
        Self {
            specs,
            memory: Arc::new(Memory::new()),
            secrets: Secrets::default(),
            configured: RwLock::default(),
        }
    }

    /// Returns the access to the API, with this process's memory.
    pub(crate) fn reach(&self, client: Client, read_lag: Duration) -> Api {
        Api {
            client,
            read_lag,
            patience: PATIENCE,
            memory: Arc::clone(&self.memory),
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

    pub(crate) fn set_ready(&self, ready: Ready) {
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Configured::Ready(Arc::new(ready));
    }

    pub(crate) fn set_partly(&self, project: Project) {
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Configured::Partly(project);
    }

    pub(crate) fn api(&self) -> Outcome<Api> {
        match self.current() {
            Configured::Ready(ready) => Ok(ready.api.clone()),
            Configured::Partly(_) => Err(vec![Diagnostic::error(
                "The provider's configuration is not known yet",
                "It depends on values that are known only after apply, so nothing can be read now.\nApply first what they come from, with -target.",
            )]),
            Configured::NotYet => Err(vec![Diagnostic::bug(
                "a resource was used before the provider was configured",
            )]),
        }
    }

    /// Reports whether part of the provider's configuration is still unknown. The API is then out
    /// of reach.
    pub(crate) fn is_partly_configured(&self) -> bool {
        matches!(self.current(), Configured::Partly(_))
    }

    pub(crate) fn project(&self) -> Project {
        match self.current() {
            Configured::Ready(ready) => ready.project.clone(),
            Configured::Partly(project) => project,
            Configured::NotYet => Project::Unknown,
        }
    }

    pub(crate) fn stop(&self) {
        if let Configured::Ready(ready) = self.current() {
            ready.api.client.stop();
        }
    }

    fn current(&self) -> Configured {
        self.configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
