//! The service that a misspelled name most likely means.
//!
//! Every string that is one slip of the finger away from the name is looked up: 640 lookups for a name
//! of eight letters. To compare the name with every registered one instead would take a hundred times
//! as long, too long for a compile error and for a log with many unknown names.

use super::Services;
use crate::rows::Service;
use crate::tables::names::NameRows;
use crate::tables::{RowInt, columns, name_key, names};
use crate::words::{Protocol, Suggestion};

/// The characters of service names. An underscore is often typed for a hyphen.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-_";

/// A shorter name would be the beginning of too many others.
const SHORTEST_BEGINNING: usize = 3;

impl Service {
    /// Returns the service that a misspelled name most likely means, over this transport protocol or
    /// with `None` over any; `None` if no name is similar.
    ///
    /// These names and [aliases](Service::aliases) are similar, the first of them first:
    ///
    /// 1. the name itself, also if it is registered over other transport protocols only;
    /// 2. a name with two neighbouring letters swapped;
    /// 3. a name with a letter more or less;
    /// 4. a name with another letter;
    /// 5. the shortest name of IANA's that begins with the given one, if that has three letters.
    ///
    /// Of several, the one with the lowest port is returned. Case is ignored. Services without a port
    /// are never returned.
    ///
    /// Nothing is allocated. It takes about 10 µs, and 50 µs if no name is a single slip away.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let suggested = |name| Service::suggest(name, None).map(|service| service.name());
    /// assert_eq!(suggested("htps"), Some("https"));
    /// assert_eq!(suggested("submision"), Some("submission"));
    /// assert_eq!(suggested("postgress"), Some("postgresql")); // its alias `postgres`
    /// assert_eq!(suggested("mongo"), Some("mongodb"));
    /// assert_eq!(suggested("no-such-name"), None);
    ///
    /// // Registered, but not over DCCP.
    /// let service = Service::suggest("ssh", Protocol::Dccp).unwrap();
    /// assert_eq!(service.protocol(), Some(Protocol::Tcp));
    /// ```
    #[must_use]
    #[doc(alias = "did you mean")]
    #[doc(alias = "typo")]
    #[doc(alias = "fuzzy")]
    pub fn suggest(name: &str, protocol: impl Into<Option<Protocol>>) -> Option<Self> {
        let protocol = protocol.into();
        let has_port = |service: &Self| service.port().is_some();
        let is_over = |service: &Self| protocol.is_none_or(|protocol| service.is_over(protocol));
        let over = Self::find(name).filter(is_over).find(has_port);
        over.or_else(|| Self::find(name).find(has_port))
            .or_else(|| one_slip_away(name.as_bytes(), protocol))
            .or_else(|| Self::from_number(longer(name.as_bytes(), protocol)))
    }
}

fn one_slip_away(name: &[u8], protocol: Option<Protocol>) -> Option<Service> {
    let mut best = Best::NONE;
    let mut at = 0;
    while let Some(slip) = Slip::nth(name, at) {
        let candidate = slip.candidate();
        best.consider(slip.rank, first_over(names::rows(candidate), protocol));
        let alias = core::str::from_utf8(candidate).unwrap_or_default();
        best.consider(slip.rank, first_over(names::alias_rows(alias), protocol));
        at += 1;
    }
    Service::from_number(best.row)
}

/// Returns the suggestion for the end of a message.
pub(crate) fn suggestion(name: &str, protocol: Protocol) -> Suggestion {
    match Service::suggest(name, protocol) {
        None => Suggestion::None,
        Some(service) => match service.protocol() {
            Some(stated) if stated != protocol => Suggestion::Over(service.name(), stated),
            _ => Suggestion::Name(service.name()),
        },
    }
}

/// Returns the suggestion of a registered name that need not have a port, at compile time: aliases
/// are in a `phf::Map`, which is not read in constants.
pub(crate) const fn registered(name: &[u8], protocol: Protocol) -> Suggestion {
    let (first, end) = names::rows(name).run;
    if first < end {
        let row = first as usize - 1;
        if let (Some(name), Some(stated)) = (names::name_in_const(row), columns::protocol(row)) {
            return Suggestion::Over(name, stated);
        }
    }
    let mut best = Best::NONE;
    let mut at = 0;
    while let Some(slip) = Slip::nth(name, at) {
        best.consider(slip.rank, names::row_over(slip.candidate(), protocol));
        at += 1;
    }
    let row = if best.row == 0 {
        longer(name, Some(protocol))
    } else {
        best.row
    };
    if row == 0 {
        return Suggestion::None;
    }
    match names::name_in_const(row as usize - 1) {
        Some(name) => Suggestion::Name(name),
        None => Suggestion::None,
    }
}

/// The most similar row so far.
struct Best {
    /// The kind of slip in the high 16 bits, and the port.
    rank: u32,
    row: RowInt,
}

impl Best {
    const NONE: Self = Self {
        rank: u32::MAX,
        row: 0,
    };

