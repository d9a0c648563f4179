//! Walks through an object of JSON, and collects the values that the program knows. `json.rs` calls it for
//! each line.

use std::fmt;
use std::sync::Arc;

use memchr::memchr;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::keys::{Keys, Node, Target};
use crate::field::Field;
use crate::format::azure;
use crate::format::{Beginning, Next, Options, Place, Reader, begin};
use crate::line_error::{LineError, quoted};
use crate::names::Meaning;
use crate::other::Other;
use crate::record::Content;
use crate::role::Role;
use crate::values::Values;

/// What a record of an array is.
type Outcome = Result<Content<'static>, Box<LineError>>;

/// Reads lines.
pub struct Walk<'o> {
    options: &'o Options,
    keys: Keys<'o>,
    record: Values,
    /// The records of the arrays in the line.
    outcomes: Vec<Outcome>,
    /// The reader of the messages within records.
    messages: Option<Arc<dyn Reader>>,
    depth: usize,
    /// Whether AWS says that the line is about its own work.
    is_control: bool,
    /// Whether the line has an array of records, which may be empty.
    has_list: bool,
}

/// The depth of arrays of records within each other that is read. Azure's have four.
const DEEPEST: usize = 8;

impl<'o> Walk<'o> {
    pub fn new(options: &'o Options) -> Self {
        Self {
            options,
            keys: Keys::new(&options.names),
            record: Values::EMPTY,
            outcomes: Vec::new(),
            messages: None,
            depth: 0,
            is_control: false,
            has_list: false,
        }
    }

