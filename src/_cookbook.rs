//! Ten tasks, and how to do each.
//!
//! Every example is compiled and run by the crate's tests.
//!
//! 1. [Name the ports that a scan found](#name-the-ports-that-a-scan-found)
//! 2. [Label the lines of a flow log](#label-the-lines-of-a-flow-log)
//! 3. [Read a port from a configuration file](#read-a-port-from-a-configuration-file)
//! 4. [Turn a list that somebody typed into firewall rules](#turn-a-list-that-somebody-typed-into-firewall-rules)
//! 5. [Find a port to use](#find-a-port-to-use)
//! 6. [Ask `/etc/services` first](#ask-etcservices-first)
//! 7. [Write `/etc/services` for a container](#write-etcservices-for-a-container)
//! 8. [Let the compiler look it up](#let-the-compiler-look-it-up)
//! 9. [Answer whatever somebody asks](#answer-whatever-somebody-asks)
//! 10. [Read a newer registry at run time](#read-a-newer-registry-at-run-time)
//!
//! # Name the ports that a scan found
//!
//! [`Port::service`] gives the one service to show of a port, and [`Port::status`] what to say
//! where there is none. The name is what the port was assigned for: a scan does not tell what
//! answers there.
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
//! A log has the number of an IP protocol and two ports, of which one is the server's. [`Flow`]
//! guesses which, and [`Protocol::from_number`] tells protocols that have no ports.
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
//! assert_eq!(label(1, 0, 0), "ICMP (IP protocol 1) has no port numbers");
//! ```
//!
//! # Read a port from a configuration file
//!
//! With the feature `serde` a field of the type [`Endpoint`] takes `443/tcp`, `https/tcp` or
//! `:443`, and one of the type [`Port`] takes a number. A name that is not known fails with an
//! error that quotes it.
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
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Turn a list that somebody typed into firewall rules
//!
//! [`PortSet`] reads numbers and ranges, [`PortSet::parse_over`] names and patterns too, and both
//! say at which byte a list goes wrong. [`PortSet::ranges`] gives the fewest ranges that hold all
//! of it.
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
//! # Ok::<(), port_registry::ParsePortSetError>(())
//! ```
//!
//! # Find a port to use
//!
//! Ports from 49152 up are private: nobody registers them, and any program may be using one. For a
//! port that stays, [`PortRange::first_unassigned`] finds one without a registration, until IANA
//! gives it away.
//!
//! ```
//! use port_registry::{Port, PortRange, Protocol, Status};
//!
//! assert!(Port::new(50000).is_dynamic());
//!
//! let range: PortRange = "8000-8999".parse()?;
//! let port = range.first_unassigned(Protocol::Tcp).unwrap();
//! assert_eq!(port.status(Protocol::Tcp), Status::Unassigned);
//! # Ok::<(), port_registry::ParsePortRangeError>(())
//! ```
//!
//! # Ask `/etc/services` first
//!
//! [`System`], with the feature `std`, answers from the machine's own file, and from the registry
//! where the file is silent or absent. It says which of the two it was.
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use port_registry::{Protocol, System, SystemSource};
//!
//! let system = System::load()?;
//! let https = system.named("https", Protocol::Tcp).unwrap();
//! match https.source() {
//!     SystemSource::File { line } => println!("{https}, line {line} of {}", System::PATH),
//!     SystemSource::Registry(service) => println!("{https}, {}", service.description()),
//! }
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Write `/etc/services` for a container
//!
//! An image without a distribution has no such file, and `getservbyname` finds nothing in it.
//! [`ServicesFile`] is one, of all services or of those that are chosen, as libc reads it.
//!
//! ```
//! use port_registry::{Port, Service, ServicesFile};
//!
//! let is_well_known = |service: &Service| service.port().is_some_and(Port::is_well_known);
//! let text = Service::all().filter(is_well_known).collect::<ServicesFile>().to_string();
//! assert!(text.lines().any(|line| line.starts_with("ssh ") && line.contains("22/tcp")));
//! // std::fs::write("rootfs/etc/services", text)?;
//! ```
//!
//! # Let the compiler look it up
//!
//! [`service!`](crate::service!) and [`port!`](crate::port!) take a literal, and do not compile if
//! IANA has not registered it. Lookups are `const fn`, so that tables can be built from them too.
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
//! # Answer whatever somebody asks
//!
//! A question may be a port, what DNS-SD browses for, a name as people say it, or words that
//! describe the service. Each has its own lookup, from the strictest to the one that finds most.
//!
//! ```
//! use port_registry::{Port, Service, ServiceType};
//!
//! fn answer(question: &str) -> Vec<Service> {
//!     if let Ok(port) = question.parse::<Port>() {
//!         return port.services().collect();
//!     }
//!     if let Ok(labels) = question.parse::<ServiceType>() {
//!         return labels.services().collect();
//!     }
//!     match Service::find(question).collect::<Vec<_>>() {
//!         none if none.is_empty() => Service::search(question).take(10).collect(),
//!         found => found,
//!     }
//! }
//!
//! let first = |question| answer(question)[0].name();
//! assert_eq!(first("443"), "https");
//! assert_eq!(first("_ipp._tcp.local."), "ipp");
//! assert_eq!(first("rdp"), "ms-wbt-server");
//! assert_eq!(first("internet printing"), "ipp");
//! ```
//!
//! # Read a newer registry at run time
//!
//! The feature `csv` reads IANA's file as it is published, with the checks of the build; the
//! lookups keep answering from what was compiled in, whose day is [`SNAPSHOT`](crate::SNAPSHOT).
//! This prints what is too new for them, and [`Diff`] has all that changed from one copy to
//! another.
//!
//! ```
//! # #[cfg(feature = "csv")] {
//! use port_registry::Service;
//! use port_registry::csv::RegistryFile;
//!
//! // IANA's file, or here the copy of it in this crate.
//! let file = RegistryFile::open("registry/service-names-port-numbers.csv")?;
//! for row in file.rows() {
//!     if row.name().is_some_and(|name| Service::by_name(name).len() == 0) {
//!         println!("{} {}: {}", row.name().unwrap_or("-"), row.port_cell(), row.description());
//!     }
//! }
//! # assert!(file.rows().len() > 10_000);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
#![cfg_attr(feature = "std", doc = "[`System`]: crate::System")]
#![cfg_attr(
    not(feature = "std"),
    doc = "[`System`]: https://docs.rs/port-registry/latest/port_registry/struct.System.html"
)]
#![cfg_attr(feature = "csv", doc = "[`Diff`]: crate::csv::Diff")]
#![cfg_attr(
    not(feature = "csv"),
    doc = "[`Diff`]: https://docs.rs/port-registry/latest/port_registry/csv/struct.Diff.html"
)]

use crate::{Endpoint, Flow, Port, PortRange, PortSet, Protocol, ServicesFile};
