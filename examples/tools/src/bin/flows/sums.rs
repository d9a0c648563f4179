//! Sums up flows, packets and bytes by key.
//!
//! Each thread of `worker.rs` has its own sums; `main.rs` merges them.

use std::ops::AddAssign;

use port_registry::Port;

use crate::evidence::Kinds;
use crate::flow_key::FlowKey;
use crate::flow_protocol::FlowProtocol;
use crate::record::Flow;
use crate::remarks::Remarks;

/// The sums of a key. They cannot overflow: a line adds at most 64 bits of packets and bytes, and
/// no log has 2^64 lines.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub flows: u128,
    packets: u128,
    bytes: u128,
    /// How the server is known in these flows.
    pub known_by: Kinds,
    has_packets: bool,
    has_bytes: bool,
}

impl Amounts {
    /// Returns the packets, or `None` if no log has their number.
    pub fn packets(&self) -> Option<u128> {
        self.has_packets.then_some(self.packets)
    }

    /// Returns the bytes, or `None` if no log has their number.
    pub fn bytes(&self) -> Option<u128> {
        self.has_bytes.then_some(self.bytes)
    }
}

impl AddAssign for Amounts {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.flows += other.flows;
        self.packets += other.packets;
        self.bytes += other.bytes;
        self.known_by |= other.known_by;
        self.has_packets |= other.has_packets;
        self.has_bytes |= other.has_bytes;
    }
}

/// An array with an element for each value of a byte, so that a byte is always a valid index.
type Level<T> = Box<[T; 256]>;

/// The sums of a protocol, by the upper byte of the port, then by the lower byte. Lower levels are
/// allocated when they are needed, since a log has few different server ports.
type Ports = Level<Option<Level<Amounts>>>;

/// The sums of a protocol.
#[derive(Default)]
struct ProtocolSums {
    without_port: Amounts,
    ports: Option<Ports>,
}

/// The sums of all keys. Their size is bounded, however long the log is.
pub struct Sums {
    protocols: Box<[ProtocolSums; FlowProtocol::COUNT]>,
}

impl Sums {
    pub fn new() -> Self {
        Self {
            protocols: Box::new(std::array::from_fn(|_| ProtocolSums::default())),
        }
    }

    #[inline]
    pub fn add(&mut self, flow: &Flow) {
        let sum = self.of(flow.key);
        sum.flows += u128::from(flow.flows);
        sum.packets += u128::from(flow.packets);
        sum.bytes += u128::from(flow.bytes);
        sum.known_by |= flow.evidence.into();
        sum.has_packets |= !flow.remarks.has(Remarks::NO_PACKETS);
        sum.has_bytes |= !flow.remarks.has(Remarks::NO_BYTES);
    }

    #[inline]
    fn of(&mut self, key: FlowKey) -> &mut Amounts {
        let protocol = &mut self.protocols[key.protocol.index()];
        match key.port {
            None => &mut protocol.without_port,
            Some(port) => {
                let [upper, lower] = port.get().to_be_bytes();
                let ports = protocol
                    .ports
                    .get_or_insert_with(|| Box::new([const { None }; 256]));
                let page = ports[usize::from(upper)]
                    .get_or_insert_with(|| Box::new([Amounts::default(); 256]));
                &mut page[usize::from(lower)]
            }
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (key, amounts) in other.totals() {
            *self.of(key) += amounts;
        }
    }

    /// Returns the sums of each key that has flows, sorted by protocol number and port.
    pub fn totals(&self) -> impl Iterator<Item = (FlowKey, Amounts)> {
        let all = FlowProtocol::all().zip(self.protocols.iter());
        let all = all.flat_map(|(protocol, sums)| {
            let first = (FlowKey::without_port(protocol), sums.without_port);
            let pages = (0..=u8::MAX).zip(sums.ports.iter().flat_map(|ports| ports.iter()));
            let of_ports = pages.flat_map(move |(upper, page)| {
                let page = (0..=u8::MAX).zip(page.iter().flat_map(|page| page.iter()));
                page.map(move |(lower, &amounts)| {
                    let port = Port::new(u16::from_be_bytes([upper, lower]));
                    (
                        FlowKey {
                            protocol,
                            port: Some(port),
                        },
                        amounts,
                    )
                })
            });
            std::iter::once(first).chain(of_ports)
        });
        all.filter(|(_, amounts)| amounts.flows > 0)
    }
}

#[cfg(test)]
mod tests {
    use port_registry::IpProtocol;

    use super::*;
    use crate::evidence::Evidence;

    fn flow(key: FlowKey, amount: u64) -> Flow {
        Flow {
            key,
            evidence: Evidence::Ports,
            remarks: Remarks::default(),
            flows: amount,
            packets: amount,
            bytes: amount,
        }
    }

    fn at(number: u8, port: u16) -> FlowKey {
        FlowKey {
            protocol: FlowProtocol::Ip(IpProtocol::new(number)),
            port: Some(Port::new(port)),
        }
    }

    #[test]
    fn the_largest_counters_do_not_overflow() {
        let mut sums = Sums::new();
        for key in [
            FlowProtocol::Ip(IpProtocol::new(u8::MAX)),
            FlowProtocol::Unknown,
        ] {
            for _ in 0..3 {
                sums.add(&flow(FlowKey::without_port(key), u64::MAX));
            }
        }
        let expected = 3 * u128::from(u64::MAX);
        let found: Vec<Amounts> = sums.totals().map(|(_, amounts)| amounts).collect();
        assert_eq!(found.len(), 2);
        for amounts in found {
            assert_eq!(amounts.flows, expected);
            assert_eq!(amounts.packets(), Some(expected));
            assert_eq!(amounts.bytes(), Some(expected));
        }
    }

    #[test]
    fn merging_adds_and_keeps_the_ends_apart() {
        let (first, last) = (at(6, 0), at(6, u16::MAX));
        let (mut left, mut right) = (Sums::new(), Sums::new());
        left.add(&flow(first, 1));
        right.add(&flow(first, 2));
        right.add(&flow(last, 4));
        left.merge(&right);
        let totals: Vec<(FlowKey, u128)> =
            left.totals().map(|(key, sum)| (key, sum.bytes)).collect();
        assert_eq!(totals, [(first, 3), (last, 4)]);
    }
}
