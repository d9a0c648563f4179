//! The class of a port number: the three ranges of RFC 6335.

use core::fmt;
use core::str::FromStr;

use super::error::Reason;
use super::text::Text;
use super::{Error, Port, PortRange, Quoted};

/// The class of a port number: one of the three ranges of RFC 6335 section 6.
///
/// The class follows from the number alone. It does not say whether a port is assigned:
/// [`Registered`](PortClass::Registered) is the name of a range, and most ports of that range are
/// not assigned. What the registry records for a port is its [`Status`](crate::Status).
///
/// The order of the classes is that of their ports.
///
/// | class | ports | RFC 6335 | also called |
/// | --- | --- | --- | --- |
/// | `WellKnown` | 0–1023 | System Ports | privileged |
/// | `Registered` | 1024–49151 | User Ports | |
/// | `Dynamic` | 49152–65535 | Dynamic Ports | private, ephemeral |
///
/// ```
/// use port_registry::{Port, PortClass};
///
/// assert_eq!(Port::new(22).class(), PortClass::WellKnown);
/// assert_eq!(PortClass::WellKnown.to_string(), "well-known");
/// assert_eq!("dynamic".parse(), Ok(PortClass::Dynamic));
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a class is serialized as a string, as by `Display`, and deserialized
/// as by `FromStr`. The form is the same in human-readable and in binary formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortClass {
    /// Ports 0 to 1023, the System Ports. IANA assigns them by IETF Review or IESG Approval only.
    /// Many operating systems let only privileged processes bind them.
    #[doc(alias = "System Port")]
    #[doc(alias = "well-known")]
    #[doc(alias = "well known")]
    #[doc(alias = "privileged")]
    WellKnown,
    /// Ports 1024 to 49151, the User Ports. IANA assigns them on application, and most are
    /// unassigned.
    #[doc(alias = "User Port")]
    Registered,
    /// Ports 49152 to 65535, the Dynamic Ports. IANA never assigns them; they are for local and
    /// temporary use.
    #[doc(alias = "Private Port")]
    #[doc(alias = "Ephemeral")]
    Dynamic,
}

impl PortClass {
    /// All classes, lowest ports first.
    ///
    /// ```
    /// use port_registry::PortClass;
    ///
    /// let ports: u32 = PortClass::ALL.iter().map(|class| class.range().len()).sum();
    /// assert_eq!(ports, 65_536);
    /// ```
    pub const ALL: [Self; 3] = [Self::WellKnown, Self::Registered, Self::Dynamic];

    /// The words of all classes, for messages.
    pub(crate) const EXPECTED: &'static Text<64> = &Text::alternatives(&[
        Self::WellKnown.as_str(),
        Self::Registered.as_str(),
        Self::Dynamic.as_str(),
    ]);

    /// Returns the range of the ports of this class.
    ///
    /// ```
    /// use port_registry::PortClass;
    ///
    /// assert_eq!(PortClass::Dynamic.range().to_string(), "49152-65535");
    /// ```
    #[must_use]
    pub const fn range(self) -> PortRange {
        let (first, last) = match self {
            Self::WellKnown => (0, 1023),
            Self::Registered => (1024, 49151),
            Self::Dynamic => (49152, 65535),
        };
        PortRange::ordered(Port::new(first), Port::new(last))
    }

    /// Returns the class as a word: `well-known`, `registered` or `dynamic`.
    ///
    /// ```
    /// assert_eq!(port_registry::PortClass::Registered.as_str(), "registered");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WellKnown => "well-known",
            Self::Registered => "registered",
            Self::Dynamic => "dynamic",
        }
    }
}

impl AsRef<str> for PortClass {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for PortClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PortClass {
    type Err = Error;

    /// Parses the word that [`PortClass::as_str`] returns, in any case.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input is any other string.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Error(Reason::PortClass(Quoted::new(text))))
    }
}
