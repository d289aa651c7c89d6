//! Stories run by the real `terraform`, and by `tofu` where it is installed, against the server of the same build.
//!
//! `cargo test --test acceptance` runs all of them. A word after `--` runs the stories whose names contain it, and `--by-version`
//! runs those in which versions of Terraform differ. `--figures` measures what the README promises. `TF_CLI` names the program; `TF_CLIS` lists further ones, as PATH lists
//! folders. `terraforms/fetch.py` fetches other versions. Each story has a folder and a server of its own, so stories run in
//! parallel.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a test program talks to people and may fail loudly"
)]

mod bad_input;
mod every_resource;
mod figures;
mod hcl;
mod host;
mod newer_core;
mod program;
mod proxy;
mod report;
mod server;
mod state_server;
mod stories;
mod terraform;

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use program::{Feature, Program};
use report::Outcome;

/// A story: its name, what it needs, which programs run it, and what it does.
pub(crate) struct Story {
    name: &'static str,
    needs: &'static [Feature],
    lacks: &'static [Feature],
    needs_unix: bool,
    runs: Runs,
    run: fn(&Program) -> anyhow::Result<()>,
}

/// Which programs run a story.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// None of them. The story runs once, beside the stories of the first program.
    Once,
    /// Each program that was named.
    ByEach,
    /// Each program that was named. Versions differ in the story, so `.ci/run` runs it with the oldest and the newest, too.
    ByVersion,
}

impl Story {
    pub(crate) const fn new(name: &'static str, run: fn(&Program) -> anyhow::Result<()>) -> Self {
        Self {
            name,
            needs: &[],
            lacks: &[],
            needs_unix: false,
            runs: Runs::ByEach,
            run,
        }
    }

    /// Skips the story if the program lacks one of these.
    pub(crate) const fn needs(self, needs: &'static [Feature]) -> Self {
        Self { needs, ..self }
    }

    /// Skips the story if the program has one of these: the story is about their absence.
    pub(crate) const fn without(self, lacks: &'static [Feature]) -> Self {
        Self { lacks, ..self }
    }

    /// Skips the story on systems without Unix sockets and signals.
    pub(crate) const fn on_unix(self) -> Self {
        Self {
            needs_unix: true,
            ..self
        }
    }

    /// Says that the story runs no program.
    pub(crate) const fn once(self) -> Self {
        Self {
            runs: Runs::Once,
            ..self
        }
    }

    /// Says that versions of the program differ in the story.
    pub(crate) const fn by_version(self) -> Self {
        Self {
            runs: Runs::ByVersion,
            ..self
        }
    }

    /// Returns why the story is skipped, if it is.
    fn skipped_by(&self, program: &Program) -> Option<String> {
        if self.needs_unix && cfg!(not(unix)) {
            return Some("needs Unix sockets and signals".to_owned());
        }
        program.lacks(self.needs).or_else(|| {
            self.lacks
                .iter()
                .find_map(|feature| program.having(*feature))
        })
    }
}

fn main() -> ExitCode {
    let (flags, words): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|word| word.starts_with('-'));
    let by_version = flags.iter().any(|flag| flag == "--by-version");
    let programs = match Program::all() {
        Ok(programs) if !programs.is_empty() => programs,
        Ok(_) => return failed(appservices_provider::cli::HOW_TO_GET_TERRAFORM),
        Err(error) => return failed(&format!("{error:#}")),
    };
    if flags.iter().any(|flag| flag == "--figures") {
        return figures(&programs[0], &words);
    }
    let mut good = true;
    for (at, program) in programs.into_iter().enumerate() {
        let program = if by_version {
            program.in_brief()
        } else {
            program
        };
        println!("\nstories with {}", program.label());
        let chosen = |story: &Story| match story.runs {
            Runs::Once => at == 0 && !by_version,
            Runs::ByEach => !by_version,
            Runs::ByVersion => true,
        };
        let named = |story: &Story| {
            words.is_empty() || words.iter().any(|word| story.name.contains(word.as_str()))
        };
        let all = [
            every_resource::STORIES,
            figures::STORIES,
            stories::STORIES,
            bad_input::STORIES,
        ];
        let stories = all
            .into_iter()
            .flatten()
            .filter(|story| chosen(story) && named(story))
            .collect();
        let started = Instant::now();
        let outcomes = run_all(&program, stories);
        good &= report::print(&outcomes, started.elapsed());
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Measures the figures whose names contain one of the words, and prints them as a table.
fn figures(program: &Program, words: &[String]) -> ExitCode {
    let named = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let mut good = true;
    println!(
        "figures with {}\n\n| figure | promised | measured |\n| --- | --- | --- |",
        program.label()
    );
    for figure in figures::FIGURES.iter().filter(|figure| named(figure.name)) {
        let measured = (figure.measure)(program);
        let value = match &measured {
            Ok(value) => value.clone(),
            Err(error) => format!("FAILED: {error:#}"),
        };
        good &= measured.is_ok();
        println!("| {} | {} | {value} |", figure.name, figure.promise);
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("Error: the acceptance stories need the real Terraform.\n{why}");
    ExitCode::FAILURE
}

/// Runs the stories on as many threads as there are cores. Longer ones come first, so that no thread ends alone.
fn run_all(program: &Program, stories: Vec<&'static Story>) -> Vec<Outcome> {
    let waiting = Mutex::new(stories.into_iter());
    let outcomes = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(story) = { waiting.lock().expect("no thread panics with it").next() }
                {
                    let outcome = run_one(program, story);
                    println!("{outcome}");
                    outcomes
                        .lock()
                        .expect("no thread panics with it")
                        .push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().expect("no thread panics with it")
}

fn run_one(program: &Program, story: &Story) -> Outcome {
    if let Some(why) = story.skipped_by(program) {
        return Outcome::skipped(story.name, why);
    }
    let started = Instant::now();
    let result = std::panic::catch_unwind(|| (story.run)(program));
    let elapsed: Duration = started.elapsed();
    match result {
        Ok(Ok(())) => Outcome::passed(story.name, elapsed),
        Ok(Err(error)) => Outcome::failed(story.name, elapsed, format!("{error:#}")),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Outcome::failed(
                story.name,
                elapsed,
                text.unwrap_or_else(|| "it panicked".to_owned()),
            )
        }
    }
}
