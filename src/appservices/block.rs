//! The provider's block: its arguments, and what excludes what.

use crate::engine::{
    Attribute, Block, Diagnostic, Path, Rule, Schema, Type, Usage, Validator, Value,
};

/// Returns the schema of the provider's block.
pub(super) fn schema() -> Schema {
    let text = |name: &str, doc: &str| Attribute::new(name, Type::String, Usage::Optional, doc);
    let mut private_key = text(
        "private_key",
        "The private key of an Atlas API key. Environment variables: `MONGODB_ATLAS_PRIVATE_API_KEY`, `MONGODB_ATLAS_PRIVATE_KEY`, `MCLI_PRIVATE_API_KEY`.",
    );
    private_key.sensitive = true;
    let project_id = text(
        "project_id",
        "The ID of the Atlas project for resources that do not set `project_id`: 24 hexadecimal digits. Environment variable: `MONGODB_ATLAS_PROJECT_ID`.",
    );
    let attributes = vec![
        text(
            "public_key",
            "The public key of an Atlas API key with the role Project Owner. Environment variables: `MONGODB_ATLAS_PUBLIC_API_KEY`, `MONGODB_ATLAS_PUBLIC_KEY`, `MCLI_PUBLIC_API_KEY`.",
        ),
        private_key,
        project_id,
        text(
            "base_url",
            "The base URL of the Admin API. The path of the API is appended if it is missing. Defaults to the public Admin API. Environment variable: `MONGODB_REALM_BASE_URL`.",
        ),
        text(
            "local_path",
            "The path of a folder. The provider serves the Admin API itself instead of calling a server, and stores objects in this folder. The provider makes a new or empty folder private to its owner and adds a `.gitignore` that covers everything in the folder. Environment variable: `APPSERVICES_LOCAL_PATH`.",
        ),
        Attribute::new(
            "allow_insecure",
            Type::Bool,
            Usage::Optional,
            "Whether the provider can send keys without encryption to another machine.",
        ),
        read_lag_seconds(),
    ];
    let description = "Manages MongoDB Atlas App Services through its Admin API, or a local server of the same API.".to_owned();
    Schema {
        version: 0,
        block: Block {
            attributes,
            description,
            rules: vec![local_alone()],
            ..Block::default()
        },
    }
}

fn read_lag_seconds() -> Attribute {
    let mut read_lag = Attribute::new(
        "read_lag_seconds",
        Type::Number,
        Usage::Optional,
        "The number of seconds, 0 to 300, during which reads may not find a new object yet. Defaults to `10`, or to `0` with `local_path`.",
    );
    read_lag.validators.push(Validator::new(|value, path| {
        let seconds = match value {
            Value::Number(seconds) => seconds.to_i64(),
            _ => None,
        };
        if seconds.is_some_and(|seconds| (0..=300).contains(&seconds)) {
            return Vec::new();
        }
        let detail = "It must be a whole number of seconds, 0 to 300.";
        vec![Diagnostic::error("Invalid read_lag_seconds", detail).at(path.clone())]
    }));
    read_lag
}

/// Returns the rule that a local server excludes keys and an address.
fn local_alone() -> Rule {
    Rule::new(|config| {
        // An unknown value may still be null, and an empty one counts as null.
        let is_given = |name: &str| {
            config
                .get(name)
                .as_str()
                .is_some_and(|text| !text.is_empty())
        };
        if !is_given("local_path") {
            return Vec::new();
        }
        let remote = ["public_key", "private_key", "base_url"]
            .into_iter()
            .filter(|name| is_given(name));
        remote
            .map(|name| contradiction(name, "local_path"))
            .collect()
    })
}

/// Returns the error of two arguments that exclude each other. The provider never guesses.
pub(super) fn contradiction(argument: &str, other: &str) -> Diagnostic {
    let detail = format!(
        "With {argument} the provider talks to a server, with {other} it serves the API itself.\nLeave out one of them."
    );
    Diagnostic::error(
        format!("{argument} and a local path exclude each other"),
        detail,
    )
    .at(Path::attribute(argument))
}
