//! Writes the registry as tables for the peers that keep their data in statics. The keys and the
//! results are those of port-registry.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use port_registry::{Port, Protocol, Service};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
    fs::write(Path::new(&folder).join("tables.rs"), tables()).expect("OUT_DIR can be written to");
}

fn tables() -> String {
    let (pairs, names) = (pairs(), names());
    let mut by_pair = phf_codegen::Map::new();
    for (pair, number) in &pairs {
        by_pair.entry(pair, number.to_string());
    }
    let mut by_name = phf_codegen::Map::new();
    for (name, number) in &names {
        by_name.entry(name, number.to_string());
    }
    let mut by_packet = phf_codegen::Map::new();
    for (packet, name) in packets() {
        by_packet.entry(packet, format!("{name:?}"));
    }
    let statics = [
        ("PAIRS", "&[(u32, u16)]", format!("&{pairs:?}")),
        ("NAMES", "&[(&str, u16)]", format!("&{names:?}")),
        ("BY_PAIR", "phf::Map<u32, u16>", by_pair.build().to_string()),
        (
            "NAME_BY_PACKET",
            "phf::Map<u32, &str>",
            by_packet.build().to_string(),
        ),
        (
            "BY_NAME",
            "phf::Map<&str, u16>",
            by_name.build().to_string(),
        ),
    ];
    let mut text = String::new();
    for (name, of, value) in statics {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "pub static {name}: {of} = {value};");
    }
    text
}

/// Returns the assigned pairs in order, as `transport << 16 | port`, each with the number of its
/// row.
fn pairs() -> Vec<(u32, u16)> {
    let mut pairs = Vec::new();
    for (transport, protocol) in (0..).zip(Protocol::ALL) {
        for port in 0..=u16::MAX {
            if let Some(service) = Port::new(port).service(protocol) {
                pairs.push((transport << 16 | u32::from(port), number(service)));
            }
        }
    }
    pairs
}

/// Returns the assigned pairs as `IP protocol number << 16 | port`, each with the name.
fn packets() -> impl Iterator<Item = (u32, &'static str)> {
    Protocol::ALL.into_iter().flat_map(|protocol| {
        let key = move |port: u16| u32::from(protocol.number()) << 16 | u32::from(port);
        (0..=u16::MAX).filter_map(move |port| {
            let service = Port::new(port).service(protocol)?;
            Some((key(port), service.name()))
        })
    })
}

/// Returns the names in order, each with the number of its preferred row.
fn names() -> Vec<(&'static str, u16)> {
    let mut names: Vec<_> = Service::all()
        .filter_map(|service| Service::by_name(service.name()).next())
        .map(|preferred| (preferred.name(), number(preferred)))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns the row's position plus one, since 0 means "none". Two bytes are enough for the registry
/// that is compared.
fn number(service: Service) -> u16 {
    u16::try_from(service.record().index() + 1).expect("a registry of at most 65,535 rows")
}
