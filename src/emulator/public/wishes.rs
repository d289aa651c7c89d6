//! The parameters of a query that every call takes.

use super::errors;
use crate::emulator::model::Refusal;

/// What a query asks for, with the defaults of the API. Choice: other parameters mean nothing.
pub(super) struct Wishes {
    /// The page of a list; 1 is the first.
    pub(super) page: u64,
    /// How many entities a page has.
    pub(super) items: u64,
    /// Whether a list says how many entities it has on all pages.
    pub(super) count: bool,
    /// The parameters that do not choose the page, as they are sent.
    pub(super) others: String,
}

/// The most entities on a page.
const MOST: u64 = 500;

impl Wishes {
    /// Reads a query. The last parameter of a name wins.
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut wishes = Self {
            page: 1,
            items: 100,
            count: true,
            others: String::new(),
        };
        let mut others = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "pageNum" => wishes.page = number("pageNum", &value, u64::MAX)?,
                "itemsPerPage" => wishes.items = number("itemsPerPage", &value, MOST)?,
                "includeCount" => wishes.count = truth("includeCount", &value)?,
                name @ ("envelope" | "pretty") => drop(truth(name, &value)?),
                _ => {}
            }
            if !matches!(&*name, "pageNum" | "itemsPerPage") {
                others.append_pair(&name, &value);
            }
        }
        wishes.others = others.finish();
        Ok(wishes)
    }
}

fn number(name: &str, value: &str, most: u64) -> Result<u64, Refusal> {
    let number = value.parse().ok();
    number
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| {
            let wanted = match most {
                u64::MAX => "it must be a whole number from 1 upwards".to_owned(),
                most => format!("it must be a whole number from 1 to {most}"),
            };
            errors::invalid_parameter(name, &wanted)
        })
}

fn truth(name: &str, value: &str) -> Result<bool, Refusal> {
    value
        .parse()
        .map_err(|_| errors::invalid_parameter(name, "it must be true or false"))
}
