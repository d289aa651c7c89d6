//! Cases as text, in files: a schema, and below it cases of which each gives values and says what becomes of them.
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
//! With `prior` and `config`, what is proposed and planned is told; with `planned` as well, what core's check of that plan says;
//! with `planned` and `actual`, what its check of the result says; with `state` and `refreshed`, how a refresh settles and what it
//! shows as drift. Lines are written anew by `UPDATE_EXPECT=1 cargo test --lib engine`; read the difference before committing it.

use expect_test::expect_file;

use super::language::{schema, show, value};
use crate::engine::check::{Problem, check_applied, check_plan};
use crate::engine::{Defaults, Schema, Value, changes, plan, propose, settle};

macro_rules! fixtures {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let text = include_str!(concat!("fixtures/", stringify!($name), ".txt"));
            expect_file![concat!("fixtures/", stringify!($name), ".txt")].assert_eq(&answered(text));
        })*
    };
}

fixtures! { attributes collections meanings nested blocks computed_blocks replacing core_plans core_results refreshing }

/// The text with every answer computed anew.
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
            let find = |wanted: &str| {
                given
                    .iter()
                    .find(|(word, _)| *word == wanted)
                    .map(|(_, text)| value(&current, text.trim()))
            };
            out += &answers(&current, &find);
        }
        out += "\n";
    }
    assert!(cases > 0, "there are no cases");
    format!("{}\n", out.trim_end())
}

const VALUES: [&str; 6] = ["prior", "config", "planned", "actual", "state", "refreshed"];
const ANSWERS: [&str; 6] = ["propose", "plan", "core", "settled", "drift", "drifts"];

fn answers(schema: &Schema, given: &dyn Fn(&str) -> Option<Value>) -> String {
    let block = &schema.block;
    let prior = given("prior").unwrap_or_default();
    match (
        given("config"),
        given("planned"),
        given("actual"),
        given("refreshed"),
    ) {
        (_, Some(planned), Some(actual), _) => core(&check_applied(block, &planned, &actual)),
        (config, Some(planned), None, _) => core(&check_plan(
            block,
            &prior,
            &config.unwrap_or_default(),
            &planned,
        )),
        (Some(config), None, None, _) => planned(schema, &prior, &config),
        (None, None, None, Some(refreshed)) => {
            let state = given("state").unwrap_or_default();
            let settled = settle(block, &state, &refreshed);
            let drift: Vec<_> = changes(block, &state, &settled)
                .iter()
                .map(|one| format!("{}: {} -> {}", one.path, one.old, one.new))
                .collect();
            let drift = if drift.is_empty() {
                "drift nothing\n".to_owned()
            } else {
                drift.iter().map(|line| format!("drift {line}\n")).collect()
            };
            format!("settled {}\n{drift}", show(&settled))
        }
        _ => panic!("a case has too few values"),
    }
}

/// The proposal and the plan, which must be legal, the same twice, and quiet once it is done.
fn planned(schema: &Schema, prior: &Value, config: &Value) -> String {
    let block = &schema.block;
    let planned = plan(schema, &Defaults::new(), prior, config);
    let problems = check_plan(block, prior, config, &planned.planned);
    assert!(
        problems.is_empty() || config.is_null(),
        "core would refuse the plan {}: {problems:?}",
        show(&planned.planned)
    );
    let again = plan(schema, &Defaults::new(), prior, config);
    assert!(
        again.planned == planned.planned && again.replaces == planned.replaces,
        "planning twice differs"
    );
    if planned.planned.is_wholly_known() && !planned.planned.is_null() {
        let quiet = plan(schema, &Defaults::new(), &planned.planned, config);
        assert!(
            quiet.planned == planned.planned && quiet.replaces.is_empty(),
            "a second plan of {} is not empty",
            show(config)
        );
    }
    let action = match (prior.is_null(), planned.planned.is_null()) {
        (_, true) => "delete",
        (true, false) => "create",
        (false, false) if planned.planned == *prior => "nothing",
        (false, false) if planned.replaces.is_empty() => "update",
        (false, false) => "replace",
    };
    let replaces = planned
        .replaces
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let replaces = if replaces.is_empty() {
        replaces
    } else {
        format!(" [{replaces}]")
    };
    format!(
        "propose {}\nplan {action}{replaces} {}\n",
        show(&propose(block, prior, config)),
        show(&planned.planned)
    )
}

fn core(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return "core is content\n".to_owned();
    }
    problems
        .iter()
        .map(|problem| format!("core {problem}\n"))
        .collect()
}
