//! The headers that may be before an IP packet, as bytes written from the documents that define them.
//!
//! The module `links` puts an IP packet of etherparse behind each, and compares what `pcap` and tshark say.

use etherparse::EtherType;

use crate::frames::{frame, ip_frame};

/// A way to carry an IP packet.
pub struct Encapsulation {
    pub name: &'static str,
    pub link: u32,
    /// Returns the whole packet from the IP packet, which is IPv4 of less than 200 bytes.
    pub around: fn(&[u8]) -> Vec<u8>,
    pub tshark: Tshark,
}

/// Whether tshark 4.0 reads an encapsulation. `DoesNot` is also an encapsulation of which tshark leaves out the
/// header in its counts of bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tshark {
    Reads,
    DoesNot,
}

use Tshark::{DoesNot, Reads};

fn join(header: &[u8], packet: &[u8]) -> Vec<u8> {
    [header, packet].concat()
}

fn ether(number: u16, payload: &[u8]) -> Vec<u8> {
    frame(EtherType(number), payload)
}

/// Returns an IEEE 802.3 frame, which has a length in place of the `EtherType`.
fn ieee_802_3(payload: &[u8]) -> Vec<u8> {
    ether(payload.len() as u16, payload)
}

const SNAP: &[u8] = &[0xAA, 0xAA, 0x03, 0, 0, 0, 0x08, 0x00];

fn snap(packet: &[u8]) -> Vec<u8> {
    join(SNAP, packet)
}

/// Returns the last label of a stack.
fn label(number: u8) -> [u8; 4] {
    [0, number, 0x01, 64]
}

fn ppp_session(packet: &[u8]) -> Vec<u8> {
    let header = [0x11, 0, 0, 1, 0, packet.len() as u8 + 2, 0x00, 0x21];
    join(&header, packet)
}

/// Returns an IEEE 802.11 data frame: its control field, addresses, and what follows the addresses.
fn wlan(control: [u8; 2], after: &[u8], packet: &[u8]) -> Vec<u8> {
    let addresses = [[2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 3]].concat();
    let header = [&control[..], &[0, 0], &addresses, &[0, 0], after].concat();
    join(&header, &snap(packet))
}

fn plain_wlan(packet: &[u8]) -> Vec<u8> {
    wlan([0x08, 0x01], &[], packet)
}

fn cooked(hardware: u16, protocol: u16, payload: &[u8]) -> Vec<u8> {
    let [hardware, protocol] = [hardware, protocol].map(u16::to_be_bytes);
    let header = [&[0, 0], &hardware[..], &[0, 6], &[0; 8], &protocol].concat();
    join(&header, payload)
}

fn cooked_2(hardware: u16, protocol: u16, payload: &[u8]) -> Vec<u8> {
    let [hardware, protocol] = [hardware, protocol].map(u16::to_be_bytes);
    let header = [
        &protocol[..],
        &[0, 0, 0, 0, 0, 1],
        &hardware,
        &[0, 6],
        &[0; 8],
    ];
    join(&header.concat(), payload)
}

fn pktap(link: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = vec![108, 0, 0, 0, 1, 0, 0, 0, link, 0, 0, 0];
    header.resize(108, 0);
    join(&header, payload)
}

fn juniper(payload: &[u8]) -> Vec<u8> {
    join(b"MGC\x00", payload)
}

/// Returns a frame with a tag between the addresses and the `EtherType`.
fn tagged(tag: &[u8], packet: &[u8]) -> Vec<u8> {
    let frame = ip_frame(packet);
    [&frame[..12], tag, &frame[12..]].concat()
}

macro_rules! all {
    ($($link:literal $tshark:ident $name:literal $around:expr;)*) => {
        &[$(Encapsulation { name: $name, link: $link, around: $around, tshark: $tshark }),*]
    };
}

