//! What a rule means for the first packet of a connection to this host.
//!
//! `facts` collects what the options say, `matches` has what the matches mean, and `target` what the target does.
//! Used by `table` and `tables`.

use super::facts::{Context, Either, Facts};
use super::identity::{self, Identity};
use super::matches;
use super::places;
use super::protocols;
use super::spec::{Item, Spec};
use super::target::{self, Outcome};
use crate::check::problem::RuleError;
use crate::check::rule_set::{Families, Guard};

/// What a rule means.
#[derive(Debug)]
pub struct Meaning {
    /// The families that the rule can be loaded for, by its addresses. `-4` and `-6` don't count: programs
    /// skip such rules of the other family.
    pub possible: Families,
    /// How many rules the kernel gets: a list of addresses makes one rule each. `None` if a name of a host may have
    /// several addresses.
    pub count: Option<usize>,
    /// What `-D` compares.
    pub identity: Identity,
    /// `None` if the rule never matches or has no effect.
    pub body: Option<Body>,
    pub error: Option<RuleError>,
}

/// A rule that may decide.
#[derive(Debug, Clone)]
pub struct Body {
    pub guard: Guard,
    pub either: Option<Either>,
    pub outcome: Outcome,
}

impl Meaning {
    pub fn of(spec: &Spec, context: Context) -> Self {
        let mut facts = Facts::new(spec, context);
        let mut error = spec.error.clone();
        let mut note = |result: Result<(), RuleError>| {
            if let Err(found) = result {
                error.get_or_insert(found);
            }
        };
        let mut count = Some(1);
        let times = |count: Option<usize>, more: Option<usize>| count?.checked_mul(more?);
        let (mut sources, mut destinations) = (String::new(), String::new());
        if let Some((number, sense)) = spec.protocol {
            match protocols::transports(number, sense) {
                Ok(transports) => facts.transports = transports,
                Err(found) => note(Err(found.into())),
            }
        }
        for item in &spec.order {
            match (item, &spec.sources, &spec.destinations) {
                (Item::Sources, Some((text, sense)), _) => {
                    match facts.addresses("-s", text, *sense) {
                        Ok((addresses, canonical)) => {
                            count = times(count, addresses);
                            sources = canonical;
                        }
                        Err(found) => note(Err(found.into())),
                    }
                }
                (Item::Destinations, _, Some((text, sense))) => {
                    match facts.addresses("-d", text, *sense) {
                        Ok((addresses, canonical)) => {
                            count = times(count, addresses);
                            destinations = canonical;
                        }
                        Err(found) => note(Err(found.into())),
                    }
                }
                (Item::Match(index), ..) => {
                    if let Some(loaded) = spec.matches.get(*index) {
                        note(matches::apply(loaded, &mut facts));
                    }
                }
                _ => note(
                    facts
                        .interface_or_fragments(*item, spec)
                        .map_err(RuleError::from),
                ),
            }
        }
        let placed = places::check(spec, context.table, context.chain);
        let is_placed = placed.is_ok();
        note(placed.map_err(RuleError::from));
        let outcome = match (&spec.error, &spec.target) {
            (Some(error), _) => Some(Outcome::Unknown(error.to_string().into())),
            (None, None) => None,
            (None, Some(_)) if !is_placed => {
                let reason = error.as_ref().map(ToString::to_string).unwrap_or_default();
                Some(Outcome::Unknown(reason.into()))
            }
            (None, Some(one)) => match target::outcome(one, &mut facts) {
                Ok(outcome) => outcome,
                Err(found) => {
                    let reason = found.to_string().into();
                    note(Err(found.into()));
                    Some(Outcome::Unknown(reason))
                }
            },
        };
        let several = match count {
            Some(1) => identity::Addresses::One,
            _ => identity::Addresses::Several,
        };
        let addresses = format!("{sources} {destinations}");
        let identity = Identity::of(spec, &addresses, several);
        let identity = match error {
            None => identity,
            Some(_) => identity.unknown(),
        };
        let body = outcome.and_then(|outcome| {
            // A packet that a port is open to may lack the header or the address that makes it dropped: that is no
            // condition of the port. But one that is accepted for it gets through.
            if facts.is_rare() && outcome == Outcome::Drop && error.is_none() {
                return None;
            }
            let guard = facts.guard(error.as_ref())?;
            Some(Body {
                guard,
                either: facts.either.take(),
                outcome,
            })
        });
        Self {
            possible: if spec.families == Families::BOTH {
                facts.possible
            } else {
                Families::BOTH
            },
            count,
            identity,
            body,
            error,
        }
    }
}
