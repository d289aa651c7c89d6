//! Declarations of things that no API has, one for each word.

use crate::declare::words::*;

const PLACE_ID: Attr = text("place_id")
    .default(Default::Provider)
    .sent(Sent::Path)
    .replaces();
const BOX_ID: Attr = text("box_id").required().sent(Sent::Path).replaces();
const DRAWER_ID: Attr = text("drawer_id").required().sent(Sent::Path).replaces();
const ID: Attr = text("id").computed();
const NAME: Attr = text("name").required();
const SIZE: Attr = number("size").checks(&[Check::Between(0, 100)]);

/// Outside of Terraform's management; contains everything else.
static PLACE: Spec = Spec {
    name: "place",
    title: "place",
    collection: "/places",
    natural_key: &[],
    unique: &[],
    lifecycle: Lifecycle::OUTSIDE,
    gone_code: Some("PlaceNotFound"),
    ..Spec::COLLECTION
}
.checked();

/// Read by ID; never updated; protected; with a key of a form, and a name that is mistaken for the
/// key.
pub(super) static BOX: Spec = Spec {
    name: "box",
    title: "box",
    parent: Some(&PLACE),
    collection: "/places/{place_id}/boxes",
    list_query: Some(("all", "yes")),
    natural_key: &["label"],
    key_form: Some(KeyForm {
        title: "label",
        example: "B-1",
        fits: |text| text.starts_with("B-"),
        mistaken_for: "name",
    }),
    gone_code: Some("BoxNotFound"),
    lifecycle: Lifecycle {
        change: Change::Never,
        ..Lifecycle::COLLECTION
    },
    attrs: &[
        PLACE_ID,
        ID,
        NAME.replaces(),
        text("label").computed(),
        word("color", &["red", "blue"])
            .default(Default::Server)
            .replaces(),
        text("mark")
            .sent(Sent::Part("mark"))
            .none_as(NoneAs::EmptyText),
        boolean("locked").off().sent(Sent::Switch),
        text("seed")
            .sent(Sent::CreateBody)
            .returned(Returned::Never)
            .replaces(),
        word("kind", &["big", "small"])
            .default(Default::Server)
            .sent(Sent::CreateQuery)
            .replaces(),
        text("token")
            .computed()
            .sensitive()
            .returned(Returned::AtCreate),
        boolean("kept").off().local(),
    ],
    protection: Some("kept"),
    ..Spec::COLLECTION
}
.checked();

/// Read in a list; updated in part; with a value that is never returned, and an attribute that
/// follows from its box.
pub(super) static DRAWER: Spec = Spec {
    name: "drawer",
    title: "drawer",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/drawers",
    lifecycle: Lifecycle {
        read: Read::InList(Some("drawers")),
        change: Change::InPart,
        ..Lifecycle::COLLECTION
    },
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        NAME,
        text("comment").none_as(NoneAs::EmptyText),
        text("value").sensitive().returned(Returned::Never),
        text("value_wo").sensitive().write_only(),
        text("value_wo_version")
            .sent(Sent::Trigger)
            .returned(Returned::Never),
        text("tag")
            .computed()
            .follows(&["name"])
            .returned(Returned::From(&From {
                id: "box_id",
                compute: |owner, state| {
                    let label = owner.get("label")?.as_str()?;
                    Some(format!("{label}/{}", state.attribute("name").as_str()?))
                },
            })),
    ],
    notices: Some(|state, list| {
        (list.len() > 1).then(|| Notice {
            summary: "Crowded".to_owned(),
            detail: format!("{} drawers", list.len()),
            attr: if state.attribute("name").is_null() {
                "id"
            } else {
                "name"
            },
        })
    }),
    ..Spec::COLLECTION
}
.checked();

/// Three levels deep; put whole; with every type.
pub(super) static THING: Spec = Spec {
    name: "thing",
    title: "thing",
    parent: Some(&DRAWER),
    collection: "/places/{place_id}/boxes/{box_id}/drawers/{drawer_id}/things",
    attrs: &[
        PLACE_ID,
        BOX_ID,
        DRAWER_ID,
        ID,
        NAME,
        SIZE.default(Default::Number(1)),
        list("marks", &Ty::Number),
        set("tags", &Ty::Text),
        map("labels", &Ty::Text),
        words("sides", &["left", "right"]),
        json("rule").none_as(NoneAs::EmptyObject),
        any_json("any"),
        ejson("query"),
        address("origin"),
        text("owner_id").none_as(NoneAs::ZeroId),
        object("shape", &[text("form").required(), SIZE]),
        one_of(
            "make",
            &[
                case("wood", "Of wood.", &[text("tree").required()]),
                case("steel", "Of steel.", &[]),
            ],
        ),
        list_of("layers", &[NAME, boolean("thin").off()]),
        map_of("parts", &[SIZE.required(), text("note")]),
        set_of(
            "holes",
            &[
                address("at").required(),
                text("why").none_as(NoneAs::EmptyText),
            ],
        ),
    ],
    ..Spec::COLLECTION
}
.checked();

