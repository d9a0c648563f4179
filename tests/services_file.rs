//! Tests of the services(5) format: which lines can be parsed, the errors of the others, and the
//! writer.

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use port_registry::services_file::{Entries, Entry, EntryProtocol, Error, ServicesFile};
use port_registry::{Endpoint, Port, Protocol, Record, Service};
use proptest::prelude::*;
use proptest::sample::select;
use support::values::configured;

/// Returns the entries of a string, which must have no errors.
fn entries(text: &str) -> Vec<Entry<'_>> {
    let entries: Result<Vec<_>, _> = Entries::new(text).collect();
    entries.unwrap()
}

/// Returns the error message for the first line.
fn refusal(line: &[u8]) -> String {
    let error = Entries::new(line).next().unwrap().unwrap_err();
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    boxed.to_string()
}

/// The values of an entry.
type Columns<'a> = (&'a str, u16, &'a str, Vec<&'a str>, Option<&'a [u8]>);

fn columns<'a>(entry: &Entry<'a>) -> Columns<'a> {
    (
        entry.name(),
        entry.port().get(),
        entry.protocol().as_str(),
        entry.aliases().collect(),
        entry.comment_bytes(),
    )
}

#[test]
fn entries_are_read_as_services_5_describes_them() {
    let text = b"\
# Network services, Internet style\n\
#\n\
\n\
 \t \n\
tcpmux\t\t1/tcp\t\t\t\t# TCP port service multiplexer\n\
discard\t\t9/udp\t\tsink null\r\n\
\r\n\
netstat 15/tcp#no space\n\
kerberos 88/tcp kerberos5\tkrb5  kerberos-sec #\n\
  indented 100/tcp\n\
rtmp\t\t1/ddp\t\t\t# Routing Table Maintenance Protocol\n\
zero 0/tcp\n\
highest 65535/udplite\x0bform\x0cfeed\rreturn\n\
z39.50 210/tcp sql*net cl/1 whois++ Caf\xc3\xa9\n\
latin1 300/tcp # caf\xe9 # and more \n\
# \xff\xfe\0\n\
unended 301/dccp";
    let read: Vec<_> = Entries::new(text).map(Result::unwrap).collect();
    let lines: Vec<usize> = read.iter().map(|entry| entry.line()).collect();
    assert_eq!(lines, [5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 17]);
    let comment = |text: &'static str| Some(text.as_bytes());
    let expected: [Columns; 11] = [
        (
            "tcpmux",
            1,
            "tcp",
            vec![],
            comment("TCP port service multiplexer"),
        ),
        ("discard", 9, "udp", vec!["sink", "null"], None),
        ("netstat", 15, "tcp", vec![], comment("no space")),
        (
            "kerberos",
            88,
            "tcp",
            vec!["kerberos5", "krb5", "kerberos-sec"],
            comment(""),
        ),
        ("indented", 100, "tcp", vec![], None),
        (
            "rtmp",
            1,
            "ddp",
            vec![],
            comment("Routing Table Maintenance Protocol"),
        ),
        ("zero", 0, "tcp", vec![], None),
        (
            "highest",
            65535,
            "udplite",
            vec!["form", "feed", "return"],
            None,
        ),
        (
            "z39.50",
            210,
            "tcp",
            vec!["sql*net", "cl/1", "whois++", "Café"],
            None,
        ),
        ("latin1", 300, "tcp", vec![], Some(b"caf\xe9 # and more")),
        ("unended", 301, "dccp", vec![], None),
    ];
    let read_columns: Vec<Columns> = read.iter().map(columns).collect();
    assert_eq!(read_columns, expected);
    let protocols = [0, 5].map(|at: usize| read[at].protocol());
    assert_eq!(
        protocols,
        [
            EntryProtocol::from(Protocol::Tcp),
            EntryProtocol::Other("ddp")
        ]
    );
    assert_eq!(Protocol::Dccp, read[10].protocol());
    assert_eq!(
        (read[0].comment(), read[9].comment()),
        (Some("TCP port service multiplexer"), None)
    );
    assert!(read[1].is_named("discard") && read[1].is_named("null") && !read[1].is_named("Null"));
    assert_eq!(
        read[3].to_string(),
        "kerberos       \t88/tcp\tkerberos5 krb5 kerberos-sec\t# "
    );
    assert_eq!(
        read[9].to_string(),
        "latin1         \t300/tcp\t# caf\u{fffd} # and more"
    );
}

