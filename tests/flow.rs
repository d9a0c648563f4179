//! Tests of which end of a flow is the server.

use port_registry::{Flow, Port, PortClass, Protocol, Service, Side};
use proptest::prelude::*;

fn flow(source: u16, destination: u16) -> Flow {
    Flow::new(Protocol::Tcp, Port::new(source), Port::new(destination))
}

#[test]
fn each_rule_decides_in_its_turn() {
    let cases = [
        // Rule 1: a registered port before one that is not registered.
        ((443, 50000), Some(Side::Source)),
        ((4, 443), Some(Side::Destination)),
        ((4, 8080), Some(Side::Destination)), // 4 is well-known, but not registered
        ((50000, 50001), None),
        ((4, 50000), None),
        // Rule 2: a well-known port before a registered port.
        ((8080, 443), Some(Side::Destination)),
        ((443, 1024), Some(Side::Source)),
        // Rule 3: the ports that clients are assigned.
        ((33434, 8080), Some(Side::Destination)),
        ((27017, 34567), Some(Side::Source)),
        // Rule 5: the lower number, and if both are equal the destination.
        ((22, 80), Some(Side::Source)),
        ((3306, 5432), Some(Side::Source)),
        ((123, 123), Some(Side::Destination)),
    ];
    for ((source, destination), expected) in cases {
        assert_eq!(
            flow(source, destination).server(),
            expected,
            "{source} -> {destination}"
        );
    }
}

#[test]
fn a_historic_alias_gives_way() {
    // Rule 4 needs a port for which only an alias is registered. There is none: on each port of an
    // alias, the service that replaces the alias is registered too and is preferred.
    for protocol in Protocol::ALL {
        for port in PortClass::WellKnown
            .range()
            .ports()
            .chain(PortClass::Registered.range())
        {
            assert!(
                !port
                    .service(protocol)
                    .is_some_and(Service::is_historic_alias)
            );
        }
    }
}

#[test]
fn a_service_is_one_of_the_transport() {
    let query = Flow::new(Protocol::Dccp, Port::new(53), Port::new(9));
    assert_eq!(query.service().unwrap().name(), "discard");
    assert_eq!(
        Flow::new(Protocol::Dccp, Port::new(53), Port::new(22)).service(),
        None
    );
}

#[test]
fn the_initiator_is_the_client_whatever_the_ports() {
    const ANSWER: Flow = Flow::new(Protocol::Udp, Port::new(53), Port::new(123));
    const SERVER: Option<Side> = ANSWER.initiated_by(Side::Destination).reversed().server();
    assert_eq!(SERVER, Some(Side::Destination));
    let cases = [
        // By the ports, each of these servers would be the other end, or unknown.
        ((443, 51514), Side::Source, Side::Destination, None),
        ((51514, 443), Side::Destination, Side::Source, None),
        (
            (80, 8080),
            Side::Source,
            Side::Destination,
            Some("http-alt"),
        ),
        ((50000, 50001), Side::Source, Side::Destination, None),
        ((50000, 50001), Side::Destination, Side::Source, None),
        // With equal ports, the guess would be the destination.
        ((179, 179), Side::Destination, Side::Source, Some("bgp")),
        // The guess would be the same end.
        ((179, 179), Side::Source, Side::Destination, Some("bgp")),
        ((51514, 443), Side::Source, Side::Destination, Some("https")),
    ];
    for ((source, destination), initiator, server, service) in cases {
        let ports = flow(source, destination);
        let known = ports.initiated_by(initiator);
        assert_eq!(ports.initiator(), None);
        assert_eq!(known.initiator(), Some(initiator));
        assert_eq!(known.server(), Some(server), "{source} -> {destination}");
        assert_eq!(known.service().map(Service::name), service);
        assert_eq!(known.initiated_by(server).server(), Some(initiator));
        assert_ne!(known, ports);
    }
}

proptest! {
    #[test]
    fn a_known_initiator_decides(a in any::<u16>(), b in any::<u16>(), at in 0..4_usize, from_source in any::<bool>()) {
        let (client, server) = if from_source {
            (Side::Source, Side::Destination)
        } else {
            (Side::Destination, Side::Source)
        };
        let flow = Flow::new(Protocol::ALL[at], Port::new(a), Port::new(b)).initiated_by(client);
        prop_assert_eq!(flow.server(), Some(server));
        prop_assert_eq!(flow.service(), Port::new(if from_source { b } else { a }).service(Protocol::ALL[at]));
        prop_assert_eq!(flow.reversed().initiator(), Some(server));
        prop_assert_eq!(flow.reversed().server(), Some(client));
        prop_assert_eq!(flow.reversed().service(), flow.service());
        prop_assert_eq!(flow.reversed().reversed(), flow);
    }

    #[test]
    fn the_direction_of_a_flow_does_not_matter(a in any::<u16>(), b in any::<u16>(), at in 0..4_usize) {
        let flow = Flow::new(Protocol::ALL[at], Port::new(a), Port::new(b));
        prop_assert_eq!(flow.service(), flow.reversed().service());
        prop_assert_eq!(flow.reversed().reversed(), flow);
        if a != b {
            let turned = flow.reversed().server().map(Side::opposite);
            prop_assert_eq!(flow.server(), turned);
        }
        let expected = flow.server().and_then(|side| flow.port(side).service(Protocol::ALL[at]));
        prop_assert_eq!(flow.service(), expected);
    }
}
