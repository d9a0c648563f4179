//! Finds the separators and line feeds of a chunk. `line.rs` splits lines and fields by them.

use wide::u8x16;

/// An iterator over the positions of all separators and line feeds in a text, in order.
///
/// There is a separator about every eight bytes, too close for `memchr`, whose cost for each call
/// would dominate. Instead, 64 bytes are compared at once into the bits of one word, and each
/// position costs little more than clearing a bit.
pub struct Ends<'a> {
    rest: &'a [u8],
    separator: u8,
    /// The positions in the current block that have not been returned yet, one bit for each byte.
    bits: u64,
    /// The position of the current block.
    block: usize,
    /// The position of the rest, which follows the current block.
    next: usize,
}

const BLOCK: usize = 64;
const VECTOR: usize = 16;

impl<'a> Ends<'a> {
    pub fn new(text: &'a [u8], separator: u8) -> Self {
        Self {
            rest: text,
            separator,
            bits: 0,
            block: 0,
            next: 0,
        }
    }

    /// Loads the next block. Returns `None` if there is none.
    #[inline]
    fn load(&mut self) -> Option<()> {
        self.block = self.next;
        if let Some((block, rest)) = self.rest.split_first_chunk() {
            self.bits = bits(block, self.separator);
            self.rest = rest;
            self.next += BLOCK;
            return Some(());
        }
        if self.rest.is_empty() {
            return None;
        }
        // Zeros are neither separators nor line feeds.
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(self.rest) {
            *to = *from;
        }
        self.bits = bits(&block, self.separator);
        self.next += self.rest.len();
        self.rest = &[];
        Some(())
    }
}

impl Iterator for Ends<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.load()?;
        }
        let at = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.block + at)
    }
}

/// Returns a bit for each byte that ends a field. The lowest bit is the first byte.
#[inline]
fn bits(block: &[u8; BLOCK], separator: u8) -> u64 {
    let (vectors, _) = block.as_chunks::<VECTOR>();
    let mut bits = 0;
    for (at, &vector) in vectors.iter().enumerate() {
        let vector = u8x16::new(vector);
        let ends = vector.cmp_eq(u8x16::splat(separator)) | vector.cmp_eq(u8x16::splat(b'\n'));
        // One bit for each of the 16 bytes, so the sign is not set.
        bits |= u64::from(ends.move_mask().unsigned_abs()) << (VECTOR * at);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(text: &[u8], separator: u8) -> Vec<usize> {
        let ends = |&at: &usize| text[at] == separator || text[at] == b'\n';
        (0..text.len()).filter(ends).collect()
    }

    #[test]
    fn every_byte_at_every_place() {
        for separator in [b' ', b','] {
            for length in [1, 7, 8, 63, 64, 65, 128, 130] {
                for at in 0..length {
                    for byte in 0..=u8::MAX {
                        let mut text = vec![b'x'; length];
                        text[at] = byte;
                        let found: Vec<usize> = Ends::new(&text, separator).collect();
                        assert_eq!(
                            found,
                            expected(&text, separator),
                            "{byte} at {at} of {length}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn random_texts() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..2000 {
            let length = random.usize(0..300);
            let letters = b" \n,-.09az\x00\x7f\x80\x8a\xa0\xff";
            let text: Vec<u8> = (0..length)
                .map(|_| letters[random.usize(0..letters.len())])
                .collect();
            let found: Vec<usize> = Ends::new(&text, b' ').collect();
            assert_eq!(found, expected(&text, b' '));
        }
    }
}
