//! Recognises inputs that the program does not read, so that the message says what they are.
//!
//! `opened.rs` asks by the first bytes of an input.

use std::fmt;

/// A kind of input that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    name: &'static str,
    advice: &'static str,
}

/// The first bytes of each kind.
const KINDS: [(&[u8], Kind); 17] = [
    (
        b"PAR1",
        kind("Parquet", "port-sql in examples/engines reads it"),
    ),
    (b"\xff\xfe", kind("UTF-16", UTF_8)),
    (b"\xfe\xff", kind("UTF-16", UTF_8)),
    (
        b"\xfd7zXZ\0",
        kind("xz data", "decompress it first: xz -dc FILE | flows"),
    ),
    (
        b"\x04\x22\x4d\x18",
        kind("LZ4 data", "decompress it first: lz4 -dc FILE | flows"),
    ),
    (
        b"PK\x03\x04",
        kind("a ZIP archive", "unpack it first: unzip -p FILE | flows"),
    ),
    (b"\xd4\xc3\xb2\xa1", CAPTURE),
    (b"\xa1\xb2\xc3\xd4", CAPTURE),
    (b"\x4d\x3c\xb2\xa1", CAPTURE),
    (b"\xa1\xb2\x3c\x4d", CAPTURE),
    (b"\x0a\x0d\x0d\x0a", CAPTURE),
    (
        b"\x0c\xa5",
        kind(
            "a file of nfdump",
            "write it as text first: nfdump -r FILE -o csv | flows",
        ),
    ),
    (
        b"\xa5\x0c",
        kind(
            "a file of nfdump",
            "write it as text first: nfdump -r FILE -o csv | flows",
        ),
    ),
    (b"Obj\x01", kind("Avro", "write it as JSON or CSV first")),
    (b"ORC", kind("ORC", "write it as JSON or CSV first")),
    (
        b"\xde\xad\xbe\xef",
        kind(
            "a file of SiLK",
            "write it as text first: rwcut FILE | flows",
        ),
    ),
    (
        b"SQLite format 3\0",
        kind("an SQLite database", "write the table as CSV first"),
    ),
];

const UTF_8: &str = "convert it to UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE | flows";

const CAPTURE: Kind = kind("a packet capture", "the program pcap reads it");

const fn kind(name: &'static str, advice: &'static str) -> Kind {
    Kind { name, advice }
}

impl Kind {
    /// Returns the kind of data that begins with these bytes, if it is not read.
    pub fn of(start: &[u8]) -> Option<Self> {
        let known = KINDS.iter().find(|(bytes, _)| start.starts_with(bytes));
        // UTF-16 without a byte order mark: the first letter has a zero byte.
        let utf_16 = || match start {
            [0, 1..=0x7f, 0, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some(kind("UTF-16", UTF_8)),
            _ => None,
        };
        known.map(|(_, kind)| *kind).or_else(utf_16)
    }

    /// The number of bytes by which a kind is recognised.
    pub const LONGEST: usize = 16;
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is {}: {}", self.name, self.advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_first_bytes() {
        for (bytes, kind) in KINDS {
            assert!(bytes.len() <= Kind::LONGEST);
            assert_eq!(Kind::of(bytes), Some(kind));
            assert_eq!(Kind::of(&bytes[..bytes.len() - 1]), None, "{kind}");
        }
        for text in [
            &b"srcport"[..],
            b"{\"a\"",
            b"2 1",
            b"",
            b"\xef\xbb\xbfa",
            b"#fields",
        ] {
            assert_eq!(Kind::of(text), None, "{text:?}");
        }
        assert!(Kind::of(b"s\0r\0").is_some());
        assert!(Kind::of(b"\0s\0r").is_some());
    }
}
