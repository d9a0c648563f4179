//! A service name in the syntax of RFC 6335.

use core::fmt;
use core::str::FromStr;

use super::error::{NameError, Reason, Rule};
use super::{Error, Quoted};

/// A service name in the syntax of RFC 6335 section 5.1.
///
/// The rules are:
///
/// - 1 to 15 characters;
/// - ASCII letters, digits and hyphens only;
/// - at least one letter;
/// - no hyphen at the beginning or end, and no two hyphens in a row.
///
/// The type checks the syntax only. Use [`Service::by_name`](crate::Service::by_name) to find out
/// whether IANA has registered the name. About a hundred old names in the registry break the rules
/// (`z39.50`, `sql*net`), and most of them have a well-formed replacement.
///
/// [`as_str`](ServiceName::as_str) and `Display` preserve the case of the input. Comparing,
/// ordering and hashing ignore case, since by RFC 6335 `http` and `HTTP` denote the same service.
///
/// ```
/// use port_registry::ServiceName;
///
/// const NAME: ServiceName = match ServiceName::new("http-alt") {
///     Ok(name) => name,
///     Err(_) => panic!("not a service name"),
/// };
/// assert_eq!(NAME.as_str(), "http-alt");
/// assert_eq!(NAME, "HTTP-ALT".parse()?);
/// assert_eq!("http--alt".parse::<ServiceName>().unwrap_err().to_string(),
///     r#"invalid service name "http--alt": expected no two hyphens in a row"#);
/// # Ok::<(), port_registry::Error>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a name is serialized as a string and deserialized as by `FromStr`,
/// which checks it. The form is the same in human-readable and in binary formats.
#[derive(Clone, Copy)]
#[doc(alias = "RFC 6335")]
pub struct ServiceName {
    bytes: [u8; Self::MAX_LEN],
    len: u8,
}

impl ServiceName {
    /// The maximum length of a name in bytes, 15.
    ///
    /// ```
    /// assert_eq!(port_registry::ServiceName::MAX_LEN, 15);
    /// ```
    pub const MAX_LEN: usize = 15;

    /// Parses a name, which can be done at compile time.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the name breaks a rule of RFC 6335 section 5.1. The message says which.
    ///
    /// ```
    /// use port_registry::ServiceName;
    ///
    /// assert!(ServiceName::new("https").is_ok());
    /// assert!(ServiceName::new("8080").is_err()); // no letter
    /// ```
    pub const fn new(name: &str) -> Result<Self, Error> {
        match Self::checked(name) {
            Ok(name) => Ok(name),
            Err(error) => Err(Error(Reason::ServiceName(error))),
        }
    }

    /// Parses a name, for errors that quote it as a part of their input.
    pub(crate) const fn checked(name: &str) -> Result<Self, NameError> {
        let text = name.as_bytes();
        if text.is_empty() {
            return Err(refused(name, Rule::Empty));
        }
        let mut letters = 0;
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'-' if at > 0 && text[at - 1] == b'-' => {
                    return Err(refused(name, Rule::AdjacentHyphens));
                }
                b'a'..=b'z' | b'A'..=b'Z' => letters += 1,
                b'0'..=b'9' | b'-' => {}
                _ => return Err(refused(name, Rule::Character)),
            }
            at += 1;
        }
        if text.len() > Self::MAX_LEN {
            return Err(refused(name, Rule::TooLong));
        }
        if text[0] == b'-' || text[text.len() - 1] == b'-' {
            return Err(refused(name, Rule::OuterHyphen));
        }
        if letters == 0 {
            return Err(refused(name, Rule::NoLetter));
        }
        let mut bytes = [0; Self::MAX_LEN];
        at = 0;
        while at < text.len() {
            bytes[at] = text[at];
            at += 1;
        }
        Ok(Self {
            bytes,
            len: text.len() as u8,
        })
    }

    /// Parses a name that has no capital letters, as Kubernetes requires of the name of a port
    /// (`IANA_SVC_NAME`).
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the name breaks a rule of RFC 6335 section 5.1, or has a capital
    /// letter.
    ///
    /// ```
    /// use port_registry::ServiceName;
    ///
    /// assert!(ServiceName::new_lower_case("http-alt").is_ok());
    /// assert_eq!(
    ///     ServiceName::new_lower_case("HTTP").unwrap_err().to_string(),
    ///     r#"invalid service name "HTTP": expected no capital letters"#,
    /// );
    /// ```
    #[doc(alias = "kubernetes")]
    #[doc(alias = "IANA_SVC_NAME")]
    pub const fn new_lower_case(name: &str) -> Result<Self, Error> {
        let checked = Self::new(name);
        let text = name.as_bytes();
        let mut at = 0;
        while at < text.len() {
            if checked.is_ok() && text[at].is_ascii_uppercase() {
                return Err(Error(Reason::ServiceName(refused(name, Rule::Capital))));
            }
            at += 1;
        }
        checked
    }

    /// Returns the name, in the case of the input.
    ///
    /// ```
    /// assert_eq!(port_registry::ServiceName::new("IMAPS")?.as_str(), "IMAPS");
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(text).unwrap_or_default()
    }

    /// Returns the bytes in lower case, for comparing.
    const fn folded(&self) -> [u8; Self::MAX_LEN] {
        let mut bytes = self.bytes;
        bytes.make_ascii_lowercase();
        bytes
    }
}

impl PartialEq for ServiceName {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for ServiceName {}

impl PartialOrd for ServiceName {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ServiceName {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        // A name has no NUL, so its padding orders it before longer names that it is a prefix of,
        // as strings are ordered.
        self.folded().cmp(&other.folded())
    }
}

impl core::hash::Hash for ServiceName {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl AsRef<str> for ServiceName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceName({:?})", self.as_str())
    }
}

impl FromStr for ServiceName {
    type Err = Error;

    /// Parses a name, as [`ServiceName::new`] does.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the name breaks a rule of RFC 6335 section 5.1.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::new(name)
    }
}

impl TryFrom<&str> for ServiceName {
    type Error = Error;

    /// Parses a name, as [`ServiceName::new`] does.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the name breaks a rule of RFC 6335 section 5.1.
    fn try_from(name: &str) -> Result<Self, Self::Error> {
        Self::new(name)
    }
}

const fn refused(name: &str, rule: Rule) -> NameError {
    NameError {
        input: Quoted::new(name),
        rule,
    }
}
