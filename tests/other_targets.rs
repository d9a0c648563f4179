//! Tests that the tables have the same meaning on machines with another pointer width or byte
//! order.
//!
//! `src/tables` reads the tables with integers of fixed width, shifts and `from_le_bytes`. A second
//! reader here works as each target would, and must agree with the public API of this machine.

#[path = "support/registries/mod.rs"]
mod registries;

use std::fs;
use std::path::{Path, PathBuf};

use port_registry::record::Column;
use port_registry::{Port, Protocol, Record, Service, Status};
use registries::tables::{self, ByteOrder, Tables, Target};
use registries::{compile, name_key, shipped_inputs};

/// The tables of this build of the crate.
const TABLES: &str = include_str!(concat!(env!("OUT_DIR"), "/tables.rs"));

const TARGETS: [Target; 4] = [
    Target::new(32, ByteOrder::Little),
    Target::new(32, ByteOrder::Big),
    Target::new(64, ByteOrder::Little),
    Target::new(64, ByteOrder::Big),
];

fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn indices(services: impl Iterator<Item = Service>) -> Vec<usize> {
    services.map(|service| service.record().index()).collect()
}

fn on_every_target(check: impl Fn(&Tables) + Sync) {
    std::thread::scope(|scope| {
        for target in TARGETS {
            let check = &check;
            scope.spawn(move || match Tables::read(TABLES, target) {
                Ok(tables) => check(&tables),
                Err(error) => panic!("{target:?}: {error}"),
            });
        }
    });
}

#[test]
fn every_pair() {
    on_every_target(|tables| {
        for port in 0..=u16::MAX {
            for (transport, protocol) in Protocol::ALL.into_iter().enumerate() {
                let port = Port::new(port);
                let services = tables.services(port.get(), transport);
                assert_eq!(
                    services,
                    indices(port.services_over(protocol)),
                    "{port}/{protocol}"
                );
                let status = match tables.status(port.get(), transport) {
                    "assigned" => Status::Assigned,
                    "reserved" => Status::Reserved,
                    "unassigned" => Status::Unassigned,
                    _ => Status::Dynamic,
                };
                assert_eq!(status, port.status(protocol), "{port}/{protocol}");
            }
        }
    });
}

#[test]
fn every_name() {
    let mut names: Vec<&str> = Service::all().map(Service::name).collect();
    names.sort_unstable();
    names.dedup();
    on_every_target(|tables| {
        let mut told: Vec<&str> = tables.names().collect();
        told.sort_unstable();
        assert_eq!(told, names);
        assert_eq!(tables.services_count(), Service::COUNT);
        let others = [
            "",
            "no-such-name",
            "fifteen-letters",
            "sixteen-letters-",
            "http\0",
            "ſsh",
        ];
        for name in names.iter().chain(&others) {
            for name in [
                (*name).to_owned(),
                name.to_lowercase(),
                name.to_ascii_uppercase(),
            ] {
                let rows = indices(Service::by_name(&name));
                assert_eq!(tables.named(&name), rows, "{name:?}");
                for (transport, protocol) in Protocol::ALL.into_iter().enumerate() {
                    let row = Service::by_name_over(&name, protocol).map(|s| s.record().index());
                    assert_eq!(
                        tables.named_over(&name, transport),
                        row,
                        "{name:?}/{protocol}"
                    );
                }
            }
        }
        assert!(tables.aliases().count() > 100);
        for alias in tables.aliases() {
            let mut found = indices(Service::find(&alias.to_ascii_uppercase()));
            // The records of the alias itself have no port and come last.
            found.truncate(found.len() - Service::by_name(alias).len());
            assert_eq!(tables.aliased(alias), found, "{alias:?}");
        }
    });
}

#[test]
fn every_column_of_every_row() {
    on_every_target(|tables| {
        assert_eq!(tables.records(), Record::COUNT);
        assert_eq!(tables.snapshot(), port_registry::SNAPSHOT.to_string());
        for (row, record) in Record::all().enumerate() {
            let cells = Column::ALL.map(|column| record.cell(column).to_string());
            assert_eq!(tables.cells(row), cells, "row {row}");
            if let Some(service) = record.service() {
                assert_eq!(tables.canonical(row), service.canonical().record().index());
                assert_eq!(
                    tables.replaced(row),
                    indices(service.historic_aliases()),
                    "row {row}"
                );
            }
        }
    });
}

/// An integer of 16 bits is too small for the tables and for the numbers of the pairs.
#[test]
fn a_target_of_16_bits_is_refused() {
    for byte_order in [ByteOrder::Little, ByteOrder::Big] {
        let error = Tables::read(TABLES, Target::new(16, byte_order)).err();
        let error = error.expect("too large for 16 bits");
        assert!(error.ends_with(" bytes: expected 32767 at most"), "{error}");
    }
}

