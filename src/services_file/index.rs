//! The entries of a services(5) file in memory, found by name and by port. `System` has one.
//!
//! Lookups parse nothing.

use core::hash::{BuildHasherDefault, Hasher};
use core::num::TryFromIntError;
use std::boxed::Box;
use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;

use super::{Entries, Entry, EntryProtocol, SystemService};
use crate::words::{Port, Protocol};

/// The entries of a file.
#[derive(Clone)]
pub(super) struct Index {
    /// The words of all entries. The file cannot be sliced into strings, since a comment need not be
    /// UTF-8.
    words: String,
    /// Sorted by port, and for the same port in the order of the file.
    entries: Vec<Indexed>,
    /// The positions in `entries` for each name or alias, in the order of the file.
    by_name: HashMap<Box<str>, Vec<u32>>,
    /// The position of the first entry of each port.
    by_port: HashMap<Port, u32, BuildHasherDefault<PortHasher>>,
}

/// An entry, whose strings are parts of `Index::words`, one after the other.
///
/// The integers have 32 bits, since the time of a lookup in a file of the whole registry is that of its
/// cache misses: with `usize`, a lookup took 1.2 times as long.
#[derive(Clone, Copy)]
struct Indexed {
    line: u32,
    port: Port,
    /// `None` for a protocol other than those of [`Protocol`].
    transport: Option<Protocol>,
    start: u32,
    name_end: u32,
    protocol_end: u32,
    end: u32,
}

impl Index {
    /// Indexes the well-formed entries of the file.
    pub(super) fn new(text: &[u8]) -> Self {
        let mut words = String::new();
        let mut sorted: Vec<Entry<'_>> = Entries::new(text).flatten().collect();
        sorted.sort_by_key(|entry| entry.port()); // stable
        let mut by_name: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        let mut by_port = HashMap::default();
        let mut entries: Vec<Indexed> = Vec::new();
        let numbered = (0..=u32::MAX).zip(&sorted);
        for (position, entry) in numbered {
            let Ok(indexed) = Indexed::new(entry, &mut words) else {
                break;
            };
            entries.push(indexed);
            by_port.entry(entry.port()).or_insert(position);
            for name in core::iter::once(entry.name()).chain(entry.aliases()) {
                let positions = by_name.entry(name.into()).or_default();
                // A line may repeat a name.
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
        }
        for positions in by_name.values_mut() {
            positions.sort_by_key(|position| sorted.get(*position as usize).map(|e| e.line()));
        }
        Self {
            words,
            entries,
            by_name,
            by_port,
        }
    }

    /// Returns the first entry with this name or alias and transport protocol, or any protocol for `None`.
    pub(super) fn by_name(
        &self,
        name: &str,
        protocol: Option<Protocol>,
    ) -> Option<SystemService<'_>> {
        let positions = self.by_name.get(name)?.iter();
        let entries = positions.filter_map(|position| self.entries.get(*position as usize));
        self.first(entries, protocol)
    }

    /// Returns the first entry with this port and transport protocol, or any protocol for `None`.
    #[inline]
    pub(super) fn by_port(
        &self,
        port: Port,
        protocol: Option<Protocol>,
    ) -> Option<SystemService<'_>> {
        let first = *self.by_port.get(&port)? as usize;
        let entries = self.entries.get(first..)?.iter();
        self.first(entries.take_while(|entry| entry.port == port), protocol)
    }

    #[inline]
    fn first<'a>(
        &self,
        mut entries: impl Iterator<Item = &'a Indexed>,
        protocol: Option<Protocol>,
    ) -> Option<SystemService<'_>> {
        entries
            .find(|entry| protocol.is_none() || entry.transport == protocol)?
            .service(&self.words)
    }
}

/// Hashes a port number in one multiplication, in place of the default hasher, which takes as long as the
/// rest of the lookup. It gives no two ports the same hash, so that no file makes lookups slow.
#[derive(Clone, Copy, Default)]
struct PortHasher(u64);

/// 2⁶⁴ divided by the golden ratio, as in Fibonacci hashing. `HashMap` uses the highest bits and the
/// lowest ones.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for PortHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u16(u16::from(*byte));
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.0 = (self.0 << 8 ^ u64::from(number)).wrapping_mul(MULTIPLIER);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Indexed {
    /// Appends the words of the entry to `words`.
    ///
    /// Fails if the words of the file take more than 4 GiB.
    fn new(entry: &Entry<'_>, words: &mut String) -> Result<Self, TryFromIntError> {
        let transport = entry.protocol().transport();
        let mut append = |word: &str| {
            words.push_str(word);
            u32::try_from(words.len())
        };
        let start = append("")?;
        let name_end = append(entry.name())?;
        let other = entry.protocol();
        let protocol_end = append(if transport.is_some() {
            ""
        } else {
            other.as_str()
        })?;
        Ok(Self {
            line: u32::try_from(entry.line())?,
            port: entry.port(),
            transport,
            start,
            name_end,
            protocol_end,
            end: append(entry.aliases().as_str())?,
        })
    }

    #[inline]
    fn service(self, words: &str) -> Option<SystemService<'_>> {
        let part = |start: u32, end: u32| words.get(start as usize..end as usize);
        let protocol = match self.transport {
            Some(transport) => EntryProtocol::Transport(transport),
            None => EntryProtocol::Other(part(self.name_end, self.protocol_end)?),
        };
        Some(SystemService::local(
            part(self.start, self.name_end)?,
            self.port,
            protocol,
            part(self.protocol_end, self.end)?,
            self.line as usize,
        ))
    }
}
