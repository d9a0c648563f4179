//! The texts of conditions and reasons, each held once.
//!
//! Used by `walk` and `answer`. A text may be in the fate of many ports in many chains.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;

use super::fate::Notes;
use crate::check::problem::shortened;

/// The number of a text.
pub type TextId = u32;

/// The greatest length of a text, in characters. Chains that jump to each other under conditions would make ever
/// longer ones, and a line may be as long as the file.
pub const LONGEST: usize = 300;

#[derive(Debug, Default)]
pub struct Texts {
    all: Vec<Rc<str>>,
    /// By address: the parsers share a text between the rules of a line, and the rule set outlives this.
    known: HashMap<*const u8, TextId>,
    joined: HashMap<(TextId, TextId), TextId>,
    alternatives: HashMap<(Vec<TextId>, u32), TextId>,
    negated: HashMap<TextId, TextId>,
    /// The texts that were negated.
    positive: HashMap<TextId, TextId>,
    constants: HashMap<&'static str, TextId>,
}

impl Texts {
    pub fn id(&mut self, text: &Rc<str>) -> TextId {
        if let Some(id) = self.known.get(&text.as_ptr()) {
            return *id;
        }
        let id = self.add(match shortened(text, LONGEST) {
            Cow::Borrowed(_) => Rc::clone(text),
            Cow::Owned(short) => short.into(),
        });
        self.known.insert(text.as_ptr(), id);
        id
    }

    pub fn constant(&mut self, text: &'static str) -> TextId {
        if let Some(id) = self.constants.get(text) {
            return *id;
        }
        let id = self.add(text.into());
        self.constants.insert(text, id);
        id
    }

    pub fn get(&self, id: TextId) -> &str {
        self.all.get(id as usize).map_or("", |text| text)
    }

    /// Returns the text of two conditions that must both be true.
    pub fn both(&mut self, one: TextId, other: TextId) -> TextId {
        if let Some(id) = self.joined.get(&(one, other)) {
            return *id;
        }
        let text = format!("{} and {}", self.get(one), self.get(other));
        let id = self.add(shortened(&text, LONGEST).into());
        self.joined.insert((one, other), id);
        id
    }

    /// Returns the text of conditions of which any is sufficient.
    pub fn any(&mut self, notes: &Notes) -> TextId {
        let mut ids: Vec<TextId> = notes.first().iter().map(|note| note.text).collect();
        ids.dedup();
        if let ([id], 0) = (&ids[..], notes.more()) {
            return *id;
        }
        let key = (ids, notes.more());
        if let Some(id) = self.alternatives.get(&key) {
            return *id;
        }
        let shown: Vec<&str> = key.0.iter().map(|id| self.get(*id)).collect();
        let mut text = shown.join(" or ");
        if notes.more() > 0 {
            let _ = write!(text, " or {} more", notes.more());
        }
        let id = self.add(shortened(&text, LONGEST).into());
        self.alternatives.insert(key, id);
        id
    }

    /// Returns the text of the condition that a text negates.
    pub fn positive(&self, id: TextId) -> Option<TextId> {
        self.positive.get(&id).copied()
    }

    /// Returns the text of a condition that must not be true.
    pub fn not(&mut self, id: TextId) -> TextId {
        if let Some(id) = self.negated.get(&id) {
            return *id;
        }
        let text = format!("not ({})", self.get(id));
        let negated = self.add(shortened(&text, LONGEST).into());
        self.negated.insert(id, negated);
        self.positive.insert(negated, id);
        negated
    }

    fn add(&mut self, text: Rc<str>) -> TextId {
        let id = TextId::try_from(self.all.len()).unwrap_or(TextId::MAX);
        self.all.push(text);
        id
    }
}
