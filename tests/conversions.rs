//! Conversions and comparisons that other crates reach for.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

use port_registry::port_set::PortSpec;
use port_registry::{
    ErrorKind, Port, PortClass, PortRange, PortSet, Protocol, Service, Status, service,
};

#[test]
fn ports_are_made_from_integers_of_other_widths() {
    for number in [0, 1, 443, 65535] {
        let port = Port::new(number);
        assert_eq!(Port::try_from(u32::from(number)), Ok(port));
        assert_eq!(Port::try_from(u64::from(number)), Ok(port));
        assert_eq!(Port::try_from(usize::from(number)), Ok(port));
        assert_eq!(Port::try_from(i32::from(number)), Ok(port));
        assert_eq!(Port::try_from(i64::from(number)), Ok(port));
    }
    let message = |result: Result<Port, port_registry::Error>| {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.input()), (ErrorKind::Port, None));
        error.to_string()
    };
    let expected =
        |number: &str| format!("invalid port {number}: expected a number from 0 to 65535");
    assert_eq!(message(Port::try_from(65_536_u32)), expected("65536"));
    assert_eq!(
        message(Port::try_from(u64::MAX)),
        expected("18446744073709551615")
    );
    assert_eq!(message(Port::try_from(70_000_usize)), expected("70000"));
    assert_eq!(message(Port::try_from(-1_i32)), expected("-1"));
    assert_eq!(
        message(Port::try_from(i64::MIN)),
        expected("-9223372036854775808")
    );
}

#[test]
fn ranges_are_pairs_and_bounds() {
    let range = PortRange::try_from((Port::new(22), Port::new(80))).unwrap();
    assert_eq!(PortRange::from_numbers(22, 80), Ok(range));
    assert!(PortRange::try_from((Port::new(2), Port::new(1))).is_err());
    for (port, is_in) in [(21, false), (22, true), (80, true), (81, false)] {
        assert_eq!(
            RangeBounds::contains(&range, &Port::new(port)),
            is_in,
            "{port}"
        );
    }
    let names: BTreeMap<Port, &str> = [(22, "ssh"), (80, "http"), (443, "https")]
        .map(|(port, name)| (Port::new(port), name))
        .into();
    assert!(
        names
            .range(range)
            .map(|(_, name)| *name)
            .eq(["ssh", "http"])
    );
}

#[test]
fn words_are_strings() {
    fn text(word: impl AsRef<str>) -> String {
        word.as_ref().to_owned()
    }
    assert_eq!(text(Protocol::Sctp), "sctp");
    assert_eq!(text(PortClass::WellKnown), "well-known");
    assert_eq!(text(Status::Assigned), "assigned");
    assert!(Protocol::Tcp == "tcp" && Protocol::Tcp == "TCP" && Protocol::Tcp != *"udp");
    let https = service!("https/tcp");
    assert!(https == "https" && https == "HTTPS" && https != "http" && https != *"");
}

#[test]
fn services_are_written_as_they_are_parsed() {
    assert_eq!(service!("https/tcp").to_string(), "https/tcp");
    let (mut same, mut others) = (0, 0);
    for service in Service::all() {
        let text = service.to_string();
        let Some(protocol) = service.protocol() else {
            assert_eq!(text, service.name());
            continue;
        };
        let read: Service = text.parse().unwrap();
        assert_eq!(Some(read), Service::by_name_over(service.name(), protocol));
        same += usize::from(read == service);
        others += usize::from(read != service);
    }
    assert!(same > 12_000 && others < 200, "{same} {others}");
}

#[test]
fn sets_are_made_from_everything_that_has_ports() {
    let (port, range) = (Port::new(22), PortRange::from_numbers(80, 82).unwrap());
    assert_eq!(PortSet::from(&range), PortSet::from(range));
    assert_eq!([&range].into_iter().collect::<PortSet>(), range.into());
    let shown = |set: PortSet| set.to_string();
    assert_eq!(shown(port.into()), "22");
    assert_eq!(shown((&port).into()), "22");
    assert_eq!(shown(22.into()), "22");
    assert_eq!(shown(range.into()), "80-82");
    assert_eq!(shown((80..=82).into()), "80-82");
    #[allow(clippy::reversed_empty_ranges, reason = "that is what it is about")]
    let backwards = 82..=80;
    assert_eq!(shown(backwards.into()), "");
    assert_eq!(shown(PortClass::WellKnown.into()), "0-1023");
    assert_eq!(shown([443, 22, 22].into()), "22,443");
    assert_eq!(shown([range, PortRange::single(port)].into()), "22,80-82");
    let set: PortSet = "22,80-82".parse().unwrap();
    assert_eq!(PortSet::from(&set), set);

    let ports = [port, Port::new(23)];
    assert_eq!(shown(ports.iter().collect()), "22-23");
    assert_eq!(shown([1, 3].into_iter().collect()), "1,3");
    assert_eq!(shown([1..=3, 9..=9].into_iter().collect()), "1-3,9");
    assert_eq!(
        shown([set.clone(), 9.into()].into_iter().collect()),
        "9,22,80-82"
    );
    let mut more = set.clone();
    more.extend([&PortSet::from(1)]);
    more.extend(vec![2_u16]);
    assert_eq!(shown(more), "1-2,22,80-82");
}

#[test]
fn sets_iterate_by_value() {
    for text in [
        "",
        "0",
        "65535",
        "22,80-82,443",
        "0,63-64,127-128,65472-65535",
        "-",
    ] {
        let set: PortSet = text.parse().unwrap();
        let borrowed: Vec<Port> = set.iter().collect();
        assert_eq!(set.clone().into_iter().len(), borrowed.len());
        assert!(
            set.clone().into_iter().eq(borrowed.iter().copied()),
            "{text}"
        );
        assert!(
            set.clone()
                .into_iter()
                .rev()
                .eq(borrowed.iter().rev().copied()),
            "{text}"
        );
        // From both ends in turn.
        let (mut ports, mut seen) = (set.into_iter(), Vec::new());
        let mut from_end = Vec::new();
        while let Some(port) = ports.next() {
            seen.push(port);
            from_end.extend(ports.next_back());
            assert_eq!(ports.len(), borrowed.len() - seen.len() - from_end.len());
        }
        assert_eq!((ports.next(), ports.next_back()), (None, None));
        from_end.reverse();
        seen.extend(from_end);
        assert_eq!(seen, borrowed, "{text}");
    }
}

#[test]
fn specs_have_the_operators_of_sets() {
    let spec = |text: &str| text.parse::<PortSpec>().unwrap();
    let (one, other) = (spec("T:1-10,U:53"), spec("T:5-20,S:9"));
    assert_eq!((one.clone() | &other).to_string(), "T:1-20,U:53,S:9");
    assert_eq!((one.clone() & &other).to_string(), "T:5-10");
    assert_eq!((one.clone() - &other).to_string(), "T:1-4,U:53");
    assert_eq!((one ^ &other).to_string(), "T:1-4,11-20,U:53,S:9");
}
