//! Tests that the crate builds from other registries, and that its lookups then use them.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use support::cargo::{self, PACKAGE, Run, registry};
use support::fed::fed;
use support::files::{FORMER_HEADING, HEADINGS, REGISTRY, shipped};

/// A program that prints which service replaces which.
const CANONICAL: &str = r#"
use port_registry::Service;

fn main() {
    let place = |service: Service| match service.port() {
        Some(port) => format!("{} {port}", service.name()),
        None => service.name().to_owned(),
    };
    for service in Service::all().filter(|service| service.canonical() != *service) {
        println!("{} -> {}", place(service), place(service.canonical()));
    }
}
"#;

/// The example programs, and the program above.
struct Programs {
    dump: PathBuf,
    lookup: PathBuf,
    canonical: PathBuf,
    /// The next build overwrites the programs.
    _alone: MutexGuard<'static, ()>,
}

fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a crate of the programs. If they were built as examples, all dependencies of the tests
/// would be built too, which takes longer than everything else here.
fn programs_crate() -> PathBuf {
    let package = fs::read_to_string(Path::new(PACKAGE).join("Cargo.toml")).unwrap();
    let (_, dependencies) = package.split_once("\n[dev-dependencies]\n").unwrap();
    let of_programs = |line: &&str| {
        let of_tests = ["phf_", "proptest", "roxmltree"];
        !of_tests.iter().any(|name| line.starts_with(name))
    };
    let mut manifest: String = dependencies
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter(of_programs)
        .flat_map(|line| [line, "\n"])
        .collect();
    for (name, path) in [
        ("dump", "examples/dump.rs"),
        ("lookup", "examples/lookup/main.rs"),
    ] {
        let path = Path::new(PACKAGE).join(path).display().to_string();
        manifest += &["[[bin]]\nname = '", name, "'\npath = '", &path, "'\n"].concat();
    }
    manifest += "[[bin]]\nname = 'canonical'\npath = 'canonical.rs'\n";
    // The crate does not have the features of the package.
    manifest += "[lints.rust]\nunexpected_cfgs = 'allow'\n";
    cargo::scratch_crate("programs", &manifest, &[("canonical.rs", CANONICAL)])
}

