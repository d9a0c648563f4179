//! Tests of the feature `serde` with JSON.
#![cfg(feature = "serde")]

use std::fmt::{Debug, Display};

use port_registry::port_set::PortSpec;
use port_registry::record::{Cell, Column, Date, ServiceCode};
use port_registry::{
    Endpoint, IpProtocol, Port, PortClass, PortRange, PortSet, Protocol, Record, Service,
    ServiceName, Status, service,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_str, to_string};

fn round_trip<T>(value: &T, json: &str)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    assert_eq!(to_string(value).unwrap(), json);
    assert_eq!(&from_str::<T>(json).unwrap(), value);
    // A value that is read from a tree, as a part of a larger document may be.
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), value);
}

/// Checks that the value is written as a string, which is that of `Display`, and can be read again.
fn text_round_trip<T>(value: &T)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug + Display,
{
    round_trip(value, &format!("\"{value}\""));
}

/// Returns the error message for invalid input, without the place that `serde_json` adds.
fn refusal<T: DeserializeOwned + Debug>(json: &str) -> String {
    let message = from_str::<T>(json).expect_err(json).to_string();
    let place = message.rfind(" at line ").unwrap_or(message.len());
    message[..place].to_owned()
}

#[test]
fn ports_and_codes_are_numbers() {
    for number in [0, 1, 443, 49152, 65535] {
        round_trip(&Port::new(number), &number.to_string());
        round_trip(&PortRange::from(Port::new(number)), &number.to_string());
    }
    let x11: PortRange = "6000-6063".parse().unwrap();
    round_trip(&x11, r#""6000-6063""#);
    round_trip(&PortRange::ALL, r#""0-65535""#);
    for code in [0, 1_145_656_131, u32::MAX] {
        round_trip(&ServiceCode::new(code), &code.to_string());
    }
}

#[test]
fn words_are_what_they_display() {
    round_trip(&Protocol::Tcp, r#""tcp""#);
    round_trip(&PortClass::WellKnown, r#""well-known""#);
    round_trip(&Status::Unassigned, r#""unassigned""#);
    Protocol::ALL.iter().for_each(text_round_trip);
    PortClass::ALL.iter().for_each(text_round_trip);
    Status::ALL.iter().for_each(text_round_trip);
    for text in ["1998", "2007-06", "2024-02-29"] {
        let date: Date = text.parse().unwrap();
        round_trip(&date, &format!("\"{text}\""));
    }
    text_round_trip(&ServiceName::new("HTTP-alt").unwrap());
    let endpoint: Endpoint = "443/udp".parse().unwrap();
    round_trip(&endpoint, r#""443/udp""#);
}

#[test]
fn wrong_words_are_named() {
    let port = "expected a port number from 0 to 65535";
    assert_eq!(
        refusal::<Port>("70000"),
        format!("invalid value: integer `70000`, {port}")
    );
    assert_eq!(
        refusal::<Port>("-1"),
        format!("invalid value: integer `-1`, {port}")
    );
    assert_eq!(
        refusal::<Port>(r#""443""#),
        format!("invalid type: string \"443\", {port}")
    );
    assert_eq!(
        refusal::<Port>("4.5"),
        format!("invalid type: floating point `4.5`, {port}")
    );
    let range = "expected a port number from 0 to 65535, or a text like \"6000-6063\"";
    assert_eq!(
        refusal::<PortRange>("70000"),
        format!("invalid value: integer `70000`, {range}")
    );
    assert_eq!(
        refusal::<PortRange>(r#""9-3""#),
        "port range 9-3 runs backwards: expected the lower port first",
    );
    assert_eq!(
        refusal::<Protocol>(r#""icmp""#),
        r#"unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#,
    );
    assert_eq!(
        refusal::<Protocol>("6"),
        "invalid type: integer `6`, expected a transport protocol: tcp, udp, sctp or dccp",
    );
    assert_eq!(
        refusal::<Date>(r#""2007-13""#),
        "no such date as 2007-13: expected a day of the calendar in the years 1 to 9999",
    );
    assert_eq!(
        refusal::<ServiceName>(r#""a_b""#),
        r#"invalid service name "a_b": expected ASCII letters, digits and hyphens only"#,
    );
    assert_eq!(
        refusal::<Endpoint>(r#""""#),
        r#"invalid endpoint "": expected a port and a transport protocol, as in 443/tcp"#,
    );
    assert!(refusal::<PortClass>(r#""system""#).starts_with(r#"unknown port class "system""#));
    assert!(refusal::<Status>(r#""free""#).starts_with(r#"unknown status "free""#));
}

/// Returns a record as JSON, assembled from the typed getters.
fn expected(record: Record) -> String {
    fn json(value: impl Serialize) -> String {
        to_string(&value).unwrap()
    }
    let ports = record.ports().map_or("null".to_owned(), |ports| {
        let (first, last) = (ports.first().get(), ports.last().get());
        if first == last {
            first.to_string()
        } else {
            format!("\"{first}-{last}\"")
        }
    });
    let filled = |cell: Cell| Some(cell.to_string()).filter(|cell| !cell.is_empty());
    let values = [
        json(record.name()),
        ports,
        json(record.protocol().map(Protocol::as_str)),
        json(record.description()),
        json(filled(record.cell(Column::Assignee))),
        json(filled(record.cell(Column::Contact))),
        json(record.registration_date().map(|date| date.to_string())),
        json(record.modification_date().map(|date| date.to_string())),
        json(filled(record.cell(Column::Reference))),
        json(record.service_code().map(ServiceCode::get)),
        json(record.unauthorized_use()),
        json(record.notes()),
    ];
    let keys = [
        "service_name",
        "port_number",
        "transport_protocol",
        "description",
        "assignee",
        "contact",
        "registration_date",
        "modification_date",
        "reference",
        "service_code",
        "unauthorized_use_reported",
        "assignment_notes",
    ];
    assert_eq!(Column::ALL.map(Column::key), keys);
    let fields = keys.iter().zip(values);
    let fields: Vec<String> = fields
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

#[test]
fn every_record_has_its_twelve_columns_in_order() {
    for record in Record::all() {
        let json = to_string(&record).unwrap();
        assert_eq!(json, expected(record));
        if let Some(service) = record.service() {
            assert_eq!(to_string(&service).unwrap(), json);
        }
    }
}

#[test]
fn every_service_is_read_from_what_it_is_written_as() {
    let mut others = 0;
    for service in Service::all() {
        let read: Service = from_str(&to_string(&service).unwrap()).unwrap();
        let place = |service: Service| (service.name(), service.ports(), service.protocol());
        assert_eq!(place(read), place(service));
        others += usize::from(read != service);
    }
    // Records with the same name, port and transport protocol cannot be distinguished. There are
    // few.
    assert!(others < 10, "{others}");
}

#[test]
fn services_are_read_from_a_string() {
    let https = service!("https/tcp");
    for json in [r#""https/tcp""#, r#""HTTPS/TCP""#, r#""http\u0073/tcp""#] {
        assert_eq!(from_str::<Service>(json).unwrap(), https);
    }
    let tree = serde_json::Value::from("cl/1/udp");
    let cl_1: Service = serde_json::from_value(tree).unwrap();
    assert_eq!(
        (cl_1.name(), cl_1.protocol()),
        ("cl/1", Some(Protocol::Udp))
    );
}

#[test]
fn services_are_read_from_a_map() {
    let read = |json: &str| from_str::<Service>(json).expect(json);
    let https = service!("https/tcp");
    for json in [
        r#"{"name":"https","protocol":"tcp"}"#,
        r#"{"protocol":"TCP","name":"HTTPS"}"#,
        r#"{"service_name":"https","transport_protocol":"tcp"}"#,
        r#"{"name":"https","protocol":"tcp","port":443}"#,
        r#"{"port_number":443,"name":"https","protocol":"tcp"}"#,
        r#"{"name":"https","protocol":"tcp","other":[1,{"port":2}],"colour":null}"#,
    ] {
        assert_eq!(read(json), https);
    }
    for port in [8080, 591, 8008] {
        let json = format!(r#"{{"name":"http-alt","protocol":"udp","port":{port}}}"#);
        let service = read(&json);
        assert_eq!(service.name(), "http-alt");
        assert_eq!(service.port().unwrap(), port);
        assert_eq!(service.protocol(), Some(Protocol::Udp));
    }
    // The preferred record without a port, a port within a range, and a record of all transport
    // protocols.
    let http_alt = read(r#"{"name":"http-alt","protocol":"udp"}"#);
    assert_eq!(http_alt.port().unwrap(), 8080);
    for port in ["6000", "6063", r#""6000-6063""#] {
        let json = format!(r#"{{"name":"x11","protocol":"tcp","port":{port}}}"#);
        assert_eq!(read(&json), service!("x11/tcp"));
    }
    for protocol in [r#""dccp""#, "null"] {
        let json = format!(r#"{{"name":"flex-lm","protocol":{protocol}}}"#);
        assert_eq!(read(&json), service!("flex-lm/tcp"));
    }
    let portless = read(r#"{"name":"https","protocol":"tcp","port":443}"#);
    assert!(portless.port().is_some());
    let rdp = read(r#"{"name":"rdp","protocol":"tcp","port":null}"#);
    assert_eq!((rdp.name(), rdp.port()), ("rdp", None));
}

#[test]
fn wrong_services_are_named() {
    let about = refusal::<Service>;
    assert_eq!(
        about(r#""htps/tcp""#),
        "unknown service \"htps/tcp\": expected a name that is registered over this transport; \
         did you mean https?",
    );
    assert_eq!(
        about(r#""https""#),
        r#"invalid service "https": expected a name and a transport protocol, as in https/tcp"#,
    );
    for (json, says) in [
        (
            r#"{"name":"htps","protocol":"tcp"}"#,
            r#"unknown service "htps" over tcp"#,
        ),
        (
            r#"{"name":"https","protocol":"dccp"}"#,
            r#"unknown service "https" over dccp"#,
        ),
        (
            r#"{"name":"https","protocol":"tcp","port":80}"#,
            r#"unknown service "https" over tcp on port 80"#,
        ),
        (
            r#"{"name":"x11","protocol":"tcp","port":"6000-6064"}"#,
            r#"unknown service "x11" over tcp on port 6000-6064"#,
        ),
        (
            r#"{"name":"ssh","protocol":null}"#,
            r#"unknown service "ssh" without a transport protocol"#,
        ),
        (
            r#"{"name":"domain","protocol":"udp","port":null}"#,
            r#"unknown service "domain" over udp without a port"#,
        ),
        (
            r#"{"name":"a\nb","protocol":"udp"}"#,
            r#"unknown service "a\nb" over udp"#,
        ),
    ] {
        assert_eq!(
            about(json),
            format!("{says}: expected one that is registered")
        );
    }
}

#[test]
fn misshapen_services_are_refused() {
    let about = refusal::<Service>;
    assert_eq!(
        about(r#"{"protocol":"tcp"}"#),
        "missing field `service_name`"
    );
    assert_eq!(
        about(r#"{"name":"https"}"#),
        "unknown service \"https\" without a transport protocol: expected one that is registered"
    );
    assert_eq!(
        about(r#"{"name":"https","service_name":"https","protocol":"tcp"}"#),
        "duplicate field `service_name`",
    );
    assert_eq!(
        about(r#"{"name":"https","protocol":"tcp","transport_protocol":null}"#),
        "duplicate field `transport_protocol`",
    );
    assert_eq!(
        about(r#"{"name":"https","protocol":"tcp","port":443,"port":443}"#),
        "duplicate field `port_number`",
    );
    let port = "expected a port number from 0 to 65535, or a text like \"6000-6063\"";
    let with_port = |port: &str| format!(r#"{{"name":"https","protocol":"tcp","port":{port}}}"#);
    assert_eq!(
        about(&with_port("70000")),
        format!("invalid value: integer `70000`, {port}")
    );
    assert!(about(&with_port("-1")).ends_with(&format!("integer `-1`, {port}")));
    assert_eq!(
        about(&with_port("true")),
        format!("invalid type: boolean `true`, {port}")
    );
    assert_eq!(
        about(r#"{"name":"https","protocol":"icmp"}"#),
        r#"unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#,
    );
    assert_eq!(
        about(r#"{"name":7,"protocol":"tcp"}"#),
        "invalid type: integer `7`, expected a service name",
    );
    let service =
        "expected a service: a text like \"https/tcp\", or a map of its name and protocol";
    assert_eq!(
        about("443"),
        format!("invalid type: integer `443`, {service}")
    );
    assert_eq!(about("null"), format!("invalid type: null, {service}"));
    assert_eq!(about("[]"), format!("invalid type: sequence, {service}"));
}

#[test]
fn port_lists_are_strings() {
    let set: PortSet = serde_json::from_str(r#""22, 80,8000-8100""#).unwrap();
    assert_eq!(serde_json::to_string(&set).unwrap(), r#""22,80,8000-8100""#);
    let spec: PortSpec = serde_json::from_str(r#""U:53,T:22,80""#).unwrap();
    assert_eq!(serde_json::to_string(&spec).unwrap(), r#""T:22,80,U:53""#);
    let error = serde_json::from_str::<PortSet>(r#""22,x!""#)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("invalid port set at byte 3: invalid part \"x!\": "),
        "{error}"
    );
    let error = serde_json::from_str::<PortSpec>("22")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("expected lists of ports, as in \"T:22,80,U:53\""),
        "{error}"
    );
}

#[test]
fn ip_protocols_are_keywords_or_numbers() {
    for protocol in IpProtocol::all() {
        let json = serde_json::to_string(&protocol).unwrap();
        assert_eq!(json, format!("{:?}", protocol.to_string()));
        assert_eq!(serde_json::from_str::<IpProtocol>(&json).unwrap(), protocol);
        let number = protocol.number().to_string();
        assert_eq!(
            serde_json::from_str::<IpProtocol>(&number).unwrap(),
            protocol
        );
    }
    let about = refusal::<IpProtocol>;
    assert_eq!(
        about(r#""no-such""#),
        r#"unknown IP protocol "no-such": expected one of IANA's keywords or a number from 0 to 255"#,
    );
    for number in ["256", "-1"] {
        let message = about(number);
        assert!(
            message.ends_with("an IP protocol: one of IANA's keywords or a number from 0 to 255"),
            "{message}"
        );
    }
}
