//! `Serialize` and `Deserialize` of lists of ports, for the feature `serde`: strings, and in self-describing
//! formats also numbers and sequences.

use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{Error as ListError, PortSet, PortSpec};
use crate::serde::words::{from_text, port, signed_port};
use crate::words::Protocol;

const SET: &str = "a list of ports, as in \"22,80,8000-8100\" or [22, \"8000-8100\"]";
const ITEM: &str = "a port number from 0 to 65535, or a list of ports in a string";
const SPEC: &str = "lists of ports, as in \"T:22,80,U:53\" or [\"22/tcp\", \"53/udp\"]";

impl Serialize for PortSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PortSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        set(deserializer, Self::from_str)
    }
}

/// Reads a set with names that have their ports over this transport protocol.
pub(super) fn over<'de, D>(protocol: Protocol, deserializer: D) -> Result<PortSet, D::Error>
where
    D: Deserializer<'de>,
{
    set(deserializer, |text| PortSet::parse_over(text, protocol))
}

/// Reads a set, whose strings are parsed by this function.
fn set<'de, D, F>(deserializer: D, parse: F) -> Result<PortSet, D::Error>
where
    D: Deserializer<'de>,
    F: Fn(&str) -> Result<PortSet, ListError>,
{
    // Other formats have no types, so that only one can be read: what was written.
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(SetVisitor(&parse))
    } else {
        deserializer.deserialize_str(SetVisitor(&parse))
    }
}

struct SetVisitor<'a, F>(&'a F);

impl<'de, F: Fn(&str) -> Result<PortSet, ListError>> Visitor<'de> for SetVisitor<'_, F> {
    type Value = PortSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SET)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<PortSet, E> {
        port(number, &self).map(PortSet::from)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<PortSet, E> {
        signed_port(number, &self).map(PortSet::from)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PortSet, E> {
        (self.0)(text).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<PortSet, A::Error> {
        let mut set = PortSet::new();
        while let Some(item) = items.next_element_seed(SetSeed(self.0))? {
            set |= item;
        }
        Ok(set)
    }
}

/// Reads an item of a sequence: a number or a string.
struct SetSeed<'a, F>(&'a F);

impl<'de, F> serde::de::DeserializeSeed<'de> for SetSeed<'_, F>
where
    F: Fn(&str) -> Result<PortSet, ListError>,
{
    type Value = PortSet;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PortSet, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<F: Fn(&str) -> Result<PortSet, ListError>> Visitor<'_> for SetSeed<'_, F> {
    type Value = PortSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ITEM)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<PortSet, E> {
        port(number, &self).map(PortSet::from)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<PortSet, E> {
        signed_port(number, &self).map(PortSet::from)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PortSet, E> {
        (self.0)(text).map_err(E::custom)
    }
}

impl Serialize for PortSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PortSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpecVisitor;

        impl<'de> Visitor<'de> for SpecVisitor {
            type Value = PortSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SPEC)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<PortSpec, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<PortSpec, A::Error> {
                let mut all = PortSpec::new();
                while let Some(Item(spec)) = items.next_element()? {
                    for protocol in Protocol::ALL {
                        *all.ports_mut(protocol) |= spec.ports(protocol);
                    }
                }
                Ok(all)
            }
        }

        if deserializer.is_human_readable() {
            deserializer.deserialize_any(SpecVisitor)
        } else {
            from_text(deserializer, SPEC)
        }
    }
}

/// An item of a sequence: a string.
struct Item(PortSpec);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, SPEC).map(Self)
    }
}
