//! `Serialize` and `Deserialize` for the types that are a number, or the string that their `Display`
//! writes.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Expected, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::endpoint::Endpoint;
use crate::words::{Date, Port, PortClass, PortRange, Protocol, ServiceCode, ServiceName, Status};

/// Reads a type from a string by its `FromStr`.
struct TextVisitor<T> {
    /// What is expected, and the list of its values if there are few.
    expecting: (&'static str, &'static str),
    of: PhantomData<T>,
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (expected, values) = self.expecting;
        write!(f, "{expected}{values}")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

pub(crate) fn from_text<'de, T, D>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    from_values(deserializer, expected, "")
}

fn from_values<'de, T, D>(
    deserializer: D,
    expected: &'static str,
    values: &'static str,
) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    let expecting = (expected, values);
    deserializer.deserialize_str(TextVisitor {
        expecting,
        of: PhantomData,
    })
}

impl Serialize for Port {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PortVisitor;

        impl Visitor<'_> for PortVisitor {
            type Value = Port;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a port number from 0 to 65535")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Port, E> {
                port(number, &self)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Port, E> {
                signed_port(number, &self)
            }
        }

        deserializer.deserialize_u16(PortVisitor)
    }
}

pub(crate) fn port<E: Error>(number: u64, expected: &dyn Expected) -> Result<Port, E> {
    u16::try_from(number)
        .map(Port::new)
        .map_err(|_| E::invalid_value(Unexpected::Unsigned(number), expected))
}

pub(crate) fn signed_port<E: Error>(number: i64, expected: &dyn Expected) -> Result<Port, E> {
    u16::try_from(number)
        .map(Port::new)
        .map_err(|_| E::invalid_value(Unexpected::Signed(number), expected))
}

impl Serialize for PortRange {
    /// Writes a number for a range of one port, and a string such as `6000-6063` for others; in binary
    /// formats, the first and the last port.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            (self.first(), self.last()).serialize(serializer)
        } else if self.first() == self.last() {
            self.first().serialize(serializer)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for PortRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RangeVisitor;

        impl Visitor<'_> for RangeVisitor {
            type Value = PortRange;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a port number from 0 to 65535, or a text like \"6000-6063\"")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<PortRange, E> {
                port(number, &self).map(PortRange::single)
            }

            // TOML has signed integers only.
            fn visit_i64<E: Error>(self, number: i64) -> Result<PortRange, E> {
                signed_port(number, &self).map(PortRange::single)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<PortRange, E> {
                text.parse().map_err(E::custom)
            }
        }

        if deserializer.is_human_readable() {
            deserializer.deserialize_any(RangeVisitor)
        } else {
            let (first, last) = Deserialize::deserialize(deserializer)?;
            Self::new(first, last).map_err(D::Error::custom)
        }
    }
}

impl Serialize for ServiceCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.get())
    }
}

impl<'de> Deserialize<'de> for ServiceCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for Protocol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Protocol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_values(
            deserializer,
            "a transport protocol: ",
            Self::EXPECTED.as_str(),
        )
    }
}

impl Serialize for PortClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PortClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_values(deserializer, "a port class: ", Self::EXPECTED.as_str())
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_values(deserializer, "a status: ", Self::EXPECTED.as_str())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a date: YYYY-MM-DD, YYYY-MM or YYYY")
    }
}

impl Serialize for ServiceName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ServiceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a service name of RFC 6335")
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(
            deserializer,
            "a port and a transport protocol, as in \"443/tcp\"",
        )
    }
}
