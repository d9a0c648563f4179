//! Tests the file formats that `pcap` reads, and their timestamps.

use std::io::Write;
use std::process::{Command, Stdio};

use flate2::Compression;

use crate::files::{Classic, ETHERNET, Ng, Order, Packet, at, classic, ethernet, snoop};
use crate::frames::{socket, tcp, udp};
use crate::program::{conversations, conversations_and_errors, in_short, pcap, pcap_file, stderr};
use crate::support;

fn packets() -> Vec<Packet> {
    let [client, dns, web] = ["10.0.0.5:50000", "10.0.0.1:53", "192.0.2.1:443"].map(socket);
    vec![
        at(0, udp(client, dns, 30)),
        at(5, udp(dns, client, 60)),
        at(1500, tcp(client, web, 0x02, 0)),
    ]
}

const ORDERS: [Order; 2] = [Order::Little, Order::Big];

#[test]
fn every_format_says_the_same() {
    let packets = packets();
    let expected = conversations(&ethernet(&packets));
    let lines: Vec<String> = expected.iter().map(in_short).collect();
    assert_eq!(
        lines,
        [
            "domain udp 10.0.0.5:50000 10.0.0.1:53 2 72 102",
            "https tcp 10.0.0.5:50000 192.0.2.1:443 1 54 0",
        ]
    );
    assert_eq!(expected[0]["first"], "2023-11-14T22:13:20Z");
    assert_eq!(expected[0]["last"], "2023-11-14T22:13:20.005Z");
    for order in ORDERS {
        for kind in [Classic::Microseconds, Classic::Nanoseconds] {
            let file = classic(order, kind, ETHERNET, &packets);
            assert_eq!(conversations(&file), expected);
        }
        assert_eq!(conversations(&Ng(order).file(&packets)), expected);
    }
    assert_eq!(conversations(&snoop(4, &packets)), expected);
    let modified = classic(Order::Little, Classic::Modified, ETHERNET, &packets);
    assert_eq!(conversations(&modified), expected);
    // The upper bits hold the length of the checksums at the ends of frames.
    let checksummed = classic(Order::Little, Classic::Microseconds, 0x2400_0001, &packets);
    assert_eq!(conversations(&checksummed), expected);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    support::gzip(bytes, Compression::default())
}

#[test]
fn gzip_is_unpacked() {
    let file = ethernet(&packets());
    assert_eq!(conversations(&gzip(&file)), conversations(&file));
    // A gzip file may have several members. A logger that appends to a file writes such files.
    let (start, rest) = file.split_at(50);
    assert_eq!(
        conversations(&[gzip(start), gzip(rest)].concat()),
        conversations(&file)
    );
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("packed.pcap.gz");
    std::fs::write(&path, gzip(&file)).unwrap();
    assert_eq!(pcap_file(&[], &path).stdout, pcap(&[], &file).stdout);
}

/// The files are written by the programs zstd and bzip2, from another one than the program's decoder.
#[test]
fn zstd_and_bzip2_are_unpacked() {
    let file = ethernet(&packets());
    for program in ["zstd", "bzip2"] {
        let mut command = Command::new(program);
        let packed = |part: &[u8], command: &mut Command| {
            let mut child = command
                .arg("-c")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .ok()?;
            child.stdin.take()?.write_all(part).ok()?;
            Some(child.wait_with_output().ok()?.stdout)
        };
        let (start, rest) = file.split_at(50);
        let (Some(mut all), Some(second)) = (
            packed(start, &mut command),
            packed(rest, &mut Command::new(program)),
        ) else {
            eprintln!("skipped: there is no {program}");
            continue;
        };
        all.extend(second);
        assert_eq!(conversations(&all), conversations(&file), "{program}");
        all.truncate(all.len() - 3);
        let output = pcap(&["--json"], &all);
        assert!(stderr(&output).contains("reading failed"), "{program}");
        assert_eq!(output.status.code(), Some(1), "{program}");
    }
}

