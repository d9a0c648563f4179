//! Tests of DNS-SD and SRV labels, and of the TXT keys that the notes define.

use std::collections::HashSet;

use port_registry::dns_sd::{ServiceLabels, ServiceType, TxtRecord};
use port_registry::{Protocol, Record, Service, ServiceName};
use proptest::prelude::*;

#[test]
fn every_well_formed_service_has_labels_that_lead_back_to_it() {
    for service in Service::all() {
        let is_well_formed = ServiceName::new(service.name()).is_ok();
        assert_eq!(
            service.dns_sd_type().is_some(),
            is_well_formed,
            "{service:?}"
        );
        assert_eq!(service.srv_type().is_some(), is_well_formed, "{service:?}");
        for labels in [service.dns_sd_type(), service.srv_type()]
            .into_iter()
            .flatten()
        {
            assert_eq!(labels.to_string().parse(), Ok(labels));
            assert!(
                labels.services().any(|other| other == service),
                "{labels} and {service:?}"
            );
        }
    }
}

#[test]
fn dns_sd_knows_tcp_and_udp_only() {
    let name = ServiceName::new("x").unwrap();
    let labels = Protocol::ALL.map(|protocol| ServiceType::dns_sd(name, protocol).to_string());
    assert_eq!(labels, ["_x._tcp", "_x._udp", "_x._udp", "_x._udp"]);
    let labels = Protocol::ALL.map(|protocol| ServiceType::srv(name, protocol).to_string());
    assert_eq!(labels, ["_x._tcp", "_x._udp", "_x._sctp", "_x._dccp"]);
}

#[test]
fn labels_around_the_service_type_are_skipped() {
    let http: ServiceType = "_http._tcp".parse().unwrap();
    for text in [
        "_HTTP._Tcp",
        "_http._tcp.",
        "_http._tcp.local",
        "_http._tcp.example.com.",
        "_printer._sub._http._tcp.local.",
        "Some Printer._http._tcp.local",
        r"Dr\. Who\._ipp._http._tcp.local",
        r"back\\._http._tcp",
        "._http._tcp",
    ] {
        assert_eq!(text.parse(), Ok(http), "{text}");
    }
}

#[test]
fn invalid_service_types_are_errors() {
    let message = |text: &str| text.parse::<ServiceType>().unwrap_err().to_string();
    for text in [
        "",
        ".",
        "_tcp",
        "http._tcp",
        "_http.tcp",
        "_http",
        "_http._",
        "_http._icmp",
        r"_http\._tcp",
    ] {
        let expected = format!("invalid service type {text:?}: expected labels such as _http._tcp");
        assert_eq!(message(text), expected);
    }
    assert_eq!(
        message("_._tcp"),
        r#"invalid service type "_._tcp": invalid service name "": expected 1 to 15 characters"#
    );
    assert_eq!(
        message("_a--b._udp.local"),
        "invalid service type \"_a--b._udp.local\": \
         invalid service name \"a--b\": expected no two hyphens in a row"
    );
}

/// Names that products announce, by the discovery lists of home automation software and by VDV 301, which
/// specifies the names of IBIS-IP.
const OUTSIDE_THE_SYNTAX: [(&str, &str, &str); 9] = [
    ("_ibisip_http._tcp.local.", "ibisip_http", CHARACTERS),
    ("_ibisip_udp._udp.local.", "ibisip_udp", CHARACTERS),
    ("_dyson_mqtt._tcp", "dyson_mqtt", CHARACTERS),
    (
        "475-EU-NN8._360eye_mqtt._tcp.local.",
        "360eye_mqtt",
        CHARACTERS,
    ),
    ("_zigstar_gw._tcp.local.", "zigstar_gw", CHARACTERS),
    (
        "_androidtvremote2._tcp.local.",
        "androidtvremote2",
        TOO_LONG,
    ),
    (
        "_technove-stations._tcp.local.",
        "technove-stations",
        TOO_LONG,
    ),
    (
        "_zigate-zigbee-gateway._TCP.local.",
        "zigate-zigbee-gateway",
        TOO_LONG,
    ),
    ("_x._sub._a b\\.ü._tcp", "a b\\.ü", CHARACTERS),
];
const CHARACTERS: &str = "expected ASCII letters, digits and hyphens only";
const TOO_LONG: &str = "expected 15 characters at most";

