//! The tables, compared with a plain reading of IANA's files.

mod support;

use std::collections::HashSet;

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt16Type};
use arrow_array::{Array, RecordBatch};
use port_registry_arrow::table;
use support::files::HEADINGS;
use support::oracle::{PROTOCOLS, SHIPPED};
use support::transport;

fn strings<'a>(batch: &'a RecordBatch, column: &str) -> Vec<Option<&'a str>> {
    let column = batch.column_by_name(column).unwrap();
    column.as_string_view().iter().collect()
}

#[test]
fn all_records_with_all_columns() {
    let batch = table::iana_ports().unwrap();
    assert_eq!(batch.num_rows(), SHIPPED.rows.len());
    for (at, heading) in HEADINGS.iter().enumerate() {
        let found = strings(&batch, &heading.to_lowercase().replace(' ', "_"));
        let expected = SHIPPED.rows.iter().map(|row| Some(row.cells[at].as_str()));
        let expected: Vec<_> = expected
            .map(|cell| cell.filter(|cell| !cell.is_empty()))
            .collect();
        assert!(found == expected, "{heading}");
    }
    let numbers = |column: &str| {
        batch
            .column_by_name(column)
            .unwrap()
            .as_primitive::<UInt16Type>()
    };
    let (index, first, last) = (
        numbers("record_number"),
        numbers("first_port"),
        numbers("last_port"),
    );
    let protocols = batch
        .column_by_name("protocol")
        .unwrap()
        .as_primitive::<UInt8Type>();
    for (at, row) in SHIPPED.rows.iter().enumerate() {
        assert_eq!(usize::from(index.value(at)), at);
        let ports = first
            .is_valid(at)
            .then(|| (first.value(at), last.value(at)));
        assert_eq!(ports, row.span());
        assert_eq!(last.is_valid(at), ports.is_some());
        let protocol = protocols
            .is_valid(at)
            .then(|| transport(protocols.value(at)).unwrap());
        assert_eq!(protocol.unwrap_or_default(), row.protocol());
    }
}

#[test]
fn one_row_for_each_pair() {
    let batch = table::port_services().unwrap();
    let ports = batch
        .column_by_name("port")
        .unwrap()
        .as_primitive::<UInt16Type>();
    let protocols = batch
        .column_by_name("protocol")
        .unwrap()
        .as_primitive::<UInt8Type>();
    let numbers = batch
        .column_by_name("record_number")
        .unwrap()
        .as_primitive::<UInt16Type>();
    let (transports, names) = (
        strings(&batch, "transport_protocol"),
        strings(&batch, "service_name"),
    );
    let descriptions = strings(&batch, "description");
    let mut pairs = HashSet::new();
    for at in 0..batch.num_rows() {
        let protocol = transport(protocols.value(at)).unwrap();
        let row = SHIPPED.services(ports.value(at), protocol)[0];
        assert_eq!(usize::from(numbers.value(at)), row);
        assert_eq!(transports[at], Some(protocol));
        assert_eq!(names[at], Some(SHIPPED.rows[row].name()));
        assert_eq!(descriptions[at], Some(SHIPPED.rows[row].description()));
        assert!(
            pairs.insert((ports.value(at), protocol)),
            "a pair has two rows"
        );
    }
    let has_service = |pair: &(u16, &'static str)| !SHIPPED.services(pair.0, pair.1).is_empty();
    let all = PROTOCOLS
        .iter()
        .flat_map(|protocol| (0..=u16::MAX).map(move |port| (port, *protocol)));
    assert_eq!(pairs.len(), all.filter(has_service).count());
}

#[test]
fn all_ip_protocols() {
    let batch = table::ip_protocols().unwrap();
    let has_ports = batch.column_by_name("has_ports").unwrap().as_boolean();
    let with_ports: Vec<usize> = (0..256).filter(|at| has_ports.value(*at)).collect();
    assert_eq!(with_ports, [6, 17, 33, 132, 136]);
    let keywords = strings(&batch, "keyword");
    assert_eq!((keywords[1], keywords[253]), (Some("ICMP"), None));
    let extensions = batch
        .column_by_name("is_ipv6_extension_header")
        .unwrap()
        .as_boolean();
    assert!(extensions.value(0) && !extensions.value(6));
}
