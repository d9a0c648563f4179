//! What is remarkable of the amounts of flows. `amount.rs` adds the remarks, `report.rs` writes them.

/// What is remarkable of a flow's amounts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Remarks(u8);

impl Remarks {
    pub const NO_PACKETS: Self = Self(1);
    pub const NO_BYTES: Self = Self(2);
    /// The log could have the amounts of two directions, but has those of one.
    pub const ONE_DIRECTION: Self = Self(4);
    /// Of several packets, the log has one.
    pub const SAMPLED: Self = Self(8);

    /// The number of different sets.
    pub const COUNT: usize = 16;

    /// Returns a different number for each set, below [`COUNT`](Self::COUNT).
    pub const fn index(self) -> usize {
        (self.0 & 15) as usize
    }

    /// Returns all sets, in the order of their [`index`](Self::index).
    pub fn all() -> impl Iterator<Item = Self> {
        (0..16).map(Self)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
