//! Exact decimal numbers of any size.
//!
//! Terraform holds numbers as 512-bit floats and writes most of them as decimal text, so `f64`
//! would lose `0.1` and everything above 2^53. Here a number is an `i64` where it fits one, as most
//! do, and otherwise its decimal digits and a power of ten; equal numbers are equal values.

mod decimal;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};

use self::decimal::Decimal;

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

/// Larger powers of ten are refused, so that no input can force a billion zeros.
const LARGEST_EXPONENT: i64 = 10_000;

impl Number {
    /// Returns the number that `text` writes in decimal, with or without fraction and exponent;
    /// `None` when it writes none.
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

    /// Returns the exact value of a float; `None` for infinities and NaN.
    pub fn from_f64(float: f64) -> Option<Self> {
        // 1074 decimals are enough for every double, so nothing is rounded here.
        float
            .is_finite()
            .then(|| Self::parse(&format!("{float:.1074}")))
            .flatten()
    }

    /// Reports whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        self.decimal().exponent >= 0
    }

    /// Returns the number as an `i64`, when it is one.
    pub const fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Integer(integer) => Some(*integer),
            Form::Decimal(_) => None,
        }
    }

    /// Returns the number as an `f64`, when the float has exactly this value.
    pub fn to_f64_exactly(&self) -> Option<f64> {
        // A double that is no integer needs at most 1074 decimals and 767 digits.
        let decimal = self.decimal();
        if decimal.digits.len() > 1100 || decimal.exponent.abs() > 1100 {
            return None;
        }
        let float: f64 = self.to_string().parse().ok()?;
        (Self::from_f64(float).as_ref() == Some(self)).then_some(float)
    }

    /// Returns the nearest `f64`; `None` when the number is larger than all of them.
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

    /// Reports whether Terraform holds the number exactly, or precisely enough to write it
    /// unchanged: a number of 154 digits survives 512 bits.
    pub(crate) fn fits_terraform(&self) -> bool {
        self.decimal().digits.len() <= 154
    }

    /// Returns the exact sum.
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

    /// Returns the exact product.
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

/// Plain decimal, never with an exponent: what Terraform writes in state and on its wire.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Integer(integer) => write!(f, "{integer}"),
            Form::Decimal(decimal) => write!(f, "{decimal}"),
        }
    }
}

/// Numbers may be sensitive, so `Debug` shows none.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}
