//! Search by what people remember of a service.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::Services;
use crate::rows::{Record, Service};
use crate::tables::{columns, names};

impl Service {
    /// The services that a few words describe, best first: those whose name is the query; those
    /// that it is a common alias of; those whose name begins with it; those whose name has it in
    /// it; and those of which every word of the query begins a word of the description.
    /// Among equals the order is the registry's.
    ///
    /// Case is ignored. Each service comes once. Nothing is allocated: the registry is read as the
    /// iterator goes, which takes a fraction of a millisecond from beginning to end. An empty query
    /// finds nothing, and so does one longer than the longest description.
    ///
    /// ```
    /// use port_registry::Service;
    ///
    /// let names: Vec<&str> = Service::search("remote desktop").map(|s| s.name()).collect();
    /// assert!(names.contains(&"rdp")); // "Windows Remote Desktop Protocol"
    ///
    /// let mut found = Service::search("imap");
    /// assert_eq!(found.next().unwrap().name(), "imap");
    /// assert!(found.any(|service| service.name() == "imaps"));
    /// assert_eq!(Service::search("postgres").next().unwrap().name(), "postgresql");
    /// ```
    pub fn search(query: &str) -> Search<'_> {
        // Each word is looked for in every description, so their count must have an end.
        let query = match query.trim() {
            query if query.len() <= columns::LONGEST_DESCRIPTION => query,
            _ => "",
        };
        Search {
            query,
            exact: Self::by_name(query),
            aliased: Services::of_name(names::alias_rows(query)),
            ranks: Rank::ALL,
            marks: None,
            rows: 0..Record::COUNT,
        }
    }
}

/// How well a service fits a query, best first; the registry is read through once for each.
#[derive(Clone, Copy, Debug)]
enum Rank {
    NamePrefix,
    NamePart,
    Words,
}

impl Rank {
    const ALL: &'static [Self] = &[Self::NamePrefix, Self::NamePart, Self::Words];
}

/// The services that fit a query, best first; [`Service::search`] makes it.
///
/// ```
/// use port_registry::Service;
///
/// let printing = Service::search("internet printing").map(|service| service.name());
/// assert!(printing.take(2).eq(["ipp", "ipp"])); // over TCP and UDP
/// assert_eq!(Service::search("").next(), None);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Search<'a> {
    query: &'a str,
    exact: Services,
    aliased: Services,
    ranks: &'static [Rank],
    /// The texts that fit as well as the first of the ranks says, and the rows that are still to be
    /// looked at for it.
    marks: Option<Marks>,
    rows: Range<usize>,
}

impl Search<'_> {
    /// Marks the names, or for the last rank the descriptions, that fit.
    fn marks(&self, rank: Rank) -> Marks {
        let query = self.query;
        match rank {
            Rank::NamePrefix => Marks::on(names::SPELLINGS, |number| {
                let name = names::spelling(number);
                // A name that is the query was told first.
                name.len() > query.len() && begins(name, query)
            }),
            Rank::NamePart => Marks::on(names::SPELLINGS, |number| {
                let name = names::spelling(number);
                contains(name, query) && !begins(name, query)
            }),
            Rank::Words => {
                let mut marks = Marks::on(columns::DESCRIPTIONS, |_| true);
                for word in query.split_whitespace() {
                    let has = |number| begins_word(columns::description_text(number), word);
                    marks = Marks::on(columns::DESCRIPTIONS, |n| marks.has(n) && has(n));
                }
                marks
            }
        }
    }

    /// The service of this row, if its texts are marked and it was not told before.
    fn marked(&self, marks: &Marks, rank: Rank, row: usize) -> Option<Service> {
        let spelling = names::spelling_of(row)?;
        let is_marked = match rank {
            Rank::NamePrefix | Rank::NamePart => marks.has(spelling),
            Rank::Words => {
                marks.has(columns::description_of(row))
                    && !contains(names::spelling(spelling), self.query)
            }
        };
        let service = is_marked.then(|| Record::from_index(row)?.service())??;
        (!self.is_aliased(service)).then_some(service)
    }

    fn is_aliased(&self, service: Service) -> bool {
        let mut aliased = Services::of_name(names::alias_rows(self.query));
        aliased.any(|other| other == service)
    }
}