#[test]
fn snoop_files() {
    let packets = packets();
    let bare: Vec<Packet> = packets
        .iter()
        .map(|packet| {
            let header = [&[0x50; 13][..], &[0xAA, 0xAA, 3, 0, 0, 0, 0x08, 0]].concat();
            at(0, [&header, &packet.data[14..]].concat())
        })
        .collect();
    assert_eq!(conversations(&snoop(8, &bare)).len(), 2); // FDDI
    let output = pcap(&["--json"], &snoop(5, &packets));
    let expected = "pcap: 3 packets not read, records 1, 2, 3: link type 5 of snoop is not read\n";
    assert_eq!(stderr(&output), expected);
    // Any length of the file.
    let file = snoop(4, &packets);
    let ends = [16, 16 + 24 + 72, 16 + 24 + 72 + 24 + 104, file.len()];
    for length in 24..=file.len() {
        let output = pcap(&["--json"], &file[..length]);
        let is_whole = ends.contains(&length);
        let count = ends.iter().filter(|end| **end <= length).count() - 1;
        let found: u64 = crate::program::json_lines(&output)
            .iter()
            .map(|line| line["packets"].as_u64().unwrap())
            .sum();
        assert_eq!(
            (found, output.status.success()),
            (count as u64, is_whole),
            "{length}"
        );
        let end = "the file ends in the middle of a record\n";
        assert_eq!(stderr(&output).ends_with(end), !is_whole);
    }
    // A packet that is longer than its record.
    let mut file = snoop(4, &packets);
    file[16 + 7] = 73;
    let expected = "pcap: standard input: at byte 16, after 0 packets: a record has the length 96: expected at \
                    least its header and its packet, and at most 16777216\n";
    assert_eq!(stderr(&pcap(&[], &file)), expected);
}

#[test]
fn nanoseconds_are_kept() {
    let mut packet = at(0, packets().remove(0).data);
    packet.time += 123_456_789;
    let kept = classic(
        Order::Big,
        Classic::Nanoseconds,
        ETHERNET,
        std::slice::from_ref(&packet),
    );
    assert_eq!(
        conversations(&kept)[0]["first"],
        "2023-11-14T22:13:20.123456789Z"
    );
    let lost = classic(Order::Big, Classic::Microseconds, ETHERNET, &[packet]);
    assert_eq!(
        conversations(&lost)[0]["first"],
        "2023-11-14T22:13:20.123456Z"
    );
}

/// Returns a capture with one packet, whose time is `ticks` of the clock that the options describe.
fn clock(order: Order, options: &[(u16, &[u8])], ticks: u64) -> Vec<u8> {
    let ng = Ng(order);
    let interface = ng.interface(ETHERNET, 0, options);
    [
        ng.section(),
        interface,
        ng.enhanced(0, ticks, &packets()[0]),
    ]
    .concat()
}

#[test]
fn interfaces_have_clocks_of_their_own() {
    for order in ORDERS {
        let seconds: &[u8] = &match order {
            Order::Little => 1_000_000_000_i64.to_le_bytes(),
            Order::Big => 1_000_000_000_i64.to_be_bytes(),
        };
        let before: &[u8] = &match order {
            Order::Little => (-3600_i64).to_le_bytes(),
            Order::Big => (-3600_i64).to_be_bytes(),
        };
        let (resolution, offset) = (9, 14);
        for (options, ticks, first) in [
            (vec![], 1_500_000, "1970-01-01T00:00:01.5Z"),
            (vec![(resolution, &[0][..])], 7, "1970-01-01T00:00:07Z"),
            (vec![(resolution, &[3])], 1_500, "1970-01-01T00:00:01.5Z"),
            (
                vec![(resolution, &[9])],
                1_500_000_000,
                "1970-01-01T00:00:01.5Z",
            ),
            (
                vec![(resolution, &[12])],
                1_500_000_000_000,
                "1970-01-01T00:00:01.5Z",
            ),
            (vec![(resolution, &[0x80])], 7, "1970-01-01T00:00:07Z"),
            (vec![(resolution, &[0x8A])], 1536, "1970-01-01T00:00:01.5Z"),
            (vec![(offset, seconds)], 500_000, "2001-09-09T01:46:40.5Z"),
            (vec![(offset, before)], 0, "1969-12-31T23:00:00Z"),
            (
                vec![(resolution, &[0]), (offset, seconds)],
                1,
                "2001-09-09T01:46:41Z",
            ),
        ] {
            let found = conversations(&clock(order, &options, ticks));
            assert_eq!(found[0]["first"], first, "{options:?}");
        }
    }
}

#[test]
fn times_that_cannot_be_are_none() {
    let far = i64::MAX.to_le_bytes();
    for (options, ticks) in [
        (vec![(9, &[0][..])], u64::MAX),
        (vec![(9, &[0x7F])], 1),
        (vec![(9, &[0xFF])], 1),
        (vec![(14, &far)], 1),
    ] {
        let found = conversations(&clock(Order::Little, &options, ticks));
        assert_eq!(found[0]["packets"], 1);
        assert_eq!(found[0]["first"], serde_json::Value::Null, "{options:?}");
    }
}

