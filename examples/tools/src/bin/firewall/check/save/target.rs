//! What the target of a rule does with a packet.
//!
//! Used by `meaning`.

use std::rc::Rc;

use super::error::SaveError;
use super::extensions::Effect;
use super::meaning::Facts;
use super::reject;
use super::spec::{Given, Target};
use super::table::Kind;
use crate::check::rule_set::Families;

/// What a rule does. Chains have names here, since a later line may define them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accept,
    Drop,
    Return,
    Untrack,
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
            return Ok(Some(match name.as_str() {
                "ACCEPT" => Outcome::Accept,
                "DROP" => Outcome::Drop,
                "RETURN" => Outcome::Return,
                "QUEUE" => Outcome::Divert("QUEUE".into()),
                name => Outcome::Jump(name.to_owned()),
            }));
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
        Effect::Untrack => Some(untrack(name, facts)?),
        Effect::Track if loaded.option(&["notrack"]).is_some() => Some(untrack(name, facts)?),
        Effect::Match | Effect::Continue | Effect::Track => None,
        Effect::Unclear => return Err(SaveError::Target(name.to_owned())),
    })
}

fn untrack(target: &'static str, facts: &Facts) -> Result<Outcome, SaveError> {
    if facts.table() == Kind::Raw {
        return Ok(Outcome::Untrack);
    }
    let table = Kind::Raw.name();
    Err(SaveError::TargetTable { target, table })
}
