//! Known uses, compared with a second reading of their file, and with IANA's registry.

mod support;

use std::collections::BTreeSet;

use port_registry::lookup::{KnownUses, meanings, suggest};
use port_registry::{Endpoint, KnownUse, Port, PortSet, Protocol, Service};
use support::oracle::{self, PROTOCOLS, SHIPPED};

/// A line of the file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Line {
    is_range: bool,
    ports: (u16, u16),
    protocol: usize,
    name: String,
    title: String,
    source: String,
    note: String,
}

/// Returns the lines in the order that `KnownUse::all` documents.
fn lines() -> Vec<Line> {
    let mut lines = file_lines();
    lines.sort();
    lines
}

/// Returns the lines of a name in the order that `KnownUse::by_name` documents: the first line of the
/// file over each transport protocol is of the main port.
fn lines_of(name: &str) -> Vec<Line> {
    let mut seen = BTreeSet::new();
    let lines = file_lines().into_iter().filter(|line| line.name == name);
    let (mut first, mut others): (Vec<Line>, Vec<Line>) =
        lines.partition(|line| seen.insert(line.protocol));
    first.sort();
    others.sort();
    first.append(&mut others);
    first
}

fn file_lines() -> Vec<Line> {
    let mut table = oracle::table(&oracle::file("known-uses.csv")).into_iter();
    let headings = ["port", "protocol", "name", "title", "source", "note"];
    assert_eq!(table.next().unwrap(), headings);
    let line = |cells: Vec<String>| {
        let [port, protocol, name, title, source, note] = cells.try_into().unwrap();
        let (first, last) = port.split_once('-').unwrap_or((&port, &port));
        Line {
            is_range: port.contains('-'),
            ports: (first.parse().unwrap(), last.parse().unwrap()),
            protocol: PROTOCOLS.iter().position(|one| *one == protocol).unwrap(),
            name,
            title,
            source,
            note,
        }
    };
    table.map(line).collect()
}

fn told(known: KnownUse) -> Line {
    let ports = known.ports();
    Line {
        is_range: ports.len() > 1,
        ports: (ports.first().get(), ports.last().get()),
        protocol: PROTOCOLS
            .iter()
            .position(|one| *one == known.protocol().as_str())
            .unwrap(),
        name: known.name().to_owned(),
        title: known.title().to_owned(),
        source: known.source().to_owned(),
        note: known.note().unwrap_or_default().to_owned(),
    }
}

#[test]
fn every_entry_has_its_columns() {
    let lines = lines();
    assert!(lines.len() >= 150);
    assert!(KnownUse::all().map(told).eq(lines.iter().cloned()));
    for (known, line) in KnownUse::all().zip(&lines) {
        let port = match line.ports {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        };
        let text = format!("{} {port}/{}", line.name, PROTOCOLS[line.protocol]);
        assert_eq!(known.to_string(), text);
    }
}

#[test]
fn every_port_has_its_entries() {
    let lines = lines();
    for port in 0..=u16::MAX {
        for (at, protocol) in Protocol::ALL.into_iter().enumerate() {
            let is_at =
                |line: &&Line| line.protocol == at && (line.ports.0..=line.ports.1).contains(&port);
            let known = Port::new(port).known_uses(protocol);
            assert!(
                known
                    .clone()
                    .map(told)
                    .eq(lines.iter().filter(is_at).cloned()),
                "{port}/{protocol}: {known:?}"
            );
        }
    }
}

#[test]
fn every_name_is_found_in_any_case() {
    let lines = lines();
    let names: BTreeSet<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    for name in names {
        for spelling in [name.to_owned(), name.to_uppercase()] {
            let told = KnownUse::by_name(&spelling).map(told);
            assert!(told.eq(lines_of(name)), "{name}");
        }
    }
    for name in ["", "no-such-software", "elasticsearch ", "https"] {
        assert_eq!(KnownUse::by_name(name).next(), None, "{name}");
    }
}

fn is_consistent(iterator: &KnownUses) {
    let forwards: Vec<KnownUse> = iterator.clone().collect();
    assert_eq!(iterator.len(), forwards.len());
    let mut backwards: Vec<KnownUse> = iterator.clone().rev().collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    // From both ends in turn.
    let (mut both, mut seen) = (iterator.clone(), 0);
    while both.next().is_some() {
        seen += 1 + usize::from(both.next_back().is_some());
        assert_eq!(both.len(), forwards.len() - seen);
    }
    assert_eq!((both.next(), both.next_back()), (None, None));
}

