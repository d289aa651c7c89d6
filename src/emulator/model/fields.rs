//! Reading request bodies strictly: a field that is missing, of a wrong type or unknown is refused
//! by its name.

use std::cell::RefCell;

use serde_json::{Map, Value as Json};

use super::object_id;
use super::refusal::Refusal;

/// The fields of a JSON object. Every field that a method reads counts as known;
/// [`Fields::finish`] refuses the others.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Json>,
    known: RefCell<Vec<&'static str>>,
    /// Where the object is inside the body; `None` for the body itself.
    within: Option<String>,
}

impl<'a> Fields<'a> {
    /// Reads a request's body, which must be an object.
    pub(crate) fn of(body: &'a Json) -> Result<Self, Refusal> {
        match body {
            Json::Null => Err(Refusal::bad_request("the request needs a JSON body")),
            body => Self::read(body, None),
        }
    }

    /// Reads an object inside the body.
    pub(crate) fn object(&self, name: &'static str) -> Result<Self, Refusal> {
        Self::read(self.required(name)?, Some(self.path(name)))
    }

    /// Reads an object inside the body that may be left out.
    pub(crate) fn optional_object(&self, name: &'static str) -> Result<Option<Self>, Refusal> {
        self.optional(name)
            .map(|value| Self::read(value, Some(self.path(name))))
            .transpose()
    }

    fn read(value: &'a Json, within: Option<String>) -> Result<Self, Refusal> {
        match value {
            Json::Object(object) => Ok(Self {
                object,
                known: RefCell::default(),
                within,
            }),
            _ => Err(Refusal::invalid(format!(
                "'{}' must be an object",
                within.as_deref().unwrap_or("body")
            ))),
        }
    }

    /// Returns a field that may be left out. A null counts as left out.
    pub(crate) fn optional(&self, name: &'static str) -> Option<&'a Json> {
        self.known.borrow_mut().push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// Returns a field that may be left out, whatever its value, which may be null.
    pub(crate) fn any(&self, name: &'static str) -> Option<&'a Json> {
        self.known.borrow_mut().push(name);
        self.object.get(name)
    }

    /// Returns a field that must be there, whatever its value, which may be null.
    pub(crate) fn present(&self, name: &'static str) -> Result<&'a Json, Refusal> {
        self.any(name).map_or_else(|| self.required(name), Ok)
    }

    /// Returns the whole object.
    pub(crate) fn json(&self) -> Json {
        Json::Object(self.object.clone())
    }

    /// Returns a field that must be there, whatever its type.
    pub(crate) fn required(&self, name: &'static str) -> Result<&'a Json, Refusal> {
        self.optional(name).ok_or_else(|| {
            let error = format!("'{}' is required", self.path(name));
            Refusal::coded(400, "MissingParameter", error)
        })
    }

    /// Returns a string that may be left out.
    pub(crate) fn optional_string(&self, name: &'static str) -> Result<Option<&'a str>, Refusal> {
        self.optional(name)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(name, "a string")))
            .transpose()
    }

    /// Returns a string, which may be empty.
    pub(crate) fn string(&self, name: &'static str) -> Result<&'a str, Refusal> {
        self.required(name)?
            .as_str()
            .ok_or_else(|| self.wrong(name, "a string"))
    }

    /// Returns a string that is not empty.
    pub(crate) fn filled(&self, name: &'static str) -> Result<&'a str, Refusal> {
        let text = self.string(name)?;
        if text.is_empty() {
            Err(Refusal::invalid(format!(
                "'{}' must not be empty",
                self.path(name)
            )))
        } else {
            Ok(text)
        }
    }

    /// Returns a boolean that may be left out.
    pub(crate) fn optional_bool(&self, name: &'static str) -> Result<Option<bool>, Refusal> {
        self.optional(name)
            .map(|value| value.as_bool().ok_or_else(|| self.wrong(name, "a boolean")))
            .transpose()
    }

    /// Returns a boolean.
    pub(crate) fn bool(&self, name: &'static str) -> Result<bool, Refusal> {
        self.required(name)?
            .as_bool()
            .ok_or_else(|| self.wrong(name, "a boolean"))
    }

    /// Returns a whole number that may be left out.
    pub(crate) fn optional_whole(&self, name: &'static str) -> Result<Option<u64>, Refusal> {
        self.optional(name)
            .map(|value| {
                value
                    .as_u64()
                    .ok_or_else(|| self.wrong(name, "a whole number"))
            })
            .transpose()
    }

    /// Returns a string that is one of `words`.
    pub(crate) fn one_of(&self, name: &'static str, words: &[&str]) -> Result<&'a str, Refusal> {
        let word = self.string(name)?;
        self.check_word(name, word, words)?;
        Ok(word)
    }

    /// Returns a string that is one of `words` and may be left out.
    pub(crate) fn optional_one_of(
        &self,
        name: &'static str,
        words: &[&str],
    ) -> Result<Option<&'a str>, Refusal> {
        let word = self.optional_string(name)?;
        word.map(|word| self.check_word(name, word, words).map(|()| word))
            .transpose()
    }

    /// Returns a list of strings that may be left out.
    pub(crate) fn optional_strings(
        &self,
        name: &'static str,
    ) -> Result<Option<Vec<&'a str>>, Refusal> {
        let Some(list) = self.optional(name) else {
            return Ok(None);
        };
        let strings = list
            .as_array()
            .map(|list| list.iter().map(Json::as_str).collect());
        match strings {
            Some(Some(strings)) => Ok(Some(strings)),
            _ => Err(self.wrong(name, "an array of strings")),
        }
    }

    /// Returns a list of strings among `words`, without repetition.
    pub(crate) fn words(
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

    /// Returns a string in the form of an ObjectId.
    pub(crate) fn object_id(&self, name: &'static str) -> Result<&'a str, Refusal> {
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
        Err(Refusal::new(400, text))
    }

    /// Accepts fields without looking at them: what clients send back from what they read.
    pub(crate) fn ignore(&self, names: &[&'static str]) {
        self.known.borrow_mut().extend(names);
    }

    /// Refuses fields that nothing has read.
    pub(crate) fn finish(&self) -> Result<(), Refusal> {
        let known = self.known.borrow();
        match self
            .object
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            Some(name) => Err(Refusal::invalid(format!(
                "unknown field '{}'",
                self.path(name)
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
                "'{}' must be one of {}, not '{word}'",
                self.path(name),
                words.join(", ")
            )))
        }
    }

    fn wrong(&self, name: &str, wanted: &str) -> Refusal {
        Refusal::invalid(format!("'{}' must be {wanted}", self.path(name)))
    }

    /// Returns where a field is inside the body.
    fn path(&self, name: &str) -> String {
        match &self.within {
            Some(within) => format!("{within}.{name}"),
            None => name.to_owned(),
        }
    }
}

/// Refuses a name that breaks the rule for names. Choice: the rule that the documentation has for
/// values and secrets holds for every name for which it has none.
pub(crate) fn check_name(name: &str) -> Result<(), Refusal> {
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
