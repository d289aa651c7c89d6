//! Stories run by the real `terraform`, and by `tofu` where it is installed, against the server of the same build.
//!
//! `cargo test --test acceptance` runs all of them; a word after `--` runs those whose name contains it. `TF_CLI` names the
//! program. Each story works in a folder and on a server of its own, so they run beside each other.

#![expect(clippy::print_stdout, clippy::print_stderr, clippy::expect_used, reason = "a test program talks to people and may fail loudly")]

mod bad_input;
mod every_resource;
mod host;
mod newer_core;
mod report;
mod server;
mod stories;
mod subject;
mod terraform;

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use report::Outcome;
use terraform::Program;

/// One story: its name, the Terraform that it needs, and what it does.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    /// The oldest Terraform, as (major, minor).
    pub(crate) needs: (u32, u32),
    pub(crate) run: fn(&Program) -> anyhow::Result<()>,
}

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let programs = match Program::all() {
        Ok(programs) if !programs.is_empty() => programs,
        Ok(_) => return failed(appservices_provider::cli::HOW_TO_GET_TERRAFORM),
        Err(error) => return failed(&format!("{error:#}")),
    };
    let mut good = true;
    for program in &programs {
        println!("\nstories with {} {}", program.name, program.version_text);
        let started = Instant::now();
        let outcomes = run_all(program, &wanted);
        good &= report::print(&outcomes, started.elapsed());
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("Error: the acceptance stories need the real Terraform.\n{why}");
    ExitCode::FAILURE
}

/// Runs the stories on as many threads as there are cores. Longer ones come first, so that no thread ends alone.
fn run_all(program: &Program, wanted: &[String]) -> Vec<Outcome> {
    let all = [every_resource::STORIES, stories::STORIES, bad_input::STORIES].concat_stories();
    let chosen = all.into_iter().filter(|story| wanted.is_empty() || wanted.iter().any(|word| story.name.contains(word.as_str())));
    let waiting = Mutex::new(chosen.collect::<Vec<_>>().into_iter());
    let outcomes = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(story) = { waiting.lock().expect("no thread panics with it").next() } {
                    let outcome = run_one(program, story);
                    println!("{outcome}");
                    outcomes.lock().expect("no thread panics with it").push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().expect("no thread panics with it")
}

fn run_one(program: &Program, story: &Story) -> Outcome {
    if program.version < story.needs {
        return Outcome::skipped(story.name, format!("needs {}.{}", story.needs.0, story.needs.1));
    }
    let started = Instant::now();
    let result = std::panic::catch_unwind(|| (story.run)(program));
    let elapsed: Duration = started.elapsed();
    match result {
        Ok(Ok(())) => Outcome::passed(story.name, elapsed),
        Ok(Err(error)) => Outcome::failed(story.name, elapsed, format!("{error:#}")),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Outcome::failed(story.name, elapsed, text.unwrap_or_else(|| "it panicked".to_owned()))
        }
    }
}

trait ConcatStories {
    fn concat_stories(self) -> Vec<&'static Story>;
}

impl<const N: usize> ConcatStories for [&'static [Story]; N] {
    fn concat_stories(self) -> Vec<&'static Story> {
        self.into_iter().flatten().collect()
    }
}
