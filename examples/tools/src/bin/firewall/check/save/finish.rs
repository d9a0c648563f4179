//! Converts the tables to the rule set, after the last line.
//!
//! Called by `save`.

use std::rc::Rc;

use super::error::SaveError;
use super::kind::Kind;
use super::meaning::Body;
use super::table::{Chain, Rule, Table};
use super::tables::Tables;
use super::target::Outcome;
use crate::check::problem::Unread;
use crate::check::rule_set::{
    self, Action, Base, Block, ChainType, Condition, Families, Guard, Hook, Packets, Ports,
    RuleSet, Transports,
};
use crate::sources::Reach;

/// Adds the chains and the remarks to a rule set.
pub fn finish(tables: &Tables, set: &mut RuleSet) {
    let possible = families_without_header(tables);
    let name = match possible {
        Families::IPV4 => "iptables",
        _ => "ip6tables",
    };
    // A table with rules for each family is one for both.
    let is_unclear = |table: &Table| {
        table.program.families == Families::BOTH && table.optional != Families::BOTH
    };
    if tables.list.iter().any(is_unclear) {
        let remark = match possible {
            Families::BOTH => {
                "no line states the address family: the rules are taken for those of both"
                    .to_owned()
            }
            _ => format!("by their addresses, the rules are taken for those of {name} alone"),
        };
        set.remarks.push((1, remark));
    }
    let has_filter = tables.list.iter().any(|table| table.kind == Kind::Filter);
    if !tables.list.is_empty() && !has_filter {
        let remark = "the table filter is not here: if the host has one, it decides too";
        set.remarks.push((1, remark.to_owned()));
    }
    set.families = Families::NONE;
    for table in &tables.list {
        let families = if table.program.families == Families::BOTH {
            possible
        } else {
            table.program.families
        };
        set.families = set.families.or(families);
        add(table, families, &tables.rules, set);
    }
    if tables.list.is_empty() {
        set.families = Families::BOTH;
    }
}

/// Returns the families of the tables whose family no line states. A file with an address of IPv4 is for
/// `iptables` only, as `ip6tables` refuses it.
fn families_without_header(tables: &Tables) -> Families {
    let without = tables
        .list
        .iter()
        .filter(|table| table.program.families == Families::BOTH);
    let possible = without.fold(Families::BOTH, |families, table| {
        families.and(table.possible)
    });
    if possible.is_empty() {
        Families::BOTH
    } else {
        possible
    }
}

fn add(table: &Table, families: Families, rules: &[Rule], set: &mut RuleSet) {
    // The place of each chain in the rule set. Chains that only forwarded or outgoing packets reach are left out.
    let first = set.chains.len();
    let is_kept = kept(table, rules);
    let mut ids: Vec<Option<usize>> = Vec::with_capacity(is_kept.len());
    let mut next = first;
    for is_kept in &is_kept {
        ids.push(is_kept.then_some(next));
        next += usize::from(*is_kept);
    }
    for (chain, _) in table
        .chains
        .iter()
        .zip(&is_kept)
        .filter(|(_, is_kept)| **is_kept)
    {
        let name: Rc<str> = format!("{} {}", table.kind.name(), chain.name).into();
        let mut writer = Writer {
            table,
            ids: &ids,
            set,
            name: &name,
            rules: Vec::with_capacity(chain.rules.len()),
        };
        writer.chain(chain, rules);
        let rules = writer.rules;
        let base = base(table.kind, chain, families);
        set.chains.push(rule_set::Chain { name, base, rules });
    }
}

/// Returns for each chain whether packets to this host may reach it, or whether nothing jumps to it.
fn kept(table: &Table, all_rules: &[Rule]) -> Vec<bool> {
    let reached = |is_start: &dyn Fn(&Chain) -> bool| {
        let mut is_reached: Vec<bool> = table.chains.iter().map(is_start).collect();
        let starts = is_reached
            .iter()
            .enumerate()
            .filter(|(_, is_start)| **is_start);
        let mut open: Vec<usize> = starts.map(|(index, _)| index).collect();
        while let Some(index) = open.pop() {
            let chain = table.chains.get(index);
            let rules = chain.into_iter().flat_map(|chain| &chain.rules);
            let targets = rules.filter_map(|index| all_rules.get(*index as usize)?.chain);
            for target in targets {
                if let Some(is_reached) = is_reached
                    .get_mut(target)
                    .filter(|is_reached| !**is_reached)
                {
                    *is_reached = true;
                    open.push(target);
                }
            }
        }
        is_reached
    };
    let is_ours = |chain: &Chain| chain.is_built_in && hook(table.kind, &chain.name).is_some();
    let is_other = |chain: &Chain| chain.is_built_in && !is_ours(chain);
    let (ours, others) = (reached(&is_ours), reached(&is_other));
    let is_kept = |((chain, is_ours), is_other): ((&Chain, bool), bool)| {
        chain.is_defined && (is_ours || !is_other)
    };
    table
        .chains
        .iter()
        .zip(ours)
        .zip(others)
        .map(is_kept)
        .collect()
}

