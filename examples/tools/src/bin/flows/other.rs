//! The kinds of records that are not flows, for the report at the end. `record.rs` finds them, `report.rs`
//! counts them.

use std::fmt;

/// What a record is that is not a flow, in the word of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    word: [u8; Self::LONGEST],
    length: usize,
}

impl Other {
    /// The length of the longest word that is kept whole.
    const LONGEST: usize = 16;

    /// Returns the kind of this word. The end of a longer word is dropped.
    pub fn new(word: &[u8]) -> Self {
        let mut kept = [0; Self::LONGEST];
        for (to, from) in kept.iter_mut().zip(word) {
            *to = *from;
        }
        Self {
            word: kept,
            length: word.len().min(Self::LONGEST),
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(
            self.word.get(..self.length).unwrap_or_default(),
        ))
    }
}

/// The kinds that were found, with their numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Others {
    kinds: Vec<(Other, u64)>,
    /// The number of records of further kinds.
    more: u64,
}

impl Others {
    /// The number of kinds that are kept apart.
    const MOST: usize = 12;

    pub fn clear(&mut self) {
        self.kinds.clear();
        self.more = 0;
    }

    pub fn add(&mut self, kind: Other, count: u64) {
        if let Some((_, sum)) = self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            *sum += count;
        } else if self.kinds.len() < Self::MOST {
            self.kinds.push((kind, count));
        } else {
            self.more += count;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (kind, count) in &other.kinds {
            self.add(*kind, *count);
        }
        self.more += other.more;
    }

    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

/// Writes "2 alert, 1 dns".
impl fmt::Display for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (kind, count)) in self.kinds.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            write!(f, "{comma}{count} {kind}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, ", {more} of further kinds"),
        }
    }
}