#[test]
fn protocols_are_case_sensitive() {
    for protocol in Protocol::ALL {
        let read = EntryProtocol::new(protocol.as_str());
        assert_eq!(
            (read, read.transport()),
            (EntryProtocol::Transport(protocol), Some(protocol))
        );
        let upper = protocol.as_str().to_uppercase();
        assert_eq!(EntryProtocol::new(&upper), EntryProtocol::Other(&upper));
        assert_eq!(EntryProtocol::new(&upper).transport(), None);
    }
    assert_eq!(format!("{:>5}|", EntryProtocol::new("ddp")), "  ddp|");
}

#[test]
fn malformed_lines_are_errors() {
    let says = |line: &str| {
        let message = refusal(line.as_bytes());
        message.strip_prefix("line 1: ").unwrap().to_owned()
    };
    for line in ["http", "http ", "\thttp\r", "http # 80/tcp", "http#80/tcp"] {
        assert_eq!(
            says(line),
            r#"invalid entry "http": expected a port and a protocol after the name, as in https 443/tcp"#,
        );
    }
    for place in ["80", "tcp", "80,tcp", "80:tcp", "80\\tcp"] {
        assert_eq!(
            says(&format!("http {place} www")),
            format!(
                "invalid port and protocol {place:?}: expected a slash between them, as in 443/tcp"
            ),
        );
    }
    for port in [
        "",
        "-1",
        "+80",
        "65536",
        "99999999999999999999",
        "0x50",
        "tcp",
        "80-81",
        "٣",
    ] {
        assert_eq!(
            says(&format!("http {port}/tcp")),
            format!("invalid port {port:?}: expected a number from 0 to 65535"),
        );
    }
    for port in ["00", "080", "0065535"] {
        assert_eq!(
            says(&format!("http {port}/tcp")),
            format!(
                "invalid port {port:?}: \
                 expected no leading zero, which not all systems read as decimal"
            ),
        );
    }
    for place in ["80/", "80//tcp", "80/tcp/udp", "80/tcp,udp", "80/,"] {
        assert_eq!(
            says(&format!("http\t{place}\t# HTTP")),
            format!(
                "invalid port and protocol {place:?}: \
                 expected one protocol after the slash, as in 443/tcp"
            ),
        );
    }
    for line in ["ht\0tp 80/tcp", "http 80/tcp ht\0tp", "x 1/tcp y ht\0tp z"] {
        assert_eq!(
            says(line),
            r#"invalid word "ht\0tp": expected no control characters"#
        );
    }
    for word in ["\u{7f}", "\u{85}", "\u{1b}[31m"] {
        let quoted = word.escape_debug();
        assert_eq!(
            says(&format!("http 80/{word}")),
            format!("invalid word \"80/{quoted}\": expected no control characters"),
        );
    }
    assert_eq!(
        refusal(b"caf\xe9 80/tcp"),
        "line 1: byte 0xe9 in column 4: expected UTF-8 before the comment",
    );
    assert_eq!(
        refusal(b"http 80/tcp \xc3# comment"),
        "line 1: byte 0xc3 in column 13: expected UTF-8 before the comment",
    );
    // A long input is cut in the message.
    assert_eq!(
        says(&"x".repeat(60)),
        format!(
            "invalid entry \"{}…\": \
             expected a port and a protocol after the name, as in https 443/tcp",
            "x".repeat(48)
        ),
    );
}

#[test]
fn reading_goes_on_after_an_error() {
    let text = "one\ntwo 2/tcp\n\n# three\nfour 4\nfive 5/udp\nsix 06/tcp";
    let read: Vec<_> = Entries::new(text)
        .map(|entry| {
            entry
                .map(|entry| (entry.line(), entry.name()))
                .map_err(Error::line)
        })
        .collect();
    assert_eq!(
        read,
        [Err(1), Ok((2, "two")), Err(5), Ok((6, "five")), Err(7)]
    );
}

/// A reader that returns the first matching line, as `getservbyname` and `getservbyport` do.
#[derive(Default)]
struct Libc<'a> {
    by_name: HashMap<(&'a str, Option<&'a str>), Entry<'a>>,
    by_port: HashMap<(u16, Option<&'a str>), Entry<'a>>,
}

impl<'a> Libc<'a> {
    fn read(text: &'a str) -> Self {
        let mut libc = Self::default();
        for entry in entries(text) {
            for protocol in [None, Some(entry.protocol().as_str())] {
                for name in std::iter::once(entry.name()).chain(entry.aliases()) {
                    libc.by_name.entry((name, protocol)).or_insert(entry);
                }
                let port = entry.port().get();
                libc.by_port.entry((port, protocol)).or_insert(entry);
            }
        }
        libc
    }

