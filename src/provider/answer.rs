//! Whether an answer is one that core takes, and what its author should mend when it is not.

use super::Outcome;
use crate::engine::check::{Problem, check_type, unknowns};
use crate::engine::{Block, Diagnostic, Value, complete};

/// The answer, with every block that it lacks as there is none; it must be of the schema's type and wholly known.
pub(super) fn known(type_name: &str, call: &str, block: &Block, value: Value) -> Outcome<Value> {
    let value = complete(block, &value);
    let mut problems = check_type(block, &value);
    problems.extend(unknowns(&value));
    match broken_promise(type_name, call, &problems) {
        None => Ok(value),
        Some(bug) => Err(vec![bug]),
    }
}

/// Reports broken rules as one bug.
pub(super) fn broken_promise(type_name: &str, call: &str, problems: &[Problem]) -> Option<Diagnostic> {
    if problems.is_empty() {
        return None;
    }
    let lines: Vec<_> = problems.iter().map(|problem| format!("  {problem}")).collect();
    Some(Diagnostic::bug(format!("{type_name} gave an answer to {call} that Terraform would refuse:\n{}", lines.join("\n"))))
}
