//! Links of the API to itself.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

use crate::emulator::model::Request;

/// What is escaped in a part of a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Where the caller finds the server.
pub(super) struct Site {
    /// The URL of the base that the request uses.
    base: String,
    /// The URL of the request, without its query.
    here: String,
}

impl Site {
    /// Reads the address from the request. Choice: the server knows of no proxy, so every link is
    /// plain HTTP.
    pub(super) fn new(request: &Request, base: &str) -> Self {
        let host = request.head.host.as_deref().unwrap_or("localhost");
        Self {
            base: format!("http://{host}{base}"),
            here: format!("http://{host}{}", request.path),
        }
    }

    /// Returns the URL of the request with this query.
    pub(super) fn here(&self, query: &str) -> String {
        format!("{}?{query}", self.here)
    }

    /// Returns the link of an entity to itself.
    pub(super) fn own(&self, parts: &[&str]) -> Json {
        json!([self.link("self", parts)])
    }

    /// Returns a link to a path below the base.
    pub(super) fn link(&self, relation: &str, parts: &[&str]) -> Json {
        let mut href = self.base.clone();
        for part in parts {
            href.push('/');
            href.extend(utf8_percent_encode(part, ESCAPED));
        }
        link(relation, &href)
    }

    /// Returns a link to what belongs to an entity, with an extension relation type.
    pub(super) fn related(&self, what: &str, parts: &[&str]) -> Json {
        self.link(&format!("http://mms.mongodb.com/{what}"), parts)
    }
}

/// Returns a link.
pub(super) fn link(relation: &str, href: &str) -> Json {
    json!({ "rel": relation, "href": href })
}
