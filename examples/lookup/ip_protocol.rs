//! Describes IP protocols: they answer queries such as `47/ip` and `gre`.
//!
//! `query.rs` finds them, `table.rs` and `answer.rs` print the description.

use port_registry::IpProtocol;

/// Returns the IP protocol with this keyword. A number is not a keyword: it is a port.
pub fn named(keyword: &str) -> Option<IpProtocol> {
    let protocol: IpProtocol = keyword.parse().ok()?;
    protocol
        .keyword()?
        .eq_ignore_ascii_case(keyword)
        .then_some(protocol)
}

/// Returns the number, whether there are ports, and the name.
pub fn describe(protocol: IpProtocol) -> String {
    let number = protocol.number();
    let ports = match protocol.transport() {
        Some(transport) => format!("the ports of {transport}"),
        None => "no ports".to_owned(),
    };
    match protocol.name() {
        Some(name) => format!("IP protocol {number}, {ports}: {name}"),
        None => format!("IP protocol {number}, {ports}"),
    }
}

/// Returns the columns of IANA's registry of protocol numbers, with their names.
pub fn columns(protocol: IpProtocol) -> [(&'static str, String); 5] {
    let references: Vec<String> = protocol
        .references()
        .map(|reference| format!("[{}]", reference.as_str()))
        .collect();
    let extension_header = if protocol.is_ipv6_extension_header() {
        "Y"
    } else {
        ""
    };
    [
        ("Decimal", protocol.number().to_string()),
        ("Keyword", protocol.keyword().unwrap_or_default().to_owned()),
        ("Protocol", protocol.name().unwrap_or_default().to_owned()),
        ("IPv6 Extension Header", extension_header.to_owned()),
        ("Reference", references.concat()),
    ]
}
