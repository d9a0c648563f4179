//! What a rule means for the first packet of a connection to this host.
//!
//! `matches` has what the matches mean, and `target` what the target does. Used by `tables`.

use std::rc::Rc;

use port_registry::PortRange;

use super::addresses::{self, Kind as AddressKind};
use super::error::SaveError;
use super::identity::{self, Identity};
use super::matches;
use super::places;
use super::protocols;
use super::spec::{Item, Spec};
use super::table::Kind;
use super::target::{self, Outcome};
use super::words;
use crate::check::problem::RuleError;
use crate::check::rule_set::{
    Block, Cast, Condition, Families, Guard, Packets, Ports, States, Transports,
};
use crate::check::values::{self, Sense};
use crate::sources::Reach;

/// Where a rule is.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The families that the program is for.
    pub families: Families,
    pub table: Kind,
    /// The chain, if it is built in.
    pub chain: Option<&'static str>,
    pub cast: Cast,
}

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
    /// The ports of `--ports`: the destination or the source must be one of these.
    pub either: Option<Either>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone)]
pub struct Either {
    pub ports: Rc<[PortRange]>,
    pub text: Rc<str>,
}

/// What is known of a rule from the options so far.
#[derive(Debug)]
pub struct Facts {
    context: Context,
    pub families: Families,
    pub possible: Families,
    pub protocol: Option<(u8, Sense)>,
    pub transports: Transports,
    ports: Option<Vec<PortRange>>,
    pub either: Option<Either>,
    pub states: States,
    conditions: Vec<String>,
    reach: Reach,
    is_never: bool,
    requires_optional_header: bool,
}

impl Facts {
    fn new(spec: &Spec, context: Context) -> Self {
        Self {
            context,
            families: spec.families.and(context.families),
            possible: Families::BOTH,
            protocol: spec.protocol,
            transports: Transports::ALL,
            ports: None,
            either: None,
            states: States::ANY,
            conditions: Vec::new(),
            reach: Reach::World,
            is_never: false,
            requires_optional_header: false,
        }
    }

    pub fn table(&self) -> Kind {
        self.context.table
    }

    pub fn cast(&self) -> Cast {
        self.context.cast
    }

    pub fn never(&mut self) {
        self.is_never = true;
    }

    /// Takes a match that selects only packets with a header that most don't have.
    pub fn optional_header(&mut self) {
        self.requires_optional_header = true;
    }

    /// Takes a match that each packet fulfils, or none if it is inverted.
    pub fn always(&mut self, sense: Sense) {
        self.is_never |= sense == Sense::IsNot;
    }

    pub fn condition(&mut self, text: String, reach: Reach) {
        self.conditions.push(text);
        if reach == Reach::Some {
            self.reach = Reach::Some;
        }
    }

    /// Takes a match of destination ports. `None` is all ports.
    pub fn ports(&mut self, ranges: Option<Vec<PortRange>>) {
        self.ports = match (self.ports.take(), ranges) {
            (None, ranges) => ranges,
            (before, None) => before,
            (Some(before), Some(ranges)) => Some(values::common(&before, &ranges)),
        };
    }

    /// Takes a match that has to do with addresses of these families only.
    pub fn only(&mut self, families: Families, text: &str) -> Result<(), SaveError> {
        if families.and(self.context.families).is_empty() {
            return Err(SaveError::Family(text.to_owned()));
        }
        self.families = self.families.and(families);
        self.possible = self.possible.and(families);
        Ok(())
    }

    fn addresses(
        &mut self,
        option: &str,
        text: &str,
        sense: Sense,
    ) -> Result<(Option<usize>, String), SaveError> {
        let mut canonical = String::new();
        let mut families = Families::NONE;
        let mut kinds = Vec::new();
        let mut count = Some(0);
        for part in text.split(',') {
            let addresses = addresses::parse(part.trim())?;
            canonical += &addresses.canonical;
            canonical.push(',');
            families = families.or(addresses.families);
            kinds.push(addresses.kind);
            count = count.and_then(|count: usize| count.checked_add(addresses.count?));
        }
        if sense == Sense::IsNot && kinds.len() > 1 {
            return Err(SaveError::Inverted(format!("{option} {text}")));
        }
        self.only(families, text)?;
        let is_unicast = self.cast() == Cast::Unicast;
        let is_group =
            |kind: &AddressKind| option == "-d" && is_unicast && *kind == AddressKind::Groups;
        if kinds.contains(&AddressKind::All) {
            self.always(sense);
        } else if kinds.iter().all(is_group) {
            self.is_never |= sense == Sense::Is;
        } else {
            let reach = match (option, sense) {
                ("-s", Sense::Is) => Reach::Some,
                _ => Reach::World,
            };
            self.condition(with_sense(sense, &[option, text]), reach);
        }
        // All addresses are the same as none that are written.
        let canonical = match (kinds.as_slice(), sense) {
            ([AddressKind::All], Sense::Is) => String::new(),
            _ => format!("{sense:?} {canonical}"),
        };
        Ok((count, canonical))
    }

