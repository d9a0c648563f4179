//! Flows, packets and bytes of each row.

use std::ops::AddAssign;

use port_registry::Port;

use crate::ip_protocol::IpProtocol;
use crate::line::Flow;
use crate::row::Row;

/// A row's totals. No log is long enough for these to overflow: a line has 64 bits of each.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub flows: u64,
    pub packets: u128,
    pub bytes: u128,
}

impl AddAssign for Amounts {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.flows += other.flows;
        self.packets += other.packets;
        self.bytes += other.bytes;
    }
}

/// One entry for each value of a byte: an index that cannot be out of range.
type Level<T> = Box<[T; 256]>;

/// The ports of a protocol by their upper byte, then by their lower. Few are ever seen.
type Ports = Level<Option<Level<Amounts>>>;

#[derive(Default)]
struct ProtocolSums {
    without_port: Amounts,
    ports: Option<Ports>,
}

/// All totals: their size is bounded, however long a log is.
pub struct Sums {
    protocols: Level<ProtocolSums>,
}

impl Sums {
    pub fn new() -> Self {
        Self {
            protocols: Box::new(std::array::from_fn(|_| ProtocolSums::default())),
        }
    }

    #[inline]
    pub fn add(&mut self, flow: Flow) {
        let sum = self.of(flow.row);
        sum.flows += 1;
        sum.packets += u128::from(flow.packets);
        sum.bytes += u128::from(flow.bytes);
    }

    #[inline]
    fn of(&mut self, row: Row) -> &mut Amounts {
        let protocol = &mut self.protocols[usize::from(row.protocol().number())];
        match row.port() {
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
        for (row, amounts) in other.rows() {
            *self.of(row) += amounts;
        }
    }

    /// Each row that has flows, by protocol and port.
    pub fn rows(&self) -> impl Iterator<Item = (Row, Amounts)> {
        let numbered = (0..=u8::MAX).zip(self.protocols.iter());
        let all = numbered.flat_map(|(number, sums)| {
            let protocol = IpProtocol::new(number);
            let first = (Row::without_port(protocol), sums.without_port);
            let pages = (0..=u8::MAX).zip(sums.ports.iter().flat_map(|ports| ports.iter()));
            let of_ports = pages.flat_map(move |(upper, page)| {
                let page = (0..=u8::MAX).zip(page.iter().flat_map(|page| page.iter()));
                page.map(move |(lower, &amounts)| {
                    let port = Port::new(u16::from_be_bytes([upper, lower]));
                    (Row::new(protocol, Some(port)), amounts)
                })
            });
            std::iter::once(first).chain(of_ports)
        });
        all.filter(|(_, amounts)| amounts.flows > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(row: Row, bytes: u64) -> Flow {
        Flow {
            row,
            packets: bytes,
            bytes,
        }
    }

    #[test]
    fn the_largest_counters_do_not_overflow() {
        let mut sums = Sums::new();
        let row = Row::without_port(IpProtocol::new(u8::MAX));
        for _ in 0..3 {
            sums.add(flow(row, u64::MAX));
        }
        let expected = Amounts {
            flows: 3,
            packets: 3 * u128::from(u64::MAX),
            bytes: 3 * u128::from(u64::MAX),
        };
        assert!(sums.rows().eq([(row, expected)]));
    }

    #[test]
    fn merging_adds_and_keeps_the_ends_apart() {
        let at = |number, port: u16| Row::new(IpProtocol::new(number), Some(Port::new(port)));
        let (first, last) = (at(6, 0), at(6, u16::MAX));
        let (mut left, mut right) = (Sums::new(), Sums::new());
        left.add(flow(first, 1));
        right.add(flow(first, 2));
        right.add(flow(last, 4));
        left.merge(&right);
        let rows: Vec<(Row, u128)> = left.rows().map(|(row, sum)| (row, sum.bytes)).collect();
        assert_eq!(rows, [(first, 3), (last, 4)]);
    }
}
