//! Sorts positions by keys.
//!
//! Each closure that is passed to a sort of the standard library makes a copy of the sort, and these copies
//! were a quarter of the code of the build script. All sorts by keys share the one here.

/// A key: the numbers are compared one after the other. `false` and what comes first is 0.
pub type Key = [usize; 6];

/// Sorts positions by their keys. Those with equal keys keep their order.
pub fn sort_by_key(positions: &mut [usize], key: &dyn Fn(usize) -> Key) {
    positions.sort_by_key(|position| key(*position));
}
