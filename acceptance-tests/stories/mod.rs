//! Whole stories.
use crate::Story;
pub(crate) const STORIES: &[Story] = &[];