    fn in_interface(&mut self, name: &str, sense: Sense) -> Result<(), SaveError> {
        match (name, sense) {
            ("", _) => return Err(SaveError::Interface),
            (name, _) if name.len() > 15 => {
                return Err(SaveError::InterfaceLength(name.to_owned()));
            }
            ("+", sense) => self.always(sense),
            // The packets of other hosts come over another interface.
            ("lo", Sense::Is) => self.never(),
            ("lo", Sense::IsNot) => {}
            (name, sense) => self.condition(with_sense(sense, &["-i", name]), Reach::World),
        }
        Ok(())
    }

    /// A packet to this host has no output interface.
    fn out_interface(&mut self, name: &str, sense: Sense) -> Result<(), SaveError> {
        match (name, sense) {
            ("", _) => return Err(SaveError::Interface),
            (name, _) if name.len() > 15 => {
                return Err(SaveError::InterfaceLength(name.to_owned()));
            }
            ("+", sense) => self.always(sense),
            (_, Sense::Is) => self.never(),
            // Before Linux 5.5, nf_tables took "no interface" for a match that fails.
            (name, Sense::IsNot) => self.condition(with_sense(sense, &["-o", name]), Reach::World),
        }
        Ok(())
    }

    /// Fragments are put together before connection tracking, and a SYN packet is none.
    fn fragments(&mut self, sense: Sense) -> Result<(), SaveError> {
        self.only(Families::IPV4, "-f")?;
        self.is_never |= sense == Sense::Is;
        Ok(())
    }

    fn guard(&mut self, error: Option<&RuleError>) -> Option<Guard> {
        let has_ports = self.ports.as_ref().is_none_or(|ports| !ports.is_empty());
        let is_never = self.is_never
            || self.families.is_empty()
            || self.transports.is_empty()
            || self.states == States::NONE
            || !has_ports;
        if is_never {
            return None;
        }
        // The base chain has the families of the table.
        let families = if self.families.contains(self.context.families) {
            Families::BOTH
        } else {
            self.families
        };
        let is_all = families == Families::BOTH
            && self.transports == Transports::ALL
            && self.ports.is_none();
        let packets = if is_all {
            Packets::All
        } else {
            let ports = self.ports.take();
            let block = Block {
                families,
                transports: self.transports,
                ports: ports.map_or(Ports::All, |ports| Ports::These(ports.into())),
            };
            Packets::These(Rc::new([block]))
        };
        let condition = match error {
            Some(error) => Condition::Unknown(error.to_string().into()),
            None if self.conditions.is_empty() => Condition::Always,
            None => Condition::If {
                text: self.conditions.join(" ").into(),
                reach: self.reach,
            },
        };
        Some(Guard {
            packets,
            states: self.states,
            condition,
        })
    }
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
            // A packet that a port is open to may lack the header that makes it dropped: that is no condition of the
            // port. But one that is accepted for its header gets through.
            if facts.requires_optional_header && outcome == Outcome::Drop && error.is_none() {
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

impl Facts {
    fn interface_or_fragments(&mut self, item: Item, spec: &Spec) -> Result<(), SaveError> {
        match (
            item,
            &spec.in_interface,
            &spec.out_interface,
            spec.fragments,
        ) {
            (Item::InInterface, Some((name, sense)), ..) => self.in_interface(name, *sense),
            (Item::OutInterface, _, Some((name, sense)), _) => self.out_interface(name, *sense),
            (Item::Fragments, _, _, Some(sense)) => self.fragments(sense),
            _ => Ok(()),
        }
    }
}

fn with_sense(sense: Sense, words: &[&str]) -> String {
    let not = (sense == Sense::IsNot).then_some("!");
    words::written(not.into_iter().chain(words.iter().copied()))
}
