//! The iterators over the ports and the ranges of a `PortSet`.
//!
//! `Display` of a set writes its ranges. `SpecIter` is made of an iterator for each transport
//! protocol.

use core::iter::FusedIterator;

use super::PortSet;
use super::set::{first_word, last_word, mask};
use crate::words::{Port, PortRange};

impl PortSet {
    /// Returns an iterator over the ports of the set, in ascending order.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let set: PortSet = "443,80,8000-8002".parse()?;
    /// assert!(set.iter().map(u16::from).eq([80, 443, 8000, 8001, 8002]));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub const fn iter(&self) -> Iter<'_> {
        Iter {
            set: self,
            span: Span::ALL,
        }
    }

    /// Returns an iterator over the ranges of the set, in ascending order.
    ///
    /// Adjacent ports are in one range. So these are the fewest ranges that contain exactly the
    /// ports of the set.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let set: PortSet = "9,8,7,1-3,2-5".parse()?;
    /// assert!(set.ranges().map(|range| range.to_string()).eq(["1-5", "7-9"]));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub const fn ranges(&self) -> Ranges<'_> {
        Ranges {
            set: self,
            span: Span::ALL,
        }
    }

    /// Returns the first number from `span.start` on whose port is sought, or `span.end`.
    fn seek(&self, sought: Sought, span: Span) -> u32 {
        let mut at = span.start;
        while at < span.end {
            let word = self.word(sought, at) >> (at % 64);
            if word != 0 {
                at += word.trailing_zeros();
                break;
            }
            at = (at / 64 + 1) * 64;
        }
        at.min(span.end)
    }

    /// Returns the number after the last one before `span.end` whose port is sought, or
    /// `span.start`.
    fn seek_back(&self, sought: Sought, span: Span) -> u32 {
        let mut at = span.end;
        while at > span.start {
            let last = at - 1;
            let word = self.word(sought, last) << (63 - last % 64);
            if word != 0 {
                at -= word.leading_zeros();
                break;
            }
            at = last / 64 * 64;
        }
        at.max(span.start)
    }

    /// Returns the word of the bitmap that a port is in, with a bit set for each port that is
    /// sought.
    fn word(&self, sought: Sought, number: u32) -> u64 {
        let word = self.words[number as usize / 64];
        match sought {
            Sought::Member => word,
            Sought::Gap => !word,
        }
    }
}

/// Whether the ports in the set are sought, or the ports between them.
#[derive(Clone, Copy)]
enum Sought {
    Member,
    Gap,
}

/// The port numbers that an iterator has left, from `start` to before `end`.
// Of `u32`, so that the end after port 65535 has a value.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    const ALL: Self = Self {
        start: 0,
        end: 65_536,
    };

    fn range(self) -> Option<PortRange> {
        let port = |number| Port::new(number as u16);
        (self.start < self.end).then(|| PortRange::ordered(port(self.start), port(self.end - 1)))
    }
}

impl<'a> IntoIterator for &'a PortSet {
    type Item = Port;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// An iterator over the ports of a [`PortSet`], in ascending order, returned by [`PortSet::iter`].
///
/// Each call of `len` and `size_hint` counts the ports that are left in the bitmap.
///
/// ```
/// use port_registry::PortSet;
///
/// let set: PortSet = "22,8000-8100".parse()?;
/// let mut ports = set.iter();
/// assert_eq!(ports.len(), 102);
/// assert_eq!(ports.next().unwrap(), 22);
/// assert_eq!(ports.next_back().unwrap(), 8100);
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Iter<'a> {
    set: &'a PortSet,
    span: Span,
}

impl Iterator for Iter<'_> {
    type Item = Port;

    fn next(&mut self) -> Option<Port> {
        self.span.start = self.set.seek(Sought::Member, self.span);
        let first = self.span.range()?.first();
        self.span.start += 1;
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match self.span.range() {
            Some(range) => self.set.count_within(range) as usize,
            None => 0,
        };
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Port> {
        self.span.end = self.set.seek_back(Sought::Member, self.span);
        let last = self.span.range()?.last();
        self.span.end -= 1;
        Some(last)
    }
}

impl ExactSizeIterator for Iter<'_> {}
impl FusedIterator for Iter<'_> {}

/// An iterator over the ranges of a [`PortSet`], in ascending order, returned by
/// [`PortSet::ranges`].
///
/// Each call of `len` and `size_hint` counts the ranges that are left in the bitmap.
///
/// ```
/// use port_registry::PortSet;
///
/// let set: PortSet = "22,80,443,8000-8100".parse()?;
/// let mut ranges = set.ranges();
/// assert_eq!(ranges.len(), 4);
/// assert_eq!(ranges.next().unwrap().to_string(), "22");
/// assert_eq!(ranges.next_back().unwrap().to_string(), "8000-8100");
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Ranges<'a> {
    set: &'a PortSet,
    span: Span,
}

impl Iterator for Ranges<'_> {
    type Item = PortRange;

    fn next(&mut self) -> Option<PortRange> {
        let start = self.set.seek(Sought::Member, self.span);
        self.span.start = start;
        let end = self.set.seek(Sought::Gap, self.span);
        self.span.start = end;
        Span { start, end }.range()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let mut left = 0;
        if let Some(range) = self.span.range() {
            // A range begins at each port whose preceding port is not in the set. The numbers that
            // are left never begin within a range.
            let mut before = 0;
            for at in first_word(range)..=last_word(range) {
                let word = self.set.words[at] & mask(range, at);
                left += (word & !(word << 1 | before)).count_ones() as usize;
                before = word >> 63;
            }
        }
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Ranges<'_> {
    fn next_back(&mut self) -> Option<PortRange> {
        let end = self.set.seek_back(Sought::Member, self.span);
        self.span.end = end;
        let start = self.set.seek_back(Sought::Gap, self.span);
        self.span.end = start;
        Span { start, end }.range()
    }
}

impl ExactSizeIterator for Ranges<'_> {}
impl FusedIterator for Ranges<'_> {}