impl Iterator for Search<'_> {
    type Item = Service;

    fn next(&mut self) -> Option<Service> {
        if self.query.is_empty() {
            return None;
        }
        if let Some(service) = self.exact.next().or_else(|| self.aliased.next()) {
            return Some(service);
        }
        while let Some((&rank, later)) = self.ranks.split_first() {
            let marks = self.marks.take().unwrap_or_else(|| self.marks(rank));
            while let Some(row) = self.rows.next() {
                if let Some(service) = self.marked(&marks, rank, row) {
                    self.marks = Some(marks);
                    return Some(service);
                }
            }
            (self.ranks, self.rows) = (later, 0..Record::COUNT);
        }
        None
    }
}

impl FusedIterator for Search<'_> {}

/// A bit for each text of a pool. To read the pools, which hold each text once, and then the bits of
/// every record takes about a third of the instructions of reading every record's texts.
#[derive(Clone)]
struct Marks([u64; Self::LEN]);

impl Marks {
    const LEN: usize = {
        let (names, descriptions) = (names::SPELLINGS, columns::DESCRIPTIONS);
        let most = if names > descriptions {
            names
        } else {
            descriptions
        };
        most.div_ceil(64)
    };

    fn on(texts: usize, fits: impl Fn(usize) -> bool) -> Self {
        let mut words = [0; Self::LEN];
        for (at, word) in words.iter_mut().enumerate() {
            for number in (at * 64)..texts.min(at * 64 + 64) {
                *word |= u64::from(fits(number)) << (number % 64);
            }
        }
        Self(words)
    }

    fn has(&self, number: usize) -> bool {
        self.0
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} marked",
            self.0.iter().map(|word| word.count_ones()).sum::<u32>()
        )
    }
}

/// Whether the text begins with the part, in any ASCII case.
fn begins(text: &str, part: &str) -> bool {
    let start = text.as_bytes().get(..part.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(part.as_bytes()))
}

/// Whether the part stands in the text, in any ASCII case.
fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    text.windows(part.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(part))
}

/// Whether a word of the text begins with this one, in any ASCII case.
fn begins_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    may_contain(text, word)
        && text
            .windows(word.len().max(1))
            .enumerate()
            .any(|(at, window)| {
                let before = at.checked_sub(1).and_then(|before| text.get(before));
                window.eq_ignore_ascii_case(word) && !before.is_some_and(is_inside)
            })
}

/// Rules most texts out by the first two bytes of the part: without a branch for each byte, which
/// the compiler turns into vector instructions.
fn may_contain(text: &[u8], part: &[u8]) -> bool {
    /// Makes letters of both cases equal, and some other bytes too.
    const fn fold(byte: u8) -> u8 {
        byte | 0x20
    }
    let (Some(&first), Some(&second)) = (part.first(), part.get(1)) else {
        return true;
    };
    let (first, second) = (fold(first), fold(second));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (left, right)| {
        found | ((fold(*left) == first) & (fold(*right) == second))
    })
}

#[cfg(test)]
mod tests {
    use super::{begins_word, contains};

    #[test]
    fn parts_are_found_in_any_case() {
        assert!(contains("http-alt", "ALT"));
        assert!(!contains("http", "https"));
        assert!(!contains("", "a"));
        assert!(!contains("Ärger", "är"));
        assert!(contains("Ärger", "Ä"));
    }

    #[test]
    fn words_begin_after_what_is_no_letter_or_digit() {
        assert!(begins_word("Windows Remote Desktop", "desk"));
        assert!(begins_word("(remote)", "REMOTE"));
        assert!(begins_word("xaa aa", "a"));
        assert!(!begins_word("xaa", "a"));
        assert!(!begins_word("blueprint", "print"));
        assert!(!begins_word("Ärger", "rger"));
        assert!(!begins_word("port", "ports"));
        assert!(begins_word("a b", "B"));
    }
}
