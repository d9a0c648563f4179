//! Writes a registry that is several times as large: IANA's records, and variations of each record.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use crate::scratch::{Result, workspace};

/// The headings of the columns in which a variation differs.
const NAME: &str = "Service Name";
const PORT: &str = "Port Number";
const TRANSPORT: &str = "Transport Protocol";
const DESCRIPTION: &str = "Description";

/// The number of ports that IANA assigns.
const PORTS: usize = 49_152;

/// Writes a registry `factor` times as large as that of the crate. The same factor always writes
/// the same registry.
///
/// # Errors
///
/// Returns an error if the registry cannot be read or if the file cannot be written.
pub fn write(factor: u8, path: &Path) -> Result<()> {
    let shipped = workspace().join("registry/service-names-port-numbers.csv");
    if factor == 1 {
        fs::copy(shipped, path)?;
        return Ok(());
    }
    let mut reader = csv::Reader::from_path(shipped)?;
    let headings = reader.headers()?.clone();
    let place = |heading: &str| headings.iter().position(|column| column == heading);
    let wanted = [NAME, PORT, TRANSPORT, DESCRIPTION].map(place);
    let [Some(name), Some(port), Some(transport), Some(description)] = wanted else {
        return Err("a column is missing".into());
    };
    let records = reader
        .records()
        .collect::<std::result::Result<Vec<_>, _>>()?;

    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(&headings)?;
    let taken = records
        .iter()
        .map(|record| record[name].to_ascii_lowercase());
    let mut names = Names {
        taken: taken.collect(),
    };
    for copy in 0..factor {
        let mut renamed = HashMap::new();
        for record in &records {
            let varied = record.iter().enumerate().map(|(at, cell)| {
                if copy == 0 || cell.is_empty() {
                    cell.to_owned()
                } else if at == name {
                    let varied = renamed.entry(cell.to_ascii_lowercase());
                    varied
                        .or_insert_with_key(|cell| names.vary(cell, copy))
                        .clone()
                } else if at == port {
                    moved(cell, copy)
                } else if at == transport {
                    turned(cell, copy)
                } else if at == description {
                    format!("{cell} ({copy})")
                } else {
                    cell.to_owned()
                }
            });
            writer.write_record(varied)?;
        }
    }
    writer.flush()?;
    Ok(())
}

struct Names {
    /// The names that are taken, in lower case.
    taken: HashSet<String>,
}

impl Names {
    /// Returns a name of the same length that is not taken. The letters are rotated. If the result
    /// is taken, its last bytes are counted up.
    fn vary(&mut self, name: &str, copy: u8) -> String {
        let turned = name.bytes().map(|byte| match byte {
            b'a'..=b'z' => b'a' + (byte - b'a' + copy) % 26,
            other => other,
        });
        let mut varied: String = turned.map(char::from).collect();
        let mut count = 0;
        while !self.taken.insert(varied.clone()) {
            let digits = base_36(count);
            varied.truncate(varied.len().saturating_sub(digits.len()));
            varied += &digits;
            count += 1;
        }
        varied
    }
}

fn base_36(mut number: u32) -> String {
    let mut digits = String::new();
    loop {
        digits.extend(char::from_digit(number % 36, 36));
        number /= 36;
        if number == 0 {
            return digits;
        }
    }
}

/// Returns the port, or both ends of a range, moved up so that copies are between each other's
/// ports.
fn moved(cell: &str, copy: u8) -> String {
    let ends: Vec<usize> = cell.split('-').flat_map(str::parse).collect();
    let first = (ends[0] + usize::from(copy) * 3_079) % PORTS;
    match ends[..] {
        [start, end] => format!("{first}-{}", (first + end - start).min(PORTS - 1)),
        _ => first.to_string(),
    }
}

/// Returns the transport protocol: SCTP or DCCP for every fourth copy, that of IANA's record for
/// the others.
fn turned(cell: &str, copy: u8) -> String {
    let turned = match cell {
        "tcp" if copy % 4 == 3 => "sctp",
        "udp" if copy % 4 == 3 => "dccp",
        other => other,
    };
    turned.to_owned()
}
