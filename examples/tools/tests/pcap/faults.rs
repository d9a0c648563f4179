//! Tests truncated and damaged captures, and inputs that are not captures.

use std::fs;
use std::path::Path;
use std::process::Command;

use etherparse::IpNumber;
use flate2::Compression;

use crate::files::{Classic, Ng, Order, Packet, at, at_once, classic, ethernet};
use crate::frames::{
    SYN, auth_header, extension, frame, ip, segment, socket, tag, tcp, udp, udp_segment,
};
use crate::program::{conversations_and_errors, json_lines, pcap, pcap_file, stderr, stdout};
use crate::samples::path;
use crate::support::gzip;

fn packets() -> Vec<Packet> {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    vec![
        at(0, udp(client, server, 1)),
        at(1, udp(server, client, 3)),
        at(2, udp(client, server, 5)),
    ]
}

/// A file that is truncated anywhere is read up to the last whole record.
#[test]
fn a_file_may_end_anywhere() {
    let packets = packets();
    let alone = |packet: &Packet| ethernet(std::slice::from_ref(packet)).split_off(24);
    let little = Ng(Order::Little);
    let block = |packet: &Packet| little.enhanced(0, 0, packet);
    let classic_parts = [vec![ethernet(&[])], packets.iter().map(alone).collect()].concat();
    let beginning = vec![little.section(), little.interface(1, 0, &[])];
    let ng_parts = [beginning, packets.iter().map(block).collect()].concat();
    for parts in [classic_parts, ng_parts] {
        let file = parts.concat();
        for length in 0..=file.len() {
            // The number of whole parts, the end of the last whole part, and the number of packets
            // in them.
            let ends = parts.iter().scan(0, |end, part| {
                *end += part.len();
                Some(*end)
            });
            let ends: Vec<usize> = ends.filter(|end| *end <= length).collect();
            let end = ends.last().copied().unwrap_or_default();
            let whole = ends.len().saturating_sub(parts.len() - 3);
            let packets = if whole == 1 { "packet" } else { "packets" };
            let why = match length {
                0 => Some((
                    2,
                    "the input is empty: expected a capture: pcap, pcapng or snoop".to_owned(),
                )),
                1..24 => Some((
                    2,
                    format!(
                        "the input has {length} bytes: expected a capture, whose header alone has 24"
                    ),
                )),
                length if length == end => None,
                _ => Some((
                    1,
                    format!(
                        "at byte {end}, after {whole} {packets}: the file ends in the middle of a record"
                    ),
                )),
            };
            let output = pcap(&["--json"], &file[..length]);
            let place = format!("{length} of {} bytes", file.len());
            let (code, errors) = match why {
                Some((code, why)) => (code, format!("pcap: standard input: {why}\n")),
                None => (0, String::new()),
            };
            assert_eq!(stderr(&output), errors, "{place}");
            assert_eq!(output.status.code(), Some(code), "{place}");
            let lines = json_lines(&output);
            let found = lines
                .first()
                .map_or(0, |line| line["packets"].as_u64().unwrap());
            assert_eq!(found, whole as u64, "{place}");
        }
    }
}

fn broken(file: &[u8]) -> String {
    let output = pcap(&["--json"], file);
    assert_eq!(output.status.code(), Some(1));
    let errors = stderr(&output)
        .strip_prefix("pcap: standard input: ")
        .unwrap();
    errors.strip_suffix('\n').unwrap().to_owned()
}

