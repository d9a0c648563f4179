use core::fmt;
use core::str::FromStr;

use super::Quoted;

/// A service name by the syntax of RFC 6335 section 5.1: 1 to 15 letters, digits and hyphens, a
/// letter among them, and no hyphen at either end or beside another.
///
/// The type checks the syntax only; whether IANA knows the name is for
/// [`Service::by_name`](crate::Service::by_name). About a hundred old names in the registry break
/// the rules (`z39.50`, `sql*net`), and most of them have a well-formed replacement.
///
/// It keeps the case that it was given, and compares and hashes without regard to it, as the RFC
/// asks.
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
///     r#"invalid service name "http--alt": hyphens stand side by side"#);
/// # Ok::<(), port_registry::ServiceNameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct ServiceName {
    bytes: [u8; Self::MAX_LEN],
    len: u8,
}

impl ServiceName {
    /// The most bytes that a name may have, 15.
    ///
    /// ```
    /// assert_eq!(port_registry::ServiceName::MAX_LEN, 15);
    /// ```
    pub const MAX_LEN: usize = 15;

    /// Checks a name.
    ///
    /// # Errors
    ///
    /// [`ServiceNameError`], a variant for each rule of RFC 6335 section 5.1.
    ///
    /// ```
    /// use port_registry::ServiceName;
    ///
    /// assert!(ServiceName::new("https").is_ok());
    /// assert!(ServiceName::new("8080").is_err()); // no letter
    /// ```
    pub const fn new(name: &str) -> Result<Self, ServiceNameError> {
        let text = name.as_bytes();
        let input = Quoted::new(name);
        if text.is_empty() {
            return Err(ServiceNameError::Empty);
        }
        let mut letters = 0;
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'-' if at > 0 && text[at - 1] == b'-' => {
                    return Err(ServiceNameError::AdjacentHyphens { input });
                }
                b'a'..=b'z' | b'A'..=b'Z' => letters += 1,
                b'0'..=b'9' | b'-' => {}
                _ => return Err(ServiceNameError::Character { input }),
            }
            at += 1;
        }
        if text.len() > Self::MAX_LEN {
            return Err(ServiceNameError::TooLong { input });
        }
        if text[0] == b'-' || text[text.len() - 1] == b'-' {
            return Err(ServiceNameError::OuterHyphen { input });
        }
        if letters == 0 {
            return Err(ServiceNameError::NoLetter { input });
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

    /// Checks a name by Kubernetes' stricter rule for port names, `IANA_SVC_NAME`: the same, but
    /// in lower case.
    ///
    /// # Errors
    ///
    /// As [`new`](ServiceName::new), and [`ServiceNameError::Capital`].
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
    pub const fn new_lower_case(name: &str) -> Result<Self, ServiceNameError> {
        let checked = Self::new(name);
        let text = name.as_bytes();
        let mut at = 0;
        while at < text.len() {
            if checked.is_ok() && text[at].is_ascii_uppercase() {
                return Err(ServiceNameError::Capital {
                    input: Quoted::new(name),
                });
            }
            at += 1;
        }
        checked
    }

    /// The name, in the case that it was given.
    ///
    /// ```
    /// assert_eq!(port_registry::ServiceName::new("IMAPS")?.as_str(), "IMAPS");
    /// # Ok::<(), port_registry::ServiceNameError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(text).unwrap_or_default()
    }

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
        // Names hold no NUL, so the padding sorts a prefix first, as strings do.
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
    type Err = ServiceNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::new(name)
    }
}

impl TryFrom<&str> for ServiceName {
    type Error = ServiceNameError;

    fn try_from(name: &str) -> Result<Self, Self::Error> {
        Self::new(name)
    }
}

/// Which rule of RFC 6335 section 5.1 a name breaks.
///
/// ```
/// use port_registry::{ServiceName, ServiceNameError};
///
/// let error = ServiceName::new("sql*net").unwrap_err();
/// assert!(matches!(error, ServiceNameError::Character { .. }));
/// assert_eq!(
///     error.to_string(),
///     r#"invalid service name "sql*net": expected ASCII letters, digits and hyphens only"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceNameError {
    /// It has no character; one at least is needed.
    #[error("invalid service name \"\": expected 1 to 15 characters")]
    Empty,
    /// It has more than 15 characters.
    #[error("invalid service name {input}: expected 15 characters at most")]
    TooLong {
        /// The name.
        input: Quoted,
    },
    /// It has a character that is no ASCII letter, digit or hyphen.
    #[error("invalid service name {input}: expected ASCII letters, digits and hyphens only")]
    Character {
        /// The name.
        input: Quoted,
    },
    /// It has no letter.
    #[error("invalid service name {input}: expected one letter at least")]
    NoLetter {
        /// The name.
        input: Quoted,
    },
    /// It begins or ends with a hyphen.
    #[error("invalid service name {input}: a hyphen stands at its beginning or end")]
    OuterHyphen {
        /// The name.
        input: Quoted,
    },
    /// It has a capital letter where [`ServiceName::new_lower_case`] wants none.
    #[error("invalid service name {input}: expected no capital letters")]
    Capital {
        /// The name.
        input: Quoted,
    },
    /// It has two hyphens in a row.
    #[error("invalid service name {input}: hyphens stand side by side")]
    AdjacentHyphens {
        /// The name.
        input: Quoted,
    },
}
