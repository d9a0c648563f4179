//! A port number. The lookups by port are in `src/lookup`.

use core::cmp::Ordering;
use core::fmt;
use core::num::NonZeroU16;
use core::str::FromStr;

use super::error::{PortError, Reason};
use super::{Error, PortClass};

/// A port number, from 0 to 65535 (RFC 6335 section 6).
///
/// The number alone determines only the [`class`](Port::class) of a port. What a port is registered
/// for depends on the transport protocol: see [`service`](Port::service),
/// [`services`](Port::services) and [`status`](Port::status).
///
/// Parsing accepts digits only: no sign, no white space and no leading zero. `0443` is an error, as
/// in the entries that [`services_file`](crate::services_file) reads: in services(5), glibc reads
/// `0443` as an octal number and musl as a decimal one.
///
/// A `Port` can be compared with a `u16`.
///
/// ```
/// use port_registry::{Port, PortClass, Protocol};
///
/// const HTTPS: Port = Port::new(443);
/// assert_eq!(HTTPS.class(), PortClass::WellKnown);
/// assert_eq!(HTTPS.service(Protocol::Tcp).unwrap().name(), "https");
///
/// assert_eq!("443".parse::<Port>()?, HTTPS);
/// assert_eq!(HTTPS, 443);
/// assert_eq!(HTTPS.to_string(), "443");
/// # Ok::<(), port_registry::Error>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a port is serialized as a number and deserialized from a number; a
/// string is an error. The form is the same in human-readable and in binary formats.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
#[doc(alias = "port number")]
#[doc(alias = "sin_port")]
pub struct Port(u16);

impl Port {
    /// The lowest port number, 0.
    ///
    /// IANA reserves it. The operating system chooses a free port for a socket that is bound to
    /// port 0.
    ///
    /// ```
    /// assert_eq!(port_registry::Port::MIN, 0);
    /// ```
    pub const MIN: Self = Self(u16::MIN);

    /// The highest port number, 65535.
    ///
    /// ```
    /// assert_eq!(port_registry::Port::MAX, 65535);
    /// ```
    pub const MAX: Self = Self(u16::MAX);

    /// Returns the port with this number, in host byte order.
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// const SSH: Port = Port::new(22);
    /// assert_eq!(SSH.get(), 22);
    /// ```
    #[must_use]
    #[inline]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// Returns the number, in host byte order.
    ///
    /// ```
    /// assert_eq!(port_registry::Port::new(8080).get(), 8080);
    /// ```
    #[must_use]
    #[doc(alias = "as_u16")]
    #[inline]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Returns the class of the port: the range of RFC 6335 section 6 that contains it.
    ///
    /// The class does not depend on the registry; [`status`](Port::status) does.
    ///
    /// ```
    /// use port_registry::{Port, PortClass};
    ///
    /// assert_eq!(Port::new(1023).class(), PortClass::WellKnown);
    /// assert_eq!(Port::new(1024).class(), PortClass::Registered);
    /// assert_eq!(Port::new(49151).class(), PortClass::Registered);
    /// assert_eq!(Port::new(49152).class(), PortClass::Dynamic);
    /// ```
    #[must_use]
    #[doc(alias = "ephemeral")]
    #[inline]
    pub const fn class(self) -> PortClass {
        match self.0 {
            0..=1023 => PortClass::WellKnown,
            1024..=49151 => PortClass::Registered,
            49152..=65535 => PortClass::Dynamic,
        }
    }

    /// Returns whether the port is one of the System Ports, 0 to 1023: the class
    /// [`PortClass::WellKnown`].
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// assert!(Port::new(443).is_system());
    /// assert!(!Port::new(8080).is_system());
    /// ```
    #[must_use]
    #[doc(alias = "is_well_known")]
    #[doc(alias = "privileged")]
    pub const fn is_system(self) -> bool {
        matches!(self.class(), PortClass::WellKnown)
    }

    /// Returns whether the port is one of the User Ports, 1024 to 49151: the class
    /// [`PortClass::Registered`].
    ///
    /// The class follows from the number alone. [`is_assigned`](Port::is_assigned) returns whether
    /// the port is assigned.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// assert!(Port::new(8931).is_user());
    /// assert!(!Port::new(8931).is_assigned(Protocol::Tcp));
    /// ```
    #[must_use]
    #[doc(alias = "is_registered")]
    pub const fn is_user(self) -> bool {
        matches!(self.class(), PortClass::Registered)
    }

