//! `Serialize` for records, services and cells. A record is a struct with a field for each column.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::rows::{Cell, Content, Record, Service};
use crate::words::Column;

impl Serialize for Record {
    /// Writes all columns, under the keys of [`Column::key`]. An empty cell is `null`; the description
    /// is always a string, and is what [`Record::description`] returns.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Record", Column::ALL.len())?;
        for column in Column::ALL {
            match column {
                Column::Description => row.serialize_field(column.key(), self.description())?,
                _ => row.serialize_field(column.key(), &self.cell(column))?,
            }
        }
        row.end()
    }
}

impl Serialize for Service {
    /// Writes the same as its [`Record`]; in binary formats, the name, the transport protocol and the
    /// ports, from which it can be read back.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.record().serialize(serializer)
        } else {
            (self.name(), self.protocol(), self.ports()).serialize(serializer)
        }
    }
}

impl Serialize for Cell {
    /// Writes `null` for an empty cell, a number for a single port and for a service code, and a
    /// string for the others.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.content() {
            Content::Empty => serializer.serialize_none(),
            Content::Port(range) | Content::Range(range) => serializer.serialize_some(&range),
            Content::ServiceCode(code) => serializer.serialize_some(&code),
            Content::Text(text) => serializer.serialize_some(text),
            Content::Protocol(protocol) => serializer.serialize_some(&protocol),
            Content::Date(date) => serializer.serialize_some(&date),
            Content::Annotated(..) => serializer.collect_str(self),
        }
    }
}
