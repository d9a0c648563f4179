//! That a program links only the tables that it uses.

mod support;

use std::fs;

use support::cargo;

/// A text of each layer, which is in a program if it links the layer's tables.
const TEXTS: [(&str, &str); 5] = [
    ("names", "ms-wbt-server"),
    ("notes", "common service discovery mechanisms"),
    ("protocol numbers", "Generic Routing Encapsulation"),
    ("names of known uses", "node-exporter"),
    ("known uses", "Elasticsearch, HTTP REST API"),
];

const LOOKUPS: &str = r#"
use port_registry::{Port, Protocol, Service};

fn main() {
    let argument = std::env::args().nth(1).unwrap();
    for protocol in Protocol::ALL {
        println!("{:?}", argument.parse::<Port>().map(|port| port.service(protocol)));
    }
    println!("{:?} {:?}", Service::by_name(&argument), Service::find(&argument));
}
"#;

/// Parsing a name needs the names of all layers.
const PARSES: &str = r#"
use port_registry::{Endpoint, PortSet, Protocol};

fn main() {
    let argument = std::env::args().nth(1).unwrap();
    println!("{:?}", argument.parse::<Endpoint>());
    println!("{:?}", PortSet::parse_over(&argument, Protocol::Tcp));
}
"#;

const LAYERS: &str = r#"
use port_registry::{IpProtocol, KnownUse, Record};

fn main() {
    for known in KnownUse::all() {
        println!("{known} {}", known.title());
    }
    for protocol in IpProtocol::all() {
        println!("{protocol} {:?}", protocol.name());
    }
    for record in Record::all() {
        println!("{:?} {:?}", record.name(), record.notes());
    }
}
"#;

#[test]
fn a_program_links_the_layers_that_it_uses() {
    let files = [
        ("src/bin/lookups.rs", LOOKUPS),
        ("src/bin/parses.rs", PARSES),
        ("src/bin/layers.rs", LAYERS),
    ];
    let user = cargo::scratch_crate("linked", "", &files);
    let arguments = [
        "build",
        "--release",
        "--message-format=json-render-diagnostics",
    ];
    let run = cargo::cargo(&user, &arguments, &[]).succeeded();
    let layers = |program: &str| {
        let program = fs::read(run.executable(program)).unwrap();
        TEXTS.map(|(_, text)| {
            program
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
    };
    assert_eq!(layers("layers"), [true; 5], "{TEXTS:?}");
    let expected = [true, false, false, false, false];
    assert_eq!(layers("lookups"), expected, "{TEXTS:?}");
    let expected = [true, false, false, true, false];
    assert_eq!(layers("parses"), expected, "{TEXTS:?}");
}
