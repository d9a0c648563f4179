//! Applies operations to sets. The results must be those of the same operations on flags.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use port_registry::{Port, PortClass, PortRange, PortSet, Protocol, Status};
use port_registry_fuzz::{check_both_ends, is_same, round_trip};

#[derive(Arbitrary, Debug)]
enum Step {
    Insert(u16),
    Remove(u16),
    InsertRange(u16, u16),
    RemoveRange(u16, u16),
    /// Inserts or removes near a boundary of the words in which the set is stored.
    InsertNear(u8, i8, i8),
    RemoveNear(u8, i8, i8),
    Complement,
    Union,
    Intersection,
    Difference,
    SymmetricDifference,
    Swap,
}

/// A set, and flags that must have the same ports.
#[derive(Clone)]
struct Both {
    set: PortSet,
    flags: Vec<bool>,
}

impl Both {
    fn empty() -> Self {
        Self {
            set: PortSet::EMPTY,
            flags: vec![false; 65_536],
        }
    }

    fn put(&mut self, range: PortRange, is_in: bool) {
        let (first, last) = (range.first().get(), range.last().get());
        self.flags[usize::from(first)..=usize::from(last)].fill(is_in);
        if is_in {
            self.set.insert_range(range);
            assert!(self.set.contains_range(range));
        } else {
            self.set.remove_range(range);
        }
    }

    fn combine(&mut self, other: &Self, combined: PortSet, of: fn(bool, bool) -> bool) {
        let pairs = self.flags.iter().zip(&other.flags);
        self.flags = pairs.map(|(ours, theirs)| of(*ours, *theirs)).collect();
        self.set = combined;
    }
}

fn ordered(left: u16, right: u16) -> PortRange {
    PortRange::new(Port::new(left.min(right)), Port::new(left.max(right))).expect("in order")
}

fn near(word: u8, left: i8, right: i8) -> PortRange {
    let at = |offset: i8| (u16::from(word) * 256).wrapping_add_signed(offset.into());
    ordered(at(left), at(right))
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut one, mut other) = (Both::empty(), Both::empty());
    for step in steps.iter().take(40) {
        apply(step, &mut one, &mut other);
    }
    assert!(is_same(&one.set, &one.flags), "after {steps:?}");
    check_queries(&one, &other);
});

fn apply(step: &Step, one: &mut Both, other: &mut Both) {
    match *step {
        Step::Insert(port) => {
            let was_in = std::mem::replace(&mut one.flags[usize::from(port)], true);
            assert_eq!(one.set.insert(Port::new(port)), !was_in);
        }
        Step::Remove(port) => {
            let was_in = std::mem::replace(&mut one.flags[usize::from(port)], false);
            assert_eq!(one.set.remove(Port::new(port)), was_in);
        }
        Step::InsertRange(left, right) => one.put(ordered(left, right), true),
        Step::RemoveRange(left, right) => one.put(ordered(left, right), false),
        Step::InsertNear(word, left, right) => one.put(near(word, left, right), true),
        Step::RemoveNear(word, left, right) => one.put(near(word, left, right), false),
        Step::Complement => {
            assert_eq!(one.set.complement(), !&one.set);
            one.combine(other, !one.set.clone(), |ours, _| !ours);
        }
        Step::Union => {
            assert_eq!(&one.set | &other.set, one.set.union(&other.set));
            one.combine(other, one.set.union(&other.set), |ours, theirs| {
                ours | theirs
            });
        }
        Step::Intersection => {
            assert_eq!(&one.set & &other.set, one.set.intersection(&other.set));
            one.combine(other, one.set.intersection(&other.set), |ours, theirs| {
                ours & theirs
            });
        }
        Step::Difference => {
            assert_eq!(&one.set - &other.set, one.set.difference(&other.set));
            one.combine(other, one.set.difference(&other.set), |ours, theirs| {
                ours && !theirs
            });
        }
        Step::SymmetricDifference => {
            let toggled = one.set.symmetric_difference(&other.set);
            assert_eq!(&one.set ^ &other.set, toggled);
            one.combine(other, toggled, |ours, theirs| ours ^ theirs);
        }
        Step::Swap => std::mem::swap(one, other),
    }
}

fn check_queries(one: &Both, other: &Both) {
    let (set, flags) = (&one.set, &one.flags);
    let is_in = |(port, is_in): (u16, &bool)| is_in.then_some(Port::new(port));
    let members: Vec<Port> = (0..=u16::MAX).zip(flags).filter_map(is_in).collect();
    assert!(set.iter().eq(members.iter().copied()));
    assert_eq!(set.len() as usize, members.len());
    assert_eq!(set.is_empty(), members.is_empty());
    assert_eq!(set.first(), members.first().copied());
    assert_eq!(set.last(), members.last().copied());
    round_trip(set);
    check_both_ends(set.ranges(), &[0, 1, 1, 0, 0]);
    if members.len() < 200 {
        check_both_ends(set.iter(), &[0, 1, 1]);
    }
    let has = |port: &Port| other.flags[usize::from(port.get())];
    let common = members.iter().filter(|port| has(port)).count();
    assert_eq!(set.is_subset(&other.set), common == members.len());
    assert_eq!(
        set.is_superset(&other.set),
        common == other.set.len() as usize
    );
    assert_eq!(set.is_disjoint(&other.set), common == 0);
    for class in PortClass::ALL {
        let is_of = |port: &Port| port.class() == class;
        assert_eq!(set.has_class(class), members.iter().any(is_of));
    }
    for (status, protocol) in Status::ALL.into_iter().zip(Protocol::ALL) {
        let has = |port: &Port| port.status(protocol) == status;
        assert_eq!(set.has_status(status, protocol), members.iter().any(has));
    }
}
