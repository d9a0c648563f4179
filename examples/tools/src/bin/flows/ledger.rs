//! Writes and counts the results of chunks in the order of the input.
//!
//! `worker.rs` adds results, `main.rs` reports the counts at the end, and `stop.rs` on a signal.

use std::io;
use std::sync::Arc;

use indicatif::ProgressBar;
use port_registry_tools::unread::REPORTED;

use crate::input::Input;
use crate::line::LineError;
use crate::output::Output;
use crate::report::Counts;

/// The output and the counts of all chunks so far.
pub struct Ledger {
    output: Output,
    progress: ProgressBar,
    counts: Counts,
    /// The messages for the first bad lines.
    problems: Vec<String>,
    /// The input of the last chunk, and the number of its lines so far.
    last: Option<(Arc<Input>, u64)>,
}

/// The result of reading a chunk.
#[derive(Default)]
pub struct ChunkReport {
    /// The lines for standard output.
    pub text: Vec<u8>,
    pub counts: Counts,
    /// The first bad lines, with their line numbers in the chunk, counted from 0.
    pub errors: Vec<(u64, LineError)>,
}

impl ChunkReport {
    pub fn clear(&mut self) {
        self.text.clear();
        self.counts = Counts::default();
        self.errors.clear();
    }

    /// Counts a bad line. It must come after the bad lines that were added before.
    pub fn add_error(&mut self, line: u64, error: LineError) {
        self.counts.bad += 1;
        if self.errors.len() < REPORTED {
            self.errors.push((line, error));
        }
    }
}

impl Ledger {
    pub fn new(output: Output, progress: ProgressBar) -> Self {
        Self {
            output,
            progress,
            counts: Counts::default(),
            problems: Vec::new(),
            last: None,
        }
    }

    /// Adds the result of the next chunk of an input, and writes its lines.
    pub fn add(&mut self, input: &Arc<Input>, report: &ChunkReport) -> io::Result<()> {
        self.output.write_lines(&report.text)?;
        let before = self.lines_of(input);
        for (line, error) in &report.errors {
            if self.problems.len() < REPORTED {
                let line = before + line + 1;
                self.problems.push(format!("{input}:{line}: {error}"));
            }
        }
        self.counts += report.counts;
        self.last = Some((Arc::clone(input), before + report.counts.lines));
        if self.progress.length().is_none() {
            self.progress.inc(report.counts.lines);
        }
        Ok(())
    }

    /// Returns the number of lines of an input that were added.
    pub fn lines_of(&self, input: &Arc<Input>) -> u64 {
        let last = self.last.as_ref();
        let same = last.filter(|(last, _)| Arc::ptr_eq(last, input));
        same.map_or(0, |&(_, lines)| lines)
    }

    pub fn output(&mut self) -> &mut Output {
        &mut self.output
    }

    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the messages for the first bad lines, with their positions.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
