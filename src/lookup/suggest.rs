//! The service that a misspelled name most likely means.
//!
//! Every name is compared with the given one, in one pass and without a table of distances: the first
//! letters that differ show whether one typing error is all. The error messages of `Endpoint`, of lists
//! of ports and of `Service::from_str` end with a suggestion, and so do the compile errors of the
//! macros. So the search does not allocate, and for registered names it is `const`.

use super::{Meaning, Services, meanings};
use crate::rows::{KnownUse, Service};
use crate::tables::names::NameRows;
use crate::tables::{RowInt, columns, names};
use crate::words::{Protocol, Suggestion};

/// A shorter name is similar to too many others.
const SHORTEST: usize = 3;

/// Suggestions for misspelled names.
impl Service {
    /// Returns the service that a misspelled name most likely means, or `None` if no name is
    /// similar.
    ///
    /// The service is registered over the given transport protocol, or over any if that is `None`.
    /// The first of these that exists is suggested, where a name may be IANA's or an
    /// [alias](Service::aliases):
    ///
    /// 1. the name itself, as for `ssh` over DCCP, which is registered over other transport protocols;
    /// 2. a name with two neighbouring letters swapped;
    /// 3. a name with one letter added or removed;
    /// 4. a name with one letter replaced;
    /// 5. the shortest name that begins with the given one.
    ///
    /// If a step other than the first finds several names, the service with the lowest port is
    /// returned. Case is ignored. Services without a port are never returned. For a name of one or
    /// two letters, only the first step is tried.
    ///
    /// Nothing is allocated. A call takes some tens of microseconds.
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
    #[doc(alias = "suggestion")]
    #[doc(alias = "did you mean")]
    #[doc(alias = "typo")]
    #[doc(alias = "fuzzy")]
    pub fn suggest(name: &str, protocol: impl Into<Option<Protocol>>) -> Option<Self> {
        let protocol = protocol.into();
        let has_port = |service: &Self| service.port().is_some();
        let is_over = |service: &Self| protocol.is_none_or(|protocol| service.is_over(protocol));
        let over = Self::find(name).filter(is_over).find(has_port);
        over.or_else(|| Self::find(name).find(has_port))
            .or_else(|| similar(name.as_bytes(), protocol))
    }
}

/// Returns the name that a misspelled name most likely means, of all three layers: a name that IANA has
/// registered, an alias, or the name of a known use. Returns `None` if no name is similar.
///
/// Names are similar as for [`Service::suggest`], which suggests services only. The name has a port over
/// the given transport protocol, or over any if that is `None`. If no similar name has one over it, a name
/// with a port over another transport protocol is returned.
///
/// The messages of errors end with this suggestion. Nothing is allocated. A call takes some tens of
/// microseconds.
///
/// ```
/// use port_registry::Protocol;
/// use port_registry::lookup::suggest;
///
/// assert_eq!(suggest("elasticsaerch", None), Some("elasticsearch"));
/// assert_eq!(suggest("wiregard", Protocol::Udp), Some("wireguard"));
/// assert_eq!(suggest("htps", Protocol::Tcp), Some("https"));
/// assert_eq!(suggest("no-such-name", None), None);
/// ```
#[must_use]
#[doc(alias = "did you mean")]
pub fn suggest(name: &str, protocol: impl Into<Option<Protocol>>) -> Option<&'static str> {
    match suggestion(name, protocol.into().as_slice()) {
        Suggestion::None => None,
        Suggestion::Name(name) | Suggestion::Over(name, _) => Some(name),
    }
}

/// Returns the most similar name or alias that leads to a service with a port, and that service.
fn similar(given: &[u8], protocol: Option<Protocol>) -> Option<Service> {
    Service::from_number(Best::service(given, protocol).row)
}

/// Returns the most similar name of all layers, and the transport protocol of what it names.
fn similar_name(
    given: &[u8],
    protocol: Option<Protocol>,
) -> Option<(&'static str, Option<Protocol>)> {
    let mut best = Best::service(given, protocol);
    let mut known_over = None;
    for known in KnownUse::all() {
        let is_over = protocol.is_none_or(|protocol| protocol == known.protocol());
        if let Some(similarity) = Similarity::of(given, known.name().as_bytes()) {
            if is_over && best.consider_known(similarity, known) {
                known_over = Some(known.protocol());
            }
        }
    }
    match Service::from_number(best.row) {
        Some(service) => Some((best.name.unwrap_or(service.name()), service.protocol())),
        None => Some((best.name?, known_over)),
    }
}