#[track_caller]
fn programs(registry: &Path) -> Programs {
    let alone = alone();
    let arguments = ["build", "--message-format=json-render-diagnostics"];
    let variables = [("PORT_REGISTRY_CSV", registry.as_os_str())];
    let built = cargo::cargo(&programs_crate(), &arguments, &variables).succeeded();
    Programs {
        dump: built.executable("dump"),
        lookup: built.executable("lookup"),
        canonical: built.executable("canonical"),
        _alone: alone,
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(PACKAGE).join("tests/data").join(name)
}

fn current() -> Vec<u8> {
    shipped(REGISTRY)
}

/// An independent reader of a registry.
struct Reading {
    records: Vec<[String; 12]>,
}

impl Reading {
    fn of(bytes: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(bytes);
        let headings = reader.headers().unwrap().clone();
        let place = |column: &str| {
            headings
                .iter()
                .position(|heading| heading == column)
                .or_else(|| {
                    headings
                        .iter()
                        .position(|heading| heading == FORMER_HEADING)
                })
                .unwrap()
        };
        let places = HEADINGS.map(place);
        let records = reader
            .records()
            .map(|record| {
                let record = record.unwrap();
                places.map(|place| record[place].to_owned())
            })
            .collect();
        Self { records }
    }

    /// Returns the first and the last port of a record.
    fn span(record: &[String; 12]) -> Option<(u16, u16)> {
        let cell = &record[1];
        let (first, last) = cell.split_once('-').unwrap_or((cell, cell));
        Some((first.parse().ok()?, last.parse().ok()?))
    }

    /// Returns the rank of what a record says about its ports. The highest rank counts.
    fn rank(record: &[String; 12]) -> u8 {
        let prose = record[3].to_lowercase();
        let gone = [
            "de-registered",
            "removed",
            "deprecated",
            "de-commissioned",
            "decomissioned",
        ];
        if !record[0].is_empty() {
            3
        } else if prose.contains("unassigned") || gone.iter().any(|word| prose.contains(word)) {
            1
        } else if prose.contains("reserved") {
            2
        } else {
            3
        }
    }

    /// Returns the status and the names, in order, of each port over a transport protocol.
    fn ports(&self, transport: &str) -> Vec<(&'static str, Vec<&str>)> {
        let mut ports = vec![(0, vec![]); 1 << 16];
        // Port 0 is reserved without a record too.
        ports[0].0 = 2;
        for record in &self.records {
            let is_of_it = record[2].is_empty() || record[2] == transport;
            let span = Self::span(record).filter(|_| is_of_it);
            for port in span.into_iter().flat_map(|(first, last)| first..=last) {
                let (rank, names) = &mut ports[usize::from(port)];
                *rank = Self::rank(record).max(*rank);
                if !record[0].is_empty() {
                    names.push(record[0].as_str());
                }
            }
        }
        let status = |(port, (rank, mut names)): (usize, (u8, Vec<_>))| {
            names.sort_unstable();
            let status = match rank {
                _ if port >= 49152 => "dynamic",
                3 => "assigned",
                2 => "reserved",
                _ => "unassigned",
            };
            (status, names)
        };
        ports.into_iter().enumerate().map(status).collect()
    }

    /// Returns the ports and transport protocols of each name, in lower case.
    fn names(&self) -> BTreeMap<String, Vec<(String, &str)>> {
        let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for record in self.records.iter().filter(|record| !record[0].is_empty()) {
            let ports = match Self::span(record) {
                Some((first, last)) if first == last => first.to_string(),
                _ => record[1].clone(),
            };
            let places = names.entry(record[0].to_ascii_lowercase()).or_default();
            places.push((ports, record[2].as_str()));
        }
        for places in names.values_mut() {
            places.sort_unstable();
        }
        names
    }
}

#[track_caller]
fn dump_gives_the_file_back(programs: &Programs, reading: &Reading) {
    let dump = cargo::run(&mut Command::new(&programs.dump)).succeeded();
    let heading = dump.stdout.lines().next().unwrap();
    assert_eq!(heading, HEADINGS.join(","));
    let dumped = Reading::of(dump.stdout.as_bytes()).records;
    for (dumped, record) in dumped.iter().zip(&reading.records) {
        assert_eq!(dumped, record);
    }
    assert_eq!(dumped.len(), reading.records.len());
}

fn run_lookup(programs: &Programs, queries: &[String]) -> Run {
    let mut command = Command::new(&programs.lookup);
    let output = fed(
        command.args(["--iana", "--tsv", "-"]),
        queries.join("\n").as_bytes(),
    );
    Run::from(output)
}

#[track_caller]
fn lookup(programs: &Programs, queries: &[String]) -> Vec<[String; 8]> {
    let answers = run_lookup(programs, queries).succeeded().stdout;
    let fields = |line: &str| {
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        fields.try_into().expect("eight fields")
    };
    answers.lines().map(fields).collect()
}

#[track_caller]
fn lookup_answers_for_every_port(programs: &Programs, reading: &Reading, transports: &[&str]) {
    for transport in transports {
        let queries: Vec<String> = (0..=u16::MAX)
            .map(|port| format!("{port}/{transport}"))
            .collect();
        let answers = lookup(programs, &queries);
        assert_eq!(answers.len(), queries.len());
        for ((port, (status, names)), answer) in reading
            .ports(transport)
            .into_iter()
            .enumerate()
            .zip(answers)
        {
            let class = match port {
                0..1024 => "well-known",
                1024..49152 => "registered",
                _ => "dynamic",
            };
            let port = port.to_string();
            assert_eq!(
                answer[1..5],
                [port.as_str(), transport, class, status],
                "{answer:?}"
            );
            let mut told: Vec<&str> = answer[6]
                .split(',')
                .filter(|name| !name.is_empty())
                .collect();
            assert_eq!(answer[5], told.first().copied().unwrap_or_default());
            told.sort_unstable();
            assert_eq!(told, names, "{answer:?}");
        }
    }
}

#[track_caller]
fn lookup_answers_for_every_name(programs: &Programs, reading: &Reading) {
    let names = reading.names();
    // The names in upper, lower and mixed case in turn.
    let queries: Vec<String> = names
        .keys()
        .enumerate()
        .map(|(at, name)| match at % 3 {
            0 => name.to_uppercase(),
            1 => name.clone(),
            _ => name[..1].to_uppercase() + &name[1..],
        })
        .collect();
    let mut told: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for [query, port, transport, ..] in lookup(programs, &queries) {
        told.entry(query.to_ascii_lowercase())
            .or_default()
            .push((port, transport));
    }
    assert_eq!(told.len(), names.len());
    for ((name, places), (query, mut told)) in names.into_iter().zip(told) {
        told.sort_unstable();
        let told: Vec<(String, &str)> = told
            .iter()
            .map(|(port, transport)| (port.clone(), transport.as_str()))
            .collect();
        assert_eq!((query, told), (name, places));
    }
}

/// Names that begin with a registered one or are the beginning of one. Names of over 15 bytes are found by a
/// search of their own, in the registries of 2014 to 2024 only.
#[track_caller]
fn lookup_knows_no_neighbour_of_a_name(programs: &Programs, reading: &Reading) {
    let names = reading.names();
    let neighbours = |name: &String| {
        let longer = ["a", "Z", "0", "-", "!"].map(|end| format!("{name}{end}"));
        let shorter = (1..name.len()).filter_map(|len| name.get(..len));
        let shorter: Vec<String> = shorter.map(str::to_owned).collect();
        longer.into_iter().chain(shorter)
    };
    let long = names.keys().filter(|name| name.len() > 15);
    let queries: Vec<String> = long
        .flat_map(neighbours)
        // Blanks at the ends of a line are not part of the query.
        .filter(|query| !names.contains_key(query.trim()) && !is_port(query))
        .collect();
    if queries.is_empty() {
        return;
    }
    let run = run_lookup(programs, &queries);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), queries.len());
    for (line, query) in lines.iter().zip(&queries) {
        let status = line.split('\t').nth(4);
        assert!(
            matches!(status, Some("unknown" | "invalid")),
            "{query:?}: {line}"
        );
    }
}

