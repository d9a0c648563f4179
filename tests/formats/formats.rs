//! Every type that serde writes and reads, in every kind of format: each value comes back.

use std::fmt::Debug;

use port_registry::port_set::PortSpec;
use port_registry::record::{Date, ServiceCode};
use port_registry::{
    Endpoint, IpProtocol, Port, PortClass, PortRange, PortSet, Protocol, Service, ServiceName,
    Status, service,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A document, since TOML has no values outside of tables.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Document<T> {
    value: T,
    list: Vec<T>,
}

/// Writes and reads a document in each format. The name of the format is in the message.
fn in_every_format<T>(values: &[T])
where
    T: Serialize + DeserializeOwned + PartialEq + Debug + Clone,
{
    for value in values {
        let document = Document {
            value: value.clone(),
            list: vec![value.clone(), value.clone()],
        };
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(
            serde_json::from_str::<Document<T>>(&json).unwrap(),
            document,
            "JSON: {json}"
        );
        let tree = serde_json::to_value(&document).unwrap();
        assert_eq!(
            serde_json::from_value::<Document<T>>(tree).unwrap(),
            document,
            "tree"
        );

        let text = toml::to_string(&document);
        // A record has empty cells, for which TOML has no value.
        if let Ok(text) = text {
            let read = toml::from_str::<Document<T>>(&text);
            assert_eq!(read.as_ref(), Ok(&document), "TOML: {text}");
        }
        let yaml = serde_yaml_ng::to_string(&document).unwrap();
        assert_eq!(
            serde_yaml_ng::from_str::<Document<T>>(&yaml).unwrap(),
            document,
            "YAML: {yaml}"
        );
        let ron = ron::to_string(&document).unwrap();
        assert_eq!(
            ron::from_str::<Document<T>>(&ron).as_ref(),
            Ok(&document),
            "RON: {ron}"
        );

        let bytes = postcard::to_stdvec(&document).unwrap();
        assert_eq!(
            postcard::from_bytes::<Document<T>>(&bytes).unwrap(),
            document,
            "postcard"
        );
        let standard = bincode::config::standard();
        let bytes = bincode::serde::encode_to_vec(&document, standard).unwrap();
        let (read, len): (Document<T>, usize) =
            bincode::serde::decode_from_slice(&bytes, standard).unwrap();
        assert_eq!((read, len), (document, bytes.len()), "bincode");

        let document = Document {
            value: value.clone(),
            list: vec![value.clone()],
        };
        let arrays = rmp_serde::to_vec(&document).unwrap();
        assert_eq!(
            rmp_serde::from_slice::<Document<T>>(&arrays).unwrap(),
            document,
            "MessagePack"
        );
        let maps = rmp_serde::to_vec_named(&document).unwrap();
        assert_eq!(
            rmp_serde::from_slice::<Document<T>>(&maps).unwrap(),
            document,
            "MessagePack, maps"
        );
    }
}

#[test]
fn words_and_numbers() {
    in_every_format(&[0, 443, 65535].map(Port::new));
    in_every_format(
        &["443", "6000-6063", "0-65535"].map(|text| text.parse::<PortRange>().unwrap()),
    );
    in_every_format(&Protocol::ALL);
    in_every_format(&PortClass::ALL);
    in_every_format(&Status::ALL);
    in_every_format(&["1998", "2007-06", "2024-02-29"].map(|text| text.parse::<Date>().unwrap()));
    in_every_format(&[0, u32::MAX].map(ServiceCode::new));
    in_every_format(&["http", "HTTP-Alt"].map(|text| ServiceName::new(text).unwrap()));
    let protocols: Vec<IpProtocol> = IpProtocol::all().collect();
    in_every_format(&protocols);
}

#[test]
fn endpoints_and_lists() {
    in_every_format(&["443/tcp", "53/udp", "0/dccp"].map(|text| text.parse::<Endpoint>().unwrap()));
    // A set has 8 KiB and a spec 32 KiB, of which `in_every_format` has dozens on its stack.
    let lists = || {
        let sets = ["", "22", "22,80,8000-8100", "-"].map(|text| text.parse::<PortSet>().unwrap());
        in_every_format(&sets);
        let specs = ["", "T:22,80,U:53", "*:22", "D:-"];
        in_every_format(&specs.map(|text| text.parse::<PortSpec>().unwrap()));
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    thread.spawn(lists).unwrap().join().unwrap();
}

#[test]
fn services() {
    in_every_format(&[
        service!("https/tcp"),
        service!("x11/udp"),
        service!("http-alt/tcp"),
        service!("z39.50/tcp"),
        service!("rdp/tcp"), // without a port
    ]);
    // All records of a name have to differ: by their ports, or that they have none.
    let standard = bincode::config::standard();
    let mut alike = 0;
    for service in Service::all() {
        let bytes = bincode::serde::encode_to_vec(service, standard).unwrap();
        let (read, _): (Service, usize) =
            bincode::serde::decode_from_slice(&bytes, standard).unwrap();
        let key = |service: Service| (service.name(), service.protocol(), service.ports());
        assert_eq!(key(read), key(service));
        alike += usize::from(read != service);
        let json = serde_json::to_string(&service).unwrap();
        assert_eq!(key(serde_json::from_str(&json).unwrap()), key(service));
    }
    assert!(alike < 10, "{alike}");
}

#[test]
fn lists_are_read_as_people_write_them() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Config {
        ports: PortSet,
    }
    let set = |text: &str| Config {
        ports: text.parse().unwrap(),
    };
    for (toml, expected) in [
        ("ports = 443", "443"),
        (r#"ports = "22,80,8000-8100""#, "22,80,8000-8100"),
        (r#"ports = [22, "https", "8000-8100"]"#, "22,443,8000-8100"),
        ("ports = []", ""),
        ("ports = \"\"\"\n22,\n80,\n\"\"\"", "22,80"),
    ] {
        assert_eq!(
            toml::from_str::<Config>(toml).unwrap(),
            set(expected),
            "{toml}"
        );
    }
    for (yaml, expected) in [
        ("ports: 443", "443"),
        ("ports: 22,80", "22,80"),
        (
            "ports:\n  - 22\n  - https\n  - 8000-8100\n",
            "22,443,8000-8100",
        ),
        ("ports: [22, 80]", "22,80"),
    ] {
        assert_eq!(
            serde_yaml_ng::from_str::<Config>(yaml).unwrap(),
            set(expected),
            "{yaml}"
        );
    }
    let json = r#"{"ports": [22, "https", "8000-8100"]}"#;
    assert_eq!(
        serde_json::from_str::<Config>(json).unwrap(),
        set("22,443,8000-8100")
    );

    let refusal = |json: &str| {
        serde_json::from_str::<PortSet>(json)
            .unwrap_err()
            .to_string()
    };
    let expected = r#"expected a list of ports, as in "22,80,8000-8100" or [22, "8000-8100"]"#;
    assert!(refusal("70000").starts_with(&format!("invalid value: integer `70000`, {expected}")));
    let item = "expected a port number from 0 to 65535, or a list of ports in a string";
    assert!(refusal("[22, -1]").starts_with(&format!("invalid value: integer `-1`, {item}")));
    assert!(refusal("[22, [80]]").starts_with(&format!("invalid type: sequence, {item}")));
    assert!(refusal("true").starts_with(&format!("invalid type: boolean `true`, {expected}")));
    assert!(refusal(r#"["22", "htps"]"#).starts_with(
        "invalid port set at byte 0: unknown service \"htps\": expected one with a port over any of the transports"
    ));
}

#[test]
fn specs_need_transports() {
    let spec = |json: &str| serde_json::from_str::<PortSpec>(json).map(|spec| spec.to_string());
    assert_eq!(spec(r#""T:22,U:53""#).unwrap(), "T:22,U:53");
    assert_eq!(
        spec(r#"["22/tcp", "dns/udp", "T:8000-8100"]"#).unwrap(),
        "T:22,8000-8100,U:53"
    );
    assert_eq!(spec(r#""*:22""#).unwrap(), "*:22");
    let refusal = spec(r#""ssh,http,8000-8100""#).unwrap_err().to_string();
    assert!(
        refusal.starts_with(
            "invalid port spec at byte 0: no transport for \"ssh\": expected T:, U:, S:, D: or *:"
        ),
        "{refusal}"
    );
}
