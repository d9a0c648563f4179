//! The services of firewalld, by the names that firewalld has for them.
//!
//! `data/firewalld.csv` has a line for each port of each service of Debian's package. Its last column is
//! the service that IANA has registered for the port, if that is what firewalld's name says. It was
//! filled in by a person: bundles such as `freeipa-ldap` have none, nor has software that uses a port
//! that IANA has registered for something else.

mod support;

use port_registry::lookup::meanings;
use port_registry::{Endpoint, PortRange, PortSet, Protocol, Service};
use support::oracle::{self, PROTOCOLS, SHIPPED};

struct Line {
    name: String,
    first: u16,
    protocol: Protocol,
    service: Option<String>,
}

fn lines() -> Vec<Line> {
    let mut table = oracle::table(include_str!("data/firewalld.csv")).into_iter();
    let headings = ["name", "port", "protocol", "service"];
    assert_eq!(table.next().unwrap(), headings);
    let line = |cells: Vec<String>| {
        let [name, port, protocol, service] = cells.try_into().unwrap();
        let first = port.split('-').next().unwrap();
        Line {
            name,
            first: first.parse().unwrap(),
            protocol: protocol.parse().unwrap(),
            service: Some(service).filter(|service| !service.is_empty()),
        }
    };
    table.map(line).collect()
}

#[test]
fn the_services_are_iana_s() {
    let lines = lines();
    assert_eq!(lines.len(), 339);
    for line in &lines {
        let Some(service) = &line.service else {
            continue;
        };
        let protocol = PROTOCOLS
            .into_iter()
            .find(|one| *one == line.protocol.as_str());
        let rows = SHIPPED.services(line.first, protocol.unwrap());
        assert!(
            rows.iter().any(|row| SHIPPED.rows[*row].name() == service),
            "{} {}: {service}",
            line.name,
            line.first
        );
    }
}

/// Those that IANA registers are found over the right transport protocol: 83 % of them at first.
#[test]
fn firewalld_s_names_find_iana_s_services() {
    let lines = lines();
    let registered = || lines.iter().filter(|line| line.service.is_some());
    let is_found = |line: &&Line| {
        let mut found = Service::find(&line.name).filter(|service| {
            let ports = service.ports().into_iter();
            let mut ports = ports.flat_map(PortRange::ports);
            service.is_over(line.protocol) && ports.any(|port| port == line.first)
        });
        found.any(|service| Some(service.name()) == line.service.as_deref())
    };
    let missed: Vec<String> = registered()
        .filter(|line| !is_found(line))
        .map(|line| format!("{} {}/{}", line.name, line.first, line.protocol))
        .collect();
    // Docker calls the network between its hosts an overlay; IANA's name of the protocol is another's.
    assert_eq!(missed, ["docker-swarm 4789/udp"]);
    assert_eq!(registered().count(), 167);
    assert!(100 * missed.len() <= 2 * registered().count());
}

/// A list of ports has one meaning of a name. It must be the one that firewalld opens.
#[test]
fn firewalld_s_names_are_parsed_as_the_ports_that_it_opens() {
    let (mut same, mut others) = (0, Vec::new());
    for line in lines() {
        let set = PortSet::parse_over(&line.name, line.protocol);
        match set {
            Ok(set) if set.contains(line.first.into()) => same += 1,
            // Of `radius`, which means two services, 1813 is among the second.
            Ok(_) if line.service.is_some() => others.push(format!("{} {}", line.name, line.first)),
            _ => {}
        }
        // Each port of a service that IANA registers is in one of the meanings.
        if line.service.is_some() {
            let of_meaning = meanings(&line.name).flat_map(|one| one.ports(line.protocol));
            let mut ports = of_meaning.flat_map(PortRange::ports);
            assert!(
                ports.any(|port| port == line.first) || line.name == "docker-swarm",
                "{}",
                line.name
            );
        }
    }
    assert!(same >= 190, "{same}");
    assert_eq!(others, ["docker-swarm 4789", "radius 1813", "radius 1813"]);
    let endpoint: Endpoint = "snmptls/udp".parse().unwrap();
    assert_eq!(endpoint.service().map(Service::name), Some("snmpdtls"));
}
