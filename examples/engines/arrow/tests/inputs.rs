//! Arguments of every type, and values that are not numbers of ports or protocols.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Datum, DictionaryArray, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, LargeStringArray, NullArray, Scalar, StringArray,
    StringViewArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use port_registry_arrow::{
    StringType, flow_server_side, flow_service, is_known_use, port_class, port_service,
    protocol_name,
};

const TCP: u8 = 6;

/// Returns the names of ports over TCP.
fn over_tcp(ports: &dyn Datum) -> Vec<Option<String>> {
    let names = port_service(ports, &UInt8Array::new_scalar(TCP), StringType::Utf8View).unwrap();
    names
        .as_string_view()
        .iter()
        .map(|name| name.map(str::to_owned))
        .collect()
}

fn names(expected: &[Option<&str>]) -> Vec<Option<String>> {
    expected
        .iter()
        .map(|name| name.map(str::to_owned))
        .collect()
}

#[test]
fn ports_of_every_integer_type() {
    let (discard, https) = (Some("discard"), Some("https"));
    // Each type with both sides of its boundaries, of which only ports have names.
    let cases: [(ArrayRef, &[Option<&str>]); 8] = [
        (
            Arc::new(Int8Array::from(vec![Some(9), Some(-9), None])),
            &[discard, None, None],
        ),
        (
            Arc::new(UInt8Array::from(vec![Some(9), None])),
            &[discard, None],
        ),
        (
            Arc::new(Int16Array::from(vec![443, -443, i16::MIN])),
            &[https, None, None],
        ),
        (
            Arc::new(UInt16Array::from(vec![443, 65535])),
            &[https, None],
        ),
        (
            Arc::new(Int32Array::from(vec![443, 65536 + 443, -1, i32::MAX])),
            &[https, None, None, None],
        ),
        (
            Arc::new(UInt32Array::from(vec![443, 65536 + 443, u32::MAX])),
            &[https, None, None],
        ),
        (
            Arc::new(Int64Array::from(vec![443, (1 << 32) + 443, i64::MIN])),
            &[https, None, None],
        ),
        (
            Arc::new(UInt64Array::from(vec![443, (1 << 32) + 443, u64::MAX])),
            &[https, None, None],
        ),
    ];
    for (ports, expected) in cases {
        assert_eq!(over_tcp(&ports), names(expected), "{}", ports.data_type());
    }
}

