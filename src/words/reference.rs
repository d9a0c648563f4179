//! The columns in which IANA writes each entry in brackets: `Reference`, `Assignee` and `Contact`.
//!
//! `Record` and `csv::Row` return these iterators.

use core::fmt;
use core::iter::FusedIterator;

/// An entry of the column `Reference`, without its brackets.
///
/// `Display` writes the entry, such as `RFC9110`.
///
/// ```
/// use port_registry::record::ReferenceKind;
/// use port_registry::service;
///
/// let reference = service!("submissions/tcp").record().references().next().unwrap();
/// assert_eq!(reference.as_str(), "RFC8314");
/// assert_eq!(reference.kind(), ReferenceKind::Rfc(8314));
/// assert_eq!(
///     reference.url().unwrap().to_string(),
///     "https://www.rfc-editor.org/info/rfc8314",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference<'a> {
    text: &'a str,
}

/// The kind of document that a [`Reference`] names.
///
/// ```
/// use port_registry::record::ReferenceKind;
/// use port_registry::service;
///
/// let references = service!("imaps/tcp").record().references();
/// let kinds: Vec<ReferenceKind> = references.map(|reference| reference.kind()).collect();
/// assert!(kinds.contains(&ReferenceKind::Rfc(9051)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReferenceKind {
    /// The RFC with this number.
    Rfc(u32),
    /// An Internet-Draft, or an RFC that had no number yet (`RFC-ietf-…`).
    Draft,
    /// A URL.
    Url,
    /// Anything else: another standard, a person, a remark.
    Other,
}

impl<'a> Reference<'a> {
    /// Returns the entry as IANA writes it, without its brackets.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// let references = service!("imaps/tcp").record().references();
    /// assert!(references.map(|reference| reference.as_str()).eq(["RFC3501", "RFC8314", "RFC9051"]));
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.text
    }

    /// Returns the kind of document, and the number of an RFC.
    ///
    /// ```
    /// use port_registry::record::ReferenceKind;
    /// use port_registry::service;
    ///
    /// let reference = service!("https/tcp").record().references().next().unwrap();
    /// assert_eq!(reference.kind(), ReferenceKind::Rfc(9110));
    /// ```
    #[must_use]
    pub fn kind(self) -> ReferenceKind {
        let starts_with = |prefix: &str| {
            self.text
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if let Some(number) = rfc_number(self.text) {
            ReferenceKind::Rfc(number)
        } else if starts_with("draft-") || starts_with("RFC-") {
            ReferenceKind::Draft
        } else if ["https://", "http://", "ftp://"]
            .into_iter()
            .any(starts_with)
        {
            ReferenceKind::Url
        } else {
            ReferenceKind::Other
        }
    }

    /// Returns the URL of the document: for an RFC its page at the RFC Editor, and for a URL the
    /// entry itself. Returns `None` for other kinds.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// let reference = service!("ssh/tcp").record().references().next().unwrap();
    /// assert_eq!(reference.url().unwrap().to_string(), "https://www.rfc-editor.org/info/rfc4251");
    /// ```
    #[must_use]
    pub fn url(self) -> Option<ReferenceUrl<'a>> {
        match self.kind() {
            ReferenceKind::Rfc(number) => Some(ReferenceUrl(Url::Rfc(number))),
            ReferenceKind::Url => Some(ReferenceUrl(Url::Url(self.text))),
            ReferenceKind::Draft | ReferenceKind::Other => None,
        }
    }
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

/// Parses the number of `RFC6335`, or of `RFC6335, Section 6`.
fn rfc_number(text: &str) -> Option<u32> {
    let (prefix, rest) = text.split_at_checked(3)?;
    let (digits, after) = match rest.find(|character: char| !character.is_ascii_digit()) {
        Some(end) => rest.split_at_checked(end)?,
        None => (rest, ""),
    };
    let ends_there = after.is_empty() || after.starts_with([',', ' ', ';', ':']);
    (prefix.eq_ignore_ascii_case("RFC") && ends_there).then(|| digits.parse().ok())?
}

/// The URL of a [`Reference`], which `Display` writes; returned by [`Reference::url`].
///
/// ```
/// use port_registry::service;
///
/// let mut urls = service!("http/tcp").record().references().filter_map(|r| r.url());
/// assert!(urls.any(|url| url.to_string().ends_with("/rfc9110")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReferenceUrl<'a>(Url<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Url<'a> {
    Rfc(u32),
    Url(&'a str),
}

impl fmt::Display for ReferenceUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Url::Rfc(number) => write!(f, "https://www.rfc-editor.org/info/rfc{number}"),
            Url::Url(url) => f.write_str(url),
        }
    }
}

/// An iterator over the entries of one cell of the column `Reference`, in IANA's order.
///
/// It is returned by [`Record::references`](crate::Record::references). IANA writes each entry in
/// brackets: `[RFC3501][RFC8314]`. The iterator leaves the brackets out;
/// [`Record::cell`](crate::Record::cell) has them. Text outside of brackets is an entry too.
///
/// ```
/// use port_registry::service;
///
/// assert_eq!(service!("imaps/tcp").record().references().count(), 3);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct References<'a>(Entries<'a>);

