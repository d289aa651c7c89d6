//! Configurations that contradict their schema, and where Terraform can show a complaint.

use std::borrow::Cow;

use crate::engine::{Block, Diagnostic, Path, Step, Value, complete, contradictions, propose};
use crate::provider::Result;

/// Returns the configuration of a call that has no state.
///
/// # Errors
/// Returns an error if it contradicts its schema.
pub(super) fn accepted<'a>(block: &Block, config: &'a Value) -> Result<Cow<'a, Value>> {
    let config = written(block, config);
    refuse(block, &Value::Null, &config)?;
    Ok(config)
}

/// Returns the configuration as an object. Core sends null for an action without a `config` block.
pub(super) fn written<'a>(block: &Block, config: &'a Value) -> Cow<'a, Value> {
    if config.is_null() {
        Cow::Owned(complete(
            block,
            &propose(block, &Value::Null, &Value::object([])),
        ))
    } else {
        Cow::Borrowed(config)
    }
}

/// Returns an error if a configuration contradicts its schema. Core validates again when more is
/// known, so Terraform's users see the error then. Other hosts may not, so a provider is never
/// called with such a configuration.
pub(super) fn refuse(block: &Block, prior: &Value, config: &Value) -> Result<()> {
    let errors = contradictions(block, prior, config);
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors
            .into_iter()
            .map(|error| pointing(block, error))
            .collect())
    }
}

/// Returns the complaint with a path that Terraform can show. It follows blocks and the elements of
/// a plain attribute; of a path into an object it takes the last step for an argument of the block
/// around, and shows another one's line. The summary has the whole path.
pub(super) fn pointing(block: &Block, complaint: Diagnostic) -> Diagnostic {
    let path = complaint
        .path
        .as_ref()
        .map(|path| Path(path.0.iter().take(shown(block, &path.0)).cloned().collect()));
    Diagnostic { path, ..complaint }
}

/// Returns how many steps of a path Terraform can show.
fn shown(block: &Block, steps: &[Step]) -> usize {
    let Some(Step::Attribute(name)) = steps.first() else {
        return 0;
    };
    let element = usize::from(matches!(steps.get(1), Some(Step::Index(_) | Step::Key(_))));
    match block.blocks.iter().find(|nested| nested.name == *name) {
        Some(nested) => {
            1 + element + shown(&nested.block, steps.get(1 + element..).unwrap_or_default())
        }
        None if steps.len() > 1 + element => 1,
        None => 1 + element,
    }
}
