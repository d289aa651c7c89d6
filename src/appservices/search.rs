//! What the data sources have in common that search a project, or find one thing by one of its keys.

use crate::declare::context::{Context, Project};
use crate::declare::report::no_place;
use crate::declare::shape::judge::{Stage, judged};
use crate::declare::shape::schema;
use crate::engine::{Attribute, Block, Diagnostic, Path, Rule, Value};
use crate::provider::{Private, Result};
use crate::resources::app::SPEC;
use crate::resources::common::PROJECT_ID;

/// Returns the attribute that names the project, which the provider's block has otherwise.
pub(super) fn project_attribute(stage: Stage, doc: &str) -> Attribute {
    Attribute {
        validators: schema::attribute(&PROJECT_ID, stage).validators,
        ..Attribute::string("project_id")
            .optional_computed()
            .describe(doc)
    }
}

/// Checks the configuration of a data source, and returns the project to search.
pub(super) fn searched(context: &Context, judged_by: &Block, config: &Value) -> Result<String> {
    context.learn(judged_by, &[config], &Private::default());
    judged(judged_by, config)?;
    match (config.attribute("project_id").as_str(), context.project()) {
        (Some(project), _) => Ok(project.to_owned()),
        (None, Project::Known(project)) => Ok(project.clone()),
        // The error of the client reports whether more than the project is unknown.
        (None, other) => Err(context
            .api()
            .err()
            .unwrap_or_else(|| no_place(&SPEC, *other == Project::Unknown).into())),
    }
}

/// Returns the rule that exactly one of these attributes is set, of which one is `name`. `summary` and
/// `detail` are what is said otherwise.
pub(super) fn only_one_key(
    keys: &'static [&'static str],
    summary: &'static str,
    detail: &'static str,
) -> Rule {
    Rule::new(move |config| {
        let values = || keys.iter().map(|key| config.attribute(key));
        let set = values().filter(|value| !value.is_null()).count();
        let is_unknown = values().any(Value::is_unknown);
        (set != 1 && !is_unknown)
            .then(|| Diagnostic::error(summary, detail).at(Path::attribute("name")))
    })
}
