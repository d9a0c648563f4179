//! How it is known which end of a flow is the server. `record.rs` finds it, `summary.rs` prints it.

use std::ops::BitOrAssign;

/// What shows which end of a flow is the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The log says which end began the flow.
    Log,
    /// The destination is a multicast or broadcast address, which no client has.
    Address,
    /// The port numbers, by the rules of the crate's type `Flow`.
    Ports,
    /// Nothing: the server is unknown, or there are no ports.
    Nothing,
}

impl Evidence {
    /// The kinds of evidence, each with its word in the output.
    pub const NAMED: [(Self, &'static str); 3] = [
        (Self::Log, "log"),
        (Self::Address, "address"),
        (Self::Ports, "ports"),
    ];

    /// The number of kinds.
    pub const COUNT: usize = Self::NAMED.len() + 1;

    /// Returns the bit of the kind in a [`Kinds`].
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of kinds of evidence.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Returns the words of the kinds in the set.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let found = Evidence::NAMED.into_iter();
        let found = found.filter(move |(kind, _)| self.0 & kind.bit() != 0);
        found.map(|(_, word)| word)
    }
}

impl From<Evidence> for Kinds {
    #[inline]
    fn from(kind: Evidence) -> Self {
        Self(kind.bit())
    }
}

impl BitOrAssign for Kinds {
    #[inline]
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
