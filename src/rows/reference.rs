use core::fmt;
use core::iter::FusedIterator;

/// What kind of document a [`Citation`] points to.
///
/// ```
/// use port_registry::{Protocol, Reference, Service};
///
/// let imaps = Service::named("imaps", Protocol::Tcp).unwrap();
/// let kinds: Vec<Reference> = imaps.references().map(|citation| citation.reference()).collect();
/// assert!(kinds.contains(&Reference::Rfc(9051)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reference {
    /// The RFC with this number.
    Rfc(u32),
    /// An Internet-Draft, or an RFC that had no number yet (`RFC-ietf-…`).
    Draft,
    /// A web address.
    Url,
    /// Anything else: another standard, a person, a remark.
    Other,
}

/// One entry of the registry's column `Reference`.
///
/// ```
/// use port_registry::{Protocol, Reference, Service};
///
/// let domain = Service::named("submissions", Protocol::Tcp).unwrap();
/// let citation = domain.references().next().unwrap();
/// assert_eq!(citation.reference(), Reference::Rfc(8314));
/// assert_eq!(citation.text(), "RFC8314");
/// assert_eq!(
///     citation.address().unwrap().to_string(),
///     "https://www.rfc-editor.org/info/rfc8314",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    text: &'static str,
}

impl Citation {
    /// The entry as it stands in the registry, without its brackets.
    ///
    /// ```
    /// use port_registry::Service;
    ///
    /// let texts = Service::by_name("imaps").flat_map(|s| s.references()).map(|c| c.text());
    /// assert!(texts.eq(["RFC3501", "RFC8314", "RFC9051"]));
    /// ```
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.text
    }

    /// What it points to.
    ///
    /// ```
    /// use port_registry::{Port, Protocol, Reference};
    ///
    /// let https = Port::new(443).service(Protocol::Tcp).unwrap();
    /// assert_eq!(https.references().next().unwrap().reference(), Reference::Rfc(9110));
    /// ```
    #[must_use]
    pub fn reference(self) -> Reference {
        let starts_with = |prefix: &str| {
            self.text
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if let Some(number) = rfc_number(self.text) {
            Reference::Rfc(number)
        } else if starts_with("draft-") || starts_with("RFC-") {
            Reference::Draft
        } else if ["https://", "http://", "ftp://"]
            .into_iter()
            .any(starts_with)
        {
            Reference::Url
        } else {
            Reference::Other
        }
    }

    /// Where to read it: the RFC's page at the RFC Editor, or the web address that the entry is.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// let ssh = Port::new(22).service(Protocol::Tcp).unwrap();
    /// let address = ssh.references().find_map(|citation| citation.address()).unwrap();
    /// assert_eq!(address.to_string(), "https://www.rfc-editor.org/info/rfc4251");
    /// ```
    #[must_use]
    pub fn address(self) -> Option<CitationAddress> {
        match self.reference() {
            Reference::Rfc(number) => Some(CitationAddress(Address::Rfc(number))),
            Reference::Url => Some(CitationAddress(Address::Url(self.text))),
            Reference::Draft | Reference::Other => None,
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

/// `RFC6335`, or `RFC6335, Section 6`.
fn rfc_number(text: &str) -> Option<u32> {
    let (prefix, rest) = text.split_at_checked(3)?;
    let (digits, after) = match rest.find(|character: char| !character.is_ascii_digit()) {
        Some(end) => rest.split_at_checked(end)?,
        None => (rest, ""),
    };
    let ends_there = after.is_empty() || after.starts_with([',', ' ', ';', ':']);
    (prefix.eq_ignore_ascii_case("RFC") && ends_there).then(|| digits.parse().ok())?
}

/// The web address of a [`Citation`]; `Display` writes it.
///
/// ```
/// use port_registry::Service;
///
/// let citations = Service::by_name("http").flat_map(|s| s.references());
/// let addresses = citations.filter_map(|c| c.address());
/// assert!(addresses.map(|a| a.to_string()).any(|a| a.ends_with("/rfc9110")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CitationAddress(Address);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Address {
    Rfc(u32),
    Url(&'static str),
}

impl fmt::Display for CitationAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Address::Rfc(number) => write!(f, "https://www.rfc-editor.org/info/rfc{number}"),
            Address::Url(url) => f.write_str(url),
        }
    }
}

/// The entries of one cell of the column `Reference`, in its order.
///
/// The registry writes each in brackets (`[RFC3501][RFC8314]`); what stands outside of them counts
/// as an entry too. [`Record::references`](crate::Record::references) makes it.
///
/// ```
/// use port_registry::{Protocol, Service};
///
/// let imaps = Service::named("imaps", Protocol::Tcp).unwrap();
/// assert_eq!(imaps.references().count(), 3);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct References {
    rest: &'static str,
}

impl References {
    pub(super) const fn new(cell: &'static str) -> Self {
        Self { rest: cell }
    }
}

impl Iterator for References {
    type Item = Citation;

    fn next(&mut self) -> Option<Citation> {
        loop {
            let rest = self.rest.trim_start();
            let text = if let Some(inside) = rest.strip_prefix('[') {
                let (text, after) = inside.split_once(']').unwrap_or((inside, ""));
                self.rest = after;
                text
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
                return Some(Citation { text });
            }
            if self.rest.is_empty() {
                return None;
            }
        }
    }
}

impl FusedIterator for References {}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{Reference, References};
    use std::vec::Vec;

    fn read(cell: &'static str) -> Vec<(Reference, &'static str)> {
        References::new(cell)
            .map(|c| (c.reference(), c.text()))
            .collect()
    }

    #[test]
    fn every_form_of_the_registry_is_told_apart() {
        use Reference::{Draft, Other, Rfc, Url};
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
        use Reference::{Other, Rfc};
        assert_eq!(
            read("see [RFC1] too"),
            [(Other, "see"), (Rfc(1), "RFC1"), (Other, "too")]
        );
        assert_eq!(read("[RFC1"), [(Rfc(1), "RFC1")]);
        assert_eq!(read("[]  [ ]"), []);
        assert_eq!(read("RFC"), [(Other, "RFC")]);
        assert_eq!(read("[RFC99999999999]"), [(Other, "RFC99999999999")]);
        assert_eq!(read("[RFC12bis]"), [(Other, "RFC12bis")]);
        assert_eq!(read("ÄÖ"), [(Other, "ÄÖ")]);
    }
}
