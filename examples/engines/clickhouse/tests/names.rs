//! All names in all formats, byte for byte, compared with a simple reading of IANA's file.

mod support;

use support::{
    RESULT, WITH_PORTS, assert_answers, binary_results, flow_service, names_and_types,
    port_service, row_binary, tab_separated, text_results,
};

/// The number of port numbers.
const BLOCK: usize = 1 << 16;

/// The numbers of the IP protocols with ports.
const TRANSPORTS: [i64; 5] = {
    let mut numbers = [0; 5];
    let mut at = 0;
    while at < numbers.len() {
        numbers[at] = WITH_PORTS[at].0;
        at += 1;
    }
    numbers
};

fn rows(protocol: i64) -> Vec<[Option<i64>; 2]> {
    (0..65536)
        .map(|port| [Some(port), Some(protocol)])
        .collect()
}

fn names(protocol: i64) -> impl Iterator<Item = Option<&'static str>> {
    (0..65536).map(move |port| port_service(port, protocol))
}

#[test]
fn each_port_of_each_ip_protocol_in_its_own_types() {
    let (mut input, mut results) = (Vec::new(), Vec::new());
    for protocol in 0..=u8::MAX {
        input.extend(names_and_types(BLOCK, &["UInt16", "UInt8"]));
        for port in 0..=u16::MAX {
            let [low, high] = port.to_le_bytes();
            input.extend([low, high, protocol]);
        }
        results.extend(RESULT);
        if TRANSPORTS.contains(&protocol.into()) {
            results.extend(binary_results(names(protocol.into())));
        } else {
            results.extend(vec![1; BLOCK]); // The other protocols have no ports.
        }
    }
    assert_answers(
        &["port_service", "RowBinaryWithNamesAndTypes"],
        &input,
        &results,
    );
}

#[test]
fn each_port_of_each_transport_protocol_in_the_other_formats() {
    let input = TRANSPORTS.map(|protocol| row_binary(&rows(protocol)));
    let results = TRANSPORTS.map(|protocol| binary_results(names(protocol)));
    assert_answers(
        &["port_service", "RowBinary"],
        &input.concat(),
        &results.concat(),
    );
    let input = TRANSPORTS.map(|protocol| tab_separated(&rows(protocol)));
    let results = TRANSPORTS.map(|protocol| text_results(names(protocol)));
    assert_answers(
        &["port_service", "TabSeparated"],
        &input.concat(),
        &results.concat(),
    );
}

/// Ports at the borders of the rules, and pseudorandom ones.
fn flows() -> Vec<[i64; 3]> {
    let ports = [
        0, 1, 4, 22, 53, 80, 443, 1023, 1024, 3306, 8080, 32767, 32768, 33434, 34567, 49151, 49152,
        65535,
    ];
    let mut flows = Vec::new();
    for protocol in [6, 17, 132, 33, 136, 0, 1, 47, 255] {
        for source in ports {
            flows.extend(ports.map(|destination| [source, destination, protocol]));
        }
    }
    let mut state: u64 = 1;
    for _ in 0..300_000 {
        // Knuth's linear congruential generator, whose high bits are good.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let [a, b, c, d, protocol, ..] = state.to_be_bytes();
        let ports = [[a, b], [c, d]].map(|bytes| u16::from_be_bytes(bytes).into());
        flows.push([ports[0], ports[1], TRANSPORTS[usize::from(protocol >> 6)]]);
    }
    flows
}

#[test]
fn flows_in_all_formats() {
    let flows = flows();
    let names = || {
        flows
            .iter()
            .map(|[source, destination, protocol]| flow_service(*source, *destination, *protocol))
    };
    assert!(names().flatten().count() > 20_000);
    let rows: Vec<[Option<i64>; 3]> = flows.iter().map(|flow| flow.map(Some)).collect();
    assert_answers(
        &["flow_service", "RowBinary"],
        &row_binary(&rows),
        &binary_results(names()),
    );
    assert_answers(
        &["flow_service", "TabSeparated"],
        &tab_separated(&rows),
        &text_results(names()),
    );
    let mut input = names_and_types(flows.len(), &["UInt16", "Int32", "Nullable(UInt8)"]);
    for [source, destination, protocol] in &flows {
        input.extend(u16::try_from(*source).unwrap().to_le_bytes());
        input.extend(i32::try_from(*destination).unwrap().to_le_bytes());
        input.extend([0, u8::try_from(*protocol).unwrap()]);
    }
    assert_answers(
        &["flow_service", "RowBinaryWithNamesAndTypes"],
        &input,
        &[RESULT, &binary_results(names())].concat(),
    );
}
