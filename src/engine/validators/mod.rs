//! Validators that most schemas need. All of them pass over null and unknown values, and elements
//! that are unknown.
//!
//! ```
//! use appservices_provider::engine::{Attribute, validators};
//! let port = Attribute::number("port").required().validate(validators::between(1, 65535));
//! ```

mod collections;
mod formats;
mod logic;
mod numbers;
mod others;
mod support;
mod texts;

pub use collections::{
    each, holds, keys, no_null_values, size_at_least, size_at_most, size_between, unique_values,
};
pub use formats::{
    cidr, duration, ip_address, ipv4_address, ipv4_cidr, ipv6_address, ipv6_cidr, json,
    mac_address, time,
};
pub use logic::{all, any, any_with_all_warnings, equals, warn_only};
pub use numbers::{
    at_least, at_most, between, float_32, float_64, integer, integer_32, number_none_of,
    number_one_of,
};
pub use others::{also_requires, conflicts_with};
pub use texts::{
    length_at_least, length_at_most, length_between, matches, none_of, none_of_ignoring_case,
    one_of, one_of_ignoring_case,
};