#[test]
fn sections_have_interfaces_and_byte_orders_of_their_own() {
    let packets = packets();
    let bare = |packet: &Packet| at(0, packet.data[14..].to_vec());
    let mut file = Vec::new();
    for order in [Order::Little, Order::Big, Order::Little] {
        let ng = Ng(order);
        file.extend(ng.section());
        file.extend(ng.interface(101, 0, &[]));
        file.extend(ng.block(5, &[0; 12])); // statistics
        file.extend(ng.interface(ETHERNET, 0, &[]));
        file.extend(ng.block(0xBAD, &[0; 8])); // custom
        file.extend(ng.enhanced(1, 0, &packets[0]));
        file.extend(ng.enhanced(0, 0, &bare(&packets[1])));
        file.extend(ng.simple(&bare(&packets[2])));
    }
    let (lines, errors) = conversations_and_errors(&file);
    assert_eq!(errors, "");
    assert_eq!(
        lines,
        [
            "domain udp 10.0.0.5:50000 10.0.0.1:53 6 216 264",
            "https tcp 10.0.0.5:50000 192.0.2.1:443 3 120 0",
        ]
    );
    // The second section describes no interface at first.
    let mut file = Ng(Order::Little).file(&packets);
    file.extend(Ng(Order::Big).section());
    file.extend(Ng(Order::Big).enhanced(0, 0, &packets[0]));
    file.extend(Ng(Order::Big).interface(ETHERNET, 0, &[]));
    file.extend(Ng(Order::Big).enhanced(1, 0, &packets[0]));
    file.extend(Ng(Order::Big).enhanced(1, 0, &packets[0]));
    let (lines, errors) = conversations_and_errors(&file);
    assert_eq!(lines.len(), 2);
    assert_eq!(
        errors,
        "\
pcap: 1 packet not read, record 4: its interface is 0: expected one of the 0 that its section describes
pcap: 2 packets not read, records 5, 6: its interface is 1: expected one of the 1 that its section describes
"
    );
}

/// The packet block of the first drafts has a shorter number of the interface, and a count of lost packets.
#[test]
fn obsolete_packet_blocks_are_read() {
    let packets = packets();
    let expected = conversations(&ethernet(&packets));
    for order in ORDERS {
        let ng = Ng(order);
        let mut file = [
            ng.section(),
            ng.interface(101, 0, &[]),
            ng.interface(1, 0, &[]),
        ]
        .concat();
        let block = |interface: u16, packet: &Packet| {
            let mut body = [order.u16(interface), order.u16(7)].concat();
            let (ticks, length) = (packet.time / 1000, packet.data.len() as u32);
            let (high, low) = ((ticks >> 32) as u32, ticks as u32);
            for number in [high, low, length, packet.wire_length] {
                body.extend(order.u32(number));
            }
            body.extend(&packet.data);
            ng.block(2, &body)
        };
        for packet in &packets {
            file.extend(block(1, packet));
        }
        assert_eq!(conversations(&file), expected);
        file.extend(block(2, &packets[0]));
        let (_, errors) = conversations_and_errors(&file);
        let why = "its interface is 2: expected one of the 2 that its section describes";
        assert_eq!(
            errors,
            format!("pcap: 1 packet not read, record 4: {why}\n")
        );
    }
}

#[test]
fn simple_packets_are_cut_by_their_interface() {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    let whole = at(0, udp(client, server, 200));
    let ng = Ng(Order::Little);
    for (snap_length, kept) in [
        (0, 242),
        (1000, 242),
        (242, 242),
        (241, 241),
        (45, 45),
        (42, 42),
    ] {
        let packet = whole.clone().cut_to(kept);
        let file = [
            ng.section(),
            ng.interface(ETHERNET, snap_length, &[]),
            ng.simple(&packet),
        ];
        let found = conversations(&file.concat());
        assert_eq!(
            in_short(&found[0]),
            "domain udp 10.0.0.5:50000 10.0.0.1:53 1 242 0"
        );
        assert_eq!(found[0]["first"], serde_json::Value::Null);
    }
    let file = [ng.section(), ng.simple(&whole)].concat();
    let errors = "pcap: 1 packet not read, record 1: its interface is 0: expected one of the 0 that its \
                  section describes\n";
    assert_eq!(stderr(&pcap(&[], &file)), errors);
}
