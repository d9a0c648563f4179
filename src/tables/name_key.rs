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
#[inline]
pub(crate) const fn pack(name: &[u8]) -> Option<u128> {
    // A long and a short read that overlap make any length of their class; reading byte by byte
    // costs three times as much.
    let len = name.len();
    if len > MAX_LEN {
        return None;
    }
    let bytes = if len >= 8 {
        match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(first), Some(last)) => {
                let shift = 8 * (len as u32 - 8);
                u64::from_le_bytes(*first) as u128 | (u64::from_le_bytes(*last) as u128) << shift
            }
            _ => return None,
        }
    } else if len >= 4 {
        match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                let shift = 8 * (len as u32 - 4);
                (u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << shift)
                    as u128
            }
            _ => return None,
        }
    } else {
        let mut bytes = 0;
        let mut at = 0;
        while at < len {
            bytes |= (name[at] as u64) << (8 * at as u32);
            at += 1;
        }
        bytes as u128
    };
    Some(bytes | (len as u128) << (8 * MAX_LEN as u32))
}

/// What `pack` gives for the first `len` of the bytes, `MAX_LEN` at most.
#[inline]
pub(crate) const fn pack_start(bytes: &[u8; READ_LEN], len: usize) -> u128 {
    let keep = (1 << (8 * len as u32)) - 1;
    u128::from_le_bytes(*bytes) & keep | (len as u128) << (8 * MAX_LEN as u32)
}

/// The packed name in lower case: ASCII letters only, all bytes at once.
///
/// The length byte is below `A`, so it stays as it is.
#[inline]
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

/// The three numbers that a slot is found by; their names are those of `phf`.
#[derive(Clone, Copy)]
pub(crate) struct Hashes {
    pub(crate) g: u32,
    pub(crate) f1: u32,
    pub(crate) f2: u32,
}

/// Hashes a packed name in lower case: one multiplication, folded.
#[inline]
pub(crate) const fn hash(packed: u128, seed: u64) -> Hashes {
    /// Any constant with mixed bits: it keeps the high half, of which short names have only the
    /// length, from being a small factor. This one is the golden ratio's.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let low = packed as u64 ^ seed;
    let high = (packed >> 64) as u64 ^ SPREAD;
    let product = low as u128 * high as u128;
    let folded = product as u64 ^ (product >> 64) as u64;
    let (f1, f2) = (folded as u32, (folded >> 32) as u32);
    Hashes { g: f1 ^ f2, f1, f2 }
}

/// Which displacement belongs to the hashes, of `buckets` many.
#[inline]
pub(crate) const fn bucket(hashes: Hashes, buckets: usize) -> usize {
    (hashes.g % buckets as u32) as usize
}

/// The slot of the hashes, of `slots` many: the formula of `phf_shared::displace`.
#[inline]
pub(crate) const fn slot(hashes: Hashes, displacement: (u32, u32), slots: usize) -> usize {
    let (d1, d2) = displacement;
    let sum = hashes
        .f1
        .wrapping_mul(d1)
        .wrapping_add(hashes.f2)
        .wrapping_add(d2);
    (sum % slots as u32) as usize
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{MAX_LEN, fold_case, pack, pack_start};
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
            let start = bytes.first_chunk().unwrap();
            assert_eq!(pack_start(start, len), expected, "{len} bytes");
        }
        assert_eq!(pack(&bytes), None);
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
