//! Checks that the contenders return the same results, and counts how often those with their own
//! data do not.

use std::ffi::{CStr, CString};

use iana_services::TransportProtocol;
use ndb_tcp_service::TcpServiceDb;
use port_desc::PortDescription;
use port_registry::{Port, PortRange, Protocol, Service};
use port_registry_benches::glibc;

use crate::contender::Contender;
use crate::names::{self, NameQuery};
use crate::ports::{self, PortQuery};
use crate::tables::{BY_NAME, NAMES};

/// Checks the contenders that have our data. Panics if one of them returns another result than we
/// do.
pub fn verify_ports(contenders: &[Contender<PortQuery>], work: &ports::Workloads) {
    for (workload, queries) in work.all() {
        verify(contenders, workload, queries, ports::ours);
    }
}

/// Checks the contenders that have our data. Panics if one of them returns another result than we
/// do, or if our own two results differ.
pub fn verify_names(contenders: &[Contender<NameQuery>], work: &names::Workloads) {
    for (workload, queries) in work.all() {
        let by_name = &contenders[0];
        verify(contenders, workload, queries, |query| by_name.answer(query));
        for query in queries {
            let mut rows = Service::by_name(query.name);
            let row = rows.find(|service| service.is_over(query.protocol));
            assert_eq!(
                row,
                Service::by_name_over(query.name, query.protocol),
                "{}",
                query.name
            );
        }
    }
}

fn verify<Q: Copy>(
    contenders: &[Contender<Q>],
    workload: &str,
    queries: &[Q],
    ours: impl Fn(Q) -> u64,
) {
    for contender in contenders.iter().filter(|contender| contender.tells_rows) {
        for (at, &query) in queries.iter().enumerate() {
            assert_eq!(
                contender.answer(query),
                ours(query),
                "{} at query {at} of {workload}",
                contender.name
            );
        }
    }
}

/// Prints how the results of the peers differ.
pub fn print_differences() {
    println!("\nAnswers by port: of how many pairs of a port and a transport\n");
    println!(
        "{:27} {:>6} {:>7} {:>6} {:>8} {:>8} {:>6}",
        "", "same", "second", "other", "no span", "nothing", "more"
    );
    let port_desc = PortDescription::default().expect("it parses its own file");
    let port_desc_name = |query: PortQuery| {
        let protocol = ports::peer_protocol(query.protocol);
        let name = port_desc.get_port_service_name(query.port.get(), protocol);
        Some(name.to_owned()).filter(|name| !name.is_empty())
    };
    PortAnswers::of(Asked::Everything, &Protocol::ALL, port_desc_name).print("port-desc");
    let ndb = TcpServiceDb::bundled();
    let ndb_name = |query: PortQuery| ndb.get_name(query.port.get()).map(str::to_owned);
    PortAnswers::of(Asked::Everything, &[Protocol::Tcp], ndb_name).print("ndb-tcp-service, tcp");
    let tcp_and_udp = [Protocol::Tcp, Protocol::Udp];
    PortAnswers::of(Asked::Assigned, &tcp_and_udp, iana_services_name)
        .print("iana-services, tcp and udp");
    if glibc::IS_HERE {
        let glibc_name = |query: PortQuery| {
            let protocol = names::c_protocol(query.protocol);
            let read = |name: &CStr| name.to_string_lossy().into_owned();
            glibc::by_port(query.port.get(), protocol, read)
        };
        PortAnswers::of(Asked::Assigned, &Protocol::ALL, glibc_name).print(ports::GLIBC);
    }

    println!("\nAnswers by name: how many of the {} names\n", NAMES.len());
    println!("{:27} {:>6} {:>13}", "", "found", "in capitals");
    print_found("Service::by_name", |name| Service::by_name(name).len() > 0);
    print_found("phf, HashMap, fst", |name| BY_NAME.contains_key(name));
    print_found("iana-services", |name| {
        iana_services::lookup_by_name(name).is_some()
    });
    if glibc::IS_HERE {
        print_found(names::GLIBC, |name| {
            let name = CString::new(name).expect("names have no NUL");
            let is_over = |protocol| glibc::by_name(&name, names::c_protocol(protocol)).is_some();
            Protocol::ALL.into_iter().any(is_over)
        });
    }
}