#[test]
fn lengths_that_no_record_has() {
    let mut file = ethernet(&packets());
    let length_at = 24 + 16 + 43 + 8;
    let mut with = |length: u32| {
        file[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
        broken(&file)
    };
    let place = "at byte 83, after 1 packet";
    for length in [16_777_217, u32::MAX] {
        let expected =
            format!("{place}: a record has the length {length}: expected at most 16777216");
        assert_eq!(with(length), expected);
    }
    assert_eq!(
        with(16_777_216),
        format!("{place}: the file ends in the middle of a record")
    );
}

/// A record of the maximum length is read.
#[test]
fn long_records_are_read() {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    let mut long = at(0, udp(client, server, 1));
    long.data.resize(16_777_216, 0);
    long.wire_length = 16_777_216;
    let (lines, errors) = conversations_and_errors(&ethernet(&[long]));
    assert_eq!(errors, "");
    assert_eq!(
        lines,
        ["domain udp 10.0.0.5:50000 10.0.0.1:53 1 16777216 0"]
    );
}

#[test]
fn blocks_that_are_broken() {
    let ng = Ng(Order::Big);
    let good = ng.file(&packets()[..1]);
    let at_byte = good.len();
    let place = format!("at byte {at_byte}, after 1 packet");
    let lengths = |kind: &str| format!("expected a multiple of 4 from {kind} to 16777216");
    let block = |first: u32, last: u32| {
        let [kind, first, last] = [6, first, last].map(u32::to_be_bytes);
        [&good[..], &kind, &first, &[0; 8], &last].concat()
    };
    for length in [0, 4, 8, 13, 16_777_220, u32::MAX] {
        let expected = format!(
            "{place}: a record has the length {length}: {}",
            lengths("12")
        );
        assert_eq!(broken(&block(length, length)), expected);
    }
    let expected =
        format!("{place}: a block begins with the length 20 and ends with 24: expected the same");
    assert_eq!(broken(&block(20, 24)), expected);

    let section = ng.section();
    let with = |at: usize, bytes: &[u8]| {
        let mut section = section.clone();
        section[at..at + bytes.len()].copy_from_slice(bytes);
        broken(&[&good[..], &section].concat())
    };
    let header = format!("{place}: a section header is broken: expected");
    assert_eq!(
        with(8, &[0; 4]),
        format!("{header} the byte-order mark 1a2b3c4d")
    );
    assert_eq!(with(12, &[0, 2]), format!("{header} version 1"));
    let short = format!("{place}: a record has the length 24: {}", lengths("28"));
    assert_eq!(with(4, &[0, 0, 0, 24]), short);

    let description = [&good[..], &ng.block(1, &[0; 4])].concat();
    assert_eq!(
        broken(&description),
        format!("{place}: an interface description is broken: expected 20 bytes or more")
    );
}

#[test]
fn packets_that_are_longer_than_their_blocks() {
    let ng = Ng(Order::Little);
    let mut bad = ng.enhanced(0, 0, &packets()[0]);
    bad[20] = 200;
    let simple = ng.block(3, &[]); // without even the length of the packet
    let mut obsolete = ng.block(2, &[0; 60]);
    obsolete[20] = 41; // of 40
    let mut file = ng.file(&packets()[..1]);
    for block in [bad, simple, obsolete, ng.enhanced(0, 0, &packets()[0])] {
        file.extend(block);
    }
    let (lines, errors) = conversations_and_errors(&file);
    assert_eq!(lines, ["domain udp 10.0.0.5:50000 10.0.0.1:53 2 86 0"]);
    assert_eq!(
        errors,
        "\
pcap: 3 packets not read, records 2, 3, 4: its block is shorter than the lengths in it say
"
    );
}

/// A truncated packet is counted if the capture kept its ports, and reported otherwise.
#[test]
fn packets_that_were_cut() {
    let [client, server] = ["[2001:db8::5]:40000", "[2001:db8::1]:53"].map(socket);
    let body = [auth_header(IpNumber::UDP), udp_segment(client, server, 200)].concat();
    let whole = tag(&segment(
        client,
        server,
        IpNumber::AUTHENTICATION_HEADER,
        &body,
    ));
    let until_ports = 14 + 4 + 40 + 24 + 4;
    for kept in 0..whole.len() {
        let (lines, errors) =
            conversations_and_errors(&ethernet(&[at(0, whole.clone()).cut_to(kept)]));
        if kept < until_ports {
            assert!(lines.is_empty());
            let why = "the capture kept too little of it to read its ports";
            assert_eq!(
                errors,
                format!("pcap: 1 packet not read, record 1: {why}\n"),
                "{kept}"
            );
        } else {
            let bytes = whole.len();
            let line = format!("domain udp {client} {server} 1 {bytes} 0");
            assert_eq!((lines, errors.as_str()), (vec![line], ""), "{kept}");
        }
    }
    // A handshake is recognized if at least 14 of the 20 bytes of the TCP header were kept.
    let [client, server] = ["10.0.0.5:443", "10.0.0.1:50000"].map(socket);
    let syn = at(0, tcp(client, server, SYN, 0));
    for (kept, line) in [
        (14 + 20 + 14, "- tcp 10.0.0.5:443 10.0.0.1:50000 1 54 0"),
        (14 + 20 + 13, "https tcp 10.0.0.1:50000 10.0.0.5:443 1 0 54"),
    ] {
        let (lines, errors) = conversations_and_errors(&ethernet(&[syn.clone().cut_to(kept)]));
        assert_eq!((lines, errors.as_str()), (vec![line.to_owned()], ""));
    }
    for link in [0, 108, 113, 276, 101] {
        let packet = Packet {
            wire_length: 100,
            ..at(0, vec![0x45; 3])
        };
        let file = classic(Order::Little, Classic::Microseconds, link, &[packet]);
        let (_, errors) = conversations_and_errors(&file);
        assert!(
            errors.contains("record 1: the capture kept too little"),
            "{link}: {errors}"
        );
    }
}

#[test]
fn packets_that_are_malformed() {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    let [far, near] = ["[2001:db8::5]:40000", "[2001:db8::1]:53"].map(socket);
    let broken = |mut frame: Vec<u8>, at: usize, byte: u8| {
        frame[at] = byte;
        frame
    };
    let frames = [
        broken(udp(client, server, 9), 14, 0x44),
        broken(udp(client, server, 9), 14, 0x55),
        broken(tcp(client, server, SYN, 9), 14 + 20 + 12, 0x40),
        segment(client, server, IpNumber::UDP, &[1, 2, 3]),
        segment(client, server, IpNumber::SCTP, &[1, 2, 3]),
        vec![0; 13],
        broken(udp(client, server, 9), 14, 0x44),
        frame(etherparse::EtherType::IPV4, &[]),
        udp(client, server, 9),
        // An extension header that announces another one, which is missing.
        segment(
            far,
            near,
            IpNumber::IPV6_DESTINATION_OPTIONS,
            &extension(IpNumber::IPV6_ROUTE_HEADER),
        ),
        segment(
            far,
            near,
            IpNumber::IPV6_ROUTE_HEADER,
            &extension(IpNumber::IPV6_HEADER_HOP_BY_HOP),
        ),
    ];
    let output = pcap(&["--json"], &ethernet(&at_once(frames)));
    assert_eq!(stdout(&output).lines().count(), 2);
    let errors: Vec<&str> = stderr(&output).lines().collect();
    let starts = [
        "pcap: 1 packet counted, record 3: its header is damaged: TCP Header Error: ",
        "pcap: 2 packets not read, records 1, 7: IPv4 Header Error: ",
        "pcap: 1 packet not read, record 2: IP Header Error: ",
        "pcap: 1 packet not read, record 4: UDP Header Error: ",
        "pcap: 1 packet not read, record 5: its IP payload has 3 bytes: expected at least 4 with the ports",
        "pcap: 1 packet not read, record 6: it has 13 bytes: expected at least 14 of a link's header",
        "pcap: 1 packet not read, record 8: IP Header Error: ",
        "pcap: 1 packet not read, record 10: IPv6 Extension Header Error: ",
        "pcap: 1 packet not read, record 11: IPv6 Extension Header Error: ",
    ];
    assert_eq!(errors.len(), starts.len(), "{errors:#?}");
    for (error, start) in errors.iter().zip(starts) {
        assert!(error.starts_with(start), "{error}: expected {start}");
    }
    assert_eq!(output.status.code(), Some(1));

    for (link, least) in [(0, 4), (108, 4), (113, 16), (276, 20)] {
        let file = |length| {
            let packets = at_once([vec![8; length]]);
            classic(Order::Little, Classic::Microseconds, link, &packets)
        };
        let (_, errors) = conversations_and_errors(&file(least - 1));
        let what = format!(
            "it has {} bytes: expected at least {least} of a link's header",
            least - 1
        );
        assert_eq!(
            errors,
            format!("pcap: 1 packet not read, record 1: {what}\n")
        );
        assert!(
            !conversations_and_errors(&file(least))
                .1
                .contains("of a link's header")
        );
    }
}

#[test]
fn many_reasons_are_reported_in_short() {
    let [from, to] = ["10.0.0.5", "10.0.0.1"].map(|ip| ip.parse().unwrap());
    // Each of the first 30 packets has a different length in its error message. The others repeat
    // some of the messages.
    let lengths = (0..30).chain([3, 3, 3, 3, 3, 3, 3, 29]);
    let packets = lengths.map(|length| {
        let mut packet = ip(from, to, IpNumber::AUTHENTICATION_HEADER, &vec![0; length]);
        packet[20 - 20] = 0x45;
        frame(etherparse::EtherType::IPV4, &packet)
    });
    let (lines, errors) = conversations_and_errors(&ethernet(&at_once(packets)));
    assert!(lines.is_empty());
    let errors: Vec<&str> = errors.lines().collect();
    let count: usize = errors
        .iter()
        .map(|line| line.split(' ').nth(1).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(count, 38);
    assert!(
        errors[3].starts_with("pcap: 8 packets not read, records 4, 31, 32, 33, 34 and 3 more: ")
    );
}

#[test]
fn gzip_may_be_cut_or_broken() {
    let packed = gzip(&ethernet(&packets()), Compression::none());
    let at_third = packed.len() - 40;
    let output = pcap(&["--summary"], &packed[..at_third]);
    let line = "domain   udp         53              1        2     88  100.0%";
    assert_eq!(stdout(&output).lines().nth(1), Some(line));
    let errors = stderr(&output);
    let start = "pcap: standard input: at byte 144, after 2 packets: reading failed: ";
    assert!(errors.starts_with(start), "{errors}");
    assert_eq!(output.status.code(), Some(1));

    let mut wrong = packed.clone();
    wrong[packed.len() - 8] ^= 1; // a byte of the checksum
    let output = pcap(&["--summary"], &wrong);
    let errors = stderr(&output);
    assert!(
        errors.contains("after 3 packets") && errors.contains("reading failed"),
        "{errors}"
    );
    assert_eq!(output.status.code(), Some(1));

    let output = pcap(&[], &packed[..10]);
    assert!(stderr(&output).starts_with("pcap: standard input: reading failed: "));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_is_no_capture() {
    let output = pcap(&[], b"\x7fELF\x02\x01\x01 and much more of a program");
    assert_eq!(
        stderr(&output),
        "pcap: standard input: no capture: it begins with the bytes 7f 45 4c 46 02 01 01 20: expected \
         pcap, pcapng or snoop\n"
    );
    assert_eq!(stdout(&output), "");
    assert_eq!(output.status.code(), Some(2));

    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("missing.pcap");
    let output = pcap_file(&[], &missing);
    let expected = "No such file or directory (os error 2)";
    assert_eq!(
        stderr(&output),
        format!("pcap: {}: {expected}\n", missing.display())
    );
    assert_eq!(output.status.code(), Some(2));

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = pcap_file(&[], folder);
    let expected = "reading failed: Is a directory (os error 21)";
    assert_eq!(
        stderr(&output),
        format!("pcap: {}: {expected}\n", folder.display())
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_reported() {
    assert!(fs::metadata(path("office.pcap")).is_ok());
    for form in ["--summary", "--json", "--csv"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcap"));
        let output = command
            .arg(form)
            .arg(path("office.pcap"))
            .stdout(crate::support::fed::full_disk())
            .output()
            .unwrap();
        assert_eq!(
            stderr(&output),
            "pcap: No space left on device (os error 28)\n",
            "{form}"
        );
        assert_eq!(output.status.code(), Some(2), "{form}");
    }
}
