//! The pieces of datagrams that were too long for a packet: only the first has the ports.

use std::collections::HashMap;

use crate::conversations::{Direction, Packets, Tally};
use crate::packet::{Datagram, NoPorts};

/// How many datagrams are remembered at least; twice as many at most.
const REMEMBERED: usize = 4096;

/// What a datagram's packets count for.
#[derive(Debug, Clone, Copy)]
pub enum Owner {
    /// A conversation, in this direction.
    Conversation(Direction),
    /// Nothing that has ports.
    NoPorts(NoPorts),
}

/// What is known of a datagram.
#[derive(Debug, Clone, Copy)]
enum Known {
    /// Its first piece was seen.
    Owner(Owner),
    /// Only later ones.
    Waiting(Packets),
}

/// The datagrams seen last, in two generations: when the young one is full, it becomes the old one.
#[derive(Debug, Default)]
pub struct Pieces {
    young: HashMap<Datagram, Known>,
    old: HashMap<Datagram, Known>,
    lost: Tally,
}

impl Pieces {
    /// Takes note of a first piece; gives the later ones that came before it.
    pub fn first(&mut self, datagram: Datagram, owner: Owner) -> Option<Packets> {
        match self.replace(datagram, Known::Owner(owner)) {
            Some(Known::Waiting(packets)) => Some(packets),
            _ => None,
        }
    }

    /// Whose a later piece is; without an answer it is kept until that is known.
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

    /// The pieces whose first never came.
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

fn waiting(datagrams: &HashMap<Datagram, Known>) -> Tally {
    let mut tally = Tally::default();
    for known in datagrams.values() {
        if let Known::Waiting(packets) = known {
            tally.add(packets.tally);
        }
    }
    tally
}
