//! Amounts in words.

use crate::conversations::Tally;

/// `1 packet`, `3 packets`
pub fn packets(count: u64) -> String {
    match count {
        1 => "1 packet".to_owned(),
        count => format!("{count} packets"),
    }
}

/// `3 packets with 200 bytes`
pub fn tally(tally: Tally) -> String {
    format!("{} with {} bytes", packets(tally.packets), tally.bytes)
}
