//! What the README promises, measured. `cargo test --release --test acceptance -- --figures` prints the
//! whole table; a word after it measures the figures whose names contain it. `FIGURE_PAIRS` (9),
//! `FIGURE_KILLS` (300) and `FIGURE_RUNS` (200) say how often the long ones measure. The stories of this folder
//! are small versions of it, which every run of the tests has.

mod canaries;
mod emulator;
mod kills;
mod peer;
mod plans;
mod process;
mod search;

use anyhow::{Context as _, Result, ensure};

use crate::Story;
use crate::terraform::Program;

/// A figure: what it is of, what is promised, and how it is measured. The measurement returns the value,
/// and fails if the promise is not kept.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) promise: &'static str,
    pub(crate) measure: fn(&Program) -> Result<String>,
}

pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "requests of a plan of 1,000 objects in which nothing changes",
        promise: "at most 25, 1 login",
        measure: |program| plans::requests(program, 1_000),
    },
    Figure {
        name: "the same plan with 100 ms latency, over that with none",
        promise: "at most 1 s more",
        measure: |program| plans::latency(program, 1_000),
    },
    Figure {
        name: "the same plan over local_path, over a provider with nothing behind it; 10,000 objects; growth; memory",
        promise: "at most 1.10; 1.10; 1.1; 60 MiB",
        measure: growth,
    },
    Figure {
        name: "an apply of 1,000 objects over local_path, over a provider with nothing behind it",
        promise: "at most 1.15",
        measure: |program| plans::apply_ratio(program, 1_000, number_of("FIGURE_PAIRS", 9)),
    },
    Figure {
        name: "start of the process to its handshake; schema call",
        promise: "at most 5 ms; 2 ms",
        measure: |_| process::start(),
    },
    Figure {
        name: "refresh of an object whose list is known",
        promise: "at most 150 µs more than a call without work",
        measure: |_| process::cached_read(),
    },
    Figure {
        name: "memory of a provider that waits",
        promise: "at most 15 MiB",
        measure: |_| process::idle_memory(),
    },
    Figure {
        name: "size of the program",
        promise: "at most 15 MiB",
        measure: |_| process::size(),
    },
    Figure {
        name: "the library over terraform-plugin-framework",
        promise: "start 1/6, plan 1/2 and 2/3, processor 1/10, memory 1/10",
        measure: peer::peer,
    },
    Figure {
        name: "the Admin API server, in memory, at 100 objects in a collection and at 100,000",
        promise: "2,000 creates/s, 10,000 reads/s, half of that; 200 MiB",
        measure: |_| emulator::rates(100_000),
    },
    Figure {
        name: "canaries in every secret input, before a server that quotes them",
        promise: "0 found in 200 runs",
        measure: |program| canaries::scan(program, number_of("FIGURE_RUNS", 200)),
    },
    Figure {
        name: "41 objects on a bad day of the server: 10 % 429, 5 % 503, 5 % resets, 10 % lost answers",
        promise: "one apply, 20 of 20",
        measure: bad_days,
    },
    Figure {
        name: "kill -9 at any instant of an apply of 103 objects, then apply",
        promise: "300 of 300 recover",
        measure: |program| kills::kills(program, number_of("FIGURE_KILLS", 300), 17, true),
    },
    Figure {
        name: "kill -9 without a journal, then the imports that the messages name",
        promise: "60 of 60 recover",
        measure: |program| kills::kills(program, number_of("FIGURE_KILLS", 60), 17, false),
    },
];

/// Has twenty bad days.
fn bad_days(program: &Program) -> Result<String> {
    for day in 1..=20 {
        let passed = crate::stories::bad_day(program);
        passed.with_context(|| format!("day {day}"))?;
    }
    Ok("20 of 20".to_owned())
}

/// Measures plans of a thousand objects and of ten thousand.
fn growth(program: &Program) -> Result<String> {
    let pairs = number_of("FIGURE_PAIRS", 9);
    let thousand = plans::plan_ratio(program, 1_000, pairs)?;
    let ten = plans::plan_ratio(program, 10_000, pairs)?;
    // Printed and not judged: Terraform keeps these objects in its own process.
    let over_own = |planned: &plans::Planned, objects| -> Result<f64> {
        let own = plans::plan_of_terraform_data(program, objects, pairs)?;
        Ok(planned.seconds / own)
    };
    // Terraform's own growth is that of the provider with nothing behind it.
    let growth = (ten.seconds / thousand.seconds) / (ten.hollow / thousand.hollow);
    let measured = format!(
        "{} ({:.1} s); {} ({:.1} s); {growth:.2}; {:.0} MiB; {:.1} and {:.1} times terraform_data",
        thousand.ratio,
        thousand.seconds,
        ten.ratio,
        ten.seconds,
        ten.memory,
        over_own(&thousand, 1_000)?,
        over_own(&ten, 10_000)?,
    );
    let is_good = thousand.ratio.median <= 1.10
        && ten.ratio.median <= 1.10
        && growth <= 1.1
        && ten.memory <= 60.0;
    ensure!(is_good, "{measured}");
    Ok(measured)
}

/// Returns the number in an environment variable, by which a run can be made shorter.
#[expect(
    clippy::disallowed_methods,
    reason = "it says how long a measurement takes"
)]
fn number_of<T: std::str::FromStr>(variable: &str, otherwise: T) -> T {
    let set = std::env::var(variable).ok();
    set.and_then(|number| number.parse().ok())
        .unwrap_or(otherwise)
}

pub(crate) const STORIES: &[Story] = &[
    Story::new("kill -9, then apply", |program| {
        kills::kills(program, 6, 4, true)?;
        kills::kills(program, 3, 4, false).map(|_| ())
    })
    .on_unix(),
    Story::new("secrets are in no output, log or file", |program| {
        canaries::scan(program, 3).map(|_| ())
    }),
    Story::new("a plan of many objects makes few requests", |program| {
        plans::requests(program, 61).map(|_| ())
    }),
];
