//! The bytes of a packet that have not been parsed yet.
//!
//! All modules of `link`, and `tunnel`, parse headers with it.

use crate::capture::Record;
use crate::unread::Unread;

/// The rest of a packet after some of its headers.
#[derive(Debug, Clone, Copy)]
pub struct Rest<'a> {
    bytes: &'a [u8],
    /// The number of bytes of the packet before these.
    before: usize,
    is_cut: bool,
}

impl<'a> Rest<'a> {
    /// Returns all bytes of a packet.
    pub fn of(record: &Record<'a>) -> Self {
        Self {
            bytes: record.data,
            before: 0,
            is_cut: record.is_cut(),
        }
    }

    /// Returns the bytes.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Returns whether the capture truncated the packet.
    pub fn is_cut(self) -> bool {
        self.is_cut
    }

    /// Returns a part of the bytes, which another parser has found in them.
    pub fn at(self, part: &'a [u8]) -> Self {
        let skipped = part
            .as_ptr()
            .addr()
            .wrapping_sub(self.bytes.as_ptr().addr());
        Self {
            bytes: part,
            before: self.before + skipped.min(self.bytes.len()),
            ..self
        }
    }

    /// Returns the first bytes and the rest.
    ///
    /// # Errors
    ///
    /// Returns [`Unread`] if there are fewer bytes.
    pub fn take<const N: usize>(self) -> Result<([u8; N], Self), Unread> {
        match self.bytes.split_first_chunk() {
            Some((taken, _)) => Ok((*taken, self.skip(N)?)),
            None => Err(self.too_short(N)),
        }
    }

    /// Returns the first two bytes as a number in network byte order, and the rest.
    ///
    /// # Errors
    ///
    /// Returns [`Unread`] if there are fewer bytes.
    pub fn take_u16(self) -> Result<(u16, Self), Unread> {
        let (bytes, rest) = self.take()?;
        Ok((u16::from_be_bytes(bytes), rest))
    }

    /// Returns the rest after `length` bytes.
    ///
    /// # Errors
    ///
    /// Returns [`Unread`] if there are fewer bytes.
    pub fn skip(self, length: usize) -> Result<Self, Unread> {
        match self.bytes.get(length..) {
            Some(bytes) => Ok(Self {
                bytes,
                before: self.before + length,
                ..self
            }),
            None => Err(self.too_short(length)),
        }
    }

    /// Returns at most `length` bytes. What follows is padding.
    pub fn until(self, length: usize) -> Self {
        Self {
            bytes: self.bytes.get(..length).unwrap_or(self.bytes),
            ..self
        }
    }

    /// Returns the error for a header that needs `length` bytes of these.
    pub fn too_short(self, length: usize) -> Unread {
        if self.is_cut {
            return Unread::Cut;
        }
        let (has, expected) = (
            self.before + self.bytes.len(),
            self.before.saturating_add(length),
        );
        Unread::Malformed(format!(
            "it has {has} bytes: expected at least {expected} of a link's header"
        ))
    }
}
