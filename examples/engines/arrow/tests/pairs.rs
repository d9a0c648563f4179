//! Every function of a port, for all 65,536 ports and all 256 protocol numbers, compared with a plain reading of IANA's files.

mod support;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, UInt8Array, UInt16Array};
use port_registry_arrow::{
    StringType, is_known_use, known_use, port_class, port_service, port_service_number,
    port_status, protocol_name, record_number_field, service_name,
};
use support::oracle::{self, SHIPPED};
use support::transport;

const PORTS: std::ops::RangeInclusive<u16> = 0..=u16::MAX;
const TYPES: [StringType; 2] = [StringType::Utf8View, StringType::Utf8];

fn all_ports() -> ArrayRef {
    Arc::new(UInt16Array::from_iter_values(PORTS))
}

/// Returns the strings of an array of either type.
fn strings(array: &ArrayRef) -> Vec<Option<&str>> {
    match array.as_string_view_opt() {
        Some(views) => views.iter().collect(),
        None => array.as_string::<i32>().iter().collect(),
    }
}

#[test]
fn services_agree_in_every_form() {
    let ports = all_ports();
    let mut pairs = 0;
    for number in 0..=u8::MAX {
        let protocol = UInt8Array::new_scalar(number);
        let numbers = port_service_number(&ports, &protocol).unwrap();
        let expected: Vec<Option<usize>> = PORTS
            .map(|port| SHIPPED.services(port, transport(number)?).first().copied())
            .collect();
        let found: Vec<Option<usize>> = numbers.iter().map(|one| one.map(usize::from)).collect();
        assert!(found == expected, "record numbers over protocol {number}");

        let name = |row: &Option<usize>| row.map(|row| SHIPPED.rows[row].name());
        let expected: Vec<Option<&str>> = expected.iter().map(name).collect();
        for strings_type in TYPES {
            let names = port_service(&ports, &protocol, strings_type).unwrap();
            assert_eq!(*names.data_type(), strings_type.data_type());
            assert!(
                strings(&names) == expected,
                "{strings_type:?} over protocol {number}"
            );
            let field = record_number_field("number");
            let again = service_name(&numbers, &field, strings_type).unwrap();
            assert!(
                strings(&again) == expected,
                "names of numbers over protocol {number}"
            );
        }
        pairs += numbers.len();
    }
    assert_eq!(pairs, 65_536 * 256);
}

#[test]
fn statuses_agree() {
    let ports = all_ports();
    for number in 0..=u8::MAX {
        let status = |port| Some(SHIPPED.status(port, transport(number)?));
        let expected: Vec<Option<&str>> = PORTS.map(status).collect();
        for strings_type in TYPES {
            let statuses = port_status(&ports, &UInt8Array::new_scalar(number), strings_type);
            let statuses = statuses.unwrap();
            assert!(
                strings(&statuses) == expected,
                "{strings_type:?} over protocol {number}"
            );
        }
    }
}

#[test]
fn classes_agree() {
    for strings_type in TYPES {
        let classes = port_class(&all_ports(), strings_type).unwrap();
        let expected: Vec<Option<&str>> = PORTS.map(|port| Some(oracle::class(port))).collect();
        assert!(strings(&classes) == expected);
    }
}

#[test]
fn keywords_agree() {
    let file = oracle::table(&oracle::file("protocol-numbers-1.csv"));
    let keyword = |number: u8| {
        let row = file.iter().find(|row| row[0] == number.to_string())?;
        let keyword = row[1].trim_end_matches(" (deprecated)");
        (!keyword.is_empty()).then(|| keyword.to_owned())
    };
    let expected: Vec<Option<String>> = (0..=u8::MAX).map(keyword).collect();
    for strings_type in TYPES {
        let numbers = UInt8Array::from_iter_values(0..=u8::MAX);
        let keywords = protocol_name(&numbers, strings_type).unwrap();
        let expected: Vec<Option<&str>> = expected.iter().map(Option::as_deref).collect();
        assert_eq!(strings(&keywords), expected);
    }
}

/// The first known use of a pair, by the order of the file, in which the main ports of all names come first.
#[test]
fn known_uses_agree() {
    let file = oracle::table(&oracle::file("known-uses.csv"));
    let heading = |name: &str| file[0].iter().position(|one| one == name).unwrap();
    let (name, ports, protocol) = (heading("name"), heading("port"), heading("protocol"));
    let all = all_ports();
    for number in 0..=u8::MAX {
        let mut expected = vec![Vec::new(); 65_536];
        for row in file[1..]
            .iter()
            .filter(|row| Some(row[protocol].as_str()) == transport(number))
        {
            let (first, last) = row[ports]
                .split_once('-')
                .unwrap_or((&row[ports], &row[ports]));
            let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
            for names in &mut expected[first..=last] {
                names.push(row[name].as_str());
            }
        }
        let protocol = UInt8Array::new_scalar(number);
        let known = is_known_use(&all, &protocol).unwrap();
        for strings_type in TYPES {
            let names = known_use(&all, &protocol, strings_type).unwrap();
            for (port, found) in strings(&names).into_iter().enumerate() {
                assert_eq!(known.value(port), !expected[port].is_empty());
                match found {
                    Some(name) => assert!(expected[port].contains(&name), "{port}"),
                    None => assert!(expected[port].is_empty(), "{port}"),
                }
            }
        }
    }
}
