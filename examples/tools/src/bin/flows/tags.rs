//! The table of `--tags`: a name of the user for each destination port and protocol.

use std::collections::BTreeMap;
use std::path::Path;

use port_registry::Port;
use port_registry_tools::escape::escaped;
use thiserror::Error;

use crate::flow_key::FlowKey;
use crate::flow_protocol::FlowProtocol;

/// The tags of ports.
#[derive(Debug, Default)]
pub struct Tags {
    tags: BTreeMap<(usize, Port), String>,
}

/// The error for a table of tags.
#[derive(Debug, Error)]
pub enum TagsError {
    #[error(transparent)]
    Read(#[from] csv::Error),
    #[error("line {line}: {found:?}: expected dstport,protocol,tag, such as 443,tcp,web")]
    Row { line: u64, found: String },
}

impl Tags {
    /// Reads a table: comma-separated, with or without a header line.
    ///
    /// A port and a protocol that occur twice have their first tag.
    pub fn load(path: &Path) -> Result<Self, TagsError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_path(path)?;
        let mut tags = Self::default();
        for record in reader.byte_records() {
            let record = record?;
            let fields: Vec<String> = record
                .iter()
                .map(|field| String::from_utf8_lossy(field).into_owned())
                .collect();
            let line = record.position().map_or(1, csv::Position::line);
            match read(&fields) {
                Some((key, tag)) => {
                    // Control characters of the table must not reach the output.
                    tags.tags
                        .entry(key)
                        .or_insert_with(|| escaped(tag).into_owned());
                }
                None if line == 1 && is_header(&fields) => {}
                None => {
                    return Err(TagsError::Row {
                        line,
                        found: fields.join(","),
                    });
                }
            }
        }
        Ok(tags)
    }

    /// Returns the tag of a destination port.
    pub fn tag(&self, key: FlowKey) -> Option<&str> {
        let tag = self.tags.get(&(key.protocol.index(), key.port?))?;
        Some(tag)
    }
}

fn is_header(fields: &[String]) -> bool {
    fields.first().is_some_and(|first| {
        first
            .trim_start_matches('\u{feff}')
            .eq_ignore_ascii_case("dstport")
    })
}

fn read(fields: &[String]) -> Option<((usize, Port), &str)> {
    let [port, protocol, tag] = fields else {
        return None;
    };
    let port = port.parse().ok()?;
    let number = || {
        protocol
            .parse()
            .ok()
            .map(port_registry::IpProtocol::new)
            .map(FlowProtocol::Ip)
    };
    let protocol = FlowProtocol::named(protocol).or_else(number)?;
    Some(((protocol.index(), Port::new(port)), tag.as_str())).filter(|_| !tag.is_empty())
}
