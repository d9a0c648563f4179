//! A program without `std` and without an allocator that makes lookups.
//!
//! Its exit status is 0, or the number of the first lookup that returned a wrong result.
//! `tests/no_std.rs` builds and runs it. The program would not link if its dependencies used `std`
//! or `alloc`: `std` has a panic handler of its own, and `alloc` needs an allocator.
#![no_std]
#![no_main]

use core::ffi::{c_char, c_int};
use core::fmt::{self, Write};
use core::hint::black_box;
use core::panic::PanicInfo;

use port_registry::{Endpoint, Port, PortClass, Protocol, Service, Status, port, service};

// The C library of the platform has the code that calls `main`.
#[link(name = "c")]
unsafe extern "C" {
    safe fn abort() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    abort()
}

/// The compiled `core` refers to this symbol, although nothing unwinds where a panic aborts.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

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

#[unsafe(no_mangle)]
pub extern "C" fn main(_: c_int, _: *const *const c_char) -> c_int {
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
        is_written(WATCHED[2].1.description(), "http protocol over TLS/SSL"),
        Protocol::try_from(black_box(1))
            .is_err_and(|error| is_written(error, "ICMP (IP protocol 1) has no port numbers")),
    ];
    right
        .iter()
        .position(|right| !right)
        .map_or(0, |at| at as c_int + 1)
}
