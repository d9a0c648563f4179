//! An inclusive range of ports, and its iterator.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::{Bound, RangeBounds, RangeInclusive};
use core::str::FromStr;

use super::error::{PortError, Reason};
use super::{Error, Port, Quoted};

/// An inclusive range of ports, such as `6000-6063`. A range is never empty.
///
/// `Display` and `FromStr` use the form of IANA's column `Port Number`: `443` for a range of one
/// port, else `6000-6063`. Ranges are ordered by their first port, then by their last.
///
/// ```
/// use port_registry::{Port, PortRange};
///
/// let x11: PortRange = "6000-6063".parse()?;
/// assert!(x11.contains(Port::new(6001)));
/// assert_eq!(x11.len(), 64);
/// assert_eq!(x11.to_string(), "6000-6063");
/// assert_eq!(PortRange::from(Port::new(443)).to_string(), "443");
/// # Ok::<(), port_registry::Error>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a range of one port is serialized as a number, and any other as a
/// string such as `"6000-6063"`. Both forms are deserialized. In binary formats, a range is the pair of its
/// first and its last port.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "port range")]
#[doc(alias = "span")]
pub struct PortRange {
    first: Port,
    last: Port,
}

impl PortRange {
    /// The range of all ports, 0 to 65535.
    ///
    /// ```
    /// assert_eq!(port_registry::PortRange::ALL.len(), 65_536);
    /// ```
    pub const ALL: Self = Self::ordered(Port::MIN, Port::MAX);

    /// Returns the range from `first` to `last`, both included.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if `first` is above `last`.
    ///
    /// ```
    /// use port_registry::{Port, PortRange};
    ///
    /// let range = PortRange::new(Port::new(8000), Port::new(8100))?;
    /// assert_eq!(range.len(), 101);
    /// assert_eq!(
    ///     PortRange::new(Port::new(9), Port::new(3)).unwrap_err().to_string(),
    ///     "port range 9-3 runs backwards: expected the lower port first",
    /// );
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    pub const fn new(first: Port, last: Port) -> Result<Self, Error> {
        if first.get() > last.get() {
            return Err(Error(Reason::RangeOrder { first, last }));
        }
        Ok(Self { first, last })
    }

    /// Returns the range between two numbers, both included.
    ///
    /// It is [`new`](PortRange::new) for numbers, which makes a constant in one expression.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the first number is above the last.
    ///
    /// ```
    /// use port_registry::PortRange;
    ///
    /// const PASSIVE: PortRange = match PortRange::from_numbers(50000, 50100) {
    ///     Ok(range) => range,
    ///     Err(_) => PortRange::ALL,
    /// };
    /// assert_eq!(PASSIVE.to_string(), "50000-50100");
    /// assert!(PortRange::from_numbers(2, 1).is_err());
    /// ```
    pub const fn from_numbers(first: u16, last: u16) -> Result<Self, Error> {
        Self::new(Port::new(first), Port::new(last))
    }

    /// Returns the range of one port.
    ///
    /// ```
    /// use port_registry::{Port, PortRange};
    ///
    /// assert_eq!(PortRange::single(Port::new(443)).len(), 1);
    /// ```
    #[must_use]
    pub const fn single(port: Port) -> Self {
        Self::ordered(port, port)
    }

    /// Returns the range without checking the order, which the caller knows.
    pub(crate) const fn ordered(first: Port, last: Port) -> Self {
        Self { first, last }
    }

    /// Returns the lowest port.
    ///
    /// ```
    /// assert_eq!(port_registry::PortClass::Registered.range().first(), 1024);
    /// ```
    #[must_use]
    pub const fn first(self) -> Port {
        self.first
    }

    /// Returns the highest port.
    ///
    /// ```
    /// assert_eq!(port_registry::PortClass::Registered.range().last(), 49151);
    /// ```
    #[must_use]
    pub const fn last(self) -> Port {
        self.last
    }

    /// Returns the number of ports, 1 to 65,536.
    ///
    /// ```
    /// assert_eq!(port_registry::PortClass::WellKnown.range().len(), 1024);
    /// ```
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a range is never empty")]
    pub const fn len(self) -> u32 {
        self.last.get() as u32 - self.first.get() as u32 + 1
    }

