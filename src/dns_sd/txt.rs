//! The keys of a service's TXT record, parsed from the prose of the column `Assignment Notes`.

use core::fmt;
use core::iter::FusedIterator;

use crate::rows::Service;

impl Service {
    /// Returns what the registry says about the keys of the service's DNS-SD TXT record (RFC 6763
    /// section 6).
    ///
    /// IANA writes it in the column `Assignment Notes`, after `Defined TXT keys:`. Returns `None` if
    /// the notes do not contain these words.
    ///
    /// ```
    /// use port_registry::dns_sd::TxtRecord;
    /// use port_registry::service;
    ///
    /// let Some(TxtRecord::Keys(mut keys)) = service!("nfs/tcp").txt_record() else { unreachable!() };
    /// let path = keys.next().unwrap();
    /// assert_eq!((path.key(), path.value()), ("path", Some("<path to mount point>")));
    ///
    /// assert_eq!(service!("https/tcp").txt_record(), None);
    /// ```
    #[must_use]
    #[doc(alias = "TXT record")]
    pub fn txt_record(self) -> Option<TxtRecord> {
        after_marker(self.record().notes()?).map(TxtRecord::read)
    }
}

/// Returns what follows `Defined TXT keys:`. IANA writes these words in either case and with various
/// white space.
fn after_marker(notes: &'static str) -> Option<&'static str> {
    notes.match_indices("Defined").find_map(|(at, marker)| {
        let mut rest = notes.get(at + marker.len()..)?;
        for word in ["TXT", "keys:"] {
            rest = rest.trim_start();
            let start = rest.get(..word.len())?;
            if !start.eq_ignore_ascii_case(word) {
                return None;
            }
            rest = rest.get(word.len()..)?;
        }
        Some(rest.trim())
    })
}

/// What the registry says about the keys of a service's TXT record, returned by
/// [`Service::txt_record`].
///
/// IANA has no fixed form for it. A list of keys becomes [`Keys`](TxtRecord::Keys), and everything
/// that is not clearly a list is returned as [`Prose`](TxtRecord::Prose).
///
/// ```
/// use port_registry::Service;
/// use port_registry::dns_sd::TxtRecord;
///
/// let defined = Service::all().filter_map(Service::txt_record);
/// assert!(defined.filter(|keys| *keys == TxtRecord::Empty).count() > 500);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxtRecord {
    /// The service defines no keys: IANA writes `None`.
    Empty,
    /// The service defines keys that are not public: IANA writes `Proprietary`.
    Proprietary,
    /// The list of keys, each with or without a value.
    Keys(TxtKeys),
    /// Any other note, without the white space around it: a pointer to a document, keys with remarks
    /// between them, or an empty string.
    Prose(&'static str),
}

impl TxtRecord {
    fn read(text: &'static str) -> Self {
        let word = text.trim_end_matches('.');
        if word.eq_ignore_ascii_case("none") {
            return Self::Empty;
        }
        if word.eq_ignore_ascii_case("proprietary") {
            return Self::Proprietary;
        }
        // TBD, to be determined, would otherwise be taken for a key.
        let is_open = text.is_empty() || word.eq_ignore_ascii_case("TBD");
        if !is_open && TxtKeys::reads_all(text) {
            Self::Keys(TxtKeys { rest: text })
        } else {
            Self::Prose(text)
        }
    }
}

/// A key of a TXT record (RFC 6763 section 6.4) with its value, as the registry defines them.
///
/// `Display` writes `key=value`, or the key alone if there is no value.
///
/// ```
/// use port_registry::dns_sd::TxtRecord;
/// use port_registry::service;
///
/// let Some(TxtRecord::Keys(mut keys)) = service!("nfs/tcp").txt_record() else { unreachable!() };
/// assert_eq!(keys.next().unwrap().to_string(), "path=<path to mount point>");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TxtKey {
    key: &'static str,
    value: Option<&'static str>,
}

impl TxtKey {
    /// Returns the key.
    ///
    /// ```
    /// # use port_registry::dns_sd::TxtRecord;
    /// # use port_registry::service;
    /// # let Some(TxtRecord::Keys(mut keys)) = service!("nfs/tcp").txt_record() else { unreachable!() };
    /// assert_eq!(keys.next().unwrap().key(), "path");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.key
    }

    /// Returns what follows the equals sign: a value, or a description of the value in angle brackets.
    ///
    /// Returns `None` if there is no equals sign, and an empty string if nothing follows it.
    ///
    /// ```
    /// # use port_registry::dns_sd::TxtRecord;
    /// # use port_registry::service;
    /// # let Some(TxtRecord::Keys(mut keys)) = service!("nfs/tcp").txt_record() else { unreachable!() };
    /// assert_eq!(keys.next().unwrap().value(), Some("<path to mount point>"));
    /// ```
    #[must_use]
    pub const fn value(self) -> Option<&'static str> {
        self.value
    }
}

