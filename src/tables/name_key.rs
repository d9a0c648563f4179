//! How a service name becomes an integer, and that integer a slot of the perfect hash.
//!
//! RFC 6335 names have 15 bytes at most, so a name and its length fit a `u128`: one integer to
//! hash and one to compare. The build script mounts this file, so that the slots it fills are the
//! slots that a lookup reads.

/// How many bytes are read at once, from the first of a name on.
pub(crate) const READ_LEN: usize = 16;

/// The longest name that the hash takes: one byte is for its length.
pub(crate) const MAX_LEN: usize = READ_LEN - 1;

/// The name with its length in the highest byte, or `None` for a name too long for the hash.
///
/// From four bytes up, four reads of four bytes make any name: they overlap where the name has fewer
/// than 16 bytes, and only their places depend on its length. A branch for each class of lengths
/// is hard to guess: a third of the names have four to seven bytes, most others more.
#[inline]
pub(crate) const fn pack(name: &[u8]) -> Option<u128> {
    let len = name.len();
    if len > MAX_LEN {
        return None;
    }
    let (low, high) = if len >= 4 {
        let last = len - 4;
        let second = if last < 4 { last } else { 4 };
        let third = if last < 8 { last } else { 8 };
        let low = four(name, 0) | four(name, second) << (8 * second);
        let rest = four(name, third) | four(name, last) << (8 * (last - third));
        // What `rest` has of the first eight bytes goes, in two halves since it may be all of it.
        let half = 4 * (8 - third);
        (low, rest >> half >> half)
    } else if len > 0 {
        // The first, the middle and the last byte: two or all of them may be the same.
        let (middle, last) = (len / 2, len - 1);
        let low = name[0] as u64
            | (name[middle] as u64) << (8 * middle)
            | (name[last] as u64) << (8 * last);
        (low, 0)
    } else {
        (0, 0)
    };
    let high = high | (len as u64) << (8 * (MAX_LEN - 8));
    Some(low as u128 | (high as u128) << 64)
}

/// The four bytes from one on, which the caller knows to be there.
#[inline]
const fn four(name: &[u8], at: usize) -> u64 {
    match name.split_at(at).1.first_chunk::<4>() {
        Some(four) => u32::from_le_bytes(*four) as u64,
        None => 0,
    }
}

/// Whether a packed name stands at the beginning of the bytes, in any case.
#[inline]
pub(crate) const fn is_start(packed: u128, len: usize, bytes: &[u8; READ_LEN]) -> bool {
    const CASE: u128 = without_case(0);
    let bits = KEEP[len % READ_LEN];
    let (name, start) = (packed & bits, u128::from_le_bytes(*bytes) & bits);
    let difference = name ^ start;
    // Names mostly come in the registry's case.
    difference & !CASE == 0 && (difference == 0 || is_same(name, start))
}

#[cold]
const fn is_same(left: u128, right: u128) -> bool {
    fold_case(left) == fold_case(right)
}

/// For each length, the bits of so many bytes.
static KEEP: [u128; READ_LEN] = {
    let mut bits = [0; READ_LEN];
    let mut len = 0;
    while len < READ_LEN {
        bits[len] = (1 << (8 * len)) - 1;
        len += 1;
    }
    bits
};

/// The packed name in lower case: ASCII letters only, all bytes at once.
pub(crate) const fn fold_case(packed: u128) -> u128 {
    const ONES: u128 = u128::MAX / 0xff;
    const HIGH: u128 = ONES * 0x80;
    // Adding to seven bits never carries into the next byte; the eighth bit then tells whether
    // the letter is at least `A`, or more than `Z`.
    let seven_bits = packed & !HIGH;
    let from_a = seven_bits + ONES * (0x80 - b'A' as u128);
    let past_z = seven_bits + ONES * (0x7f - b'Z' as u128);
    let upper = from_a & !past_z & !packed & HIGH;
    packed | upper >> 2
}

/// The packed name without the bit that tells small letters from capitals, and a few other
/// characters from each other: names that only those tell apart cannot both have a slot. Lower case
/// takes ten times the instructions.
#[inline]
pub(crate) const fn without_case(packed: u128) -> u128 {
    packed | (u128::MAX / 0xff * 0x20)
}

/// Hashes a packed name without case: one multiplication, folded.
#[inline]
pub(crate) const fn hash(packed: u128, seed: u64) -> u64 {
    /// Any constant with mixed bits: it keeps the high half, of which short names have only the
    /// length, from being a small factor. This one is the golden ratio's.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let low = packed as u64 ^ seed;
    let high = (packed >> 64) as u64 ^ SPREAD;
    let product = low as u128 * high as u128;
    product as u64 ^ (product >> 64) as u64
}

/// Which pilot belongs to the hash, of so many.
#[inline]
pub(crate) const fn bucket(hash: u64, pilots: usize) -> usize {
    scale((hash >> 32) as u32, pilots)
}

/// The slot of the hash under its pilot, of so many.
#[inline]
pub(crate) const fn slot(hash: u64, pilot: u32, slots: usize) -> usize {
    scale(hash as u32 ^ pilot.wrapping_mul(0x9e37_79b1), slots)
}

/// From all 32-bit numbers to those below `end`, evenly, without a division.
#[inline]
const fn scale(number: u32, end: usize) -> usize {
    ((number as u64 * end as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{MAX_LEN, READ_LEN, fold_case, is_start, pack};
    use std::vec::Vec;

    /// Byte by byte, as one would explain it.
    fn pack_slowly(name: &[u8]) -> u128 {
        let mut bytes = [0; 16];
        bytes[..name.len()].copy_from_slice(name);
        bytes[15] = u8::try_from(name.len()).unwrap();
        u128::from_le_bytes(bytes)
    }

    #[test]
    fn packing_keeps_every_byte_at_every_length() {
        let bytes: Vec<u8> = (1..=16).map(|byte| byte * 15).collect();
        for len in 0..=MAX_LEN {
            let expected = pack_slowly(&bytes[..len]);
            assert_eq!(pack(&bytes[..len]), Some(expected), "{len} bytes");
        }
        assert_eq!(pack(&bytes), None);
    }

    #[test]
    fn a_name_is_found_where_it_stands_in_any_case_and_nowhere_else() {
        let text: [u8; READ_LEN] = *b"aB-9_zZ.y@Q[\xc3\xa4+x";
        for len in 0..=MAX_LEN {
            let is_found = |name: &[u8]| is_start(pack(name).unwrap(), len, &text);
            let name = &text[..len];
            assert!(
                is_found(name) && is_found(&name.to_ascii_uppercase()),
                "{len} bytes"
            );
            for at in 0..len {
                for bit in 0..8 {
                    let mut other = name.to_vec();
                    other[at] ^= 1 << bit;
                    assert_eq!(is_found(&other), other.eq_ignore_ascii_case(name));
                }
            }
        }
    }

    #[test]
    fn a_name_is_not_its_padding() {
        assert_ne!(pack(b"a"), pack(b"a\0"));
        assert_ne!(pack(b""), pack(b"\0"));
    }

    #[test]
    fn folding_changes_capital_letters_only() {
        for byte in 0..=u8::MAX {
            // Neighbours that would show a carry.
            let name = [0xff, byte, b'Z', byte, 0x00];
            let lower = name.map(|byte| byte.to_ascii_lowercase());
            assert_eq!(
                fold_case(pack_slowly(&name)),
                pack_slowly(&lower),
                "byte {byte:#x}"
            );
        }
    }
}
