//! Determines the fields of a log by its first line or by `--fields`.
//!
//! `source.rs` determines the layout of each input, `line.rs` reads lines by it.

use std::fmt;

use thiserror::Error;

/// The separator of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    Space,
    Comma,
}

impl Separator {
    pub const fn byte(self) -> u8 {
        match self {
            Self::Space => b' ',
            Self::Comma => b',',
        }
    }
}

/// A column that the program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    SourcePort,
    DestinationPort,
    Protocol,
    Packets,
    Bytes,
    LogStatus,
}

impl Column {
    const ALL: [Self; 6] = [
        Self::SourcePort,
        Self::DestinationPort,
        Self::Protocol,
        Self::Packets,
        Self::Bytes,
        Self::LogStatus,
    ];

    /// Returns the names of the column: first the name in VPC flow logs, then names that other
    /// programs use. Case and the characters between words (`_`, `-`, `.`, space) are ignored.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::SourcePort => &[
                "srcport",
                "sport",
                "source_port",
                "source_transport_port",
                "sp",
                "id.orig_p",
            ],
            Self::DestinationPort => &[
                "dstport",
                "dport",
                "destination_port",
                "dest_port",
                "destination_transport_port",
                "dp",
                "id.resp_p",
            ],
            Self::Protocol => &[
                "protocol",
                "proto",
                "ip_proto",
                "ip_protocol",
                "protocol_identifier",
                "network.transport",
                "transport",
                "pr",
            ],
            Self::Packets => &[
                "packets",
                "pkts",
                "packet_count",
                "packet_delta_count",
                "network.packets",
                "ipkt",
            ],
            Self::Bytes => &[
                "bytes",
                "octets",
                "byte_count",
                "octet_delta_count",
                "network.bytes",
                "ibyt",
            ],
            Self::LogStatus => &["log-status"],
        }
    }

    fn is_called(self, name: &str) -> bool {
        let name = letters(name);
        self.names().iter().any(|known| letters(known) == name)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names().first().copied().unwrap_or_default())
    }
}

/// Returns the letters and digits of a name in lower case, by which names are compared.
fn letters(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// The columns that a log must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The ports and the protocol, to name services.
    Names,
    /// Packets and bytes as well, to sum them up.
    Sums,
}

/// The positions of the columns in a line, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub separator: Separator,
    /// The number of fields in a line.
    pub fields: usize,
    pub source_port: usize,
    pub destination_port: usize,
    pub protocol: usize,
    pub packets: Option<usize>,
    pub bytes: Option<usize>,
    pub log_status: Option<usize>,
}

/// The layout of an input: its columns and its header line.
///
/// It is aligned so that it shares no cache line with other data. All threads read it for each
/// line, and data next to it that one thread writes for each line (false sharing) at times made two
/// threads as slow as one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[repr(align(128))]
pub struct Layout {
    columns: Columns,
    /// The header line, if there is one.
    header: Option<Vec<u8>>,
}

/// The error if the columns cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LayoutError {
    #[error(
        "no named columns: expected a line such as srcport,dstport,protocol,packets,bytes, \
         found {found:?}"
    )]
    NoHeader { found: String },
    #[error("no column for {column}: expected one called {}", column.names().join(", "))]
    Missing { column: Column },
    #[error("two columns for {column}: {first:?} and {second:?}")]
    Twice {
        column: Column,
        first: String,
        second: String,
    },
}

/// The number of characters of a line that an error quotes.
const QUOTED: usize = 60;

impl Layout {
    /// Returns the layout of VPC flow logs version 2, with the fields in their default order.
    pub fn version_2() -> Self {
        // version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes
        // start end action log-status
        let columns = Columns {
            separator: Separator::Space,
            fields: 14,
            source_port: 5,
            destination_port: 6,
            protocol: 7,
            packets: Some(8),
            bytes: Some(9),
            log_status: Some(13),
        };
        Self {
            columns,
            header: None,
        }
    }

    /// Determines the layout by the first line of a log. If that is no header line, the log has the
    /// layout `without_header`.
    pub fn of_first_line(
        line: &[u8],
        without_header: &Self,
        need: Need,
    ) -> Result<Self, LayoutError> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = String::from_utf8_lossy(line);
        let separator = if line.contains(&b',') {
            Separator::Comma
        } else {
            Separator::Space
        };
        let names = names(&text, separator);
        let known = |name: &String| Column::ALL.iter().any(|column| column.is_called(name));
        // A line of data has no two fields that are equal to column names.
        if names.iter().filter(|name| known(name)).count() >= 2 {
            return Ok(Self {
                columns: Columns::of_names(&names, separator, need)?,
                header: Some(line.to_vec()),
            });
        }
        if without_header.columns.separator == separator {
            return Ok(without_header.clone());
        }
        Err(LayoutError::NoHeader {
            found: text.chars().take(QUOTED).collect(),
        })
    }

    /// Determines the layout by the names of all fields, separated by commas or spaces, each
    /// written `srcport` or, as AWS does, `${srcport}`.
    pub fn of_fields(text: &str, need: Need) -> Result<Self, LayoutError> {
        let separator = if text.contains(',') {
            Separator::Comma
        } else {
            Separator::Space
        };
        Ok(Self {
            columns: Columns::of_names(&names(text, separator), separator, need)?,
            header: None,
        })
    }

    pub const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Returns whether the line repeats the header line, as in logs that were concatenated.
    pub fn is_header(&self, line: &[u8]) -> bool {
        self.header.as_deref() == Some(line)
    }
}

impl Columns {
    fn of_names(names: &[String], separator: Separator, need: Need) -> Result<Self, LayoutError> {
        let find = |column: Column| {
            let mut called = names
                .iter()
                .enumerate()
                .filter(|(_, name)| column.is_called(name));
            match (called.next(), called.next()) {
                (Some((_, first)), Some((_, second))) => Err(LayoutError::Twice {
                    column,
                    first: first.clone(),
                    second: second.clone(),
                }),
                (first, _) => Ok(first.map(|(at, _)| at)),
            }
        };
        let require = |column: Column| find(column)?.ok_or(LayoutError::Missing { column });
        let amount = |column: Column| match need {
            Need::Sums => require(column).map(Some),
            Need::Names => find(column),
        };
        Ok(Self {
            separator,
            fields: names.len(),
            source_port: require(Column::SourcePort)?,
            destination_port: require(Column::DestinationPort)?,
            protocol: require(Column::Protocol)?,
            packets: amount(Column::Packets)?,
            bytes: amount(Column::Bytes)?,
            log_status: find(Column::LogStatus)?,
        })
    }
}

/// Splits a header line into names. A byte order mark, which spreadsheets write, is skipped.
fn names(text: &str, separator: Separator) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    match separator {
        Separator::Space => text.split(' ').map(str::to_owned).collect(),
        Separator::Comma => {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            let first = reader.records().next().and_then(Result::ok);
            let first = first.unwrap_or_default();
            first.iter().map(str::to_owned).collect()
        }
    }
}
