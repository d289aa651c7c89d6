//! The extensions that unknowns are written with.

/// The extension that is an unknown of which nothing more is known.
pub(super) const UNKNOWN: i8 = 0;
/// The extension that is an unknown with refinements.
pub(super) const REFINED: i8 = 12;
