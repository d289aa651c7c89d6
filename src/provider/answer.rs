//! Whether an answer is one that core takes, and what its author should mend when it is not.

use super::Outcome;
use crate::engine::check::{check_type, unknowns};
use crate::engine::{Block, Diagnostic, PathError, Value, complete};

/// The answer, with every block that it lacks as there is none; it must be there, of the schema's type and wholly known.
pub(super) fn known(type_name: &str, call: &str, block: &Block, value: Value) -> Outcome<Value> {
    checked(type_name, call, block, &value, unknowns)
}

/// The same of an answer that is put off, parts of which may be unknown.
pub(super) fn typed(type_name: &str, call: &str, block: &Block, value: Value) -> Outcome<Value> {
    checked(type_name, call, block, &value, |_| Vec::new())
}

fn checked(
    type_name: &str,
    call: &str,
    block: &Block,
    value: &Value,
    more: fn(&Value) -> Vec<PathError>,
) -> Outcome<Value> {
    if value.is_null() {
        return Err(vec![Diagnostic::bug(format!(
            "{type_name} answered {call} with a null value, which says nothing"
        ))]);
    }
    let value = complete(block, value);
    let mut problems = check_type(block, &value);
    problems.extend(more(&value));
    promised(type_name, call, &problems).map(|()| value)
}

/// No broken rules, or an error that reports them.
pub(super) fn promised(type_name: &str, call: &str, problems: &[PathError]) -> Outcome<()> {
    broken_promise(type_name, call, problems).map_or(Ok(()), |bug| Err(vec![bug]))
}

/// Reports broken rules as one bug.
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