/// The hook and the priority of a chain that packets to this host pass, as in the kernel.
fn hook(kind: Kind, chain: &str) -> Option<(Hook, i32)> {
    Some(match (kind, chain) {
        (Kind::Raw, "PREROUTING") => (Hook::Prerouting, -300),
        (Kind::Mangle, "PREROUTING") => (Hook::Prerouting, -150),
        (Kind::Nat, "PREROUTING") => (Hook::Prerouting, -100),
        (Kind::Mangle, "INPUT") => (Hook::Input, -150),
        (Kind::Filter, "INPUT") => (Hook::Input, 0),
        (Kind::Security, "INPUT") => (Hook::Input, 50),
        (Kind::Nat, "INPUT") => (Hook::Input, 100),
        _ => return None,
    })
}

fn base(kind: Kind, chain: &Chain, families: Families) -> Option<Base> {
    let (hook, priority) = hook(kind, &chain.name).filter(|_| chain.is_built_in)?;
    let (policy, place) = chain.policy;
    Some(Base {
        hook,
        chain_type: match kind {
            Kind::Nat => ChainType::Nat,
            _ => ChainType::Filter,
        },
        priority,
        families,
        policy,
        place,
    })
}

/// Writes the rules of a chain.
struct Writer<'a> {
    table: &'a Table,
    ids: &'a [Option<usize>],
    set: &'a mut RuleSet,
    name: &'a Rc<str>,
    rules: Vec<rule_set::Rule>,
}

impl Writer<'_> {
    fn chain(&mut self, chain: &Chain, rules: &[Rule]) {
        let refused = self
            .table
            .refused
            .filter(|_| chain.is_built_in)
            .map(|place| {
                let reason: Rc<str> = SaveError::Refused.to_string().into();
                (place, reason)
            });
        if let Some((place, reason)) = refused.as_ref().or(chain.unknown.as_ref()) {
            self.rules.push(rule_set::Rule {
                place: *place,
                guard: Guard {
                    condition: Condition::Unknown(reason.clone()),
                    ..Guard::default()
                },
                action: Action::Unknown(reason.clone()),
            });
        }
        for index in &chain.rules {
            let Some(rule) = rules.get(*index as usize) else {
                continue;
            };
            if let Some(body) = &rule.body {
                self.rule(rule, body);
            }
        }
        if chain.is_policy_kept {
            let reason = SaveError::PolicyKept.to_string().into();
            self.rules.push(rule_set::Rule {
                place: chain.policy.1,
                guard: Guard::default(),
                action: Action::Unknown(reason),
            });
        }
    }

    fn rule(&mut self, rule: &Rule, body: &Body) {
        let place = rule.place;
        let mut action = self.action(rule, body);
        if let Some(either) = &body.either {
            // The destination is one of the ports, or else the source may be.
            let block = Block {
                families: Families::BOTH,
                transports: Transports::ALL,
                ports: Ports::These(either.ports.clone()),
            };
            let to = Guard {
                packets: Packets::These(Rc::new([block])),
                ..Guard::default()
            };
            let from = Guard {
                condition: Condition::If {
                    text: either.text.clone(),
                    reach: Reach::World,
                },
                ..Guard::default()
            };
            let rule = |guard| rule_set::Rule {
                place,
                guard,
                action: action.clone(),
            };
            action = Action::Branch(Rc::new([rule(to), rule(from)]));
        }
        self.rules.push(rule_set::Rule {
            place,
            guard: body.guard.clone(),
            action,
        });
    }

    fn action(&mut self, rule: &Rule, body: &Body) -> Action {
        match &body.outcome {
            Outcome::Accept => Action::Accept,
            Outcome::Drop => Action::Drop,
            Outcome::Return => Action::Return,
            Outcome::Untrack => Action::Untrack,
            Outcome::Template => Action::Template,
            Outcome::Unknown(reason) => Action::Unknown(reason.clone()),
            Outcome::Divert(text) => {
                let remark = format!("{text} in chain {} decides on packets instead", self.name);
                self.set.remarks.push((rule.place, remark));
                Action::Divert(text.clone())
            }
            Outcome::Jump(name) => self
                .jump(rule, name)
                .map_or_else(|error| error, Action::Jump),
            Outcome::Goto(name) => self
                .jump(rule, name)
                .map_or_else(|error| error, Action::Goto),
        }
    }

    fn jump(&mut self, rule: &Rule, name: &str) -> Result<usize, Action> {
        let chain = rule.chain.and_then(|index| {
            let is_built_in = self.table.chains.get(index)?.is_built_in;
            self.ids
                .get(index)
                .copied()
                .flatten()
                .filter(|_| !is_built_in)
        });
        let defined = rule.chain.and_then(|index| self.table.chains.get(index));
        let is_later = defined.is_some_and(|defined| defined.place > rule.place);
        chain.filter(|_| !is_later).ok_or_else(|| {
            let error = if is_later {
                SaveError::DefinedLater(name.to_owned())
            } else {
                SaveError::Undefined(name.to_owned())
            };
            let reason = error.to_string().into();
            self.set.unread.push(Unread {
                place: rule.place,
                text: name.to_owned(),
                error: error.into(),
            });
            Action::Unknown(reason)
        })
    }
}
