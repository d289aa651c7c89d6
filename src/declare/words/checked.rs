//! Checks that fail the build if a declaration contradicts itself.

use super::{
    Attr, Change, Check, Create, Default, NoneAs, Read, Remove, Returned, Rule, Sent, Spec, Ty,
    Usage,
};

impl Spec {
    /// Fails the build if the declaration contradicts itself: if a name refers to no attribute, or
    /// if words exclude each other.
    pub(crate) const fn checked(self) -> Self {
        self.check_names();
        self.check_place();
        self.check_lifecycle();
        check_attrs(self.attrs);
        let mut at = 0;
        while at < self.rules.len() {
            self.check_rule(&self.rules[at]);
            at += 1;
        }
        self
    }

    const fn check_names(&self) {
        let mut at = 0;
        while at < self.attrs.len() {
            let mut other = at + 1;
            while other < self.attrs.len() {
                let twice = equal(self.attrs[at].name, self.attrs[other].name);
                assert!(!twice, "an attribute is declared twice");
                other += 1;
            }
            at += 1;
        }
        let keys = self.has_all(self.natural_key) && self.has_all(self.unique);
        assert!(keys, "a key names an attribute that is not declared");
        if let Some(name) = self.protection {
            let is_switch = self.has(name) && matches!(self.attr_named(name).ty, Ty::Bool);
            assert!(is_switch, "the protection is no declared boolean");
        }
    }

    const fn check_place(&self) {
        let mut places = 0;
        let mut at = 0;
        while at < self.attrs.len() {
            if matches!(self.attrs[at].sent, Sent::Path) {
                let placed = nth_placeholder(self.collection, self.attrs[at].name, places);
                assert!(
                    placed,
                    "an attribute of the path has no placeholder, or not in this order"
                );
                assert!(self.attrs[at].replaces, "what is in the path cannot change");
                places += 1;
            }
            at += 1;
        }
        let placeholders = count(self.collection, b'{');
        assert!(placeholders == places, "a placeholder has no attribute");
        if let Some(parent) = self.parent {
            let inside = starts_at(self.collection.as_bytes(), 0, parent.collection.as_bytes());
            assert!(inside, "the collection is not inside the parent's");
            let deeper = placeholders == count(parent.collection, b'{') + 1;
            assert!(
                deeper,
                "the path does not have one id more than the parent's"
            );
        } else {
            assert!(placeholders == 0, "an object in a path needs a parent");
        }
    }

    const fn check_lifecycle(&self) {
        let life = &self.lifecycle;
        let is_part = matches!(life.read, Read::Part | Read::WholeList { .. });
        let is_list = matches!(life.read, Read::WholeList { .. });
        assert!(
            !is_part || (self.natural_key.is_empty() && self.unique.is_empty()),
            "what is one in its parent needs no key"
        );
        assert!(
            !matches!(life.create, Create::Put)
                || !matches!(life.read, Read::ById | Read::InList(_)),
            "an object that is PUT at the path of its collection has no id to be read by"
        );
        assert!(
            !matches!(life.create, Create::Exists) || !matches!(life.remove, Remove::Delete),
            "what is there with its parent cannot be deleted"
        );
        assert!(
            is_list || !matches!(life.change, Change::ReplaceAll | Change::ByMembers(_)),
            "only a whole list is replaced or changed by members"
        );
        assert!(
            is_list == matches!(life.remove, Remove::Empty)
                || matches!(life.remove, Remove::Nothing),
            "a whole list is emptied, and nothing else is"
        );
        if let Read::WholeList { attr, .. } = life.read {
            let list = self.attr_named(attr);
            if let Change::ByMembers(key) = life.change {
                let Ty::SetOf(attrs) = list.ty else {
                    panic!("members are a set of objects")
                };
                assert!(has(attrs, key), "the key is no attribute of a member");
            }
        }
        self.check_what_is_seen();
        if let Remove::Reset(fields) = life.remove {
            assert!(
                !matches!(life.change, Change::Never),
                "what never changes cannot be reset"
            );
            let mut at = 0;
            while at < fields.len() {
                assert!(self.has(fields[at].0), "a field to reset is no attribute");
                at += 1;
            }
        }
        let mut at = 0;
        while at < self.attrs.len() {
            self.check_change(&self.attrs[at]);
            at += 1;
        }
    }

