//! Tests both sides of each boundary: of port classes, ranges, names, sizes and iterators.

mod support;

use std::cmp::Ordering;
use std::fmt::Debug;
use std::iter::FusedIterator;

use port_registry::lookup::{self, Records, Services};
use port_registry::port_set::{self, Ports};
use port_registry::record::{
    self, Cell, Column, Date, Reference, ReferenceUrl, References, ServiceCode,
};
use port_registry::{
    Endpoint, Error, ErrorKind, Port, PortClass, PortRange, Protocol, Record, Service, ServiceName,
    Status, dns_sd, services_file,
};
use support::values::range;

fn name_on(port: u16, protocol: Protocol) -> Option<&'static str> {
    Port::new(port).service(protocol).map(Service::name)
}

#[test]
fn classes_change_where_rfc_6335_says() {
    use PortClass::{Dynamic, Registered, WellKnown};
    assert_eq!(Port::MIN.class(), WellKnown);
    assert_eq!(Port::new(1023).class(), WellKnown);
    assert_eq!(Port::new(1024).class(), Registered);
    assert_eq!(Port::new(49151).class(), Registered);
    assert_eq!(Port::new(49152).class(), Dynamic);
    assert_eq!(Port::MAX.class(), Dynamic);
}

#[test]
fn every_port_is_of_one_class_and_keeps_its_number() {
    for number in 0..=u16::MAX {
        let port = Port::new(number);
        let class = match number {
            0..1024 => PortClass::WellKnown,
            1024..49152 => PortClass::Registered,
            _ => PortClass::Dynamic,
        };
        assert_eq!(port.class(), class);
        assert_eq!(port.is_system(), class == PortClass::WellKnown);
        assert_eq!(port.is_user(), class == PortClass::Registered);
        assert_eq!(port.is_dynamic(), class == PortClass::Dynamic);
        for other in PortClass::ALL {
            assert_eq!(other.range().contains(port), other == class);
        }
        assert_eq!((port.get(), u16::from(port)), (number, number));
        assert_eq!(u32::from(port), u32::from(number));
        assert_eq!((Port::from(number), port), (port, Port::new(number)));
        assert_eq!(port, number);
        assert_eq!(number, port);
        assert_eq!(port.partial_cmp(&number), Some(Ordering::Equal));
        assert_eq!(number.partial_cmp(&port), Some(Ordering::Equal));
    }
}

#[test]
fn only_dynamic_ports_have_the_dynamic_status() {
    for protocol in Protocol::ALL {
        // By RFC 6335 section 6, also where IANA's file has no record of it: RFC 9260 section 3.1 forbids
        // port 0 in SCTP.
        assert_eq!(Port::MIN.status(protocol), Status::Reserved);
        assert_ne!(Port::new(49151).status(protocol), Status::Dynamic);
        assert_eq!(Port::new(49152).status(protocol), Status::Dynamic);
        assert_eq!(Port::MAX.status(protocol), Status::Dynamic);
        assert_eq!(Port::MAX.services_over(protocol).len(), 0);
    }
    assert_eq!(Port::new(1).status(Protocol::Sctp), Status::Unassigned);
    assert_eq!(Port::new(49151).status(Protocol::Dccp), Status::Reserved);
}

#[test]
fn the_first_and_the_last_record() {
    let first = Record::from_index(0).unwrap();
    assert_eq!(Record::all().next(), Some(first));
    assert_eq!((first.name(), first.port()), (None, Some(Port::MIN)));
    assert_eq!(first.service(), None);

    let last = Record::from_index(Record::COUNT - 1).unwrap();
    assert_eq!(Record::all().next_back(), Some(last));
    assert_eq!(last.service(), Service::all().next_back());
    assert_eq!(Record::from_index(Record::COUNT), None);
    assert!(first < last);
}

#[test]
fn ranges_contain_their_ends_and_not_the_ports_beside_them() {
    use Protocol::{Dccp, Sctp, Tcp, Udp};
    for protocol in [Tcp, Udp] {
        assert_eq!(name_on(5999, protocol), Some("cvsup"));
        assert_eq!(name_on(6000, protocol), Some("x11"));
        assert_eq!(name_on(6063, protocol), Some("x11"));
        assert_eq!(name_on(6064, protocol), Some("ndl-ahp-svc"));
    }
    for port in [6000, 6063] {
        assert_eq!(name_on(port, Sctp), None);
        assert_eq!(name_on(port, Dccp), None);
    }
    // `active-net` has no transport protocol, so it is registered over all of them.
    for protocol in Protocol::ALL {
        assert_ne!(name_on(3321, protocol), Some("active-net"));
        assert_eq!(name_on(3322, protocol), Some("active-net"));
        assert_eq!(name_on(3325, protocol), Some("active-net"));
        assert_ne!(name_on(3326, protocol), Some("active-net"));
    }
    let x11 = Service::by_name_over("x11", Tcp).unwrap();
    for port in 6000..=6063 {
        assert_eq!(Port::new(port).service(Tcp), Some(x11));
    }
    assert_eq!(x11.ports(), Some(range(6000, 6063)));
    assert_eq!(x11.port().unwrap(), 6000);
}