#[test]
fn names_outside_the_syntax_are_read_by_the_lenient_form_only() {
    for (domain, name, rule) in OUTSIDE_THE_SYNTAX {
        let labels = ServiceLabels::parse(domain).unwrap();
        assert_eq!(labels.name(), name);
        assert_eq!(
            labels.label() == Protocol::Udp,
            domain.contains("_udp"),
            "{domain}"
        );
        assert_eq!(labels.services().len(), 0);
        let error = domain.parse::<ServiceType>().unwrap_err();
        assert_eq!(error.input(), domain);
        let reason = format!("invalid service name {name:?}: {rule}");
        assert!(error.to_string().ends_with(&reason), "{error}");
        let error = ServiceType::try_from(labels).unwrap_err();
        let message = format!("invalid service type {name:?}: {reason}");
        assert_eq!(error.to_string(), message);
    }
    let message = |domain| ServiceLabels::parse(domain).unwrap_err().to_string();
    for domain in [
        "",
        "_tcp",
        "_a.b._tcp",
        "_dyson_mqtt._icmp",
        "_._tcp",
        "_dyson_mqtt",
    ] {
        let expected =
            format!("invalid service type {domain:?}: expected labels such as _http._tcp");
        assert_eq!(message(domain), expected);
    }
}

#[test]
fn labels_are_compared_without_case() {
    let labels = |domain| ServiceLabels::parse(domain).unwrap();
    let set: HashSet<_> = [
        "_Dyson_MQTT._tcp",
        "_dyson_mqtt._TCP",
        "_dyson_mqtt._udp",
        "_dyson_mqt._tcp",
    ]
    .map(labels)
    .into();
    assert_eq!(set.len(), 3);
    assert_eq!(labels("_A_b._Tcp").to_string(), "_A_b._tcp");
    let services: Vec<_> = labels("_RSVP_TUNNEL._udp")
        .services()
        .map(Service::port)
        .collect();
    assert_eq!(services, [Some(port_registry::Port::new(363))]);
}

#[test]
fn udp_means_every_transport_but_tcp() {
    let https: ServiceType = "_https._udp".parse().unwrap();
    let over: Vec<_> = https.services().map(Service::protocol).collect();
    assert_eq!(over, [Some(Protocol::Udp), Some(Protocol::Sctp)]);
    assert_eq!(https.services().len(), 2);
    let all: Vec<_> = https.services().collect();
    assert_eq!(https.services().next_back(), all.last().copied());
}

#[test]
fn txt_records_are_read_from_all_notes_that_define_them() {
    let mut kinds = [0; 4];
    for service in Service::all() {
        let notes: String = service
            .record()
            .notes()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let is_defined = notes.to_lowercase().contains("defined txt keys:");
        assert_eq!(service.txt_record().is_some(), is_defined, "{service:?}");
        let Some(keys) = service.txt_record() else {
            continue;
        };
        kinds[match &keys {
            TxtRecord::Empty => 0,
            TxtRecord::Proprietary => 1,
            TxtRecord::Keys(_) => 2,
            _ => 3,
        }] += 1;
        if let TxtRecord::Keys(list) = keys {
            assert!(list.clone().count() > 0);
            for key in list {
                assert!(!key.key().is_empty());
                assert!(
                    notes.contains(
                        &key.to_string()
                            .split_whitespace()
                            .collect::<Vec<_>>()
                            .join(" ")
                    )
                );
            }
        }
    }
    let defined = Record::all()
        .filter_map(Record::notes)
        .filter(|notes| notes.contains("TXT key") || notes.contains("TXT Key"))
        .count();
    assert_eq!(kinds.iter().sum::<usize>(), defined);
    // At most a fifth of the notes is returned as prose.
    assert!(kinds[3] * 5 < defined, "{kinds:?}");
}

proptest! {
    #[test]
    fn labels_round_trip(name in "[a-z]([a-z0-9]{0,6}-)?[a-z0-9]{1,6}", at in 0..4_usize) {
        let name = ServiceName::new(&name).unwrap();
        let labels = ServiceType::srv(name, Protocol::ALL[at]);
        prop_assert_eq!(labels.to_string().parse(), Ok(labels));
        prop_assert_eq!(format!("x.{labels}.local").parse(), Ok(labels));
    }

    #[test]
    fn any_text_gives_a_value_or_an_error(text in any::<String>(), dotted in r"[_.a-z\\-]{0,20}") {
        for text in [text, dotted] {
            let lenient = ServiceLabels::try_from(&*text);
            if let Ok(labels) = text.parse::<ServiceType>() {
                prop_assert_eq!(labels.to_string().parse(), Ok(labels));
                prop_assert_eq!(lenient.map(ServiceType::try_from), Ok(Ok(labels)));
            }
            if let Ok(labels) = lenient {
                let written = labels.to_string();
                prop_assert_eq!(ServiceLabels::parse(&written), Ok(labels));
            }
        }
    }
}