#[test]
fn ports_of_floating_point() {
    let odd: [f32; 8] = [
        443.0,
        -0.0,
        443.5,
        -443.0,
        65535.0,
        65536.0,
        f32::NAN,
        f32::INFINITY,
    ];
    let classes = |ports: &dyn Datum| {
        let classes = port_class(ports, StringType::Utf8View).unwrap();
        classes
            .as_string_view()
            .iter()
            .map(|one| one.map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let (known, dynamic) = (Some("well-known"), Some("dynamic"));
    let expected = names(&[known, known, None, None, dynamic, None, None, None]);
    assert_eq!(classes(&Float32Array::from(odd.to_vec())), expected);
    let odd = odd.map(f64::from);
    assert_eq!(classes(&Float64Array::from(odd.to_vec())), expected);
    assert_eq!(
        classes(&Float64Array::from(vec![None, Some(1.0)])),
        names(&[None, known])
    );
}

#[test]
fn ports_of_strings() {
    let texts = vec![
        Some("443"),
        Some(" 443"),
        Some("443.0"),
        Some("443.5"),
        Some("443.00"),
        Some(".0"),
        Some("-"),
        Some(""),
        Some("+443"),
        Some("65536"),
        Some("https"),
        None,
    ];
    let https = Some("https");
    let mut expected = vec![https; 3];
    expected.resize(texts.len(), None);
    let expected = names(&expected);
    assert_eq!(over_tcp(&StringArray::from(texts.clone())), expected);
    assert_eq!(over_tcp(&LargeStringArray::from(texts.clone())), expected);
    assert_eq!(over_tcp(&StringViewArray::from(texts)), expected);
}

#[test]
fn protocols_by_keyword_and_number() {
    let protocols = StringArray::from(vec!["tcp", "UDP", "6", "icmp", "IPv6-ICMP", "256", "-", ""]);
    let port = UInt16Array::new_scalar(443);
    let found = port_service(&port, &protocols, StringType::Utf8View).unwrap();
    let found: Vec<_> = found.as_string_view().iter().collect();
    let https = Some("https");
    assert_eq!(found, [https, https, https, None, None, None, None, None]);
    let keywords = protocol_name(&protocols, StringType::Utf8View).unwrap();
    let keywords: Vec<_> = keywords.as_string_view().iter().collect();
    let (tcp, udp, icmp) = (Some("TCP"), Some("UDP"), Some("ICMP"));
    assert_eq!(
        keywords,
        [tcp, udp, tcp, icmp, Some("IPv6-ICMP"), None, None, None]
    );
}

#[test]
fn protocols_beyond_a_byte() {
    let protocols = Int32Array::from(vec![6, 256 + 6, -250, 255]);
    let keywords = protocol_name(&protocols, StringType::Utf8View).unwrap();
    let keywords: Vec<_> = keywords.as_string_view().iter().collect();
    assert_eq!(keywords, [Some("TCP"), None, None, Some("Reserved")]);
}

#[test]
fn dictionaries() {
    let keys = vec![Some(1), None, Some(0), Some(1)];
    let values: ArrayRef = Arc::new(Int64Array::from(vec![Some(-1), Some(443)]));
    let ports = DictionaryArray::<Int8Type>::new(Int8Array::from(keys), values);
    let https = Some("https");
    assert_eq!(over_tcp(&ports), names(&[https, None, None, https]));

    // Null may be in the values too, and no key need have one.
    let values: ArrayRef = Arc::new(StringArray::from(vec![None, Some("443")]));
    let ports = DictionaryArray::<UInt64Type>::new(UInt64Array::from(vec![0, 1]), values);
    assert_eq!(over_tcp(&ports), names(&[None, https]));
    let values: ArrayRef = Arc::new(StringArray::from(Vec::<&str>::new()));
    let ports = DictionaryArray::<UInt64Type>::new(UInt64Array::from(vec![None, None]), values);
    assert_eq!(over_tcp(&ports), names(&[None, None]));
}

#[test]
fn parts_of_arrays() {
    let ports = Int32Array::from(vec![Some(1), None, Some(443), Some(22), Some(2)]);
    assert_eq!(
        over_tcp(&ports.slice(1, 3)),
        names(&[None, Some("https"), Some("ssh")])
    );
    let values: ArrayRef = Arc::new(ports);
    let keys = Int8Array::from(vec![0, 1, 2, 3]);
    let dictionary = DictionaryArray::<Int8Type>::new(keys, values);
    assert_eq!(
        over_tcp(&dictionary.slice(1, 3)),
        names(&[None, Some("https"), Some("ssh")])
    );
}

#[test]
fn scalars_and_empty_arrays() {
    let ssh = UInt16Array::new_scalar(22);
    assert_eq!(over_tcp(&ssh), names(&[Some("ssh")]));
    assert_eq!(over_tcp(&UInt16Array::from(Vec::<u16>::new())), names(&[]));
    let null = Scalar::new(NullArray::new(1));
    assert_eq!(over_tcp(&null), names(&[None]));

    let clients = UInt16Array::from(vec![50000, 50001]);
    let udp = Scalar::new(StringArray::from(vec!["udp"]));
    let sides = flow_server_side(
        &clients,
        &UInt16Array::new_scalar(53),
        &udp,
        StringType::Utf8,
    );
    let sides = sides.unwrap();
    let sides: Vec<_> = sides.as_string::<i32>().iter().collect();
    assert_eq!(sides, [Some("destination"), Some("destination")]);
}

#[test]
fn a_flow_without_one_of_its_numbers() {
    let source = Int32Array::from(vec![Some(443), None, Some(443), Some(443), Some(-1)]);
    let destination = Int32Array::from(vec![Some(50000), Some(443), None, Some(50000), Some(443)]);
    let protocol = Int32Array::from(vec![Some(6), Some(6), Some(6), None, Some(6)]);
    let services = flow_service(&source, &destination, &protocol, StringType::Utf8View).unwrap();
    let services: Vec<_> = services.as_string_view().iter().collect();
    assert_eq!(services, [Some("https"), None, None, None, None]);
}

#[test]
fn a_known_use_is_null_only_without_numbers() {
    let ports = Int32Array::from(vec![Some(9200), Some(9200), None, Some(9200)]);
    let protocols = Int32Array::from(vec![Some(6), Some(1), Some(6), None]);
    let known = is_known_use(&ports, &protocols).unwrap();
    let known: Vec<_> = known.iter().collect();
    assert_eq!(known, [Some(true), Some(false), None, None]);
}

#[test]
fn errors() {
    let message = |port: &dyn Datum, protocol: &dyn Datum| {
        let error = port_service(port, protocol, StringType::Utf8View).unwrap_err();
        error.to_string()
    };
    let ports = UInt16Array::from(vec![1, 2, 3]);
    assert_eq!(
        message(&BooleanArray::from(vec![true]), &ports),
        "unsupported type Boolean of the argument port: expected integers, floating-point numbers, strings or a dictionary of them",
    );
    assert_eq!(
        message(&ports, &UInt8Array::from(vec![6, 6])),
        "the argument protocol has 2 rows: expected 3, as in the arguments before",
    );
}
