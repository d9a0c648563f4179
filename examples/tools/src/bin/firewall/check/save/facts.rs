//! What is known of a rule from its options so far, for the first packet of a connection to this host.
//!
//! Built by `meaning`. `matches` and `target` add what the matches and the target say.

use std::rc::Rc;

use port_registry::PortRange;

use super::addresses::{self, Kind as AddressKind};
use super::error::SaveError;
use super::kind::Kind;
use super::spec::{Item, Spec};
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

/// The ports of `--ports`: the destination or the source must be one of these.
#[derive(Debug, Clone)]
pub struct Either {
    pub ports: Rc<[PortRange]>,
    pub text: Rc<str>,
}

/// What is known of a rule.
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
    /// The address is of the host itself. Other hosts have it only where `route_localnet` is set.
    is_loopback: bool,
}

impl Facts {
    pub fn new(spec: &Spec, context: Context) -> Self {
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
            is_loopback: false,
        }
    }

    pub fn cast(&self) -> Cast {
        self.context.cast
    }

    /// Takes a match that no packet fulfils.
    pub fn never(&mut self) {
        self.is_never = true;
    }

    /// Takes a match that selects only packets with a header that most don't have.
    pub fn optional_header(&mut self) {
        self.requires_optional_header = true;
    }

    /// Returns `true` if a packet that a port is open to may lack what the rule selects.
    pub fn is_rare(&self) -> bool {
        self.requires_optional_header || self.is_loopback
    }

    /// Takes a match that each packet fulfils, or none if it is inverted.
    pub fn always(&mut self, sense: Sense) {
        self.is_never |= sense == Sense::IsNot;
    }

    /// Takes a match that some packets fulfil, as it is written.
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

    /// Takes `-s` or `-d`. Returns the number of addresses, and what they have in common with others that are the same.
    pub fn addresses(
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
        } else if kinds.iter().all(|kind| *kind == AddressKind::Loopback)
            && self.context.families.and(families) == Families::IPV6
        {
            // Linux drops such packets of other hosts before any rule.
            self.is_never |= sense == Sense::Is;
        } else if kinds.iter().all(is_group) {
            self.is_never |= sense == Sense::Is;
        } else {
            let reach = match (option, sense) {
                ("-s", Sense::Is) => Reach::Some,
                _ => Reach::World,
            };
            let is_loopback = kinds.iter().all(|kind| *kind == AddressKind::Loopback);
            self.is_loopback |= is_loopback && sense == Sense::Is;
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

    /// Takes `-o`. A packet to this host has no output interface.
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

    /// Takes `-f`. Fragments are put together before connection tracking, and a SYN packet is none.
    fn fragments(&mut self, sense: Sense) -> Result<(), SaveError> {
        self.only(Families::IPV4, "-f")?;
        self.is_never |= sense == Sense::Is;
        Ok(())
    }

    /// Returns the packets that the rule matches, or `None` if it never matches. With an error, it is not known whether it
    /// matches these.
    pub fn guard(&mut self, error: Option<&RuleError>) -> Option<Guard> {
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

    /// Takes `-i`, `-o` or `-f`.
    pub fn interface_or_fragments(&mut self, item: Item, spec: &Spec) -> Result<(), SaveError> {
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
