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

proptest! {
    #[test]
    fn the_direction_of_a_flow_does_not_matter(a in any::<u16>(), b in any::<u16>(), at in 0..4_usize) {
        let flow = Flow::new(Protocol::ALL[at], Port::new(a), Port::new(b));
        prop_assert_eq!(flow.service(), flow.reversed().service());
        prop_assert_eq!(flow.reversed().reversed(), flow);
        if a != b {
            let turned = flow.reversed().server().map(|side| match side {
                Side::Source => Side::Destination,
                Side::Destination => Side::Source,
            });
            prop_assert_eq!(flow.server(), turned);
        }
        let expected = flow.server().and_then(|side| flow.port(side).service(Protocol::ALL[at]));
        prop_assert_eq!(flow.service(), expected);
    }
}
