//! When a configuration is judged.
//!
//! `terraform test` with a mocked provider answers plan, read and apply by itself, and still asks the real provider to validate.
//! A mock makes up what is computed: eight random letters and digits for a text (OpenTofu: 5 to 20), 0, false, and empty
//! collections; the author of a test may give `my-app` for an id. So validation lets all of that through, and the plan, which
//! a mock never asks for, judges every form in full.

use crate::engine::{Block, Diagnostic, Value, validate};
use crate::provider::Outcome;

use crate::declare::words::Check;

/// When a configuration is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// At validation, where values may have been made up.
    Validate,
    /// In the plan, and before a data source or a list is read.
    Plan,
}

impl Stage {
    /// Whether the form of `text` counts: a mock's text has letters and digits and is never empty.
    pub(crate) fn judges(self, text: &str) -> bool {
        self == Self::Plan
            || text.is_empty()
            || text.bytes().any(|byte| !byte.is_ascii_alphanumeric())
    }

    /// Whether an empty collection counts.
    pub(crate) fn judges_empty_collections(self) -> bool {
        self == Self::Plan
    }
}

impl Check {
    /// Why `text` is refused at this stage. An id that is not empty may be the author's own mock, whatever it looks like.
    pub(crate) fn complaint_at(self, stage: Stage, text: &str) -> Option<String> {
        let is_judged = match self {
            Self::ObjectId(_) => stage == Stage::Plan || text.is_empty(),
            Self::Form(_) | Self::NotEmpty | Self::MaxChars(_) | Self::Between(..) => {
                stage.judges(text)
            }
        };
        if is_judged {
            self.complaint(text)
        } else {
            None
        }
    }
}

/// The errors in a configuration by the whole of `block`'s validators. Validation has reported the warnings already.
pub(crate) fn refusals(block: &Block, config: &Value) -> Vec<Diagnostic> {
    validate(block, config)
        .into_iter()
        .filter(Diagnostic::is_error)
        .collect()
}

/// Stops a read whose configuration is wrong.
pub(crate) fn judged(block: &Block, config: &Value) -> Outcome<()> {
    let refusals = refusals(block, config);
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}