#[test]
fn iterators_agree_with_themselves() {
    is_consistent(&KnownUse::all());
    for known in KnownUse::all() {
        is_consistent(&KnownUse::by_name(known.name()));
        is_consistent(&known.ports().last().known_uses(known.protocol()));
    }
}

#[test]
fn every_entry_is_a_fact_with_a_source() {
    for line in lines() {
        let (_, host) = line.source.split_once("://").unwrap();
        let host = host.split('/').next().unwrap();
        assert!(host.contains('.') && !host.contains(' '), "{line:?}");
        assert_eq!(line.name, line.name.to_lowercase());
        for text in [&line.title, &line.source, &line.note] {
            assert!(
                !text.contains(['\n', '\r', '\t']) && text.trim() == text,
                "{line:?}"
            );
        }
    }
}

#[test]
fn no_entry_repeats_what_iana_says() {
    for line in lines() {
        let protocol = PROTOCOLS[line.protocol];
        for port in line.ports.0..=line.ports.1 {
            for row in SHIPPED.services(port, protocol) {
                let name = SHIPPED.rows[row].name();
                assert!(!name.eq_ignore_ascii_case(&line.name), "{line:?}");
            }
            // Nor by an alias.
            let is_meant = |service: &Service| {
                let ports = service.ports();
                let is_over = service
                    .protocol()
                    .is_none_or(|one| one.as_str() == protocol);
                ports.is_some_and(|ports| ports.contains(Port::new(port))) && is_over
            };
            assert!(
                !Service::find(&line.name).any(|service| is_meant(&service)),
                "{line:?}"
            );
        }
    }
}

#[test]
fn iana_s_answers_do_not_change() {
    // Ports whose only use is a known one are unassigned, and stay without a service.
    let mut without_service = 0;
    for known in KnownUse::all().filter(|known| known.ports().len() == 1) {
        let (port, protocol) = (known.ports().first(), known.protocol());
        let rows = SHIPPED.services(port.get(), protocol.as_str());
        let names = rows.iter().map(|row| SHIPPED.rows[*row].name());
        assert!(port.services_over(protocol).map(Service::name).eq(names));
        without_service += usize::from(port.service(protocol).is_none());
        if SHIPPED.named(known.name()).is_empty() && Service::find(known.name()).len() == 0 {
            assert_eq!(Service::by_name(known.name()).len(), 0);
        }
    }
    assert!(without_service > 20);
}

/// What people type is looked up in the three layers in order: IANA's names, aliases, known uses.
#[test]
fn names_are_parsed_if_no_other_layer_has_a_port_for_them() {
    let lines = lines();
    let names: BTreeSet<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let (mut parsed, mut others) = (0, 0);
    for name in names {
        for (at, protocol) in Protocol::ALL.into_iter().enumerate() {
            let is_over = |service: &Service| service.port().is_some() && service.is_over(protocol);
            let registered: Option<Port> =
                Service::find(name).find(is_over).and_then(Service::port);
            let of_name = lines_of(name).into_iter();
            let of_name = of_name.filter(|line| line.protocol == at);
            let ranges: Vec<(u16, u16)> = of_name.map(|line| line.ports).collect();
            let endpoint = format!("{}/{protocol}", name.to_uppercase()).parse::<Endpoint>();
            let set = PortSet::parse_over(name, protocol);
            let is_decided = meanings(name).reason().is_some() && !ranges.is_empty();
            match (registered.filter(|_| !is_decided), ranges.first()) {
                (Some(port), _) => {
                    assert_eq!(endpoint.unwrap(), Endpoint::new(port, protocol), "{name}");
                    others += 1;
                }
                (None, Some((first, _))) => {
                    let expected = Endpoint::new(Port::new(*first), protocol);
                    assert_eq!(endpoint.unwrap(), expected, "{name}");
                    let mut all = PortSet::new();
                    for (first, last) in ranges {
                        all.extend((first..=last).map(Port::new));
                    }
                    assert_eq!(set.unwrap(), all, "{name}");
                    parsed += 1;
                }
                (None, None) => assert!(endpoint.is_err() && set.is_err(), "{name}/{protocol}"),
            }
        }
    }
    assert!(parsed > 250 && others > 5, "{parsed} {others}");
}

