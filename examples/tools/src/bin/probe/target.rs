//! Parses the ports on the command line, such as `ssh` or `8000-8010/tcp`.
//!
//! Used by `main`.

use std::collections::HashSet;
use std::error::Error as _;

use port_registry::lookup::{meanings, suggest};
use port_registry::port_set::Error;
use port_registry::{Endpoint, Port, PortSet, Protocol, Service};
use port_registry_tools::names::{NotOver, NotRegistered};
use port_registry_tools::{port_list, transports};

/// The error returned when an argument does not name ports that can be probed.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("empty port \"\": expected {PORTS}")]
    Empty,
    #[error("invalid port {text:?}: {protocol:?} is not probed: expected tcp, udp or tcp+udp")]
    Protocol { text: String, protocol: String },
    #[error(
        "invalid port {0:?}: expected transports only after the whole list: \
         write ports over other transports as separate arguments"
    )]
    Protocols(String),
    #[error("{}", of_ports(.text, .error))]
    Ports { text: String, error: Box<Error> },
    #[error("invalid port {0:?}: port 0 is reserved: expected ports from 1 on")]
    Zero(String),
    #[error("{}", NotRegistered { query: name, nearest: *nearest })]
    Unknown {
        name: String,
        nearest: Option<&'static str>,
    },
    #[error("{}", NotOver { name, protocol: *protocol, other: *other })]
    OtherProtocol {
        name: String,
        protocol: Protocol,
        other: Protocol,
    },
    #[error("{name:?} has no port over tcp or udp, but over {other}, which is not probed")]
    NotProbed { name: String, other: Protocol },
}

const PORTS: &str = "a service or ports, as ssh, 53/udp or 8000-8010";

/// Returns the message for a part of a list. That of the error has a position in the part only.
fn of_ports(text: &str, error: &Error) -> String {
    match (error.source(), error.input()) {
        (Some(cause), _) => cause.to_string(),
        (None, Some(input)) if input != text => {
            format!("invalid port {input:?} in {text:?}: expected {PORTS}")
        }
        (None, Some(input)) => format!("invalid port {input:?}: expected {PORTS}"),
        (None, None) => error.to_string(),
    }
}

impl TargetError {
    /// Returns whether an argument is a name that no service with a port has.
    pub const fn is_unknown_name(&self) -> bool {
        matches!(
            self,
            Self::Unknown { .. } | Self::OtherProtocol { .. } | Self::NotProbed { .. }
        )
    }
}

/// Parses all arguments. Each port is returned once, where it is first.
///
/// # Errors
///
/// Returns the error of the first argument that is wrong.
pub fn parse_all(arguments: &[String]) -> Result<Vec<Endpoint>, TargetError> {
    let (mut endpoints, mut seen) = (Vec::new(), HashSet::new());
    for argument in arguments {
        for endpoint in parse(argument)? {
            if seen.insert(endpoint) {
                endpoints.push(endpoint);
            }
        }
    }
    Ok(endpoints)
}

fn parse(text: &str) -> Result<Vec<Endpoint>, TargetError> {
    let split = port_list::split(text);
    let (list, protocols) = split.ok_or_else(|| TargetError::Protocols(text.to_owned()))?;
    let protocols = protocols.map(|protocols| parse_protocols(text, protocols));
    let protocols = protocols.transpose()?;
    let mut endpoints = Vec::new();
    for part in port_list::parts(list) {
        endpoints.extend(if is_name(part) {
            named(part, protocols.as_deref())?
        } else {
            numbered(text, part, protocols.as_deref().unwrap_or(&[Protocol::Tcp]))?
        });
    }
    if endpoints.is_empty() {
        return Err(TargetError::Empty);
    }
    if endpoints.iter().any(|one| one.port() == Port::new(0)) {
        return Err(TargetError::Zero(text.to_owned()));
    }
    Ok(endpoints)
}

/// The transport protocols that are probed, in the order in which a name is looked up over them.
const PROBED: [Protocol; 2] = [Protocol::Tcp, Protocol::Udp];

fn parse_protocols(text: &str, protocols: &str) -> Result<Vec<Protocol>, TargetError> {
    let parse = |name: &str| {
        let protocol = name.parse().ok();
        let protocol = protocol.filter(|protocol| PROBED.contains(protocol));
        protocol.ok_or_else(|| TargetError::Protocol {
            text: text.to_owned(),
            protocol: name.to_owned(),
        })
    };
    protocols.split('+').map(parse).collect()
}

fn is_name(part: &str) -> bool {
    meanings(part).len() > 0
}

/// Returns the first port of a name over these transports, or over those that its service is used over.
fn named(name: &str, protocols: Option<&[Protocol]>) -> Result<Vec<Endpoint>, TargetError> {
    let over = |protocol| format!("{name}/{protocol}").parse::<Endpoint>().ok();
    let Some(protocols) = protocols else {
        let mut probed = PROBED.into_iter().filter_map(over);
        let usual = Service::find(name).find(|service| service.is_over(Protocol::Udp));
        let usual = usual.and_then(Service::ports).and_then(transports::of);
        return match (usual, probed.next(), first_other(over)) {
            (Some(usual), ..) => Ok(usual.protocols.iter().copied().filter_map(over).collect()),
            (None, Some(endpoint), _) => Ok(vec![endpoint]),
            (None, None, Some(other)) => Err(TargetError::NotProbed {
                name: name.to_owned(),
                other,
            }),
            (None, None, None) => Err(unknown(name, Protocol::Tcp)),
        };
    };
    let endpoint = |&protocol| {
        over(protocol).ok_or_else(|| match first_other(over) {
            Some(other) => TargetError::OtherProtocol {
                name: name.to_owned(),
                protocol,
                other,
            },
            None => unknown(name, protocol),
        })
    };
    protocols.iter().map(endpoint).collect()
}