/// All encapsulations, by link type.
pub const ALL: &[Encapsulation] = all! {
    0 Reads "BSD loopback, little-endian" |ip| join(&[2, 0, 0, 0], ip);
    0 Reads "BSD loopback, big-endian" |ip| join(&[0, 0, 0, 2], ip);
    0 Reads "BSD loopback with an EtherType" |ip| join(&[0x00, 0x08, 0, 0], ip);
    0 Reads "BSD loopback with PPP" |ip| join(&[0xFF, 0x03, 0x00, 0x21], ip);
    1 Reads "Ethernet" ip_frame;
    1 Reads "a VLAN tag of 802.1ad" |ip| ether(0x88A8, &join(&[0, 5, 0x08, 0x00], ip));
    1 Reads "five VLAN tags" |ip| ether(0x8100, &join(&[0, 5, 0x81, 0, 0, 6, 0x81, 0, 0, 7, 0x81, 0, 0, 8, 0x81, 0, 0, 9, 0x08, 0], ip));
    1 Reads "MACsec without encryption" |ip| ether(0x88E5, &join(&[0, 0, 0, 0, 0, 1, 0x08, 0x00], &join(ip, &[0; 16])));
    1 Reads "802.3 with SNAP" |ip| ieee_802_3(&snap(ip));
    1 Reads "802.3 with padding" |ip| join(&ieee_802_3(&snap(ip)), &[0xEE; 9]);
    1 Reads "802.3 with the access point of IP" |ip| ieee_802_3(&join(&[6, 6, 3], ip));
    1 Reads "802.3 with a bridged frame" |ip| ieee_802_3(&join(&[0xAA, 0xAA, 0x03, 0, 0x80, 0xC2, 0, 7, 0, 0], &ip_frame(ip)));
    1 Reads "802.3 with OSI's identifier of IP" |ip| ieee_802_3(&join(&[0xFE, 0xFE, 0x03, 0xCC], ip));
    1 Reads "a jumbo frame with LLC" |ip| ether(0x8870, &snap(ip));
    1 Reads "PPPoE" |ip| ether(0x8864, &ppp_session(ip));
    1 Reads "MPLS, one label" |ip| ether(0x8847, &join(&label(9), ip));
    1 Reads "MPLS, two labels" |ip| ether(0x8848, &[&[0, 9, 0, 64], &label(7), ip].concat());
    1 DoesNot "MPLS, Ethernet with a control word" |ip| ether(0x8847, &[&label(9), &[0; 4], &ip_frame(ip)[..]].concat());
    1 DoesNot "PPP over Ethernet's type" |ip| ether(0x880B, &join(&[0x00, 0x21], ip));
    1 Reads "802.1ah" |ip| ether(0x88E7, &join(&[0, 0, 0, 1], &ip_frame(ip)));
    1 Reads "802.1ah in a VLAN" |ip| ether(0x88A8, &[&[0, 5, 0x88, 0xE7, 0, 0, 0, 1], &ip_frame(ip)[..]].concat());
    1 Reads "E-TAG" |ip| ether(0x893F, &join(&[0, 0, 0, 1, 0, 0, 0x08, 0x00], ip));
    1 Reads "VN-Tag" |ip| ether(0x8926, &join(&[0, 1, 0, 2, 0x08, 0x00], ip));
    1 Reads "HSR" |ip| ether(0x892F, &join(&[0, 60, 0, 1, 0x08, 0x00], ip));
    1 Reads "R-TAG" |ip| ether(0xF1C1, &join(&[0, 0, 0, 1, 0x08, 0x00], ip));
    1 Reads "Cisco metadata" |ip| ether(0x8909, &join(&[1, 1, 0, 1, 0, 7, 0x08, 0x00], ip));
    1 DoesNot "FabricPath" |ip| ether(0x8903, &join(&[0, 0x41], &ip_frame(ip)));
    1 Reads "TRILL" |ip| ether(0x22F3, &join(&[0x00, 0x05, 0, 1, 0, 2], &ip_frame(ip)));
    1 DoesNot "TRILL with an option" |ip| ether(0x22F3, &join(&[0x00, 0x45, 0, 1, 0, 2, 9, 9, 9, 9], &ip_frame(ip)));
    1 Reads "NSH, then IP" |ip| ether(0x894F, &join(&[0x00, 0x02, 2, 1, 0, 0, 1, 255], ip));
    1 Reads "NSH, then Ethernet" |ip| ether(0x894F, &join(&[0x00, 0x02, 2, 3, 0, 0, 1, 255], &ip_frame(ip)));
    1 Reads "Ethernet over Ethernet's type" |ip| ether(0x6558, &ip_frame(ip));
    1 Reads "ISL" |ip| isl(&ip_frame(ip));
    6 Reads "Token Ring" |ip| join(&[0x10, 0x40, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2], &snap(ip));
    6 Reads "Token Ring with a route" |ip| join(&[0x10, 0x40, 2, 0, 0, 0, 0, 1, 0x82, 0, 0, 0, 0, 2, 4, 0, 0, 1], &snap(ip));
    7 Reads "ARCNET" |ip| join(&[1, 2, 0xD4, 0, 0, 1], ip);
    8 DoesNot "SLIP" |ip| join(&[0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ip);
    9 Reads "PPP" |ip| join(&[0x00, 0x21], ip);
    9 Reads "PPP with address and control" |ip| join(&[0xFF, 0x03, 0x00, 0x21], ip);
    9 Reads "PPP with a short protocol number" |ip| join(&[0xFF, 0x03, 0x21], ip);
    9 DoesNot "PPP, bridged" |ip| join(&[0xFF, 0x03, 0x00, 0x31, 0x00, 1], &ip_frame(ip));
    9 Reads "PPP, multilink" |ip| join(&[0xFF, 0x03, 0x00, 0x3D, 0xC0, 0, 0, 1, 0x00, 0x21], ip);
    9 Reads "PPP, MPLS" |ip| join(&[0xFF, 0x03, 0x02, 0x81, 0, 9, 1, 64], ip);
    10 Reads "FDDI" |ip| join(&[0x50, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2], &snap(ip));
    50 Reads "PPP in HDLC" |ip| join(&[0xFF, 0x03, 0x00, 0x21], ip);
    50 Reads "PPP's link type with Cisco HDLC" |ip| join(&[0x0F, 0x00, 0x08, 0x00], ip);
    51 Reads "PPPoE's link type" |ip| ppp_session(ip);
    100 Reads "ATM" snap;
    101 Reads "raw IP" |ip| ip.to_vec();
    104 Reads "Cisco HDLC" |ip| join(&[0x0F, 0x00, 0x08, 0x00], ip);
    105 Reads "802.11" plain_wlan;
    105 Reads "802.11 with QoS" |ip| wlan([0x88, 0x01], &[0, 0], ip);
    105 Reads "802.11 with QoS and HT control" |ip| wlan([0x88, 0x81], &[0; 6], ip);
    105 Reads "802.11 with four addresses" |ip| wlan([0x08, 0x03], &[2, 0, 0, 0, 0, 4], ip);
    105 Reads "802.11 with four addresses and QoS" |ip| wlan([0x88, 0x03], &[2, 0, 0, 0, 0, 4, 0, 0], ip);
    105 Reads "802.11 with an A-MSDU" |ip| wlan_aggregate(ip);
    107 Reads "Frame Relay" |ip| join(&[0x18, 0x41, 0x03, 0xCC], ip);
    107 Reads "Frame Relay with SNAP" |ip| join(&[0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 0x08, 0x00], ip);
    107 Reads "Frame Relay with a bridged frame" |ip| join(&[0x18, 0x41, 0x03, 0x00, 0x80, 0, 0x80, 0xC2, 0, 7], &ip_frame(ip));
    107 Reads "Frame Relay of Cisco" |ip| join(&[0x18, 0x41, 0x08, 0x00], ip);
    107 Reads "Frame Relay with a long address" |ip| join(&[0x18, 0x40, 0x02, 0x01, 0x03, 0xCC], ip);
    107 DoesNot "Frame Relay with an address of three bytes" |ip| join(&[0x18, 0x40, 0x41, 0x03, 0xCC], ip);
    108 Reads "OpenBSD loopback" |ip| join(&[0, 0, 0, 2], ip);
    109 Reads "OpenBSD enc" |ip| join(&[2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], ip);
    113 Reads "Linux cooked" |ip| cooked(772, 0x0800, ip);
    113 Reads "Linux cooked with LLC" |ip| cooked(1, 0x0004, &snap(ip));
    113 Reads "Linux cooked with MPLS" |ip| cooked(1, 0x8847, &join(&label(9), ip));
    113 Reads "Linux cooked of 802.11" |ip| cooked(803, 0x0000, &radiotap_padded(ip));
    117 Reads "packet filter's log" |ip| pflog(ip);
    119 Reads "Prism" |ip| prism(&plain_wlan(ip));
    119 Reads "AVS in Prism's link type" |ip| avs(&plain_wlan(ip));
    122 Reads "IP over Fibre Channel" |ip| join(&[0; 16], &snap(ip));
    123 DoesNot "ATM of Sun" |ip| join(&[0x02, 0, 0, 5], &snap(ip));
    123 DoesNot "ATM of Sun with LAN emulation" |ip| join(&[0x01, 0, 0, 5, 0, 1], &ip_frame(ip));
    127 Reads "radiotap" |ip| join(&[0, 0, 8, 0, 0, 0, 0, 0], &plain_wlan(ip));
    127 Reads "radiotap with a padded frame" radiotap_padded;
    127 Reads "radiotap with more fields and a padded frame" radiotap_extended;
    129 Reads "ARCNET of Linux" |ip| join(&[1, 2, 0, 0, 0xD4, 0, 0, 1], ip);
    138 Reads "IP over IEEE 1394" |ip| join(&[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x08, 0x00], ip);
    149 DoesNot "PKTAP in USER2" |ip| pktap(1, &ip_frame(ip));
    163 Reads "AVS" |ip| avs(&plain_wlan(ip));
    166 DoesNot "PPP of pppd" |ip| join(&[0x01, 0x03, 0x00, 0x21], ip);
    178 Reads "Ethernet of Juniper" |ip| juniper(&ip_frame(ip));
    179 Reads "PPP of Juniper" |ip| juniper(&join(&[0xFF, 0x03, 0x00, 0x21], ip));
    180 Reads "Frame Relay of Juniper" |ip| juniper(&join(&[0x18, 0x41, 0x03, 0xCC], ip));
    181 Reads "Cisco HDLC of Juniper" |ip| juniper(&join(&[0x0F, 0x00, 0x08, 0x00], ip));
    182 DoesNot "multilink Frame Relay" |ip| join(&[0xC0, 0x01, 0x18, 0x41, 0x03, 0xCC], ip);
    192 Reads "PPI" |ip| join(&[0, 0, 8, 0, 105, 0, 0, 0], &plain_wlan(ip));
    204 DoesNot "PPP with a direction" |ip| join(&[1, 0xFF, 0x03, 0x00, 0x21], ip);
    205 DoesNot "Cisco HDLC with a direction" |ip| join(&[1, 0x0F, 0x00, 0x08, 0x00], ip);
    206 DoesNot "Frame Relay with a direction" |ip| join(&[1, 0x18, 0x41, 0x03, 0xCC], ip);
    219 DoesNot "MPLS's link type" |ip| join(&label(9), ip);
    226 Reads "Solaris ipnet" |ip| ipnet(ip);
    228 Reads "raw IPv4" |ip| ip.to_vec();
    239 Reads "NFLOG" |ip| nflog(ip);
    240 DoesNot "netANALYZER" |ip| join(&[0, 0, 0, 0], &ip_frame(ip));
    241 DoesNot "netANALYZER, transparent" |ip| join(&[0, 0, 0, 0, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xD5], &ip_frame(ip));
    242 Reads "IP over InfiniBand" |ip| join(&join(&[0; 40], &[0x08, 0x00, 0, 0]), ip);
    258 Reads "PKTAP, Ethernet" |ip| pktap(1, &ip_frame(ip));
    258 Reads "PKTAP, raw IP" |ip| pktap(12, ip);
    259 Reads "EPON" |ip| join(&[0x55, 0x55, 0xD5, 0x55, 0x55, 0, 0, 0], &ip_frame(ip));
    274 DoesNot "Ethernet with a preamble" |ip| join(&[0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xD5], &ip_frame(ip));
    276 Reads "Linux cooked, version 2" |ip| cooked_2(772, 0x0800, ip);
    281 DoesNot "a tag of Broadcom" |ip| tagged(&[0x20, 0, 0, 1], ip);
    282 DoesNot "a tag of Broadcom before the frame" |ip| join(&[0x20, 0, 0, 1], &ip_frame(ip));
    284 DoesNot "DSA" |ip| tagged(&[0xC0, 0, 0, 1], ip);
    285 DoesNot "EtherType DSA" |ip| tagged(&[0xDA, 0xDA, 0, 0, 0xC0, 0, 0, 1], ip);
};

fn isl(frame: &[u8]) -> Vec<u8> {
    let length = frame.len() as u16 + 8;
    let start = [0x01, 0x00, 0x0C, 0x00, 0x00, 0x00, 2, 0, 0, 0, 0, 1];
    let rest = [0xAA, 0xAA, 0x03, 0, 0, 0x0C, 0, 0x0A, 0, 0, 0, 0];
    [&start[..], &length.to_be_bytes(), &rest, frame].concat()
}

/// Returns a frame of two packets: the IP packet, and an empty one.
fn wlan_aggregate(packet: &[u8]) -> Vec<u8> {
    let addresses = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    let header = wlan([0x88, 0x01], &[0x80, 0], &[]);
    let header = &header[..header.len() - SNAP.len()];
    let length = (packet.len() + SNAP.len()) as u16;
    [header, &addresses, &length.to_be_bytes(), &snap(packet)].concat()
}

/// Returns a header with a timer and flags, which say that the 802.11 header of 26 bytes is padded to 28.
fn radiotap_padded(packet: &[u8]) -> Vec<u8> {
    let header = [&[0, 0, 17, 0, 0x03, 0, 0, 0][..], &[9; 8], &[0x20]].concat();
    join(&header, &wlan([0x88, 0x01], &[0, 0, 0, 0], packet))
}

/// Returns a header with two words of fields, after which the timer is aligned to eight bytes.
fn radiotap_extended(packet: &[u8]) -> Vec<u8> {
    let header = [
        &[0, 0, 25, 0, 0x03, 0, 0, 0x80][..],
        &[0; 8],
        &[9; 8],
        &[0x20],
    ];
    join(&header.concat(), &wlan([0x88, 0x01], &[0, 0, 0, 0], packet))
}

fn pflog(packet: &[u8]) -> Vec<u8> {
    let mut header = vec![61, 2];
    header.resize(64, 0);
    join(&header, packet)
}

fn prism(frame: &[u8]) -> Vec<u8> {
    let mut header = vec![0x44, 0, 0, 0, 144, 0, 0, 0];
    header.resize(144, 0);
    join(&header, frame)
}

fn avs(frame: &[u8]) -> Vec<u8> {
    let mut header = vec![0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64];
    header.resize(64, 0);
    join(&header, frame)
}

fn ipnet(packet: &[u8]) -> Vec<u8> {
    let mut header = vec![1, 2, 0, 2, 0, 0, 0, packet.len() as u8];
    header.resize(24, 0);
    join(&header, packet)
}

fn nflog(packet: &[u8]) -> Vec<u8> {
    let hook = [8, 0, 1, 0, 0x08, 0x00, 1, 0];
    let prefix = [7, 0, 10, 0, b'i', b'n', 0, 0];
    let length = [packet.len() as u8 + 4, 0, 9, 0];
    [&[2, 0, 0, 5], &hook[..], &prefix, &length, packet].concat()
}
