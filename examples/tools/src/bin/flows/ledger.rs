//! What is known of the lines up to here, kept in their order.

use std::io;
use std::sync::Arc;

use indicatif::ProgressBar;

use crate::input::Input;
use crate::line::Fault;
use crate::output::Output;
use crate::report::Counts;

/// How many bad lines are told of; the others are counted.
pub const TOLD: usize = 5;

/// What was written and counted, in order.
pub struct Ledger {
    output: Output,
    progress: ProgressBar,
    counts: Counts,
    problems: Vec<String>,
    /// The input that lines came from last, and how many.
    last: Option<(Arc<Input>, u64)>,
}

/// What a thread found in a chunk.
#[derive(Default)]
pub struct Page {
    /// Lines for standard output.
    pub text: Vec<u8>,
    pub counts: Counts,
    /// The first bad lines by their number in the chunk, from 0.
    pub faults: Vec<(u64, Fault)>,
}

impl Page {
    pub fn clear(&mut self) {
        self.text.clear();
        self.counts = Counts::default();
        self.faults.clear();
    }

    /// Counts a bad line that comes after those that were counted.
    pub fn add_fault(&mut self, line: u64, fault: Fault) {
        self.counts.bad += 1;
        if self.faults.len() < TOLD {
            self.faults.push((line, fault));
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

    /// The page of the next chunk of an input.
    pub fn add(&mut self, input: &Arc<Input>, page: &Page) -> io::Result<()> {
        self.output.write_lines(&page.text)?;
        let before = self.lines_of(input);
        for (line, fault) in &page.faults {
            if self.problems.len() < TOLD {
                let line = before + line + 1;
                self.problems.push(format!("{input}:{line}: {fault}"));
            }
        }
        self.counts += page.counts;
        self.last = Some((Arc::clone(input), before + page.counts.lines));
        if self.progress.length().is_none() {
            self.progress.inc(page.counts.lines);
        }
        Ok(())
    }

    /// How many lines of an input are known.
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

    /// The first bad lines, with their place.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