#[test]
fn an_assignment_beats_the_unassigned_range_around_it() {
    use Protocol::{Tcp, Udp};
    for (port, name) in [(7775, "inetfs"), (7997, "pushns")] {
        assert_eq!(name_on(port, Tcp), Some(name));
        assert_eq!(Port::new(port).status(Tcp), Status::Assigned);
        assert_eq!(Port::new(port).status(Udp), Status::Reserved);
        assert_eq!(Port::new(port).status(Protocol::Dccp), Status::Unassigned);
        assert_eq!(Port::new(port - 1).status(Tcp), Status::Unassigned);
    }
    assert_eq!(Port::new(7776).status(Tcp), Status::Unassigned);
    assert_eq!(Port::new(7747).status(Tcp), Status::Assigned);
    assert_eq!(Port::new(7748).status(Tcp), Status::Unassigned);
    assert_eq!(Port::new(7998).status(Udp), Status::Assigned);
}

#[test]
fn names_are_looked_up_in_full_length_and_no_further() {
    // Names are packed into 16 bytes. Names at and beyond this length must not match another name.
    let mut lengths = [0; 18];
    for service in Service::all() {
        let name = service.name();
        lengths[name.len()] += 1;
        assert!(Service::by_name(name).any(|found| found == service));
        if name.len() < 14 {
            continue;
        }
        for added in ["\0", "\0\0", "a", "ab", " ", "-", "é"] {
            let longer = format!("{name}{added}");
            assert_eq!(Service::by_name(&longer).len(), 0, "{longer:?}");
            assert_eq!(Service::find(&longer).len(), 0, "{longer:?}");
        }
        let shorter = &name[..name.len() - 1];
        let is_other = |found: Service| found.name().eq_ignore_ascii_case(shorter);
        assert!(Service::by_name(shorter).all(is_other), "{shorter}");
    }
    assert!(lengths[14] > 0 && lengths[15] > 0, "{lengths:?}");
    for len in [0, 1, 14, 15, 16, 17, 31, 32, 1 << 16] {
        for letter in ["a", "\0", "é", "\u{10ffff}"] {
            assert_eq!(Service::by_name(&letter.repeat(len)).len(), 0);
        }
    }
}

#[test]
fn service_names_are_of_15_bytes_at_most() {
    for (name, is_good) in [
        ("a", true),
        ("abcdefghijklmn", true),
        ("abcdefghijklmno", true),
        ("abcdefghijklmnop", false),
        ("abcdefghijklmnopq", false),
    ] {
        assert_eq!(ServiceName::new(name).is_ok(), is_good, "{name}");
    }
    let longest = ServiceName::new("abcdefghijklmno").unwrap();
    assert_eq!(longest.as_str().len(), ServiceName::MAX_LEN);
}

#[test]
fn handles_are_of_two_bytes() {
    assert_eq!(size_of::<Service>(), 2);
    assert_eq!(size_of::<Option<Service>>(), 2);
    assert_eq!(size_of::<Record>(), 2);
    assert_eq!(size_of::<Option<Record>>(), 2);
    assert_eq!(size_of::<Port>(), 2);
    assert_eq!(align_of::<Port>(), align_of::<u16>());
    assert_eq!(size_of::<Endpoint>(), 4);
}

#[test]
fn everything_public_crosses_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<(Port, Protocol, PortClass, PortRange, Status)>();
    crosses::<(Record, Service, ServiceName, Endpoint, Column)>();
    crosses::<(Date, ServiceCode, Cell, Column)>();
    crosses::<(
        Reference<'static>,
        ReferenceUrl<'static>,
        References<'static>,
    )>();
    crosses::<(
        Ports,
        Records,
        Services,
        lookup::Search<'static>,
        lookup::Aliases,
    )>();
    crosses::<(Error, ErrorKind, record::Error, port_set::Error)>();
    crosses::<(dns_sd::Error, services_file::Error)>();
}

