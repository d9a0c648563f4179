//! What the registry says of one port of one transport protocol.

use core::fmt;
use core::str::FromStr;

use super::error::Reason;
use super::text::Text;
use super::{Error, Quoted};

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

    /// The words of all statuses, for messages.
    pub(crate) const EXPECTED: &'static Text<64> = &Text::alternatives(&[
        Self::Assigned.as_str(),
        Self::Reserved.as_str(),
        Self::Unassigned.as_str(),
        Self::Dynamic.as_str(),
    ]);

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

impl Status {
    /// Returns whether the port is assigned, with or without a service name.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// assert!(Port::new(443).status(Protocol::Tcp).is_assigned());
    /// assert!(!Port::new(8931).status(Protocol::Tcp).is_assigned());
    /// ```
    #[must_use]
    pub const fn is_assigned(self) -> bool {
        matches!(self, Self::Assigned)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = Error;

    /// Reads what `Display` writes, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Error(Reason::Status(Quoted::new(text))))
    }
}
