//! What all base chains together do with the packets to a port.
//!
//! Used by `evaluate`.

use super::fate::{By, Cause, End, Fate, Note, Notes};
use super::texts::{LONGEST, Texts};
use crate::check::problem::shortened;
use crate::check::rule_set::{Base, ChainId, ChainType, Hook, Place, Policy, States};
use crate::sources::Reach;

/// What a rule set does with first packets to a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub kind: Kind,
    /// The rule or the policy that decides, or `None` if nothing does.
    pub cause: Option<Cause>,
    /// The condition, or the reason why the answer is unknown. Empty if there is none.
    pub text: String,
    /// The senders that may reach the port, as far as it is open.
    pub reach: Reach,
}

/// The kinds of answers, from the best to the worst for a port that should be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Closed,
    Conditional,
    Unknown,
    Open,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Conditional => "conditional",
            Self::Unknown => "unknown",
            Self::Open => "open",
        }
    }
}

impl Answer {
    pub fn unknown(place: Place, reason: &str) -> Self {
        Self {
            kind: Kind::Unknown,
            cause: Some(Cause {
                place,
                element: 0,
                by: By::Rule,
            }),
            text: shortened(reason, LONGEST).into_owned(),
            reach: Reach::World,
        }
    }
}

/// What one base chain does with packets to a port, if they come to it.
#[derive(Debug, Clone)]
pub struct Outcome {
    verdict: Verdict,
    diverts: Option<Note>,
    states: States,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Open { cause: Cause, decides: Decides },
    If(Notes),
    Unless { cause: Cause, notes: Notes },
    Unknown(Note),
    Closed(Cause),
}

/// What decides that a port is open, from the least to the most telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Decides {
    Policy(Hook),
    Rule(Hook),
}

impl Outcome {
    /// Returns what a chain does with packets that come to it in one of these states.
    pub fn of(fate: &Fate, base: &Base, states: States, texts: &mut Texts) -> Self {
        let by_policy = Cause {
            place: base.place,
            element: 0,
            by: By::Policy,
        };
        if base.chain_type == ChainType::Nat && states.and(States::NEW) == States::NONE {
            return Self {
                verdict: Verdict::Open {
                    cause: by_policy,
                    decides: Decides::Policy(base.hook),
                },
                diverts: None,
                states,
            };
        }
        let (end, decides) = match (fate.end, base.policy) {
            (Some(end @ (End::Accepted(_) | End::Dropped(_))), _) => {
                (end, Decides::Rule(base.hook))
            }
            (_, Policy::Accept) => (End::Accepted(by_policy), Decides::Policy(base.hook)),
            (_, Policy::Drop) => (End::Dropped(by_policy), Decides::Policy(base.hook)),
        };
        let verdict = match end {
            End::Accepted(cause) => match fate.may_drop {
                Some(note) => Verdict::Unknown(note),
                None if fate.drops.is_empty() => Verdict::Open { cause, decides },
                // What is dropped unless a condition is true, is accepted if it is.
                None => match positive(&fate.drops, texts) {
                    Some(note) => Verdict::If(Notes::from(note)),
                    None => Verdict::Unless {
                        cause,
                        notes: fate.drops.clone(),
                    },
                },
            },
            End::Dropped(cause) => match fate.may_accept {
                Some(note) => Verdict::Unknown(note),
                None if fate.accepts.is_empty() => Verdict::Closed(cause),
                None => Verdict::If(fate.accepts.clone()),
            },
            // Replaced by the policy above.
            End::Left => Verdict::Closed(by_policy),
        };
        let verdict = match (base.chain_type, verdict.drops()) {
            (ChainType::Nat, Some(cause)) => Verdict::Unknown(Note {
                cause,
                text: texts.constant(
                    "a chain of the type nat drops those packets only that connection tracking sees",
                ),
                reach: Reach::World,
            }),
            _ => verdict,
        };
        Self {
            verdict,
            diverts: fate.diverts,
            // Packets that were accepted before a rule changed the state have the one that they came in.
            states: if fate.accepts.is_empty() && fate.may_accept.is_none() {
                fate.states
            } else {
                fate.states.or(states)
            },
        }
    }
}

/// What the base chains so far do with packets to a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combined {
    /// `None` before the first chain.
    verdict: Option<Verdict>,
    /// The chain that was added last. It may change the states, for which it does something else.
    last: Option<ChainId>,
    /// The states that the packets may have.
    states: States,
    /// Whether later chains make no difference, since the packets don't come to them under this port.
    is_final: bool,
    /// The conditions of earlier chains, all of which must be true.
    others: Vec<Verdict>,
}

impl Default for Combined {
    fn default() -> Self {
        Self {
            verdict: None,
            last: None,
            states: States::INVALID,
            is_final: false,
            others: Vec::new(),
        }
    }
}

