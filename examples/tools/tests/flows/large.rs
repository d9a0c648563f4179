//! Tests long generated logs against sums that are made here in the simplest way.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;

use port_registry::{Flow, Port, Protocol};

use crate::program::{flows, folder, generated, gzip, run, text};

/// The numbers of flows, packets and bytes, by protocol number and port.
type Sums = BTreeMap<(u8, Option<u16>), (u64, u128, u128)>;

/// Returns the port of the service, if the flow has a server.
fn port_of(transport: Protocol, source: u16, destination: u16) -> Option<u16> {
    let flow = Flow::new(transport, Port::new(source), Port::new(destination));
    flow.server().map(|side| flow.port(side).get())
}

/// Sums the flows of a log in the default field order.
fn sums(log: &str) -> Sums {
    let mut sums = Sums::new();
    for line in log.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if fields.len() != 14 || fields[13] != "OK" {
            continue;
        }
        let protocol: u8 = fields[7].parse().unwrap();
        let port = Protocol::from_number(protocol).ok().and_then(|transport| {
            port_of(
                transport,
                fields[5].parse().unwrap(),
                fields[6].parse().unwrap(),
            )
        });
        let sum = sums.entry((protocol, port)).or_default();
        sum.0 += 1;
        sum.1 += fields[8].parse::<u128>().unwrap();
        sum.2 += fields[9].parse::<u128>().unwrap();
    }
    sums
}

fn service(protocol: u8, port: Option<u16>) -> &'static str {
    let transport = Protocol::from_number(protocol).ok();
    let service = transport
        .zip(port)
        .and_then(|(transport, port)| Port::new(port).service(transport));
    service.map_or("-", |service| service.name())
}

/// Returns the names of the protocols that occur in the log.
fn protocol_name(protocol: u8) -> String {
    match protocol {
        1 => "icmp".to_owned(),
        47 => "gre".to_owned(),
        50 => "esp".to_owned(),
        136 => "udplite".to_owned(),
        _ => Protocol::from_number(protocol).map_or(protocol.to_string(), |it| it.to_string()),
    }
}

fn summary(log: &str) -> String {
    let sums = sums(log);
    let all: u128 = sums.values().map(|sum| sum.2).sum();
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|(key, sum)| (Reverse(sum.2), *key));
    let mut text =
        "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n".to_owned();
    for ((protocol, port), (flows, packets, bytes)) in rows {
        let (name, service) = (protocol_name(protocol), service(protocol, port));
        let service = service.trim_matches('-');
        let port = port.map_or(String::new(), |port| port.to_string());
        // Rounded to millionths in integer arithmetic.
        let share = (bytes * 2_000_000 + all) / (all * 2);
        let (whole, millionths) = (share / 1_000_000, share % 1_000_000);
        // The log says nothing of who began a flow.
        let known_by = if port.is_empty() { "" } else { "ports" };
        writeln!(
            text,
            "{service},{name},{port},{flows},{packets},{bytes},{whole}.{millionths:06},{known_by}"
        )
        .unwrap();
    }
    text
}

/// Lines that the generator does not write.
const ODD: [&str; 6] = [
    "2 123456789010 eni-1235b8ca 10.0.0.5 10.0.0.9 49153 443 6 20",
    "",
    "2 1 eni-1 10.0.0.5 10.0.0.9 1 2 33 9 99999999999 1 2 ACCEPT OK",
    "2 1 eni-1 10.0.0.5 10.0.0.9 65535 65534 17 1 1 1 2 ACCEPT OK",
    "2 1 eni-1 10.0.0.5 10.0.0.9 70000 443 6 1 1 1 2 ACCEPT ok",
    "2 1 eni-1 10.0.0.5 10.0.0.9 0 0 136 1 12345678 1 2 ACCEPT OK",
];

/// Returns a log that is split into many more chunks than there are threads.
fn log() -> String {
    let generated = generated(&["100000", "--seed", "7"]);
    let mut log = String::new();
    for (at, line) in text(&generated).lines().enumerate() {
        log.push_str(line);
        log.push('\n');
        if at % 1000 == 0 {
            log.push_str(ODD[at / 1000 % ODD.len()]);
            log.push('\n');
        }
    }
    log
}

#[test]
fn sums_are_those_of_the_simplest_program() {
    let log = log();
    let expected = summary(&log);
    let folder = folder();
    let plain = folder.path().join("plain.log");
    std::fs::write(&plain, &log).unwrap();
    let compressed = folder.path().join("compressed.log.gz");
    std::fs::write(&compressed, gzip(log.as_bytes())).unwrap();

    for threads in ["1", "2", "7"] {
        let mut files = vec![&plain];
        // Decompression is slow in a debug build.
        if threads == "2" {
            files.push(&compressed);
        }
        for file in files {
            let mut program = flows();
            program
                .args(["--summary", "--csv", "--threads", threads])
                .arg(file);
            let output = program.output().unwrap();
            assert_eq!(text(&output.stdout), expected);
            assert_eq!(output.status.code(), Some(1), "it has short lines");
        }
    }
    let output = run(&["--summary", "--csv"], log.as_bytes());
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn each_line_comes_out_in_its_place_with_its_service() {
    let log = log();
    let mut expected = String::new();
    for line in log.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let service = match fields[..] {
            [] => "",
            [_, _, _, _, _, from, to, protocol, .., "OK"] if fields.len() == 14 => {
                let protocol: u8 = protocol.parse().unwrap();
                let transport = Protocol::from_number(protocol).ok();
                let port = transport.and_then(|transport| {
                    port_of(transport, from.parse().unwrap(), to.parse().unwrap())
                });
                service(protocol, port)
            }
            _ => "-",
        };
        let space = if line.is_empty() { "" } else { " " };
        writeln!(expected, "{line}{space}{service}").unwrap();
    }
    for threads in ["1", "5"] {
        let output = run(&["--threads", threads], log.as_bytes());
        assert!(text(&output.stdout) == expected, "with {threads} threads");
    }
}