/// Returns the first transport over which there is an endpoint.
fn first_other(over: impl Fn(Protocol) -> Option<Endpoint>) -> Option<Protocol> {
    Protocol::ALL
        .into_iter()
        .find_map(over)
        .map(Endpoint::protocol)
}

fn unknown(name: &str, protocol: Protocol) -> TargetError {
    TargetError::Unknown {
        name: name.to_owned(),
        nearest: suggest(name, Some(protocol)),
    }
}

/// Returns the ports of a number, a range or a pattern over each of these transports.
fn numbered(text: &str, part: &str, protocols: &[Protocol]) -> Result<Vec<Endpoint>, TargetError> {
    let mut endpoints = Vec::new();
    for &protocol in protocols {
        let ports = PortSet::parse_over(part, protocol).map_err(|error| {
            if error.is_unknown_service() {
                unknown(part, protocol)
            } else {
                TargetError::Ports {
                    text: text.to_owned(),
                    error: Box::new(error),
                }
            }
        })?;
        endpoints.extend(ports.iter().map(|port| Endpoint::new(port, protocol)));
    }
    Ok(endpoints)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Vec<String> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let endpoints = parse_all(&arguments).unwrap();
        endpoints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ports_are_of_tcp_and_names_of_what_they_are_used_over() {
        for (argument, expected) in [
            ("22", &["22/tcp"][..]),
            ("53/udp", &["53/udp"]),
            ("8000-8002", &["8000/tcp", "8001/tcp", "8002/tcp"]),
            ("443/tcp+udp", &["443/tcp", "443/udp"]),
            ("ssh,8000/tcp", &["22/tcp", "8000/tcp"]),
            ("ssh, 25,", &["22/tcp", "25/tcp"]),
            ("imaps*", &["993/tcp"]),
            ("ssh", &["22/tcp"]),
            ("https", &["443/tcp"]),
            ("https/udp", &["443/udp"]),
            ("sftp", &["22/tcp"]), // what people mean by it
            ("ntp", &["123/udp"]),
            ("ntp/tcp", &["123/tcp"]),
            ("dns", &["53/tcp", "53/udp"]),
            ("wireguard", &["51820/udp"]),
            ("oracle", &["1521/tcp"]),
            ("x11", &["6000/tcp"]),
            ("http-alt", &["8080/tcp"]),
            ("cl/1", &["172/tcp"]),
            ("1,65535", &["1/tcp", "65535/tcp"]),
        ] {
            assert_eq!(parsed(&[argument]), expected, "{argument}");
        }
    }

    #[test]
    fn each_port_is_probed_once_in_the_order_of_the_arguments() {
        assert_eq!(
            parsed(&["https", "ssh,22", "20-22", "22/udp", "ssh"]),
            ["443/tcp", "22/tcp", "20/tcp", "21/tcp", "22/udp"]
        );
    }

    #[test]
    fn messages_say_what_is_wrong() {
        for (argument, is_unknown, expected) in [
            (
                "",
                false,
                "empty port \"\": expected a service or ports, as ssh, 53/udp or 8000-8010",
            ),
            (
                "/udp",
                false,
                "empty port \"\": expected a service or ports, as ssh, 53/udp or 8000-8010",
            ),
            (
                "22/tpc",
                false,
                "invalid port \"22/tpc\": \"tpc\" is not probed: expected tcp, udp or tcp+udp",
            ),
            (
                "3868/tcp+sctp",
                false,
                "invalid port \"3868/tcp+sctp\": \"sctp\" is not probed: expected tcp, udp or tcp+udp",
            ),
            (
                "ssh/tcp,dns/udp",
                false,
                "invalid port \"ssh/tcp,dns/udp\": expected transports only after the whole list: \
                 write ports over other transports as separate arguments",
            ),
            (
                "22,70000",
                false,
                "invalid port \"70000\": expected a number from 0 to 65535",
            ),
            (
                "22,9-3/udp",
                false,
                "port range 9-3 runs backwards: expected the lower port first",
            ),
            (
                "22,8O!",
                false,
                "invalid port \"8O!\" in \"22,8O!\": expected a service or ports, as ssh, 53/udp or 8000-8010",
            ),
            (
                "0-3",
                false,
                "invalid port \"0-3\": port 0 is reserved: expected ports from 1 on",
            ),
            (
                "htps",
                true,
                "\"htps\" is not registered; did you mean https?",
            ),
            ("ssh,nosuch", true, "\"nosuch\" is not registered"),
            (
                "s1-control",
                true,
                "\"s1-control\" has no port over tcp or udp, but over sctp, which is not probed",
            ),
            (
                "nosuch*",
                false,
                "invalid port \"nosuch*\": expected a service or ports, as ssh, 53/udp or 8000-8010",
            ),
            (
                "wireguard/tcp",
                true,
                "\"wireguard\" has no port over tcp; did you mean wireguard/udp?",
            ),
        ] {
            let error = parse(argument).unwrap_err();
            assert_eq!(error.to_string(), expected, "{argument}");
            assert_eq!(error.is_unknown_name(), is_unknown, "{argument}");
        }
    }
}
