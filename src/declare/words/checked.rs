//! What stops the build: declarations that contradict themselves.

use crate::declare::words::spec::{Check, Returned, Rule, Sent, Spec, Usage};

impl Spec {
    /// Stops the build where the declaration contradicts itself: a placeholder, key or rule without its attribute, or a name
    /// given twice.
    pub(crate) const fn checked(self) -> Self {
        let mut at = 0;
        while at < self.attrs.len() {
            let mut other = at + 1;
            while other < self.attrs.len() {
                assert!(
                    !equal(self.attrs[at].name, self.attrs[other].name),
                    "an attribute is declared twice"
                );
                other += 1;
            }
            let required = matches!(self.attrs[at].usage, Usage::Required);
            let never_returned = matches!(self.attrs[at].returned, Returned::Never);
            assert!(
                !required || !never_returned,
                "what the API never returns is null after an import, so it cannot be required"
            );
            assert!(
                !self.attrs[at].sensitive || quote_nothing(self.attrs[at].checks),
                "a complaint about a secret would quote it"
            );
            let placeholder = matches!(self.attrs[at].sent, Sent::Path);
            assert!(
                !placeholder || has_placeholder(self.collection, self.attrs[at].name),
                "an attribute of the path has no placeholder"
            );
            at += 1;
        }
        assert!(
            count(self.collection, b'{') == self.count_path_attrs(),
            "a placeholder has no attribute"
        );
        assert!(
            self.has_all(self.natural_key) && self.has_all(self.unique),
            "a key names an attribute that is not declared"
        );
        let mut rule = 0;
        while rule < self.rules.len() {
            let declared = match self.rules[rule] {
                Rule::AtMostOneOf(names) | Rule::OneOfToWrite(names) => self.has_all(names),
                Rule::Needs(one, other) => self.has(one) && self.has(other),
                Rule::Agrees { attr, with, .. } => self.has(attr) && self.has(with),
                Rule::SetExactlyWhen { attr, when, .. } => self.has(attr) && self.has(when),
            };
            assert!(declared, "a rule names an attribute that is not declared");
            rule += 1;
        }
        self
    }

    const fn has_all(&self, names: &[&str]) -> bool {
        let mut at = 0;
        while at < names.len() {
            if !self.has(names[at]) {
                return false;
            }
            at += 1;
        }
        true
    }

    const fn has(&self, name: &str) -> bool {
        let mut at = 0;
        while at < self.attrs.len() {
            if equal(self.attrs[at].name, name) {
                return true;
            }
            at += 1;
        }
        false
    }

    const fn count_path_attrs(&self) -> usize {
        let (mut at, mut count) = (0, 0);
        while at < self.attrs.len() {
            if matches!(self.attrs[at].sent, Sent::Path) {
                count += 1;
            }
            at += 1;
        }
        count
    }
}

/// Whether no complaint of these quotes the text.
const fn quote_nothing(checks: &[Check]) -> bool {
    let mut at = 0;
    while at < checks.len() {
        if !matches!(checks[at], Check::NotEmpty | Check::MaxChars(_)) {
            return false;
        }
        at += 1;
    }
    true
}

// What follows is what `str` cannot do yet in constants.

const fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && starts_at(a.as_bytes(), 0, b.as_bytes())
}

const fn starts_at(text: &[u8], from: usize, part: &[u8]) -> bool {
    let mut at = 0;
    while at < part.len() {
        if from + at >= text.len() || text[from + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn has_placeholder(path: &str, name: &str) -> bool {
    let (path, name) = (path.as_bytes(), name.as_bytes());
    let mut at = 0;
    while at < path.len() {
        if path[at] == b'{'
            && starts_at(path, at + 1, name)
            && starts_at(path, at + 1 + name.len(), b"}")
        {
            return true;
        }
        at += 1;
    }
    false
}

const fn count(text: &str, byte: u8) -> usize {
    let text = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        if text[at] == byte {
            count += 1;
        }
        at += 1;
    }
    count
}
