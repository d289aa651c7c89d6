//! Exact decimal numbers of any size.
//!
//! Terraform holds numbers as 512-bit floats and writes most of them as decimal text, so `f64` would lose `0.1`
//! and everything above 2^53. Here a number is an `i64` where it fits one, as most do, and otherwise its decimal digits and a
//! power of ten; equal numbers are equal values.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};

/// An exact decimal number. `1`, `1.0` and `1e0` are the same number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Form);

/// Each number has one form.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Integer(i64),
    /// Whatever is no `i64`.
    Decimal(Box<Decimal>),
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    /// The power of ten that the last digit stands for; 0 for zero.
    exponent: i64,
}

/// Larger powers of ten are refused, so that nobody makes us write a billion zeros.
const LARGEST_EXPONENT: i64 = 10_000;

impl Number {
    /// The number that `text` writes in decimal, with or without fraction and exponent; `None` when it writes none.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(integer) = text.parse::<i64>() {
            return Some(Self::from(integer));
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], rest[at + 1..].parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !(-LARGEST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent)
            || whole.len() + fraction.len() == 0
            || !all_digits(whole)
            || !all_digits(fraction)
        {
            return None;
        }
        let scale = i64::try_from(fraction.len()).ok()?;
        Some(Self::canonical(
            negative,
            &format!("{whole}{fraction}"),
            exponent - scale,
        ))
    }

    /// The exact value of a float; `None` for infinities and NaN.
    pub fn from_f64(float: f64) -> Option<Self> {
        // 1074 decimals are enough for every double, so nothing is rounded here.
        float
            .is_finite()
            .then(|| Self::parse(&format!("{float:.1074}")))
            .flatten()
    }

    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        self.decimal().exponent >= 0
    }

    /// The number as an `i64`, when it is one.
    pub const fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Integer(integer) => Some(*integer),
            Form::Decimal(_) => None,
        }
    }

    /// The number as an `f64`, when the float has exactly this value.
    pub fn to_f64_exactly(&self) -> Option<f64> {
        // A double that is no integer needs at most 1074 decimals and 767 digits.
        let decimal = self.decimal();
        if decimal.digits.len() > 1100 || decimal.exponent.abs() > 1100 {
            return None;
        }
        let float: f64 = self.to_string().parse().ok()?;
        (Self::from_f64(float).as_ref() == Some(self)).then_some(float)
    }

    /// The nearest `f64`; `None` when the number is larger than all of them.
    pub fn to_f64(&self) -> Option<f64> {
        let Decimal {
            negative,
            digits,
            exponent,
        } = &*self.decimal();
        let text = format!(
            "{}{}e{exponent}",
            if *negative { "-" } else { "" },
            if digits.is_empty() { "0" } else { digits }
        );
        text.parse().ok().filter(|float: &f64| float.is_finite())
    }

    /// Whether Terraform holds it exactly, or near enough to write it as it is: 154 digits are sure to come back from 512 bits.
    pub(crate) fn fits_terraform(&self) -> bool {
        self.decimal().digits.len() <= 154
    }

    /// All of them added up, exactly.
    pub(crate) fn sum(numbers: &[&Self]) -> Self {
        let decimals: Vec<Cow<'_, Decimal>> =
            numbers.iter().map(|number| number.decimal()).collect();
        let exponent = decimals
            .iter()
            .map(|decimal| decimal.exponent)
            .min()
            .unwrap_or(0);
        let aligned = |decimal: &Cow<'_, Decimal>| {
            decimal.mantissa()
                * BigInt::from(10)
                    .pow(u32::try_from(decimal.exponent - exponent).unwrap_or(u32::MAX))
        };
        let sum: BigInt = decimals.iter().map(aligned).sum();
        Self::of(&sum, exponent)
    }

    /// All of them multiplied, exactly.
    pub(crate) fn product(numbers: &[&Self]) -> Self {
        let decimals: Vec<Cow<'_, Decimal>> =
            numbers.iter().map(|number| number.decimal()).collect();
        let exponent = decimals.iter().map(|decimal| decimal.exponent).sum();
        let product = decimals.iter().fold(BigInt::from(1), |product, decimal| {
            product * decimal.mantissa()
        });
        Self::of(&product, exponent)
    }

    fn of(mantissa: &BigInt, exponent: i64) -> Self {
        Self::canonical(
            mantissa.sign() == Sign::Minus,
            &mantissa.magnitude().to_string(),
            exponent,
        )
    }

    fn canonical(negative: bool, digits: &str, exponent: i64) -> Self {
        let decimal = Decimal::canonical(negative, digits, exponent);
        let may_fit = decimal.exponent >= 0 && decimal.digits.len() as i64 + decimal.exponent <= 19;
        let integer = may_fit.then(|| decimal.to_string().parse().ok()).flatten();
        Self(integer.map_or_else(|| Form::Decimal(Box::new(decimal)), Form::Integer))
    }

    fn decimal(&self) -> Cow<'_, Decimal> {
        match &self.0 {
            Form::Integer(integer) => Cow::Owned(Decimal::canonical(
                *integer < 0,
                &integer.unsigned_abs().to_string(),
                0,
            )),
            Form::Decimal(decimal) => Cow::Borrowed(decimal),
        }
    }
}