impl fmt::Display for TxtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)?;
        match self.value {
            Some(value) => write!(f, "={value}"),
            None => Ok(()),
        }
    }
}

/// An iterator over the keys of a TXT record in the registry's order, held by [`TxtRecord::Keys`].
///
/// ```
/// use port_registry::dns_sd::TxtRecord;
/// use port_registry::service;
///
/// let Some(TxtRecord::Keys(keys)) = service!("nfs/tcp").txt_record() else { unreachable!() };
/// assert_eq!(keys.count(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "iterators do nothing unless consumed"]
pub struct TxtKeys {
    rest: &'static str,
}

impl TxtKeys {
    /// Returns whether the string is a list of keys from beginning to end.
    fn reads_all(text: &'static str) -> bool {
        let mut keys = Self { rest: text };
        while keys.next().is_some() {}
        keys.rest.is_empty()
    }
}

impl Iterator for TxtKeys {
    type Item = TxtKey;

    /// Returns the next key, with its value if an equals sign follows.
    ///
    /// A comma, a semicolon or a line end separates keys. A space does so after a value only, since
    /// any prose would otherwise be a list of keys.
    fn next(&mut self) -> Option<TxtKey> {
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.*?".contains(&byte);
        let end = self
            .rest
            .bytes()
            .position(|byte| !is_key(byte))
            .unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at_checked(end)?;
        if !key.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let (value, rest) = match rest.strip_prefix('=') {
            Some(rest) => {
                let end = if rest.starts_with('<') {
                    rest.find('>')? + 1
                } else {
                    rest.find([' ', '\n', ',', ';']).unwrap_or(rest.len())
                };
                let (value, rest) = rest.split_at_checked(end)?;
                (Some(value), rest)
            }
            None => (None, rest),
        };
        let ends_key = |character: char| matches!(character, ',' | ';' | '\n');
        let separator = rest.trim_start_matches(' ');
        let is_separated = separator.is_empty()
            || separator.starts_with(ends_key)
            || value.is_some() && separator.len() < rest.len();
        if !is_separated {
            return None;
        }
        self.rest = separator
            .strip_prefix([',', ';'])
            .unwrap_or(separator)
            .trim_start();
        Some(TxtKey { key, value })
    }
}

impl FusedIterator for TxtKeys {}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{TxtRecord, after_marker};
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn keys(text: &'static str) -> Vec<String> {
        match TxtRecord::read(text) {
            TxtRecord::Keys(keys) => keys.map(|key| key.to_string()).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn lists_are_read() {
        assert_eq!(keys("txtvers"), ["txtvers"]);
        assert_eq!(
            keys("txtvers, protovers,path"),
            ["txtvers", "protovers", "path"]
        );
        assert_eq!(
            keys("u=<username> p=<password>"),
            ["u=<username>", "p=<password>"]
        );
        assert_eq!(keys("u=<a>, p=<b, c>"), ["u=<a>", "p=<b, c>"]);
        assert_eq!(keys("MAC=, GW-MAC"), ["MAC=", "GW-MAC"]);
        assert_eq!(
            keys("u=username; k=keypattern"),
            ["u=username", "k=keypattern"]
        );
        assert_eq!(keys("a=<x>\n  b=<y>"), ["a=<x>", "b=<y>"]);
        assert_eq!(keys("txtvers=1, *IDN?=<x>"), ["txtvers=1", "*IDN?=<x>"]);
    }

    #[test]
    fn prose_is_not_taken_for_keys() {
        for prose in [
            "",
            "0",
            "TBD",
            "see www.broadband-forum.org/assignments",
            "None at present",
            "txtvers and proprietary keys",
            "txtvers, name, (others not publicly documented)",
            "u=<unclosed",
            "txtvers=1 (as described in the draft)",
        ] {
            assert_eq!(TxtRecord::read(prose), TxtRecord::Prose(prose));
        }
        assert_eq!(TxtRecord::read("NONE"), TxtRecord::Empty);
        assert_eq!(TxtRecord::read("Proprietary"), TxtRecord::Proprietary);
    }

    #[test]
    fn the_marker_has_a_few_spellings() {
        assert_eq!(after_marker("Defined TXT keys: None"), Some("None"));
        assert_eq!(after_marker("Defined TXT Keys: None"), Some("None"));
        assert_eq!(
            after_marker("See. Defined\n      TXT keys:a=b"),
            Some("a=b")
        );
        assert_eq!(
            after_marker("Defined elsewhere. Defined TXT keys:"),
            Some("")
        );
        assert_eq!(after_marker("Defined TX"), None);
        assert_eq!(after_marker("TXT keys: a"), None);
    }
}
