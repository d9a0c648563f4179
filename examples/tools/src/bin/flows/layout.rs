//! Which field of a line is what, by the log's first line.

use std::fmt;

use thiserror::Error;

/// What separates the fields of a line.
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

/// A field that is read.
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

    /// What it is called: first by VPC flow logs, then by other programs. In capitals or not, with
    /// `_`, `-`, `.` or spaces between the words or not, is all the same.
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

fn letters(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether flows are to be summed up, which not every log has the columns for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Ports and the protocol.
    Names,
    /// Packets and bytes too.
    Sums,
}

/// Which field of a line is what, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub separator: Separator,
    /// How many fields a line has.
    pub fields: usize,
    pub source_port: usize,
    pub destination_port: usize,
    pub protocol: usize,
    pub packets: Option<usize>,
    pub bytes: Option<usize>,
    pub log_status: Option<usize>,
}

/// What lines look like.
///
/// It has cache lines for itself: all threads read it for every line, so it must not stand in one with
/// what a thread writes for every line. Two threads were as slow as one, now and then.
#[derive(Debug, Clone, PartialEq, Eq)]
#[repr(align(128))]
pub struct Layout {
    columns: Columns,
    /// The line that names the fields, if there is one.
    header: Option<Vec<u8>>,
}

/// Columns that cannot be made out.
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

/// The most that an error quotes of a line.
const QUOTED: usize = 60;

impl Layout {
    /// The fields of VPC flow logs of version 2, in their default order.
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

    /// By a log's first line; if that is no header, by what was said to be there without one.
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
        // No record has two fields that are called like columns.
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

    /// By the names of all fields, separated by commas or spaces, written `${srcport}` or `srcport`.
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

    /// Logs that were put together each bring their header.
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

/// Spreadsheets put a byte order mark before the first name.
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