/// The only one in its box, with which it exists; updated in part and reset.
pub(super) static LID: Spec = Spec {
    name: "lid",
    title: "lid",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/lid",
    lifecycle: Lifecycle {
        change: Change::InPart,
        remove: Remove::Reset(&[
            ("open", Literal::Bool(false)),
            ("angle", Literal::Number(90)),
        ]),
        ..Lifecycle::SINGLETON
    },
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        boolean("open").default(Default::Server),
        number("angle").default(Default::Server),
    ],
    ..Spec::SINGLE
}
.checked();

/// The only one in its box; created by PUT and deleted; its own 404 proves that it is gone.
pub(super) static LOCK: Spec = Spec {
    name: "lock",
    title: "lock",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/lock",
    lifecycle: Lifecycle {
        create: Create::Put,
        remove: Remove::Delete,
        ..Lifecycle::SINGLETON
    },
    gone_code: Some("LockNotFound"),
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        text("code").required(),
        boolean("disabled").off().sent(Sent::Switch),
        text("tag")
            .computed()
            .follows(&["code"])
            .returned(Returned::From(&From {
                id: "box_id",
                compute: |owner, _| Some(format!("{}/lock", owner.get("label")?.as_str()?)),
            })),
    ],
    ..Spec::SINGLE
}
.checked();

/// Reset by PUT with the whole object.
pub(super) static HANDLE: Spec = Spec {
    name: "handle",
    title: "handle",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/handle",
    lifecycle: Lifecycle {
        remove: Remove::Reset(&[("grip", Literal::Text("soft"))]),
        ..Lifecycle::SINGLETON
    },
    attrs: &[PLACE_ID, BOX_ID, ID, text("grip").required()],
    ..Spec::SINGLE
}
.checked();

/// Never read; stays when Terraform destroys the resource.
pub(super) static ALARM: Spec = Spec {
    name: "alarm",
    title: "alarm",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/alarm",
    lifecycle: Lifecycle {
        read: Read::Never,
        ..Lifecycle::SINGLETON
    },
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        text("sound").returned(Returned::Never),
    ],
    ..Spec::SINGLE
}
.checked();

/// A list of texts that is replaced as a whole.
pub(super) static KEYS: Spec = Spec {
    name: "keys",
    title: "key ring",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/keys",
    lifecycle: Lifecycle::whole_list(None, "names"),
    attrs: &[PLACE_ID, BOX_ID, ID, set("names", &Ty::Text).required()],
    ..Spec::SINGLE
}
.checked();

/// A list of objects that is updated member by member.
pub(super) static GUESTS: Spec = Spec {
    name: "guests",
    title: "guest list",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/guests",
    lifecycle: Lifecycle {
        change: Change::ByMembers("name"),
        ..Lifecycle::whole_list(Some("guests"), "guests")
    },
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        set_of("guests", &[NAME, text("note").none_as(NoneAs::EmptyText)]).required(),
    ],
    ..Spec::SINGLE
}
.checked();

/// In fields of other names; of one of two cases; with a part that is read and changed by itself.
pub(super) static CABLE: Spec = Spec {
    name: "cable",
    title: "cable",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/cables",
    lifecycle: Lifecycle {
        change: Change::PartOf("config"),
        ..Lifecycle::COLLECTION
    },
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        NAME.replaces(),
        text("plug_type")
            .at(&["config", "plugType"])
            .checks(&[Check::StartsWith(&["type-"])]),
        number("length")
            .at(&["config", "length"])
            .none_as(NoneAs::Null),
    ],
    ..Spec::COLLECTION
}
.checked();

/// One of two cases; moved from another provider; moved to another place by a call that takes time.
pub(super) static LAMP: Spec = Spec {
    name: "lamp",
    title: "lamp",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/lamps",
    attrs: &[
        PLACE_ID,
        BOX_ID,
        ID,
        NAME,
        object("electric", &[number("watts").required()])
            .at(&["config"])
            .case_of("kind", "ELECTRIC"),
        object("oil", &[text("brand").required()])
            .at(&["config"])
            .case_of("kind", "OIL"),
        text("spot").default(Default::Server).sent(Sent::Move("spot")),
        boolean("burning").computed().off(),
    ],
    rules: &[Rule::ExactlyOneOf(&["electric", "oil"])],
    moved: &[Moved {
        type_name: "other_lamp",
        provider: "someone/other",
        document: |state| {
            serde_json::json!({
                "_id": state["lamp"], "name": state["name"], "kind": "OIL", "config": { "brand": state["brand"] },
            })
        },
    }],
    ..Spec::COLLECTION
}
.checked();

/// What is set by a POST, and never read.
pub(super) static BELL: Spec = Spec {
    name: "bell",
    title: "bell",
    parent: Some(&BOX),
    collection: "/places/{place_id}/boxes/{box_id}/bell",
    lifecycle: Lifecycle {
        read: Read::Never,
        change: Change::Posted,
        ..Lifecycle::SINGLETON
    },
    attrs: &[PLACE_ID, BOX_ID, ID, text("tone").returned(Returned::Never)],
    ..Spec::SINGLE
}
.checked();

pub(super) static ALL: &[&Spec] = &[
    &BOX, &DRAWER, &THING, &LID, &LOCK, &HANDLE, &ALARM, &KEYS, &GUESTS, &CABLE, &LAMP, &BELL,
];
