//! Which paths an API has, and the variable parts of a path.

use matchit::{Match, Params, Router};
use percent_encoding::percent_decode_str;

use super::message::Method;
use super::refusal::Refusal;

/// The paths of an API with what each method does there.
pub(crate) struct Paths<W>(Router<Vec<(Method, W)>>);

/// What a request does, and the variable parts of its path as they were written.
pub(crate) struct Found<'r, 'p, W> {
    pub(crate) work: W,
    params: Params<'r, 'p>,
}

/// Why nothing is done for a request.
pub(crate) enum Unfound {
    Path,
    /// The path takes these methods, as the header `allow` lists them.
    Method(String),
}

impl<W: Copy> Paths<W> {
    /// Collects the calls of an API. Of several calls with one method and path, the first counts.
    pub(crate) fn new(calls: impl IntoIterator<Item = (Method, String, W)>) -> Self {
        let mut paths: Vec<(String, Vec<(Method, W)>)> = Vec::new();
        for (method, path, work) in calls {
            match paths.iter_mut().find(|(known, _)| *known == path) {
                None => paths.push((path, vec![(method, work)])),
                Some((_, there)) if there.iter().any(|(known, _)| *known == method) => {}
                Some((_, there)) => there.push((method, work)),
            }
        }
        let mut router = Router::new();
        for (path, methods) in paths {
            let added = router.insert(path, methods);
            debug_assert!(added.is_ok(), "{added:?}");
        }
        Self(router)
    }

    /// Finds what a request does.
    pub(crate) fn find<'p>(
        &self,
        method: Method,
        path: &'p str,
    ) -> Result<Found<'_, 'p, W>, Unfound> {
        let Match { value, params } = self.0.at(path).map_err(|_| Unfound::Path)?;
        match value.iter().find(|(known, _)| *known == method) {
            Some((_, work)) => Ok(Found {
                work: *work,
                params,
            }),
            None => {
                let allowed: Vec<&str> = value.iter().map(|(known, _)| known.names()).collect();
                Err(Unfound::Method(allowed.join(",")))
            }
        }
    }
}

impl<'p, W> Found<'_, 'p, W> {
    /// Returns the variable parts of the path, without escapes; or the first that is no text without them.
    pub(crate) fn parameters(&self) -> Result<Parameters, &'p str> {
        let decoded = self.params.iter().map(|(name, text)| {
            let decoded = percent_decode_str(text).decode_utf8().map_err(|_| text)?;
            // Ids of projects are hexadecimal numbers, which are the same in capitals.
            let decoded = match name {
                "group" => decoded.to_lowercase(),
                _ => decoded.into_owned(),
            };
            Ok((name.to_owned(), decoded))
        });
        decoded.collect()
    }
}

/// The variable parts of a path or of a query, by their names.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Returns a parameter; the last one of its name wins.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut from_the_end = self.0.iter().rev();
        let (_, value) = from_the_end.find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Returns a parameter that the route of the call has.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(Refusal::mistake)
    }
}

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}
