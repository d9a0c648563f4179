//! Set operators of [`PortSpec`]: those of [`PortSet`](super::PortSet), for each transport protocol.

use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Sub, SubAssign};

use super::{PortSet, PortSpec};
use crate::words::Protocol;

impl PortSpec {
    /// Applies an operation of sets to the ports of each transport protocol.
    fn for_each(&mut self, other: &Self, apply: fn(&mut PortSet, &PortSet)) {
        for protocol in Protocol::ALL {
            apply(self.ports_mut(protocol), other.ports(protocol));
        }
    }
}

impl BitOrAssign<&Self> for PortSpec {
    fn bitor_assign(&mut self, other: &Self) {
        self.for_each(other, |set, other| *set |= other);
    }
}

impl BitAndAssign<&Self> for PortSpec {
    fn bitand_assign(&mut self, other: &Self) {
        self.for_each(other, |set, other| *set &= other);
    }
}

impl SubAssign<&Self> for PortSpec {
    fn sub_assign(&mut self, other: &Self) {
        self.for_each(other, |set, other| *set -= other);
    }
}

impl BitXorAssign<&Self> for PortSpec {
    fn bitxor_assign(&mut self, other: &Self) {
        self.for_each(other, |set, other| *set ^= other);
    }
}

impl BitOr<&Self> for PortSpec {
    type Output = Self;

    fn bitor(mut self, other: &Self) -> Self {
        self |= other;
        self
    }
}

impl BitAnd<&Self> for PortSpec {
    type Output = Self;

    fn bitand(mut self, other: &Self) -> Self {
        self &= other;
        self
    }
}

impl Sub<&Self> for PortSpec {
    type Output = Self;

    fn sub(mut self, other: &Self) -> Self {
        self -= other;
        self
    }
}

impl BitXor<&Self> for PortSpec {
    type Output = Self;

    fn bitxor(mut self, other: &Self) -> Self {
        self ^= other;
        self
    }
}
