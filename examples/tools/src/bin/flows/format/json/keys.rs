//! What the keys of objects mean. `walk.rs` asks for each key of a line.

use crate::names::{Meaning, Names};

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Its value is not needed.
    Ignored,
    /// Its value has this meaning.
    Field(Meaning),
    /// Its value is an object with known keys.
    Object(Node),
    /// Its value is an array of records, or an object with one.
    Records,
    /// Its value is an array of Azure's tuples.
    Tuples,
    /// Its value says what an envelope of AWS has in it.
    Kind,
}

/// A place in an object: an index of [`Keys::prefixes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node(usize);

impl Node {
    /// The place of a record's own keys.
    pub const RECORD: Self = Self(0);
}

/// Keys whose objects have the keys of a record: of Google Cloud Logging and its exports, of
/// Elasticsearch and Splunk.
const WRAPPERS: [&str; 4] = ["jsonPayload", "json_payload", "_source", "result"];

/// Keys whose arrays have records: of Azure, AWS, IBM and Elasticsearch.
const LISTS: [&str; 10] = [
    "records",
    "Records",
    "events",
    "logEvents",
    "hits",
    "properties",
    "flows",
    "flowRecords",
    "flowGroups",
    "flow_logs",
];

/// Azure's arrays of flows.
const TUPLES: &str = "flowTuples";

/// What an envelope of AWS has in it.
const KIND: &str = "messageType";

/// The most keys that are remembered.
const MOST: usize = 1024;

/// The keys that were seen, in the order in which they were first seen.
///
/// The lines of a log have the same keys in nearly the same order, so the next one is most likely the
/// one after the last.
pub struct Keys<'o> {
    names: &'o Names,
    /// The names of the objects around each node.
    prefixes: Vec<String>,
    seen: Vec<(Node, Box<str>, Target)>,
    next: usize,
}

impl<'o> Keys<'o> {
    pub fn new(names: &'o Names) -> Self {
        Self {
            names,
            prefixes: vec![String::new()],
            seen: Vec::new(),
            next: 0,
        }
    }

    /// Begins a line.
    pub const fn begin(&mut self) {
        self.next = 0;
    }

    /// Returns what a key of an object means.
    pub fn target(&mut self, node: Node, key: &str) -> Target {
        let is_it = |(at, seen, _): &(Node, Box<str>, Target)| *at == node && **seen == *key;
        let found = match self.seen.get(self.next).filter(|seen| is_it(seen)) {
            Some(_) => Some(self.next),
            None => self.seen.iter().position(is_it),
        };
        if let Some(&(_, _, target)) = found.and_then(|at| self.seen.get(at)) {
            self.next = found.unwrap_or_default() + 1;
            return target;
        }
        let target = self.resolve(node, key);
        if self.seen.len() < MOST {
            self.seen.push((node, key.into(), target));
            self.next = self.seen.len();
        }
        target
    }

    fn resolve(&mut self, node: Node, key: &str) -> Target {
        let prefix = self.prefixes.get(node.0).map_or("", String::as_str);
        let name = match prefix {
            "" => key.to_owned(),
            prefix => format!("{prefix}.{key}"),
        };
        if let Some(meaning) = self.names.meaning(&name) {
            return Target::Field(meaning);
        }
        if node == Node::RECORD && WRAPPERS.contains(&key) {
            return Target::Object(Node::RECORD);
        }
        if self.names.is_object(&name) && self.prefixes.len() < MOST {
            self.prefixes.push(name);
            return Target::Object(Node(self.prefixes.len() - 1));
        }
        match key {
            _ if node != Node::RECORD => Target::Ignored,
            TUPLES => Target::Tuples,
            KIND => Target::Kind,
            key if LISTS.contains(&key) => Target::Records,
            _ => Target::Ignored,
        }
    }
}
