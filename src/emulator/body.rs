//! Reading request bodies strictly: a field that is missing, of a wrong type or unknown is refused by name.

use std::cell::RefCell;

use serde_json::{Map, Value as Json};

use super::error::Refusal;
use super::object_id;

/// The fields of a JSON object. Every field that is asked for counts as known; [`Fields::finish`] refuses the others.
pub(super) struct Fields<'a> {
    object: &'a Map<String, Json>,
    known: RefCell<Vec<&'static str>>,
    within: &'a str,
}

impl<'a> Fields<'a> {
    pub(super) fn of(body: &'a Json) -> Result<Self, Refusal> {
        Self::within(body, "")
    }

    /// The fields of an object inside the body; `within` is its name followed by a dot.
    pub(super) fn within(body: &'a Json, within: &'a str) -> Result<Self, Refusal> {
        match body {
            Json::Object(object) => Ok(Self {
                object,
                known: RefCell::default(),
                within,
            }),
            Json::Null if within.is_empty() => Err(Refusal::new(
                400,
                "BadRequest",
                "the request needs a JSON body",
            )),
            _ => Err(Refusal::invalid(format!(
                "'{}' must be an object",
                if within.is_empty() {
                    "body"
                } else {
                    within.trim_end_matches('.')
                }
            ))),
        }
    }

    /// A field that may be left out; null counts as left out.
    pub(super) fn optional(&self, name: &'static str) -> Option<&'a Json> {
        self.known.borrow_mut().push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&'a Json, Refusal> {
        self.optional(name).ok_or_else(|| {
            Refusal::new(
                400,
                "MissingParameter",
                format!("'{}{name}' is required", self.within),
            )
        })
    }

    pub(super) fn optional_string(&self, name: &'static str) -> Result<Option<&'a str>, Refusal> {
        self.optional(name)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(name, "a string")))
            .transpose()
    }

    pub(super) fn string(&self, name: &'static str) -> Result<&'a str, Refusal> {
        self.required(name)?
            .as_str()
            .ok_or_else(|| self.wrong(name, "a string"))
    }

    /// A string that must not be empty.
    pub(super) fn filled(&self, name: &'static str) -> Result<&'a str, Refusal> {
        let text = self.string(name)?;
        if text.is_empty() {
            Err(Refusal::invalid(format!(
                "'{}{name}' must not be empty",
                self.within
            )))
        } else {
            Ok(text)
        }
    }

    pub(super) fn optional_bool(&self, name: &'static str) -> Result<Option<bool>, Refusal> {
        self.optional(name)
            .map(|value| value.as_bool().ok_or_else(|| self.wrong(name, "a boolean")))
            .transpose()
    }

    pub(super) fn bool(&self, name: &'static str) -> Result<bool, Refusal> {
        self.required(name)?
            .as_bool()
            .ok_or_else(|| self.wrong(name, "a boolean"))
    }

    /// A string that must be one of `words`.
    pub(super) fn one_of(&self, name: &'static str, words: &[&str]) -> Result<&'a str, Refusal> {
        let word = self.string(name)?;
        self.check_word(name, word, words)?;
        Ok(word)
    }

    pub(super) fn optional_one_of(
        &self,
        name: &'static str,
        words: &[&str],
    ) -> Result<Option<&'a str>, Refusal> {
        let word = self.optional_string(name)?;
        word.map(|word| self.check_word(name, word, words).map(|()| word))
            .transpose()
    }

    /// A list whose elements must be among `words`, without repetition.
    pub(super) fn words(
        &self,
        name: &'static str,
        words: &[&str],
    ) -> Result<Vec<&'a str>, Refusal> {
        let list = self
            .required(name)?
            .as_array()
            .ok_or_else(|| self.wrong(name, "an array"))?;
        let mut found = Vec::with_capacity(list.len());
        for element in list {
            let word = element
                .as_str()
                .ok_or_else(|| self.wrong(name, "an array of strings"))?;
            self.check_word(name, word, words)?;
            if !found.contains(&word) {
                found.push(word);
            }
        }
        Ok(found)
    }

    /// A string in the form of an ObjectId.
    pub(super) fn object_id(&self, name: &'static str) -> Result<&'a str, Refusal> {
        let id = self.string(name)?;
        if object_id::is_valid(id) {
            return Ok(id);
        }
        let text = match id.len() {
            24 => format!("'{id}' is not an ObjectID"),
            length => format!(
                "cannot unmarshal into an ObjectID, the length must be 24 but it is {length}"
            ),
        };
        Err(Refusal::new(400, "", text))
    }

    /// Fields that clients send back from what they read; they are taken and not looked at.
    pub(super) fn ignore(&self, names: &[&'static str]) {
        self.known.borrow_mut().extend(names);
    }

    /// Refuses what was not asked for.
    pub(super) fn finish(&self) -> Result<(), Refusal> {
        let known = self.known.borrow();
        match self
            .object
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            Some(name) => Err(Refusal::invalid(format!(
                "unknown field '{}{name}'",
                self.within
            ))),
            None => Ok(()),
        }
    }

    fn check_word(&self, name: &str, word: &str, words: &[&str]) -> Result<(), Refusal> {
        if words.contains(&word) {
            Ok(())
        } else {
            // An empty word could not be seen.
            let words: Vec<&str> = words
                .iter()
                .map(|word| if word.is_empty() { "\"\"" } else { word })
                .collect();
            Err(Refusal::invalid(format!(
                "'{}{name}' must be one of {}, not '{word}'",
                self.within,
                words.join(", ")
            )))
        }
    }

    fn wrong(&self, name: &str, wanted: &str) -> Refusal {
        Refusal::invalid(format!("'{}{name}' must be {wanted}", self.within))
    }
}

/// Choice: the rule that the documentation gives for values and secrets, for every name that it gives no rule for.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    let rest_is_right = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if name.len() <= 64
        && rest_is_right
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
    {
        return Ok(());
    }
    Err(Refusal::invalid(
        "name must have at most 64 characters: ASCII letters, numbers, underscores and hyphens, the first a letter or number",
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_word_among_the_allowed_can_be_seen() {
        let body = json!({ "environment": "x" });
        let fields = Fields::of(&body).expect("an object");
        let refusal = fields
            .one_of("environment", &["", "development"])
            .expect_err("a wrong word");
        assert_eq!(
            refusal.document()["error"],
            "'environment' must be one of \"\", development, not 'x'"
        );
    }
}
