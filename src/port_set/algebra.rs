//! Set operations on `PortSet`: union, intersection, differences and complement, and comparisons.

use core::ops::{
    BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Not, Sub, SubAssign,
};

use super::PortSet;

/// Implements each operation as a private `const fn` that changes the set in place, and as
/// operators between values and references.
macro_rules! operations {
    ($($in_place:ident, $operator:ident $method:ident, $assigning:ident $assign:ident,
        |$ours:ident, $theirs:ident| $result:expr;)*) => {$(
        impl PortSet {
            const fn $in_place(&mut self, other: &Self) {
                let mut at = 0;
                while at < Self::WORDS {
                    let ($ours, $theirs) = (self.words[at], other.words[at]);
                    self.words[at] = $result;
                    at += 1;
                }
            }
        }

        impl $assigning<&Self> for PortSet {
            fn $assign(&mut self, other: &Self) {
                self.$in_place(other);
            }
        }

        impl $assigning for PortSet {
            fn $assign(&mut self, other: Self) {
                self.$in_place(&other);
            }
        }

        impl $operator for PortSet {
            type Output = Self;

            fn $method(mut self, other: Self) -> Self {
                self.$in_place(&other);
                self
            }
        }

        impl $operator<&Self> for PortSet {
            type Output = Self;

            fn $method(mut self, other: &Self) -> Self {
                self.$in_place(other);
                self
            }
        }

        impl $operator for &PortSet {
            type Output = PortSet;

            fn $method(self, other: Self) -> PortSet {
                self.clone().$method(other)
            }
        }

        impl $operator<PortSet> for &PortSet {
            type Output = PortSet;

            fn $method(self, other: PortSet) -> PortSet {
                self.clone().$method(&other)
            }
        }
    )*};
}

operations! {
    unite, BitOr bitor, BitOrAssign bitor_assign, |ours, theirs| ours | theirs;
    intersect, BitAnd bitand, BitAndAssign bitand_assign, |ours, theirs| ours & theirs;
    subtract, Sub sub, SubAssign sub_assign, |ours, theirs| ours & !theirs;
    toggle, BitXor bitxor, BitXorAssign bitxor_assign, |ours, theirs| ours ^ theirs;
}

impl PortSet {
    /// `Clone::clone` as a `const fn`.
    const fn copied(&self) -> Self {
        Self { words: self.words }
    }

    /// Returns the ports that are in at least one of the two sets, like the operator `|`.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (a, b): (PortSet, PortSet) = ("1-5".parse()?, "4-8".parse()?);
    /// assert_eq!(a.union(&b).to_string(), "1-8");
    /// assert_eq!(a.union(&b), a | b);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn union(&self, other: &Self) -> Self {
        let mut set = self.copied();
        set.unite(other);
        set
    }

    /// Returns the ports that are in both sets, like the operator `&`.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (a, b): (PortSet, PortSet) = ("1-5".parse()?, "4-8".parse()?);
    /// assert_eq!(a.intersection(&b).to_string(), "4-5");
    /// assert_eq!(a.intersection(&b), a & b);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn intersection(&self, other: &Self) -> Self {
        let mut set = self.copied();
        set.intersect(other);
        set
    }

    /// Returns the ports of this set that are not in the other, like the operator `-`.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (a, b): (PortSet, PortSet) = ("1-5".parse()?, "4-8".parse()?);
    /// assert_eq!(a.difference(&b).to_string(), "1-3");
    /// assert_eq!(a.difference(&b), a - b);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn difference(&self, other: &Self) -> Self {
        let mut set = self.copied();
        set.subtract(other);
        set
    }

    /// Returns the ports that are in exactly one of the two sets, like the operator `^`.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (a, b): (PortSet, PortSet) = ("1-5".parse()?, "4-8".parse()?);
    /// assert_eq!(a.symmetric_difference(&b).to_string(), "1-3,6-8");
    /// assert_eq!(a.symmetric_difference(&b), a ^ b);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn symmetric_difference(&self, other: &Self) -> Self {
        let mut set = self.copied();
        set.toggle(other);
        set
    }

    /// Returns the ports that are not in the set, like the operator `!`.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let set: PortSet = "1-1023,49152-".parse()?;
    /// assert_eq!(set.complement().to_string(), "0,1024-49151");
    /// assert_eq!(set.complement(), !set);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn complement(&self) -> Self {
        self.symmetric_difference(&Self::ALL)
    }

    /// Returns `true` if every port of this set is in the other.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (few, many): (PortSet, PortSet) = ("80,443".parse()?, "-1023".parse()?);
    /// assert!(few.is_subset(&many));
    /// assert!(!many.is_subset(&few));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn is_subset(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < Self::WORDS {
            if self.words[at] & !other.words[at] != 0 {
                return false;
            }
            at += 1;
        }
        true
    }

    /// Returns `true` if every port of the other set is in this one.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert!(PortSet::ALL.is_superset(&PortSet::EMPTY));
    /// assert!(!PortSet::EMPTY.is_superset(&PortSet::ALL));
    /// ```
    #[must_use]
    pub const fn is_superset(&self, other: &Self) -> bool {
        other.is_subset(self)
    }

    /// Returns `true` if no port is in both sets.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let (web, mail): (PortSet, PortSet) = ("80,443".parse()?, "25,465,587".parse()?);
    /// assert!(web.is_disjoint(&mail));
    /// assert!(!web.is_disjoint(&PortSet::ALL));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn is_disjoint(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < Self::WORDS {
            if self.words[at] & other.words[at] != 0 {
                return false;
            }
            at += 1;
        }
        true
    }
}

impl Not for PortSet {
    type Output = Self;

    fn not(mut self) -> Self {
        self.toggle(&Self::ALL);
        self
    }
}

impl Not for &PortSet {
    type Output = PortSet;

    fn not(self) -> PortSet {
        self.complement()
    }
}
