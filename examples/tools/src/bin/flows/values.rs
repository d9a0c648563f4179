//! The values of a record whose fields have names in the record itself, as in JSON.
//!
//! `format/json/walk.rs` and `format/key_value.rs` collect them.

use std::ops::Range;

use crate::field::Field;
use crate::format::Options;
use crate::line_error::LineError;
use crate::names::Meaning;
use crate::record::Content;
use crate::role::{Rank, Role, Source};
use crate::shape::Shape;

/// The values of a record, as positions in its line.
#[derive(Debug, Clone)]
pub struct Values {
    positions: [(usize, usize); Role::COUNT],
    /// The rank of the name of each value, or `None` if there is no value.
    ranks: [Option<Rank>; Role::COUNT],
    pub source: Source,
}

impl Values {
    /// No values.
    pub const EMPTY: Self = Self {
        positions: [(0, 0); Role::COUNT],
        ranks: [None; Role::COUNT],
        source: Source::Sender,
    };

    /// Sets a value. Of several, the first of the highest rank counts.
    pub fn set(&mut self, meaning: Meaning, position: Range<usize>) {
        let at = meaning.role as usize;
        if let (Some(rank), Some(value)) = (self.ranks.get_mut(at), self.positions.get_mut(at))
            && rank.is_none_or(|rank| rank < meaning.rank)
        {
            *rank = Some(meaning.rank);
            *value = (position.start, position.end);
        }
        if meaning.source == Source::Initiator {
            self.source = Source::Initiator;
        }
    }

    /// Returns whether there is a value for a role.
    pub fn has(&self, role: Role) -> bool {
        self.ranks.get(role as usize).is_some_and(Option::is_some)
    }

    /// Returns the value of a role.
    pub fn get<'a>(&self, role: Role, line: &'a [u8]) -> Option<Field<'a>> {
        let (start, end) = *self
            .positions
            .get(role as usize)
            .filter(|_| self.has(role))?;
        Some(Field::new(line, start, end))
    }

    /// Reads the record.
    pub fn read(&self, line: &[u8], options: &Options) -> Result<Content<'static>, Box<LineError>> {
        let shape = Shape {
            source: self.source,
            has_rare_fields: true,
        };
        options.reading.record(shape, |role| self.get(role, line))
    }
}
