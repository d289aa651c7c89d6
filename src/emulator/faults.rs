//! Faults that tests ask for: `PUT /_emulator/faults`.

use std::sync::{Mutex, PoisonError};

use serde_json::Value as Json;

use super::body::Fields;
use super::error::Refusal;
use super::object_id;

/// What happens to a request that a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// This status, instead of doing it or after doing it.
    Status {
        status: u16,
        retry_after: Option<u64>,
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
    /// Reads see what was this many seconds ago.
    Stale { seconds: i64 },
}

/// The rules in force.
#[derive(Default)]
pub(super) struct Faults(Mutex<Vec<Rule>>);

struct Rule {
    method: Option<String>,
    path: String,
    fault: Fault,
    /// How often it still applies; for ever for `None`.
    times: Option<u64>,
    probability: f64,
}

impl Faults {
    /// Replaces the rules by those of the document.
    pub(super) fn set(&self, document: &Json) -> Result<(), Refusal> {
        let list = document
            .as_array()
            .ok_or_else(|| Refusal::invalid("the faults must be an array"))?;
        let rules = list.iter().map(rule).collect::<Result<_, _>>()?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = rules;
        Ok(())
    }

    /// The fault for this request, which counts as one of its times.
    /// A rule may name the path from the API's base on, or whole as the request log has it.
    pub(super) fn take(&self, method: &str, path: &str, whole_path: &str) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules.iter_mut().find(|rule| {
            rule.times != Some(0)
                && rule.method.as_deref().is_none_or(|wanted| wanted == method || wanted == "*")
                && (matches(&rule.path, path) || matches(&rule.path, whole_path))
                // Only reads can be stale.
                && (method == "GET" || !matches!(rule.fault, Fault::Stale { .. }))
                && happens(rule.probability)
        })?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.fault.clone())
    }
}

fn rule(document: &Json) -> Result<Rule, Refusal> {
    let fields = Fields::of(document)?;
    let number = |name| {
        fields
            .optional(name)
            .map(|value| {
                value
                    .as_u64()
                    .ok_or_else(|| Refusal::invalid(format!("'{name}' must be a whole number")))
            })
            .transpose()
    };
    let after = fields.optional_bool("after")?.unwrap_or(false);
    let (seconds, retry_after) = (number("seconds")?, number("retry_after")?);
    let fault = match fields.string("fault")? {
        "reset" => Fault::Reset,
        "lost_response" => Fault::LostResponse,
        "truncated_body" => Fault::TruncatedBody,
        "bad_json" => Fault::BadJson,
        "html_200" => Fault::Html,
        "expired_session" => Fault::ExpiredSession,
        "hang" => Fault::Hang,
        "stale" => match seconds.unwrap_or(5) {
            seconds @ 0..=300 => Fault::Stale {
                seconds: seconds as i64,
            },
            _ => {
                return Err(Refusal::invalid(
                    "'seconds' must be at most 300: the server remembers no more",
                ));
            }
        },
        other => match other
            .strip_prefix("status_")
            .and_then(|status| status.parse().ok())
        {
            Some(status @ (429 | 500 | 502 | 503 | 504)) => Fault::Status {
                status,
                retry_after,
                after,
            },
            _ => return Err(Refusal::invalid(format!("there is no fault '{other}'"))),
        },
    };
    let rule = Rule {
        method: fields.optional_string("method")?.map(str::to_uppercase),
        path: fields.optional_string("path")?.unwrap_or("*").to_owned(),
        fault,
        times: number("times")?,
        probability: fields
            .optional("probability")
            .map_or(Some(1.0), Json::as_f64)
            .ok_or_else(|| Refusal::invalid("'probability' must be a number"))?,
    };
    fields.finish()?;
    Ok(rule)
}

fn happens(probability: f64) -> bool {
    probability >= 1.0 || {
        let digits = object_id::random_text(6, b"0123456789");
        digits.parse::<f64>().unwrap_or(0.0) / 1e6 < probability
    }
}

/// Whether `path` fits `pattern`, in which `*` stands for anything, slashes too.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|tail| {
            (0..=tail.len()).any(|at| tail.is_char_boundary(at) && matches(rest, &tail[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_paths() {
        for (pattern, path, fits) in [
            ("*", "/a/b", true),
            ("*/secrets", "/groups/g/apps/a/secrets", true),
            ("*/secrets", "/groups/g/apps/a/secrets/1", false),
            ("*/secrets/*", "/groups/g/apps/a/secrets/1", true),
            ("/a", "/a/b", false),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn a_rule_applies_as_often_as_it_says() {
        let faults = Faults::default();
        let rules = r#"[{"method":"post","path":"*/secrets","fault":"status_429","retry_after":1,"times":2}]"#;
        faults
            .set(&serde_json::from_str(rules).expect("JSON"))
            .expect("rules");
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
}