impl<'a> References<'a> {
    pub(crate) const fn new(cell: &'a str) -> Self {
        Self(Entries { rest: cell })
    }
}

impl<'a> Iterator for References<'a> {
    type Item = Reference<'a>;

    fn next(&mut self) -> Option<Reference<'a>> {
        self.0.next().map(|text| Reference { text })
    }
}

impl FusedIterator for References<'_> {}

/// An iterator over the persons and organizations in one cell of the column `Assignee` or
/// `Contact`, in IANA's order.
///
/// It is returned by [`Record::assignees`](crate::Record::assignees) and
/// [`Record::contacts`](crate::Record::contacts). IANA writes each entry in brackets:
/// `[Stuart_Cheshire][Marc_Krochmal]`. The iterator leaves the brackets out;
/// [`Record::cell`](crate::Record::cell) has them. Text outside of brackets is an entry too.
///
/// ```
/// use port_registry::service;
///
/// let record = service!("https/tcp").record();
/// assert!(record.assignees().eq(["IESG"]));
/// assert!(record.contacts().eq(["IETF_Chair"]));
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct People<'a>(Entries<'a>);

impl<'a> People<'a> {
    pub(crate) const fn new(cell: &'a str) -> Self {
        Self(Entries { rest: cell })
    }
}

impl<'a> Iterator for People<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.0.next()
    }
}

impl FusedIterator for People<'_> {}

/// The entries of a cell, without their brackets.
#[derive(Clone, Debug)]
struct Entries<'a> {
    rest: &'a str,
}

/// Splits at the bracket that closes an entry. IANA has a few entries with brackets within them:
/// `[[RXB5]]`.
fn split_at_closing(inside: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, character) in inside.char_indices() {
        match character {
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            ']' => {
                let (text, after) = inside.split_at(at);
                return (text, after.strip_prefix(']').unwrap_or(after));
            }
            _ => {}
        }
    }
    // Without a closing bracket for each, the first one ends the entry.
    inside.split_once(']').unwrap_or((inside, ""))
}

impl<'a> Iterator for Entries<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let rest = self.rest.trim_start();
            let text = if let Some(inside) = rest.strip_prefix('[') {
                let (text, after) = split_at_closing(inside);
                self.rest = after;
                text.trim_start_matches('[').trim_end_matches(']')
            } else {
                let (text, after) = match rest.find('[').and_then(|at| rest.split_at_checked(at)) {
                    Some(parts) => parts,
                    None => (rest, ""),
                };
                self.rest = after;
                text
            };
            let text = text.trim();
            if !text.is_empty() {
                return Some(text);
            }
            if self.rest.is_empty() {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{ReferenceKind, References};
    use std::vec::Vec;

    fn read(cell: &'static str) -> Vec<(ReferenceKind, &'static str)> {
        References::new(cell)
            .map(|reference| (reference.kind(), reference.as_str()))
            .collect()
    }

    #[test]
    fn every_form_of_the_registry_has_its_kind() {
        use ReferenceKind::{Draft, Other, Rfc, Url};
        assert_eq!(read(""), []);
        assert_eq!(
            read("[RFC3501][RFC8314]"),
            [(Rfc(3501), "RFC3501"), (Rfc(8314), "RFC8314")]
        );
        assert_eq!(
            read("[RFC6335, Section 6]"),
            [(Rfc(6335), "RFC6335, Section 6")]
        );
        assert_eq!(
            read("[RFC-ietf-ntp-roughtime-19]"),
            [(Draft, "RFC-ietf-ntp-roughtime-19")]
        );
        assert_eq!(read("[draft-herbert-gue]"), [(Draft, "draft-herbert-gue")]);
        assert_eq!(
            read("[https://snif.host/a#b]"),
            [(Url, "https://snif.host/a#b")]
        );
        assert_eq!(read("[1][RFC4727]"), [(Other, "1"), (Rfc(4727), "RFC4727")]);
        assert_eq!(read("[n/a]"), [(Other, "n/a")]);
        assert_eq!(
            read("[TR-352][of\n  two lines]"),
            [(Other, "TR-352"), (Other, "of\n  two lines")]
        );
    }

    #[test]
    fn stray_text_and_brackets_lose_nothing() {
        use ReferenceKind::{Other, Rfc};
        assert_eq!(
            read("see [RFC1] too"),
            [(Other, "see"), (Rfc(1), "RFC1"), (Other, "too")]
        );
        assert_eq!(read("[RFC1"), [(Rfc(1), "RFC1")]);
        assert_eq!(read("[[RXB5]]"), [(Other, "RXB5")]);
        assert_eq!(read("[a, b][[XEROX]]"), [(Other, "a, b"), (Other, "XEROX")]);
        assert_eq!(read("[a [b] c][d"), [(Other, "a [b] c"), (Other, "d")]);
        assert_eq!(read("[a [b][c]"), [(Other, "a [b"), (Other, "c")]);
        assert_eq!(read("[]  [ ]"), []);
        assert_eq!(read("RFC"), [(Other, "RFC")]);
        assert_eq!(read("[RFC99999999999]"), [(Other, "RFC99999999999")]);
        assert_eq!(read("[RFC12bis]"), [(Other, "RFC12bis")]);
        assert_eq!(read("ÄÖ"), [(Other, "ÄÖ")]);
    }
}
