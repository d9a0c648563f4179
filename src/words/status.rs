use core::fmt;
use core::str::FromStr;

use super::Quoted;

/// What the registry says of one port of one transport (RFC 6335 section 6).
///
/// ```
/// use port_registry::{Port, Protocol, Status};
///
/// assert_eq!(Port::new(443).status(Protocol::Tcp), Status::Assigned);
/// assert_eq!(Port::new(0).status(Protocol::Tcp), Status::Reserved);
/// assert_eq!(Port::new(4).status(Protocol::Tcp), Status::Unassigned);
/// assert_eq!(Port::new(50000).status(Protocol::Tcp), Status::Dynamic);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A service is registered for it, or a record without a name says that it is in use.
    Assigned,
    /// Set aside by IANA: not to be assigned without a special reason.
    Reserved,
    /// Free for assignment, whether the registry states it or is silent.
    Unassigned,
    /// In the range 49152 to 65535, from which IANA assigns nothing.
    #[doc(alias = "Ephemeral")]
    #[doc(alias = "Private")]
    Dynamic,
}

impl Status {
    /// The four, in the order of their declaration.
    ///
    /// ```
    /// assert_eq!(port_registry::Status::ALL.len(), 4);
    /// ```
    pub const ALL: [Self; 4] = [
        Self::Assigned,
        Self::Reserved,
        Self::Unassigned,
        Self::Dynamic,
    ];

    /// The status as a word: `assigned`, `reserved`, `unassigned` or `dynamic`.
    ///
    /// ```
    /// assert_eq!(port_registry::Status::Reserved.as_str(), "reserved");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Reserved => "reserved",
            Self::Unassigned => "unassigned",
            Self::Dynamic => "dynamic",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = ParseStatusError;

    /// Reads what `Display` writes, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(text))
            .ok_or(ParseStatusError {
                input: Quoted::new(text),
            })
    }
}

/// A text that names no [`Status`].
///
/// ```
/// use port_registry::Status;
///
/// assert_eq!(
///     "free".parse::<Status>().unwrap_err().to_string(),
///     r#"unknown status "free": expected assigned, reserved, unassigned or dynamic"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown status {input}: expected assigned, reserved, unassigned or dynamic")]
pub struct ParseStatusError {
    input: Quoted,
}
