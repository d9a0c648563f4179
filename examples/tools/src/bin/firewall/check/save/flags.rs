//! Whether a match of TCP flags selects a SYN packet, the first of a connection.
//!
//! Used by `matches`.

use super::error::SaveError;

const SYN: u8 = 0b10;
const NAMES: [(&str, u8); 8] = [
    ("FIN", 0b1),
    ("SYN", SYN),
    ("RST", 0b100),
    ("PSH", 0b1000),
    ("ACK", 0b1_0000),
    ("URG", 0b10_0000),
    ("ALL", 0b11_1111),
    ("NONE", 0),
];

/// Returns `true` if these flags, of those that the mask examines, are the flags of a SYN packet.
pub fn is_syn(mask: &str, flags: &str) -> Result<bool, SaveError> {
    Ok(SYN & bits(mask)? == bits(flags)?)
}

pub fn bits(text: &str) -> Result<u8, SaveError> {
    text.split(',').try_fold(0, |bits, name| {
        let found = NAMES
            .iter()
            .find(|(flag, _)| flag.eq_ignore_ascii_case(name));
        let (_, bit) = found.ok_or_else(|| SaveError::Flag(name.to_owned()))?;
        Ok(bits | bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_a_syn_packet() {
        for (mask, flags, expected) in [
            ("FIN,SYN,RST,ACK", "SYN", true),
            ("syn,ack", "syn", true),
            ("ALL", "SYN", true),
            ("SYN,ACK", "NONE", false),
            ("ACK", "NONE", true),
            ("ALL", "NONE", false),
            ("ALL", "ALL", false),
            ("SYN,FIN", "SYN,FIN", false),
            ("FIN", "SYN", false),
        ] {
            assert_eq!(is_syn(mask, flags), Ok(expected), "{mask} {flags}");
        }
        for (mask, flags, bad) in [
            ("!", "SYN", "!"),
            ("SYN", "SYN,", ""),
            ("ECE", "SYN", "ECE"),
        ] {
            assert_eq!(is_syn(mask, flags), Err(SaveError::Flag(bad.to_owned())));
        }
    }
}