impl Best {
    /// Returns the most similar name or alias that leads to a service with a port.
    fn service(given: &[u8], protocol: Option<Protocol>) -> Self {
        let mut best = Best::NONE;
        for number in 0..names::NAMES {
            if let Some(similarity) = Similarity::of(given, names::bytes(number)) {
                best.consider(
                    similarity,
                    first_over(names::rows_of(number), protocol),
                    None,
                );
            }
        }
        for (alias, rows) in (0..names::ALIAS_COUNT).map(names::alias) {
            if let Some(similarity) = Similarity::of(given, alias.as_bytes()) {
                let row = first_over(NameRows::list(rows), protocol);
                best.consider(similarity, row, Some(alias));
            }
        }
        best
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

/// Returns the suggestion for the end of a message about a name that was looked up with
/// [`Service::find`], over one of these transport protocols.
pub(crate) fn suggestion(name: &str, over: &[Protocol]) -> Suggestion {
    for meaning in meanings(name) {
        let elsewhere = match meaning {
            Meaning::Registered(mut services) | Meaning::Alias(mut services) => services
                .find(|service| service.port().is_some())
                .map(|service| (service.name(), service.protocol())),
            Meaning::KnownUse(mut known) => known
                .next()
                .map(|known| (known.name(), Some(known.protocol()))),
        };
        match elsewhere {
            Some((name, Some(protocol))) => return Suggestion::Over(name, protocol),
            Some((name, None)) => return Suggestion::Name(name),
            None => {}
        }
    }
    let protocol = match over {
        [protocol] => Some(*protocol),
        _ => None,
    };
    let given = name.as_bytes();
    if let Some((name, _)) = similar_name(given, protocol) {
        return Suggestion::Name(name);
    }
    match similar_name(given, None) {
        Some((name, Some(protocol))) => Suggestion::Over(name, protocol),
        Some((name, None)) => Suggestion::Name(name),
        None => Suggestion::None,
    }
}

/// Returns the suggestion for the end of a message about a name that is not one of IANA's over this
/// transport protocol. It is IANA's name of a service, also if an alias leads to it. A service with
/// a port is preferred.
pub(crate) const fn registered(given: &[u8], protocol: Protocol) -> Suggestion {
    let mut best = Best::NONE;
    let mut at = 0;
    while at < names::ALIAS_COUNT {
        let (alias, rows) = names::alias(at);
        let similarity = if are_same(given, alias.as_bytes()) {
            Some(Similarity::SAME)
        } else {
            Similarity::of(given, alias.as_bytes())
        };
        if let Some(similarity) = similarity {
            let row = names::find_over(NameRows::list(rows), protocol);
            best.consider(similarity, row, None);
        }
        at += 1;
    }
    let (first, end) = names::rows(given).run;
    if best.rank > Best::SAME && first < end {
        let row = first as usize - 1;
        if let (Some(name), Some(stated)) = (names::name_in_const(row), columns::protocol(row)) {
            if stated as u8 != protocol as u8 {
                return Suggestion::Over(name, stated);
            }
        }
    }
    let mut number = 0;
    while number < names::NAMES {
        if let Some(similarity) = Similarity::of(given, names::bytes(number)) {
            best.consider(similarity, names::first_over(number, protocol), None);
        }
        number += 1;
    }
    match best.row {
        0 => Suggestion::None,
        row => match names::name_in_const(row as usize - 1) {
            Some(name) => Suggestion::Name(name),
            None => Suggestion::None,
        },
    }
}

/// The most similar name so far.
struct Best {
    /// The similarity, and then the port: the lower, the better.
    rank: u64,
    /// The row of the service, or 0 for a known use.
    row: RowInt,
    /// The name, if it is not that of the row: an alias, or the name of a known use.
    name: Option<&'static str>,
}

impl Best {
    const NONE: Self = Self {
        rank: u64::MAX,
        row: 0,
        name: None,
    };

    /// The highest rank of the name itself.
    const SAME: u64 = Self::rank(Similarity::SAME, u16::MAX);

    const fn rank(similarity: Similarity, port: u16) -> u64 {
        (similarity.0 as u64) << 16 | port as u64
    }

    /// Considers a row, or 0 for none.
    const fn consider(&mut self, similarity: Similarity, row: RowInt, alias: Option<&'static str>) {
        if row == 0 {
            return;
        }
        if let Some(port) = columns::first_port(row as usize - 1) {
            let rank = Self::rank(similarity, port.get());
            if rank < self.rank {
                *self = Self {
                    rank,
                    row,
                    name: alias,
                };
            }
        }
    }

    /// Considers a known use, and returns whether it is the best so far.
    fn consider_known(&mut self, similarity: Similarity, known: KnownUse) -> bool {
        let rank = Self::rank(similarity, known.ports().first().get());
        let is_best = rank < self.rank;
        if is_best {
            *self = Self {
                rank,
                row: 0,
                name: Some(known.name()),
            };
        }
        is_best
    }
}

/// How similar a name is to a given one: the lower, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Similarity(usize);

impl Similarity {
    const SAME: Self = Self(0);
    const SWAPPED: Self = Self(1);
    const ONE_MORE_OR_LESS: Self = Self(2);
    const ONE_OTHER: Self = Self(3);

    /// A name of this length that begins with the given one.
    const fn beginning(len: usize) -> Self {
        Self(4 + len)
    }

    /// Compares in any case. The same name is not similar to itself.
    const fn of(given: &[u8], name: &[u8]) -> Option<Self> {
        if given.len() < SHORTEST || given.len() > name.len() + 1 {
            return None;
        }
        let mut same = 0;
        while same < given.len() && same < name.len() && is_same(given[same], name[same]) {
            same += 1;
        }
        let (given, name) = (given.split_at(same).1, name.split_at(same).1);
        match (given, name) {
            ([], []) => None,
            ([], [_]) | ([_], []) => Some(Self::ONE_MORE_OR_LESS),
            ([], more) => Some(Self::beginning(same + more.len())),
            ([_, given_rest @ ..], [_, name_rest @ ..]) => {
                if are_same(given_rest, name_rest) {
                    Some(Self::ONE_OTHER)
                } else if are_same(given_rest, name) || are_same(given, name_rest) {
                    Some(Self::ONE_MORE_OR_LESS)
                } else if are_swapped(given, name) {
                    Some(Self::SWAPPED)
                } else {
                    None
                }
            }
            (_, []) => None,
        }
    }
}

const fn is_same(left: u8, right: u8) -> bool {
    left.eq_ignore_ascii_case(&right)
}

const fn are_same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if !is_same(left[at], right[at]) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether the first two letters are in the other order, and the others are the same.
const fn are_swapped(left: &[u8], right: &[u8]) -> bool {
    match (left, right) {
        ([a, b, left @ ..], [c, d, right @ ..]) => {
            is_same(*a, *d) && is_same(*b, *c) && are_same(left, right)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Similarity;

    #[test]
    fn each_kind_of_similarity_is_recognized() {
        let of = |given: &str, name: &str| Similarity::of(given.as_bytes(), name.as_bytes());
        for (given, name, expected) in [
            ("http", "HTTP", None),
            ("htpp", "http", Some(Similarity::ONE_OTHER)),
            ("ttpp", "http", None),
            ("hhttp", "http", Some(Similarity::ONE_MORE_OR_LESS)),
            ("htt", "http", Some(Similarity::ONE_MORE_OR_LESS)),
            ("ttp", "http", Some(Similarity::ONE_MORE_OR_LESS)),
            ("http1", "http", Some(Similarity::ONE_MORE_OR_LESS)),
            ("http12", "http", None),
            ("HTPT", "http", Some(Similarity::SWAPPED)),
            ("thtp", "http", Some(Similarity::SWAPPED)),
            ("phtt", "http", None),
            ("htt", "https", Some(Similarity::beginning(5))),
            ("ht", "http", None),
            ("ab", "ba", None),
            ("", "http", None),
            ("abcd", "", None),
        ] {
            assert_eq!(of(given, name), expected, "{given} {name}");
        }
    }
}
