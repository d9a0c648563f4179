//! IP protocols: the keyword in human-readable formats, the number in others.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::rows::IpProtocol;

impl Serialize for IpProtocol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u8(self.number())
        }
    }
}

impl<'de> Deserialize<'de> for IpProtocol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(IpProtocolVisitor)
        } else {
            u8::deserialize(deserializer).map(Self::new)
        }
    }
}

struct IpProtocolVisitor;

impl Visitor<'_> for IpProtocolVisitor {
    type Value = IpProtocol;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an IP protocol: one of IANA's keywords or a number from 0 to 255")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<IpProtocol, E> {
        let refused = || E::invalid_value(Unexpected::Unsigned(number), &self);
        u8::try_from(number)
            .map(IpProtocol::new)
            .map_err(|_| refused())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<IpProtocol, E> {
        let refused = || E::invalid_value(Unexpected::Signed(number), &self);
        u8::try_from(number)
            .map(IpProtocol::new)
            .map_err(|_| refused())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<IpProtocol, E> {
        text.parse().map_err(E::custom)
    }
}
