//! The store alone: its transactions, its past, and the files of earlier layouts.

mod history;
mod layout;
mod trial;