    fn port_of(&self, name: &str, protocol: Option<Protocol>) -> Option<Port> {
        let protocol = protocol.map(Protocol::as_str);
        Some(self.by_name.get(&(name, protocol))?.port())
    }

    fn name_on(&self, port: Port, protocol: Option<Protocol>) -> Option<&'a str> {
        let protocol = protocol.map(Protocol::as_str);
        Some(self.by_port.get(&(port.get(), protocol))?.name())
    }
}

#[test]
fn the_whole_registry_is_found_in_the_file_as_in_the_crate() {
    let text = ServicesFile::new(Service::all()).to_string();
    let libc = Libc::read(&text);

    for number in 0..=u16::MAX {
        let port = Port::new(number);
        for protocol in Protocol::ALL {
            let expected = port.service(protocol).map(Service::name);
            assert_eq!(
                libc.name_on(port, Some(protocol)),
                expected,
                "{port}/{protocol}"
            );
        }
        let expected = port.services().next().map(Service::name);
        assert_eq!(libc.name_on(port, None), expected, "{port}");
    }
    // libc does not know names without a port. `find` returns records without a port last. Of a
    // homonym, the file has IANA's meaning.
    let of_name = |name: &'static str| {
        let has_port = |service: &Service| service.port().is_some();
        if Service::by_name(name).any(|service| has_port(&service)) {
            Service::by_name(name).filter(has_port)
        } else {
            Service::find(name).filter(has_port)
        }
    };
    let names = Service::all().map(Service::name);
    let names = names.chain(Service::all().flat_map(Service::aliases));
    for name in names.collect::<BTreeSet<_>>() {
        for protocol in Protocol::ALL {
            let mut found = of_name(name).filter(|service| service.is_over(protocol));
            let expected = found.find_map(Service::port);
            assert_eq!(
                libc.port_of(name, Some(protocol)),
                expected,
                "{name}/{protocol}"
            );
        }
        let expected = of_name(name).find_map(Service::port);
        assert_eq!(libc.port_of(name, None), expected, "{name}");
    }
}

/// Returns the expected content of the file of these services, by the rules of its documentation:
/// the names of each endpoint, each with its aliases.
fn expected_content(chosen: &BTreeSet<Service>) -> BTreeMap<(Endpoint, &str), BTreeSet<&str>> {
    let has_lines = |service: &Service| {
        let is_replaced = service.is_historic_alias() && chosen.contains(&service.canonical());
        chosen.contains(service) && service.port().is_some() && !is_replaced
    };
    let mut content: BTreeMap<(Endpoint, &str), BTreeSet<&str>> = BTreeMap::new();
    for service in chosen.iter().filter(|service| has_lines(service)) {
        let Some(ports) = service.ports() else {
            continue;
        };
        for port in ports.ports() {
            for protocol in Protocol::ALL {
                if service.is_over(protocol) {
                    let key = (Endpoint::new(port, protocol), service.name());
                    let historic = service.historic_aliases().map(Service::name);
                    // An alias of several services is on the lines of the first.
                    let is_its = |alias: &&str| {
                        let mut found = Service::find(alias).filter(|one| one.is_over(protocol));
                        let first = found.find(has_lines).unwrap();
                        first.name() == service.name()
                    };
                    content
                        .entry(key)
                        .or_default()
                        .extend(historic.chain(service.aliases().filter(is_its)));
                }
            }
        }
    }
    content
}

