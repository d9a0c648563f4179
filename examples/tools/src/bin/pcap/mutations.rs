//! Tests with damaged captures and random packets: nothing panics, and each packet is counted once.
//!
//! These tests call the modules directly, which is fast enough for thousands of captures.

use fastrand::Rng;
use pcap_parser::Linktype;

use crate::capture::{Capture, Next, Record};
use crate::count::Count;
use crate::packet::Tunnels;

const CAPTURES: [&[u8]; 2] = [
    include_bytes!("../../../tests/data/pcap/office.pcap"),
    include_bytes!("../../../tests/data/pcap/kinds.pcapng"),
];

/// Changes some bytes. Most changes are of kinds that often lead to errors, such as extreme values,
/// missing bytes and repeated bytes.
fn mutate(bytes: &mut Vec<u8>, random: &mut Rng) {
    for _ in 0..random.usize(1..8) {
        if bytes.is_empty() {
            return;
        }
        let at = random.usize(..bytes.len());
        let to = random.usize(at..bytes.len().min(at + 16)) + 1;
        match random.u8(..7) {
            0 => bytes[at] ^= 1 << random.u8(..8),
            1 => bytes[at] = random.choice([0, 1, 0x7F, 0x80, 0xFF]).unwrap(),
            2 => bytes[at] = random.u8(..),
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..to)),
            5 => {
                let part = bytes[at..to].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let from = random.usize(..bytes.len());
                let part = bytes[from..bytes.len().min(from + 16)].to_vec();
                let end = bytes.len().min(at + part.len());
                bytes.splice(at..end, part);
            }
        }
    }
}

fn packets(mut count: Count) -> u64 {
    let (unread, _) = count.take_reasons();
    let counted = count.finish();
    let conversations = counted.conversations.iter().map(|one| one.total().packets);
    let without_ports = counted.without_ports.iter().map(|(_, tally)| tally.packets);
    let unread = unread.iter().map(|(_, records)| records.count);
    let all = conversations.chain(without_ports).chain(unread);
    all.sum::<u64>() + counted.lost_fragments.packets
}

#[test]
fn captures_with_wrong_bytes() {
    let mut random = Rng::with_seed(1);
    let (mut ended, mut broke, mut refused) = (0, 0, 0);
    for round in 0..10_000 {
        let mut bytes = CAPTURES[round % CAPTURES.len()].to_vec();
        mutate(&mut bytes, &mut random);
        let Ok(mut capture) = Capture::new(&bytes[..]) else {
            refused += 1;
            continue;
        };
        let (mut count, mut seen) = (Count::new(Tunnels::Outer), 0);
        loop {
            match capture.next() {
                Ok(Some(Next::Packet(record))) => {
                    seen += 1;
                    assert_eq!(record.number, seen);
                    count.add(&record);
                }
                Ok(Some(Next::Bad { number, why })) => {
                    seen += 1;
                    assert_eq!(number, seen);
                    count.add_unread(number, &why);
                }
                Ok(Some(Next::Other)) => {}
                Ok(None) => {
                    ended += 1;
                    break;
                }
                Err(broken) => {
                    broke += 1;
                    assert!(broken.at <= bytes.len() as u64, "{broken}");
                    assert_eq!(broken.packets, seen, "{broken}");
                    break;
                }
            }
        }
        assert_eq!(packets(count), seen, "round {round}");
    }
    // Each of the three outcomes has been tested many times.
    assert!(
        ended > 1000 && broke > 1000 && refused > 10,
        "{ended} {broke} {refused}"
    );
}

/// Tests packets that begin in the middle of a capture, on links of all types.
#[test]
fn packets_of_any_bytes() {
    let mut random = Rng::with_seed(2);
    let mut count = Count::new(Tunnels::Inner);
    for number in 1..=200_000 {
        let mut bytes = random.choice(CAPTURES).unwrap().to_vec();
        let at = random.usize(..bytes.len());
        bytes.drain(..at);
        mutate(&mut bytes, &mut random);
        bytes.truncate(random.usize(..200));
        count.add(&record(number, &bytes, &mut random));
    }
    assert_eq!(packets(count), 200_000);
}

/// Returns a packet of a link of any type, which may be cut by a byte.
fn record<'a>(number: u64, data: &'a [u8], random: &mut Rng) -> Record<'a> {
    Record {
        number,
        link: Linktype(random.i32(0..300)),
        time: None,
        wire_length: u32::try_from(data.len()).unwrap() + random.u32(..2),
        data,
    }
}

/// Tests packets that begin with random bytes, on links of all types and in tunnels.
#[test]
fn headers_of_any_bytes() {
    let mut random = Rng::with_seed(3);
    let mut count = Count::new(Tunnels::Inner);
    let parts: [&[u8]; 12] = [
        &[0xFF, 0x03],
        &[0x00, 0x21],
        &[0x88, 0x47],
        &[0x88, 0x64],
        &[0x88, 0xE7],
        &[0x89, 0x4F],
        &[0xAA, 0xAA, 0x03, 0, 0, 0],
        &[0x08, 0x00],
        &[0x08, 0x01, 0, 0],
        &[
            0x45, 0, 0, 60, 0, 0, 0, 0, 64, 47, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
        ],
        &[
            0x45, 0, 0, 60, 0, 0, 0, 0, 64, 17, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 1,
        ],
        &[0x08, 0x68, 0x12, 0xB5, 0x17, 0xC1, 0x0D, 0xD8],
    ];
    for number in 1..=200_000 {
        let mut bytes = Vec::new();
        for _ in 0..random.usize(..12) {
            bytes.extend_from_slice(random.choice(parts).unwrap());
            let zeros = random.usize(..8);
            bytes.extend(std::iter::repeat_n(0, zeros));
            bytes.extend(std::iter::repeat_with(|| random.u8(..)).take(3).skip(zeros));
        }
        count.add(&record(number, &bytes, &mut random));
    }
    assert_eq!(packets(count), 200_000);
}
