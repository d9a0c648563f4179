//! Assigns the fragments of an IP datagram to its first fragment, which alone contains the ports.
//!
//! Used by `count`, which counts all fragments of a datagram for the same conversation. The
//! fragments may come in any order.

use std::collections::HashMap;

use crate::amount::Tally;
use crate::conversations::{Direction, Packets};
use crate::no_ports::NoPorts;
use crate::packet::Datagram;

/// The number of datagrams that are remembered at least. Up to twice as many are remembered, which
/// limits the memory in use.
const REMEMBERED: usize = 4096;

/// The conversation or kind of packet that the fragments of a datagram are counted for.
#[derive(Debug, Clone, Copy)]
pub enum Owner {
    /// A conversation, in this direction.
    Conversation(Direction),
    /// A kind of packet without ports.
    NoPorts(NoPorts),
}

/// The state of a datagram.
#[derive(Debug, Clone, Copy)]
enum Known {
    /// The first fragment has been read, and belongs to this owner.
    Owner(Owner),
    /// Only later fragments have been read. These are their packets.
    Waiting(Packets),
}

/// The datagrams read last, in two generations. When `young` is full, it replaces `old`.
#[derive(Debug, Default)]
pub struct Fragments {
    young: HashMap<Datagram, Known>,
    old: HashMap<Datagram, Known>,
    lost: Tally,
}

impl Fragments {
    /// Records the owner of a first fragment, and returns the later fragments that came before it.
    pub fn first(&mut self, datagram: Datagram, owner: Owner) -> Option<Packets> {
        match self.replace(datagram, Known::Owner(owner)) {
            Some(Known::Waiting(packets)) => Some(packets),
            _ => None,
        }
    }

    /// Returns the owner of a later fragment. If the first fragment has not been read yet, keeps
    /// the packets until then and returns `None`.
    pub fn later(&mut self, datagram: Datagram, packets: Packets) -> Option<Owner> {
        match self
            .young
            .get(&datagram)
            .or_else(|| self.old.get(&datagram))
        {
            Some(Known::Owner(owner)) => Some(*owner),
            Some(Known::Waiting(before)) => {
                let mut all = *before;
                all.add(packets);
                self.replace(datagram, Known::Waiting(all));
                None
            }
            None => {
                self.replace(datagram, Known::Waiting(packets));
                None
            }
        }
    }

    /// Returns the fragments whose first fragment was never read.
    pub fn into_lost(self) -> Tally {
        let mut lost = self.lost;
        lost.add(waiting(&self.young));
        lost.add(waiting(&self.old));
        lost
    }

    fn replace(&mut self, datagram: Datagram, known: Known) -> Option<Known> {
        if self.young.len() >= REMEMBERED && !self.young.contains_key(&datagram) {
            let aged = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
            self.lost.add(waiting(&aged));
        }
        let old = self.old.remove(&datagram);
        self.young.insert(datagram, known).or(old)
    }
}

/// Sums the fragments whose first fragment has not been read.
fn waiting(datagrams: &HashMap<Datagram, Known>) -> Tally {
    let mut tally = Tally::default();
    for known in datagrams.values() {
        if let Known::Waiting(packets) = known {
            tally.add(packets.tally);
        }
    }
    tally
}
