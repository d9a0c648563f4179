//! `Deserialize` for services: from a string such as `https/tcp`, or from the columns of a record.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::lookup::Services;
use crate::rows::Service;
use crate::words::{Column, PortRange, Protocol, Quoted};

impl<'de> Deserialize<'de> for Service {
    /// Reads a string such as `https/tcp`, or a map with these keys:
    ///
    /// - `service_name` or `name`;
    /// - `transport_protocol` or `protocol`; without it or with `null`, a record without a transport
    ///   protocol, since TOML has no `null`;
    /// - optionally `port_number` or `port`; `null` means a record without a port.
    ///
    /// Other keys are skipped, so the form that `Serialize` writes can be read. If several records
    /// match, the preferred one is returned.
    ///
    /// In binary formats, it reads the name, the transport protocol and the ports.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(ServiceVisitor);
        }
        let (name, protocol, ports): (Name, _, _) = Deserialize::deserialize(deserializer)?;
        find(&name, protocol, Some(PortNumber(ports)))
    }
}

/// Returns the preferred service with this name, transport protocol and ports.
fn find<E: Error>(
    name: &Name,
    protocol: Option<Protocol>,
    ports: Option<PortNumber>,
) -> Result<Service, E> {
    let fits = |service: &Service| {
        let over = match protocol {
            Some(protocol) => service.is_over(protocol),
            None => service.protocol().is_none(),
        };
        let on = ports.is_none_or(|PortNumber(wanted)| match (wanted, service.ports()) {
            (Some(wanted), Some(ports)) => {
                ports.contains(wanted.first()) && ports.contains(wanted.last())
            }
            (wanted, ports) => wanted == ports,
        });
        over && on
    };
    let unregistered = || {
        E::custom(Unregistered {
            name: name.input,
            protocol,
            ports,
        })
    };
    name.services.clone().find(fits).ok_or_else(unregistered)
}

struct ServiceVisitor;

impl<'de> Visitor<'de> for ServiceVisitor {
    type Value = Service;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a service: a text like \"https/tcp\", or a map of its name and protocol")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Service, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Service, M::Error> {
        let mut name: Option<Name> = None;
        let mut protocol: Option<Option<Protocol>> = None;
        let mut ports: Option<PortNumber> = None;
        while let Some(key) = map.next_key()? {
            match key {
                Key::Name => set(&mut name, map.next_value()?, Column::ServiceName)?,
                Key::Protocol => {
                    set(&mut protocol, map.next_value()?, Column::TransportProtocol)?;
                }
                Key::Ports => set(&mut ports, map.next_value()?, Column::PortNumber)?,
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let missing = || M::Error::missing_field(Column::ServiceName.key());
        let name = name.ok_or_else(missing)?;
        find(&name, protocol.flatten(), ports)
    }
}

fn set<T, E: Error>(slot: &mut Option<T>, value: T, column: Column) -> Result<(), E> {
    match slot.replace(value) {
        Some(_) => Err(E::duplicate_field(column.key())),
        None => Ok(()),
    }
}

enum Key {
    Name,
    Protocol,
    Ports,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key of a service, such as service_name")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "service_name" | "name" => Key::Name,
                    "transport_protocol" | "protocol" => Key::Protocol,
                    "port_number" | "port" => Key::Ports,
                    _ => Key::Other,
                })
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// The services of a name. They are looked up while the deserializer lends the name, since the name
/// cannot be kept without allocation. `Quoted` keeps enough of it for an error.
struct Name {
    services: Services,
    input: Quoted,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a service name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name {
                    services: Service::by_name(name),
                    input: Quoted::new(name),
                })
            }

            fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Name, D::Error> {
                value.deserialize_str(self)
            }
        }

        // `Serialize` writes the name as a value that might be missing, which RON shows: `Some("https")`.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(NameVisitor)
        } else {
            deserializer.deserialize_str(NameVisitor)
        }
    }
}

/// The port number that a record must have, or `None` for a record without a port number.
#[derive(Clone, Copy)]
struct PortNumber(Option<PortRange>);

impl<'de> Deserialize<'de> for PortNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

/// The name, transport protocol and port that no record matches, for the error.
struct Unregistered {
    name: Quoted,
    protocol: Option<Protocol>,
    ports: Option<PortNumber>,
}

impl fmt::Display for Unregistered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown service {}", self.name)?;
        match self.protocol {
            Some(protocol) => write!(f, " over {protocol}")?,
            None => f.write_str(" without a transport protocol")?,
        }
        match self.ports {
            Some(PortNumber(Some(ports))) => write!(f, " on port {ports}")?,
            Some(PortNumber(None)) => f.write_str(" without a port")?,
            None => {}
        }
        f.write_str(": expected one that is registered")
    }
}