/// Returns the first name that iana-services has for the pair.
fn iana_services_name(query: PortQuery) -> Option<String> {
    let protocol = match query.protocol {
        Protocol::Tcp => TransportProtocol::Tcp,
        _ => TransportProtocol::Udp,
    };
    let services = iana_services::lookup_by_port(query.port.get())?;
    let mut over = services
        .into_iter()
        .filter(|service| service.protocol == protocol);
    over.next().map(|service| service.name)
}

fn print_found(peer: &str, is_found: impl Fn(&str) -> bool) {
    let found = |name: &dyn Fn(&str) -> String| {
        let names = NAMES.iter().map(|&(registered, _)| name(registered));
        names.filter(|name| is_found(name)).count()
    };
    let (as_registered, in_capitals) = (found(&str::to_owned), found(&str::to_ascii_uppercase));
    println!("{peer:27} {as_registered:>6} {in_capitals:>13}");
}

/// The pairs that a peer is queried for.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Everything,
    /// The pairs that have a service, for slow peers.
    Assigned,
}

/// How the results of a peer by port compare with ours.
struct PortAnswers {
    asked: Asked,
    /// The name of our preferred service.
    same: usize,
    /// The name of another service that we have for the pair.
    second: usize,
    /// A name that our registry does not have for the pair.
    other: usize,
    /// No name, where our service is of a range or of all transport protocols.
    no_span: usize,
    /// No name, where our service is another one.
    nothing: usize,
    /// A name, where our registry has none.
    more: usize,
}

impl PortAnswers {
    fn of(
        asked: Asked,
        protocols: &[Protocol],
        name: impl Fn(PortQuery) -> Option<String>,
    ) -> Self {
        let mut answers = Self {
            asked,
            same: 0,
            second: 0,
            other: 0,
            no_span: 0,
            nothing: 0,
            more: 0,
        };
        for &protocol in protocols {
            for port in PortRange::ALL.ports() {
                if asked == Asked::Everything || port.service(protocol).is_some() {
                    let theirs = name(PortQuery { protocol, port });
                    answers.count(port, protocol, theirs.as_deref());
                }
            }
        }
        answers
    }

    fn count(&mut self, port: Port, protocol: Protocol, theirs: Option<&str>) {
        let is_theirs =
            |service: Service| theirs.is_some_and(|name| name.eq_ignore_ascii_case(service.name()));
        let counter = match (port.service(protocol), theirs) {
            (None, None) => return,
            (None, Some(_)) => &mut self.more,
            (Some(ours), None) if is_of_many(ours) => &mut self.no_span,
            (Some(_), None) => &mut self.nothing,
            (Some(ours), Some(_)) if is_theirs(ours) => &mut self.same,
            (Some(_), Some(_)) if port.services_over(protocol).any(is_theirs) => &mut self.second,
            (Some(_), Some(_)) => &mut self.other,
        };
        *counter += 1;
    }

    fn print(&self, peer: &str) {
        let more = match self.asked {
            Asked::Everything => self.more.to_string(),
            Asked::Assigned => "-".to_owned(),
        };
        println!(
            "{peer:27} {:>6} {:>7} {:>6} {:>8} {:>8} {more:>6}",
            self.same, self.second, self.other, self.no_span, self.nothing
        );
    }
}

/// Returns whether the row is registered for several ports or over all transport protocols.
fn is_of_many(service: Service) -> bool {
    service.protocol().is_none() || service.ports().is_some_and(|ports| ports.len() > 1)
}
