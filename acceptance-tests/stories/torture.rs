//! Generated configurations for the provider that uses everything: no plan is refused, no second plan shows anything.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use super::library::require;
use crate::program::Feature;
use crate::terraform::{Program, Workspace};

/// What every configuration begins with; the provider hears in which module it is.
const REQUIRED: &str = "terraform {
  required_providers {
    torture = { source = \"example/torture\" }
  }
  provider_meta \"torture\" {
    module = \"root\"
  }
}
";

/// Each batch is one Terraform configuration with this many generated resources.
const RESOURCES: u64 = 50;
const BATCHES: u64 = 4;

pub(super) fn torture(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    for batch in 0..if program.is_brief() { 1 } else { BATCHES } {
        let workspace = program.workspace()?;
        // What the configurations are is fixed, so that a failure can be looked at again.
        for round in 0..3 {
            write(program, &workspace, batch, round)?;
            let what = || format!("batch {batch}, round {round}");
            workspace.apply().with_context(what)?;
            let output =
                workspace.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"])?;
            ensure!(
                output.status.code() == Some(0),
                "{}: a second plan is not empty:\n{}",
                what(),
                crate::terraform::text_of(&output)
            );
        }
        let state = workspace.show(&[])?;
        let resources = state["values"]["root_module"]["resources"]
            .as_array()
            .context("resources")?;
        let of_type = |wanted: &str| {
            resources
                .iter()
                .filter(move |one| one["type"] == wanted)
                .map(|one| &one["values"])
                .collect::<Vec<_>>()
        };
        ensure!(
            of_type("torture_thing")
                .iter()
                .all(|thing| thing["module"] == "root"),
            "a resource does not know its module"
        );
        let heard = of_type("torture_echo");
        ensure!(
            heard.len() == 1 && heard[0]["module"] == "root" && heard[0]["said"][1] == 0.1,
            "the data source heard {heard:?}"
        );
        workspace.succeed(&["destroy", "-auto-approve", "-no-color"])?;
    }
    Ok(())
}

/// Modifiers, meanings inside collections, and what breaks rules and validators.
pub(super) fn words(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    let workspace = program.workspace()?;
    let thing = |body: &str| {
        format!("{REQUIRED}resource \"torture_thing\" \"t\" {{\n  name = \"abc\"\n{body}\n}}\n")
    };
    let write = |body: &str| fs::write(workspace.path().join("main.tf"), thing(body));
    let step = |body: &str, wanted: &str| -> Result<()> {
        write(body)?;
        let found = workspace.apply()?;
        ensure!(
            found.action("torture_thing.t") == wanted,
            "{body} is a {:?}, not a {wanted:?}",
            found.action("torture_thing.t")
        );
        Ok(())
    };
    let state = |name: &str| -> Result<serde_json::Value> {
        Ok(workspace.show(&[])?["values"]["root_module"]["resources"][0]["values"][name].clone())
    };
    step(
        "  size = 3\n  jsons = [\"[1]\", \"{}\"]\n  mac = \"00:00:5e:00:53:01\"",
        "create",
    )?;
    ensure!(
        state("length")? == 3,
        "a modifier's value is {}",
        state("length")?
    );
    // The whole list means the same, so nothing happens; with one other element it is written whole.
    step(
        "  size = 3\n  jsons = [\"[ 1 ]\", \"{ }\"]\n  mac = \"0000.5E00.5301\"",
        "",
    )?;
    step(
        "  size = 3\n  jsons = [\"[ 1 ]\", \"[]\"]\n  mac = \"0000.5E00.5301\"",
        "update",
    )?;
    ensure!(
        state("jsons")?[0] == "[ 1 ]" && state("mac")? == "00:00:5e:00:53:01",
        "the spelling is {}",
        state("jsons")?
    );
    step("  size = 4", "update")?;
    step("  size = 2", "replace")?;
    for (body, said) in [
        (
            "  low = 1\n  lower = 1",
            "At most one of low, lower may be set",
        ),
        (
            "  low = 7\n  high = 6.9",
            "high must be at least the sum of low, lower",
        ),
        (
            "  low = 1.5",
            "It must be a whole number of at most 64 bits.",
        ),
        ("  mac = \"here\"", "It must be a MAC address"),
        (
            "  timeouts = { create = \"soon\" }",
            "It must be a duration",
        ),
        (
            "  timeouts = { create = \"-1h\" }",
            "It must be a duration that is not negative",
        ),
    ] {
        write(body)?;
        // What breaks the lines of a message apart is Terraform's frame.
        let text = workspace.fail(&["plan", "-no-color"])?;
        let text = text
            .split(|c: char| c.is_whitespace() || c == '\u{2502}')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        ensure!(text.contains(said), "{body} says:\n{text}");
    }
    Ok(())
}

