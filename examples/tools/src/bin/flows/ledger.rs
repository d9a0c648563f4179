//! Writes and counts the results of chunks in the order of the input.
//!
//! `worker.rs` adds results, `main.rs` reports the counts at the end, and `stop.rs` on a signal.

use std::io;
use std::sync::Arc;

use indicatif::ProgressBar;
use port_registry_tools::input::Input;
use port_registry_tools::unread::REPORTED;

use crate::format::Reader;
use crate::line_error::LineError;
use crate::other::Others;
use crate::output::Output;
use crate::record::Flow;
use crate::report::Counts;

/// The output and the counts of all chunks so far.
pub struct Ledger {
    output: Output,
    progress: ProgressBar,
    counts: Counts,
    others: Others,
    /// The messages for the first bad lines.
    problems: Vec<String>,
    last: Option<Last>,
}

/// The last chunk.
struct Last {
    input: Arc<Input>,
    /// The number of lines of the input so far.
    lines: u64,
    /// The reader of the lines that follow.
    reader: Arc<dyn Reader>,
}

/// The result of reading a chunk.
#[derive(Default)]
pub struct ChunkReport {
    /// The lines for standard output.
    pub text: Vec<u8>,
    pub flows: Vec<Flow>,
    pub counts: Counts,
    pub others: Others,
    /// The first bad lines, with their line numbers in the chunk, counted from 0.
    pub errors: Vec<(u64, LineError)>,
}

impl ChunkReport {
    pub fn clear(&mut self) {
        self.text.clear();
        self.flows.clear();
        self.counts = Counts::default();
        self.others.clear();
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
            others: Others::default(),
            problems: Vec::new(),
            last: None,
        }
    }

    /// Adds the result of the next chunk of an input, and writes its lines. `reader` reads the chunk after
    /// it.
    pub fn add(
        &mut self,
        input: &Arc<Input>,
        report: &ChunkReport,
        reader: Arc<dyn Reader>,
    ) -> io::Result<()> {
        self.output.write_lines(&report.text)?;
        let before = self.lines_of(input);
        for (line, error) in &report.errors {
            if self.problems.len() < REPORTED {
                let line = before + line + 1;
                self.problems.push(format!("{input}:{line}: {error}"));
            }
        }
        self.counts += &report.counts;
        self.others.merge(&report.others);
        self.last = Some(Last {
            input: Arc::clone(input),
            lines: before + report.counts.lines,
            reader,
        });
        if self.progress.length().is_none() {
            self.progress.inc(report.counts.lines);
        }
        Ok(())
    }

    fn last_of(&self, input: &Arc<Input>) -> Option<&Last> {
        let last = self.last.as_ref();
        last.filter(|last| Arc::ptr_eq(&last.input, input))
    }

    /// Returns the number of lines of an input that were added.
    pub fn lines_of(&self, input: &Arc<Input>) -> u64 {
        self.last_of(input).map_or(0, |last| last.lines)
    }

    /// Returns the reader of the next chunk of an input, or `None` if it is the first.
    pub fn reader_of(&self, input: &Arc<Input>) -> Option<&Arc<dyn Reader>> {
        Some(&self.last_of(input)?.reader)
    }

    pub fn output(&mut self) -> &mut Output {
        &mut self.output
    }

    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Returns the kinds of records that are not flows.
    pub const fn others(&self) -> &Others {
        &self.others
    }

    /// Returns the messages for the first bad lines, with their positions.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
