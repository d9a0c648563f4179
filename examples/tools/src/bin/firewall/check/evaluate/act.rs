//! Carries out the action of a rule on the packets to a range of ports.
//!
//! Called by `walk`.

use super::fate::{Cause, End, Fate, Note};
use super::texts::{TextId, Texts};
use super::walk::{Match, Walk, narrower};
use crate::check::rule_set::{Action, ChainId, States};
use crate::sources::Reach;

impl Walk<'_> {
    /// Carries out an action on the packets to a range of ports that begins with `first`.
    pub fn act(
        &mut self,
        action: &Action,
        matched: Match,
        cause: Cause,
        first: u32,
        fate: &mut Fate,
    ) {
        let note = |text, reach| Note { cause, text, reach };
        match (action, matched) {
            (Action::Accept, Match::Always) => fate.end(End::Accepted(cause), self.texts),
            (Action::Accept, Match::If(text, reach)) => {
                fate.accept_if(note(text, reach), self.texts);
            }
            (Action::Accept, Match::Unknown(text)) => {
                fate.may_accept.get_or_insert(note(text, Reach::World));
            }
            (Action::Drop, Match::Always) => fate.end(End::Dropped(cause), self.texts),
            (Action::Drop, Match::If(text, reach)) => fate.drop_if(note(text, reach), self.texts),
            (Action::Drop, Match::Unknown(text)) => {
                fate.may_drop.get_or_insert(note(text, Reach::World));
            }
            (Action::Return, Match::Always) => fate.end(End::Left, self.texts),
            (Action::Return, Match::If(text, reach)) => fate.leave_if(note(text, reach)),
            (Action::Return, Match::Unknown(text)) => {
                fate.may_leave.get_or_insert(note(text, Reach::World));
            }
            (Action::Untrack, matched) => Self::track(fate, matched, States::UNTRACKED),
            (Action::Template, matched) => Self::track(fate, matched, States::NEW),
            (Action::Divert(text), matched) => {
                let reason = self.texts.id(text);
                let diverted = note(reason, Reach::World);
                fate.diverts.get_or_insert(diverted);
                if matched == Match::Always {
                    fate.end(End::Left, self.texts);
                }
            }
            (Action::Unknown(text), _) => fate.may_all(note(self.texts.id(text), Reach::World)),
            (Action::Jump(target), matched) => {
                self.jump(*target, matched, cause, first, fate);
            }
            (Action::Goto(target), matched) => {
                let end = self.jump(*target, matched, cause, first, fate);
                if matches!(end, Some(End::Accepted(_) | End::Dropped(_))) {
                    return;
                }
                self.act(&Action::Return, matched, cause, first, fate);
            }
            (Action::Branch(_), _) => {}
        }
    }

    /// Changes the state of packets that connection tracking has not seen.
    fn track(fate: &mut Fate, matched: Match, state: States) {
        let changed = fate.states.with_invalid_as(state);
        fate.states = if matched == Match::Always && fate.has_all() {
            changed
        } else {
            fate.states.or(changed)
        };
    }

    /// Sends packets through a chain, and returns how their way ends there if all of them match.
    fn jump(
        &mut self,
        target: ChainId,
        matched: Match,
        cause: Cause,
        first: u32,
        fate: &mut Fate,
    ) -> Option<End> {
        let is_looping = self.loops.get(target).copied().unwrap_or(true);
        let summary = self.summaries.get(&(target, fate.states));
        let inner = summary.and_then(|summary| super::at(summary, first));
        let (false, Some(inner)) = (is_looping, inner) else {
            let text = self.texts.constant("its chains jump in a loop");
            let reach = Reach::World;
            fate.may_all(Note { cause, text, reach });
            return None;
        };
        let end = inner.end;
        match matched {
            Match::Always => {
                self.conditions_of(inner, None, fate);
                fate.states = if fate.has_all() {
                    inner.states
                } else {
                    fate.states.or(inner.states)
                };
                if let Some(end @ (End::Accepted(_) | End::Dropped(_))) = inner.end {
                    fate.end(end, self.texts);
                }
            }
            Match::If(text, reach) => {
                self.conditions_of(inner, Some((text, reach)), fate);
                fate.states = fate.states.or(inner.states);
                match inner.end {
                    Some(End::Accepted(cause)) => {
                        fate.accept_if(Note { cause, text, reach }, self.texts);
                    }
                    Some(End::Dropped(cause)) => {
                        fate.drop_if(Note { cause, text, reach }, self.texts);
                    }
                    Some(End::Left) | None => {}
                }
            }
            Match::Unknown(text) => {
                let reach = Reach::World;
                let unknown = Note { cause, text, reach };
                if !inner.accepts.is_empty()
                    || inner.may_accept.is_some()
                    || matches!(inner.end, Some(End::Accepted(_)))
                {
                    fate.may_accept.get_or_insert(unknown);
                }
                if !inner.drops.is_empty()
                    || inner.may_drop.is_some()
                    || matches!(inner.end, Some(End::Dropped(_)))
                {
                    fate.may_drop.get_or_insert(unknown);
                }
                if inner.diverts.is_some() {
                    fate.diverts.get_or_insert(unknown);
                }
                fate.states = fate.states.or(inner.states);
            }
        }
        end
    }

    /// Adds the conditions of a chain that the packets pass, or those that fulfil a condition.
    fn conditions_of(&mut self, inner: &Fate, condition: Option<(TextId, Reach)>, fate: &mut Fate) {
        let both = |texts: &mut Texts, one: &Note| match condition {
            None => *one,
            Some((text, reach)) => Note {
                text: texts.both(text, one.text),
                reach: narrower(reach, one.reach),
                ..*one
            },
        };
        for one in inner.accepts.first() {
            let note = both(self.texts, one);
            fate.accept_if(note, self.texts);
        }
        fate.accepts.add_more(&inner.accepts);
        for one in inner.drops.first() {
            let note = both(self.texts, one);
            fate.drop_if(note, self.texts);
        }
        fate.drops.add_more(&inner.drops);
        for (note, inner) in [
            (&mut fate.may_accept, inner.may_accept),
            (&mut fate.may_drop, inner.may_drop),
            (&mut fate.diverts, inner.diverts),
        ] {
            *note = note.or(inner);
        }
    }
}
