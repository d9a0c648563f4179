//! What a set of ports is made from, and its ports by value.
//!
//! A trait has one method, so that `Extend` and `FromIterator` are written once for all items.

use core::iter::FusedIterator;
use core::ops::{Range, RangeInclusive};

use super::PortSet;
use crate::words::{Port, PortClass, PortRange};

/// What a [`PortSet`] can be collected from and extended by: a port, a range of ports, or a set.
///
/// The trait cannot be implemented for other types.
///
/// ```
/// use port_registry::{Port, PortRange, PortSet};
///
/// let numbers: PortSet = [22, 80].into_iter().collect();
/// let ranges: PortSet = [8000..=8002, 9000..=9000].into_iter().collect();
/// let mut set: PortSet = [&numbers, &ranges].into_iter().collect();
/// assert_eq!(set.to_string(), "22,80,8000-8002,9000");
/// set.extend([Port::new(443)]);
/// set.extend(["1-3".parse::<PortRange>()?]);
/// assert_eq!(set.len(), 10);
/// # Ok::<(), port_registry::Error>(())
/// ```
pub trait PortSetItem: sealed::Sealed {
    /// Adds the ports of this item to a set.
    #[doc(hidden)]
    fn add_to(self, set: &mut PortSet);
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Port {}
impl sealed::Sealed for &Port {}
impl sealed::Sealed for u16 {}
impl sealed::Sealed for PortRange {}
impl sealed::Sealed for &PortRange {}
impl sealed::Sealed for RangeInclusive<u16> {}
impl sealed::Sealed for PortClass {}
impl sealed::Sealed for PortSet {}
impl sealed::Sealed for &PortSet {}

impl PortSetItem for Port {
    fn add_to(self, set: &mut PortSet) {
        set.insert(self);
    }
}

impl PortSetItem for &Port {
    fn add_to(self, set: &mut PortSet) {
        set.insert(*self);
    }
}

impl PortSetItem for u16 {
    fn add_to(self, set: &mut PortSet) {
        set.insert(Port::new(self));
    }
}

impl PortSetItem for PortRange {
    fn add_to(self, set: &mut PortSet) {
        set.insert_range(self);
    }
}

impl PortSetItem for &PortRange {
    fn add_to(self, set: &mut PortSet) {
        set.insert_range(*self);
    }
}

impl PortSetItem for RangeInclusive<u16> {
    /// A range that runs backwards is empty, as it is for an iterator.
    fn add_to(self, set: &mut PortSet) {
        if let Ok(range) = PortRange::try_from(self) {
            set.insert_range(range);
        }
    }
}

impl PortSetItem for PortClass {
    fn add_to(self, set: &mut PortSet) {
        set.insert_range(self.range());
    }
}

impl PortSetItem for PortSet {
    fn add_to(self, set: &mut PortSet) {
        *set |= self;
    }
}

impl PortSetItem for &PortSet {
    fn add_to(self, set: &mut PortSet) {
        *set |= self;
    }
}

impl<T: PortSetItem> Extend<T> for PortSet {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| item.add_to(self));
    }
}

impl<T: PortSetItem> FromIterator<T> for PortSet {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::new();
        set.extend(items);
        set
    }
}

/// Returns the set of the ports of one item.
fn of(item: impl PortSetItem) -> PortSet {
    let mut set = PortSet::new();
    item.add_to(&mut set);
    set
}

impl From<Port> for PortSet {
    fn from(port: Port) -> Self {
        of(port)
    }
}

impl From<&Port> for PortSet {
    fn from(port: &Port) -> Self {
        of(port)
    }
}

impl From<u16> for PortSet {
    fn from(number: u16) -> Self {
        of(number)
    }
}

impl From<&PortRange> for PortSet {
    fn from(range: &PortRange) -> Self {
        of(range)
    }
}

impl From<PortRange> for PortSet {
    fn from(range: PortRange) -> Self {
        of(range)
    }
}

impl From<RangeInclusive<u16>> for PortSet {
    /// A range that runs backwards is empty, as it is for an iterator.
    fn from(range: RangeInclusive<u16>) -> Self {
        of(range)
    }
}

impl From<PortClass> for PortSet {
    fn from(class: PortClass) -> Self {
        of(class)
    }
}

impl From<&Self> for PortSet {
    fn from(set: &Self) -> Self {
        set.clone()
    }
}

impl<T: PortSetItem, const N: usize> From<[T; N]> for PortSet {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

/// An iterator over the ports of a set by value, in ascending order, returned by `into_iter` of
/// [`PortSet`].
///
/// It has the set in it, and so 8 KiB. [`PortSet::iter`] borrows the set instead.
///
/// ```
/// use port_registry::PortSet;
///
/// let set = PortSet::from([22, 80, 443]);
/// let mut ports = set.into_iter();
/// assert_eq!(ports.len(), 3);
/// assert_eq!(ports.next().unwrap(), 22);
/// assert_eq!(ports.next_back().unwrap(), 443);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct IntoIter {
    /// The ports that are left.
    left: PortSet,
    /// The words that may have ports left, so that an empty word is not read again.
    words: Range<usize>,
}

impl IntoIterator for PortSet {
    type Item = Port;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter {
            left: self,
            words: 0..Self::WORDS,
        }
    }
}

impl Iterator for IntoIter {
    type Item = Port;

    fn next(&mut self) -> Option<Port> {
        while let Some(word) = self.left.words.get_mut(self.words.start) {
            if *word != 0 && !self.words.is_empty() {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(Port::new((self.words.start * 64 + bit) as u16));
            }
            self.words.next()?;
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left.len() as usize;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for IntoIter {
    fn next_back(&mut self) -> Option<Port> {
        while !self.words.is_empty() {
            let at = self.words.end - 1;
            let word = self.left.words.get_mut(at)?;
            if *word != 0 {
                let bit = 63 - word.leading_zeros() as usize;
                *word &= !(1 << bit);
                return Some(Port::new((at * 64 + bit) as u16));
            }
            self.words.end = at;
        }
        None
    }
}

impl ExactSizeIterator for IntoIter {}
impl FusedIterator for IntoIter {}