/// Shows that the reader finds differences.
#[test]
fn a_spoilt_table_is_noticed() {
    let target = TARGETS[0];
    let spoilt = |whole: &str, broken: &str| {
        assert!(TABLES.contains(whole), "{whole}");
        Tables::read(&TABLES.replacen(whole, broken, 1), target)
    };
    let error = |whole: &str, broken: &str| spoilt(whole, broken).err().unwrap_or_default();
    // These figures are of the compiled registry, so another registry changes them.
    let number_after = |start: &str| -> String {
        let (_, rest) = TABLES.split_once(start).expect(start);
        rest.chars().take_while(char::is_ascii_digit).collect()
    };
    let records = Record::COUNT;
    assert_eq!(
        error("SHAPE: [u8; ", "SHAPE: [u8; 1"),
        format!("SHAPE is not of [u8; 1{records}]")
    );
    let snapshot = number_after("SNAPSHOT: u32 = ");
    assert_eq!(
        error("SNAPSHOT: u32 = ", "SNAPSHOT: u32 = 99"),
        format!("SNAPSHOT: 99{snapshot} does not fit u32")
    );
    let names = format!("NAME_AT: [u16; {}] = [", number_after("NAME_AT: [u16; "));
    assert_eq!(
        error(&format!("{names}0, "), &format!("{names}1, ")),
        "NAME_AT does not divide NAME"
    );
    let seed = spoilt("NAME_SEED: u64 = ", "NAME_SEED: u64 = 1").unwrap();
    let lost = Service::all().filter(|service| seed.named(service.name()).is_empty());
    assert!(lost.count() > Service::COUNT / 2);
}

/// Compares products of 32-bit words, calculated by hand, with the integers of 64 and 128 bits in
/// `name_key`.
#[test]
fn names_hash_alike_in_words_of_32_bits() {
    let bytes: Vec<u8> = (0..16).map(|at: u8| at.wrapping_mul(89) ^ 0xa5).collect();
    let odd = (0..=bytes.len()).map(|len| &bytes[..len]);
    let names = Service::all().map(|service| service.name().as_bytes());
    for name in names.chain(odd) {
        let packed = name_key::pack(name).map(name_key::without_case);
        let words = tables::packed_without_case(name);
        let joined = words.map(|words| {
            words
                .iter()
                .rev()
                .fold(0, |sum, word| sum << 32 | u128::from(*word))
        });
        assert_eq!(joined, packed, "{name:?}");
        let (Some(packed), Some(words)) = (packed, words) else {
            continue;
        };
        for seed in [0, 1, 0x8000_0000, u64::MAX, 0xd134_2543_de82_ef95] {
            let hash = name_key::hash(packed, seed);
            let [low, high] = tables::hash(words, seed);
            assert_eq!(u64::from(high) << 32 | u64::from(low), hash, "{name:?}");
            for end in [1, 2, 3, 7329, 65_535, 0x7fff_ffff] {
                assert_eq!(tables::scale(high, end), name_key::bucket(hash, end));
                let slot = name_key::slot(hash, 7, end);
                assert_eq!(
                    tables::scale(low ^ 7_u32.wrapping_mul(0x9e37_79b1), end),
                    slot
                );
                assert!(slot < end);
            }
        }
    }
}

/// The tables that are compiled here must be those of the machine that compiled the crate. In a
/// cross build, this compares two machines.
#[test]
fn tables_do_not_depend_on_the_machine_that_writes_them() {
    let compiled = compile(&shipped_inputs()).unwrap();
    // Not `assert_eq`, which would print megabytes.
    assert!(compiled.tables == TABLES);
}

/// Collects the code of all files in a folder, without comments and with its place.
fn code_in(folder: &Path, code: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code_in(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for (at, line) in text.lines().enumerate() {
                let line = line.split("//").next().unwrap_or_default();
                code.push((format!("{}:{}", path.display(), at + 1), line.to_owned()));
            }
        }
    }
}

/// Without `unsafe`, these are all ways in which a machine's byte order or pointer width can affect
/// a value. `as usize` only widens here, or truncates to a value below a table's length.
#[test]
fn no_code_asks_for_the_machine() {
    const ASKS: [&str; 15] = [
        "ne_bytes",
        "to_be(",
        "to_le(",
        "from_be(",
        "from_le(",
        "swap_bytes",
        "target_endian",
        "target_pointer_width",
        "target_arch",
        "usize::BITS",
        "isize",
        "size_of",
        "align_of",
        "transmute",
        "DefaultHasher",
    ];
    let mut code = Vec::new();
    for folder in ["src", "registry/compile"] {
        code_in(&package(folder), &mut code);
    }
    assert!(code.len() > 5000);
    assert!(
        code.iter()
            .any(|(_, line)| line == "#![forbid(unsafe_code)]")
    );
    for (place, line) in &code {
        for word in ASKS {
            assert!(!line.contains(word), "{place}: {word}");
        }
    }
    // The hash uses `usize` only for its result, which is below a length.
    let key = fs::read_to_string(package("src/tables/name_key.rs")).unwrap();
    let (key, _) = key.split_once("#[cfg(test)]").unwrap();
    assert_eq!(key.matches("as usize").count(), 1, "the one in `scale`");
    assert!(key.contains("((number as u64 * end as u64) >> 32) as usize"));
}