#[test]
fn the_main_port_of_software_comes_first() {
    // The file is sorted by name, but for the main ports.
    let lines = file_lines();
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    assert!(names.is_sorted());
    for (name, protocol, port) in [
        ("cassandra", Protocol::Tcp, 9042),
        ("consul", Protocol::Tcp, 8500),
        ("elasticsearch", Protocol::Tcp, 9200),
        ("bitcoin", Protocol::Tcp, 8333),
        ("minecraft", Protocol::Tcp, 25565),
        ("zookeeper", Protocol::Tcp, 2181),
        ("kafka", Protocol::Tcp, 9092),
        ("proxmox", Protocol::Tcp, 8006),
        ("quake3", Protocol::Udp, 27960),
    ] {
        let endpoint: Endpoint = format!("{name}/{protocol}").parse().unwrap();
        assert_eq!(endpoint.port(), port, "{name}");
        let first = KnownUse::by_name(name).find(|known| known.protocol() == protocol);
        assert_eq!(first.unwrap().ports().first(), port, "{name}");
    }
}

#[test]
fn errors_suggest_names_of_all_three_layers() {
    let of_endpoint = |text: &str| text.parse::<Endpoint>().unwrap_err().to_string();
    assert_eq!(
        of_endpoint("elasticsaerch/tcp"),
        "invalid endpoint \"elasticsaerch/tcp\": expected a service that has a port over this \
         transport; did you mean elasticsearch?",
    );
    assert_eq!(
        of_endpoint("wireguard/tcp"),
        "invalid endpoint \"wireguard/tcp\": expected a service that has a port over this \
         transport; did you mean wireguard/udp?",
    );
    let of_set = |text: &str, over| PortSet::parse_over(text, over).unwrap_err().to_string();
    let end = |message: String| message.rsplit_once("; ").map(|(_, end)| end.to_owned());
    let said = |name| Some(format!("did you mean {name}?"));
    assert_eq!(end(of_set("wiregard", Protocol::Udp)), said("wireguard"));
    assert_eq!(end(of_set("minecarft", Protocol::Tcp)), said("minecraft"));
    assert_eq!(end(of_set("postgress", Protocol::Tcp)), said("postgres"));
    assert_eq!(end(of_set("htps", Protocol::Tcp)), said("https"));
    // Over another transport protocol, if there is none over this one.
    let over = |name, protocol| said(name).map(|text| text.replace('?', protocol));
    assert_eq!(
        end(of_set("elasticsaerch", Protocol::Sctp)),
        over("elasticsearch", "/tcp?")
    );
    assert_eq!(
        end(of_set("wiregaurd", Protocol::Tcp)),
        over("wireguard", "/udp?")
    );
    assert_eq!(end(of_set("no-such-name", Protocol::Tcp)), None);
    for (given, expected) in [
        ("elasticsaerch", Some("elasticsearch")),
        ("kafak", Some("kafka")),
        ("wireguard", Some("wireguard")),
        ("postgress", Some("postgres")),
        ("no-such-name", None),
    ] {
        assert_eq!(suggest(given, None), expected, "{given}");
    }
}

#[test]
fn software_that_people_ask_for_is_there() {
    for (name, port, protocol) in [
        ("elasticsearch", 9200, Protocol::Tcp),
        ("elasticsearch", 9300, Protocol::Tcp),
        ("kafka", 9092, Protocol::Tcp),
        ("wireguard", 51820, Protocol::Udp),
        ("prometheus", 9090, Protocol::Tcp),
        ("node-exporter", 9100, Protocol::Tcp),
        ("grafana", 3000, Protocol::Tcp),
        ("kubelet", 10250, Protocol::Tcp),
        ("cassandra", 9042, Protocol::Tcp),
        ("rabbitmq-mgmt", 15672, Protocol::Tcp),
        ("zookeeper", 2181, Protocol::Tcp),
        ("oracle", 1521, Protocol::Tcp),
        ("vnc", 5901, Protocol::Tcp),
        ("jupyter", 8888, Protocol::Tcp),
        ("minecraft", 25565, Protocol::Tcp),
        ("home-assistant", 8123, Protocol::Tcp),
        ("vite", 5173, Protocol::Tcp),
        ("influxdb", 8086, Protocol::Tcp),
        ("adb", 5555, Protocol::Tcp),
        ("winbox", 8291, Protocol::Tcp),
        ("bitcoin", 8333, Protocol::Tcp),
        ("vault", 8200, Protocol::Tcp),
    ] {
        let known = Port::new(port).known_uses(protocol);
        assert!(known.map(KnownUse::name).any(|one| one == name), "{name}");
    }
}
