//! What Terraform's core answers, case by case: 47,000 that its own functions were asked, beside
//! the repository in `../shared/vectors`. Where the files are not there, the test says so and is
//! content.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path as FilePath;

use serde_json::Value as Json;

use super::language::show;
use crate::engine::check::{check_applied, check_plan};
use crate::engine::codec::decode;
use crate::engine::propose::object_value;
use crate::engine::repeat::{Repeat, each_object};
use crate::engine::{
    Attribute, Block, BlockNesting, Defaults, NestedBlock, Nesting, Path, PathError, Plan,
    Recompute, Schema, Shape, Type, Usage, Value, from_wire, plan, propose,
};

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

/// Core trusts the labels of blocks. One that vanishes is planned again each time, and its user
/// never learns why.
const LABELS: &str = "blocks in a map keep their labels";

#[test]
fn proposals_are_cores() {
    agrees("propose", &[], |case| {
        let proposed = propose(&case.block, &case.value("prior"), &case.value("config"));
        let expected = case.value("proposed");
        (proposed != expected).then(|| {
            Wrong(format!(
                "the engine proposes {}, and core {}",
                show(&proposed),
                show(&expected)
            ))
        })
    });
}

/// Core proposes no computed block where none is configured, and forgets what the provider made of
/// it.
const MADE: &str = "what the provider made of a computed block stays";

/// Core finds what an element of a set was by walking the prior one, and gives up where something
/// computed stands in its way. It then proposes a new element, whose computed parts would be known
/// after apply in every plan, though nobody changed anything.
const SAME: &str = "an element of a set that says what is configured stays what it was";

/// Over each proposal of core's, the engine plans what core accepts; what it keeps against the
/// proposal, a rule keeps.
#[test]
fn plans_follow_the_proposals_and_are_accepted() {
    agrees("propose", &[(MADE, 155), (SAME, 49)], |case| {
        let schema = Schema {
            version: 0,
            block: case.block.clone(),
        };
        let [prior, config] = ["prior", "config"].map(|name| case.value(name));
        let Plan {
            planned,
            diagnostics,
            ..
        } = plan(&schema, &Defaults::new(), &prior, &config);
        let problems = check_plan(&case.block, &prior, &config, &planned);
        if !problems.is_empty() || !diagnostics.is_empty() {
            return Some(Wrong(format!(
                "the engine plans {}: {problems:?}, {diagnostics:?}",
                show(&planned)
            )));
        }
        // Core's sets have another order; that it is the same proposal is another test's matter.
        let proposed = propose(&case.block, &prior, &config);
        match follows(&case.block, [&prior, &config, &proposed, &planned]) {
            Ok(rule) => rule.map(Stricter),
            Err(()) => Some(Wrong(format!(
                "over the proposal {}, the engine plans {}",
                show(&proposed),
                show(&planned)
            ))),
        }
    });
}

