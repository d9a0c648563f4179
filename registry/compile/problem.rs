//! What is wrong with an input, for a person to read.

use std::fmt;

/// How many problems are told one by one.
const TOLD: usize = 20;

/// One thing wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// In a record: `FILE:LINE: COLUMN: …`, with the physical line that the record starts on.
    #[error("{file}:{line}: {column}: {message}")]
    Cell {
        file: String,
        line: u64,
        /// The column's heading, or `record` for what concerns all of them.
        column: String,
        message: String,
    },
    /// With a file as a whole.
    #[error("{file}: {message}")]
    File { file: String, message: String },
}

/// All that is wrong: the first 20 in full, the rest counted.
#[derive(Debug, Default)]
pub struct Problems {
    told: Vec<Problem>,
    untold: usize,
}

impl Problems {
    pub fn add(&mut self, problem: Problem) {
        if self.told.len() < TOLD {
            self.told.push(problem);
        } else {
            self.untold += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// A line for each, and one for those left out.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        let rest = (self.untold > 0).then(|| format!("and {} more like these", self.untold));
        self.told.iter().map(Problem::to_string).chain(rest)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.lines().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            f.write_str(&line)?;
        }
        Ok(())
    }
}
