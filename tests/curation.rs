//! Tests of the two curated lists: that `preferred.csv` and `aliases.csv` decide what they must,
//! and that the crate follows them.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use port_registry::{Port, PortSet, Protocol, Service};
use support::oracle::{self, PROTOCOLS, SHIPPED};

/// A line of `aliases.csv`.
struct Alias {
    name: String,
    service: String,
    source: String,
}

fn aliases() -> Vec<Alias> {
    let mut lines = oracle::table(&oracle::file("aliases.csv")).into_iter();
    assert_eq!(lines.next().unwrap(), ["alias", "service", "source"]);
    let alias = |line: Vec<String>| {
        let [name, service, source] = line.try_into().unwrap();
        Alias {
            name,
            service,
            source,
        }
    };
    lines.map(alias).collect()
}

/// Returns the number of decisions for a port over a transport protocol.
fn decisions_on(port: u16, protocol: &str) -> usize {
    let is_on =
        |decision: &&oracle::Decision| decision.port == port && decision.protocol == protocol;
    SHIPPED.decisions.iter().filter(is_on).count()
}

/// Returns the number of decisions for a name over a transport protocol.
fn decisions_for(name: &str, protocol: &str) -> usize {
    let is_for = |decision: &&oracle::Decision| {
        decision.service.eq_ignore_ascii_case(name) && decision.protocol == protocol
    };
    SHIPPED.decisions.iter().filter(is_for).count()
}

/// Returns the services of a port that the notes do not call an alias or a duplicate.
fn live(port: u16, protocol: &'static str) -> Vec<usize> {
    let mut services = SHIPPED.services(port, protocol);
    services.retain(|&row| !SHIPPED.rows[row].is_superseded());
    services
}

/// Returns the ports and ranges of ports for which a name is registered over a transport protocol.
fn places(name: &str, protocol: &str) -> BTreeSet<(u16, u16)> {
    let rows = SHIPPED
        .named(name)
        .into_iter()
        .map(|row| &SHIPPED.rows[row]);
    rows.filter(|row| row.is_over(protocol))
        .filter_map(oracle::Row::span)
        .collect()
}

fn spellings(name: &str) -> [String; 3] {
    let (first, rest) = name.split_at(1);
    let capitalised = first.to_ascii_uppercase() + &rest.to_ascii_lowercase();
    [
        name.to_ascii_lowercase(),
        name.to_ascii_uppercase(),
        capitalised,
    ]
}

#[test]
fn every_port_of_several_live_names_is_decided_once() {
    let mut ports = 0;
    for port in 0..=u16::MAX {
        for protocol in PROTOCOLS {
            let is_contested = live(port, protocol).len() > 1;
            ports += usize::from(is_contested);
            let decisions = decisions_on(port, protocol);
            assert!(decisions <= 1, "{port}/{protocol}: {decisions} decisions");
            assert!(
                !is_contested || decisions == 1,
                "{port}/{protocol}: undecided"
            );
        }
    }
    assert!(ports > 30, "{ports}");
}

#[test]
fn every_name_on_several_ports_is_decided_once_for_each_transport() {
    let mut undecided = Vec::new();
    for name in SHIPPED.names() {
        for protocol in PROTOCOLS {
            let decisions = decisions_for(name, protocol);
            assert!(decisions <= 1, "{name}/{protocol}: {decisions} decisions");
            if places(name, protocol).len() > 1 && decisions == 0 {
                undecided.push((name, protocol));
            }
        }
    }
    // A decision for the historic alias would put it before `udt-os` on its own port.
    assert_eq!(undecided, [("udt_os", "tcp"), ("udt_os", "udp")]);
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        let alias = Service::by_name_over("udt_os", protocol).unwrap();
        let canonical = Service::by_name_over("udt-os", protocol).unwrap();
        assert_eq!(alias.port(), canonical.port());
        assert_eq!(alias.canonical(), canonical);
    }
}

#[test]
fn every_decision_settles_something_and_says_why() {
    for decision in &SHIPPED.decisions {
        let oracle::Decision {
            port,
            protocol,
            service,
            why,
        } = decision;
        let place = format!("{port}/{protocol} {service}");
        assert!(!why.trim().is_empty(), "{place}");
        let protocol = PROTOCOLS.into_iter().find(|word| word == protocol).unwrap();
        let decided = SHIPPED.services(*port, protocol)[0];
        assert_eq!(SHIPPED.rows[decided].name(), service, "{place}");
        let all_places = PROTOCOLS
            .iter()
            .flat_map(|protocol| places(service, protocol));
        let is_on_several_ports = all_places.collect::<BTreeSet<_>>().len() > 1;
        assert!(
            live(*port, protocol).len() > 1 || is_on_several_ports,
            "{place}"
        );
        // The decision must hold by name and by port.
        let protocol: Protocol = protocol.parse().unwrap();
        let service = Service::by_name_over(service, protocol).unwrap();
        assert!(
            service.ports().unwrap().contains(Port::new(*port)),
            "{place}"
        );
        assert_eq!(Port::new(*port).service(protocol), Some(service), "{place}");
    }
}

