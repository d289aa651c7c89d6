//! What the run prints, and whether it was good.

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
        Self { name, elapsed, end: End::Passed }
    }

    pub(crate) fn failed(name: &'static str, elapsed: Duration, why: String) -> Self {
        Self { name, elapsed, end: End::Failed(why) }
    }

    pub(crate) fn skipped(name: &'static str, why: String) -> Self {
        Self { name, elapsed: Duration::ZERO, end: End::Skipped(why) }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f32();
        match &self.end {
            End::Passed => write!(f, "ok       {:5.1} s  {}", seconds, self.name),
            End::Failed(why) => write!(f, "FAILED   {:5.1} s  {}\n{}", seconds, self.name, indent(why)),
            End::Skipped(why) => write!(f, "skipped           {} ({why})", self.name),
        }
    }
}

/// Prints the summary; gives whether nothing failed.
pub(crate) fn print(outcomes: &[Outcome], elapsed: Duration) -> bool {
    let count = |wanted: fn(&End) -> bool| outcomes.iter().filter(|outcome| wanted(&outcome.end)).count();
    let (passed, failed) = (count(|end| matches!(end, End::Passed)), count(|end| matches!(end, End::Failed(_))));
    let skipped = count(|end| matches!(end, End::Skipped(_)));
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    println!("stories took {:.1} s", elapsed.as_secs_f32());
    failed == 0
}

/// A table of resources and stories. Gives the empty cells.
pub(crate) struct Table {
    rows: Vec<String>,
    columns: &'static [&'static str],
    cells: Vec<Vec<Option<&'static str>>>,
}

impl Table {
    pub(crate) fn new(rows: Vec<String>, columns: &'static [&'static str]) -> Self {
        let cells = vec![vec![None; columns.len()]; rows.len()];
        Self { rows, columns, cells }
    }

    /// Marks a story as told for a resource: `ok`, or `-` where there is nothing to tell.
    pub(crate) fn mark(&mut self, row: &str, column: &str, mark: &'static str) {
        let row = self.rows.iter().position(|name| name == row).expect("a row of the table");
        let column = self.columns.iter().position(|name| *name == column).expect("a column of the table");
        self.cells[row][column] = Some(mark);
    }

    /// Prints the table and fails on an empty cell.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        let width = self.rows.iter().map(String::len).max().unwrap_or(0);
        let mut lines = vec![format!("{:width$}  {}", "", self.columns.join("  "))];
        let mut empty = Vec::new();
        for (row, cells) in self.rows.iter().zip(&self.cells) {
            let marks: Vec<_> =
                cells.iter().zip(self.columns).map(|(cell, column)| format!("{:^1$}", cell.unwrap_or(""), column.len())).collect();
            lines.push(format!("{row:width$}  {}", marks.join("  ").trim_end()));
            empty.extend(cells.iter().zip(self.columns).filter(|(cell, _)| cell.is_none()).map(|(_, column)| format!("{row}: {column}")));
        }
        println!("\n{}\n", lines.join("\n"));
        anyhow::ensure!(empty.is_empty(), "stories that were not told: {}", empty.join(", "));
        Ok(())
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
