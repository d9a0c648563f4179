//! The hash of names, as a machine with 32-bit registers computes it.

/// Returns a name as four words of 32 bits, the lowest first. The first of its 16 bytes is the
/// lowest and the length is the highest. Each byte has the bit set that converts capitals to lower
/// case. Returns `None` for more than 15 bytes.
pub fn packed_without_case(name: &[u8]) -> Option<[u32; 4]> {
    let mut words = [0; 4];
    for at in 0..16 {
        let byte = match (name.get(at), at) {
            (Some(_), 15) => return None,
            (None, 15) => u8::try_from(name.len()).ok()?,
            (byte, _) => byte.copied().unwrap_or(0),
        };
        words[at / 4] |= u32::from(byte | 0x20) << (8 * (at % 4));
    }
    Some(words)
}

/// Returns the hash as two words, the lower first. It is the product of the two halves, one of them
/// mixed with the seed and the other with the golden ratio. The halves of the product are then
/// folded.
pub fn hash(packed: [u32; 4], seed: u64) -> [u32; 2] {
    let low = [packed[0] ^ seed as u32, packed[1] ^ (seed >> 32) as u32];
    let high = [packed[2] ^ 0x7f4a_7c15, packed[3] ^ 0x9e37_79b9];
    // Long multiplication with digits of 32 bits.
    let mut product = [0_u32; 4];
    for (left_at, left) in low.into_iter().enumerate() {
        let mut carry = 0;
        for (right_at, right) in high.into_iter().enumerate() {
            let digit = &mut product[left_at + right_at];
            let sum = u64::from(left) * u64::from(right) + u64::from(*digit) + u64::from(carry);
            (*digit, carry) = (sum as u32, (sum >> 32) as u32);
        }
        product[left_at + 2] = carry;
    }
    [product[0] ^ product[2], product[1] ^ product[3]]
}

/// Maps all 32-bit numbers to the numbers below `end`.
pub fn scale(number: u32, end: usize) -> usize {
    let end = u64::try_from(end).unwrap_or(u64::MAX);
    usize::try_from((u64::from(number) * end) >> 32).unwrap_or(usize::MAX)
}
