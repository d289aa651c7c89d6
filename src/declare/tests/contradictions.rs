//! Declarations that contradict themselves. Each fails the build with the given message.

use std::panic::catch_unwind;

use crate::declare::words::*;

const ID: Attr = text("id").computed();
const NAME: Attr = text("name").required();

/// A text attribute whose default is `false`.
const OFF: &[Attr] = &[text("b").off()];
const CASES: &[Case] = &[case("b", "", OFF)];

static PLACE: Spec = Spec {
    name: "place",
    title: "place",
    collection: "/places",
    natural_key: &[],
    unique: &[],
    lifecycle: Lifecycle::OUTSIDE,
    ..Spec::COLLECTION
};

/// Returns a collection without IDs in its path.
const fn plain(attrs: &'static [Attr]) -> Spec {
    Spec {
        name: "thing",
        title: "thing",
        collection: "/things",
        attrs,
        ..Spec::COLLECTION
    }
}

/// Returns a collection whose objects have no natural key.
const fn with(attrs: &'static [Attr]) -> Spec {
    Spec {
        natural_key: &[],
        unique: &[],
        ..plain(attrs)
    }
}

const fn living(lifecycle: Lifecycle) -> Spec {
    Spec {
        lifecycle,
        natural_key: &[],
        unique: &[],
        ..plain(&[ID])
    }
}