#[test]
fn plans_are_judged_as_core_does() {
    agrees("plan", &[], |case| {
        let problems = check_plan(
            &case.block,
            &case.value("prior"),
            &case.value("config"),
            &case.value("planned"),
        );
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

/// The prior, configured, proposed and planned value of one place.
type Four<'a> = [&'a Value; 4];

/// The rule by which a plan keeps something against the proposal, if it does; an error where none
/// says so. Otherwise what the provider decides may become unknown, and what is write-only is null.
type Follows = Result<Option<&'static str>, ()>;

fn follows(block: &Block, values: Four<'_>) -> Follows {
    let [_, _, proposed, planned] = values;
    let (Value::Map(_) | Value::Unknown(_), Value::Map(_)) = (proposed, planned) else {
        return if proposed == planned {
            Ok(None)
        } else {
            Err(())
        };
    };
    let inside = |name: &str| values.map(|value| value.attribute(name));
    let attributes = block
        .attributes
        .iter()
        .map(|attribute| attribute_follows(attribute, inside(&attribute.name)));
    let blocks = block
        .blocks
        .iter()
        .map(|nested| nested_follows(nested, inside(&nested.name)));
    attributes
        .chain(blocks)
        .try_fold(None, |rule, found| Ok(rule.or(found?)))
}

fn attribute_follows(attribute: &Attribute, values: Four<'_>) -> Follows {
    let [_, config, proposed, planned] = values;
    let open = attribute.is_computed() && config.is_null();
    if proposed == planned
        || (attribute.write_only && planned.is_null())
        || (open && planned.is_unknown())
    {
        return Ok(None);
    }
    match &attribute.shape {
        Shape::Nested(nesting, inner) if !open => {
            let block = Block {
                attributes: inner.clone(),
                ..Block::default()
            };
            repeated_follows(&block, (*nesting).into(), values)
        }
        _ => Err(()),
    }
}

fn nested_follows(nested: &NestedBlock, values: Four<'_>) -> Follows {
    let [prior, config, proposed, planned] = values;
    let repeat = Repeat::from(nested.nesting);
    if proposed == planned {
        return Ok(None);
    }
    if nested.computed.is_some()
        && (config.is_null() || (repeat != Repeat::One && *config == nested.none()))
    {
        return match planned {
            planned if planned.is_unknown() || *planned == nested.none() => Ok(None),
            planned if planned == prior => Ok(Some(MADE)),
            _ => Err(()),
        };
    }
    repeated_follows(&nested.block, repeat, values)
}

fn repeated_follows(
    block: &Block,
    repeat: Repeat,
    [prior, config, proposed, planned]: Four<'_>,
) -> Follows {
    let [configs, proposals, plans] =
        [config, proposed, planned].map(|value| objects(repeat, prior, value));
    if plans.is_empty() || proposals.len() != plans.len() || configs.len() != plans.len() {
        return Err(());
    }
    let mut rule = None;
    for (((old, planned), (_, proposed)), (_, config)) in plans.iter().zip(&proposals).zip(&configs)
    {
        let found = match follows(block, [old, config, proposed, planned]) {
            Err(()) if repeat == Repeat::Set => stays(block, prior, config, planned)?,
            followed => followed?,
        };
        rule = rule.or(found);
    }
    Ok(rule)
}

/// That a planned element of a set is what one of the prior ones becomes by its configuration.
fn stays(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Follows {
    let becomes = |old: &&Value| {
        follows(
            block,
            [
                *old,
                config,
                &object_value(block.into(), old, config),
                planned,
            ],
        )
        .is_ok()
    };
    prior
        .elements()
        .iter()
        .find(becomes)
        .map(|_| Some(SAME))
        .ok_or(())
}

/// Returns the objects in a value, each after the prior one in its place.
fn objects(repeat: Repeat, prior: &Value, value: &Value) -> Vec<(Value, Value)> {
    let mut found = Vec::new();
    each_object(
        repeat,
        &Path::root(),
        Some(prior),
        value,
        &mut |_, prior, value| {
            found.push((prior.cloned().unwrap_or_default(), value.clone()));
        },
    );
    found
}

fn judged(case: &Case, problems: &[PathError]) -> Option<Disagreement> {
    if problems.is_empty() != case.accepted() {
        let all = |words: &str| {
            !problems.is_empty() && problems.iter().all(|problem| problem.what.contains(words))
        };
        return Some(match (all("is still unknown"), all("block key")) {
            (true, _) => Stricter(UNKNOWN),
            (_, true) => Stricter(LABELS),
            _ => Wrong(format!(
                "core accepts: {}, and the engine says {problems:?}",
                case.accepted()
            )),
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
        let digits =
            |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two hexadecimal digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digits).collect();
        from_wire(
            &self.block,
            decode(&bytes, &self.block.ty()).expect("core's own value"),
        )
    }

    fn accepted(&self) -> bool {
        self.json["accepted"].as_bool().expect("core's verdict")
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a test that could not run must not look like one that did"
)]
fn agrees(name: &str, rules: &[(&'static str, usize)], judge: Judge) {
    let file = FilePath::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../shared/vectors/{name}.jsonl.gz"));
    let Ok(packed) = File::open(&file) else {
        eprintln!(
            "SKIPPED: {} is not there, so nothing was compared with what core answers",
            file.display()
        );
        return;
    };
    let mut cases = 0;
    let mut told = Vec::new();
    let mut stricter = BTreeMap::new();
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
    assert!(
        told.is_empty(),
        "of {cases} cases of {name}, {} are judged otherwise than core does:\n{shown}",
        told.len()
    );
    assert_eq!(
        stricter,
        rules.iter().copied().collect(),
        "the engine is stricter on purpose in {name}"
    );
}

fn block(json: &Json) -> Block {
    let attributes = json["attributes"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, json)| attribute(name, json));
    let blocks = json["blocks"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, json)| nested(name, json));
    Block {
        attributes: attributes.collect(),
        blocks: blocks.collect(),
        ..Block::default()
    }
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
            let inner = json["attributes"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, json)| self::attribute(name, json));
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
    NestedBlock {
        computed,
        ..NestedBlock::new(name, nesting, block(&json["block"]))
    }
}
