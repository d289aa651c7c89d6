//! Bad input.
use crate::Story;
pub(crate) const STORIES: &[Story] = &[];
