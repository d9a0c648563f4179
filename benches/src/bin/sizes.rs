//! Measures how many bytes a lookup adds to a program: small consumers are built in release mode
//! and stripped.

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;

use port_registry_benches::scratch::{Result, Scratch, run};

/// A program of `consumers/`, and the same program with port-desc as far as that is possible.
struct Consumer {
    what: &'static str,
    ours: &'static str,
    peers: Option<&'static str>,
    /// The number of bytes by which our program may exceed an empty program. With a limit, it must
    /// also be smaller than the peer's program.
    limit: Option<u64>,
}

const CONSUMERS: [Consumer; 6] = [
    Consumer {
        what: "arguments and printing alone",
        ours: "no_registry",
        peers: None,
        limit: None,
    },
    Consumer {
        what: "port -> name",
        ours: "port_to_name",
        peers: Some("desc_port_to_name"),
        limit: Some(230_000),
    },
    Consumer {
        what: "name -> port",
        ours: "name_to_port",
        peers: None,
        limit: None,
    },
    Consumer {
        what: "both",
        ours: "both_ways",
        peers: None,
        limit: Some(290_000),
    },
    Consumer {
        what: "port -> name and description",
        ours: "descriptions",
        peers: Some("desc_descriptions"),
        limit: None,
    },
    Consumer {
        what: "every column",
        ours: "every_column",
        peers: Some("desc_every_column"),
        limit: Some(800_000),
    },
];

const EMPTY: &str = "empty";

fn main() -> Result<ExitCode> {
    let mut programs = vec![EMPTY];
    programs.extend(CONSUMERS.iter().map(|consumer| consumer.ours));
    programs.extend(CONSUMERS.iter().filter_map(|consumer| consumer.peers));
    let scratch = Scratch::new("sizes", &programs, "port-desc = \"=0.1.1\"")?;
    run(&mut scratch.build())?;

    let size = |program: &str| fs::metadata(scratch.program(program)).map(|file| file.len());
    let empty = size(EMPTY)?;
    let over_empty = |program: &str| size(program).map(|size| size.saturating_sub(empty));
    println!("Bytes over an empty program, which has {empty}; release builds, stripped\n");
    println!("| consumer                     | port-registry | port-desc | at most |         |");
    println!("| ---------------------------- | ------------: | --------: | ------: | ------- |");
    let (mut lines, mut all_met) = (String::new(), true);
    for consumer in CONSUMERS {
        let ours = over_empty(consumer.ours)?;
        let peers = consumer.peers.map(over_empty).transpose()?;
        let is_met = |limit| ours <= limit && peers.is_none_or(|peers| ours < peers);
        let verdict = consumer.limit.map_or("", |limit| {
            all_met &= is_met(limit);
            if is_met(limit) { "met" } else { "NOT MET" }
        });
        println!(
            "| {:<28} | {ours:>13} | {:>9} | {:>7} | {verdict:<7} |",
            consumer.what,
            shown(peers),
            shown(consumer.limit),
        );
        writeln!(lines, "SIZE {} {ours}", consumer.ours)?;
        if let (Some(program), Some(peers)) = (consumer.peers, peers) {
            writeln!(lines, "SIZE {program} {peers}")?;
        }
    }
    print!("\n{lines}");
    Ok(if all_met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn shown(bytes: Option<u64>) -> String {
    bytes.map_or(String::new(), |bytes| bytes.to_string())
}
