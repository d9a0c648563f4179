//! Names that mean two things, compared with a second reading of `homonyms.csv` and of the registry.

mod support;

use std::collections::BTreeSet;

use port_registry::lookup::{Meaning, Meanings, meanings};
use port_registry::port_set::PortSpec;
use port_registry::{Endpoint, KnownUse, Port, PortSet, Protocol, Service};
use support::oracle::{self, PROTOCOLS, SHIPPED};

/// A line of the file.
struct Line {
    name: String,
    services: Vec<String>,
    first: String,
    reason: String,
}

fn lines() -> Vec<Line> {
    let mut table = oracle::table(&oracle::file("homonyms.csv")).into_iter();
    let headings = ["name", "services", "first", "reason"];
    assert_eq!(table.next().unwrap(), headings);
    let line = |cells: Vec<String>| {
        let [name, services, first, reason] = cells.try_into().unwrap();
        let services = services.split_whitespace().map(str::to_owned).collect();
        Line {
            name,
            services,
            first,
            reason,
        }
    };
    table.map(line).collect()
}

/// Returns the rows of a name, those with a port and those without.
fn rows(name: &str) -> (Vec<usize>, Vec<usize>) {
    let has_port = |row: &usize| SHIPPED.rows[*row].span().is_some();
    SHIPPED.named(name).into_iter().partition(has_port)
}

/// Returns all ports of a name, each with its transport protocol.
fn ports(name: &str) -> BTreeSet<((u16, u16), &'static str)> {
    let rows = SHIPPED
        .named(name)
        .into_iter()
        .map(|row| &SHIPPED.rows[row]);
    rows.flat_map(|row| {
        let over = PROTOCOLS
            .into_iter()
            .filter(|protocol| row.is_over(protocol));
        over.filter_map(|protocol| Some((row.span()?, protocol)))
    })
    .collect()
}

fn numbers(services: impl Iterator<Item = Service>) -> Vec<usize> {
    services.map(|service| service.record().index()).collect()
}

#[test]
fn every_line_is_of_two_services_on_other_ports() {
    let lines = lines();
    assert!(lines.is_sorted_by(|one, next| one.name < next.name));
    for line in &lines {
        assert!(!rows(&line.name).0.is_empty(), "{}", line.name);
        for service in &line.services {
            let (with_port, _) = rows(service);
            assert!(!with_port.is_empty(), "{service}");
            for row in with_port {
                assert_eq!(SHIPPED.rows[row].name(), service, "IANA's spelling");
                assert_eq!(SHIPPED.rows[row].alias_to(), None, "{service}");
            }
            assert!(ports(service).is_disjoint(&ports(&line.name)), "{service}");
        }
        // What comes first is the name, the first of the services, or a known use.
        let is_known_use = line.first == "known-use";
        assert_eq!(is_known_use, line.services.is_empty(), "{}", line.name);
        let known = KnownUse::by_name(&line.name).len();
        assert!(!is_known_use || known > 0, "{}", line.name);
        let mut names = std::iter::once(&line.name).chain(line.services.first());
        assert!(is_known_use || names.any(|name| line.first == *name));
        assert!(line.reason.len() > 20, "{}", line.name);
        // A homonym is no alias: IANA has the name.
        for service in Service::all() {
            assert!(service.aliases().all(|alias| alias != line.name));
        }
    }
    for name in [
        "afs",
        "cifs",
        "dicom",
        "interbase",
        "irc",
        "iscsi",
        "otlp",
        "ptp",
        "sftp",
        "slp",
        "winrm",
    ] {
        assert!(lines.iter().any(|line| line.name == name), "{name}");
    }
}

#[test]
fn every_homonym_finds_all_that_it_means_in_the_order_of_the_file() {
    for line in lines() {
        let (own, portless) = rows(&line.name);
        let others: Vec<(Vec<usize>, Vec<usize>)> =
            line.services.iter().map(|one| rows(one)).collect();
        let with_port: Vec<usize> = others.iter().flat_map(|(rows, _)| rows.clone()).collect();
        let without: Vec<usize> = others.iter().flat_map(|(_, rows)| rows.clone()).collect();
        let is_own_first = line.services.first() != Some(&line.first);
        let expected = if is_own_first {
            [&own[..], &with_port, &portless, &without].concat()
        } else {
            [&with_port[..], &own, &without, &portless].concat()
        };
        for spelling in [line.name.clone(), line.name.to_uppercase()] {
            assert_eq!(numbers(Service::find(&spelling)), expected, "{spelling}");
            let mut found = Service::find(&spelling).rev().collect::<Vec<_>>();
            found.reverse();
            assert_eq!(numbers(found.into_iter()), expected, "{spelling}");
            assert_eq!(Service::find(&spelling).len(), expected.len());

            let all = meanings(&spelling);
            assert_eq!(all.reason(), Some(line.reason.as_str()));
            let mut told: Vec<(&str, Vec<usize>)> = Vec::new();
            for meaning in all {
                match meaning {
                    Meaning::Registered(services) => told.push(("own", numbers(services))),
                    Meaning::Alias(services) => told.push(("others", numbers(services))),
                    Meaning::KnownUse(known) => told.push(("known", vec![known.len()])),
                    other => panic!("{spelling}: {other:?}"),
                }
            }
            let own = ("own", [&own[..], &portless].concat());
            let others = ("others", [&with_port[..], &without].concat());
            let known = ("known", vec![KnownUse::by_name(&line.name).len()]);
            let mut expected = match line.first.as_str() {
                "known-use" => vec![known, own],
                _ if is_own_first => vec![own, others, known],
                _ => vec![others, own, known],
            };
            expected.retain(|(layer, rows)| *layer != "known" || rows[0] > 0);
            assert_eq!(told, expected, "{spelling}");
        }
        // IANA's answers stay IANA's.
        let own: Vec<usize> = SHIPPED.named(&line.name);
        assert_eq!(numbers(Service::by_name(&line.name)), own);
    }
}

