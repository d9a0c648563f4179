//! Parses the headers before IP: that of the link, and those between the link and IP.
//!
//! Called by `packet`, and by `tunnel` for what is inside tunnels. The crate etherparse parses Ethernet,
//! VLAN tags, `MACsec`, ARP and IP. The headers that it does not know are parsed in the modules of this
//! folder, one family of protocols each.

mod ethernet;
mod families;
mod layer;
mod llc;
mod mpls;
mod names;
mod nflog;
mod ppp;
mod rest;
mod types;
mod wlan;

use etherparse::{EtherType, LaxSlicedPacket};

use crate::capture::Record;
use crate::no_ports::NoPorts;
use crate::unread::Unread;

pub use layer::Layer;
pub use rest::Rest;

/// The number of headers that are parsed before IP at most. Ethernet with its tags is one.
const MOST: usize = 16;

/// What follows the headers of a packet's link.
#[derive(Debug, Clone, Copy)]
pub enum Beyond<'p, 'a> {
    /// A packet sliced into its layers.
    Packet(&'p LaxSlicedPacket<'a>),
    /// No IP packet, or one that is not read.
    NoPorts(NoPorts),
}

/// Parses the headers of a packet up to IP, and passes what follows to `parse`.
///
/// # Errors
///
/// Returns [`Unread`] if a header can't be parsed, or the link type is not supported, or an error of `parse`.
pub fn beyond_link<'a, T>(
    record: &Record<'a>,
    parse: impl FnOnce(Beyond<'_, 'a>) -> Result<T, Unread>,
) -> Result<T, Unread> {
    beyond(Layer::Link(record.link.0, Rest::of(record)), parse)
}

/// Parses headers up to IP, and passes what follows to `parse`. It is not returned, since a sliced packet has
/// hundreds of bytes, which would be copied for each packet.
///
/// # Errors
///
/// Returns [`Unread`] if a header can't be parsed, or a link type is not supported, or an error of `parse`.
pub fn beyond<'a, T>(
    mut layer: Layer<'a>,
    parse: impl FnOnce(Beyond<'_, 'a>) -> Result<T, Unread>,
) -> Result<T, Unread> {
    for _ in 0..MOST {
        layer = match layer {
            Layer::Ethernet(rest) => match LaxSlicedPacket::from_ethernet(rest.bytes()) {
                Ok(packet) => match ethernet::payload(&packet, rest) {
                    Some(next) => next?,
                    None => return parse(Beyond::Packet(&packet)),
                },
                Err(error) => return Err(rest.too_short(error.required_len)),
            },
            Layer::EtherType(number, rest) if ethernet::is_of_etherparse(number) => {
                let packet = LaxSlicedPacket::from_ether_type(EtherType(number), rest.bytes());
                match ethernet::payload(&packet, rest) {
                    Some(next) => next?,
                    None => return parse(Beyond::Packet(&packet)),
                }
            }
            // etherparse distinguishes IPv4 from IPv6 by the first four bits.
            Layer::Ip(rest) => {
                let packet = LaxSlicedPacket::from_ether_type(EtherType::IPV4, rest.bytes());
                return parse(Beyond::Packet(&packet));
            }
            Layer::EtherType(number, rest) => ethernet::after(number, rest)?,
            Layer::Llc(rest) => llc::llc(rest)?,
            Layer::Nlpid(rest) => llc::nlpid(rest)?,
            Layer::Ppp(rest) => ppp::ppp(rest)?,
            Layer::Hdlc(rest) => ppp::hdlc(rest)?,
            Layer::PppOverEthernet(rest) => ppp::over_ethernet(rest)?,
            Layer::FrameRelay(rest) => ppp::frame_relay(rest)?,
            Layer::Mpls(rest) => mpls::mpls(rest)?,
            Layer::Wlan(rest) => wlan::wlan(rest)?,
            Layer::Radiotap(rest) => wlan::radiotap(rest)?,
            Layer::Link(number, rest) => types::link(number, rest)?,
            Layer::NoPorts(no_ports) => return parse(Beyond::NoPorts(no_ports)),
        };
    }
    let why = format!("it has more than {MOST} headers before IP");
    Err(Unread::Malformed(why))
}