    /// Takes a row, or 0 for none.
    const fn consider(&mut self, slip: u32, row: RowInt) {
        if row == 0 {
            return;
        }
        let rank = match columns::first_port(row as usize - 1) {
            Some(port) => slip << 16 | port.get() as u32,
            None => u32::MAX - 1, // rarely meant
        };
        if rank < self.rank {
            *self = Self { rank, row };
        }
    }
}

/// A string that is one slip away from a name.
struct Slip {
    bytes: [u8; Self::LONGEST],
    len: usize,
    /// The kind of slip, the likeliest first.
    rank: u32,
}

impl Slip {
    /// The hash takes names of 15 bytes: a name has one more with an additional letter, and here may
    /// become longer yet.
    const LONGEST: usize = name_key::MAX_LEN + 2;

    /// Returns the slip with this number, or `None` after the last.
    const fn nth(name: &[u8], number: usize) -> Option<Self> {
        let len = name.len();
        if len == 0 || len >= Self::LONGEST {
            return None;
        }
        let mut number = number;
        if number < len - 1 {
            let mut slip = Self::splice(0, name, 0, None, 0);
            (slip.bytes[number], slip.bytes[number + 1]) = (name[number + 1], name[number]);
            return Some(slip);
        }
        number -= len - 1;
        if number < len {
            return Some(Self::splice(1, name, number, None, number + 1));
        }
        number -= len;
        let (at, letter) = (number / LETTERS.len(), LETTERS[number % LETTERS.len()]);
        if at <= len {
            return Some(Self::splice(1, name, at, Some(letter), at));
        }
        let at = at - (len + 1);
        if at < len {
            return Some(Self::splice(2, name, at, Some(letter), at + 1));
        }
        None
    }

    /// Returns the name up to `end`, a letter, and the name from `start` on.
    const fn splice(rank: u32, name: &[u8], end: usize, letter: Option<u8>, start: usize) -> Self {
        let mut slip = Self {
            bytes: [0; Self::LONGEST],
            len: 0,
            rank,
        };
        slip.push(name.split_at(end).0);
        if let Some(letter) = letter {
            slip.push(&[letter]);
        }
        slip.push(name.split_at(start).1);
        slip
    }

    const fn push(&mut self, letters: &[u8]) {
        let mut at = 0;
        while at < letters.len() {
            self.bytes[self.len] = letters[at];
            self.len += 1;
            at += 1;
        }
    }

    const fn candidate(&self) -> &[u8] {
        self.bytes.split_at(self.len).0
    }
}

/// Returns the first row over a transport protocol that has a port, or 0.
fn first_over(rows: NameRows, protocol: Option<Protocol>) -> RowInt {
    let is_over = |service: &Service| {
        service.port().is_some() && protocol.is_none_or(|protocol| service.is_over(protocol))
    };
    let service = Services::of_name(rows).find(is_over);
    service.map_or(0, |service| service.record().index() as RowInt + 1)
}

/// Returns the first row over a transport protocol of the shortest name that begins so, or 0.
const fn longer(beginning: &[u8], protocol: Option<Protocol>) -> RowInt {
    let mut best = Best::NONE;
    let mut number = if beginning.len() < SHORTEST_BEGINNING {
        names::NAMES
    } else {
        0
    };
    while number < names::NAMES {
        if names::begins(number, beginning) {
            let mut row = names::rows_of(number).run.0;
            if let Some(protocol) = protocol {
                row = names::first_over(number, protocol);
            }
            if row != 0 && columns::first_port(row as usize - 1).is_some() {
                best.consider(names::len(number) as u32, row);
            }
        }
        number += 1;
    }
    best.row
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{LETTERS, Slip};
    use std::collections::BTreeSet;
    use std::string::String;
    use std::vec::Vec;

    fn slips(name: &str) -> BTreeSet<String> {
        let text = |slip: &Slip| String::from_utf8(slip.candidate().to_vec()).unwrap();
        let numbered = (0..).map_while(|number| Slip::nth(name.as_bytes(), number));
        numbered.map(|slip| text(&slip)).collect()
    }

    #[test]
    fn every_slip_is_made_once() {
        assert!(slips("").is_empty());
        let mut expected = BTreeSet::from(["ba".into(), "a".into(), "b".into()]);
        for letter in LETTERS.iter().copied().map(char::from) {
            let added = ["{}ab", "a{}b", "ab{}", "{}b", "a{}"];
            expected.extend(added.map(|form| form.replace("{}", &String::from(letter))));
        }
        assert_eq!(slips("ab"), expected);
    }

    #[test]
    fn the_longest_names_have_slips() {
        let name: Vec<u8> = std::vec![b'x'; Slip::LONGEST];
        assert!(Slip::nth(&name, 0).is_none());
        let name = String::from_utf8(name[1..].to_vec()).unwrap();
        assert!(slips(&name).contains(&name[1..]));
    }
}
