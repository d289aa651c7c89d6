//! IDs in texts of requests and answers, which are random, and the labels that stand for them.

/// The labels of the IDs that were seen so far.
pub(super) struct Labels(Vec<(String, String)>);

impl Labels {
    /// Returns the labels of IDs that are known from the start.
    pub(super) fn new(known: [(&str, &str); 3]) -> Self {
        Self(
            known
                .map(|(id, label)| (id.to_owned(), label.to_owned()))
                .into(),
        )
    }

    /// Returns method, path and body of a request, with IDs for their labels.
    pub(super) fn parts(&self, request: &str) -> (String, String, String) {
        let mut request = request.to_owned();
        for (id, label) in &self.0 {
            request = request.replace(label, id);
        }
        let mut parts = request.splitn(3, ' ');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        (part(), part(), part())
    }

    /// Returns the text with labels for the IDs in it. New ones are numbered in their order.
    pub(super) fn labelled(&mut self, text: &str) -> String {
        let words = text.split(|character: char| !character.is_ascii_hexdigit());
        for id in words.filter(|word| word.len() == 24) {
            if !self.0.iter().any(|(known, _)| known == id) {
                let label = format!("<{}>", self.0.len() - 2);
                self.0.push((id.to_owned(), label));
            }
        }
        let mut text = text.to_owned();
        for (id, label) in &self.0 {
            text = text.replace(id, label);
        }
        text
    }
}
