//! What the target of a rule does with a packet.
//!
//! Used by `meaning` and `table`.

use std::rc::Rc;

use super::error::SaveError;
use super::extensions::Effect;
use super::facts::Facts;
use super::reject;
use super::spec::{Given, Target};
use crate::check::rule_set::Families;

/// What a rule does. Chains have names here, since a later line may define them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accept,
    Drop,
    Return,
    Untrack,
    Template,
    Divert(Rc<str>),
    Unknown(Rc<str>),
    Jump(String),
    Goto(String),
}

/// Returns `None` for a target after which the next rule follows.
pub fn outcome(target: &Target, facts: &mut Facts) -> Result<Option<Outcome>, SaveError> {
    let loaded = match target {
        Target::Goto(name) => return Ok(Some(Outcome::Goto(name.clone()))),
        Target::Name(name) => {
            let jump = || Outcome::Jump(name.clone());
            return Ok(Some(verdict(name).unwrap_or_else(jump)));
        }
        Target::Extension(loaded) => loaded,
    };
    let name = loaded.extension.name;
    if loaded.extension.families != Families::BOTH {
        facts.only(loaded.extension.families, name)?;
    }
    Ok(match loaded.extension.effect {
        Effect::Accept => Some(Outcome::Accept),
        Effect::Reject => {
            if let Some(message) = loaded.option(&["reject-with"]).map(Given::value) {
                let families = reject::families(message);
                if families.is_empty() {
                    return Err(SaveError::Message(message.to_owned()));
                }
                facts.only(families, name)?;
            }
            Some(Outcome::Drop)
        }
        Effect::Divert => Some(Outcome::Divert(loaded.text().into())),
        Effect::Untrack => Some(Outcome::Untrack),
        Effect::Track => Some(match loaded.option(&["notrack"]) {
            Some(_) => Outcome::Untrack,
            None => Outcome::Template,
        }),
        Effect::Match | Effect::Continue => None,
        Effect::Unclear => return Err(SaveError::Target(name.to_owned())),
    })
}

/// Returns what the target without options and with this name does, or `None` if it is the name of a chain.
pub fn verdict(name: &str) -> Option<Outcome> {
    match name {
        "ACCEPT" => Some(Outcome::Accept),
        "DROP" => Some(Outcome::Drop),
        "RETURN" => Some(Outcome::Return),
        "QUEUE" => Some(Outcome::Divert("QUEUE".into())),
        _ => None,
    }
}
