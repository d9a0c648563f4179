//! Tests that invalid calls of `service!` and `port!` do not compile, and of the compiler's
//! message.

mod support;

use std::path::PathBuf;

use support::cargo;

/// Returns the folder of a `no_std` library with these items.
fn library(name: &str, items: &str) -> PathBuf {
    let text = format!(
        "#![no_std]\n#![allow(dead_code)]\nuse port_registry::{{Port, Service, port, service}};\n{items}"
    );
    cargo::scratch_crate(name, "", &[("src/lib.rs", &text)])
}

const REFUSED: [(&str, &str); 12] = [
    (
        r#"service!("htps/tcp")"#,
        "unknown service \"htps/tcp\": expected a name that is registered over this transport; \
         did you mean https?",
    ),
    (
        r#"service!("ssh/dccp")"#,
        "unknown service \"ssh/dccp\": expected a name that is registered over this transport; \
         did you mean ssh/tcp?",
    ),
    (
        r#"service!("https")"#,
        r#"invalid service "https": expected a name and a transport protocol, as in https/tcp"#,
    ),
    (
        r#"service!("https/icmp")"#,
        r#"invalid service "https/icmp": expected tcp, udp, sctp or dccp after the slash"#,
    ),
    (
        r#"port!("htps/udp")"#,
        "unknown service \"htps/udp\": expected a name that is registered over this transport; \
         did you mean https?",
    ),
    (
        r#"port!("http")"#,
        r#"invalid service "http": expected a name and a transport protocol, as in https/tcp"#,
    ),
    (
        r#"port!("http/ip")"#,
        r#"invalid service "http/ip": expected tcp, udp, sctp or dccp after the slash"#,
    ),
    // IANA's name of what an alias means, also if an older name without a port is in the way.
    (
        r#"service!("dns/udp")"#,
        "unknown service \"dns/udp\": expected a name that is registered over this transport; \
         did you mean domain?",
    ),
    (
        r#"port!("smtps/tcp")"#,
        "unknown service \"smtps/tcp\": expected a name that is registered over this transport; \
         did you mean submissions?",
    ),
    (
        r#"port!("postgress/tcp")"#,
        "unknown service \"postgress/tcp\": expected a name that is registered over this transport; \
         did you mean postgresql?",
    ),
    (
        r#"port!("rdp/tcp")"#,
        "service \"rdp/tcp\" has no port: expected one that is registered with a port; \
         did you mean ms-wbt-server?",
    ),
    (
        r#"port!("airplay/tcp")"#,
        r#"service "airplay/tcp" has no port: expected one that is registered with a port"#,
    ),
];

/// Returns each refused call in an item of its own. `{at}`, `{type}` and `{call}` are placeholders.
fn refused_as(item: &str) -> String {
    let write = |(at, (call, _)): (usize, &(&str, &str))| {
        let of = if call.starts_with("port!") {
            "Port"
        } else {
            "Service"
        };
        item.replace("{at}", &at.to_string())
            .replace("{type}", of)
            .replace("{call}", call)
            + "\n"
    };
    REFUSED.iter().enumerate().map(write).collect()
}

#[test]
fn what_is_registered_compiles() {
    let folder = library(
        "macros-good",
        r#"
        pub const SSH: Service = service!("ssh/tcp");
        pub static PORTS: [Port; 2] = [port!("HTTP-ALT/TCP"), port!("flex-lm/sctp")];
        pub const AIRPLAY: Service = service!("airplay/tcp");
        pub fn old_name_with_a_slash<T>() -> Service { service!("cl/1/udp") }
        pub const fn in_a_const_fn() -> u16 { port!("x11/tcp").get() }
        const _: () = assert!(SSH.port().unwrap().get() == 22 && in_a_const_fn() == 6000);
        "#,
    );
    cargo::cargo(&folder, &["check"], &[]).succeeded();
}

#[test]
fn what_is_not_registered_does_not_compile() {
    // The macro does the lookup, so a call in a function fails too, even if nothing calls the
    // function.
    for (name, item) in [
        ("macros-const", "pub const ITEM_{at}: {type} = {call};"),
        ("macros-function", "pub fn item_{at}() -> {type} { {call} }"),
        (
            "macros-generic",
            "pub fn item_{at}<T>(_: T) -> {type} { {call} }",
        ),
    ] {
        let folder = library(name, &refused_as(item));
        let check = cargo::cargo(&folder, &["check"], &[]);
        assert!(!check.is_success(), "{item} compiles");
        for (call, message) in REFUSED {
            // The message, which older compilers quote, is followed by the line of the call.
            let spellings = [format!(": {message}\n"), format!(" '{message}', ")];
            let told = check.stderr.split("error[").any(|error| {
                spellings.iter().any(|message| error.contains(message)) && error.contains(call)
            });
            assert!(
                told,
                "{call} in {item} is told {message:?}, not\n{}",
                check.stderr
            );
        }
    }
}

#[test]
fn an_argument_that_is_no_string_does_not_compile() {
    for (name, item, message) in [
        (
            "macros-number",
            "pub const HTTPS: Service = service!(443);",
            "expected `&str`, found integer",
        ),
        (
            "macros-two",
            "pub const HTTPS: Port = port!(\"https\", \"tcp\");",
            "no rules expected",
        ),
        (
            "macros-variable",
            "pub fn of(name: &str) -> Port { port!(name) }",
            "no rules expected",
        ),
    ] {
        let check = cargo::cargo(&library(name, item), &["check"], &[]);
        assert!(!check.is_success(), "{item} compiles");
        assert!(check.stderr.contains(message), "{}", check.stderr);
    }
}