    /// Returns whether the port is one of the Dynamic Ports, 49152 to 65535: the class
    /// [`PortClass::Dynamic`].
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// assert!(Port::new(50000).is_dynamic());
    /// ```
    #[must_use]
    #[doc(alias = "is_ephemeral")]
    #[doc(alias = "is_private")]
    pub const fn is_dynamic(self) -> bool {
        matches!(self.class(), PortClass::Dynamic)
    }

    /// Parses a port, for errors that quote it as a part of their input.
    pub(crate) const fn checked(text: &str) -> Result<Self, PortError> {
        match Self::parse(text) {
            Some(_) if text.len() > 1 && text.as_bytes()[0] == b'0' => {
                Err(PortError::leading_zero(text))
            }
            Some(port) => Ok(port),
            None => Err(PortError::new(text)),
        }
    }

    /// Parses digits, leading zeros included. `u16::from_str` would accept `+80` too, and is not
    /// `const`.
    const fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.is_empty() {
            return None;
        }
        let mut number: u16 = 0;
        let mut at = 0;
        while at < digits.len() {
            if !digits[at].is_ascii_digit() {
                return None;
            }
            number = match number.checked_mul(10) {
                Some(tens) => match tens.checked_add((digits[at] - b'0') as u16) {
                    Some(sum) => sum,
                    None => return None,
                },
                None => return None,
            };
            at += 1;
        }
        Some(Self(number))
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Port({})", self.0)
    }
}

impl FromStr for Port {
    type Err = Error;

    /// Parses a decimal number.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input has a character that is not a digit (a sign and white space
    /// included), if it is empty, if the number is above 65535, or if it has a leading zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::checked(text).map_err(|error| Error(Reason::Port(error)))
    }
}

impl From<u16> for Port {
    fn from(number: u16) -> Self {
        Self(number)
    }
}

impl From<NonZeroU16> for Port {
    fn from(number: NonZeroU16) -> Self {
        Self(number.get())
    }
}

impl TryFrom<u32> for Port {
    type Error = Error;

    /// # Errors
    ///
    /// Returns [`Error`] if the number is above 65535.
    fn try_from(number: u32) -> Result<Self, Self::Error> {
        Self::try_from(u64::from(number))
    }
}

impl TryFrom<u64> for Port {
    type Error = Error;

    /// # Errors
    ///
    /// Returns [`Error`] if the number is above 65535.
    fn try_from(number: u64) -> Result<Self, Self::Error> {
        u16::try_from(number).map(Self).map_err(|_| {
            Error(Reason::PortNumber {
                magnitude: number,
                is_negative: false,
            })
        })
    }
}

impl TryFrom<usize> for Port {
    type Error = Error;

    /// # Errors
    ///
    /// Returns [`Error`] if the number is above 65535.
    fn try_from(number: usize) -> Result<Self, Self::Error> {
        Self::try_from(number as u64)
    }
}

impl TryFrom<i32> for Port {
    type Error = Error;

    /// # Errors
    ///
    /// Returns [`Error`] if the number is negative or above 65535.
    fn try_from(number: i32) -> Result<Self, Self::Error> {
        Self::try_from(i64::from(number))
    }
}

impl TryFrom<i64> for Port {
    type Error = Error;

    /// # Errors
    ///
    /// Returns [`Error`] if the number is negative or above 65535.
    fn try_from(number: i64) -> Result<Self, Self::Error> {
        u16::try_from(number).map(Self).map_err(|_| {
            Error(Reason::PortNumber {
                magnitude: number.unsigned_abs(),
                is_negative: number < 0,
            })
        })
    }
}

impl From<Port> for u16 {
    fn from(port: Port) -> Self {
        port.0
    }
}

impl From<Port> for u32 {
    fn from(port: Port) -> Self {
        Self::from(port.0)
    }
}

impl PartialEq<u16> for Port {
    fn eq(&self, number: &u16) -> bool {
        self.0 == *number
    }
}

impl PartialEq<Port> for u16 {
    fn eq(&self, port: &Port) -> bool {
        *self == port.0
    }
}

impl PartialOrd<u16> for Port {
    fn partial_cmp(&self, number: &u16) -> Option<Ordering> {
        self.0.partial_cmp(number)
    }
}

impl PartialOrd<Port> for u16 {
    fn partial_cmp(&self, port: &Port) -> Option<Ordering> {
        self.partial_cmp(&port.0)
    }
}
