//! The request to a STUN server and its response (RFC 8489, sections 5 and 6).
//!
//! Used by `mod`.

/// The bytes of a header.
const HEADER: usize = 20;

/// The magic cookie, which is in all messages.
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// A transaction ID of 96 bits.
pub type Transaction = [u8; 12];

/// The class of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Success,
    Error,
}

/// Returns a transaction ID of two random numbers.
pub fn transaction(first: u64, second: u64) -> Transaction {
    let mut transaction = [0; 12];
    transaction[..8].copy_from_slice(&first.to_be_bytes());
    transaction[8..].copy_from_slice(&second.to_be_bytes()[..4]);
    transaction
}

/// Returns a binding request without attributes.
pub fn request(transaction: Transaction) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[1] = 1; // the method Binding in the class request; the length of the attributes is 0
    bytes[4..8].copy_from_slice(&COOKIE);
    bytes[8..].copy_from_slice(&transaction);
    bytes
}

/// Returns the class of a binding response, or `None` if it is not one to the request with this ID.
pub fn class(transaction: Transaction, bytes: &[u8]) -> Option<Class> {
    let header = bytes.get(..HEADER)?;
    if header[4..8] != COOKIE || header[8..] != transaction {
        return None;
    }
    match header[..2] {
        [1, 0x01] => Some(Class::Success),
        [1, 0x11] => Some(Class::Error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_response_to_the_request_is_one() {
        let id = transaction(0x0102_0304_0506_0708, 0x090a_0b0c_0d0e_0f10);
        assert_eq!(id, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        let mut response = request(id);
        assert_eq!(class(id, &response), None); // the request itself
        response[0] = 1;
        assert_eq!(class(id, &response), Some(Class::Success));
        response[1] = 0x11;
        assert_eq!(class(id, &response), Some(Class::Error));
        assert_eq!(class(transaction(1, 2), &response), None);
        assert_eq!(class(id, &response[..HEADER - 1]), None);
        response[4] = 0;
        assert_eq!(class(id, &response), None);
    }
}
