//! Numbers in every notation.

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

#[test]
fn equal_numbers_are_equal_however_they_are_written() {
    for (a, b) in [
        ("1", "1.0"),
        ("100", "1e2"),
        ("0.1", "1e-1"),
        ("-0", "0.000"),
        ("0012.50", "12.5"),
        ("+3", "3"),
    ] {
        assert_eq!(number(a).to_string(), number(b).to_string());
        assert!(number(a) == number(b), "{a} and {b}");
    }
}

#[test]
fn nothing_is_lost_in_writing() {
    let long = "7".repeat(700);
    for text in [
        "0.1",
        "18446744073709551616",
        "-12.75",
        "0.00001",
        "1000",
        "-9223372036854775808",
        long.as_str(),
    ] {
        assert_eq!(number(text).to_string(), text);
    }
    assert_eq!(number("1e400").to_string(), format!("1{}", "0".repeat(400)));
}

#[test]
fn a_number_has_one_form() {
    for (text, integer) in [
        ("1", 1),
        ("1.0", 1),
        ("100e-2", 1),
        ("-0", 0),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(number(text).to_i64(), Some(integer), "{text}");
        assert!(
            number(text) == Number::from(integer) && number(text).is_integer(),
            "{text}"
        );
    }
    for text in ["9223372036854775808", "-9223372036854775809", "0.5", "1e19"] {
        assert_eq!(number(text).to_i64(), None, "{text}");
    }
    assert!(number("1e19").is_integer() && !number("0.5").is_integer());
    assert!(
        number("9223372036854775807") < number("9223372036854775807.5")
            && number("-1") < number("-0.5")
    );
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        "-",
        ".",
        "1.2.3",
        "1e",
        "e5",
        "0x10",
        "NaN",
        "inf",
        "1e99999999999",
        "1e-9223372036854775808",
        "1 ",
    ] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
}

#[test]
fn only_exact_floats_become_floats() {
    assert_eq!(number("0.5").to_f64_exactly(), Some(0.5));
    assert_eq!(number("0.1").to_f64_exactly(), None);
    assert_eq!(number("9007199254740993").to_f64_exactly(), None);
    assert_eq!(Number::from_f64(0.1).map(|n| n.to_string().len()), Some(57));
}

#[test]
fn sums_and_products_are_exact() {
    let numbers = |texts: &[&str]| texts.iter().map(|text| number(text)).collect::<Vec<_>>();
    let sum = |texts: &[&str]| Number::sum(&numbers(texts).iter().collect::<Vec<_>>()).to_string();
    let product =
        |texts: &[&str]| Number::product(&numbers(texts).iter().collect::<Vec<_>>()).to_string();
    assert_eq!(sum(&["0.1", "0.2", "-1e3"]), "-999.7");
    assert_eq!(sum(&["0.5", "-0.5"]), "0");
    assert_eq!(sum(&[]), "0");
    assert_eq!(
        product(&["0.1", "-20", "18446744073709551616"]),
        "-36893488147419103232"
    );
    assert_eq!(product(&[]), "1");
}

#[test]
fn the_nearest_float_is_found() {
    for (text, float) in [
        ("0", 0.0),
        ("0.1", 0.1),
        ("-1e300", -1e300),
        ("123456789012345678901234567890", 1.2345678901234568e29),
    ] {
        assert_eq!(number(text).to_f64(), Some(float), "{text}");
    }
    assert_eq!(number("1e400").to_f64(), None);
}

#[test]
fn order_is_by_size() {
    let mut numbers: Vec<_> = ["10", "-2", "9", "0", "0.5", "-10", "1e3", "0.05"]
        .map(number)
        .into();
    numbers.sort();
    let texts: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["-10", "-2", "0", "0.05", "0.5", "9", "10", "1000"]);
}