fn is_port(query: &str) -> bool {
    query.bytes().all(|byte| byte.is_ascii_digit())
}

/// Compares every record and every name, and every port over these transport protocols.
#[track_caller]
fn builds_and_answers(path: &Path, bytes: &[u8], transports: &[&str]) -> Programs {
    let reading = Reading::of(bytes);
    let programs = programs(path);
    dump_gives_the_file_back(&programs, &reading);
    lookup_answers_for_every_port(&programs, &reading, transports);
    lookup_answers_for_every_name(&programs, &reading);
    lookup_knows_no_neighbour_of_a_name(&programs, &reading);
    programs
}

#[test]
fn the_registry_of_2014() {
    // The path is relative to the folder of the package, in which build scripts run.
    let path = Path::new("tests/data/registry-2014.csv");
    builds_and_answers(
        path,
        &fs::read(data("registry-2014.csv")).unwrap(),
        &["tcp", "udp"],
    );
}

#[test]
fn the_registry_of_2024() {
    let path = data("registry-2024.csv");
    builds_and_answers(&path, &fs::read(&path).unwrap(), &["tcp", "udp"]);
}

#[test]
fn a_copy_with_a_mark_and_other_line_ends_and_columns() {
    let bytes = current();
    let mut copy = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..]);
    for (at, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let (left, right): (Vec<&str>, Vec<&str>) = (
            record.iter().take(5).collect(),
            record.iter().skip(5).collect(),
        );
        let unknown = if at == 0 { "Remarks" } else { "none" };
        let cells = right.into_iter().rev().chain([unknown]).chain(left);
        copy.write_record(cells).unwrap();
    }
    let copy = copy.into_inner().unwrap();
    assert!(!copy.contains(&b'\r'));
    let programs = builds_and_answers(&registry("reshaped.csv", &copy), &copy, &["tcp", "udp"]);
    dump_gives_the_file_back(&programs, &Reading::of(&bytes));
}

#[test]
fn a_registry_without_records() {
    let bytes = HEADINGS.join(",");
    builds_and_answers(&registry("empty.csv", &bytes), bytes.as_bytes(), &["tcp"]);
}

#[test]
fn a_registry_of_long_names_alone() {
    let record = "Apple Remote Desktop (Net Assistant),3283,tcp,,,,,,,,,";
    let text = format!(
        "{}\n{record}\n{}",
        HEADINGS.join(","),
        record.to_uppercase().replace("TCP", "udp")
    );
    builds_and_answers(&registry("long.csv", &text), text.as_bytes(), &[]);
}

#[test]
fn a_registry_with_more_records_than_16_bits_count() {
    let record = |at: u32| format!("\nname-{at},{},tcp,number {at},,,,,,,,", at % (1 << 16));
    let text = HEADINGS.join(",") + &(0..70_000).map(record).collect::<String>();
    builds_and_answers(&registry("wide.csv", &text), text.as_bytes(), &["tcp"]);
}

const ODD_TEXT: &str = "\u{feff}ä\\\"'{}\u{0}\u{1f600}\r\n\t,";

