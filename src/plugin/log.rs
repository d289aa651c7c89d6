//! Logs as the host reads them: one JSON document per line on stderr (protocol.md 3.5).

use std::fmt::Debug;
use std::io::Write as _;

use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sends this process's logs to the host, from the level that `TF_LOG_PROVIDER` or `TF_LOG` names; without one, nothing is
/// logged. Below warnings only this library and the crate `own` are heard: other libraries log what passes through them, bodies and
/// headers included. Of a panic only the place is told, always and as an error: its message may hold anything.
pub fn init(level: Option<&str>, own: &str) {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        write_line(&serde_json::json!({ "@level": "error", "@message": "the provider panicked", "place": place }));
    }));
    let Some(level) = level.map(parse_level) else { return };
    let log = HostLog { heard: [env!("CARGO_CRATE_NAME").to_owned(), own.to_owned()] };
    // A second call (two servers in one process) keeps the first's logging.
    drop(Registry::default().with(log.with_filter(level)).try_init());
}

/// Terraform's words for levels; an unknown word means everything, as there.
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
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(of_span) = span.extensions().get::<Line>() {
                line.0.extend(of_span.0.clone());
            }
        }
        event.record(&mut line);
        let message = line.0.remove("message").unwrap_or_else(|| "".into());
        line.0.insert("@level".into(), event.metadata().level().as_str().to_lowercase().into());
        line.0.insert("@message".into(), message);
        line.0.insert("@module".into(), target.into());
        write_line(&Json::Object(line.0));
    }
}

fn write_line(line: &Json) {
    // There is nobody to tell when stderr is gone.
    drop(std::io::stderr().write_all(format!("{line}\n").as_bytes()));
}

/// The fields of an event or span. The host wants `@message` and `@level` to be strings, or it dies.
struct Line(Map<String, Json>);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}
