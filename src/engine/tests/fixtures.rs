//! Cases as text, in files: a schema, and below it cases that give values and record what becomes of them.
//!
//! ```text
//! schema name: string required; etag: string computed
//!
//! # A sentence about the case.
//! prior  {"name":"a","etag":"x"}
//! config {"name":"b"}
//! propose {"etag":"x","name":"b"}
//! plan    update {"etag":"?","name":"b"}
//! ```
//!
//! | given | recorded |
//! | --- | --- |
//! | `prior`, `config`, perhaps the provider's `defaults` | the proposal and the plan |
//! | `prior`, `config`, `planned` | the verdict of core's check of that plan |
//! | `planned`, `actual` | the verdict of core's check of that result |
//! | `state`, `refreshed` | how a refresh settles, and the drift that it shows |
//!
//! `UPDATE_EXPECT=1 cargo test --lib engine` records again; read the difference before committing it.

use std::collections::BTreeMap;

use expect_test::expect_file;

use super::language::{schema, show, value};
use crate::engine::PathError;
use crate::engine::check::{check_applied, check_plan};
use crate::engine::{Defaults, Plan, Schema, Value, changes, plan, propose, settle};

macro_rules! fixtures {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let text = include_str!(concat!("fixtures/", stringify!($name), ".txt"));
            expect_file![concat!("fixtures/", stringify!($name), ".txt")].assert_eq(&answered(text));
        })*
    };
}

fixtures! { attributes collections meanings nested blocks computed_blocks replacing provider_defaults core_plans
core_results refreshing }

/// Returns the text with every answer computed again.
fn answered(text: &str) -> String {
    let mut out = String::new();
    let mut current = Schema::default();
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let mut cases = 0;
    for paragraph in paragraphs {
        let lines: Vec<(&str, &str)> = paragraph
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| line.split_once(' ').unwrap_or((line, "")))
            .collect();
        if let Some((_, text)) = lines.iter().find(|(word, _)| *word == "schema") {
            current = schema(text);
        }
        let given: Vec<_> = lines
            .iter()
            .filter(|(word, _)| !ANSWERS.contains(word))
            .collect();
        for (word, text) in &given {
            out += &format!("{word} {}\n", text.trim());
        }
        if given.iter().any(|(word, _)| VALUES.contains(word)) {
            cases += 1;
            let case = Case {
                schema: &current,
                given: given
                    .iter()
                    .map(|(word, text)| (*word, text.trim()))
                    .collect(),
            };
            out += &case.answers();
        }
        out += "\n";
    }
    assert!(cases > 0, "there are no cases");
    format!("{}\n", out.trim_end())
}

const VALUES: [&str; 6] = ["prior", "config", "planned", "actual", "state", "refreshed"];
const ANSWERS: [&str; 6] = ["propose", "plan", "core", "settled", "drift", "drifts"];

/// One case: a schema and the lines that are given.
struct Case<'a> {
    schema: &'a Schema,
    given: Vec<(&'a str, &'a str)>,
}

impl Case<'_> {
    fn text(&self, wanted: &str) -> Option<&str> {
        self.given
            .iter()
            .find(|(word, _)| *word == wanted)
            .map(|(_, text)| *text)
    }

    fn value(&self, word: &str) -> Option<Value> {
        self.text(word).map(|text| value(self.schema, text))
    }

    /// Returns the settings of the provider that stand in for attributes.
    fn defaults(&self) -> Defaults {
        let Some(text) = self.text("defaults") else {
            return Defaults::new();
        };
        let settings: BTreeMap<String, String> =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        settings
            .into_iter()
            .map(|(name, value)| match value.as_str() {
                "?" => (name, Value::UNKNOWN),
                known => (name, known.into()),
            })
            .collect()
    }

    fn answers(&self) -> String {
        let block = &self.schema.block;
        let prior = self.value("prior").unwrap_or_default();
        let config = self.value("config");
        let planned = self.value("planned");
        let actual = self.value("actual");
        let refreshed = self.value("refreshed");
        match (config, planned, actual, refreshed) {
            (_, Some(planned), Some(actual), _) => core(&check_applied(block, &planned, &actual)),
            (config, Some(planned), None, _) => core(&check_plan(
                block,
                &prior,
                &config.unwrap_or_default(),
                &planned,
            )),
            (Some(config), None, None, _) => self.planned(&prior, &config),
            (None, None, None, Some(refreshed)) => self.refreshed(&refreshed),
            _ => panic!("a case has too few values"),
        }
    }

    /// Plans. The plan must be legal, the same twice, and empty once it is done.
    fn planned(&self, prior: &Value, config: &Value) -> String {
        let block = &self.schema.block;
        let defaults = self.defaults();
        let plan_over = |prior: &Value| plan(self.schema, &defaults, prior, config);
        let Plan {
            planned, replaces, ..
        } = plan_over(prior);
        let problems = check_plan(block, prior, config, &planned);
        assert!(
            problems.is_empty() || config.is_null(),
            "core would refuse the plan {}: {problems:?}",
            show(&planned)
        );
        let again = plan_over(prior);
        assert!(
            again.planned == planned && again.replaces == replaces,
            "planning twice differs"
        );
        if planned.is_wholly_known() && !planned.is_null() {
            let quiet = plan_over(&planned);
            assert!(
                quiet.planned == planned && quiet.replaces.is_empty(),
                "a second plan of {} is not empty",
                show(config)
            );
        }
        let action = match (prior.is_null(), planned.is_null()) {
            (_, true) => "delete",
            (true, false) => "create",
            (false, false) if planned == *prior => "nothing",
            (false, false) if replaces.is_empty() => "update",
            (false, false) => "replace",
        };
        let replaces: Vec<String> = replaces.iter().map(ToString::to_string).collect();
        let replaces = match replaces.as_slice() {
            [] => String::new(),
            paths => format!(" [{}]", paths.join(", ")),
        };
        format!(
            "propose {}\nplan {action}{replaces} {}\n",
            show(&propose(block, prior, config)),
            show(&planned)
        )
    }

    fn refreshed(&self, refreshed: &Value) -> String {
        let block = &self.schema.block;
        let state = self.value("state").unwrap_or_default();
        let settled = settle(block, &state, refreshed);
        let drift: String = changes(block, &state, &settled)
            .iter()
            .map(|one| format!("drift {}: {} -> {}\n", one.path, one.old, one.new))
            .collect();
        let drift = match drift.as_str() {
            "" => "drift nothing\n",
            lines => lines,
        };
        format!("settled {}\n{drift}", show(&settled))
    }
}

fn core(problems: &[PathError]) -> String {
    if problems.is_empty() {
        return "core is content\n".to_owned();
    }
    problems
        .iter()
        .map(|problem| format!("core {problem}\n"))
        .collect()
}