/// Checks what all implementations of the iterator traits must do.
fn check_iterator<I>(all: &I)
where
    I: ExactSizeIterator<Item: PartialEq + Debug> + DoubleEndedIterator + FusedIterator + Clone,
{
    let forward: Vec<_> = all.clone().collect();
    let mut backward: Vec<_> = all.clone().rev().collect();
    backward.reverse();
    assert_eq!(forward, backward);
    assert_eq!(
        all.len(),
        forward.len(),
        "a clone leaves the original alone"
    );
    assert_eq!(all.clone().count(), forward.len());
    assert_eq!(all.clone().last().as_ref(), forward.last());

    // Takes items from both ends in turn until they meet.
    let mut left = all.clone();
    let (mut front, mut back) = (Vec::new(), Vec::new());
    for remaining in (0..forward.len()).rev() {
        if remaining % 2 == 0 {
            front.push(left.next().unwrap());
        } else {
            back.push(left.next_back().unwrap());
        }
        assert_eq!(left.size_hint(), (remaining, Some(remaining)));
    }
    for _ in 0..2 {
        assert_eq!(left.next(), None);
        assert_eq!(left.next_back(), None);
        assert_eq!(left.len(), 0);
    }
    front.extend(back.into_iter().rev());
    assert_eq!(front, forward);

    let len = forward.len();
    for n in [
        0,
        1,
        2,
        len / 2,
        len.saturating_sub(1),
        len,
        len + 1,
        usize::MAX,
    ] {
        let mut left = all.clone();
        assert_eq!(left.nth(n).as_ref(), forward.get(n));
        assert_eq!(left.len(), len.saturating_sub(n.saturating_add(1)));
        let mut left = all.clone();
        let from_back = len.checked_sub(n.saturating_add(1));
        assert_eq!(left.nth_back(n).as_ref(), from_back.map(|at| &forward[at]));
        assert_eq!(left.len(), from_back.unwrap_or(0));
    }
}

#[test]
fn iterators_over_the_registry_keep_their_promises() {
    check_iterator(&Record::all());
    check_iterator(&Service::all());
}

#[test]
fn iterators_over_services_keep_their_promises() {
    for port in (0..=u16::MAX).map(Port::new) {
        let services = port.services();
        // Most ports have one service over TCP and one over UDP.
        if services.len() == 2 && port > 1023 {
            continue;
        }
        check_iterator(&services);
        for protocol in Protocol::ALL {
            check_iterator(&port.services_over(protocol));
        }
    }
    let names = [
        "https", "http-alt", "discard", "rdp", "imap2", "dns", "none", "", "mqtt",
    ];
    for name in names {
        check_iterator(&Service::by_name(name));
        check_iterator(&Service::find(name));
    }
    for service in Service::by_name("z39-50") {
        assert_eq!(service.historic_aliases().len(), 1);
        check_iterator(&service.historic_aliases());
    }
}

#[test]
fn port_ranges_iterate_over_every_port_once() {
    for (first, last) in [
        (0, 0),
        (0, 1),
        (443, 443),
        (6000, 6063),
        (65534, 65535),
        (65535, 65535),
    ] {
        check_iterator(&range(first, last).ports());
        assert!(range(first, last).ports().map(u16::from).eq(first..=last));
    }
    check_iterator(&PortRange::ALL.ports());
    assert_eq!(PortRange::ALL.ports().len(), 65_536);
    assert_eq!(PortRange::ALL.len(), 65_536);
    assert!(PortRange::ALL.into_iter().map(u16::from).eq(0..=u16::MAX));
    assert_eq!(PortRange::single(Port::MAX).ports().len(), 1);
}

#[test]
fn port_ranges_contain_what_they_iterate_over() {
    for (first, last) in [(0, 0), (1, 3), (65535, 65535), (0, 65535)] {
        let range = range(first, last);
        for port in [0, 1, 2, 3, 4, 443, 65534, 65535] {
            let is_inside = first <= port && port <= last;
            assert_eq!(range.contains(Port::new(port)), is_inside);
        }
        assert_eq!(u32::from(last) - u32::from(first) + 1, range.len());
        assert_eq!(PortRange::try_from(first..=last), Ok(range));
        assert_eq!(std::ops::RangeInclusive::from(range), first..=last);
    }
    assert!(PortRange::new(Port::new(1), Port::new(0)).is_err());
}

#[test]
fn of_256_protocol_numbers_four_have_ports() {
    let mut known = Vec::new();
    for number in 0..=u8::MAX {
        match Protocol::from_number(number) {
            Ok(protocol) => {
                assert_eq!((protocol.number(), u8::from(protocol)), (number, number));
                known.push(protocol);
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ProtocolNumber);
                let message = error.to_string();
                assert!(
                    message.contains(&format!("IP protocol {number}")),
                    "{message}"
                );
                assert!(message.contains("has no port numbers"), "{message}");
            }
        }
        assert_eq!(Protocol::try_from(number), Protocol::from_number(number));
    }
    known.sort();
    assert_eq!(known, Protocol::ALL);
}

#[test]
fn protocols_without_ports_are_called_by_name() {
    for (number, message) in [
        (0, "HOPOPT (IP protocol 0) has no port numbers"),
        (1, "ICMP (IP protocol 1) has no port numbers"),
        (47, "GRE (IP protocol 47) has no port numbers"),
        (50, "ESP (IP protocol 50) has no port numbers"),
        (58, "IPv6-ICMP (IP protocol 58) has no port numbers"),
        (
            136,
            "UDPLite (IP protocol 136) has no port numbers of its own: it shares those of 17 (udp)",
        ),
        (
            200,
            "IP protocol 200 has no port numbers: \
             expected 6 (tcp), 17 (udp), 33 (dccp) or 132 (sctp)",
        ),
    ] {
        assert_eq!(
            Protocol::from_number(number).unwrap_err().to_string(),
            message
        );
    }
}
