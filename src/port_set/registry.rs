//! Questions about a set or a range of ports that the registry answers.

use super::PortSet;
use crate::words::{Port, PortClass, PortRange, Protocol, Status};

impl PortSet {
    /// Returns `true` if any port of the set has this status over this transport protocol.
    ///
    /// The status of a port is that of [`Port::status`].
    ///
    /// ```
    /// use port_registry::{PortSet, Protocol, Status};
    ///
    /// let set: PortSet = "1022-1030".parse()?;
    /// assert!(set.has_status(Status::Reserved, Protocol::Tcp)); // 1023
    /// assert!(!set.has_status(Status::Dynamic, Protocol::Tcp));
    /// let mut reserved = set.iter().filter(|port| port.status(Protocol::Tcp) == Status::Reserved);
    /// assert_eq!(reserved.next().unwrap(), 1023);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn has_status(&self, status: Status, protocol: Protocol) -> bool {
        let mut at = 0;
        while at < Self::WORDS {
            let mut word = self.words[at];
            while word != 0 {
                let port = Port::new((at * 64) as u16 + word.trailing_zeros() as u16);
                if port.status(protocol) as u8 == status as u8 {
                    return true;
                }
                word &= word - 1;
            }
            at += 1;
        }
        false
    }

    /// Returns `true` if any port of the set is of this class.
    ///
    /// ```
    /// use port_registry::{PortClass, PortSet};
    ///
    /// let set: PortSet = "443,8443".parse()?;
    /// assert!(set.has_class(PortClass::WellKnown)); // needs a privilege on many systems
    /// assert!(!set.has_class(PortClass::Dynamic));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "privileged")]
    pub const fn has_class(&self, class: PortClass) -> bool {
        self.count_within(class.range()) > 0
    }
}

impl PortRange {
    /// Returns the lowest port of the range that is [unassigned](Status::Unassigned) over this
    /// transport protocol, or `None` if there is none.
    ///
    /// Ports from 49152 up are never returned. Their status is [`Dynamic`](Status::Dynamic): any
    /// program may use them without asking IANA. An unassigned port may still be in use, and IANA
    /// may assign it later. The [cookbook](crate::_cookbook#choose-a-port-for-a-new-program) has a recipe that
    /// also leaves out ports of known software, ports that systems give to clients, and ports that
    /// browsers block.
    ///
    /// ```
    /// use port_registry::{Port, PortClass, PortRange, Protocol};
    ///
    /// let range: PortRange = "1-100".parse()?;
    /// assert_eq!(range.first_unassigned(Protocol::Tcp), Some(Port::new(4)));
    /// assert_eq!(PortClass::Dynamic.range().first_unassigned(Protocol::Tcp), None);
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "free")]
    #[doc(alias = "free port")]
    #[doc(alias = "unused port")]
    pub const fn first_unassigned(self, protocol: Protocol) -> Option<Port> {
        let mut number = self.first().get() as u32;
        while number <= self.last().get() as u32 {
            let port = Port::new(number as u16);
            if matches!(port.status(protocol), Status::Unassigned) {
                return Some(port);
            }
            number += 1;
        }
        None
    }
}