#[test]
fn decisions_are_sorted() {
    let place = |decision: &oracle::Decision| {
        let protocol = PROTOCOLS.iter().position(|word| *word == decision.protocol);
        (decision.port, protocol.unwrap())
    };
    assert!(
        SHIPPED
            .decisions
            .iter()
            .map(place)
            .is_sorted_by(|a, b| a < b)
    );
    let lines = oracle::table(&oracle::file("preferred.csv"));
    assert_eq!(lines[0], ["port", "protocol", "service", "why"]);
}

#[test]
fn aliases_are_sorted_lower_case_and_fit_a_name() {
    let aliases = aliases();
    // The services of one alias are in the order in which they are found.
    assert!(aliases.is_sorted_by(|a, b| a.name <= b.name));
    for Alias { name, .. } in &aliases {
        assert!((1..=24).contains(&name.len()), "{name}");
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
        assert!(name.bytes().all(is_plain), "{name}");
    }
}

#[test]
fn aliases_hide_no_name_and_lead_to_services_with_ports() {
    let aliases = aliases();
    for Alias {
        name,
        service,
        source,
    } in &aliases
    {
        let has_port = |row: &usize| SHIPPED.rows[*row].span().is_some();
        assert!(!SHIPPED.named(name).iter().any(has_port), "{name}");
        let targets = SHIPPED.named(service);
        assert!(targets.iter().any(has_port), "{name}: {service}");
        for target in targets {
            let row = &SHIPPED.rows[target];
            assert_eq!(row.alias_to(), None, "{name}: {service}");
            assert_eq!(row.name(), service, "{name}: IANA's spelling");
        }
        assert!(!source.trim().is_empty(), "{name}");
    }
}

#[test]
fn every_alias_leads_to_its_service_first() {
    let mut before = String::new();
    for Alias { name, service, .. } in aliases() {
        if name == before {
            continue;
        }
        before.clone_from(&name);
        for spelling in spellings(&name) {
            let first = Service::find(&spelling).next().unwrap();
            assert_eq!(Some(first), Service::by_name(&service).next(), "{spelling}");
            assert!(first.port().is_some(), "{spelling}");
        }
    }
}

#[test]
fn an_alias_of_several_services_finds_each_of_them() {
    for (alias, expected) in [
        ("opcua", "opcua-tcp 4840/tcp, opcua-udp 4840/udp"),
        ("dropbox-lansync", "db-lsp 17500/tcp, db-lsp-disc 17500/udp"),
        (
            "Bacula",
            "bacula-dir 9101/tcp, bacula-dir 9101/udp, bacula-fd 9102/tcp, bacula-fd 9102/udp, bacula-sd 9103/tcp, bacula-sd 9103/udp",
        ),
        (
            "smbd",
            "microsoft-ds 445/tcp, microsoft-ds 445/udp, netbios-ssn 139/tcp, netbios-ssn 139/udp",
        ),
    ] {
        let shown = |service: Service| {
            let (port, protocol) = (service.port().unwrap(), service.protocol().unwrap());
            format!("{} {port}/{protocol}", service.name())
        };
        let found: Vec<String> = Service::find(alias).map(shown).collect();
        assert_eq!(found.join(", "), expected, "{alias}");
        for service in Service::find(alias) {
            let mut aliases = service.aliases();
            assert!(
                aliases.any(|one| one.eq_ignore_ascii_case(alias)),
                "{service:?}"
            );
        }
    }
    // Each of the two is the first over its own transport protocol.
    let port = |list, protocol| PortSet::parse_over(list, protocol).unwrap().to_string();
    assert_eq!(port("rtps", Protocol::Udp), "7400-7402");
    assert_eq!(port("samba", Protocol::Tcp), "137-139,445");
    let suggested = Service::suggest("dropbox-lansinc", Protocol::Udp).unwrap();
    assert_eq!(suggested.name(), "db-lsp-disc");
}