/// Checks the content of the file of these services, and that libc finds the preferred services in
/// it.
fn check_file(chosen: &BTreeSet<Service>) -> Result<(), TestCaseError> {
    let text = ServicesFile::new(chosen.iter().copied()).to_string();
    let lines: Vec<&str> = text.lines().collect();
    prop_assert!(text.is_ascii());
    prop_assert!(
        lines
            .iter()
            .all(|line| line.len() <= 126 && !line.starts_with([' ', '\t']))
    );

    let mut content: BTreeMap<(Endpoint, &str), BTreeSet<&str>> = BTreeMap::new();
    for entry in entries(&text) {
        let protocol = entry.protocol().transport().unwrap();
        let key = (Endpoint::new(entry.port(), protocol), entry.name());
        content.entry(key).or_default().extend(entry.aliases());
        let written = entry.to_string();
        prop_assert_eq!(lines[entry.line() - 1], &written);
        let is_here = |service: &Service| {
            chosen.contains(service)
                && service.is_over(protocol)
                && service
                    .ports()
                    .is_some_and(|ports| ports.contains(entry.port()))
        };
        let span = Service::by_name(entry.name())
            .find(is_here)
            .unwrap()
            .ports()
            .unwrap();
        let comment = (span.len() > 1).then(|| span.to_string());
        prop_assert_eq!(entry.comment(), comment.as_deref());
    }
    let expected = expected_content(chosen);
    prop_assert_eq!(&content, &expected);

    let libc = Libc::read(&text);
    for (endpoint, _) in expected.keys() {
        let (port, protocol) = (endpoint.port(), endpoint.protocol());
        let has_line = |service: &Service| expected.contains_key(&(*endpoint, service.name()));
        let preferred = port
            .services_over(protocol)
            .find(has_line)
            .map(Service::name);
        prop_assert_eq!(libc.name_on(port, Some(protocol)), preferred);
    }
    for service in chosen {
        let name = service.name();
        for protocol in Protocol::ALL {
            // A historic alias is on the line of the service that replaces it, whether or not the
            // alias is chosen.
            let is_chosen = |service: &Service| {
                let has_line = chosen.contains(service) || chosen.contains(&service.canonical());
                has_line && service.is_over(protocol)
            };
            let port = Service::by_name(name)
                .filter(is_chosen)
                .find_map(Service::port);
            if port.is_some() {
                prop_assert_eq!(
                    libc.port_of(name, Some(protocol)),
                    port,
                    "{}/{}",
                    name,
                    protocol
                );
            }
        }
    }
    Ok(())
}

#[test]
fn the_file_of_the_whole_registry_is_complete() {
    check_file(&Service::all().collect()).unwrap();
}

#[test]
fn a_file_is_the_same_however_it_is_made() {
    let file = ServicesFile::new(Service::all());
    assert_eq!(file, Service::all().rev().collect());
    let mut extended = ServicesFile::new([]);
    assert_eq!(entries(&extended.to_string()), []);
    extended.extend(Service::all().take(5000));
    assert_ne!(extended, file);
    extended.extend(Service::all());
    assert_eq!((&extended, extended.to_string()), (&file, file.to_string()));
    assert!(format!("{file:?}").starts_with("{Service(tcpmux 1/tcp), "));

    let portless = Service::all().filter(|service| service.port().is_none());
    let text = ServicesFile::new(portless.clone()).to_string();
    let counts = format!(
        "# 0 services; left out: {} without a port, 0 with a name that this format cannot carry",
        portless.count(),
    );
    assert!(text.lines().any(|line| line == counts), "{text}");
    assert_eq!(
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .collect::<String>(),
        ""
    );
}

/// Parses the file of this machine, which on Debian is a long one.
#[test]
fn this_machines_file_is_read_and_its_differences_to_ianas_are_listed() {
    let path = "/etc/services";
    let Ok(bytes) = fs::read(path) else {
        println!("skipped: there is no {path}");
        return;
    };
    let read: Vec<_> = Entries::new(&bytes).collect();
    let errors: Vec<_> = read.iter().filter_map(|entry| entry.err()).collect();
    let is_debians = bytes.starts_with(b"# Network services, Internet style\n");
    assert!(!is_debians || errors.is_empty(), "{errors:?}");

    let mut same = 0;
    let mut differences: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for entry in read.iter().flatten() {
        let Some(protocol) = entry.protocol().transport() else {
            let what = format!("{} {}/{}", entry.name(), entry.port(), entry.protocol());
            differences
                .entry("no transport of the registry")
                .or_default()
                .insert(what);
            continue;
        };
        let endpoint = Endpoint::new(entry.port(), protocol);
        let is_here = |service: &Service| {
            service.is_over(protocol) && service.ports().is_some_and(|p| p.contains(entry.port()))
        };
        for name in std::iter::once(entry.name()).chain(entry.aliases()) {
            let difference = if Service::by_name(name).any(|service| is_here(&service)) {
                same += 1;
                continue;
            } else if Service::find(name).any(|service| is_here(&service)) {
                "no name of IANA's, but a common alias"
            } else if Service::by_name(name).any(|service| service.port().is_some()) {
                "another port or transport to IANA"
            } else if endpoint.service().is_some() {
                "another name to IANA"
            } else {
                "unassigned to IANA"
            };
            differences
                .entry(difference)
                .or_default()
                .insert(format!("{name} {endpoint}"));
        }
    }
    println!(
        "{path}: {} entries, {same} names are IANA's, {} errors",
        read.len(),
        errors.len()
    );
    for (difference, names) in &differences {
        println!("{difference}:");
        for name in names {
            println!("  {name}");
        }
    }
    if is_debians {
        let listed = |difference, name| differences[difference].contains(name);
        assert!(same > 200, "{same}");
        assert!(listed("no transport of the registry", "rtmp 1/ddp"));
        assert!(listed(
            "no name of IANA's, but a common alias",
            "mail 25/tcp"
        ));
        assert!(listed("unassigned to IANA", "netstat 15/tcp"));
    }
}

