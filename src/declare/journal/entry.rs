//! The lines of a journal file: JSON, one a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The fields that a creation sends and the API shows again, each as a hash of its value. Sensitive
/// ones are left out.
pub(crate) type Content = BTreeMap<String, String>;

/// Which object is made.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Creation {
    /// The base URL, or the folder that the API is served from.
    pub(crate) api: String,
    /// The path of the collection.
    pub(crate) collection: String,
    /// The natural key.
    pub(crate) name: String,
}

/// A creation that was begun.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    #[serde(flatten)]
    pub(crate) creation: Creation,
    pub(crate) content: Content,
    /// The server's clock before the creation, in seconds since 1970.
    pub(crate) since: Option<u64>,
    /// When the creation was given up at the latest, by the same clock.
    pub(crate) until: Option<u64>,
    /// The ID in the answer, if it came.
    #[serde(skip)]
    pub(crate) id: Option<String>,
}

/// One line. The number is that of the creation within the file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Begin(u64, Entry),
    Made(u64, String),
    End(u64),
    /// The run ended in good order: what was made until here is in a state.
    Close,
}

/// Returns the creations in the text of a file that are not over. The last line may have been cut by
/// the end of its process, and lines of later versions are skipped.
pub(super) fn open_entries(text: &str) -> BTreeMap<u64, Entry> {
    let mut entries = BTreeMap::new();
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(Line::Begin(number, entry)) => {
                entries.insert(number, entry);
            }
            Ok(Line::Made(number, id)) => {
                if let Some(entry) = entries.get_mut(&number) {
                    entry.id = Some(id);
                }
            }
            Ok(Line::End(number)) => {
                entries.remove(&number);
            }
            Ok(Line::Close) => entries.retain(|_, entry| entry.id.is_none()),
            Err(_) => {}
        }
    }
    entries
}
