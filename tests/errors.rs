//! Tests of the exact message of each public error, and of what can be evaluated in constants.

use std::error;
use std::str::FromStr;

use port_registry::record::{Column, Date, ServiceCode};
use port_registry::{
    Endpoint, ErrorKind, Port, PortClass, PortRange, Protocol, Record, Service, ServiceName,
    Status, port, service,
};

/// Returns the message of an error. The error must also work when it is boxed and sent to another
/// thread.
fn say<E: error::Error + Send + Sync + Clone + PartialEq + 'static>(error: &E) -> String {
    let boxed: Box<dyn error::Error + Send + Sync> = Box::new(error.clone());
    assert_eq!(boxed.to_string(), error.to_string());
    assert!(!format!("{error:?}").is_empty());
    assert!(boxed.downcast_ref::<E>() == Some(error));
    error.to_string()
}

/// Returns the error message for a string that cannot be parsed as `T`.
fn refusal<T>(text: &str) -> String
where
    T: FromStr<Err: error::Error + Send + Sync + Clone + PartialEq + 'static>,
{
    say(&text.parse::<T>().err().expect(text))
}

/// Returns inputs that no type can parse, each with the form in which an error quotes it.
fn wrong_everywhere() -> Vec<(String, String)> {
    let long = "x".repeat(49);
    // The limit of 48 bytes is within the 16th of these characters, which have 3 bytes each.
    let wide = format!("..{}", "€".repeat(20));
    [
        ("", r#""""#),
        (" ", r#"" ""#),
        ("+", r#""+""#),
        ("é", r#""é""#),
        ("a\"b", r#""a\"b""#),
        ("a\nb\r\t", r#""a\nb\r\t""#),
        ("back\\slash", r#""back\\slash""#),
        ("nul\0", r#""nul\0""#),
        ("\u{1b}[31m", r#""\u{1b}[31m""#),
        ("\u{202e}", r#""\u{202e}""#),
        (&long[..48], &format!("{:?}", &long[..48])),
        (&long, &format!("\"{}…\"", &long[..48])),
        (&wide, &format!("\"..{}…\"", "€".repeat(15))),
    ]
    .map(|(text, quoted)| (text.to_owned(), quoted.to_owned()))
    .to_vec()
}

#[test]
fn ports() {
    let wrong = [
        "+80",
        "-1",
        " 80",
        "80 ",
        "65536",
        "99999999999999999999",
        "0x50",
        "8_0",
        "٣",
        "0x0",
        "-0",
    ];
    let wrong = wrong.map(|text| (text.to_owned(), format!("{text:?}")));
    for (text, quoted) in wrong_everywhere().into_iter().chain(wrong) {
        assert_eq!(
            refusal::<Port>(&text),
            format!("invalid port {quoted}: expected a number from 0 to 65535"),
        );
    }
    for text in ["00", "0443", "065535"] {
        assert_eq!(
            refusal::<Port>(text),
            format!(
                "invalid port {text:?}: \
                 expected no leading zero, which not all systems read as decimal"
            ),
        );
    }
    assert_eq!("0".parse(), Ok(Port::MIN));
    assert_eq!("65535".parse(), Ok(Port::MAX));
}

#[test]
fn port_ranges() {
    let expected = "expected a port from 0 to 65535, or two as in 6000-6063";
    let wrong = ["-", "1-", "-1", "65536"].map(|text| (text.to_owned(), format!("{text:?}")));
    for (text, quoted) in wrong_everywhere().into_iter().chain(wrong) {
        assert_eq!(
            refusal::<PortRange>(&text),
            format!("invalid port range {quoted}: {expected}"),
        );
    }
    for (text, half) in [
        ("1-70000", "70000"),
        ("70000-1", "70000"),
        ("1-2-3", "2-3"),
        ("1 -2", "1 "),
        ("1-+2", "+2"),
        ("1--2", "-2"),
    ] {
        assert_eq!(
            refusal::<PortRange>(text),
            format!(
                "invalid port range {text:?}: \
                 invalid port {half:?}: expected a number from 0 to 65535"
            ),
        );
    }
    let backwards = "port range 9-3 runs backwards: expected the lower port first";
    assert_eq!(refusal::<PortRange>("9-3"), backwards);
    let error = PortRange::new(Port::new(9), Port::new(3)).unwrap_err();
    assert_eq!(say(&error), backwards);
}

#[test]
fn words() {
    let wrong =
        ["tcp ", "TCP/IP", "icmp", "6", "tсp"].map(|text| (text.into(), format!("{text:?}")));
    for (text, quoted) in wrong_everywhere().into_iter().chain(wrong) {
        assert_eq!(
            refusal::<Protocol>(&text),
            format!("unknown transport protocol {quoted}: expected tcp, udp, sctp or dccp"),
        );
        assert_eq!(
            refusal::<PortClass>(&text),
            format!("unknown port class {quoted}: expected well-known, registered or dynamic"),
        );
        assert_eq!(
            refusal::<Status>(&text),
            format!("unknown status {quoted}: expected assigned, reserved, unassigned or dynamic"),
        );
        assert_eq!(
            refusal::<Column>(&text),
            format!(
                "unknown column {quoted}: expected a heading of IANA's file, such as \"Port Number\""
            ),
        );
    }
    // Headings are case-sensitive.
    assert!("port number".parse::<Column>().is_err());
    let say_number = |number: u8| say(&Protocol::from_number(number).unwrap_err());
    assert_eq!(say_number(1), "ICMP (IP protocol 1) has no port numbers");
}

#[test]
fn dates() {
    let wrong = [
        "2007-6",
        "2007-06-1",
        "07-06",
        "2007/06",
        "+200",
        "2007-06-",
        "20070601",
        "2007-06-01T",
    ];
    let wrong = wrong.map(|text| (text.to_owned(), format!("{text:?}")));
    for (text, quoted) in wrong_everywhere().into_iter().chain(wrong) {
        assert_eq!(
            refusal::<Date>(&text),
            format!("invalid date {quoted}: expected YYYY-MM-DD, YYYY-MM or YYYY"),
        );
    }
    let expected = "expected a day of the calendar in the years 1 to 9999";
    for text in [
        "0000",
        "2007-00",
        "2007-13",
        "2023-02-29",
        "1900-02-29",
        "2007-04-31",
        "2007-06-00",
    ] {
        assert_eq!(
            refusal::<Date>(text),
            format!("no such date as {text}: {expected}")
        );
    }
    let error = Date::from_year_month_day(2100, 2, 29).unwrap_err();
    assert_eq!(
        say(&error),
        format!("no such date as 2100-02-29: {expected}")
    );
    assert!(Date::from_year(10_000).is_err() && Date::from_year_month(2007, 255).is_err());
    for leap in ["2000-02-29", "2024-02-29"] {
        assert_eq!(leap.parse::<Date>().unwrap().to_string(), leap);
    }
}

#[test]
fn service_codes() {
    let expected = "expected a decimal number, or SC:text, SC=number or SC=xhex";
    let wrong = [
        "-1",
        "4294967296",
        "SC:toolong",
        "SC:a!",
        "SC=",
        "SC=x",
        "SC=x100000000",
        "sc:disc",
    ];
    let wrong = wrong.map(|text| (text.to_owned(), format!("{text:?}")));
    for (text, quoted) in wrong_everywhere().into_iter().chain(wrong) {
        assert_eq!(
            refusal::<ServiceCode>(&text),
            format!("invalid service code {quoted}: {expected}"),
        );
    }
    assert_eq!("4294967295".parse(), Ok(ServiceCode::new(u32::MAX)));
}

#[test]
fn endpoints() {
    for (text, quoted) in wrong_everywhere() {
        assert_eq!(
            refusal::<Endpoint>(&text),
            format!(
                "invalid endpoint {quoted}: \
                 expected a port and a transport protocol, as in 443/tcp"
            ),
        );
    }
    for text in ["/tcp", "65536/tcp", "70000/tcp"] {
        let port = text.split('/').next().unwrap();
        assert_eq!(
            refusal::<Endpoint>(text),
            format!(
                "invalid endpoint {text:?}: invalid port {port:?}: expected a number from 0 to 65535"
            ),
        );
    }
    for text in ["443/", "443/icmp", "443/ tcp"] {
        let protocol = text.split_once('/').unwrap().1;
        assert_eq!(
            refusal::<Endpoint>(text),
            format!(
                "invalid endpoint {text:?}: unknown transport protocol {protocol:?}: \
                 expected tcp, udp, sctp or dccp"
            ),
        );
    }
    for text in ["-1/udp", "+443/tcp", " 443/tcp", "443/tcp/udp", "443 /tcp"] {
        assert!(refusal::<Endpoint>(text).starts_with(&format!("invalid endpoint {text:?}: ")));
    }
}

#[test]
fn services() {
    for (text, quoted) in wrong_everywhere() {
        assert_eq!(
            refusal::<Service>(&text),
            format!(
                "invalid service {quoted}: expected a name and a transport protocol, as in https/tcp"
            ),
        );
        assert_eq!(
            refusal::<Service>(&format!("{text}/icmp"))
                .split_once(": ")
                .unwrap()
                .1,
            "expected tcp, udp, sctp or dccp after the slash",
        );
    }
    assert_eq!(
        refusal::<Service>("https/"),
        r#"invalid service "https/": expected tcp, udp, sctp or dccp after the slash"#,
    );
    for (text, suggestion) in [
        ("no-such-name/tcp", ""),
        ("/tcp", ""),
        ("xy/tcp", ""),
        ("shh/tcp", "; did you mean ssh?"),
        ("htps/tcp", "; did you mean https?"),
        ("submision/tcp", "; did you mean submission?"),
        ("mongo/tcp", "; did you mean mongodb?"),
        ("dns/udp", "; did you mean domain?"),
        ("mssql/tcp", "; did you mean ms-sql-s?"),
        ("vnc/tcp", "; did you mean rfb?"),
        ("dhcp/udp", "; did you mean bootps?"),
        ("smtps/tcp", "; did you mean submissions?"),
        ("whois/tcp", "; did you mean nicname?"),
        ("mariadb/tcp", "; did you mean mysql?"),
        ("https/dccp", "; did you mean https/tcp?"),
        ("ht\"tps/tcp", "; did you mean https?"),
        (" https/tcp", "; did you mean https?"),
    ] {
        assert_eq!(
            refusal::<Service>(text),
            format!(
                "unknown service {text:?}: \
                 expected a name that is registered over this transport{suggestion}"
            ),
        );
    }
    let nameless = Service::try_from(Record::from_index(0).unwrap()).unwrap_err();
    assert_eq!(say(&nameless), "record 0 (Reserved) has no service name");
}

#[test]
fn service_names_break_a_rule() {
    let character = "expected ASCII letters, digits and hyphens only";
    let letter = "expected one letter at least";
    let outer = "expected no hyphen at its beginning or end";
    let adjacent = "expected no two hyphens in a row";
    let too_long = "expected 15 characters at most";
    for (name, rule) in [
        ("", "expected 1 to 15 characters"),
        ("abcdefghijklmnop", too_long),
        ("sql*net", character),
        ("udt_os", character),
        ("a b", character),
        ("a\n", character),
        ("a\"", character),
        ("\0", character),
        ("é", character),
        ("8080", letter),
        ("0-1", letter),
        ("-http", outer),
        ("http-", outer),
        ("-", outer),
        ("http--alt", adjacent),
        ("--", adjacent),
    ] {
        let error = ServiceName::new(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ServiceName);
        assert_eq!(error.input(), Some(name));
        assert_eq!(
            say(&error),
            format!("invalid service name {name:?}: {rule}")
        );
        assert_eq!(name.parse::<ServiceName>(), Err(error));
        assert_eq!(ServiceName::try_from(name), Err(error));
    }
    let capital = ServiceName::new_lower_case("HTTP").unwrap_err();
    assert_eq!(
        say(&capital),
        r#"invalid service name "HTTP": expected no capital letters"#
    );
    let long = "x".repeat(49);
    let error = ServiceName::new(&long).unwrap_err();
    let quoted = format!("\"{}…\"", &long[..48]);
    assert_eq!(
        say(&error),
        format!("invalid service name {quoted}: {too_long}")
    );
}

/// These constants are evaluated when the test is compiled.
mod constants {
    use super::*;

    pub const HTTPS: Port = Port::new(443);
    pub const RANGE: PortRange = match PortRange::new(Port::new(8000), Port::new(8100)) {
        Ok(range) => range,
        Err(_) => panic!("not a range"),
    };
    pub const DATES: [Date; 3] = match (
        Date::from_year(1998),
        Date::from_year_month(2007, 6),
        Date::from_year_month_day(2024, 2, 29),
    ) {
        (Ok(year), Ok(month), Ok(day)) => [year, month, day],
        _ => panic!("not dates"),
    };
    pub const NAME: ServiceName = match ServiceName::new("http-alt") {
        Ok(name) => name,
        Err(_) => panic!("not a name"),
    };
    pub const ON_443: Option<Service> = HTTPS.service(Protocol::Tcp);
    pub const STATUS: Status = HTTPS.status(Protocol::Udp);
    pub const CLASS: PortClass = HTTPS.class();
    pub const DOMAIN: Option<Service> = Service::by_name_over("Domain", Protocol::Udp);
    pub const SSH: Service = service!("ssh/tcp");
    pub const HTTP_ALT: Port = port!("http-alt/tcp");
    pub const ENDPOINT: Endpoint = Endpoint::new(HTTPS, Protocol::Tcp);
    pub const SCTP: Protocol = match Protocol::from_number(132) {
        Ok(protocol) => protocol,
        Err(_) => panic!("not a transport"),
    };
    pub static TABLE: [(Port, Option<Service>); 2] = [
        (Port::new(22), Port::new(22).service(Protocol::Tcp)),
        (Port::new(4), Port::new(4).service(Protocol::Tcp)),
    ];
}

#[test]
fn constants_have_the_results_of_lookups() {
    use constants::*;
    // Each use of a constant iterator is a new copy, so it is only useful in other constants.
    const WWW_RECORDS: port_registry::lookup::Services = Service::by_name("WWW");
    assert_eq!((HTTPS.get(), HTTP_ALT.get()), (443, 8080));
    assert_eq!(RANGE.len(), 101);
    assert_eq!(
        DATES.map(|date| date.to_string()),
        ["1998", "2007-06", "2024-02-29"]
    );
    assert_eq!(NAME.as_str(), "http-alt");
    assert_eq!(ON_443.map(Service::name), Some("https"));
    assert_eq!((STATUS, CLASS), (Status::Assigned, PortClass::WellKnown));
    assert_eq!(DOMAIN, Service::by_name_over("domain", Protocol::Udp));
    assert_eq!(SSH.ports(), Some(PortRange::single(Port::new(22))));
    assert_eq!(ENDPOINT.service(), ON_443);
    assert_eq!(SCTP, Protocol::Sctp);
    assert_eq!(TABLE.map(|(_, service)| service), [Some(SSH), None]);
    assert!(WWW_RECORDS.eq(Service::by_name("www")));
    assert_eq!(WWW_RECORDS.len(), 2);
    // The macros can be used in expressions too.
    assert_eq!(service!("HTTPS/TCP").port(), Some(port!("https/udp")));
    assert_eq!(service!("cl/1/udp").name(), "cl/1");
}
