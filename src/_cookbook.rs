//! Recipes: scan reports, flow logs, configuration files, command lines, firewall rules, containers.
//!
//! The crate's tests compile and run every example.
//!
//! 1. [Name the ports that a scan found](#name-the-ports-that-a-scan-found)
//! 2. [Label the lines of a flow log](#label-the-lines-of-a-flow-log)
//! 3. [Label a socket address](#label-a-socket-address)
//! 4. [Read a port from a configuration file](#read-a-port-from-a-configuration-file)
//! 5. [Read a list of ports from a command line](#read-a-list-of-ports-from-a-command-line)
//! 6. [Turn a list that a user typed into firewall rules](#turn-a-list-that-a-user-typed-into-firewall-rules)
//! 7. [Choose a port for a new program](#choose-a-port-for-a-new-program)
//! 8. [Look up in `/etc/services` first](#look-up-in-etcservices-first)
//! 9. [Write `/etc/services` for a container](#write-etcservices-for-a-container)
//! 10. [Look up at compile time](#look-up-at-compile-time)
//! 11. [Answer any query](#answer-any-query)
//! 12. [Compare with a newer registry at run time](#compare-with-a-newer-registry-at-run-time)
//!
//! # Name the ports that a scan found
//!
//! [`Endpoint::service`] returns the preferred service of a port. Where there is none,
//! [`Endpoint::status`] says why. The name is what the port is registered for: a scan does not show
//! which program answers.
//!
//! ```
//! use port_registry::{Endpoint, Port, Protocol};
//!
//! fn line(endpoint: Endpoint) -> String {
//!     match endpoint.service() {
//!         Some(service) => format!("{endpoint} open {}", service.name()),
//!         None => format!("{endpoint} open ({})", endpoint.status()),
//!     }
//! }
//!
//! let lines = [22, 4, 50000].map(|port| line(Endpoint::new(Port::new(port), Protocol::Tcp)));
//! assert_eq!(lines[0], "22/tcp open ssh");
//! assert_eq!(lines[1..], ["4/tcp open (unassigned)", "50000/tcp open (dynamic)"]);
//! ```
//!
//! # Label the lines of a flow log
//!
//! A record of NetFlow, IPFIX or conntrack has the number of an IP protocol and two ports. [`Flow`]
//! guesses which port is the server's, or takes it from a record that states which end began the flow
//! ([`Flow::initiated_by`]). [`Protocol::from_number`] returns an error for protocols without ports.
//!
//! ```
//! use port_registry::{Flow, Port, Protocol};
//!
//! fn label(protocol: u8, source: u16, destination: u16) -> String {
//!     let protocol = match Protocol::from_number(protocol) {
//!         Ok(protocol) => protocol,
//!         Err(error) => return error.to_string(),
//!     };
//!     let flow = Flow::new(protocol, Port::new(source), Port::new(destination));
//!     flow.service().map_or("?", |service| service.name()).to_owned()
//! }
//!
//! assert_eq!(label(6, 51514, 443), "https");
//! assert_eq!(label(17, 53, 40000), "domain"); // an answer
//! assert_eq!(label(6, 1203, 1027), "?"); // each may be the port of a client
//! assert_eq!(label(1, 0, 0), "ICMP (IP protocol 1) has no port numbers");
//! ```
//!
//! # Label a socket address
//!
//! An [`Endpoint`] is made from a [`SocketAddr`](core::net::SocketAddr) and a transport protocol. It
//! does not keep the IP address.
//!
//! ```
//! use port_registry::{Endpoint, Protocol};
//! use std::net::SocketAddr;
//!
//! fn label(address: SocketAddr) -> String {
//!     match Endpoint::from((address, Protocol::Tcp)).service() {
//!         Some(service) => format!("{address} ({})", service.name()),
//!         None => address.to_string(),
//!     }
//! }
//!
//! assert_eq!(label("127.0.0.1:443".parse()?), "127.0.0.1:443 (https)");
//! assert_eq!(label("[::1]:50000".parse()?), "[::1]:50000");
//! # Ok::<(), std::net::AddrParseError>(())
//! ```
//!
//! # Read a port from a configuration file
//!
//! With the feature `serde`, a field of the type [`Endpoint`] takes `443/tcp`, `https/tcp` or `:443`,
//! and a field of the type [`Port`] takes a number. The error for an unknown name suggests a similar
//! one.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use port_registry::Endpoint;
//! use std::collections::BTreeMap;
//!
//! let config = r#"{"listen": "https/tcp", "resolver": "53/udp", "metrics": ":9100"}"#;
//! let config: BTreeMap<String, Endpoint> = serde_json::from_str(config)?;
//! assert_eq!(config["listen"].port(), 443);
//!
//! let error = serde_json::from_str::<Endpoint>(r#""htps/tcp""#).unwrap_err();
//! assert!(error.to_string().starts_with(r#"invalid endpoint "htps/tcp": expected a service"#));
//! assert!(error.to_string().contains("did you mean https?"));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Read a list of ports from a command line
//!
//! [`PortSet`] and [`PortSpec`] implement `FromStr`, so clap parses arguments of these types. A value
//! parser that also reads service names is a call of [`PortSet::parse_over`]: the page of [`PortSet`]
//! has the code for clap, and for configuration files in TOML or another format of serde.
//!
//! ```
//! use port_registry::{PortSet, Protocol};
//!
//! fn tcp_ports(list: &str) -> Result<PortSet, port_registry::port_set::Error> {
//!     PortSet::parse_over(list, Protocol::Tcp)
//! }
//!
//! assert_eq!(tcp_ports("ssh,https,8000-8100")?.to_string(), "22,443,8000-8100");
//! assert!(tcp_ports("htps").unwrap_err().to_string().ends_with("did you mean https?"));
//! # Ok::<(), port_registry::port_set::Error>(())
//! ```
//!
//! # Turn a list that a user typed into firewall rules
//!
//! [`PortSet`] parses numbers and ranges, and [`PortSet::parse_over`] also names and patterns. Their
//! error has the position of the part that is wrong. A name means all ports of what most
//! people mean by it: `http-alt` is 591, 8008 and 8080, and `sftp` is 22. For names that also mean
//! something else, [`meanings`](crate::lookup::meanings) has the other ports, to be reported.
//! [`PortSet::ranges`] iterates over the fewest ranges that hold the same ports.
//!
//! ```
//! use port_registry::{PortRange, PortSet, Protocol};
//!
//! let ports = PortSet::parse_over("ssh, https, 8000-8100, 8080", Protocol::Tcp)?;
//! let rule = |range: PortRange| format!("tcp dport {range} accept");
//! let rules: Vec<String> = ports.ranges().map(rule).collect();
//! assert_eq!(rules[0], "tcp dport 22 accept");
//! assert_eq!(rules[1..], ["tcp dport 443 accept", "tcp dport 8000-8100 accept"]);
//!
//! let error = PortSet::parse_over("ssh,htps", Protocol::Tcp).unwrap_err();
//! assert_eq!(error.position(), 4);
//! # Ok::<(), port_registry::port_set::Error>(())
//! ```
//!
//! # Choose a port for a new program
//!
//! A port that a program listens on for good is best
//!
//! - unassigned over every transport protocol. IANA may still assign it later;
//! - without a [`KnownUse`], so that it does not collide with other software;
//! - outside the [ranges](crate::ephemeral) from which systems take the ports of clients. OpenBSD takes
//!   them from all registered ports, so that no port is outside its range;
//! - for a web server, not one that [browsers block](Port::is_blocked_by_browsers).
//!
//! ```
//! use port_registry::ephemeral::EphemeralRange;
//! use port_registry::{Port, PortRange, Protocol, Status};
//!
//! fn is_good(port: Port) -> bool {
//!     let systems = EphemeralRange::ALL.iter();
//!     let mut systems = systems.filter(|range| **range != EphemeralRange::OPENBSD);
//!     let is_unused = |protocol: &Protocol| {
//!         port.status(*protocol) == Status::Unassigned && port.known_uses(*protocol).len() == 0
//!     };
//!     Protocol::ALL.iter().all(is_unused)
//!         && !systems.any(|range| range.ports().contains(port))
//!         && !port.is_blocked_by_browsers()
//! }
//!
//! let range = PortRange::try_from(8000..=8999)?;
//! let port = range.ports().find(|port| is_good(*port)).unwrap();
//! assert!(port.is_user() && port.service(Protocol::Tcp).is_none());
//! for port in [8080, 6000, 10080, 11211, 33333, 51820] {
//!     assert!(!is_good(Port::new(port)));
//! }
//! // std::net::TcpListener::bind(("127.0.0.1", port.get()))?;
//! # Ok::<(), port_registry::Error>(())
//! ```
//!
//! # Look up in `/etc/services` first
//!
//! [`System`], with the feature `std`, looks up in the system's own file, and in the registry what the
//! file does not have. The result says which of the two it is from.
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use port_registry::Protocol;
//! use port_registry::services_file::{System, SystemSource};
//!
//! let system = System::load()?;
//! let https = system.by_name("https", Protocol::Tcp).unwrap();
//! match https.source() {
//!     SystemSource::File { line } => println!("{https}, line {line} of {:?}", system.path()),
//!     SystemSource::Registry(service) => println!("{https}, {}", service.description()),
//! }
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Write `/etc/services` for a container
//!
//! A minimal container image has no `/etc/services`, and `getservbyname` finds nothing there.
//! [`ServicesFile`] writes such a file, of all services or of a selection.
//!
//! ```
//! use port_registry::services_file::ServicesFile;
//! use port_registry::{Port, Service};
//!
//! let is_system = |service: &Service| service.port().is_some_and(Port::is_system);
//! let text = Service::all().filter(is_system).collect::<ServicesFile>().to_string();
//! assert!(text.lines().any(|line| line.starts_with("ssh ") && line.contains("22/tcp")));
//! // std::fs::write("rootfs/etc/services", text)?;
//! ```
//!
//! # Look up at compile time
//!
//! [`service!`](crate::service!) and [`port!`](crate::port!) take a string literal. A service that IANA
//! has not registered is a compile error. Most lookups are `const fn`, so that constants and statics
//! can be made of them.
//!
//! ```
//! use port_registry::{Port, PortSet, Protocol, Service, port, service};
//!
//! const SSH: Service = service!("ssh/tcp");
//! static DATABASES: [Port; 3] = [port!("mysql/tcp"), port!("postgresql/tcp"), port!("redis/tcp")];
//! static WEB: PortSet = PortSet::new().with(port!("http/tcp")).with(port!("https/tcp"));
//! const ON_465: Option<Service> = Port::new(465).service(Protocol::Tcp);
//!
//! assert_eq!((SSH.port().unwrap(), DATABASES[1]), (Port::new(22), Port::new(5432)));
//! assert!(WEB.contains(Port::new(443)));
//! assert_eq!(ON_465.unwrap().name(), "submissions");
//! ```
//!
//! # Answer any query
//!
//! A query may be a port, a service type of DNS-SD, a name as people use it, a misspelled name, or
//! words that describe the service. Each has its own lookup.
//!
//! ```
//! use port_registry::dns_sd::ServiceType;
//! use port_registry::{Port, Service};
//!
//! fn answer(query: &str) -> Vec<Service> {
//!     if let Ok(port) = query.parse::<Port>() {
//!         return port.services().collect();
//!     }
//!     if let Ok(service_type) = query.parse::<ServiceType>() {
//!         return service_type.services().collect();
//!     }
//!     let found = Service::find(query);
//!     if found.len() > 0 {
//!         return found.collect();
//!     }
//!     let described: Vec<Service> = Service::search(query).take(10).collect();
//!     if described.is_empty() {
//!         return Service::suggest(query, None).into_iter().collect();
//!     }
//!     described
//! }
//!
//! let first = |query| answer(query)[0].name();
//! assert_eq!(first("443"), "https");
//! assert_eq!(first("_ipp._tcp.local."), "ipp");
//! assert_eq!(first("rdp"), "ms-wbt-server");
//! assert_eq!(first("internet printing"), "ipp");
//! assert_eq!(first("htps"), "https");
//! ```
//!
//! # Compare with a newer registry at run time
//!
//! The feature `csv` reads IANA's file as it is published, with the checks of the build script. The
//! lookups still answer from the registry that was compiled in, whose day is
//! [`SNAPSHOT`](crate::SNAPSHOT). [`Diff`] compares the two, row by row: a name that is registered for a
//! further port is an added row too.
//!
//! ```
//! # #[cfg(feature = "csv")] {
//! use port_registry::csv::{Change, Diff, RegistryFile};
//! use port_registry::record::Column;
//!
//! let compiled = RegistryFile::compiled();
//! // IANA's newer file; here the copy in this crate.
//! let newer = RegistryFile::open("registry/service-names-port-numbers.csv")?;
//! let diff = Diff::between(&compiled, &newer);
//! for change in diff.changes() {
//!     if let Change::Added(row) = change {
//!         let cells = [Column::ServiceName, Column::PortNumber, Column::TransportProtocol];
//!         println!("{}: {}", cells.map(|column| row.cell(column)).join(" "), row.description());
//!     }
//! }
//! # assert!(newer.rows().len() > 10_000 && diff.changes().is_empty());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![doc(alias = "serde", alias = "no_std", alias = "toml")]
//!
#![cfg_attr(feature = "std", doc = "[`System`]: crate::services_file::System")]
#![cfg_attr(
    not(feature = "std"),
    doc = "[`System`]: https://docs.rs/port-registry/latest/port_registry/services_file/struct.System.html"
)]
#![cfg_attr(feature = "csv", doc = "[`Diff`]: crate::csv::Diff")]
#![cfg_attr(
    not(feature = "csv"),
    doc = "[`Diff`]: https://docs.rs/port-registry/latest/port_registry/csv/struct.Diff.html"
)]

use crate::port_set::PortSpec;
use crate::services_file::ServicesFile;
use crate::{Endpoint, Flow, KnownUse, Port, PortSet, Protocol, Service};