/// Makes a `'static` slice of attributes.
macro_rules! attrs {
    ($($attr:expr),* $(,)?) => {
        const { &[$($attr),*] as &'static [Attr] }
    };
}

/// Returns the message of `checked`. In a constant, the same message fails the build.
fn said(spec: Spec) -> String {
    let checked = catch_unwind(move || spec.checked());
    let Err(panic) = checked else {
        return "nothing".to_owned();
    };
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn names_and_places_must_be_declared() {
    for (spec, words) in [
        (plain(attrs![ID, NAME]), "nothing"),
        (
            plain(attrs![ID, NAME, NAME]),
            "an attribute is declared twice",
        ),
        (
            plain(attrs![ID]),
            "a key names an attribute that is not declared",
        ),
        (
            Spec {
                protection: Some("name"),
                ..plain(attrs![ID, NAME])
            },
            "the protection is no declared boolean",
        ),
        (
            Spec {
                rules: &[Rule::Needs("name", "other")],
                ..plain(attrs![ID, NAME])
            },
            "a rule names an attribute that is not declared",
        ),
        (
            Spec {
                collection: "/things/{place_id}",
                ..plain(attrs![ID, NAME])
            },
            "a placeholder has no attribute",
        ),
        (
            with(attrs![text("place_id").sent(Sent::Path).replaces()]),
            "an attribute of the path has no placeholder, or not in this order",
        ),
        (
            Spec {
                collection: "/places/{place_id}/things",
                ..with(attrs![text("place_id").sent(Sent::Path)])
            },
            "what is in the path cannot change",
        ),
        (
            Spec {
                collection: "/places/{place_id}/things",
                ..with(attrs![text("place_id").sent(Sent::Path).replaces()])
            },
            "an object in a path needs a parent",
        ),
        (
            Spec {
                collection: "/other/{place_id}",
                parent: Some(&PLACE),
                ..with(attrs![text("place_id").sent(Sent::Path).replaces()])
            },
            "the collection is not inside the parent's",
        ),
        (
            Spec {
                collection: "/places/things",
                parent: Some(&PLACE),
                ..with(attrs![ID])
            },
            "the path does not have one id more than the parent's",
        ),
    ] {
        assert_eq!(said(spec), words);
    }
}

#[test]
fn lives_must_be_possible() {
    let single = Lifecycle::SINGLETON;
    for (spec, words) in [
        (
            Spec {
                natural_key: &["id"],
                ..living(single)
            },
            "what is one in its parent needs no key",
        ),
        (
            living(Lifecycle {
                create: Create::Put,
                ..Lifecycle::COLLECTION
            }),
            "an object that is PUT at the path of its collection has no id to be read by",
        ),
        (
            living(Lifecycle {
                remove: Remove::Delete,
                ..single
            }),
            "what is there with its parent cannot be deleted",
        ),
        (
            living(Lifecycle {
                change: Change::ReplaceAll,
                ..Lifecycle::COLLECTION
            }),
            "only a whole list is replaced or changed by members",
        ),
        (
            living(Lifecycle {
                remove: Remove::Empty,
                ..single
            }),
            "a whole list is emptied, and nothing else is",
        ),
        (
            living(Lifecycle::whole_list(None, "names")),
            "a word names an attribute that is not declared",
        ),
        (
            living(Lifecycle {
                change: Change::ByMembers("name"),
                ..Lifecycle::whole_list(None, "id")
            }),
            "members are a set of objects",
        ),
        (
            living(Lifecycle {
                change: Change::Never,
                remove: Remove::Reset(&[("id", Literal::Bool(true))]),
                ..single
            }),
            "what never changes cannot be reset",
        ),
        (
            living(Lifecycle {
                remove: Remove::Reset(&[("open", Literal::Bool(true))]),
                ..single
            }),
            "a field to reset is no attribute",
        ),
        (
            Spec {
                lifecycle: Lifecycle {
                    change: Change::Never,
                    ..Lifecycle::COLLECTION
                },
                ..plain(attrs![ID, NAME])
            },
            "an attribute of an object that never changes must replace it",
        ),
        (
            living(Lifecycle {
                create: Create::Put,
                ..single
            }),
            "a part that comes or goes by itself needs the code that says that it is gone",
        ),
        (
            living(Lifecycle {
                read: Read::Never,
                ..Lifecycle::COLLECTION
            }),
            "what is never read exists with its parent and stays",
        ),
        (
            Spec {
                lifecycle: single,
                ..with(attrs![text("key").computed().returned(Returned::AtCreate)])
            },
            "what is one in its parent is never told once",
        ),
        (
            Spec {
                lifecycle: single,
                ..with(attrs![text("seed").sent(Sent::CreateBody).replaces()])
            },
            "what exists with its parent has no creation to send something at",
        ),
        (
            with(attrs![text("seed").sent(Sent::CreateBody)]),
            "what is sent at creation alone must replace the object",
        ),
        (
            Spec {
                lifecycle: Lifecycle {
                    read: Read::Never,
                    ..single
                },
                ..with(attrs![NAME])
            },
            "an object that is never read returns nothing",
        ),
    ] {
        assert_eq!(said(spec), words);
    }
}

#[test]
fn the_words_of_nested_attributes_must_agree() {
    const WRITE_ONLY: &[Attr] = &[text("b_wo").write_only()];
    const NEVER: &[Attr] = &[text("b").returned(Returned::Never)];
    for attrs in [attrs![object("a", WRITE_ONLY)], attrs![set_of("a", NEVER)]] {
        let words = "an attribute of a nested object is sent and returned with it";
        assert_eq!(said(with(attrs)), words);
    }
}

#[test]
fn the_words_of_an_attribute_must_agree() {
    for (attrs, words) in [
        (
            attrs![NAME.returned(Returned::Never)],
            "what the API never returns is null after an import, so it cannot be required",
        ),
        (
            attrs![text("a").sent(Sent::Nowhere)],
            "what is computed is returned and not sent, and what is set is sent or local",
        ),
        (
            attrs![text("a").returned(Returned::AtCreate)],
            "only a computed attribute is told once or follows from another object",
        ),
        (
            attrs![text("a").follows(&["b"])],
            "only an attribute that the API can choose follows from others",
        ),
        (
            attrs![text("a_wo").write_only().returned(Returned::Always)],
            "what is write-only is never returned",
        ),
        (
            attrs![text("a").sent(Sent::Trigger)],
            "a trigger is never returned",
        ),
        (
            attrs![text("a").sent(Sent::Switch)],
            "only a boolean is switched",
        ),
        (attrs![text("a").off()], "the default is of another type"),
        (
            attrs![number("a").default(Default::Text("1"))],
            "the default is of another type",
        ),
        (
            attrs![boolean("a").required().off()],
            "only an optional attribute has a default, and a computed boolean",
        ),
        (
            attrs![boolean("a").none_as(NoneAs::EmptyText)],
            "the word for none is of another type",
        ),
        (
            attrs![text("a").none_as(NoneAs::EmptyObject)],
            "the word for none is of another type",
        ),
        (
            attrs![
                text("a")
                    .none_as(NoneAs::EmptyText)
                    .default(Default::Text("x"))
            ],
            "an attribute is none or has a default",
        ),
        (
            attrs![text("a").sensitive().checks(&[Check::ObjectId("it is")])],
            "a complaint about a secret would quote it",
        ),
        (attrs![object("a", OFF)], "the default is of another type"),
        (attrs![one_of("a", CASES)], "the default is of another type"),
    ] {
        assert_eq!(said(with(attrs)), words);
    }
}
