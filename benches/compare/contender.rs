//! A way to answer queries, which is timed.

use crate::rounds::Lane;

/// The number of queries in a turn of a contender that takes microseconds for each.
const FEW: usize = 50;

/// Answers all queries and adds up the results.
type Pass<Q> = Box<dyn Fn(&[Q]) -> u64>;

/// A way to answer queries of one kind.
pub struct Contender<Q> {
    pub name: &'static str,
    /// Whether its results are row numbers of the same registry as ours.
    pub tells_rows: bool,
    is_slow: bool,
    pass: Pass<Q>,
}

impl<Q: Copy> Contender<Q> {
    /// Returns a contender whose result is the number of a row, or 0.
    pub fn of_rows(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        // The loop contains the lookup. One call of this closure for each pass does not change the
        // figures.
        let pass = move |queries: &[Q]| add_up(queries, &answer);
        Self {
            name,
            tells_rows: true,
            is_slow: false,
            pass: Box::new(pass),
        }
    }

    /// Returns a contender with its own data, and with results of its own kind. The result for a
    /// string is its length.
    pub fn of_its_own(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        Self {
            tells_rows: false,
            ..Self::of_rows(name, answer)
        }
    }

    /// Returns a contender whose result is a name. Its length and its address are added up.
    pub fn of_names(name: &'static str, answer: impl Fn(Q) -> &'static str + 'static) -> Self {
        Self::of_its_own(name, move |query| {
            let name = answer(query);
            (name.len() as u64).wrapping_add(name.as_ptr() as u64)
        })
    }

    /// Returns a contender with its own data that is so slow that it gets few queries.
    pub fn slow(name: &'static str, answer: impl Fn(Q) -> u64 + 'static) -> Self {
        Self {
            is_slow: true,
            ..Self::of_its_own(name, answer)
        }
    }

    pub fn answer(&self, query: Q) -> u64 {
        (self.pass)(&[query])
    }

    /// Returns the contender with these queries, to be timed.
    pub fn lane<'a>(&'a self, workload: &'static str, queries: &'a [Q]) -> Lane<'a> {
        if self.is_slow {
            let few = &queries[..FEW];
            Lane::timed_cold(workload, self.name, few.len(), || (self.pass)(few))
        } else {
            Lane::timed(workload, self.name, queries.len(), || (self.pass)(queries))
        }
    }
}

/// Answers all queries. The sum makes the compiler keep every result.
pub fn add_up<Q: Copy>(queries: &[Q], answer: impl Fn(Q) -> u64) -> u64 {
    queries
        .iter()
        .fold(0, |sum: u64, &query| sum.wrapping_add(answer(query)))
}
