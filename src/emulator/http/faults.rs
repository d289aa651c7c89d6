//! Faults that tests ask for: `PUT /_emulator/faults`.

use std::sync::{Mutex, PoisonError};

use serde_json::Value as Json;

use super::pattern::matches;
use crate::emulator::model::{Fields, Refusal, parse_body, random};

/// What happens to a request that a rule matches.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// A status, instead of doing what the request asks for or after doing it.
    Status {
        /// 429, 500, 502, 503 or 504.
        status: u16,
        /// The seconds of the header `retry-after`.
        retry_after: Option<u64>,
        /// Whether the request is done first.
        after: bool,
    },
    /// Closed before anything is done.
    Reset,
    /// Done, then closed without an answer.
    LostResponse,
    /// Done, then closed in the middle of the body.
    TruncatedBody,
    /// Done, then a body that is no JSON.
    BadJson,
    /// A page of HTML with status 200, as from a captive portal; nothing is done.
    Html,
    /// The access token counts as expired.
    ExpiredSession,
    /// Nothing is done and no answer comes.
    Hang,
    /// Reads see what was there some seconds ago.
    Stale {
        /// How many seconds, at most 300.
        seconds: u16,
    },
}

/// Which requests fail, and how.
#[derive(Clone, Debug)]
pub struct FaultRule {
    method: Option<String>,
    path: String,
    fault: Fault,
    /// How often the rule still applies; for ever for `None`.
    times: Option<u64>,
    probability: f64,
}

/// A document that describes no faults.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadFaults(String);

/// The farthest past that stale reads can see, in seconds.
const FARTHEST: u16 = 300;

impl FaultRule {
    /// A rule for every request, for ever.
    pub fn new(fault: Fault) -> Self {
        Self {
            method: None,
            path: "*".to_owned(),
            fault,
            times: None,
            probability: 1.0,
        }
    }

    /// Limits the rule to requests of one path, whole or below the base of its API. `*` stands for
    /// anything.
    #[must_use]
    pub fn path(self, pattern: impl Into<String>) -> Self {
        Self {
            path: pattern.into(),
            ..self
        }
    }

    /// Reads the rules of a document as `PUT /_emulator/faults` takes it.
    ///
    /// # Errors
    /// When the text is not such a document.
    pub fn parse_all(document: &str) -> Result<Vec<Self>, BadFaults> {
        parse_body(document.as_bytes())
            .and_then(|document| Self::read_all(&document))
            .map_err(|refusal| BadFaults(refusal.error().to_owned()))
    }

    pub(super) fn read_all(document: &Json) -> Result<Vec<Self>, Refusal> {
        document
            .as_array()
            .ok_or_else(|| Refusal::invalid("the faults must be an array"))?
            .iter()
            .map(Self::read)
            .collect()
    }

    fn read(document: &Json) -> Result<Self, Refusal> {
        let fields = Fields::of(document)?;
        let rule = Self {
            fault: fault(&fields)?,
            method: fields.optional_string("method")?.map(str::to_uppercase),
            path: fields.optional_string("path")?.unwrap_or("*").to_owned(),
            times: fields.optional_whole("times")?,
            probability: fields
                .optional("probability")
                .map_or(Some(1.0), Json::as_f64)
                .ok_or_else(|| Refusal::invalid("'probability' must be a number"))?,
        };
        fields.finish()?;
        Ok(rule)
    }

    /// Returns whether the rule is about this request.
    fn fits(&self, method: &str, path: &str, whole_path: &str) -> bool {
        self.times != Some(0)
            && self
                .method
                .as_deref()
                .is_none_or(|wanted| wanted == method || wanted == "*")
            && (matches(&self.path, path) || matches(&self.path, whole_path))
            // Only reads can be stale.
            && (method == "GET" || !matches!(self.fault, Fault::Stale { .. }))
    }
}

fn fault(fields: &Fields<'_>) -> Result<Fault, Refusal> {
    let after = fields.optional_bool("after")?.unwrap_or(false);
    let seconds = fields.optional_whole("seconds")?;
    let retry_after = fields.optional_whole("retry_after")?;
    Ok(match fields.string("fault")? {
        "reset" => Fault::Reset,
        "lost_response" => Fault::LostResponse,
        "truncated_body" => Fault::TruncatedBody,
        "bad_json" => Fault::BadJson,
        "html_200" => Fault::Html,
        "expired_session" => Fault::ExpiredSession,
        "hang" => Fault::Hang,
        "stale" => Fault::Stale {
            seconds: u16::try_from(seconds.unwrap_or(5))
                .ok()
                .filter(|seconds| *seconds <= FARTHEST)
                .ok_or_else(|| {
                    Refusal::invalid("'seconds' must be at most 300: the server remembers no more")
                })?,
        },
        other => {
            let status = other
                .strip_prefix("status_")
                .and_then(|status| status.parse().ok());
            match status {
                Some(status @ (429 | 500 | 502 | 503 | 504)) => Fault::Status {
                    status,
                    retry_after,
                    after,
                },
                _ => return Err(Refusal::invalid(format!("there is no fault '{other}'"))),
            }
        }
    })
}

/// The rules in force.
#[derive(Default)]
pub(super) struct Faults(Mutex<Vec<FaultRule>>);

impl Faults {
    /// Replaces the rules.
    pub(super) fn set(&self, rules: Vec<FaultRule>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// Returns the fault for this request, which counts as one of its rule's times.
    pub(super) fn take(&self, method: &str, path: &str, whole_path: &str) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules
            .iter_mut()
            .find(|rule| rule.fits(method, path, whole_path) && happens(rule.probability))?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.fault.clone())
    }
}

fn happens(probability: f64) -> bool {
    probability >= 1.0 || {
        let digits = random::text(6, b"0123456789");
        digits.parse::<f64>().unwrap_or(0.0) / 1e6 < probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_applies_as_often_as_it_says() {
        let faults = Faults::default();
        let rules = r#"[{"method":"post","path":"*/secrets","fault":"status_429","retry_after":1,"times":2}]"#;
        faults.set(FaultRule::parse_all(rules).expect("rules"));
        let fault = Some(Fault::Status {
            status: 429,
            retry_after: Some(1),
            after: false,
        });
        assert_eq!(faults.take("GET", "/x/secrets", ""), None);
        assert_eq!(faults.take("POST", "/x/secrets", ""), fault);
        assert_eq!(faults.take("POST", "/x/secrets", ""), fault);
        assert_eq!(faults.take("POST", "/x/secrets", ""), None);
    }

    #[test]
    fn what_describes_no_fault_is_refused() {
        for (document, error) in [
            ("{}", "the faults must be an array"),
            (
                "[",
                "the body is not JSON: EOF while parsing a list at line 1 column 1",
            ),
            ("[{}]", "'fault' is required"),
            (
                r#"[{"fault":"status_418"}]"#,
                "there is no fault 'status_418'",
            ),
            (r#"[{"fault":"reset","time":1}]"#, "unknown field 'time'"),
            (
                r#"[{"fault":"reset","times":-1}]"#,
                "'times' must be a whole number",
            ),
            (
                r#"[{"fault":"stale","seconds":301}]"#,
                "'seconds' must be at most 300: the server remembers no more",
            ),
        ] {
            let refused = FaultRule::parse_all(document).expect_err("no faults");
            assert_eq!(refused.to_string(), error, "{document}");
        }
    }
}
