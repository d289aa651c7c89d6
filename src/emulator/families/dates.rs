//! Dates of ISO 8601, as milliseconds since 1970.

use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

/// Returns the date that a text has, or `None` if it has none. A day without a time begins at midnight.
pub(crate) fn read(text: &str) -> Option<i64> {
    let day = || {
        let format = time::format_description::well_known::Iso8601::DATE;
        let date = Date::parse(text, &format).ok()?;
        Some(PrimitiveDateTime::new(date, Time::MIDNIGHT).assume_utc())
    };
    let date = OffsetDateTime::parse(text, &Rfc3339).ok().or_else(day)?;
    i64::try_from(date.unix_timestamp_nanos() / 1_000_000).ok()
}

/// Returns the text of a date.
pub(crate) fn written(milliseconds: i64) -> String {
    let date = at(milliseconds);
    date.format(&Rfc3339).unwrap_or_default()
}

/// Returns a date as digits alone, for the name of a file: `yyyymmddHHMMSS`.
pub(super) fn compact(milliseconds: i64) -> String {
    let date = at(milliseconds);
    let (hours, minutes, seconds) = date.as_hms();
    let month = u8::from(date.month());
    format!(
        "{:04}{month:02}{:02}{hours:02}{minutes:02}{seconds:02}",
        date.year(),
        date.day()
    )
}

/// Returns the first second of the month of a date, and the last.
pub(super) fn month_of(milliseconds: i64) -> (i64, i64) {
    let date = at(milliseconds);
    let first = date
        .replace_day(1)
        .unwrap_or(date)
        .replace_time(Time::MIDNIGHT);
    let days = i64::from(date.month().length(date.year()));
    let last = first + Duration::days(days) - Duration::seconds(1);
    let number = |date: UtcDateTime| date.unix_timestamp() * 1000;
    (number(first), number(last))
}

fn at(milliseconds: i64) -> UtcDateTime {
    let date = UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    date.unwrap_or(UtcDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written() {
        for (text, again) in [
            ("2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z"),
            ("2026-11-25T10:00:00.25+02:00", "2026-11-25T08:00:00.25Z"),
            ("2026-11-25", "2026-11-25T00:00:00Z"),
        ] {
            assert_eq!(read(text).map(written).as_deref(), Some(again));
        }
        assert_eq!(read("yesterday"), None);
        let day = read("2024-02-10T01:02:03Z").expect("a date");
        assert_eq!(compact(day), "20240210010203");
        let (first, last) = month_of(read("2024-02-10").expect("a date"));
        assert_eq!(written(first), "2024-02-01T00:00:00Z");
        assert_eq!(written(last), "2024-02-29T23:59:59Z");
    }
}