impl Decimal {
    fn canonical(negative: bool, digits: &str, exponent: i64) -> Self {
        let digits = digits.trim_start_matches('0');
        let trimmed = digits.trim_end_matches('0');
        if trimmed.is_empty() {
            return Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            };
        }
        let dropped = (digits.len() - trimmed.len()) as i64;
        Self {
            negative,
            digits: trimmed.to_owned(),
            exponent: exponent + dropped,
        }
    }

    /// The power of ten just above the number: 1 for 1..10, 0 for 0.1..1.
    fn magnitude(&self) -> i64 {
        self.digits.len() as i64 + self.exponent
    }

    fn mantissa(&self) -> BigInt {
        let mantissa: BigInt = self.digits.parse().unwrap_or_default();
        if self.negative { -mantissa } else { mantissa }
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::from(0)
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(Form::Integer(integer))
    }
}

impl From<i32> for Number {
    fn from(integer: i32) -> Self {
        Self::from(i64::from(integer))
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        i64::try_from(integer).map_or_else(
            |_| Self::canonical(false, &integer.to_string(), 0),
            Self::from,
        )
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Integer(a), Form::Integer(b)) => a.cmp(b),
            _ => self.decimal().cmp(&other.decimal()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |n: &Self| match (n.digits.is_empty(), n.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| {
            let size = self
                .magnitude()
                .cmp(&other.magnitude())
                .then_with(|| self.digits.cmp(&other.digits));
            if self.negative { size.reverse() } else { size }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Plain decimal, never with an exponent: what Terraform writes in state and on its wire.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Integer(integer) => write!(f, "{integer}"),
            Form::Decimal(decimal) => write!(f, "{decimal}"),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        let point = self.magnitude();
        if self.exponent >= 0 {
            write!(f, "{}{}", self.digits, "0".repeat(self.exponent as usize))
        } else if point > 0 {
            let (whole, fraction) = self.digits.split_at(point as usize);
            write!(f, "{whole}.{fraction}")
        } else {
            write!(
                f,
                "0.{}{}",
                "0".repeat(point.unsigned_abs() as usize),
                self.digits
            )
        }
    }
}

/// Numbers may be sensitive, so `Debug` shows none.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}

#[cfg(test)]
mod tests {
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
        let sum =
            |texts: &[&str]| Number::sum(&numbers(texts).iter().collect::<Vec<_>>()).to_string();
        let product = |texts: &[&str]| {
            Number::product(&numbers(texts).iter().collect::<Vec<_>>()).to_string()
        };
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
}
