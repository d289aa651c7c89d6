//! The media types of v2, which carry the date of a version.

use super::errors;
use crate::emulator::families::date_of;
use crate::emulator::model::Refusal;

/// Returns the versioned media type that an `accept` header asks for; `None` where plain JSON will
/// do. Refuses a version that is no date.
///
/// Choice: v2 serves plain JSON, too, and every date, because this server has one version of each
/// resource.
pub(super) fn wanted(accept: Option<&str>) -> Result<Option<String>, Refusal> {
    let types = accept.unwrap_or_default().split(',');
    let types = types.filter_map(|one| one.split(';').next().map(str::trim));
    let mut versions = types.filter_map(|media| {
        let media = media.to_ascii_lowercase();
        let version = media.strip_prefix("application/vnd.atlas.")?;
        let is_served = version.strip_suffix("+json").is_some_and(is_day);
        Some(is_served.then_some(media))
    });
    match versions.next() {
        None => Ok(None),
        Some(first) => match first.or_else(|| versions.flatten().next()) {
            Some(media) => Ok(Some(media)),
            None => Err(errors::wrong_version()),
        },
    }
}

fn is_day(text: &str) -> bool {
    let has_form = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    has_form && date_of(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_date() {
        let day = "application/vnd.atlas.2023-01-01+json";
        for (accept, media) in [
            (None, Some(None)),
            (Some("*/*"), Some(None)),
            (Some("application/json"), Some(None)),
            (Some(day), Some(Some(day))),
            (
                Some("application/vnd.atlas.2023-01-01+JSON;q=1, */*"),
                Some(Some(day)),
            ),
            (
                Some("application/vnd.atlas.preview+json, application/vnd.atlas.2023-01-01+json"),
                Some(Some(day)),
            ),
            (Some("application/vnd.atlas.2023-02-30+json"), None),
            (Some("application/vnd.atlas.2023-W01-1+json"), None),
            (Some("application/vnd.atlas.2023-01-01"), None),
            (Some("application/vnd.atlas.2023-01-01+csv"), None),
            (Some("application/vnd.atlas.newest+json"), None),
        ] {
            let wanted = wanted(accept).ok();
            let wanted = wanted.as_ref().map(Option::as_deref);
            assert_eq!(wanted, media, "{accept:?}");
        }
    }
}
