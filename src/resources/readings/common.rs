//! What readings have in common.

use crate::declare::words::{Attr, Returned, Sent, Spec, text};

/// The defaults of what an app tells.
pub(super) const OF_AN_APP: Spec = Spec {
    parent: Some(&crate::resources::app::SPEC),
    natural_key: &[],
    unique: &[],
    ..Spec::SINGLE
};

pub(super) const fn told(attr: Attr) -> Attr {
    attr.computed()
}

/// Makes the attribute a parameter of the query.
pub(super) const fn asked(attr: Attr) -> Attr {
    attr.sent(Sent::CreateQuery).returned(Returned::Never)
}

pub(super) const NAME: Attr = told(text("name")).doc("The name.");