/// The name, port, transport protocol and description of records that no copy of IANA's file has,
/// but that it could have.
const ODD: [[&str; 4]; 34] = [
    ["", "", "", ""],
    ["", "", "", ODD_TEXT],
    ["", "0", "tcp", "Reserved"],
    ["", "1023", "", "IANA Reserved"],
    ["", "24", "tcp", "some prose that nobody foresaw"],
    ["", "25", "tcp", ""],
    ["a", "26", "tcp", ODD_TEXT],
    [
        "fifteen-letters",
        "26",
        "udp",
        "IANA assigned this well-formed service name as a replacement for ",
    ],
    [
        "sixteen-letters-",
        "27",
        "tcp",
        "text\nIANA assigned this well-formed service name as a replacement for x.",
    ],
    [
        "Apple Remote Desktop (Net Assistant)",
        "27",
        "tcp",
        "IANA assigned this well-formed service name as a replacement for \"a\".",
    ],
    ["Name", "28", "tcp", ""],
    ["name", "28", "udp", ""],
    ["NAME", "28", "tcp", ""],
    ["A-Name-Over-15-Bytes", "28", "tcp", ""],
    ["a-name-over-15-bytes", "28", "tcp", ""],
    ["twice", "29", "tcp", "the same"],
    ["twice", "29", "tcp", "the same"],
    ["x/y/tcp", "30", "tcp", ""],
    // The hash of names does not distinguish these characters, as it does not distinguish the case
    // of letters.
    ["at@sign", "31", "tcp", "an at sign"],
    ["at`sign", "32", "tcp", "a grave accent"],
    ["AT`SIGN", "33", "udp", "a grave accent"],
    ["every", "4000-4009", "", ""],
    ["wide", "4000-5000", "tcp", ""],
    ["one", "4748-4748", "tcp", ""],
    ["", "4748", "tcp", "Unassigned"],
    ["exact", "4748", "tcp", ""],
    ["narrow", "4700-4750", "tcp", ""],
    ["", "4990-5010", "", "Unassigned"],
    ["", "5005-5006", "udp", "Reserved"],
    ["", "49151-49152", "tcp", "Reserved"],
    ["dynamic", "49152", "tcp", ""],
    ["last", "65535", "tcp", ""],
    ["last", "", "", "Reserved for something"],
    ["last", "", "udp", ""],
];

/// A name, a port, and the name that the notes call it an alias of.
const ODD_ALIASES: [[&str; 3]; 10] = [
    ["old", "100", "new"],
    ["new", "101", ""],
    ["new", "100", ""],
    ["older", "100", "OLD"],
    ["astray", "100", "nobody"],
    ["itself", "102", "itself"],
    ["itself", "103", "itself"],
    ["here", "104", "there"],
    ["there", "104", "here"],
    ["near", "104", "here"],
];

/// The contact, date and service code of a record.
const ODD_CELLS: [[&str; 3]; 4] = [
    ["[A]", "2007", "0"],
    ["", "2007-06", "4294967295"],
    ["[B]", "9999-12-31", "7"],
    ["[A]", "", ""],
];

fn odd_registry() -> Vec<u8> {
    let headings = HEADINGS.map(|column| match column {
        "Unauthorized Use Reported" => FORMER_HEADING,
        column => column,
    });
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(headings).unwrap();
    for cells in ODD {
        csv.write_record(cells.iter().chain(&[""; 8])).unwrap();
    }
    for [name, port, of] in ODD_ALIASES {
        let notes = match of {
            "" => String::new(),
            of => format!("This entry is an alias to \"{of}\".\nIt is historic."),
        };
        let cells = [name, port, "tcp", "", "", "", "", "", "", "", "", &notes];
        csv.write_record(cells).unwrap();
    }
    for [contact, date, code] in ODD_CELLS {
        let reference = "[RFC1][n/a]\nnone";
        let cells = [
            "", "31", "dccp", "x", "[A]", contact, date, date, reference, code,
        ];
        csv.write_record(cells.iter().chain(&[ODD_TEXT; 2]))
            .unwrap();
    }
    csv.into_inner().unwrap()
}

#[test]
fn an_odd_registry() {
    let bytes = odd_registry();
    let transports = ["tcp", "udp", "sctp", "dccp"];
    let path = registry("odd.csv", &bytes);
    let programs = builds_and_answers(&path, &bytes, &transports);

    // A single port comes before a range, a record with a transport protocol before one without,
    // then the order of the file counts. Aliases come last.
    let names = |query: &str| lookup(&programs, &[query.to_owned()])[0][6].clone();
    assert_eq!(names("4748/tcp"), "one,exact,wide,narrow");
    assert_eq!(names("4000/tcp"), "wide,every");
    assert_eq!(names("100/tcp"), "new,old,older,astray");
    assert_eq!(
        names("28/tcp"),
        "Name,NAME,A-Name-Over-15-Bytes,a-name-over-15-bytes"
    );

    // Chains are followed. An alias of an unknown name or of itself, or in a cycle, replaces
    // nothing.
    let canonical = cargo::run(&mut Command::new(&programs.canonical))
        .succeeded()
        .stdout;
    let canonical: BTreeSet<&str> = canonical.lines().collect();
    assert_eq!(
        canonical,
        BTreeSet::from(["old 100 -> new 100", "older 100 -> new 100"])
    );
}
