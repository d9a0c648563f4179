//! Search in the names, aliases and descriptions of services.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::{Services, meanings};
use crate::rows::{Record, Service};
use crate::tables::{columns, names};

/// Search by words.
impl Service {
    /// Returns the services that match a query of one or more words, the best matches first.
    ///
    /// The services are returned in this order, each of them once:
    ///
    /// 1. those whose name is the query;
    /// 2. those that the query is an [alias](Service::aliases) of, or [means](crate::lookup::meanings)
    ///    besides;
    /// 3. those whose name begins with the query;
    /// 4. those whose name contains the query;
    /// 5. those whose description contains all words of the query. A word may be the beginning of a
    ///    longer word: `print` matches `printing`, but not `blueprint`.
    ///
    /// In groups 1 and 2 the preferred service is the first, as in [`by_name`](Service::by_name).
    /// In the other groups the order is that of IANA's file.
    ///
    /// ASCII case is ignored, and so is white space around the query. An empty query matches
    /// nothing, nor does a query that is longer than the longest description.
    ///
    /// Nothing is allocated. The registry is read as the iterator advances. To read all of it takes
    /// a fraction of a millisecond.
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
    #[doc(alias = "full text")]
    pub fn search(query: &str) -> Search<'_> {
        // Every description is searched for each word. The limit bounds the number of words, and
        // with it the time that a query from an untrusted source takes.
        let query = match query.trim() {
            query if query.len() <= columns::LONGEST_DESCRIPTION => query,
            _ => "",
        };
        Search {
            query,
            exact: Self::by_name(query),
            aliased: meanings::find_others(query),
            ranks: Rank::ALL,
            marks: None,
            rows: 0..Record::COUNT,
        }
    }
}

/// How well a service matches a query, best first. The iterator reads the registry once for each.
#[derive(Clone, Copy, Debug)]
enum Rank {
    NamePrefix,
    NamePart,
    Words,
}

impl Rank {
    const ALL: &'static [Self] = &[Self::NamePrefix, Self::NamePart, Self::Words];
}

/// An iterator over the services that match a query, the best matches first, returned by
/// [`Service::search`].
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
    /// The ranks that are left, with the current one first.
    ranks: &'static [Rank],
    /// The names or descriptions that match by the current rank.
    marks: Option<Marks>,
    /// The rows that are left for the current rank.
    rows: Range<usize>,
}

impl Search<'_> {
    /// Marks the names that match by this rank, or, for [`Rank::Words`], the descriptions.
    fn marks(&self, rank: Rank) -> Marks {
        let query = self.query;
        match rank {
            Rank::NamePrefix => Marks::on(names::SPELLINGS, |number| {
                let name = names::spelling(number);
                // A name that equals the query has been returned before.
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

    /// Returns the service of this row, if it matches by this rank and was not returned before.
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
        let mut aliased = meanings::find_others(self.query);
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

/// A bit for each name, or for each description. The tables store equal names and descriptions
/// once. To search these, and then to read the bits of every record, takes about a third of the
/// instructions of searching the name and description of every record.
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

/// Returns whether `text` begins with `part`, ignoring ASCII case.
fn begins(text: &str, part: &str) -> bool {
    let start = text.as_bytes().get(..part.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(part.as_bytes()))
}

/// Returns whether `text` contains `part`, ignoring ASCII case.
fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    text.windows(part.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(part))
}

/// Returns whether a word of `text` begins with `word`, ignoring ASCII case.
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

/// Returns `false` only if `text` does not contain `part`. Only the first two bytes of `part` are
/// compared, which rules out most descriptions. The loop has no branch for each byte, so that the
/// compiler makes vector instructions of it.
fn may_contain(text: &[u8], part: &[u8]) -> bool {
    /// Makes upper and lower case letters equal. Some other bytes become equal too.
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