#[test]
fn every_line_is_accounted_for() {
    let log = log();
    let output = run(&["--summary", "--csv"], log.as_bytes());
    let lines: Vec<&str> = log.lines().collect();
    let ends = |end: &str| lines.iter().filter(|line| line.ends_with(end)).count();
    let blank = lines.iter().filter(|line| line.is_empty()).count();
    let counts = [ends(" OK"), ends(" NODATA"), ends(" SKIPDATA"), blank];
    let bad = lines.len() - counts.iter().sum::<usize>();
    assert!(bad > 0 && counts.iter().all(|count| *count > 0));
    let [flows, no_data, skip_data, blank] = counts;
    let expected = format!(
        "flows: {} lines: {flows} flows, {no_data} NODATA, {skip_data} SKIPDATA, {blank} blank, {bad} bad\n",
        lines.len()
    );
    assert!(
        text(&output.stderr).contains(&expected),
        "{}",
        text(&output.stderr)
    );

    let summed: usize = text(&output.stdout)
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(3).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(summed, flows);

    // The first bad lines are reported in order, whichever threads read them.
    let is_bad = |line: &str| {
        !line.is_empty()
            && ![" OK", " NODATA", " SKIPDATA"]
                .iter()
                .any(|end| line.ends_with(end))
    };
    let reported: Vec<&str> = text(&output.stderr).lines().take(5).collect();
    let places = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_bad(line))
        .take(5);
    for (message, (at, _)) in reported.iter().zip(places) {
        let place = format!("flows: standard input:{}: ", at + 1);
        assert!(
            message.starts_with(&place),
            "{message:?}: expected {place:?}"
        );
    }
}

#[test]
fn every_layout_of_the_generator_has_the_same_sums() {
    let summary = |layout: &str| {
        let log = generated(&["5000", "--layout", layout]);
        // A name that AWS does not use, so that the ports decide as in the other layouts.
        let log = text(&log).replacen("tcp-flags", "tcp_flags", 1);
        let output = run(&["--summary", "--csv"], log.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        text(&output.stdout).to_owned()
    };
    let default = summary("default");
    assert!(default.lines().count() > 20);
    assert_eq!(summary("v5"), default);
    assert_eq!(summary("csv"), default);
}

#[test]
fn tcp_flags_show_the_server() {
    let log = generated(&["5000", "--layout", "v5"]);
    let mut expected: BTreeMap<u16, (u64, u128)> = BTreeMap::new();
    for line in text(&log).lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let (source, destination, protocol) = (fields[5], fields[6], fields[7]);
        let server = match (protocol, fields[17]) {
            ("6", "3") => destination,
            ("6", "19") => source,
            _ => continue,
        };
        let sum = expected.entry(server.parse().unwrap()).or_default();
        sum.0 += 1;
        sum.1 += fields[9].parse::<u128>().unwrap();
    }
    let output = run(&["--summary", "--csv"], &log);
    let rows = text(&output.stdout)
        .lines()
        .skip(1)
        .map(|row| row.split(','));
    let rows = rows
        .map(Iterator::collect::<Vec<_>>)
        .filter(|row| row[1] == "tcp");
    let found: BTreeMap<u16, (u64, u128)> = rows
        .inspect(|row| assert_eq!(row[7], "log"))
        .map(|row| {
            let amounts = (row[3].parse().unwrap(), row[5].parse().unwrap());
            (row[2].parse().unwrap(), amounts)
        })
        .collect();
    assert!(found.len() > 20);
    assert_eq!(found, expected);
}

#[test]
fn the_generator_gives_the_same_for_the_same_seed() {
    let log = |seed| generated(&["1000", "--seed", seed]);
    assert_eq!(log("1"), log("1"));
    assert_ne!(log("1"), log("2"));
    assert_eq!(text(&log("3")).lines().count(), 1000);
}

/// The peak memory of the process, from `/proc`, does not depend on the length of the input.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    use std::io::{Read as _, Write as _};

    let block = generated(&["20000"]);
    let peak_after = |blocks: usize, long_line: usize| -> u64 {
        let mut child = flows()
            .args(["--threads", "2"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        for _ in 0..blocks {
            stdin.write_all(&block).unwrap();
        }
        for _ in 0..long_line {
            stdin.write_all(&vec![b'x'; 1 << 20]).unwrap();
        }
        let mut status = String::new();
        let path = format!("/proc/{}/status", child.id());
        std::fs::File::open(path)
            .unwrap()
            .read_to_string(&mut status)
            .unwrap();
        drop(stdin);
        child.wait().unwrap();
        reader.join().unwrap().unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        peak.trim().trim_end_matches(" kB").parse().unwrap()
    };
    let little = peak_after(1, 0);
    let (much, long) = (peak_after(20, 0), peak_after(1, 64));
    // Neither 20 blocks of 2 MB nor a line of 64 MB may use more than 8 MiB on top. Some pages are
    // first used late in any run.
    for peak in [much, long] {
        assert!(peak < little + 8 * 1024, "{little} kB, then {peak} kB");
    }
}
