//! The provider's block: its arguments, and what excludes what.

use crate::engine::{Attribute, Diagnostic, Diagnostics, Path, Rule, Schema, Validator, Value};

/// Returns the schema of the provider's block.
pub(super) fn schema() -> Schema {
    Schema::new([
        Attribute::string("public_key").describe(
            "The public key of an Atlas API key with the role Project Owner. Environment variables: `MONGODB_ATLAS_PUBLIC_API_KEY`, `MONGODB_ATLAS_PUBLIC_KEY`, `MCLI_PUBLIC_API_KEY`.",
        ),
        Attribute::string("private_key").sensitive().describe(
            "The private key of an Atlas API key. Environment variables: `MONGODB_ATLAS_PRIVATE_API_KEY`, `MONGODB_ATLAS_PRIVATE_KEY`, `MCLI_PRIVATE_API_KEY`.",
        ),
        Attribute::string("project_id").describe(
            "The ID of the Atlas project for resources that do not set `project_id`: 24 hexadecimal digits. Environment variable: `MONGODB_ATLAS_PROJECT_ID`.",
        ),
        Attribute::string("project_name").describe(
            "The name of the Atlas project, instead of `project_id`. The provider asks the public Atlas API for the ID once, when it is configured.",
        ),
        Attribute::string("base_url").describe(
            "The base URL of the Admin API. The path of the API is appended if it is missing. Defaults to the public Admin API. Environment variable: `MONGODB_REALM_BASE_URL`.",
        ),
        Attribute::string("atlas_base_url").describe(
            "The base URL of the public Atlas API, which knows projects and clusters. Defaults to `https://cloud.mongodb.com`, or to the host of `base_url` if that is not the public one. Environment variable: `MONGODB_ATLAS_BASE_URL`, which counts only without `base_url`.",
        ),
        Attribute::string("local_path").describe(
            "The path of a folder. The provider serves the Admin API itself instead of calling a server, and stores objects in this folder. The provider makes a new or empty folder private to its owner and adds a `.gitignore` that covers everything in the folder. Environment variable: `APPSERVICES_LOCAL_PATH`.",
        ),
        Attribute::bool("allow_insecure").describe(
            "Whether the provider can send keys without encryption to another machine.",
        ),
        read_lag_seconds(),
        Attribute::bool("draft").describe(
            "Whether changes of an app wait in a draft until an `appservices_deployment` deploys them together. Otherwise each change is deployed at once. See the guide \"Releasing by drafts\".",
        ),
        Attribute::string("draft_id").describe(
            "The ID of an open draft that the provider continues although it does not know it. Environment variable: `APPSERVICES_DRAFT_ID`.",
        ),
    ])
    .describe("Manages MongoDB Atlas App Services through its Admin API, or a local server of the same API.")
    .rule(local_alone())
    .rule(one_project())
}

/// The arguments that name a server or a key for it.
pub(super) const REMOTE: [&str; 4] = ["public_key", "private_key", "base_url", "atlas_base_url"];

/// Returns the rule that the project has an ID or a name.
fn one_project() -> Rule {
    Rule::new(|config| {
        (is_given(config, "project_id") && is_given(config, "project_name")).then(two_projects)
    })
}

/// Returns the error of a project that has an ID and a name.
pub(super) fn two_projects() -> Diagnostic {
    let detail = "Both name the project. Leave out one of them.";
    Diagnostic::error("project_id and project_name exclude each other", detail)
        .at(Path::attribute("project_name"))
}

/// Reports whether an argument has a value. An unknown one may still be null, and an empty one counts as
/// null.
fn is_given(config: &Value, name: &str) -> bool {
    let text = config.attribute(name).as_str();
    text.is_some_and(|text| !text.is_empty())
}

fn read_lag_seconds() -> Attribute {
    let in_range = Validator::new(|value, path| {
        let is_right = value
            .as_i64()
            .is_some_and(|seconds| (0..=300).contains(&seconds));
        let detail = "It must be a whole number of seconds, 0 to 300.";
        (!is_right).then(|| Diagnostic::error("Invalid read_lag_seconds", detail).at(path.clone()))
    });
    Attribute::number("read_lag_seconds").validate(in_range).describe(
        "The number of seconds, 0 to 300, during which reads may not show a new object or a change yet. Defaults to `10`, or to `0` with `local_path`.",
    )
}

/// Returns the rule that a local server excludes keys and an address.
fn local_alone() -> Rule {
    Rule::new(|config| {
        if !is_given(config, "local_path") {
            return Diagnostics::new();
        }
        let remote = REMOTE.into_iter().filter(|name| is_given(config, name));
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
