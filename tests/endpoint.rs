//! Tests of endpoints in all forms that can be parsed.

use std::net::SocketAddr;

use port_registry::lookup::meanings;
use port_registry::{Endpoint, Port, Protocol, Service};
use proptest::prelude::*;

fn endpoint(port: u16, protocol: Protocol) -> Endpoint {
    Endpoint::new(Port::new(port), protocol)
}

#[test]
fn endpoints_are_parsed_in_many_forms() {
    for (text, port, protocol) in [
        ("443/tcp", 443, Protocol::Tcp),
        ("443/TCP", 443, Protocol::Tcp),
        ("tcp/443", 443, Protocol::Tcp),
        ("Sctp/443", 443, Protocol::Sctp),
        (":443", 443, Protocol::Tcp),
        (":53/udp", 53, Protocol::Udp),
        ("udp/:53", 53, Protocol::Udp),
        ("https/tcp", 443, Protocol::Tcp),
        ("tcp/HTTPS", 443, Protocol::Tcp),
        (":https", 443, Protocol::Tcp),
        ("dns/udp", 53, Protocol::Udp),
        ("rdp/tcp", 3389, Protocol::Tcp),
        ("cl/1/tcp", 172, Protocol::Tcp),
        ("x11/tcp", 6000, Protocol::Tcp),
        ("0/dccp", 0, Protocol::Dccp),
        ("65535/tcp", 65535, Protocol::Tcp),
        // Without a transport protocol: TCP, if it has the port.
        ("443", 443, Protocol::Tcp),
        ("https", 443, Protocol::Tcp),
        ("cl/1", 172, Protocol::Tcp),
        ("wireguard", 51820, Protocol::Udp),
        ("bootps", 67, Protocol::Tcp),
        ("ngap", 38412, Protocol::Sctp),
        ("tcp/cl/1", 172, Protocol::Tcp),
        // As ss, netstat, Docker and Go write them.
        ("tcp6/443", 443, Protocol::Tcp),
        ("443/udp4", 443, Protocol::Udp),
        ("*:443", 443, Protocol::Tcp),
        ("0.0.0.0:443", 443, Protocol::Tcp),
        ("[::1]:443/tcp", 443, Protocol::Tcp),
        ("[fe80::1%eth0]:53/udp", 53, Protocol::Udp),
        (":::22", 22, Protocol::Tcp),
        ("127.0.0.1:https", 443, Protocol::Tcp),
        ("tcp/[::]:8080", 8080, Protocol::Tcp),
    ] {
        assert_eq!(text.parse(), Ok(endpoint(port, protocol)), "{text}");
    }
}

#[test]
fn invalid_endpoints_are_errors_with_the_reason() {
    let message = |text: &str| text.parse::<Endpoint>().unwrap_err().to_string();
    let expected_form = "expected a port and a transport protocol, as in 443/tcp";
    let expected_port = "expected a number from 0 to 65535";
    let expected_protocol = "expected tcp, udp, sctp or dccp";
    let expected_service = "expected a service that has a port over this transport";
    for (text, reason) in [
        ("", expected_form.to_owned()),
        (
            "htps",
            "expected a port or a service that has one; did you mean https?".to_owned(),
        ),
        ("3000-3005/tcp", "expected one port, not a range".to_owned()),
        ("8000-8100", "expected one port, not a range".to_owned()),
        ("53/tcp/udp", "expected one transport protocol".to_owned()),
        ("tcp/53/udp", "expected one transport protocol".to_owned()),
        (
            "localhost:443",
            "expected an IP address before the colon, or nothing".to_owned(),
        ),
        (
            "[::1:443/tcp",
            "expected an IP address before the colon, or nothing".to_owned(),
        ),
        (
            "[::1]:70000",
            format!("invalid port \"70000\": {expected_port}"),
        ),
        (
            "cl/1/x",
            format!("unknown transport protocol \"x\": {expected_protocol}"),
        ),
        (
            "65536/tcp",
            format!("invalid port \"65536\": {expected_port}"),
        ),
        ("/tcp", format!("invalid port \"\": {expected_port}")),
        (":", format!("invalid port \"\": {expected_port}")),
        (
            "443/",
            format!("unknown transport protocol \"\": {expected_protocol}"),
        ),
        (
            "443/icmp",
            format!("unknown transport protocol \"icmp\": {expected_protocol}"),
        ),
        (
            "htps/tcp",
            format!("{expected_service}; did you mean https?"),
        ),
        (
            "postgress/tcp",
            format!("{expected_service}; did you mean postgres?"),
        ),
        ("airplay/tcp", expected_service.to_owned()),
        (
            "https/dccp",
            format!("{expected_service}; did you mean https/tcp?"),
        ),
        ("+443/tcp", expected_service.to_owned()),
    ] {
        assert_eq!(
            message(text),
            format!("invalid endpoint {text:?}: {reason}")
        );
    }
}

#[test]
fn the_alternate_form_names_the_service() {
    assert_eq!(
        format!("{:#}", endpoint(443, Protocol::Tcp)),
        "443/tcp (https)"
    );
    assert_eq!(
        format!("{:#}", endpoint(465, Protocol::Tcp)),
        "465/tcp (submissions)"
    );
    assert_eq!(format!("{:#}", endpoint(50000, Protocol::Udp)), "50000/udp");
    assert_eq!(format!("{}", endpoint(443, Protocol::Tcp)), "443/tcp");
}

#[test]
fn endpoints_are_made_from_socket_addresses() {
    let address: SocketAddr = "[::1]:8080".parse().unwrap();
    assert_eq!(
        Endpoint::from((address, Protocol::Tcp)),
        endpoint(8080, Protocol::Tcp)
    );
    assert_eq!(
        Endpoint::from((Port::new(53), Protocol::Udp)),
        endpoint(53, Protocol::Udp)
    );
}

#[test]
fn every_named_service_with_a_port_can_be_written_as_one() {
    // Of a homonym, the port is that of what people mean.
    let is_asked =
        |service: &Service| service.port().is_some() && meanings(service.name()).reason().is_none();
    for service in Service::all().filter(is_asked) {
        for protocol in Protocol::ALL
            .into_iter()
            .filter(|protocol| service.is_over(*protocol))
        {
            let read: Endpoint = format!("{}/{protocol}", service.name()).parse().unwrap();
            let preferred = Service::by_name_over(service.name(), protocol).unwrap();
            assert_eq!(
                (Some(read.port()), read.protocol()),
                (preferred.port(), protocol)
            );
        }
    }
}

proptest! {
    #[test]
    fn display_round_trips(port in any::<u16>(), at in 0..4_usize) {
        let endpoint = endpoint(port, Protocol::ALL[at]);
        prop_assert_eq!(endpoint.to_string().parse(), Ok(endpoint));
    }

    #[test]
    fn any_text_gives_a_value_or_an_error(text in any::<String>(), like in "[:/a-z0-9]{0,12}") {
        for text in [text, like] {
            if let Ok(endpoint) = text.parse::<Endpoint>() {
                prop_assert_eq!(endpoint.to_string().parse(), Ok(endpoint));
            }
        }
    }
}
