//! The protocol of an entry, which need not be a transport protocol of the registry.

use core::fmt;

use crate::words::Protocol;

/// The protocol of an entry in a services(5) file.
///
/// Names are case-sensitive, as in libc: `TCP` is not the protocol `tcp`. An `EntryProtocol` can be
/// compared with a [`Protocol`] by `==`. `Display` writes the name.
///
/// ```
/// use port_registry::services_file::EntryProtocol;
/// use port_registry::Protocol;
///
/// assert_eq!(EntryProtocol::new("tcp"), EntryProtocol::Transport(Protocol::Tcp));
/// assert_eq!(EntryProtocol::new("udplite"), EntryProtocol::Other("udplite"));
/// assert_eq!(EntryProtocol::new("ddp").to_string(), "ddp");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryProtocol<'a> {
    /// A transport protocol for which IANA registers ports.
    Transport(Protocol),
    /// The name of any other protocol, such as `ddp` of `AppleTalk`.
    Other(&'a str),
}

impl<'a> EntryProtocol<'a> {
    /// Returns the protocol with this name.
    ///
    /// Any string is accepted: a name other than `tcp`, `udp`, `sctp` and `dccp` becomes
    /// [`Other`](Self::Other).
    ///
    /// ```
    /// use port_registry::services_file::EntryProtocol;
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(EntryProtocol::new("udp"), Protocol::Udp);
    /// ```
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        let is_named = |protocol: &Protocol| protocol.as_str() == name;
        match Protocol::ALL.into_iter().find(is_named) {
            Some(protocol) => Self::Transport(protocol),
            None => Self::Other(name),
        }
    }

    /// Returns the name of the protocol.
    ///
    /// ```
    /// use port_registry::services_file::EntryProtocol;
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(EntryProtocol::from(Protocol::Sctp).as_str(), "sctp");
    /// assert_eq!(EntryProtocol::new("ddp").as_str(), "ddp");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::Transport(protocol) => protocol.as_str(),
            Self::Other(name) => name,
        }
    }

    /// Returns the transport protocol, or `None` for a protocol for which IANA registers no ports.
    ///
    /// ```
    /// use port_registry::services_file::EntryProtocol;
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(EntryProtocol::new("tcp").transport(), Some(Protocol::Tcp));
    /// assert_eq!(EntryProtocol::new("ddp").transport(), None);
    /// ```
    #[must_use]
    pub const fn transport(self) -> Option<Protocol> {
        match self {
            Self::Transport(protocol) => Some(protocol),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for EntryProtocol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Protocol> for EntryProtocol<'_> {
    fn from(protocol: Protocol) -> Self {
        Self::Transport(protocol)
    }
}

impl PartialEq<Protocol> for EntryProtocol<'_> {
    fn eq(&self, protocol: &Protocol) -> bool {
        self.transport() == Some(*protocol)
    }
}

impl PartialEq<EntryProtocol<'_>> for Protocol {
    fn eq(&self, protocol: &EntryProtocol<'_>) -> bool {
        protocol == self
    }
}
