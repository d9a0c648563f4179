//! The protocol of an entry.

use core::fmt;

use crate::words::Protocol;

/// The protocol of an entry in a services(5) file.
///
/// Names are read to the letter, as libc compares them: `TCP` is not `tcp`.
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
    /// A transport that the registry assigns ports for.
    Transport(Protocol),
    /// Any other, such as `AppleTalk`'s `ddp`.
    Other(&'a str),
}

impl<'a> EntryProtocol<'a> {
    /// The protocol of this name.
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

    /// The name.
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

    /// The transport, if it is one that the registry assigns ports for.
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
