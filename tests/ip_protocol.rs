//! All 256 IP protocols, compared with a second reading of IANA's file.

mod support;

use std::collections::BTreeMap;

use port_registry::record::Reference;
use port_registry::{ErrorKind, IpProtocol, Protocol};
use support::oracle;

/// The cells of each number, in IANA's order of columns.
fn rows() -> BTreeMap<u8, Vec<String>> {
    let table = oracle::table(&oracle::file("protocol-numbers-1.csv"));
    let mut rows = BTreeMap::new();
    for row in table.into_iter().skip(1) {
        let ends: Vec<u8> = row[0].split('-').map(|end| end.parse().unwrap()).collect();
        for number in ends[0]..=ends[ends.len() - 1] {
            assert!(rows.insert(number, row.clone()).is_none(), "{number}");
        }
    }
    rows
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[test]
fn every_number_has_its_columns() {
    let rows = rows();
    assert_eq!(rows.len(), 256);
    assert!(IpProtocol::all().map(IpProtocol::number).eq(0..=u8::MAX));
    for (number, row) in rows {
        let protocol = IpProtocol::new(number);
        let remark = " (deprecated)";
        let keyword = row[1].replace(remark, "");
        assert_eq!(protocol.keyword(), filled(&keyword), "{number}");
        assert_eq!(
            protocol.is_deprecated(),
            row[1].contains(remark),
            "{number}"
        );
        assert_eq!(protocol.name(), filled(&row[2]), "{number}");
        assert_eq!(
            protocol.is_ipv6_extension_header(),
            row[3] == "Y",
            "{number}"
        );
        // IANA writes two brackets around a few.
        let entries = row[4].split(['[', ']']).map(str::trim);
        let entries: Vec<&str> = entries.filter(|entry| !entry.is_empty()).collect();
        let references: Vec<&str> = protocol.references().map(Reference::as_str).collect();
        assert_eq!(references, entries, "{number}");
        assert_eq!(u8::from(protocol), number);
        assert_eq!(IpProtocol::from(number), protocol);
    }
}

#[test]
fn every_keyword_is_read_in_any_case() {
    for (number, row) in rows() {
        let protocol = IpProtocol::new(number);
        assert_eq!(number.to_string().parse(), Ok(protocol));
        assert_eq!(protocol.to_string().parse(), Ok(protocol));
        let keyword = row[1].replace(" (deprecated)", "");
        if keyword.is_empty() {
            assert_eq!(protocol.to_string(), number.to_string());
            continue;
        }
        for text in [keyword.to_lowercase(), keyword.to_uppercase(), keyword] {
            assert_eq!(text.parse(), Ok(protocol), "{text}");
        }
    }
    for text in [
        "",
        "256",
        "-1",
        "01",
        "+6",
        " tcp",
        "no-such",
        "99999999999",
    ] {
        let error = text.parse::<IpProtocol>().unwrap_err();
        assert_eq!(
            (error.kind(), error.input()),
            (ErrorKind::IpProtocol, Some(text))
        );
        assert_eq!(
            error.to_string(),
            format!(
                "unknown IP protocol {text:?}: \
                 expected one of IANA's keywords or a number from 0 to 255"
            ),
        );
    }
}

#[test]
fn few_protocols_have_ports() {
    for number in 0..=u8::MAX {
        let protocol = IpProtocol::new(number);
        let transport = match number {
            6 => Some(Protocol::Tcp),
            // RFC 3828: UDP-Lite shares the ports of UDP.
            17 | 136 => Some(Protocol::Udp),
            33 => Some(Protocol::Dccp),
            132 => Some(Protocol::Sctp),
            _ => None,
        };
        assert_eq!(protocol.transport(), transport);
        let own = transport.filter(|_| number != 136);
        assert_eq!(Protocol::from_number(number).ok(), own);
        assert_eq!(Protocol::try_from(number).ok(), own);
        assert_eq!(Protocol::try_from(protocol).ok(), own);
        if let Some(own) = own {
            assert_eq!(IpProtocol::from(own), protocol);
        }
    }
}

#[test]
fn an_error_has_the_keyword_of_the_registry() {
    for (number, row) in rows() {
        let Err(error) = Protocol::from_number(number) else {
            continue;
        };
        let keyword = row[1].replace(" (deprecated)", "");
        let start = match filled(&keyword) {
            Some(keyword) => format!("{keyword} (IP protocol {number}) has no port numbers"),
            None => format!("IP protocol {number} has no port numbers: expected 6 (tcp), "),
        };
        assert!(error.to_string().starts_with(&start), "{error}");
    }
    assert_eq!(
        Protocol::from_number(136).unwrap_err().to_string(),
        "UDPLite (IP protocol 136) has no port numbers of its own: it shares those of 17 (udp)",
    );
}
