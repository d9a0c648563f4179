//! Lookups that need neither `std` nor an allocator, whose results are known.
//!
//! A crate without `std` has this file as a module: the program of `main.rs` and the one of `bare.rs`.
//! It uses nothing but `core` and the crate.

use core::fmt::{self, Write};
use core::hint::black_box;

use port_registry::{Endpoint, Port, PortClass, PortSet, Protocol, Service, Status, port, service};

/// A table of lookups made at compile time.
static WATCHED: [(Port, Service); 3] = [
    (port!("ssh/tcp"), service!("ssh/tcp")),
    (port!("domain/udp"), service!("domain/udp")),
    (port!("https/tcp"), service!("https/tcp")),
];

const SUBMISSIONS: Option<Service> = Port::new(465).service(Protocol::Tcp);

/// A buffer that replaces `String`.
struct Line {
    bytes: [u8; 128],
    len: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let free = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        free.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

fn is_written(value: impl fmt::Display, expected: &str) -> bool {
    let mut line = Line {
        bytes: [0; 128],
        len: 0,
    };
    write!(line, "{value}").is_ok() && line.bytes.get(..line.len) == Some(expected.as_bytes())
}

/// Returns 0, or the number of the first lookup that returns a wrong result.
pub fn first_wrong() -> u8 {
    // `black_box` makes the program do the lookup, rather than the compiler.
    let port = |number: u16| Port::new(black_box(number));
    let named = |name: &str| Service::by_name(black_box(name));
    let right = [
        port(443).service(Protocol::Tcp) == Some(WATCHED[2].1),
        port(443).class() == PortClass::WellKnown,
        port(443).status(Protocol::Udp) == Status::Assigned,
        port(4).service(Protocol::Tcp).is_none(),
        port(50_000).status(Protocol::Tcp) == Status::Dynamic,
        port(6007)
            .service(Protocol::Tcp)
            .is_some_and(|x11| x11.name() == "x11"),
        port(80)
            .services_over(Protocol::Tcp)
            .map(Service::name)
            .eq(["http", "www", "www-http"]),
        named("HTTP-ALT")
            .next()
            .is_some_and(|service| service.port() == Some(port(8080))),
        named("no-such-name").next().is_none(),
        Service::find(black_box("rdp"))
            .next()
            .is_some_and(|rdp| rdp.name() == "ms-wbt-server"),
        SUBMISSIONS.is_some_and(|service| service.name() == "submissions"),
        WATCHED
            .iter()
            .all(|(port, service)| service.port() == Some(*port)),
        black_box("53/udp")
            .parse::<Endpoint>()
            .ok()
            .and_then(Endpoint::service)
            == Some(WATCHED[1].1),
        black_box("22,https,8000-8100")
            .parse::<PortSet>()
            .is_ok_and(|ports| ports.len() == 103 && is_written(ports, "22,443,8000-8100")),
        black_box("80,htps")
            .parse::<PortSet>()
            .is_err_and(|error| error.position() == 3),
        is_written(WATCHED[2].1.description(), "http protocol over TLS/SSL"),
        Protocol::try_from(black_box(1))
            .is_err_and(|error| is_written(error, "ICMP (IP protocol 1) has no port numbers")),
    ];
    right
        .iter()
        .position(|right| !right)
        .map_or(0, |at| at as u8 + 1)
}
