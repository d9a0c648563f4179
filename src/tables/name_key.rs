//! Packs a service name into an integer, and hashes the integer to a slot of the perfect hash.
//!
//! A name of RFC 6335 has 15 bytes at most, so that a name and its length fit a `u128`, which is
//! hashed and compared in a few instructions. The build script compiles this file too, so that the
//! slots it fills are the slots that a lookup reads.

/// The number of bytes that are read at once from the beginning of a name.
pub(crate) const READ_LEN: usize = 16;

/// The maximum length of a name that can be packed: one byte is for the length.
pub(crate) const MAX_LEN: usize = READ_LEN - 1;

/// Returns the name with its length in the highest byte, or `None` if the name is too long.
///
/// A name of four bytes or more is assembled from four reads of four bytes, which overlap if the
/// name has fewer than 16 bytes. Only the places of the reads depend on the length. A branch for
/// each class of lengths would be hard to predict: a third of the names have four to seven bytes,
/// and most others have more.
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
        // Shifts out the bytes that `low` has already. In two halves, since a shift by all 64 bits
        // overflows.
        let half = 4 * (8 - third);
        (low, rest >> half >> half)
    } else if len > 0 {
        // The first, the middle and the last byte. Some are the same byte if there are fewer than
        // three.
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

/// Returns the four bytes from an offset on. The caller knows that the name has them.
#[inline]
const fn four(name: &[u8], at: usize) -> u64 {
    match name.split_at(at).1.first_chunk::<4>() {
        Some(four) => u32::from_le_bytes(*four) as u64,
        None => 0,
    }
}

/// Returns whether the bytes begin with a packed name, in any case.
#[inline]
pub(crate) const fn is_start(packed: u128, len: usize, bytes: &[u8; READ_LEN]) -> bool {
    const CASE: u128 = without_case(0);
    let bits = KEEP[len % READ_LEN];
    let (name, start) = (packed & bits, u128::from_le_bytes(*bytes) & bits);
    let difference = name ^ start;
    // Most names are looked up in the registry's case.
    difference & !CASE == 0 && (difference == 0 || is_same(name, start))
}

#[cold]
const fn is_same(left: u128, right: u128) -> bool {
    fold_case(left) == fold_case(right)
}

/// For each length, a mask of that number of low bytes.
static KEEP: [u128; READ_LEN] = {
    let mut bits = [0; READ_LEN];
    let mut len = 0;
    while len < READ_LEN {
        bits[len] = (1 << (8 * len)) - 1;
        len += 1;
    }
    bits
};

/// Returns the packed name with its ASCII letters in lower case, all bytes at once.
pub(crate) const fn fold_case(packed: u128) -> u128 {
    const ONES: u128 = u128::MAX / 0xff;
    const HIGH: u128 = ONES * 0x80;
    // Adding to seven bits never carries into the next byte. The eighth bit of `from_a` is then set
    // if the character is `A` or above, and that of `past_z` if it is above `Z`.
    let seven_bits = packed & !HIGH;
    let from_a = seven_bits + ONES * (0x80 - b'A' as u128);
    let past_z = seven_bits + ONES * (0x7f - b'Z' as u128);
    let upper = from_a & !past_z & !packed & HIGH;
    packed | upper >> 2
}

/// Returns the packed name with the bit set by which small letters differ from capitals.
///
/// A few other characters differ by that bit too. Two names that differ only by them cannot both
/// have a slot. Folding to lower case would take ten times the instructions.
#[inline]
pub(crate) const fn without_case(packed: u128) -> u128 {
    packed | (u128::MAX / 0xff * 0x20)
}

/// Hashes a packed name without case: one multiplication, whose halves are combined.
#[inline]
pub(crate) const fn hash(packed: u128, seed: u64) -> u64 {
    /// 2^64 divided by the golden ratio; any constant with mixed bits will do. The high half of a
    /// short name has its length only, which would be too small a factor.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let low = packed as u64 ^ seed;
    let high = (packed >> 64) as u64 ^ SPREAD;
    let product = low as u128 * high as u128;
    product as u64 ^ (product >> 64) as u64
}

/// Returns the bucket of the hash, which is the position of its pilot.
#[inline]
pub(crate) const fn bucket(hash: u64, pilots: usize) -> usize {
    scale((hash >> 32) as u32, pilots)
}

/// Returns the slot of the hash with its pilot.
#[inline]
pub(crate) const fn slot(hash: u64, pilot: u32, slots: usize) -> usize {
    scale(hash as u32 ^ pilot.wrapping_mul(0x9e37_79b1), slots)
}

/// Maps the 32-bit numbers evenly to the numbers below `end`, without a division.
#[inline]
const fn scale(number: u32, end: usize) -> usize {
    ((number as u64 * end as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{MAX_LEN, READ_LEN, fold_case, is_start, pack};
    use std::vec::Vec;

    /// Packs byte by byte, as the documentation of `pack` defines the result.
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
            // A carry would change a neighbour.
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
