//! Reading bodies strictly: an attribute that is missing, wrong, unknown or read-only is refused by
//! its name.

use serde_json::{Map, Value as Json};

use super::errors::{invalid_attribute, refusal};
use crate::emulator::model::Refusal;

/// The attributes of a body.
pub(super) struct Attributes<'a>(&'a Map<String, Json>);

impl<'a> Attributes<'a> {
    /// Reads a body that has only attributes of two lists. Those of the second list are set by the
    /// server alone.
    pub(super) fn read(
        body: &'a Json,
        settable: &[&str],
        read_only: &[&str],
    ) -> Result<Self, Refusal> {
        let attributes = body.as_object().ok_or_else(|| {
            refusal(
                400,
                "MALFORMED_JSON",
                "The body must be a JSON object.",
                &[],
            )
        })?;
        for name in attributes.keys().map(String::as_str) {
            if read_only.contains(&name) {
                let detail =
                    format!("The attribute {name} is read-only and cannot be changed by the user.");
                return Err(refusal(400, "ATTRIBUTE_READ_ONLY", detail, &[name]));
            }
            if !settable.contains(&name) {
                return Err(invalid_attribute(name, ""));
            }
        }
        Ok(Self(attributes))
    }

    /// Returns a text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&'a str, Refusal> {
        match self.optional_text(name)? {
            Some(text) => Ok(text),
            None => {
                let detail = format!("The required attribute {name} was not specified.");
                Err(refusal(400, "MISSING_ATTRIBUTE", detail, &[name]))
            }
        }
    }

    /// Returns a text that may be left out. A null counts as left out.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        let value = self.0.get(name).filter(|value| !value.is_null());
        value
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| invalid_attribute(name, "it must be a string"))
            })
            .transpose()
    }

    /// Returns the attributes of these names that are there and not null.
    pub(super) fn only(&self, names: &[&str]) -> Map<String, Json> {
        let there = self.0.iter();
        let wanted =
            there.filter(|(name, value)| names.contains(&name.as_str()) && !value.is_null());
        wanted
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}
