//! The protocols of packets that are counted without ports, and their names.
//!
//! `link` and `packet` return them, and `count` counts packets by them.

use std::fmt;

use port_registry::Protocol;

/// A protocol without ports, or a protocol whose content is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoPorts {
    /// A protocol over IP, by its protocol number.
    Ip(u8),
    /// A protocol over Ethernet, by its `EtherType`.
    EtherType(u16),
    /// A protocol over IEEE 802.2, by its service access point.
    Llc(u8),
    /// A protocol of an organization over SNAP.
    Snap([u8; 3], u16),
    /// A protocol over PPP, by its number.
    Ppp(u16),
    /// A protocol over Frame Relay or OSI's LLC, by its network layer protocol identifier.
    Nlpid(u8),
    /// An IEEE 802.11 frame.
    Wlan(Wlan),
    /// MPLS whose payload is neither IP nor Ethernet.
    MplsPayload,
    /// A packet that follows another one of a compressed or divided header, or a keep-alive of the link.
    LinkControl(&'static str),
}

/// The kinds of IEEE 802.11 frames whose payload can't be read, or that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wlan {
    /// Such as a beacon.
    Management,
    /// Such as an acknowledgement.
    Control,
    /// A data frame without data, which states the power mode of its sender.
    NoData,
    /// A data frame with encrypted data.
    Encrypted,
    /// A fragment of a frame but for the first.
    LaterFragment,
    /// A frame of a reserved type.
    Reserved,
}