    /// Returns whether the range contains the port.
    ///
    /// ```
    /// use port_registry::{Port, PortClass};
    ///
    /// assert!(PortClass::Dynamic.range().contains(Port::new(49152)));
    /// assert!(!PortClass::Dynamic.range().contains(Port::new(49151)));
    /// ```
    #[must_use]
    pub const fn contains(self, port: Port) -> bool {
        self.first.get() <= port.get() && port.get() <= self.last.get()
    }

    /// Returns an iterator over the ports, lowest first.
    ///
    /// ```
    /// use port_registry::PortRange;
    ///
    /// let range: PortRange = "6665-6669".parse()?;
    /// assert!(range.ports().map(u16::from).eq(6665..=6669));
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    pub const fn ports(self) -> Ports {
        Ports {
            next: self.first.get() as u32,
            end: self.last.get() as u32 + 1,
        }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl fmt::Debug for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortRange({self})")
    }
}

impl FromStr for PortRange {
    type Err = Error;

    /// Parses one port, or two ports with a hyphen between them.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input has another form, if one of the ports is not a [`Port`], or
    /// if the first port is above the last.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |part: &str| {
            Port::checked(part).map_err(|error| {
                // The message names the port of a range that is wrong. Of a single port it would
                // repeat the input.
                let is_whole = part.len() == text.len() && error == PortError::new(part);
                Error(if is_whole || part.is_empty() {
                    Reason::RangeSyntax(Quoted::new(text))
                } else {
                    Reason::RangePort(Quoted::new(text), error)
                })
            })
        };
        Self::new(port(first)?, port(last)?)
    }
}

impl From<Port> for PortRange {
    fn from(port: Port) -> Self {
        Self::single(port)
    }
}

impl TryFrom<(Port, Port)> for PortRange {
    type Error = Error;

    /// Returns the same as [`PortRange::new`].
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the first port is above the last.
    fn try_from((first, last): (Port, Port)) -> Result<Self, Self::Error> {
        Self::new(first, last)
    }
}

impl RangeBounds<Port> for PortRange {
    fn start_bound(&self) -> Bound<&Port> {
        Bound::Included(&self.first)
    }

    fn end_bound(&self) -> Bound<&Port> {
        Bound::Included(&self.last)
    }
}

impl TryFrom<RangeInclusive<u16>> for PortRange {
    type Error = Error;

    /// Returns the range with the same first and last number.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the start of the range is above its end.
    fn try_from(range: RangeInclusive<u16>) -> Result<Self, Self::Error> {
        let (first, last) = range.into_inner();
        Self::new(Port::new(first), Port::new(last))
    }
}

impl From<PortRange> for RangeInclusive<u16> {
    fn from(range: PortRange) -> Self {
        range.first.get()..=range.last.get()
    }
}

impl IntoIterator for PortRange {
    type Item = Port;
    type IntoIter = Ports;

    fn into_iter(self) -> Ports {
        self.ports()
    }
}

/// An iterator over the ports of a [`PortRange`], lowest first, returned by [`PortRange::ports`].
///
/// ```
/// use port_registry::PortClass;
///
/// let mut ports = PortClass::WellKnown.range().ports();
/// assert_eq!(ports.len(), 1024);
/// assert_eq!(ports.next().unwrap(), 0);
/// assert_eq!(ports.next_back().unwrap(), 1023);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Ports {
    // `u32`, since `end` is 65536 if the last port is 65535.
    next: u32,
    end: u32,
}

impl Ports {
    const fn port(number: u32) -> Port {
        Port::new(number as u16)
    }
}

impl Iterator for Ports {
    type Item = Port;

    fn next(&mut self) -> Option<Port> {
        if self.next == self.end {
            return None;
        }
        let port = Self::port(self.next);
        self.next += 1;
        Some(port)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.end - self.next) as usize;
        (left, Some(left))
    }

    fn nth(&mut self, n: usize) -> Option<Port> {
        let left = self.end - self.next;
        self.next += u32::try_from(n).map_or(left, |n| n.min(left));
        self.next()
    }
}

impl DoubleEndedIterator for Ports {
    fn next_back(&mut self) -> Option<Port> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        Some(Self::port(self.end))
    }
}

impl ExactSizeIterator for Ports {}
impl FusedIterator for Ports {}