/// Variadic arguments, nulls among them, unknown values, and errors that name their argument.
pub(super) fn functions(program: &Program) -> Result<()> {
    require("terraform-provider-torture")?;
    let workspace = program.workspace()?;
    let later = "resource \"terraform_data\" \"later\" { input = \"c\" }\n";
    let output = |call: &str| {
        format!(
            "{REQUIRED}{later}output \"joined\" {{ value = provider::torture::join({call}) }}\n"
        )
    };
    fs::write(
        workspace.path().join("main.tf"),
        output("\"-\", \"a\", null, \"b\", terraform_data.later.output"),
    )?;
    workspace.apply()?;
    let state = workspace.show(&[])?;
    ensure!(
        state["values"]["outputs"]["joined"]["value"] == "a-b-c",
        "it joined {}",
        state["values"]["outputs"]["joined"]["value"]
    );
    for (call, said) in [
        ("\"-\"", "there is nothing to join"),
        ("\"long one\", \"a\"", "at most 3 are allowed"),
    ] {
        fs::write(workspace.path().join("main.tf"), output(call))?;
        let text = workspace
            .fail(&["plan", "-no-color"])?
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        ensure!(text.contains(said), "{call} says:\n{text}");
    }
    Ok(())
}

fn write(program: &Program, workspace: &Workspace<'_>, batch: u64, round: u64) -> Result<()> {
    let mut text = String::from(REQUIRED);
    // Its output is unknown whenever its input changes.
    write!(
        text,
        "resource \"terraform_data\" \"later\" {{\n  input = \"round {round}\"\n}}\n"
    )?;
    text +=
        "data \"torture_echo\" \"heard\" {\n  said = [terraform_data.later.output, 0.1, null]\n}\n";
    if program.has(Feature::EphemeralResources) {
        text += "ephemeral \"torture_ticket\" \"one\" {\n  holder = \"batch\"\n}\n";
    }
    for at in 0..RESOURCES {
        // A third of the resources stays as it is from round to round.
        let seed = batch * 1000 + at + if at % 3 == 0 { 0 } else { round * 100_000 };
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        write!(
            text,
            "resource \"torture_thing\" \"t{at}\" {{\n{}}}\n",
            thing(&mut chance)
        )?;
    }
    if !program.has(Feature::LargeIntegers) {
        text = text.replace(LARGE_INTEGER, "4294967296");
    }
    Ok(fs::write(workspace.path().join("main.tf"), text)?)
}

/// The first integer that 64 bits do not hold.
const LARGE_INTEGER: &str = "18446744073709551616";

/// Writes a value by chance.
type Write = fn(&mut Chance) -> String;

/// One resource's body.
fn thing(chance: &mut Chance) -> String {
    let mut body = format!("  name = {}\n", required(chance));
    let attributes: &[(&str, Write)] = &[
        ("string", string),
        ("number", number),
        ("bool", boolean),
        ("dynamic", any),
        ("strings", |chance| many(chance, string)),
        ("bag", |chance| many(chance, word)),
        ("numbers", |chance| named(chance, number)),
        ("tuple", |chance| {
            format!("[{}, {}]", string(chance), number(chance))
        }),
        ("object", pair),
        ("objects", |chance| many(chance, pair)),
        ("matrix", |chance| {
            many(chance, |chance| many(chance, number))
        }),
        ("sets", |chance| named(chance, |chance| many(chance, word))),
        ("filled", string),
        ("kept", string),
        ("text_default", string),
        ("number_default", number),
        ("secret", string),
        ("fixed", word),
        ("rising", word),
        ("placed", string),
        ("template", word),
        ("old", word),
        ("json", json),
        ("jsons", |chance| many(chance, json)),
        ("mac", |chance| {
            [
                "\"00:00:5e:00:53:01\"",
                "\"00-00-5E-00-53-01\"",
                "\"0000.5e00.53ff\"",
                "null",
            ][chance.below(4) as usize]
                .to_owned()
        }),
        ("size", number),
        ("timeouts", |chance| {
            format!("{{ create = \"{}m\" }}", chance.below(60))
        }),
        ("single", inner),
        ("list", |chance| many(chance, inner)),
        ("map", |chance| named(chance, inner)),
        ("set", |chance| many(chance, element)),
        ("settings", |chance| {
            format!("{{ mode = {} }}", string(chance))
        }),
    ];
    for (name, value) in attributes {
        if chance.one_in(2) {
            body += &format!("  {name} = {}\n", value(chance));
        }
    }
    let sum = [
        "",
        "  low = 3\n  high = 3.5\n",
        "  lower = 0.1\n  high = 0.1\n",
        "  low = length(terraform_data.later.output)\n",
    ];
    body += sum[chance.below(4) as usize];
    for name in ["blk_list", "blk_set", "any_list"] {
        for _ in 0..chance.below(4) {
            body += &format!(
                "  {name} {{\n{}  }}\n",
                block(chance, name.starts_with("any"))
            );
        }
    }
    for name in ["blk_map", "any_map"] {
        for at in 0..chance.below(3) {
            body += &format!(
                "  {name} \"k{at}\" {{\n{}  }}\n",
                block(chance, name.starts_with("any"))
            );
        }
    }
    for name in ["blk_one", "blk_group"] {
        if chance.one_in(2) {
            body += &format!("  {name} {{\n{}  }}\n", block(chance, false));
        }
    }
    body
}