/// What is known of a protocol.
enum Known {
    /// It contains no IP packets.
    NotIp(&'static str),
    /// It may contain IP packets, but they are not read.
    NotRead(&'static str),
}

use Known::{NotIp, NotRead};

impl NoPorts {
    /// Returns what is known of the protocol, or `None` if nothing is.
    fn known(self) -> Option<Known> {
        Some(match self {
            Self::EtherType(number) | Self::Snap([0, 0, 0xF8], number) => {
                return of_ether_type(number);
            }
            Self::Llc(number) => match number {
                0x42 => NotIp("STP"),
                0x00 => NotIp("LLC of a link"),
                0x04 | 0x05 | 0x08 | 0x0C => NotIp("SNA"),
                0x10 | 0xE0 | 0xFF => NotIp("IPX"),
                0xF0 => NotIp("NetBIOS"),
                0xFE => NotIp("OSI"),
                _ => return None,
            },
            Self::Snap([0, 0, 0x0C], number) => match number {
                0x0102 => NotIp("DRiP"),
                0x0104 => NotIp("PAgP"),
                0x010B => NotIp("PVST+"),
                0x0111 => NotIp("UDLD"),
                0x2000 => NotIp("CDP"),
                0x2003 => NotIp("VTP"),
                0x2004 => NotIp("DTP"),
                _ => return None,
            },
            Self::Snap([0x08, 0, 0x07], 0x809B) => NotIp("AppleTalk"),
            Self::Snap([0, 0x80, 0xC2], 0x000E | 0x0010) => NotIp("STP"),
            Self::Ip(_) | Self::Snap(..) => return None,
            Self::Ppp(number) => match number {
                0x0023 => NotIp("OSI"),
                0x002B => NotIp("IPX"),
                0x003F => NotIp("NetBIOS"),
                0x8021 => NotIp("IPCP"),
                0x8023 => NotIp("OSINLCP"),
                0x802B => NotIp("IPXCP"),
                0x8031 => NotIp("BCP"),
                0x8053 => NotIp("ECP"),
                0x8057 => NotIp("IPV6CP"),
                0x80FD => NotIp("CCP"),
                0x8207 => NotIp("CDPCP"),
                0x8281 => NotIp("MPLSCP"),
                0xC021 => NotIp("LCP"),
                0xC023 => NotIp("PAP"),
                0xC025 => NotIp("LQR"),
                0xC223 => NotIp("CHAP"),
                0xC227 => NotIp("EAP"),
                0x002D | 0x002F => NotRead("TCP/IP with Van Jacobson's compression"),
                0x0003 | 0x0005 => NotRead("ROHC"),
                0x003D => NotRead("a fragment of Multilink PPP"),
                0x0053 | 0x0055 => NotRead("encrypted PPP"),
                0x0061 | 0x0063 | 0x0065 | 0x0067 | 0x0069 | 0x2065 => {
                    NotRead("IP with a compressed header")
                }
                0x00FB | 0x00FD => NotRead("compressed PPP"),
                _ => return None,
            },
            Self::Nlpid(number) => match number {
                0x08 => NotIp("Q.933"),
                0x09 => NotIp("LMI"),
                0x81 => NotIp("CLNP"),
                0x82 => NotIp("ES-IS"),
                0x83 => NotIp("IS-IS"),
                0xB0 => NotRead("compressed data"),
                0xB1 => NotRead("a fragment of Frame Relay"),
                _ => return None,
            },
            Self::Wlan(Wlan::Management) => NotIp("an 802.11 management frame"),
            Self::Wlan(Wlan::Control) => NotIp("an 802.11 control frame"),
            Self::Wlan(Wlan::NoData) => NotIp("an 802.11 data frame without data"),
            Self::Wlan(Wlan::Encrypted) => NotRead("an 802.11 data frame, which is encrypted,"),
            Self::Wlan(Wlan::LaterFragment) => NotRead("a later fragment of an 802.11 frame"),
            Self::Wlan(Wlan::Reserved) => NotRead("an 802.11 frame of a reserved type"),
            Self::MplsPayload => NotRead("MPLS with neither IP nor Ethernet"),
            Self::LinkControl(name) => NotIp(name),
        })
    }
}

/// Returns what is known of an `EtherType`, or `None` if nothing is.
fn of_ether_type(number: u16) -> Option<Known> {
    Some(match number {
        0x0806 => NotIp("ARP"),
        0x0842 => NotIp("Wake-on-LAN"),
        0x2000 => NotIp("CDP"),
        0x6001..=0x6007 => NotIp("DEC"),
        0x8035 => NotIp("RARP"),
        0x809B => NotIp("AppleTalk"),
        0x80F3 => NotIp("AARP"),
        0x8137 | 0x8138 => NotIp("IPX"),
        0x8808 => NotIp("MAC control"),
        0x8809 => NotIp("a slow protocol such as LACP"),
        0x8863 => NotIp("PPPoE discovery"),
        0x887B => NotIp("HomePlug"),
        0x888E => NotIp("EAPOL"),
        0x8892 => NotIp("PROFINET"),
        0x889A => NotIp("HyperSCSI"),
        0x88A2 => NotIp("ATA over Ethernet"),
        0x88A4 => NotIp("EtherCAT"),
        0x88B8 => NotIp("GOOSE"),
        0x88BA => NotIp("SV"),
        0x88BF => NotIp("MikroTik RoMON"),
        0x88CC => NotIp("LLDP"),
        0x88CD => NotIp("SERCOS III"),
        0x88E1 => NotIp("HomePlug AV"),
        0x88E3 => NotIp("MRP"),
        0x88E5 => NotRead("MACsec, which is encrypted,"),
        0x88F5 => NotIp("MVRP"),
        0x88F6 => NotIp("MMRP"),
        0x88F7 => NotIp("PTP"),
        0x8902 => NotIp("CFM"),
        0x8906 => NotIp("FCoE"),
        0x8914 => NotIp("FIP"),
        0x8915 => NotIp("RoCE"),
        0x892F => NotIp("HSR"),
        0x893A => NotIp("IEEE 1905.1"),
        0x9000 => NotIp("a loopback test of Ethernet"),
        _ => return None,
    })
}

/// Writes the number of the protocol in its numbering, such as `EtherType 0x0806`.
struct Number(NoPorts);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            NoPorts::EtherType(number) => write!(f, "EtherType {number:#06x}"),
            NoPorts::Llc(number) => write!(f, "LLC service access point {number:#04x}"),
            NoPorts::Snap([a, b, c], number) => {
                write!(f, "SNAP protocol {a:02x}{b:02x}{c:02x}:{number:04x}")
            }
            NoPorts::Ppp(number) => write!(f, "PPP protocol {number:#06x}"),
            NoPorts::Nlpid(number) => write!(f, "NLPID {number:#04x}"),
            NoPorts::Ip(number) => write!(f, "IP protocol {number}"),
            NoPorts::Wlan(_) | NoPorts::MplsPayload | NoPorts::LinkControl(_) => Ok(()),
        }
    }
}

impl fmt::Display for NoPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Ip(number) = *self
            && let Err(error) = Protocol::from_number(number)
        {
            return error.fmt(f);
        }
        let (name, what) = match self.known() {
            Some(NotIp(name)) => (name, "is not IP"),
            Some(NotRead(name)) => (name, "is not read"),
            None => return write!(f, "{} is not read", Number(*self)),
        };
        match self {
            Self::Wlan(_) | Self::MplsPayload | Self::LinkControl(_) => write!(f, "{name} {what}"),
            _ => write!(f, "{name} ({}) {what}", Number(*self)),
        }
    }
}
