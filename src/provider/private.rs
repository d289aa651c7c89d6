//! Private state: data of the provider about an object.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::Result;
use crate::engine::Diagnostic;

/// An object's private state: data of the provider about the object, which Terraform keeps beside
/// the state and never reads.
///
/// The data are bytes of any form, or values by key, which is a JSON object. They may be sensitive,
/// so `Debug` shows only their size.
///
/// ```
/// use appservices_provider::provider::Private;
/// let mut private = Private::default();
/// private.set("read_at", &1_700_000_000_u64)?;
/// assert_eq!(private.get::<u64>("read_at")?, Some(1_700_000_000));
/// assert_eq!(private.get::<u64>("etag")?, None);
/// # Ok::<(), appservices_provider::engine::Diagnostics>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Private(pub Vec<u8>);

impl Private {
    /// Returns the value of this key; `None` if there is none.
    ///
    /// # Errors
    /// Returns an error if the private state is no JSON object, or if the value is of another type
    /// because another version of the provider wrote it.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let note = self.notes()?.remove(key);
        note.map(serde_json::from_value)
            .transpose()
            .map_err(|_| unreadable(&format!("{key:?} is of another type")).into())
    }

    /// Writes a note.
    ///
    /// # Errors
    /// Returns an error if the current private state is no JSON object, or if the value has no form
    /// in JSON.
    pub fn set<T: Serialize + ?Sized>(&mut self, key: &str, note: &T) -> Result<()> {
        let mut notes = self.notes()?;
        let note = serde_json::to_value(note)
            .map_err(|_| unreadable(&format!("{key:?} has no form in JSON")))?;
        notes.insert(key.to_owned(), note);
        self.0 = Json::Object(notes).to_string().into_bytes();
        Ok(())
    }

    fn notes(&self) -> Result<Map<String, Json>> {
        if self.0.is_empty() {
            return Ok(Map::new());
        }
        // What serde says of them may quote them.
        serde_json::from_slice(&self.0).map_err(|_| unreadable("they are no JSON object").into())
    }
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

fn unreadable(why: &str) -> Diagnostic {
    Diagnostic::bug(format!(
        "The provider's own notes about the object cannot be read: {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_notes_is_in_no_message() {
        for (notes, key) in [
            (r#"{"key":"hunter2"}"#, "key"),
            (r#""hunter2""#, "key"),
            ("hunter2", "key"),
        ] {
            let errors = Private(notes.as_bytes().to_vec())
                .get::<u64>(key)
                .expect_err(notes);
            assert!(
                !errors[0].detail.contains("hunter2"),
                "{}",
                errors[0].detail
            );
        }
    }
}