fn service() -> impl Strategy<Value = Service> {
    let at = |index| Record::from_index(index).and_then(Record::service);
    (0..Record::COUNT).prop_filter_map("a record without a name", at)
}

/// Some services. Several often have the same name or port, so that their order can be checked.
fn services() -> impl Strategy<Value = BTreeSet<Service>> {
    let seeds = prop::collection::vec((service(), any::<[bool; 2]>()), 0..40);
    let kin = |(service, [by_name, by_port]): (Service, [bool; 2])| {
        let named = Service::by_name(service.name()).filter(move |_| by_name);
        let on = service
            .port()
            .into_iter()
            .flat_map(Port::services)
            .filter(move |_| by_port);
        std::iter::once(service)
            .chain(named)
            .chain(on)
            .collect::<Vec<_>>()
    };
    let knotty = [
        "http-alt", "nvd", "raid-cd", "sql-net", "sql*net", "udt_os", "x11", "flex-lm",
    ];
    let of_name = |name: &str| Service::by_name(name).collect::<Vec<_>>();
    let knotty = prop::collection::vec(select(knotty.map(of_name).concat()), 0..8);
    (seeds, knotty)
        .prop_map(move |(seeds, knotty)| seeds.into_iter().flat_map(kin).chain(knotty).collect())
}

/// Arbitrary bytes, and bytes that resemble such a file.
fn files() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "http",
        "80/tcp",
        "53/udp",
        "1/ddp",
        "0/",
        "/",
        "/tcp",
        "007/tcp",
        "65536/tcp",
        "-1/tcp",
        "80,tcp",
        "9/tcp,udp",
        "#",
        " ",
        " ",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\u{b}",
        "\0",
        "é",
        "\u{85}",
        "\u{3000}",
        "sink",
        "# Kerberos",
        "99999999999999999999/tcp",
        "443/tcp",
    ];
    let words = words.map(|word| word.as_bytes().to_vec()).to_vec();
    let near = prop::collection::vec(
        prop_oneof![9 => select(words), 1 => any::<Vec<u8>>()],
        0..60,
    );
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        near.prop_map(|words| words.concat()),
    ]
}

proptest! {
    #![proptest_config(configured(2000))]

    #[test]
    fn any_bytes_are_entries_or_errors(bytes in files()) {
        let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
        let mut last = 0;
        for entry in Entries::new(&bytes) {
            let line = entry.map_or_else(Error::line, Entry::line);
            prop_assert!(last < line && line <= lines.len());
            last = line;
            // A line has the same meaning on its own.
            let alone = Entries::new(lines[line - 1]).next().unwrap();
            match (entry, alone) {
                (Ok(entry), Ok(alone)) => {
                    prop_assert_eq!(columns(&entry), columns(&alone));
                    prop_assert!(entry.aliases().rev().eq(entry.aliases().collect::<Vec<_>>().into_iter().rev()));
                    let written = entry.to_string();
                    let read = entries(&written);
                    prop_assert_eq!(read.len(), 1);
                    let comment = entry.comment_bytes().map(String::from_utf8_lossy);
                    let (name, port, protocol, aliases, _) = columns(&entry);
                    let expected = (name, port, protocol, aliases, comment.as_deref().map(str::as_bytes));
                    prop_assert_eq!(columns(&read[0]), expected, "{}", written);
                }
                (Err(error), Err(alone)) => {
                    let message = error.to_string();
                    prop_assert!(!message.ends_with('.') && !message.contains(char::is_control));
                    prop_assert!(message.contains(": expected "), "{}", message);
                    let what = message.strip_prefix(&format!("line {line}: ")).map(str::to_owned);
                    let what_alone = alone.to_string().strip_prefix("line 1: ").map(str::to_owned);
                    prop_assert_eq!(what, what_alone);
                }
                (entry, alone) => prop_assert!(false, "{:?} {:?}", entry, alone),
            }
        }
    }
}

proptest! {
    #![proptest_config(configured(40))]

    #[test]
    fn what_is_written_is_read_back(services in services()) {
        check_file(&services)?;
    }
}
