//! Code that the benchmarks share.

use std::hint::black_box;
use std::time::Instant;

pub mod cpu_cost;
pub mod glibc;
pub mod growth;
pub mod scratch;

/// The file with which the tests of the crate pin the sizes of the tables.
#[path = "../../tests/support/table_bytes.rs"]
pub mod table_bytes;

/// Does the work, which is the first of its kind in the process, and prints its time in
/// nanoseconds.
pub fn time_first<A>(work: impl FnOnce() -> A) {
    let start = Instant::now();
    black_box(work());
    println!("{}", start.elapsed().as_nanos());
}
