//! The ranges from which systems take the ports of clients, as constants.
//!
//! `Flow` uses the ranges of Linux, FreeBSD and OpenBSD. Programs use the ranges to pick a port for a server, and to
//! distinguish the port of a client from that of a server.
//!
//! RFC 6335 section 6 calls the ports from 49152 up dynamic, private or ephemeral, and recommends that
//! systems take the ports of clients from there. Several systems take them from a wider or another range.
//! A server that listens in the range of its system may find its port taken by a client.
//!
//! ```
//! use port_registry::Port;
//! use port_registry::ephemeral::EphemeralRange;
//!
//! let port = Port::new(33434);
//! let systems = EphemeralRange::ALL.iter().filter(|range| range.ports().contains(port));
//! let systems: Vec<&str> = systems.map(|range| range.system()).collect();
//! assert_eq!(systems, ["Linux", "FreeBSD", "OpenBSD", "Solaris", "AIX"]);
//! ```

use crate::words::{Port, PortClass, PortRange};

/// The range of ports from which a system takes the ports of clients by default.
///
/// The ports are those that the system gives to a socket that connects, or sends, without having been
/// bound to a port. They are the system's default: an administrator can change them.
///
/// ```
/// use port_registry::Port;
/// use port_registry::ephemeral::EphemeralRange;
///
/// let linux = EphemeralRange::LINUX;
/// assert_eq!(linux.ports().to_string(), "32768-60999");
/// assert_eq!(linux.setting(), Some("net.ipv4.ip_local_port_range"));
/// assert!(linux.ports().contains(Port::new(40000)));
/// assert!(!EphemeralRange::WINDOWS.ports().contains(Port::new(40000)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "dynamic ports")]
#[doc(alias = "client ports")]
#[doc(alias = "ip_local_port_range")]
#[doc(alias = "anonymous ports")]
pub struct EphemeralRange {
    system: &'static str,
    ports: PortRange,
    setting: Option<&'static str>,
    source: &'static str,
}

impl EphemeralRange {
    /// IANA's dynamic ports, which RFC 6335 recommends: 49152 to 65535.
    pub const IANA: Self = Self {
        system: "IANA",
        ports: PortClass::Dynamic.range(),
        setting: None,
        source: "RFC 6335, section 6",
    };

    /// Linux: 32768 to 60999.
    pub const LINUX: Self = Self::new(
        "Linux",
        (32768, 60999),
        "net.ipv4.ip_local_port_range",
        "Linux, Documentation/networking/ip-sysctl.rst",
    );

    /// Windows since Vista and Server 2008: 49152 to 65535.
    pub const WINDOWS: Self = Self::new(
        "Windows",
        (49152, 65535),
        "netsh int ipv4 show dynamicport tcp",
        "Microsoft, KB 929851",
    );

    /// macOS and Apple's other systems: 49152 to 65535.
    pub const MACOS: Self = Self::new(
        "macOS",
        (49152, 65535),
        "net.inet.ip.portrange.first, net.inet.ip.portrange.last",
        "XNU, bsd/netinet/in_pcb.c",
    );

    /// FreeBSD: 10000 to 65535.
    ///
    /// The comment in the cited file has 49152 to 65535, which is the range of `IP_PORTRANGE_HIGH`. The
    /// constants that the kernel uses, `IPPORT_EPHEMERALFIRST` and `IPPORT_EPHEMERALLAST`, have these.
    pub const FREEBSD: Self = Self::new(
        "FreeBSD",
        (10000, 65535),
        "net.inet.ip.portrange.first, net.inet.ip.portrange.last",
        "FreeBSD, sys/netinet/in.h",
    );

    /// OpenBSD: 1024 to 49151, all registered ports.
    ///
    /// The kernel does not give the ports of `net.inet.tcp.baddynamic` and `net.inet.udp.baddynamic` to
    /// clients.
    pub const OPENBSD: Self = Self::new(
        "OpenBSD",
        (1024, 49151),
        "net.inet.ip.portfirst, net.inet.ip.portlast",
        "OpenBSD, sys/netinet/in_pcb.c and in.h",
    );

    /// NetBSD: 49152 to 65535.
    pub const NETBSD: Self = Self::new(
        "NetBSD",
        (49152, 65535),
        "net.inet.ip.anonportmin, net.inet.ip.anonportmax",
        "NetBSD, sys/netinet/in.h",
    );

    /// Solaris and illumos: 32768 to 65535.
    pub const SOLARIS: Self = Self::new(
        "Solaris",
        (32768, 65535),
        "smallest_anon_port, largest_anon_port",
        "illumos, usr/src/uts/common/inet/tcp/tcp_tunables.c",
    );

    /// AIX: 32768 to 65535.
    pub const AIX: Self = Self::new(
        "AIX",
        (32768, 65535),
        "tcp_ephemeral_low, tcp_ephemeral_high, udp_ephemeral_low, udp_ephemeral_high",
        "IBM, RSCT 3.2, considerations on ephemeral ports",
    );

    /// All ranges: IANA's, and then those of the systems.
    ///
    /// ```
    /// use port_registry::ephemeral::EphemeralRange;
    ///
    /// assert_eq!(EphemeralRange::ALL[0].system(), "IANA");
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::IANA,
        Self::LINUX,
        Self::WINDOWS,
        Self::MACOS,
        Self::FREEBSD,
        Self::OPENBSD,
        Self::NETBSD,
        Self::SOLARIS,
        Self::AIX,
    ];

    const fn new(
        system: &'static str,
        (first, last): (u16, u16),
        setting: &'static str,
        source: &'static str,
    ) -> Self {
        Self {
            system,
            ports: PortRange::ordered(Port::new(first), Port::new(last)),
            setting: Some(setting),
            source,
        }
    }

    /// Returns the name of the system, such as `Linux`.
    ///
    /// ```
    /// use port_registry::ephemeral::EphemeralRange;
    ///
    /// assert_eq!(EphemeralRange::MACOS.system(), "macOS");
    /// ```
    #[must_use]
    pub const fn system(self) -> &'static str {
        self.system
    }

    /// Returns the range of ports.
    ///
    /// ```
    /// use port_registry::ephemeral::EphemeralRange;
    ///
    /// assert_eq!(EphemeralRange::FREEBSD.ports().to_string(), "10000-65535");
    /// ```
    #[must_use]
    pub const fn ports(self) -> PortRange {
        self.ports
    }

    /// Returns the names of the system's settings for the range, or the command that shows it, or `None`
    /// for IANA's range.
    ///
    /// ```
    /// use port_registry::ephemeral::EphemeralRange;
    ///
    /// assert!(EphemeralRange::NETBSD.setting().unwrap().contains("anonportmin"));
    /// assert_eq!(EphemeralRange::IANA.setting(), None);
    /// ```
    #[must_use]
    pub const fn setting(self) -> Option<&'static str> {
        self.setting
    }

    /// Returns the document or the file of the system that states the range.
    ///
    /// ```
    /// use port_registry::ephemeral::EphemeralRange;
    ///
    /// assert_eq!(EphemeralRange::IANA.source(), "RFC 6335, section 6");
    /// ```
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.source
    }
}
