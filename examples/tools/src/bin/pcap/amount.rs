//! Counts of packets and bytes in words, for the messages of `main` and `capture`.

use crate::conversations::Tally;

/// Returns `1 packet` or, for example, `3 packets`.
pub fn packets(count: u64) -> String {
    match count {
        1 => "1 packet".to_owned(),
        count => format!("{count} packets"),
    }
}

/// Returns, for example, `3 packets with 200 bytes`.
pub fn tally(tally: Tally) -> String {
    format!("{} with {} bytes", packets(tally.packets), tally.bytes)
}
