//! CRON expressions of five fields: minute, hour, day of the month, month, day of the week.

const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    ("month", 1, 12, &MONTHS),
    ("weekday", 0, 7, &DAYS),
];

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Returns why a text is no CRON expression.
pub(super) fn complaint(text: &str) -> Option<String> {
    let given: Vec<&str> = text.split_whitespace().collect();
    if given.len() != FIELDS.len() {
        return Some(format!("it has {} fields instead of 5", given.len()));
    }
    let fields = FIELDS.iter().zip(given);
    fields
        .filter_map(|((name, least, most, words), part)| {
            let fits = part.split(',').all(|one| fits(one, *least, *most, words));
            (!fits).then(|| format!("'{part}' is no {name}"))
        })
        .next()
}

/// Whether a part is `*`, a number, or a range, with or without a step.
fn fits(part: &str, least: u32, most: u32, words: &[&str]) -> bool {
    let (range, step) = part
        .split_once('/')
        .map_or((part, None), |(a, b)| (a, Some(b)));
    let number = |text: &str| {
        let known = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(text));
        let number = match known {
            Some(at) => u32::try_from(at).ok().map(|at| at + least),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            None => None,
        };
        number.filter(|number| (least..=most).contains(number))
    };
    let is_range = match range.split_once('-') {
        _ if range == "*" => true,
        Some((from, to)) => matches!((number(from), number(to)), (Some(a), Some(b)) if a <= b),
        None => number(range).is_some(),
    };
    let is_step = |step: &str| step.parse::<u32>().is_ok_and(|step| step > 0);
    is_range && step.is_none_or(is_step)
}
