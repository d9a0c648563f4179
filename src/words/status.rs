//! The status of a port of a transport protocol in the registry.

use core::fmt;
use core::str::FromStr;

use super::error::Reason;
use super::text::Text;
use super::{Error, Quoted};

/// The status of a port of a transport protocol in the registry (RFC 6335 section 6).
///
/// It says whether a port is assigned, reserved, unassigned or dynamic. A port may have another
/// status for another transport protocol. [`Port::status`](crate::Port::status) returns it.
///
/// [`PortClass`](crate::PortClass) answers another question: which range contains the port number.
/// A port of the class [`PortClass::Registered`](crate::PortClass::Registered) may be unassigned.
///
/// ```
/// use port_registry::{Port, Protocol, Status};
///
/// assert_eq!(Port::new(443).status(Protocol::Tcp), Status::Assigned);
/// assert_eq!(Port::new(0).status(Protocol::Tcp), Status::Reserved);
/// assert_eq!(Port::new(4).status(Protocol::Tcp), Status::Unassigned);
/// assert_eq!(Port::new(50000).status(Protocol::Tcp), Status::Dynamic);
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a status is serialized as a string, as by `Display`, and deserialized
/// as by `FromStr`. The form is the same in human-readable and in binary formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "free")]
#[doc(alias = "is_assigned")]
pub enum Status {
    /// A service is registered for the port, or a record without a name describes a use of the
    /// port.
    Assigned,
    /// IANA has reserved the port for special purposes: it is not available for regular assignment.
    /// Port 0 is reserved for every transport protocol (RFC 6335 section 6).
    Reserved,
    /// The port is available for assignment: a record says so, or no record has the port and it is not
    /// port 0.
    Unassigned,
    /// The port is one of 49152 to 65535, which IANA never assigns.
    #[doc(alias = "Ephemeral")]
    #[doc(alias = "Private")]
    Dynamic,
}

impl Status {
    /// All statuses, in the order of their declaration.
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

    /// Returns the status as a word: `assigned`, `reserved`, `unassigned` or `dynamic`.
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
    /// Returns whether the status is [`Assigned`](Status::Assigned).
    ///
    /// A port may be assigned without a service name.
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

impl AsRef<str> for Status {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = Error;

    /// Parses the word that [`Status::as_str`] returns, in any case.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input is any other string.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Error(Reason::Status(Quoted::new(text))))
    }
}