    /// Reads a line, and calls `visit` with its content.
    pub fn line(&mut self, line: &[u8], visit: impl FnOnce(Result<Content<'_>, Box<LineError>>)) {
        self.keys.begin();
        self.record = Values::EMPTY;
        self.outcomes.clear();
        self.depth = 0;
        self.is_control = false;
        self.has_list = false;
        let mut json = serde_json::Deserializer::from_slice(line);
        let object = Object {
            walk: self,
            line,
            node: Node::RECORD,
        };
        let read = object.deserialize(&mut json).and_then(|()| json.end());
        if let Err(error) = read {
            return visit(Err(Box::new(LineError::Json {
                line: quoted(line),
                problem: error.to_string(),
            })));
        }
        if self.is_control {
            return visit(Ok(Content::Other(Other::new(b"CONTROL_MESSAGE"))));
        }
        if !self.has_record() && self.has_list {
            return visit(Ok(Content::Records(&self.outcomes)));
        }
        if self.has_message() {
            self.message(line);
            return visit(Ok(Content::Records(&self.outcomes)));
        }
        if self.outcomes.is_empty() {
            visit(self.outcome(line));
        } else {
            let outcome = self.outcome(line);
            self.outcomes.push(outcome);
            visit(Ok(Content::Records(&self.outcomes)));
        }
    }

    /// Keeps the value of a field.
    fn set(&mut self, meaning: Meaning, value: &str, line: &[u8]) {
        let value = match value.as_bytes() {
            [b'"', inner @ .., b'"'] => inner,
            b"null" => return,
            bare => bare,
        };
        // The value is a part of the line, so this is its position.
        let start = (value.as_ptr() as usize).wrapping_sub(line.as_ptr() as usize);
        self.record.set(meaning, start..start + value.len());
    }

    fn has(&self, role: Role) -> bool {
        self.record.has(role)
    }

    /// Returns whether the object has anything of a flow.
    fn has_record(&self) -> bool {
        self.has(Role::DestinationPort)
            || self.has(Role::LogStatus)
            || self.has(Role::Protocol)
            || self.has(Role::EventType)
            || self.has_message()
    }

    fn has_message(&self) -> bool {
        let is_flow = self.has(Role::DestinationPort) || self.has(Role::EventType);
        self.has(Role::Message) && !is_flow
    }

    /// Returns the flow of the values.
    fn outcome(&self, line: &[u8]) -> Outcome {
        if !self.has_record() {
            return Err(Box::new(LineError::Missing {
                role: Role::DestinationPort,
                line: quoted(line),
            }));
        }
        self.record.read(line, self.options)
    }

    /// Ends a record of an array, and begins the next.
    fn end_of_record(&mut self, line: &[u8]) {
        if self.has_message() {
            self.message(line);
        } else if self.has_record() {
            let outcome = self.outcome(line);
            self.outcomes.push(outcome);
        }
        self.record = Values::EMPTY;
    }

    /// Returns the reader of messages, which the first one shows.
    fn message_reader(&mut self, message: &[u8]) -> Option<Arc<dyn Reader>> {
        if self.messages.is_none() {
            let beginning = Beginning {
                line: message,
                place: Place::First,
            };
            self.messages = begin(&beginning, self.options)?.ok();
        }
        self.messages.clone()
    }

    /// Reads the message of a record as a line of a log.
    fn message(&mut self, line: &[u8]) {
        let raw = self
            .record
            .get(Role::Message, line)
            .map_or(&b""[..], Field::bytes);
        let message = if memchr(b'\\', raw).is_some() {
            let quoted = [b"\"", raw, b"\""].concat();
            serde_json::from_slice(&quoted).unwrap_or_default()
        } else {
            String::from_utf8_lossy(raw).into_owned()
        };
        let text = message.trim_end().as_bytes();
        if text.is_empty() {
            self.outcomes.push(Err(Box::new(LineError::Malformed {
                line: quoted(raw),
                expected: "a message with a line of a log",
            })));
            return;
        }
        // Once with the reader of the message before, and once more if this one is a header.
        for _ in 0..2 {
            let Some(reader) = self.message_reader(text) else {
                self.outcomes.push(Err(Box::new(LineError::Malformed {
                    line: quoted(text),
                    expected: "a message that is a line of a VPC flow log of version 2, or --fields",
                })));
                return;
            };
            let outcomes = &mut self.outcomes;
            let next = reader.read(text, self.options, &mut |_, read| {
                outcomes.push(match read {
                    Ok(Content::Flow(flow)) => Ok(Content::Flow(flow)),
                    Ok(Content::NoData) => Ok(Content::NoData),
                    Ok(Content::SkipData) => Ok(Content::SkipData),
                    Ok(Content::Header) => Ok(Content::Header),
                    Ok(Content::Other(kind)) => Ok(Content::Other(kind)),
                    Ok(_) => Ok(Content::Other(Other::new(b"message"))),
                    Err(error) => Err(error),
                });
            });
            match next {
                Next::End => return,
                Next::Reader(_, reader) => self.messages = Some(reader),
                Next::Error(error) => {
                    outcomes.push(Err(Box::new(LineError::Malformed {
                        line: error.to_string(),
                        expected: "names that are known",
                    })));
                    return;
                }
            }
        }
    }
}

/// The visitor of an object.
struct Object<'w, 'o, 'l> {
    walk: &'w mut Walk<'o>,
    line: &'l [u8],
    node: Node,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(target) = map.next_key_seed(Key {
            keys: &mut self.walk.keys,
            node: self.node,
        })? {
            match target {
                Target::Ignored => {
                    map.next_value::<IgnoredAny>()?;
                }
                Target::Field(meaning) => {
                    let value: &RawValue = map.next_value()?;
                    let value = value.get();
                    if meaning.role == Role::Flows && value.starts_with('[') {
                        self.nested(value).map_err(A::Error::custom)?;
                    } else {
                        self.walk.set(meaning, value, self.line);
                    }
                }
                Target::Object(node) => map.next_value_seed(Object {
                    walk: self.walk,
                    line: self.line,
                    node,
                })?,
                Target::Records => {
                    let value: &RawValue = map.next_value()?;
                    self.nested(value.get()).map_err(A::Error::custom)?;
                }
                Target::Kind => {
                    let value: &RawValue = map.next_value()?;
                    self.walk.is_control |= value.get() == "\"CONTROL_MESSAGE\"";
                }
                Target::Tuples => map.next_value_seed(Tuples { walk: self.walk })?,
            }
        }
        Ok(())
    }

    // Another value than an object has no fields.

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<'de> Object<'_, '_, 'de> {
    /// Reads an array of records, or an object with one. Its depth is limited, since each begins the limit
    /// of the JSON parser anew.
    fn nested(&mut self, value: &'de str) -> serde_json::Result<()> {
        if !value.starts_with(['[', '{']) {
            return Ok(());
        }
        if self.walk.depth >= DEEPEST {
            let problem = format!("arrays of records within each other, more than {DEEPEST} deep");
            return Err(serde_json::Error::custom(problem));
        }
        self.walk.depth += 1;
        let mut json = serde_json::Deserializer::from_str(value);
        let records = Records {
            walk: self.walk,
            line: self.line,
        };
        records.deserialize(&mut json)?;
        self.walk.depth -= 1;
        Ok(())
    }
}

/// The visitor of an array of records.
struct Records<'w, 'o, 'l> {
    walk: &'w mut Walk<'o>,
    line: &'l [u8],
}

impl<'de> DeserializeSeed<'de> for Records<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Records<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        self.walk.has_list = true;
        let around = std::mem::replace(&mut self.walk.record, Values::EMPTY);
        loop {
            let element = Object {
                walk: self.walk,
                line: self.line,
                node: Node::RECORD,
            };
            if sequence.next_element_seed(element)?.is_none() {
                break;
            }
            self.walk.end_of_record(self.line);
        }
        self.walk.record = around;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let object = Object {
            walk: self.walk,
            line: self.line,
            node: Node::RECORD,
        };
        object.visit_map(map)
    }
}

/// The visitor of a key.
struct Key<'k, 'o> {
    keys: &'k mut Keys<'o>,
    node: Node,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Target;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Target, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = Target;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Target, E> {
        Ok(self.keys.target(self.node, key))
    }
}

/// The visitor of Azure's tuples.
struct Tuples<'w, 'o> {
    walk: &'w mut Walk<'o>,
}

impl<'de> DeserializeSeed<'de> for Tuples<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Tuples<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of flow tuples")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        self.walk.has_list = true;
        while let Some(tuple) = sequence.next_element::<std::borrow::Cow<'de, str>>()? {
            let outcome = azure::record(&tuple, self.walk.options);
            self.walk.outcomes.push(outcome);
        }
        Ok(())
    }
}