#[test]
fn every_name_and_alias_finds_its_three_layers_in_order() {
    let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for alias in aliases() {
        services.entry(alias.name).or_default().push(alias.service);
    }
    // `homonyms.csv` has another order for its names.
    let homonyms: BTreeSet<String> = oracle::table(&oracle::file("homonyms.csv"))
        .into_iter()
        .map(|mut line| line.remove(0))
        .collect();
    let names = SHIPPED.names().into_iter();
    let names = names.chain(services.keys().map(String::as_str));
    for name in names.filter(|name| !homonyms.contains(&name.to_ascii_lowercase())) {
        let (with_port, portless): (Vec<usize>, Vec<usize>) = SHIPPED
            .named(name)
            .into_iter()
            .partition(|&row| SHIPPED.rows[row].span().is_some());
        let aliased = services.get(&name.to_ascii_lowercase()).into_iter();
        let aliased = aliased.flatten().flat_map(|service| SHIPPED.named(service));
        let (aliased, aliased_portless): (Vec<usize>, Vec<usize>) =
            aliased.partition(|&row| SHIPPED.rows[row].span().is_some());
        let expected = [with_port, aliased, portless, aliased_portless].concat();
        for spelling in spellings(name) {
            let found = Service::find(&spelling).map(|service| service.record().index());
            assert_eq!(found.collect::<Vec<_>>(), expected, "{spelling}");
        }
    }
}

#[test]
fn ports_have_the_names_that_people_know() {
    let known = [
        ("7/tcp", "echo"),
        ("20/tcp", "ftp-data"),
        ("21/tcp", "ftp"),
        ("22/tcp", "ssh"),
        ("23/tcp", "telnet"),
        ("25/tcp", "smtp"),
        ("53/tcp", "domain"),
        ("53/udp", "domain"),
        ("67/udp", "bootps"),
        ("69/udp", "tftp"),
        ("80/tcp", "http"),
        ("88/tcp", "kerberos"),
        ("110/tcp", "pop3"),
        ("111/tcp", "sunrpc"),
        ("113/tcp", "ident"),
        ("123/udp", "ntp"),
        ("143/tcp", "imap"),
        ("161/udp", "snmp"),
        ("179/tcp", "bgp"),
        ("389/tcp", "ldap"),
        ("443/tcp", "https"),
        ("443/udp", "https"),
        ("445/tcp", "microsoft-ds"),
        ("465/tcp", "submissions"),
        ("500/udp", "isakmp"),
        ("512/udp", "biff"),
        ("514/tcp", "shell"),
        ("514/udp", "syslog"),
        ("515/tcp", "printer"),
        ("587/tcp", "submission"),
        ("631/tcp", "ipp"),
        ("636/tcp", "ldaps"),
        ("853/tcp", "domain-s"),
        ("873/tcp", "rsync"),
        ("993/tcp", "imaps"),
        ("995/tcp", "pop3s"),
        ("1080/tcp", "socks"),
        ("1194/udp", "openvpn"),
        ("1433/tcp", "ms-sql-s"),
        ("1701/tcp", "l2tp"),
        ("1701/udp", "l2tp"),
        ("1812/udp", "radius"),
        ("1883/tcp", "mqtt"),
        ("2049/tcp", "nfs"),
        ("2049/udp", "nfs"),
        ("3306/tcp", "mysql"),
        ("3389/tcp", "ms-wbt-server"),
        ("3478/tcp", "stun"),
        ("3478/udp", "stun"),
        ("5060/udp", "sip"),
        ("5222/tcp", "xmpp-client"),
        ("5349/tcp", "stuns"),
        ("5353/udp", "mdns"),
        ("5432/tcp", "postgresql"),
        ("5900/tcp", "rfb"),
        ("6000/tcp", "x11"),
        ("6379/tcp", "redis"),
        ("8080/tcp", "http-alt"),
        ("9100/tcp", "pdl-datastream"),
        ("27017/tcp", "mongodb"),
    ];
    for (endpoint, name) in known {
        let endpoint: port_registry::Endpoint = endpoint.parse().unwrap();
        assert_eq!(endpoint.service().unwrap().name(), name, "{endpoint}");
    }
}

#[test]
fn names_have_the_ports_that_people_know() {
    let known = [
        ("ssh", 22),
        ("http", 80),
        ("https", 443),
        ("http-alt", 8080),
        ("imap", 143),
        ("imap2", 143),
        ("mqtt", 1883),
        ("nfs", 2049),
        ("x11", 6000),
        ("dns", 53),
        ("dhcp", 67),
        ("bootp", 67),
        ("smb", 445),
        ("smtps", 465),
        ("rdp", 3389),
        ("postgres", 5432),
        ("mariadb", 3306),
        ("mssql", 1433),
        ("mqtts", 8883),
        ("ldap-ssl", 636),
        ("vnc", 5900),
        ("whois", 43),
        ("ike", 500),
        ("webcache", 8080),
        ("syslogd", 514),
        ("jetdirect", 9100),
    ];
    for (name, port) in known {
        assert_eq!(
            Service::find(name).next().unwrap().port(),
            Some(Port::new(port)),
            "{name}"
        );
    }
}
