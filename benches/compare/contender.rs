//! A way to answer queries.

use crate::rounds::Lane;

/// How many queries a turn has of a contender that takes microseconds for each.
const FEW: usize = 50;

/// Answers all queries and adds the answers up.
type Pass<Q> = Box<dyn Fn(&[Q]) -> u64>;

/// A way to answer queries of one kind.
pub struct Contender<Q> {
    pub name: &'static str,
    /// Whether its answers are the numbers of rows, of the same registry as ours.
    pub tells_rows: bool,
    is_slow: bool,
    pass: Pass<Q>,
}

impl<Q: Copy> Contender<Q> {
    /// One that answers with the number of a row, or 0.
    pub fn of_rows(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        // One call for each pass is not seen in the figures; the loop has the lookup in it.
        let pass = move |queries: &[Q]| add_up(queries, &answer);
        Self {
            name,
            tells_rows: true,
            is_slow: false,
            pass: Box::new(pass),
        }
    }

    /// One that answers in its own way, from its own data; of a text, the length is the answer.
    pub fn of_its_own(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        Self {
            tells_rows: false,
            ..Self::of_rows(name, answer)
        }
    }

    /// Of its own too, and so slow that it is given few queries.
    pub fn slow(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        Self {
            is_slow: true,
            ..Self::of_its_own(name, answer)
        }
    }

    pub fn answer(&self, query: Q) -> u64 {
        (self.pass)(&[query])
    }

    /// The contender at work on these queries.
    pub fn lane<'a>(&'a self, workload: &'static str, queries: &'a [Q]) -> Lane<'a> {
        if self.is_slow {
            let few = &queries[..FEW];
            Lane::timed_cold(workload, self.name, few.len(), || (self.pass)(few))
        } else {
            Lane::timed(workload, self.name, queries.len(), || (self.pass)(queries))
        }
    }
}

/// Answers all queries; the sum is nothing but a use of every answer.
pub fn add_up<Q: Copy>(queries: &[Q], answer: impl Fn(Q) -> u64) -> u64 {
    queries
        .iter()
        .fold(0, |sum: u64, &query| sum.wrapping_add(answer(query)))
}