    /// Checks that what comes, goes or is read can be seen.
    const fn check_what_is_seen(&self) {
        let life = &self.lifecycle;
        let comes_and_goes = matches!(life.create, Create::Put | Create::Post)
            || matches!(life.remove, Remove::Delete);
        assert!(
            !matches!(life.read, Read::Part) || !comes_and_goes || self.gone_code.is_some(),
            "a part that comes or goes by itself needs the code that says that it is gone"
        );
        assert!(
            !matches!(life.read, Read::Never)
                || (matches!(life.create, Create::Exists)
                    && matches!(life.remove, Remove::Nothing)),
            "what is never read exists with its parent and stays"
        );
    }

    /// Checks that an attribute fits the calls of its object.
    const fn check_change(&self, attr: &Attr) {
        assert!(
            !self.lifecycle.is_single() || !matches!(attr.returned, Returned::AtCreate),
            "what is one in its parent is never told once"
        );
        let changes = !matches!(self.lifecycle.change, Change::Never);
        let configured = !matches!(attr.usage, Usage::Computed);
        assert!(
            changes
                || attr.replaces
                || !configured
                || !matches!(attr.sent, Sent::Body | Sent::Trigger),
            "an attribute of an object that never changes must replace it"
        );
        assert!(
            !matches!(attr.sent, Sent::CreateBody | Sent::CreateQuery) || attr.replaces,
            "what is sent at creation alone must replace the object"
        );
        assert!(
            !matches!(attr.sent, Sent::CreateBody | Sent::CreateQuery)
                || !matches!(self.lifecycle.create, Create::Exists),
            "what exists with its parent has no creation to send something at"
        );
        let by_id = !matches!(self.lifecycle.read, Read::WholeList { .. });
        assert!(
            by_id || !matches!(attr.sent, Sent::Part(_) | Sent::Switch),
            "a whole list has no calls for single attributes"
        );
        let unseen = matches!(self.lifecycle.read, Read::Never);
        assert!(
            !unseen || !configured || !attr.is_always_returned() || matches!(attr.sent, Sent::Path),
            "an object that is never read returns nothing"
        );
    }

    const fn check_rule(&self, rule: &Rule) {
        let declared = match rule {
            Rule::AtMostOneOf(names) | Rule::ExactlyOneOf(names) | Rule::OneOfToWrite(names) => {
                self.has_all(names)
            }
            Rule::Needs(one, other) => self.has(one) && self.has(other),
            Rule::Agrees { attr, with, .. } => self.has(attr) && self.has(with),
            Rule::SetExactlyWhen { attr, when, .. } => self.has(attr) && self.has(when),
        };
        assert!(declared, "a rule names an attribute that is not declared");
    }

    const fn has_all(&self, names: &[&str]) -> bool {
        let mut at = 0;
        while at < names.len() {
            if !self.has(names[at]) {
                return false;
            }
            at += 1;
        }
        true
    }

    const fn has(&self, name: &str) -> bool {
        has(self.attrs, name)
    }

    const fn attr_named(&self, name: &str) -> &Attr {
        let mut at = 0;
        while at < self.attrs.len() {
            if equal(self.attrs[at].name, name) {
                return &self.attrs[at];
            }
            at += 1;
        }
        panic!("a word names an attribute that is not declared")
    }
}