fn block(chance: &mut Chance, with_any: bool) -> String {
    let mut body = String::new();
    if chance.one_in(2) {
        body += &format!("    a = {}\n", string(chance));
    }
    if chance.one_in(2) {
        body += &format!("    b = {}\n", number(chance));
    }
    if with_any && chance.one_in(2) {
        body += &format!("    any = {}\n", any(chance));
    }
    body
}

fn inner(chance: &mut Chance) -> String {
    let on = if chance.one_in(2) {
        format!(", on = {}", boolean(chance))
    } else {
        String::new()
    };
    format!(
        "{{ a = {}, b = {}, j = {}{on} }}",
        required(chance),
        number(chance),
        json(chance)
    )
}

fn element(chance: &mut Chance) -> String {
    format!("{{ a = {}, b = {} }}", word(chance), number(chance))
}

fn pair(chance: &mut Chance) -> String {
    format!("{{ a = {}, b = {} }}", string(chance), number(chance))
}

fn any(chance: &mut Chance) -> String {
    match chance.below(5) {
        0 => string(chance),
        1 => number(chance),
        2 => pair(chance),
        3 => many(chance, string),
        _ => boolean(chance),
    }
}

fn many(chance: &mut Chance, one: Write) -> String {
    format!(
        "[{}]",
        (0..chance.below(4))
            .map(|_| one(chance))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn named(chance: &mut Chance, one: Write) -> String {
    format!(
        "{{ {} }}",
        (0..chance.below(4))
            .map(|at| format!("k{at} = {}", one(chance)))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

/// A string that may be empty or unknown, and never null.
fn required(chance: &mut Chance) -> String {
    match string(chance).as_str() {
        "null" => word(chance),
        other => other.to_owned(),
    }
}

fn string(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => "terraform_data.later.output".to_owned(),
        1 => "null".to_owned(),
        2 => "\"\"".to_owned(),
        3 => "\"e\\u0301 \\\"quoted\\\" $${x}\\n\"".to_owned(),
        _ => word(chance),
    }
}

fn word(chance: &mut Chance) -> String {
    format!("\"w{}\"", chance.below(20))
}

fn number(chance: &mut Chance) -> String {
    let written = [
        "0",
        "1",
        "-1",
        "0.1",
        "-2.5",
        "1e3",
        LARGE_INTEGER,
        "123456789012345678901234567890.5",
        "1e-7",
        "length(terraform_data.later.output)",
        "null",
    ];
    written[chance.below(written.len() as u64) as usize].to_owned()
}

fn boolean(chance: &mut Chance) -> String {
    ["true", "false", "null"][chance.below(3) as usize].to_owned()
}

fn json(chance: &mut Chance) -> String {
    let written = [
        "jsonencode({ a = 1, b = [true] })",
        "\"{ \\\"b\\\": [true], \\\"a\\\": 1.0 }\"",
        "\"[ ]\"",
        "\"[]\"",
        "null",
    ];
    written[chance.below(written.len() as u64) as usize].to_owned()
}

/// Chance that is the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}
