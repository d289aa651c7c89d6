//! What Terraform's core answers, case by case: 47,000 that its own functions were asked, beside the repository in
//! `../shared/vectors`. Where the files are not there, the test says so and is content.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path as FilePath;

use serde_json::Value as Json;

use super::language::show;
use crate::engine::check::{Problem, check_applied, check_plan};
use crate::engine::codec::decode;
use crate::engine::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Recompute, Shape, Type, Usage, Value, from_wire, propose};

/// What the engine says of one case: nothing where it agrees with core.
type Judge = fn(&Case) -> Option<Disagreement>;

enum Disagreement {
    /// The engine refuses what core accepts, by a rule that helps a user.
    Stricter(&'static str),
    /// In words.
    Wrong(String),
}

use Disagreement::{Stricter, Wrong};

/// Core refuses an unknown in another function, before it compares; the engine does both at once.
const UNKNOWN: &str = "nothing is unknown after an apply";

/// Core trusts the labels of blocks. One that vanishes is planned again each time, and its user never learns why.
const LABELS: &str = "blocks in a map keep their labels";

#[test]
fn proposals_are_cores() {
    agrees("propose", &[], |case| {
        let proposed = propose(&case.block, &case.value("prior"), &case.value("config"));
        let expected = case.value("proposed");
        (proposed != expected).then(|| Wrong(format!("the engine proposes {}, and core {}", show(&proposed), show(&expected))))
    });
}

#[test]
fn plans_are_judged_as_core_does() {
    agrees("plan", &[], |case| {
        let problems = check_plan(&case.block, &case.value("prior"), &case.value("config"), &case.value("planned"));
        judged(case, &problems)
    });
}

#[test]
fn results_are_judged_as_core_does() {
    agrees("applied", &[(UNKNOWN, 5), (LABELS, 4)], |case| {
        let problems = check_applied(&case.block, &case.value("planned"), &case.value("actual"));
        judged(case, &problems)
    });
}

fn judged(case: &Case, problems: &[Problem]) -> Option<Disagreement> {
    if problems.is_empty() != case.accepted() {
        let all = |words: &str| !problems.is_empty() && problems.iter().all(|problem| problem.what.contains(words));
        return Some(match (all("is still unknown"), all("block key")) {
            (true, _) => Stricter(UNKNOWN),
            (_, true) => Stricter(LABELS),
            _ => Wrong(format!("core accepts: {}, and the engine says {problems:?}", case.accepted())),
        });
    }
    None
}

struct Case {
    json: Json,
    block: Block,
}

impl Case {
    fn value(&self, name: &str) -> Value {
        let hex = self.json[name].as_str().expect("a value in hexadecimal");
        let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two hexadecimal digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digits).collect();
        from_wire(&self.block, decode(&bytes, &self.block.ty()).expect("core's own value"))
    }

    fn accepted(&self) -> bool {
        self.json["accepted"].as_bool().expect("core's verdict")
    }
}

#[expect(clippy::print_stderr, reason = "a test that could not run must not look like one that did")]
fn agrees(name: &str, rules: &[(&'static str, usize)], judge: Judge) {
    let file = FilePath::new(env!("CARGO_MANIFEST_DIR")).join(format!("../shared/vectors/{name}.jsonl.gz"));
    let Ok(packed) = File::open(&file) else {
        eprintln!("SKIPPED: {} is not there, so nothing was compared with what core answers", file.display());
        return;
    };
    let (mut cases, mut told, mut stricter) = (0, Vec::new(), BTreeMap::new());
    for line in BufReader::new(flate2::read::GzDecoder::new(packed)).lines() {
        let json: Json = serde_json::from_str(&line.expect("text")).expect("a case");
        let block = block(&json["schema"]);
        let case = Case { json, block };
        cases += 1;
        match judge(&case) {
            None => {}
            Some(Stricter(rule)) => *stricter.entry(rule).or_insert(0) += 1,
            Some(Wrong(said)) => told.push(format!("{said}\n  {}", case.json)),
        }
    }
    assert!(cases > 10_000, "there are but {cases} cases");
    let shown = told.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(told.is_empty(), "of {cases} cases of {name}, {} are judged otherwise than core does:\n{shown}", told.len());
    assert_eq!(stricter, rules.iter().copied().collect(), "the engine is stricter on purpose in {name}");
}

fn block(json: &Json) -> Block {
    let attributes = json["attributes"].as_object().into_iter().flatten().map(|(name, json)| attribute(name, json));
    let blocks = json["blocks"].as_object().into_iter().flatten().map(|(name, json)| nested(name, json));
    Block { attributes: attributes.collect(), blocks: blocks.collect(), ..Block::default() }
}

fn attribute(name: &str, json: &Json) -> Attribute {
    let usage = match json["usage"].as_str().expect("a usage") {
        "required" => Usage::Required,
        "optional" => Usage::Optional,
        "computed" => Usage::Computed,
        "optional_computed" => Usage::OptionalComputed,
        other => panic!("no usage is called {other}"),
    };
    let mut attribute = Attribute::new(name, Type::Bool, usage, "");
    attribute.shape = match json["nesting"].as_str() {
        None => Shape::Plain(Type::from_json(&json["type"]).expect("a type")),
        Some(nesting) => {
            let inner = json["attributes"].as_object().into_iter().flatten().map(|(name, json)| self::attribute(name, json));
            Shape::Nested(repeats(nesting), inner.collect())
        }
    };
    attribute.sensitive = json["sensitive"] == true;
    attribute.write_only = json["write_only"] == true;
    attribute
}

fn repeats(nesting: &str) -> Nesting {
    match nesting {
        "single" => Nesting::Single,
        "list" => Nesting::List,
        "set" => Nesting::Set,
        "map" => Nesting::Map,
        other => panic!("nothing nests as {other}"),
    }
}

fn nested(name: &str, json: &Json) -> NestedBlock {
    let nesting = match json["nesting"].as_str().expect("a nesting") {
        "single" => BlockNesting::Single,
        "group" => BlockNesting::Group,
        "list" => BlockNesting::List,
        "set" => BlockNesting::Set,
        "map" => BlockNesting::Map,
        other => panic!("no block repeats as {other}"),
    };
    let computed = (json["computed"] == true).then_some(Recompute::OnAnyChange);
    NestedBlock { computed, ..NestedBlock::new(name, nesting, block(&json["block"])) }
}
