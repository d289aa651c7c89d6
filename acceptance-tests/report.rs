//! The output of a run, and whether it succeeded.

use std::fmt;
use std::time::Duration;

/// How one story ended.
pub(crate) struct Outcome {
    name: &'static str,
    elapsed: Duration,
    end: End,
}

enum End {
    Passed,
    Failed(String),
    Skipped(String),
}

impl Outcome {
    pub(crate) fn passed(name: &'static str, elapsed: Duration) -> Self {
        Self {
            name,
            elapsed,
            end: End::Passed,
        }
    }

    pub(crate) fn failed(name: &'static str, elapsed: Duration, why: String) -> Self {
        Self {
            name,
            elapsed,
            end: End::Failed(why),
        }
    }

    pub(crate) fn skipped(name: &'static str, why: String) -> Self {
        Self {
            name,
            elapsed: Duration::ZERO,
            end: End::Skipped(why),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f32();
        match &self.end {
            End::Passed => write!(f, "ok       {:5.1} s  {}", seconds, self.name),
            End::Failed(why) => write!(
                f,
                "FAILED   {:5.1} s  {}\n{}",
                seconds,
                self.name,
                indent(why)
            ),
            End::Skipped(why) => write!(f, "skipped           {} ({why})", self.name),
        }
    }
}

/// Prints the summary. Returns whether no story failed.
pub(crate) fn print(outcomes: &[Outcome], elapsed: Duration) -> bool {
    let count = |wanted: fn(&End) -> bool| {
        outcomes
            .iter()
            .filter(|outcome| wanted(&outcome.end))
            .count()
    };
    let passed = count(|end| matches!(end, End::Passed));
    let failed = count(|end| matches!(end, End::Failed(_)));
    let skipped = count(|end| matches!(end, End::Skipped(_)));
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    println!("stories took {:.1} s", elapsed.as_secs_f32());
    failed == 0
}

/// A table of resources and steps, for one program.
pub(crate) struct Table {
    program: String,
    rows: Vec<String>,
    columns: &'static [&'static str],
    cells: Vec<Vec<Option<String>>>,
}

impl Table {
    pub(crate) fn new(
        program: String,
        rows: Vec<String>,
        columns: &'static [&'static str],
    ) -> Self {
        let cells = vec![vec![None; columns.len()]; rows.len()];
        Self {
            program,
            rows,
            columns,
            cells,
        }
    }

    /// Marks a step of a resource: `ok`, `-` if the step does not apply to it, or the version that the step needs.
    pub(crate) fn mark(&mut self, row: &str, column: &str, mark: &str) {
        let row = self
            .rows
            .iter()
            .position(|name| name == row)
            .expect("a row of the table");
        let column = self
            .columns
            .iter()
            .position(|name| *name == column)
            .expect("a column of the table");
        self.cells[row][column] = Some(mark.to_owned());
    }

    /// Prints the table and fails on an empty cell.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let widest = |names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or(0);
        let first = widest(&mut self.rows.iter().chain([&self.program]).map(String::len));
        let width = |at: usize| {
            widest(
                &mut self
                    .cells
                    .iter()
                    .map(|cells| text(&cells[at]).len())
                    .chain([self.columns[at].len()]),
            )
        };
        let line = |name: &str, cells: Vec<String>| {
            let cells = cells
                .iter()
                .enumerate()
                .map(|(at, cell)| format!("{:^1$}", cell, width(at)));
            format!("{name:first$}  {}", cells.collect::<Vec<_>>().join("  "))
                .trim_end()
                .to_owned()
        };
        let mut lines = vec![line(
            &self.program,
            self.columns
                .iter()
                .map(|column| (*column).to_owned())
                .collect(),
        )];
        let mut empty = Vec::new();
        for (row, cells) in self.rows.iter().zip(&self.cells) {
            lines.push(line(row, cells.iter().map(text).collect()));
            empty.extend(
                cells
                    .iter()
                    .zip(self.columns)
                    .filter(|(cell, _)| cell.is_none())
                    .map(|(_, column)| format!("{row}: {column}")),
            );
        }
        println!("\n{}\n", lines.join("\n"));
        anyhow::ensure!(
            empty.is_empty(),
            "steps that did not run: {}",
            empty.join(", ")
        );
        Ok(())
    }
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
