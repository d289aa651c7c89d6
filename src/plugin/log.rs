//! Logs in the form that the host reads: one JSON document per line on stderr.

use std::fmt::Debug;
use std::io::Write as _;
use std::time::SystemTime;

use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sends this process's logs to the host, from `level` on, which `TF_LOG_PROVIDER` or `TF_LOG`
/// names. Without a level nothing is logged.
///
/// Below warnings, only lines of this library and of the crate `own` are sent, because other
/// libraries log the bodies and headers that pass through them. A panic is always logged, as an
/// error and with its place alone, because its message may hold anything.
pub fn init(level: Option<&str>, own: &str) {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut line = Map::new();
        line.insert("@level".into(), "error".into());
        line.insert("@message".into(), "the provider panicked".into());
        line.insert("place".into(), place.into());
        write_line(line);
    }));
    let Some(level) = level.map(parse_level) else {
        return;
    };
    let log = HostLog {
        heard: [env!("CARGO_CRATE_NAME").to_owned(), own.to_owned()],
    };
    // With two servers in one process, the logging of the first stays.
    let _ = Registry::default().with(log.with_filter(level)).try_init();
}

/// Parses Terraform's word for a level. As in Terraform, an unknown word means everything.
fn parse_level(word: &str) -> LevelFilter {
    match word.to_uppercase().as_str() {
        "DEBUG" => LevelFilter::DEBUG,
        "INFO" => LevelFilter::INFO,
        "WARN" => LevelFilter::WARN,
        "ERROR" => LevelFilter::ERROR,
        "OFF" => LevelFilter::OFF,
        _ => LevelFilter::TRACE,
    }
}

struct HostLog {
    heard: [String; 2],
}

impl HostLog {
    fn hears(&self, target: &str) -> bool {
        let from = target.split("::").next().unwrap_or_default();
        self.heard.iter().any(|heard| heard == from)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for HostLog {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !self.hears(attributes.metadata().target()) {
            return;
        }
        let mut line = Line(Map::new());
        attributes.record(&mut line);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(line);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(line) = span.extensions_mut().get_mut::<Line>() {
            record.record(line);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let target = event.metadata().target();
        if !self.hears(target) && *event.metadata().level() > tracing::Level::WARN {
            return;
        }
        let mut line = Line(Map::new());
        for span in context
            .event_scope(event)
            .into_iter()
            .flat_map(|scope| scope.from_root())
        {
            if let Some(of_span) = span.extensions().get::<Line>() {
                line.0.extend(of_span.0.clone());
            }
        }
        event.record(&mut line);
        let message = line.0.remove("message").unwrap_or_else(|| "".into());
        line.0.insert(
            "@level".into(),
            event.metadata().level().as_str().to_lowercase().into(),
        );
        line.0.insert("@message".into(), message);
        line.0.insert("@module".into(), target.into());
        write_line(line.0);
    }
}

#[expect(clippy::disallowed_methods, reason = "a log says when")]
fn write_line(mut line: Map<String, Json>) {
    line.insert("@timestamp".into(), timestamp(SystemTime::now()).into());
    let line = Json::Object(line);
    // Nothing can be done when stderr is gone.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Returns the time with six digits of a second. The host takes a line with any other number of
/// them for plain text.
fn timestamp(now: SystemTime) -> String {
    let now = prost_types::Timestamp::from(now);
    let seconds = prost_types::Timestamp {
        seconds: now.seconds,
        nanos: 0,
    }
    .to_string();
    format!("{}.{:06}Z", seconds.trim_end_matches('Z'), now.nanos / 1000)
}

/// The fields of an event or span. The host crashes where `@message` or `@level` is not a string.
struct Line(Map<String, Json>);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn times_have_six_digits_of_a_second() {
        for (after, expected) in [
            (Duration::ZERO, "1970-01-01T00:00:00.000000Z"),
            (
                Duration::new(1_700_000_000, 5_000),
                "2023-11-14T22:13:20.000005Z",
            ),
            (
                Duration::new(1_709_164_800, 999_999_999),
                "2024-02-29T00:00:00.999999Z",
            ),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + after), expected);
        }
    }
}
