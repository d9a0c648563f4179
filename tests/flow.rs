//! Tests of which end of a flow is the server.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::LazyLock;

use port_registry::{Flow, KnownUse, Port, Protocol, Service, Side};
use proptest::prelude::*;

/// Flows of public captures whose first packet was captured, so that their direction is known: the
/// transport protocol, the ports of client and server, and the number of such flows.
const DIRECTED: &str = include_str!("data/flows.csv");

fn flow(source: u16, destination: u16) -> Flow {
    over(Protocol::Tcp, source, destination)
}

fn over(protocol: Protocol, source: u16, destination: u16) -> Flow {
    Flow::new(protocol, Port::new(source), Port::new(destination))
}

fn service(protocol: Protocol, port: u16) -> Option<Service> {
    Port::new(port).service(protocol)
}

/// The services on whose ports software is known to listen.
static KNOWN: LazyLock<HashSet<Service>> = LazyLock::new(|| {
    KnownUse::all()
        .filter(|known| known.ports().first() == known.ports().last())
        .filter_map(|known| known.ports().first().service(known.protocol()))
        .collect()
});

fn is_widely_used(service: Service) -> bool {
    service.aliases().next().is_some() || KNOWN.contains(&service)
}

/// Returns the class of the documentation.
fn class(port: u16) -> u8 {
    match port {
        0..1024 => 1,
        1024..5001 => 3,
        5001..10_000 => 2,
        10_000..32_768 => 4,
        32_768.. => 5,
    }
}

/// Returns the server by the documented rules, one after the other.
fn by_the_rules(protocol: Protocol, ports: [u16; 2]) -> Option<Side> {
    let of_clients = ports.map(|port| {
        matches!(
            (protocol, port),
            (Protocol::Tcp, 20 | 989) | (Protocol::Udp, 68 | 546)
        )
    });
    let services = ports.map(|port| service(protocol, port));
    // A port of clients isn't the server's, however widely used its service is.
    let used = [0, 1].map(|end| !of_clients[end] && services[end].is_some_and(is_widely_used));
    let classes = ports.map(class);
    let is_registered = services.map(|service| service.is_some());
    // `Less` if the source is preferred.
    let by_service = match (used[0] || of_clients[0], classes[0]) {
        (true, _) => Ordering::Equal,
        (false, 5) => is_registered[1].cmp(&is_registered[0]),
        (false, _) => is_registered[0].cmp(&is_registered[1]),
    };
    let rules = [
        of_clients[0].cmp(&of_clients[1]),
        used[1].cmp(&used[0]),
        if of_clients[0] {
            Ordering::Equal
        } else {
            classes[0].cmp(&classes[1])
        },
        by_service,
        ports[0].cmp(&ports[1]),
    ];
    let decisive = rules.into_iter().find(|rule| rule.is_ne());
    let (end, side) = match decisive {
        Some(Ordering::Less) => (0, Side::Source),
        _ => (1, Side::Destination),
    };
    services[end].map(|_| side)
}

const SOURCE: Option<Side> = Some(Side::Source);
const DESTINATION: Option<Side> = Some(Side::Destination);

#[test]
fn each_rule_decides_in_its_turn() {
    let cases = [
        // No service at all.
        ((50000, 50001), None),
        ((4, 50000), None),
        // Rule 1: the ports from which clients begin flows.
        ((20, 19), DESTINATION),
        ((20, 443), DESTINATION),
        ((20, 1026), DESTINATION),
        ((20, 43439), DESTINATION),
        ((20, 50000), None),
        ((989, 1026), DESTINATION),
        // Over TCP, 68 and 546 are not among them.
        ((68, 1025), SOURCE),
        ((546, 1025), SOURCE),
        // Rule 2: a widely used service is preferred, whatever the class of its port.
        ((443, 50000), SOURCE),
        ((4, 8080), DESTINATION),
        ((8090, 27017), DESTINATION),
        ((1026, 44818), DESTINATION),
        ((679, 2049), DESTINATION),
        // Rule 3, with two widely used services: the classes, and the ports at their bounds.
        ((8080, 443), DESTINATION),
        ((3306, 5432), DESTINATION),
        ((3306, 20000), SOURCE),
        ((27017, 8080), DESTINATION),
        ((44818, 20000), DESTINATION),
        ((5000, 5432), DESTINATION),
        ((5001, 5432), SOURCE),
        ((9998, 3306), SOURCE),
        ((10000, 3306), DESTINATION),
        // Rule 3, with a service that is not, and a port without a service.
        ((1022, 1024), SOURCE),
        ((1023, 5003), None),
        ((1024, 5003), DESTINATION),
        ((1203, 4998), None),
        ((1203, 5030), None),
        ((5099, 4998), SOURCE),
        ((9999, 10011), SOURCE),
        ((10002, 9980), None),
        ((32767, 32790), SOURCE),
        ((32768, 32766), None),
        ((1203, 65535), SOURCE),
        // Rule 3, with two services that are not.
        ((1026, 1022), DESTINATION),
        ((4999, 5003), DESTINATION),
        ((1203, 10002), SOURCE),
        ((33434, 10002), DESTINATION),
        // Rule 4: the same class.
        ((1022, 1023), None),
        ((1203, 1027), None),
        ((1027, 1203), None),
        ((9999, 5030), None),
        ((10002, 10011), None),
        ((32767, 32765), None),
        ((32768, 65535), SOURCE),
        ((43439, 40007), SOURCE),
        ((40007, 43439), DESTINATION),
        // Rule 5: the lower number, and if both are equal the destination.
        ((22, 80), SOURCE),
        ((1026, 1029), SOURCE),
        ((33434, 43439), SOURCE),
        ((123, 123), DESTINATION),
    ];
    for ((source, destination), expected) in cases {
        let flow = flow(source, destination);
        assert_eq!(flow.server(), expected, "{source} -> {destination}");
    }
    for (source, destination, expected) in [
        (68, 67, DESTINATION),
        (546, 547, DESTINATION),
        (547, 546, SOURCE),
        (68, 50000, None),
        (68, 68, DESTINATION),
        (20, 1026, SOURCE),
        (989, 50000, SOURCE),
    ] {
        let flow = over(Protocol::Udp, source, destination);
        assert_eq!(flow.server(), expected, "{source} -> {destination}");
    }
}

