//! The query to a name server and its response (RFC 1035, section 4.1).
//!
//! Used by `mod`.

/// The bytes of a header (RFC 1035, section 4.1.1).
const HEADER: usize = 12;

/// Returns a query for the name servers of the root: a standard query without recursion, with one
/// question. Every server can answer it from what it has.
pub fn query(id: u16) -> [u8; HEADER + 5] {
    let [id_high, id_low] = id.to_be_bytes();
    [
        id_high, id_low, // ID
        0, 0, // QR, OPCODE, AA, TC, RD, RA, Z, RCODE
        0, 1, // QDCOUNT
        0, 0, // ANCOUNT
        0, 0, // NSCOUNT
        0, 0, // ARCOUNT
        0, // QNAME: the root (section 3.1)
        0, 2, // QTYPE: NS (section 3.2.2)
        0, 1, // QCLASS: IN (section 3.2.4)
    ]
}

/// Returns the response code, or `None` if it is not a response to the query with this ID.
pub fn response_code(id: u16, bytes: &[u8]) -> Option<u8> {
    let header = bytes.get(..HEADER)?;
    let is_response = header[2] & 0x80 != 0;
    (is_response && header[..2] == id.to_be_bytes()).then_some(header[3] & 0x0f)
}

/// Returns the name of a response code (RFC 1035, section 4.1.1; the names are those of RFC 6895).
pub const fn name(code: u8) -> Option<&'static str> {
    Some(match code {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_response_to_the_query_is_one() {
        let mut response = query(0x1234);
        assert_eq!(response_code(0x1234, &response), None); // the query itself
        response[2] |= 0x84;
        response[3] |= 0x85;
        assert_eq!(response_code(0x1234, &response), Some(5));
        assert_eq!(response_code(0x1235, &response), None);
        assert_eq!(response_code(0x1234, &response[..HEADER]), Some(5));
        assert_eq!(response_code(0x1234, &response[..HEADER - 1]), None);
        assert_eq!(response_code(0x1234, &[]), None);
    }
}