const fn check_attrs(attrs: &[Attr]) {
    let mut at = 0;
    while at < attrs.len() {
        let attr = &attrs[at];
        check_flow(attr);
        check_value(attr);
        match attr.ty {
            Ty::Object(inner) | Ty::SetOf(inner) | Ty::ListOf(inner) | Ty::MapOf(inner) => {
                check_inner(inner);
            }
            Ty::OneOf(cases) => {
                let mut case = 0;
                while case < cases.len() {
                    check_inner(cases[case].attrs);
                    case += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Checks the attributes of nested objects, which travel with the object that they are in.
const fn check_inner(attrs: &[Attr]) {
    check_attrs(attrs);
    let mut at = 0;
    while at < attrs.len() {
        let attr = &attrs[at];
        let travels = matches!(attr.sent, Sent::Body) && attr.is_always_returned();
        assert!(
            travels && !attr.write_only,
            "an attribute of a nested object is sent and returned with it"
        );
        at += 1;
    }
}

/// Checks that the way in which an attribute is sent and returned agrees with its usage.
const fn check_flow(attr: &Attr) {
    let required = matches!(attr.usage, Usage::Required);
    let computed = matches!(attr.usage, Usage::Computed);
    let never_returned = matches!(attr.returned, Returned::Never);
    assert!(
        !required || !never_returned,
        "what the API never returns is null after an import, so it cannot be required"
    );
    assert!(
        computed == (matches!(attr.sent, Sent::Nowhere) && !never_returned),
        "what is computed is returned and not sent, and what is set is sent or local"
    );
    assert!(
        computed || !matches!(attr.returned, Returned::AtCreate | Returned::From(_)),
        "only a computed attribute is told once or follows from another object"
    );
    assert!(
        computed || matches!(attr.default, Default::Server) || attr.follows.is_empty(),
        "only an attribute that the API can choose follows from others"
    );
    assert!(
        !attr.write_only || never_returned,
        "what is write-only is never returned"
    );
    assert!(
        !matches!(attr.sent, Sent::Trigger) || never_returned,
        "a trigger is never returned"
    );
    assert!(
        !matches!(attr.sent, Sent::Switch) || matches!(attr.ty, Ty::Bool),
        "only a boolean is switched"
    );
}

/// Checks that the values of an attribute agree with its type.
const fn check_value(attr: &Attr) {
    let fits = match attr.default {
        Default::Null => true,
        Default::Bool(_) => matches!(attr.ty, Ty::Bool),
        Default::Number(_) => matches!(attr.ty, Ty::Number),
        Default::Text(_) => matches!(attr.ty, Ty::Text | Ty::Word(_) | Ty::Address),
        Default::Server => true,
        Default::Provider => matches!(attr.ty, Ty::Text),
    };
    assert!(fits, "the default is of another type");
    assert!(
        matches!(attr.default, Default::Null)
            || matches!(attr.usage, Usage::Optional)
            || (matches!(attr.usage, Usage::Computed) && matches!(attr.default, Default::Bool(_))),
        "only an optional attribute has a default, and a computed boolean"
    );
    let none_fits = match attr.none {
        None => true,
        Some(NoneAs::EmptyText | NoneAs::ZeroId) => matches!(attr.ty, Ty::Text | Ty::Word(_)),
        Some(NoneAs::EmptyObject) => matches!(attr.ty, Ty::JsonObject | Ty::AnyJson | Ty::Ejson),
        Some(NoneAs::Null) => true,
    };
    assert!(none_fits, "the word for none is of another type");
    assert!(
        attr.none.is_none() || matches!(attr.default, Default::Null),
        "an attribute is none or has a default"
    );
    assert!(
        !attr.sensitive || quote_nothing(attr.checks),
        "a complaint about a secret would quote it"
    );
}

/// Reports whether no message of these checks quotes the text.
const fn quote_nothing(checks: &[Check]) -> bool {
    let mut at = 0;
    while at < checks.len() {
        if !matches!(
            checks[at],
            Check::NotEmpty | Check::StartsWith(_) | Check::MaxChars(_)
        ) {
            return false;
        }
        at += 1;
    }
    true
}

const fn has(attrs: &[Attr], name: &str) -> bool {
    let mut at = 0;
    while at < attrs.len() {
        if equal(attrs[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

// The functions below replace methods of `str` that are not yet `const`.

const fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && starts_at(a.as_bytes(), 0, b.as_bytes())
}

const fn starts_at(text: &[u8], from: usize, part: &[u8]) -> bool {
    let mut at = 0;
    while at < part.len() {
        if from + at >= text.len() || text[from + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether the placeholder of this number is this name. Attributes of the path stand in its order.
const fn nth_placeholder(path: &str, name: &str, number: usize) -> bool {
    let path = path.as_bytes();
    let name = name.as_bytes();
    let mut seen = 0;
    let mut at = 0;
    while at < path.len() {
        if path[at] == b'{' {
            if seen == number {
                return starts_at(path, at + 1, name) && starts_at(path, at + 1 + name.len(), b"}");
            }
            seen += 1;
        }
        at += 1;
    }
    false
}

const fn count(text: &str, byte: u8) -> usize {
    let text = text.as_bytes();
    let mut count = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at] == byte {
            count += 1;
        }
        at += 1;
    }
    count
}
