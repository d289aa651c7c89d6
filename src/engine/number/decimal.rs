//! Digits and a power of ten.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    /// Without zeros at either end; empty for zero.
    pub(super) digits: String,
    /// The power of ten that the last digit stands for; 0 for zero.
    pub(super) exponent: i64,
}

impl Decimal {
    pub(super) fn canonical(negative: bool, digits: &str, exponent: i64) -> Self {
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

    /// Returns the power of ten just above the number: 1 for 1..10, 0 for 0.1..1.
    fn magnitude(&self) -> i64 {
        self.digits.len() as i64 + self.exponent
    }

    pub(super) fn mantissa(&self) -> BigInt {
        let mantissa: BigInt = self.digits.parse().unwrap_or_default();
        if self.negative { -mantissa } else { mantissa }
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
