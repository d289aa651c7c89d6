//! The kinds of answers, and the forms in which they are wrong.

use super::honest::{APPS, ID};
use super::*;

/// Makes a wrong answer of the right document.
pub(super) type Form = fn(&Json) -> (u16, String);

/// The wrong forms.
pub(super) const FORMS: &[(&str, Form)] = &[
    ("{}", |_| (200, "{}".to_owned())),
    ("error text", |_| {
        (200, r#"{"error":"maintenance"}"#.to_owned())
    }),
    ("other id", |right| {
        (200, with_id(right, json!(OTHER)).to_string())
    }),
    ("empty id", |right| {
        (200, with_id(right, json!("")).to_string())
    }),
    ("no id", |right| (200, without_id(right).to_string())),
    ("only the id", |right| (200, only_the_id(right).to_string())),
    ("id 5", |right| (200, with_id(right, json!(5)).to_string())),
    ("[null]", |right| {
        (
            200,
            if right.get("allowed_ips").is_some() {
                r#"{"allowed_ips":[null]}"#
            } else {
                "[null]"
            }
            .to_owned(),
        )
    }),
    ("null", |right| {
        (
            200,
            if right.get("allowed_ips").is_some() {
                r#"{"allowed_ips":null}"#
            } else {
                "null"
            }
            .to_owned(),
        )
    }),
    ("text", |_| (200, r#""ok""#.to_owned())),
    ("nothing", |_| (200, String::new())),
    ("HTML", |_| (200, "<html>Sign in</html>".to_owned())),
    ("cut", |right| {
        (
            200,
            right.to_string().trim_end_matches(['}', ']']).to_owned() + "x",
        )
    }),
    ("404", |_| (404, r#"{"error":"page not found"}"#.to_owned())),
    ("404 HTML", |_| (404, "<html>nginx</html>".to_owned())),
];

/// One kind of answer: the request that gets it, and the work that needs it.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// The line of the request whose answer is wrong.
    pub(super) line: fn() -> String,
    pub(super) work: Work,
}

pub(super) enum Work {
    Read(&'static str),
    Create(&'static str),
    Update(&'static str),
    Delete(&'static str),
    Import(&'static str, &'static str),
    Identity(&'static str),
    DataSource,
    List(&'static str),
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "read by id",
        line: || format!("GET {}/{ID}", path("functions")),
        work: Work::Read("function"),
    },
    Kind {
        name: "read in a list",
        line: || format!("GET {}", path("secrets")),
        work: Work::Read("secret"),
    },
    Kind {
        name: "read in a field",
        line: || format!("GET {}", path("security/access_list")),
        work: Work::Read("ip_access_list_entry"),
    },
    Kind {
        name: "read a whole list",
        line: || format!("GET {}", path("security/access_list")),
        work: Work::Read("ip_access_list"),
    },
    Kind {
        name: "read an app",
        line: || format!("GET /groups/{PROJECT}/apps{APPS}"),
        work: Work::Read("app"),
    },
    Kind {
        name: "create",
        line: || format!("POST {}", path("functions")),
        work: Work::Create("function"),
    },
    Kind {
        name: "create with a key",
        line: || format!("POST {}", path("api_keys")),
        work: Work::Create("api_key"),
    },
    Kind {
        name: "list before create",
        line: || format!("GET {}", path("functions")),
        work: Work::Create("function"),
    },
    Kind {
        name: "add to a whole list",
        line: || format!("POST {}", path("security/access_list")),
        work: Work::Create("ip_access_list"),
    },
    Kind {
        name: "whole list before",
        line: || format!("GET {}", path("security/access_list")),
        work: Work::Create("ip_access_list"),
    },
    Kind {
        name: "look before PUT",
        line: || format!("GET {}/{ID}", path("functions")),
        work: Work::Update("function"),
    },
    Kind {
        name: "PUT",
        line: || format!("PUT {}/{ID}", path("functions")),
        work: Work::Update("function"),
    },
    Kind {
        name: "PUT without answer",
        line: || format!("PUT {}/{ID}", path("secrets")),
        work: Work::Update("secret"),
    },
    Kind {
        name: "PATCH",
        line: || format!("PATCH {}/{ID}", path("log_forwarders")),
        work: Work::Update("log_forwarder"),
    },
    Kind {
        name: "part",
        line: || format!("PUT /groups/{PROJECT}/apps/{APP}/environment"),
        work: Work::Update("app"),
    },
    Kind {
        name: "switch",
        line: || format!("PUT {}/{ID}/disable", path("api_keys")),
        work: Work::Update("api_key"),
    },
    Kind {
        name: "delete",
        line: || format!("DELETE {}/{ID}", path("secrets")),
        work: Work::Delete("secret"),
    },
    Kind {
        name: "whole list to clear",
        line: || format!("GET {}", path("security/access_list")),
        work: Work::Delete("ip_access_list"),
    },
    Kind {
        name: "delete from a list",
        line: || format!("DELETE {}/{ID}", path("security/access_list")),
        work: Work::Delete("ip_access_list"),
    },
    Kind {
        name: "import: apps",
        line: || format!("GET /groups/{PROJECT}/apps{APPS}"),
        work: Work::Import("function", "shop-abcde/right"),
    },
    Kind {
        name: "import: list",
        line: || format!("GET {}", path("functions")),
        work: Work::Import("function", "shop-abcde/right"),
    },
    Kind {
        name: "import: object",
        line: || format!("GET {}/{ID}", path("functions")),
        work: Work::Import("function", "shop-abcde/right"),
    },
    Kind {
        name: "import by identity",
        line: || format!("GET {}/{ID}", path("functions")),
        work: Work::Identity("function"),
    },
    Kind {
        name: "data source",
        line: || format!("GET /groups/{PROJECT}/apps{APPS}"),
        work: Work::DataSource,
    },
    Kind {
        name: "list",
        line: || format!("GET {}", path("functions")),
        work: Work::List("function"),
    },
    Kind {
        name: "list with objects",
        line: || format!("GET {}/{ID}", path("functions")),
        work: Work::List("function"),
    },
    Kind {
        name: "app of a new object",
        line: || format!("GET /groups/{PROJECT}/apps/{APP}"),
        work: Work::Create("endpoint"),
    },
];

fn with_id(right: &Json, id: Json) -> Json {
    let mut document = right.clone();
    for object in objects(&mut document) {
        object["_id"] = id.clone();
    }
    document
}

fn without_id(right: &Json) -> Json {
    let mut document = right.clone();
    for object in objects(&mut document) {
        object.as_object_mut().expect("an object").remove("_id");
    }
    document
}

fn only_the_id(right: &Json) -> Json {
    let mut document = right.clone();
    for object in objects(&mut document) {
        object
            .as_object_mut()
            .expect("an object")
            .retain(|field, _| field == "_id");
    }
    document
}

/// The objects of an answer: the document, or the elements of the list that it is or has.
fn objects(document: &mut Json) -> Vec<&mut Json> {
    if document.is_array() {
        return document
            .as_array_mut()
            .expect("an array")
            .iter_mut()
            .collect();
    }
    if document.get("allowed_ips").is_some() {
        return document["allowed_ips"]
            .as_array_mut()
            .expect("an array")
            .iter_mut()
            .collect();
    }
    vec![document]
}