/// The ports on both sides of each bound, and a sample of all others.
fn sample() -> Vec<u16> {
    let bounds = [
        0, 20, 68, 546, 989, 1024, 5001, 10_000, 32_768, 49_152, 61_000,
    ];
    let around = bounds
        .into_iter()
        .flat_map(|bound: u16| bound.saturating_sub(3)..bound + 3);
    let spread = (0..=u16::MAX).step_by(331);
    let used = [443, 3306, 5432, 8080, 9100, 20_000, 27_017, 44_818, 65_535];
    around.chain(spread).chain(used).collect()
}

#[test]
fn the_result_is_that_of_the_documented_rules() {
    let ports = sample();
    let mut results = [0; 3];
    for protocol in Protocol::ALL {
        for &source in &ports {
            for &destination in &ports {
                let flow = over(protocol, source, destination);
                let server = by_the_rules(protocol, [source, destination]);
                assert_eq!(
                    flow.server(),
                    server,
                    "{protocol} {source} -> {destination}"
                );
                let of_server = server.and_then(|side| flow.port(side).service(protocol));
                assert_eq!(
                    flow.service(),
                    of_server,
                    "{protocol} {source} -> {destination}"
                );
                results[server.map_or(2, |side| side as usize)] += 1;
            }
        }
    }
    assert!(results.iter().all(|count| *count > 5_000), "{results:?}");
}

/// The service of 1022 is not widely used, and no class is earlier than that of its port. So another end with
/// a service is preferred only if it is widely used, or has a lower port.
#[test]
fn the_use_of_every_service_is_known() {
    assert!(!is_widely_used(service(Protocol::Tcp, 1022).unwrap()));
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        for port in 0..=u16::MAX {
            let expected = by_the_rules(protocol, [port, 1022]);
            assert_eq!(
                over(protocol, port, 1022).server(),
                expected,
                "{protocol} {port}"
            );
        }
    }
}

/// What a guess says of the flows of `DIRECTED`.
#[derive(Default, Debug, PartialEq)]
struct Score {
    /// For the server's port of these flows, a service is registered.
    registered: u32,
    right: u32,
    unknown: u32,
    others: u32,
    /// The others of which the client is taken to be the server.
    misnamed: u32,
}

impl Score {
    fn of(guess: impl Fn(Protocol, [u16; 2]) -> Option<Side>) -> Self {
        let mut score = Self::default();
        for line in DIRECTED.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [protocol, client, server, flows] = fields[..] else {
                panic!("{line:?}")
            };
            let protocol: Protocol = protocol.parse().unwrap();
            let [client, server] = [client, server].map(|port| port.parse().unwrap());
            let flows: u32 = flows.parse().unwrap();
            let guess = guess(protocol, [client, server]);
            if service(protocol, server).is_some() {
                score.registered += flows;
                score.right += flows * u32::from(guess == DESTINATION);
                score.unknown += flows * u32::from(guess.is_none());
            } else {
                score.others += flows;
                score.misnamed += flows * u32::from(guess == SOURCE);
            }
        }
        score
    }
}

#[test]
fn the_guess_is_right_as_often_as_documented() {
    let score = Score::of(|protocol, [client, server]| over(protocol, client, server).server());
    assert_eq!(score, Score::of(by_the_rules));
    assert_eq!(score.registered + score.others, 7_344);
    assert!(score.right * 1000 >= score.registered * 985, "{score:?}");
    assert!(score.misnamed * 100 <= score.others * 3, "{score:?}");
    // The figures of the documentation.
    let documented = Score {
        registered: 5_966,
        right: 5_918,
        unknown: 13,
        others: 1_378,
        misnamed: 11,
    };
    assert_eq!(score, documented);
    // The direction in which a record has the ports does not matter, since they differ in all of them.
    let reversed = Score::of(|protocol, [client, server]| {
        let server = over(protocol, server, client).server();
        server.map(Side::opposite)
    });
    assert_eq!(reversed, score);
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
