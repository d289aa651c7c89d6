//! CRON expressions of scheduled triggers.

/// The fields of an expression: name, least and most value, and names of values from the least on.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &MONTHS),
    ("day of the week", 0, 7, &DAYS),
];

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Returns why `text` is not a CRON expression of five fields, or `None` if it is one.
pub(crate) fn complaint(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Some(format!(
            "{text:?} has {} fields. A CRON expression has five: minute, hour, day of the month, month, day of the week.",
            parts.len()
        ));
    }
    let wrong = FIELDS.iter().zip(parts).find_map(|(field, part)| {
        let (name, least, most, names) = *field;
        let is_wrong = |one: &&str| !is_element(one, least, most, names);
        let element = part.split(',').find(is_wrong)?;
        Some(format!(
            "{element:?} is not a {name}, which is from {least} to {most}"
        ))
    })?;
    Some(format!(
        "In {text:?}, {wrong}. A field is `*`, a value, a range such as `1-5`, or a list of these, each with a step such as `*/2` if needed."
    ))
}

fn is_element(text: &str, least: u32, most: u32, names: &[&str]) -> bool {
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (text, None),
    };
    let value = |text: &str| {
        let named = names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(at) => least + u32::try_from(at).ok()?,
            None if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok()?
            }
            None => return None,
        };
        (least..=most).contains(&value).then_some(value)
    };
    let fits = match range.split_once('-') {
        Some((from, to)) => value(from)
            .zip(value(to))
            .is_some_and(|(from, to)| from <= to),
        None => range == "*" || value(range).is_some(),
    };
    fits && step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0))
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn expressions_have_five_fields_in_range() {
        for good in [
            "* * * * *",
            "0 8 * * *",
            "*/5 0-12/2 1,15 JAN-MAR mon",
            "59 23 31 12 7",
        ] {
            assert_eq!(complaint(good), None, "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "5-1 * * * *",
            "*/0 * * * *",
            "*/x * * * *",
            "1, * * * *",
            "MON * * * *",
            "-1 * * * *",
            "@daily",
        ] {
            assert!(complaint(bad).is_some(), "{bad}");
        }
    }
}
