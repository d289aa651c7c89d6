//! The resource with every type, nesting and flag. Its objects exist only in the state.

use appservices_provider::engine::{Diagnostic, Schema, Value};
use appservices_provider::provider::{Applied, Change, Current, Found, Outcome, Private, Resource};
use async_trait::async_trait;

use crate::made::made;
use crate::schema::block;

pub(crate) struct Thing {
    schema: Schema,
}

impl Thing {
    pub(crate) fn new() -> Self {
        Self {
            schema: Schema {
                version: 0,
                block: block(),
            },
        }
    }
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "torture_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Counts in the private state how often the object was written, and says in which module.
    async fn create(&self, change: &Change<'_>) -> Applied {
        let mut state = made(&self.schema.block, change.planned);
        let module = change.meta.get("module");
        let is_wanted = change.planned.get("module").is_unknown() && module.as_str().is_some();
        if is_wanted && let Value::Map(values) = &mut state {
            values.insert("module".to_owned(), module.clone());
        }
        match counted(change.private) {
            Ok(private) => Applied {
                private: Some(private),
                ..Applied::done(state)
            },
            Err(errors) => Applied {
                diagnostics: errors,
                ..Applied::done(state)
            },
        }
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        Ok(Some(Found::new(current.state.clone())))
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        // The private state is that of the last write.
        current.private.get::<u64>("writes").map(|_| Vec::new())
    }

    async fn import(&self, _: &str) -> Outcome<Found> {
        Err(vec![Diagnostic::error(
            "Nothing can be imported",
            "What this provider makes is in the state alone.",
        )])
    }
}

fn counted(private: &Private) -> Outcome<Private> {
    let mut private = private.clone();
    let writes = private.get::<u64>("writes")?.unwrap_or(0);
    private.set("writes", &(writes + 1))?;
    Ok(private)
}
