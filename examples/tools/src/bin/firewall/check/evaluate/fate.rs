//! What a chain does with the packets to one port.
//!
//! Used by `walk`, which builds it rule by rule.

use super::texts::{TextId, Texts};
use crate::check::rule_set::{Place, States};
use crate::sources::Reach;

/// What the rules of a chain do with packets to a port, so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The conditions under which packets are accepted, dropped, and have left the chain.
    pub accepts: Notes,
    pub drops: Notes,
    pub leaves: Notes,
    /// The numbers of conditions to be accepted and to be dropped when the last one to leave was added.
    before_leaving: [u32; 2],
    /// The first rules that may accept or drop packets, or make them leave the chain, and are not understood.
    pub may_accept: Option<Note>,
    pub may_drop: Option<Note>,
    pub may_leave: Option<Note>,
    /// The rule that hands packets to something else.
    pub diverts: Option<Note>,
    /// The states that packets may have that are accepted or go on.
    pub states: States,
    /// What happens to all packets that none of these conditions apply to, or `None` if they go on.
    pub end: Option<End>,
}

/// The end of a packet's way through a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Accepted(Cause),
    Dropped(Cause),
    /// The packet goes on in the chain that it came from, or meets the policy.
    Left,
}

/// The part of a rule that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    pub place: Place,
    /// The first port of the range of the rule: `{ 22, 23 }` decides on two ports, `22-23` on a range.
    pub element: u16,
    pub by: By,
}

/// What decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Rule,
    /// The policy of a base chain: no rule does.
    Policy,
}

/// A cause with its condition or reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    pub cause: Cause,
    pub text: TextId,
    pub reach: Reach,
}

/// Conditions of which any is sufficient. Only the first are held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    first: Vec<Note>,
    more: u32,
    /// Whether any of those that are not held is open to unknown senders.
    is_to_world: bool,
}

/// The number of conditions that are held, and shown.
const MOST: usize = 3;

impl Notes {
    pub fn push(&mut self, note: Note) {
        if self.is_full() {
            self.more = self.more.saturating_add(1);
            self.is_to_world |= note.reach == Reach::World;
        } else {
            self.first.push(note);
        }
    }

    fn is_full(&self) -> bool {
        self.first.len() == MOST
    }

    /// Removes all but the first conditions.
    fn truncate(&mut self, count: u32) {
        self.first.truncate(count as usize);
        let more = count.saturating_sub(u32::try_from(self.first.len()).unwrap_or(u32::MAX));
        self.more = self.more.min(more);
    }

    fn count(&self) -> u32 {
        let first = u32::try_from(self.first.len()).unwrap_or(u32::MAX);
        first.saturating_add(self.more)
    }

    /// Adds those conditions of another list that it doesn't have.
    pub fn add_more(&mut self, other: &Self) {
        self.more = self.more.saturating_add(other.more);
        self.is_to_world |= other.is_to_world;
    }

    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub fn first(&self) -> &[Note] {
        &self.first
    }

    /// Returns the number of the conditions that are not held.
    pub const fn more(&self) -> u32 {
        self.more
    }

    pub fn reach(&self) -> Reach {
        let is_to_world = |note: &Note| note.reach == Reach::World;
        if self.is_to_world || self.first.iter().any(is_to_world) {
            Reach::World
        } else {
            Reach::Some
        }
    }
}

impl From<Note> for Notes {
    fn from(note: Note) -> Self {
        let mut notes = Self::default();
        notes.push(note);
        notes
    }
}

impl Fate {
    pub fn new(states: States) -> Self {
        Self {
            accepts: Notes::default(),
            drops: Notes::default(),
            leaves: Notes::default(),
            before_leaving: [0; 2],
            may_accept: None,
            may_drop: None,
            may_leave: None,
            diverts: None,
            states,
            end: None,
        }
    }

    /// Ends the way of all packets that are still in the chain. If some may have left it before, the end is a condition.
    pub fn end(&mut self, end: End, texts: &mut Texts) {
        if self.end.is_some() {
            return;
        }
        if self.has_all() {
            self.end = Some(end);
            return;
        }
        let (accepts, drops) = (&mut self.accepts, &mut self.drops);
        let [accepts_before, drops_before] = self.before_leaving;
        let (cause, notes, may, before) = match end {
            End::Accepted(cause) => (cause, accepts, &mut self.may_accept, accepts_before),
            End::Dropped(cause) => (cause, drops, &mut self.may_drop, drops_before),
            End::Left => {
                self.end = Some(End::Left);
                return;
            }
        };
        if let Some(note) = self.may_leave {
            may.get_or_insert(note);
        }
        if !self.leaves.is_empty() {
            // The conditions since then are of packets that have not left, all of which end here.
            notes.truncate(before);
            let any = texts.any(&self.leaves);
            notes.push(Note {
                cause,
                text: texts.not(any),
                reach: match end {
                    // All but some senders are unknown senders.
                    End::Accepted(_) => Reach::World,
                    // Those that have left may be accepted.
                    _ => self.leaves.reach(),
                },
            });
        }
        self.end = Some(End::Left);
    }

    /// Adds a condition under which packets are accepted.
    pub fn accept_if(&mut self, note: Note, texts: &mut Texts) {
        let note = self.unless_left(note, &self.accepts, texts);
        self.accepts.push(note);
    }

    /// Adds a condition under which packets are dropped.
    pub fn drop_if(&mut self, note: Note, texts: &mut Texts) {
        let note = self.unless_left(note, &self.drops, texts);
        self.drops.push(note);
    }

    /// Adds a condition under which packets leave the chain.
    pub fn leave_if(&mut self, note: Note) {
        self.leaves.push(note);
        self.before_leaving = [self.accepts.count(), self.drops.count()];
    }

    /// Returns a condition of packets that have not left the chain before, for a list of conditions. A text that is not held
    /// there is not made: there may be one for each rule and range of ports.
    fn unless_left(&self, note: Note, among: &Notes, texts: &mut Texts) -> Note {
        if self.leaves.is_empty() || among.is_full() {
            return note;
        }
        let left = texts.any(&self.leaves);
        let not_left = texts.not(left);
        Note {
            text: texts.both(note.text, not_left),
            ..note
        }
    }

    /// Returns whether no packet has left the chain before.
    pub fn has_all(&self) -> bool {
        self.leaves.is_empty() && self.may_leave.is_none()
    }

    /// Adds a rule that may do anything with the packets. Whether they leave the chain makes no difference then.
    pub fn may_all(&mut self, note: Note) {
        self.may_accept.get_or_insert(note);
        self.may_drop.get_or_insert(note);
    }
}