#[test]
fn every_other_name_has_the_meanings_of_its_layers() {
    let homonyms: Vec<String> = lines().into_iter().map(|line| line.name).collect();
    let names = SHIPPED.names().into_iter().map(str::to_owned);
    let names = names.chain(Service::all().flat_map(Service::aliases).map(str::to_owned));
    let names = names.chain(KnownUse::all().map(|known| known.name().to_owned()));
    let mut several = BTreeSet::new();
    for name in names.collect::<BTreeSet<_>>() {
        if homonyms.contains(&name) {
            continue;
        }
        let mut services = Vec::new();
        let mut layers = Vec::new();
        for meaning in meanings(&name) {
            match meaning {
                Meaning::Registered(found) => {
                    assert!(
                        found
                            .clone()
                            .all(|one| one.name().eq_ignore_ascii_case(&name))
                    );
                    services.extend(found.filter(|one| one.port().is_some()));
                    layers.push(0);
                }
                Meaning::Alias(found) => {
                    assert!(
                        found
                            .clone()
                            .all(|one| one.aliases().any(|one| one == name))
                    );
                    services.extend(found);
                    layers.push(1);
                }
                Meaning::KnownUse(found) => {
                    assert!(found.eq(KnownUse::by_name(&name)));
                    layers.push(2);
                }
                _ => unreachable!(),
            }
        }
        assert!(layers.is_sorted_by(|one, next| one < next));
        let mut found: Vec<Service> = Service::find(&name).collect();
        found.truncate(services.len());
        assert_eq!(services, found, "{name}");
        assert_eq!(meanings(&name).reason(), None);
        if layers.len() > 1 {
            several.insert(name);
        }
    }
    // Names of IANA's and aliases that software uses on other ports too. A new one deserves a look: it
    // may belong into the file.
    let expected = [
        "ceph-mon",
        "cockroachdb",
        "docker-swarm",
        "neo4j",
        "plex",
        "rabbitmq",
        "vnc",
    ];
    assert!(several.iter().eq(expected.iter()), "{several:?}");
}

#[test]
fn iterators_agree_with_themselves() {
    let both_ways = |iterator: Meanings| {
        let shown = |meaning: Meaning| format!("{meaning:?}");
        let forwards: Vec<String> = iterator.clone().map(shown).collect();
        let mut backwards: Vec<String> = iterator.clone().rev().map(shown).collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_eq!(iterator.len(), forwards.len());
    };
    for name in [
        "winrm",
        "dicom",
        "oracle",
        "ssh",
        "samba",
        "rdp",
        "wireguard",
        "",
        "nothing",
    ] {
        both_ways(meanings(name));
        for protocol in Protocol::ALL {
            for meaning in meanings(name) {
                let ports = meaning.ports(protocol);
                let forwards: Vec<_> = ports.clone().collect();
                let mut backwards: Vec<_> = ports.clone().rev().collect();
                backwards.reverse();
                assert_eq!(forwards, backwards);
                assert_eq!(ports.len(), forwards.len());
            }
        }
    }
}

#[test]
fn what_people_mean_comes_first() {
    for (name, protocol, port) in [
        ("winrm", Protocol::Tcp, 5985),
        ("cifs", Protocol::Tcp, 445),
        ("irc", Protocol::Tcp, 6665),
        ("slp", Protocol::Udp, 427),
        ("ptp", Protocol::Udp, 319),
        ("dicom", Protocol::Tcp, 11112),
        ("sftp", Protocol::Tcp, 22),
        ("iscsi", Protocol::Tcp, 3260),
        ("otlp", Protocol::Tcp, 4317),
        ("afs", Protocol::Udp, 7000),
        ("interbase", Protocol::Tcp, 3050),
        ("scp", Protocol::Tcp, 22),
        ("icp", Protocol::Udp, 3130),
        ("heartbeat", Protocol::Udp, 694),
        ("news", Protocol::Tcp, 119),
    ] {
        let first = Service::find(name).find(|service| service.is_over(protocol));
        assert_eq!(first.unwrap().port(), Some(Port::new(port)), "{name}");
        let endpoint: Endpoint = format!("{name}/{protocol}").parse().unwrap();
        assert_eq!(endpoint.port(), port, "{name}");
    }
    // A list of ports has the ports of one meaning.
    for (list, protocol, ports) in [
        ("winrm", Protocol::Tcp, "5985-5986"),
        ("sftp,cifs", Protocol::Tcp, "22,445"),
        ("irc", Protocol::Tcp, "6665-6669"),
        ("irc", Protocol::Udp, "194"),
        ("dicom", Protocol::Tcp, "11112"),
        ("ptp", Protocol::Udp, "319-320"),
        ("oracle", Protocol::Tcp, "1521"),
        ("oracle", Protocol::Udp, "2005"),
        ("nomad", Protocol::Tcp, "4646-4648"),
        ("tempo", Protocol::Tcp, "3200"),
        ("tempo", Protocol::Udp, "526"),
    ] {
        let set = PortSet::parse_over(list, protocol).unwrap();
        assert_eq!(set.to_string(), ports, "{list}");
    }
    // A list of several transport protocols is the lists of each of them.
    for name in ["oracle", "irc", "winrm", "plex", "ssh", "docker-swarm"] {
        let spec = PortSpec::parse_over(name, &Protocol::ALL).unwrap();
        for protocol in Protocol::ALL {
            let set = PortSet::parse_over(name, protocol).unwrap_or_default();
            assert_eq!(*spec.ports(protocol), set, "{name}/{protocol}");
        }
    }
}
