//! Texts that mean something: times, durations, addresses.

use std::net::IpAddr;

use ipnet::IpNet;

/// Returns the instant of an RFC 3339 time, as seconds since 1970 and nanoseconds; `None` for
/// anything else.
pub(crate) fn rfc3339(text: &str) -> Option<(i64, u32)> {
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?
            .parse::<i64>()
            .ok()
    };
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let separated = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')]
        .iter()
        .all(|(at, wanted)| byte(*at) == Some(*wanted));
    if !separated || !matches!(byte(10), Some(b'T' | b't' | b' ')) {
        return None;
    }
    let year = number(0, 4)?;
    let month = number(5, 7)?;
    let day = number(8, 10)?;
    let hour = number(11, 13)?;
    let minute = number(14, 16)?;
    let second = number(17, 19)?;
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let last_day = *days.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=last_day).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (nanoseconds, zone) = fraction_of_a_second(text.get(19..)?)?;
    let offset = seconds_from_utc(zone)?;
    Some((
        days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset,
        nanoseconds,
    ))
}

/// Returns the nanoseconds at the front of the text, if there are any, and the rest of it.
fn fraction_of_a_second(text: &str) -> Option<(u32, &str)> {
    let Some(fraction) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let digits = fraction.find(|c: char| !c.is_ascii_digit())?;
    if !(1..=9).contains(&digits) {
        return None;
    }
    let nanoseconds = format!("{:0<9}", &fraction[..digits]).parse().ok()?;
    Some((nanoseconds, &fraction[digits..]))
}

/// Returns how far a time zone is ahead of UTC.
fn seconds_from_utc(zone: &str) -> Option<i64> {
    match zone.as_bytes() {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let part = |from: usize| zone.get(from..from + 2)?.parse::<i64>().ok();
            let hours = part(1)?;
            let minutes = part(4)?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            Some((hours * 60 + minutes) * 60 * if *sign == b'-' { -1 } else { 1 })
        }
        _ => None,
    }
}

/// Howard Hinnant's algorithm for days of the civil calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Returns a duration as Go writes it (`1h30m`, `-1.5s`), in nanoseconds; `None` for anything else.
pub(crate) fn duration_nanoseconds(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = rest.split_at(digits);
        let length = unit
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(unit.len());
        let scale: i128 = match &unit[..length] {
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.len() + fraction.len() == 0)
            || whole.len() > 18
            || fraction.len() > 18
            || fraction.contains('.')
        {
            return None;
        }
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part: i128 = if fraction.is_empty() {
            0
        } else {
            fraction.parse().ok()?
        };
        total += whole * scale + part * scale / 10i128.pow(u32::try_from(fraction.len()).ok()?);
        rest = &unit[length..];
    }
    (!text.is_empty() && text != "-" && text != "+").then_some(if negative {
        -total
    } else {
        total
    })
}

/// Returns what an address or CIDR block covers: `10.0.0.1`, `10.0.0.1/32` and `10.0.0.1/24`
/// without its host part each have one answer.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    match (text.parse::<IpNet>(), text.parse::<IpAddr>()) {
        (Ok(network), _) => Some(network.trunc()),
        (_, Ok(address)) => Some(address.into()),
        _ => None,
    }
}

/// Returns the bytes of a MAC address: pairs of digits between colons or hyphens, or groups of four
/// between dots; 6, 8 or 20 bytes, as Go's `net.ParseMAC` takes them.
pub(crate) fn mac(text: &str) -> Option<Vec<u8>> {
    let separator = text.chars().find(|c| !c.is_ascii_hexdigit())?;
    let width = match separator {
        ':' | '-' => 2,
        '.' => 4,
        _ => return None,
    };
    let mut bytes = Vec::new();
    for group in text.split(separator) {
        if group.len() != width || !group.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for pair in 0..width / 2 {
            bytes.push(u8::from_str_radix(&group[2 * pair..2 * pair + 2], 16).ok()?);
        }
    }
    matches!(bytes.len(), 6 | 8 | 20).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_instants() {
        assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(
            rfc3339("2026-11-22T03:25:38.5+01:00"),
            rfc3339("2026-11-22T02:25:38.500Z")
        );
        assert_eq!(
            rfc3339("2000-02-29T23:59:59Z").map(|time| time.0),
            Some(951_868_799)
        );
        for wrong in [
            "",
            "2026-01-01",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+1:00",
            "2026-01-01T00:00:00.Z",
            "\u{e9}026-01-01T00:00:00Z",
        ] {
            assert_eq!(rfc3339(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_are_lengths() {
        assert_eq!(duration_nanoseconds("1h30m"), duration_nanoseconds("90m"));
        assert_eq!(duration_nanoseconds("1.5s"), Some(1_500_000_000));
        assert_eq!(duration_nanoseconds("-500ms"), Some(-500_000_000));
        assert_eq!(duration_nanoseconds("0"), Some(0));
        for wrong in ["", "-", "1", "1 h", "h", "1d", ".s", "1..5s"] {
            assert_eq!(duration_nanoseconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn networks_are_what_they_cover() {
        assert_eq!(network("10.0.0.9/24"), network("10.0.0.0/24"));
        assert_eq!(network("10.0.0.1"), network("10.0.0.1/32"));
        assert_eq!(network("2001:DB8::1"), network("2001:db8:0::1/128"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_eq!(
            network("0.0.0.0/0").map(|network| network.prefix_len()),
            Some(0)
        );
        for wrong in [
            "10.0.0.0/33",
            "10.0.0/8",
            "10.0.0.0/+8",
            "10.0.0.256",
            "office",
            "10.0.0.0/",
        ] {
            assert_eq!(network(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn mac_addresses_are_bytes() {
        assert_eq!(mac("00:00:5e:00:53:01"), Some(vec![0, 0, 0x5e, 0, 0x53, 1]));
        assert_eq!(mac("00-00-5E-00-53-01"), mac("0000.5e00.5301"));
        assert_eq!(
            mac("02:00:5e:10:00:00:00:01").map(|bytes| bytes.len()),
            Some(8)
        );
        for wrong in [
            "",
            "00",
            "00:00:5e:00:53",
            "00:00:5e:00:53:0g",
            "00:00-5e:00:53:01",
            "0:0:5e:0:53:1",
            "00005e005301",
        ] {
            assert_eq!(mac(wrong), None, "{wrong}");
        }
    }
}
