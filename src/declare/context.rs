//! What the provider block came to, shared by all resources.

use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::admin_api::{Client, Secrets};
use crate::engine::{Block, Diagnostic, Value};
use crate::provider::{Outcome, Private};

use crate::declare::shape::sensitive::{teach, teach_private};

use crate::declare::memory::Memory;
use crate::declare::words::{Default, Spec};

/// The configured provider.
pub(crate) struct Context {
    specs: &'static [&'static Spec],
    memory: Arc<Memory>,
    /// Every secret that this process has seen; the client masks them.
    pub(crate) secrets: Secrets,
    configured: RwLock<Configured>,
}

#[derive(Clone, Default)]
enum Configured {
    #[default]
    NotYet,
    /// Parts of the provider block become known at apply.
    Partly(Project),
    Ready(Arc<Ready>),
}

/// How the API is reached.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client,
    /// How far reads may lag behind writes.
    pub(crate) read_lag: Duration,
    /// How long a name stays taken before that is an error, when nothing is seen to give it up.
    pub(crate) patience: Duration,
    pub(crate) memory: Arc<Memory>,
    /// Every resource type: two of them may manage the same thing.
    pub(crate) specs: &'static [&'static Spec],
}

/// Terraform begins a change of the holder within this time, or not before the one that waits has ended.
const PATIENCE: Duration = Duration::from_secs(5);

/// A provider that can talk to its API.
pub(crate) struct Ready {
    pub(crate) api: Api,
    pub(crate) project: Project,
    /// Held for its end, which ends the server.
    pub(crate) _local_server: Option<Box<dyn Any + Send + Sync>>,
}

/// The provider's `project_id`.
#[derive(Clone, PartialEq)]
pub(crate) enum Project {
    Known(String),
    /// It becomes known at apply.
    Unknown,
    None,
}

impl Project {
    /// Returns the state of an object, with this project where it names none; the project may be unknown. Other tools write such states,
    /// and a provider's project may be newer than a state.
    pub(crate) fn placed<'a>(&self, spec: &Spec, state: &'a Value) -> Cow<'a, Value> {
        let project = match self {
            Self::Known(project) => Value::string(project),
            Self::Unknown => Value::UNKNOWN,
            Self::None => return Cow::Borrowed(state),
        };
        let from_provider = spec.place().find(|attr| attr.default == Default::Provider);
        match (state, from_provider) {
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

    /// The way to the API, with what this process remembers.
    pub(crate) fn reach(&self, client: Client, read_lag: Duration) -> Api {
        Api {
            client,
            read_lag,
            patience: PATIENCE,
            memory: Arc::clone(&self.memory),
            specs: self.specs,
        }
    }

    /// Learns what is secret in the values and the private state that a call has been given, before anything else is done.
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

    /// Whether part of the provider's configuration is not known yet, and nothing can be reached.
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
