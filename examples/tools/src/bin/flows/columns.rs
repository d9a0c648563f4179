//! Finds the columns that the program knows by the names of a header.
//!
//! `format/delimited.rs` reads lines by them.

use thiserror::Error;

use crate::names::Names;
use crate::role::{Rank, Role, Source, letters};
use crate::shape::Shape;

/// The positions of the known columns in a line, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The number of fields in a line.
    pub fields: usize,
    pub shape: Shape,
    positions: [u32; Role::COUNT],
}

const NOWHERE: u32 = u32::MAX;

/// The error if the columns cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LayoutError {
    #[error(
        "no named columns: expected a line such as srcport,dstport,protocol,packets,bytes, \
         found {found:?}"
    )]
    NoHeader { found: String },
    #[error(
        "{fields} fields without a line of names, found {found:?}: looks like a VPC flow log of version \
         5 or a transit gateway log: pass its names with --fields"
    )]
    OtherVersion { fields: usize, found: String },
    #[error("no column for {role}: expected one called {}", expected(*role))]
    Missing { role: Role },
    #[error("no column called {name:?}, which {option} names")]
    NotThere { option: String, name: String },
    #[error("two columns for {role}: {first:?} and {second:?}")]
    Twice {
        role: Role,
        first: String,
        second: String,
    },
}

fn expected(role: Role) -> String {
    role.names().collect::<Vec<_>>().join(", ")
}

impl Columns {
    /// Finds the columns by their names.
    pub fn new(called: &[String], names: &Names) -> Result<Self, LayoutError> {
        let mut columns = Self {
            fields: called.len(),
            shape: Shape {
                source: Source::Sender,
                has_rare_fields: false,
            },
            positions: [NOWHERE; Role::COUNT],
        };
        let mut ranks: [Option<Rank>; Role::COUNT] = [None; Role::COUNT];
        for (position, name) in (0..NOWHERE).zip(called) {
            let Some(meaning) = names.meaning(name) else {
                continue;
            };
            if meaning.source == Source::Initiator {
                columns.shape.source = Source::Initiator;
            }
            columns.shape.has_rare_fields |= meaning.role.is_rare();
            let at = meaning.role as usize;
            let (Some(rank), Some(first)) = (ranks.get_mut(at), columns.positions.get_mut(at))
            else {
                continue;
            };
            if *rank == Some(meaning.rank) && meaning.role.must_be_one() {
                let first = usize::try_from(*first)
                    .ok()
                    .and_then(|first| called.get(first));
                return Err(LayoutError::Twice {
                    role: meaning.role,
                    first: first.cloned().unwrap_or_default(),
                    second: name.clone(),
                });
            }
            if rank.is_none_or(|rank| rank < meaning.rank) {
                *rank = Some(meaning.rank);
                *first = position;
            }
        }
        for (option, name) in names.required() {
            let is_it = |other: &String| letters(name) == letters(other);
            if !called.iter().any(is_it) {
                return Err(LayoutError::NotThere {
                    option: option.clone(),
                    name: name.clone(),
                });
            }
        }
        if columns.position(Role::DestinationPort).is_none() {
            return Err(LayoutError::Missing {
                role: Role::DestinationPort,
            });
        }
        Ok(columns)
    }

    /// Returns the columns with another column before the first.
    pub fn after_another(mut self) -> Self {
        self.fields += 1;
        for position in self.positions.iter_mut().filter(|at| **at != NOWHERE) {
            *position += 1;
        }
        self
    }

    /// Returns the position of the column of a role.
    #[inline]
    pub fn position(&self, role: Role) -> Option<usize> {
        match self.positions.get(role as usize) {
            None | Some(&NOWHERE) => None,
            Some(&position) => Some(position as usize),
        }
    }
}
