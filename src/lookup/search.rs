//! Search in the names, aliases and descriptions of services.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::{Services, meanings, scan};
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
        let aliased = meanings::find_others(query);
        Search {
            query,
            exact: Self::by_name(query),
            aliased_left: aliased.clone(),
            aliased,
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
    /// Those of `aliased` that are left.
    aliased_left: Services,
    /// The ranks that are left, with the current one first.
    ranks: &'static [Rank],
    /// The names or descriptions that match by the current rank.
    marks: Option<Marks>,
    /// The rows that are left for the current rank.
    rows: Range<usize>,
}

impl Search<'_> {
    /// Marks the rows whose names match by this rank, or, for [`Rank::Words`], the descriptions.
    fn marks(&self, rank: Rank) -> Marks {
        let query = self.query.as_bytes();
        match rank {
            // A name that equals the query has been returned before.
            Rank::NamePrefix => Marks::of_names(query, |name, place| {
                place == name.start && name.len() > query.len()
            }),
            Rank::NamePart => Marks::of_names(query, |name, place| place > name.start),
            Rank::Words => {
                let mut words = self.query.split_whitespace().map(str::as_bytes);
                let mut marks = words.next().map_or(Marks::NONE, Marks::of_word);
                for word in words {
                    marks = marks.and(&Marks::of_word(word));
                }
                marks
            }
        }
    }

    /// Returns the service of this row, if it matches by this rank and was not returned before.
    fn marked(&self, marks: &Marks, rank: Rank, row: usize) -> Option<Service> {
        let is_marked = match rank {
            Rank::NamePrefix | Rank::NamePart => marks.has(row),
            Rank::Words => {
                marks.has(columns::description_of(row)) && !contains(names::name(row), self.query)
            }
        };
        let service = is_marked.then(|| Record::from_index(row)?.service())??;
        (!self.is_aliased(service)).then_some(service)
    }

    fn is_aliased(&self, service: Service) -> bool {
        self.aliased.clone().any(|other| other == service)
    }
}

impl Iterator for Search<'_> {
    type Item = Service;

    fn next(&mut self) -> Option<Service> {
        if self.query.is_empty() {
            return None;
        }
        if let Some(service) = self.exact.next().or_else(|| self.aliased_left.next()) {
            return Some(service);
        }
        while let Some((&rank, later)) = self.ranks.split_first() {
            let marks = self.marks.take().unwrap_or_else(|| self.marks(rank));
            if marks.are_none() {
                self.rows = Record::COUNT..Record::COUNT;
            }
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

/// A bit for each row, or for each description. Equal descriptions are stored once.
#[derive(Clone)]
struct Marks([u64; Self::LEN]);

/// A bit for each place in the pool of names.
struct Places([u64; names::POOL.len().div_ceil(64)]);

impl Places {
    /// Returns the places at which a part of a name is, or `None` if there are none.
    fn of(part: &[u8]) -> Option<Self> {
        let mut places = None;
        scan::each_place(names::POOL.as_bytes(), part, |place| {
            let Self(words) = places.get_or_insert(Self([0; names::POOL.len().div_ceil(64)]));
            set(words, place);
        });
        places
    }

    /// Returns the first place in a range.
    fn first_in(&self, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            let bits = self.0.get(at / 64)? >> (at % 64);
            if bits != 0 {
                let place = at + bits.trailing_zeros() as usize;
                return (place < range.end).then_some(place);
            }
            at = (at / 64 + 1) * 64;
        }
        None
    }
}

fn set(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

fn is_set(words: &[u64], bit: usize) -> bool {
    words
        .get(bit / 64)
        .is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

impl Marks {
    const LEN: usize = {
        let (rows, descriptions) = (Record::COUNT, columns::DESCRIPTIONS);
        let most = if rows > descriptions {
            rows
        } else {
            descriptions
        };
        most.div_ceil(64)
    };

    const NONE: Self = Self([0; Self::LEN]);

    /// Marks the rows in whose names the part is, and whose place in the pool and first place of the part
    /// fit.
    fn of_names(part: &[u8], fits: impl Fn(&Range<usize>, usize) -> bool) -> Self {
        let mut marks = Self::NONE;
        let Some(places) = Places::of(part) else {
            return marks;
        };
        for row in 0..Record::COUNT {
            let name = names::range(row);
            // The part does not extend over the end of the name.
            let last = (name.end + 1).saturating_sub(part.len());
            let place = places.first_in(name.start..last);
            if place.is_some_and(|place| fits(&name, place)) {
                set(&mut marks.0, row);
            }
        }
        marks
    }

    /// Marks the descriptions in which a word begins with this one.
    fn of_word(word: &[u8]) -> Self {
        let pool = columns::DESCRIPTION_POOL.as_bytes();
        let mut marks = Self::NONE;
        let mut number = 0;
        scan::each_place(pool, word, |place| {
            while columns::description_end(number) <= place {
                number += 1;
            }
            let is_whole = place + word.len() <= columns::description_end(number);
            let is_first = place == columns::description_start(number);
            let before = || place.checked_sub(1).and_then(|before| pool.get(before));
            if is_whole && (is_first || before().is_some_and(|byte| scan::is_between_words(*byte)))
            {
                set(&mut marks.0, number);
            }
        });
        marks
    }

    fn and(mut self, other: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
        self
    }

    fn has(&self, number: usize) -> bool {
        is_set(&self.0, number)
    }

    fn are_none(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
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

/// Returns whether `text` contains `part`, ignoring ASCII case.
fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    text.windows(part.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn parts_are_found_in_any_case() {
        assert!(contains("http-alt", "ALT"));
        assert!(!contains("http", "https"));
        assert!(!contains("", "a"));
        assert!(!contains("Ärger", "är"));
        assert!(contains("Ärger", "Ä"));
    }
}
