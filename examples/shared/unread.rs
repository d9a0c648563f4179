//! Reports what a program could not read: the first places, and the number of the others.

use std::fmt::Display;

use super::counted::counted;
use super::remark::remark;

/// The number of places that are reported one by one. A file of the wrong kind has thousands.
pub const REPORTED: usize = 20;

/// Reports each of the first problems, such as `rules.nft:7: …`, and then the number of the others.
///
/// `count` is the number of all problems, of which `problems` needs to have the first only. `unit` is what
/// could not be read: `line`, `packet`.
pub fn report<P: Display>(
    program: &str,
    problems: impl IntoIterator<Item = P>,
    count: u64,
    unit: &str,
) {
    let mut reported = 0;
    for problem in problems.into_iter().take(REPORTED) {
        remark(format_args!("{program}: {problem}"));
        reported += 1;
    }
    let more = count.saturating_sub(reported);
    if more > 0 {
        let more = counted(more, &format!("more {unit}"));
        remark(format_args!("{program}: {more} not read"));
    }
}
