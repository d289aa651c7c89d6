//! Where the Admin API is.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use reqwest::Url;

/// The address of an Admin API, including the path of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    folder: Option<PathBuf>,
}

const VERSION_PATH: &str = "/api/admin/v3.0";

/// The path of the public Atlas API.
const ATLAS_PATH: &str = "/api/atlas/v2";

impl BaseUrl {
    /// The address of the public Admin API.
    pub const PUBLIC: &str = "https://services.cloud.mongodb.com";

    /// The earlier address of the public Admin API, which Atlas is to retire.
    const RETIRING: &str = "https://realm.mongodb.com";

    /// The address of the public Atlas API.
    pub const PUBLIC_ATLAS: &str = "https://cloud.mongodb.com";

    /// Parses `text`, and appends the path of the version where it is absent. Plain HTTP, which
    /// sends keys unencrypted, is accepted only for this machine, or with `allow_insecure`.
    ///
    /// # Errors
    /// Returns a sentence for the user that says what is wrong with the address.
    pub fn parse(text: &str, allow_insecure: bool) -> Result<Self, String> {
        Self::at(text, VERSION_PATH, Self::PUBLIC, allow_insecure)
    }

    /// Parses the address of a public Atlas API, such as [`Self::PUBLIC_ATLAS`], as [`Self::parse`]
    /// does.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn of_atlas(text: &str, allow_insecure: bool) -> Result<Self, String> {
        Self::at(text, ATLAS_PATH, Self::PUBLIC_ATLAS, allow_insecure)
    }

    /// Returns the address of the public Atlas API that belongs to an Admin API: the public one to the
    /// public one, and to any other the same host.
    ///
    /// # Errors
    /// As [`Self::of_atlas`].
    pub fn atlas_beside(&self) -> Result<Self, String> {
        let text = self.url.as_str().trim_end_matches(VERSION_PATH);
        match [Self::PUBLIC, Self::RETIRING].contains(&text) {
            true => Self::of_atlas(Self::PUBLIC_ATLAS, false),
            // That plain HTTP is allowed was said of this address.
            false => Self::of_atlas(text, true),
        }
    }

    fn at(text: &str, version: &str, example: &str, allow_insecure: bool) -> Result<Self, String> {
        // A password in the address must not appear in an error.
        let shown = text.trim().rsplit('@').next().unwrap_or_default();
        let mut url = Url::parse(text.trim()).map_err(|error| {
            format!("{shown:?} is not a URL: {error}. It should look like {example:?}.")
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!(
                "{shown:?} must start with https:// and a host, as in {example:?}."
            ));
        }
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(
                "It must be a host and perhaps a path, without user, query or fragment.".to_owned(),
            );
        }
        if url.scheme() == "http" && !is_loopback(&url) && !allow_insecure {
            return Err(format!(
                "{shown:?} would send the keys unencrypted. Use https, or set allow_insecure = true if that is what you want."
            ));
        }
        let path = url.path().trim_end_matches('/');
        let path = if path.ends_with(version) {
            path.to_owned()
        } else {
            format!("{path}{version}")
        };
        url.set_path(&path);
        Ok(Self { url, folder: None })
    }

    /// Marks the address as that of a server in this process, which keeps its data in `folder`.
    #[must_use]
    pub fn served_from(self, folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            ..self
        }
    }

    /// Returns the folder of a server in this process.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Returns whether the API is on this machine. No proxy may come between then.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Returns whether the API is reached without TLS.
    pub(super) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Returns the URL of a path below the address, with a query.
    pub(super) fn join(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.url.clone();
        // A path of segments stays as it is.
        url.set_path(&format!("{}{path}", self.url.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_appended_once() {
        for (given, url) in [
            (
                "https://services.cloud.mongodb.com",
                "https://services.cloud.mongodb.com/api/admin/v3.0",
            ),
            (
                "https://services.cloud.mongodb.com/",
                "https://services.cloud.mongodb.com/api/admin/v3.0",
            ),
            (
                "https://example.com/proxy/api/admin/v3.0/",
                "https://example.com/proxy/api/admin/v3.0",
            ),
            ("http://127.0.0.1:80", "http://127.0.0.1/api/admin/v3.0"),
            ("http://[::1]:8080", "http://[::1]:8080/api/admin/v3.0"),
            ("http://localhost:1", "http://localhost:1/api/admin/v3.0"),
        ] {
            assert_eq!(
                BaseUrl::parse(given, false).map(|base| base.to_string()),
                Ok(url.to_owned())
            );
        }
        let base = BaseUrl::parse("http://[::1]:8080", false).expect("a URL");
        assert_eq!(
            base.join("/groups", &[("a", "b c".to_owned())]).as_str(),
            "http://[::1]:8080/api/admin/v3.0/groups?a=b+c"
        );
        assert!(base.is_loopback());
    }

    #[test]
    fn keys_are_not_sent_in_the_open() {
        assert!(
            BaseUrl::parse("http://example.com", false)
                .is_err_and(|why| why.contains("unencrypted"))
        );
        assert!(BaseUrl::parse("http://example.com", true).is_ok());
        for wrong in [
            "",
            "services.cloud.mongodb.com",
            "ftp://example.com",
            "https://user:pw@example.com",
            "https://example.com?x=1",
        ] {
            assert!(BaseUrl::parse(wrong, true).is_err(), "{wrong}");
        }
    }
}
