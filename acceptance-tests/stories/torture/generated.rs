//! Generated configurations of `torture_thing`, with random attributes and blocks. The same seed gives the same
//! configuration.

use fastrand::Rng;

/// The first integer that 64 bits do not hold.
pub(super) const LARGE_INTEGER: &str = "18446744073709551616";

/// Writes a random value.
type Write = fn(&mut Rng) -> String;

/// Returns one resource of the configuration.
pub(super) fn resource(at: u64, seed: u64) -> String {
    let body = thing(&mut Rng::with_seed(seed));
    format!("resource \"torture_thing\" \"t{at}\" {{\n{body}}}\n")
}

/// One resource's body.
fn thing(chance: &mut Rng) -> String {
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
        ("mac", mac),
        ("size", number),
        ("timeouts", |chance| {
            format!("{{ create = \"{}m\" }}", chance.u8(..60))
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
        if chance.bool() {
            body += &format!("  {name} = {}\n", value(chance));
        }
    }
    body += pick(
        chance,
        &[
            "",
            "  low = 3\n  high = 3.5\n",
            "  lower = 0.1\n  high = 0.1\n",
            "  low = length(terraform_data.later.output)\n",
        ],
    );
    body + &blocks(chance)
}

fn blocks(chance: &mut Rng) -> String {
    let mut body = String::new();
    for name in ["blk_list", "blk_set", "any_list"] {
        for _ in 0..chance.u8(..4) {
            body += &format!(
                "  {name} {{\n{}  }}\n",
                block(chance, name.starts_with("any"))
            );
        }
    }
    for name in ["blk_map", "any_map"] {
        for at in 0..chance.u8(..3) {
            body += &format!(
                "  {name} \"k{at}\" {{\n{}  }}\n",
                block(chance, name.starts_with("any"))
            );
        }
    }
    for name in ["blk_one", "blk_group"] {
        if chance.bool() {
            body += &format!("  {name} {{\n{}  }}\n", block(chance, false));
        }
    }
    body
}

fn block(chance: &mut Rng, with_any: bool) -> String {
    let mut body = String::new();
    if chance.bool() {
        body += &format!("    a = {}\n", string(chance));
    }
    if chance.bool() {
        body += &format!("    b = {}\n", number(chance));
    }
    if with_any && chance.bool() {
        body += &format!("    any = {}\n", any(chance));
    }
    body
}

fn inner(chance: &mut Rng) -> String {
    let on = if chance.bool() {
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

fn element(chance: &mut Rng) -> String {
    format!("{{ a = {}, b = {} }}", word(chance), number(chance))
}

fn pair(chance: &mut Rng) -> String {
    format!("{{ a = {}, b = {} }}", string(chance), number(chance))
}

fn any(chance: &mut Rng) -> String {
    match chance.u8(..5) {
        0 => string(chance),
        1 => number(chance),
        2 => pair(chance),
        3 => many(chance, string),
        _ => boolean(chance),
    }
}

fn many(chance: &mut Rng, one: Write) -> String {
    format!(
        "[{}]",
        (0..chance.u8(..4))
            .map(|_| one(chance))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn named(chance: &mut Rng, one: Write) -> String {
    format!(
        "{{ {} }}",
        (0..chance.u8(..4))
            .map(|at| format!("k{at} = {}", one(chance)))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

/// A string that may be empty or unknown, and never null.
fn required(chance: &mut Rng) -> String {
    match string(chance).as_str() {
        "null" => word(chance),
        other => other.to_owned(),
    }
}

fn string(chance: &mut Rng) -> String {
    match chance.u8(..8) {
        0 => "terraform_data.later.output".to_owned(),
        1 => "null".to_owned(),
        2 => "\"\"".to_owned(),
        3 => r#""e\u0301 \"quoted\" $${x}\n""#.to_owned(),
        _ => word(chance),
    }
}

fn word(chance: &mut Rng) -> String {
    format!("\"w{}\"", chance.u8(..20))
}

fn number(chance: &mut Rng) -> String {
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
    pick(chance, &written).to_owned()
}

fn boolean(chance: &mut Rng) -> String {
    pick(chance, &["true", "false", "null"]).to_owned()
}

fn mac(chance: &mut Rng) -> String {
    let written = [
        r#""00:00:5e:00:53:01""#,
        r#""00-00-5E-00-53-01""#,
        r#""0000.5e00.53ff""#,
        "null",
    ];
    pick(chance, &written).to_owned()
}

fn json(chance: &mut Rng) -> String {
    let written = [
        "jsonencode({ a = 1, b = [true] })",
        r#""{ \"b\": [true], \"a\": 1.0 }""#,
        r#""[ ]""#,
        r#""[]""#,
        "null",
    ];
    pick(chance, &written).to_owned()
}

fn pick<'a>(chance: &mut Rng, from: &[&'a str]) -> &'a str {
    from[chance.usize(..from.len())]
}
