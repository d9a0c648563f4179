//! The protocols between the link and IP, as the module that parses one of them names the next one.

use super::rest::Rest;
use crate::no_ports::NoPorts;

/// A protocol, and the bytes that begin with its header.
#[derive(Debug, Clone, Copy)]
pub enum Layer<'a> {
    /// An Ethernet frame, from its destination address.
    Ethernet(Rest<'a>),
    /// The payload of an `EtherType`.
    EtherType(u16, Rest<'a>),
    /// IPv4 or IPv6, by the first four bits.
    Ip(Rest<'a>),
    /// IEEE 802.2: logical link control.
    Llc(Rest<'a>),
    /// The payload of a network layer protocol identifier (ISO/IEC TR 9577).
    Nlpid(Rest<'a>),
    /// PPP, from its protocol number or the address and control fields before it.
    Ppp(Rest<'a>),
    /// PPP or Cisco HDLC, by the first byte.
    Hdlc(Rest<'a>),
    /// PPP over Ethernet, in a session.
    PppOverEthernet(Rest<'a>),
    /// Frame Relay, from its address.
    FrameRelay(Rest<'a>),
    /// MPLS labels.
    Mpls(Rest<'a>),
    /// An IEEE 802.11 frame.
    Wlan(Rest<'a>),
    /// A header of radiotap, then an IEEE 802.11 frame.
    Radiotap(Rest<'a>),
    /// A link type of capture files.
    Link(i32, Rest<'a>),
    /// A protocol that contains no IP packet, or whose IP packet is not read.
    NoPorts(NoPorts),
}