/// The number of base chains whose conditions are held.
const MOST_OTHERS: usize = 3;

impl Combined {
    /// Adds the next chain, if this is what it does with packets in the states that they come in. Packets must be
    /// accepted by each chain.
    pub fn meet(&mut self, chain: ChainId, base: &Base, states: States, next: &Outcome) {
        if self.is_final || self.last == Some(chain) || base.states(self.states) != states {
            return;
        }
        self.last = Some(chain);
        self.states = next.states;
        if let Some(note) = next.diverts {
            // Where the packets go is decided elsewhere, whatever this chain does with the others.
            self.verdict = Some(Verdict::Unknown(note));
            self.is_final = true;
            return;
        }
        let rank = |verdict: &Verdict| match verdict {
            Verdict::Open { .. } => Kind::Open,
            Verdict::If(_) | Verdict::Unless { .. } => Kind::Conditional,
            Verdict::Unknown(_) => Kind::Unknown,
            Verdict::Closed(_) => Kind::Closed,
        };
        let Some(before) = &self.verdict else {
            self.is_final = rank(&next.verdict) == Kind::Closed;
            self.verdict = Some(next.verdict.clone());
            return;
        };
        match (rank(before), rank(&next.verdict)) {
            (_, Kind::Closed) => {
                self.verdict = Some(next.verdict.clone());
                self.is_final = true;
            }
            (Kind::Unknown, _) | (Kind::Conditional, Kind::Open) => {}
            (Kind::Conditional, Kind::Conditional) => {
                if self.others.len() < MOST_OTHERS {
                    self.others.push(next.verdict.clone());
                }
            }
            (Kind::Open, Kind::Open) => {
                if let (Verdict::Open { decides: one, .. }, Verdict::Open { decides: other, .. }) =
                    (before, &next.verdict)
                    && other >= one
                {
                    self.verdict = Some(next.verdict.clone());
                }
            }
            _ => self.verdict = Some(next.verdict.clone()),
        }
    }

    /// Returns whether the answer is the same.
    pub fn is_like(&self, other: &Self) -> bool {
        self.verdict == other.verdict && self.others == other.others
    }

    pub fn answer(&self, texts: &mut Texts) -> Answer {
        let answer = |kind, cause, text, reach| Answer {
            kind,
            cause,
            text,
            reach,
        };
        match &self.verdict {
            None => answer(Kind::Open, None, String::new(), Reach::World),
            Some(Verdict::Open { cause, .. }) => {
                answer(Kind::Open, Some(*cause), String::new(), Reach::World)
            }
            Some(Verdict::Closed(cause)) => {
                answer(Kind::Closed, Some(*cause), String::new(), Reach::Some)
            }
            Some(Verdict::Unknown(note)) => answer(
                Kind::Unknown,
                Some(note.cause),
                texts.get(note.text).to_owned(),
                Reach::World,
            ),
            Some(first @ (Verdict::If(_) | Verdict::Unless { .. })) => {
                let all = || [first].into_iter().chain(&self.others);
                let text: Vec<String> = all().map(|verdict| verdict.condition(texts)).collect();
                let is_limited = all().any(|verdict| verdict.reach() == Reach::Some);
                let reach = if is_limited {
                    Reach::Some
                } else {
                    Reach::World
                };
                answer(Kind::Conditional, first.cause(), text.join(", and "), reach)
            }
        }
    }
}

/// Returns the note with the opposite condition, if there is one note, and its condition is negated.
fn positive(notes: &Notes, texts: &Texts) -> Option<Note> {
    match notes.first() {
        [note] if notes.more() == 0 => {
            let text = texts.positive(note.text)?;
            Some(Note { text, ..*note })
        }
        _ => None,
    }
}

impl Verdict {
    /// Returns what drops packets, if it is certain that some are dropped.
    fn drops(&self) -> Option<Cause> {
        match self {
            Self::Closed(_) | Self::If(_) | Self::Unless { .. } => self.cause(),
            Self::Open { .. } | Self::Unknown(_) => None,
        }
    }

    fn condition(&self, texts: &mut Texts) -> String {
        let (word, notes) = match self {
            Self::If(notes) => ("if", notes),
            Self::Unless { notes, .. } => ("unless", notes),
            _ => return String::new(),
        };
        let any = texts.any(notes);
        format!("{word} {}", texts.get(any))
    }

    fn reach(&self) -> Reach {
        match self {
            Self::If(notes) => notes.reach(),
            _ => Reach::World,
        }
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::If(notes) => notes.first().first().map(|note| note.cause),
            Self::Unless { cause, .. } | Self::Open { cause, .. } | Self::Closed(cause) => {
                Some(*cause)
            }
            Self::Unknown(note) => Some(note.cause),
        }
    }
}
