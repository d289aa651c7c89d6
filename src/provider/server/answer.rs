//! Checks a provider's answers, and reports to its author what Terraform would refuse.

use crate::engine::check::{check_type, unknowns};
use crate::engine::{Block, Diagnostic, PathError, Value, complete};
use crate::provider::Result;

/// Returns the answer with absent blocks filled in. Refuses an answer that is null, not of the
/// schema's type or not wholly known.
pub(super) fn known(type_name: &str, call: &str, block: &Block, value: Value) -> Result<Value> {
    checked(type_name, call, block, &value, unknowns)
}

/// Checks a deferred answer, which may contain unknown values.
pub(super) fn typed(type_name: &str, call: &str, block: &Block, value: Value) -> Result<Value> {
    checked(type_name, call, block, &value, |_| Vec::new())
}

fn checked(
    type_name: &str,
    call: &str,
    block: &Block,
    value: &Value,
    more: fn(&Value) -> Vec<PathError>,
) -> Result<Value> {
    if value.is_null() {
        return Err(Diagnostic::bug(format!(
            "{type_name} answered {call} with a null value, which says nothing"
        ))
        .into());
    }
    let value = complete(block, value);
    let mut problems = check_type(block, &value);
    problems.extend(more(&value));
    promised(type_name, call, &problems).map(|()| value)
}

/// Returns an error that reports the broken rules, if there are any.
pub(super) fn promised(type_name: &str, call: &str, problems: &[PathError]) -> Result<()> {
    broken_promise(type_name, call, problems).map_or(Ok(()), |bug| Err(bug.into()))
}

/// Reports broken rules as one provider bug.
pub(super) fn broken_promise(
    type_name: &str,
    call: &str,
    problems: &[PathError],
) -> Option<Diagnostic> {
    if problems.is_empty() {
        return None;
    }
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    Some(Diagnostic::bug(format!(
        "{type_name} gave an answer to {call} that Terraform would refuse:\n{}",
        lines.join("\n")
    )))
}
