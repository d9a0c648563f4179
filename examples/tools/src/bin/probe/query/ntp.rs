//! The request to a time server and its answer (RFC 5905, section 7.3).
//!
//! Used by `mod`.

/// The bytes of a header without extensions.
const HEADER: usize = 48;

/// The place of the origin timestamp.
const ORIGIN: usize = 24;

/// The place of the transmit timestamp.
const TRANSMIT: usize = 40;

/// Returns a client's request: version 4, mode 3, and nothing else than the transmit timestamp. A server
/// returns that one without looking at it, and so it need not be the time.
pub fn request(transmitted: u64) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[0] = 4 << 3 | 3;
    bytes[TRANSMIT..].copy_from_slice(&transmitted.to_be_bytes());
    bytes
}

/// Returns the server's stratum, or `None` if it is not a server's answer to the request with this
/// timestamp.
pub fn stratum(transmitted: u64, bytes: &[u8]) -> Option<u8> {
    let header = bytes.get(..HEADER)?;
    let is_server = header[0] & 7 == 4;
    let is_answer = header[ORIGIN..ORIGIN + 8] == transmitted.to_be_bytes();
    (is_server && is_answer).then_some(header[1])
}

/// Returns the meaning of a stratum that is no distance (RFC 5905, section 7.3, figure 11, and section 7.4).
pub const fn meaning(stratum: u8) -> Option<&'static str> {
    match stratum {
        0 => Some("kiss-o'-death"),
        16 => Some("not synchronized"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_answer_to_the_request_is_one() {
        let mut answer = request(0x0102_0304_0506_0708);
        answer[0] = 4 << 3 | 4;
        answer[1] = 3;
        assert_eq!(stratum(0x0102_0304_0506_0708, &answer), None);
        answer.copy_within(TRANSMIT.., ORIGIN);
        assert_eq!(stratum(0x0102_0304_0506_0708, &answer), Some(3));
        assert_eq!(stratum(0x0102_0304_0506_0709, &answer), None);
        assert_eq!(stratum(0x0102_0304_0506_0708, &answer[..HEADER - 1]), None);
        answer[0] = 4 << 3 | 3;
        assert_eq!(stratum(0x0102_0304_0506_0708, &answer), None);
    }
}
