//! The chains of the tables, in the terms of `rule_set`.
//!
//! Called by `nft`. `rules` reads the rules of each chain.

use std::collections::HashMap;
use std::rc::Rc;

use super::error::NftError;
use super::family::Family;
use super::matches::Matcher;
use super::rules;
use super::tables::{BaseChain, Chain, Force, Table, Tables};
use crate::check::problem::{RuleError, Unread};
use crate::check::rule_set::{
    self, Action, Base, Cast, ChainId, Condition, Families, Guard, Hook, Place, Policy, Rule,
    RuleSet,
};
use crate::sources::Reach;

impl Tables<'_> {
    /// Returns the rule set, with what could not be read.
    pub fn rule_set(self, cast: Cast) -> RuleSet {
        let named_sets = self.named_sets();
        let mut set = RuleSet::default();
        if let Some((place, error)) = self.unknown {
            set.unknown = Some((place, error.to_string().into()));
        }
        for (place, text, error) in self.unread {
            add_unread(&mut set, place, text, error);
        }
        let mut on_devices = Vec::new();
        for ((family, name), table) in self.list.iter() {
            // The chains of a table are known before its rules, which may jump to any.
            let first = set.chains.len();
            let mut ids = HashMap::new();
            for ((chain_name, _), id) in table.chains.iter().zip(first..) {
                ids.insert(chain_name.as_ref(), id);
                set.chains.push(rule_set::Chain {
                    name: format!("{} {name} {chain_name}", family.name()).into(),
                    base: None,
                    rules: Vec::new(),
                });
            }
            if let Some(remark) = left_out(*family, name, table) {
                set.remarks.push((table.place, remark));
                continue;
            }
            let matcher = Matcher::new(table, cast, named_sets);
            read(*family, matcher, &ids, &mut set, &mut on_devices);
        }
        set.chains.extend(on_devices);
        set.unread.sort_by_key(|unread| unread.place);
        set
    }
}

fn add_unread(set: &mut RuleSet, place: Place, text: String, error: NftError) {
    let error = RuleError::Nft(error);
    set.unread.push(Unread { place, text, error });
}

/// Returns why the rules of a table are not read, if they are not.
fn left_out(family: Family, name: &str, table: &Table<'_>) -> Option<String> {
    let name = format!("{} {name}", family.name());
    match family {
        _ if table.force == Force::Dormant => Some(format!(
            "the table {name} is dormant: its rules are not in force"
        )),
        Family::Arp | Family::Bridge => Some(format!(
            "the table {name} is left out: expected rules for IP packets to this host, not for \
             frames of a link"
        )),
        Family::Ip | Family::Ip6 | Family::Inet | Family::Netdev => None,
    }
}

/// Reads the chains of a table.
fn read(
    family: Family,
    mut matcher: Matcher<'_, '_>,
    ids: &HashMap<&str, ChainId>,
    set: &mut RuleSet,
    on_devices: &mut Vec<rule_set::Chain>,
) {
    let table = matcher.table;
    let chain_of = |name: &str| ids.get(name).copied();
    for (name, chain) in table.chains.iter() {
        let Some(id) = chain_of(name) else {
            continue;
        };
        let base = chain.base.as_ref();
        if base.is_some_and(|base| base.hook.is_none()) {
            // No packet to this host comes here.
            continue;
        }
        let rules = rules_of(name, chain, &mut matcher, &chain_of, set);
        let Some(of_set) = set.chains.get_mut(id) else {
            continue;
        };
        of_set.rules = rules;
        let Some((base, hook)) = base.and_then(|base| base.hook.map(|hook| (base, hook))) else {
            continue;
        };
        let in_set = Base {
            hook,
            chain_type: base.chain_type,
            priority: base.priority,
            families: match family {
                Family::Ip => Families::IPV4,
                Family::Ip6 => Families::IPV6,
                _ => Families::BOTH,
            },
            policy: base.policy,
            place: base.place,
        };
        if hook == Hook::Ingress {
            let name = of_set.name.clone();
            on_devices.extend(on_device(name, base, id, in_set));
        } else {
            of_set.base = Some(in_set);
        }
    }
}

/// Returns a base chain that has the packets of some interfaces pass a chain. Returns `None` if
/// those are no packets of other hosts.
fn on_device(
    name: Rc<str>,
    base: &BaseChain<'_>,
    id: ChainId,
    in_set: Base,
) -> Option<rule_set::Chain> {
    let names: Vec<String> = base
        .devices
        .iter()
        .filter(|name| *name != "lo")
        .map(|name| format!("\"{name}\""))
        .collect();
    let text = match &names[..] {
        [] => return None,
        [one] => format!("iifname {one}"),
        several => format!("iifname {{ {} }}", several.join(", ")),
    };
    let rule = |action| Rule {
        place: base.place,
        guard: Guard {
            condition: Condition::If {
                text: text.as_str().into(),
                reach: Reach::World,
            },
            ..Guard::default()
        },
        action,
    };
    let mut rules = vec![rule(Action::Jump(id))];
    if base.policy == Policy::Drop {
        rules.push(rule(Action::Drop));
    }
    Some(rule_set::Chain {
        name,
        base: Some(Base {
            policy: Policy::Accept,
            ..in_set
        }),
        rules,
    })
}

fn rules_of(
    name: &str,
    chain: &Chain<'_>,
    matcher: &mut Matcher<'_, '_>,
    chain_of: &dyn Fn(&str) -> Option<ChainId>,
    set: &mut RuleSet,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    if let Some((place, error)) = &chain.unknown {
        let reason: Rc<str> = error.to_string().into();
        rules.push(Rule {
            place: *place,
            guard: Guard {
                condition: Condition::Unknown(reason.clone()),
                ..Guard::default()
            },
            action: Action::Unknown(reason),
        });
    }
    if let Some((place, error)) = &chain.unknown {
        add_unread(set, *place, name.to_owned(), error.clone());
    }
    for source in &chain.rules {
        let reading = rules::read(source, matcher, chain_of);
        if let Some(error) = reading.error {
            add_unread(set, source.place, source.text(), error);
        }
        if let Some(text) = reading.divert {
            let remark = format!("{text}: another program, host or port gets these packets");
            set.remarks.push((source.place, remark));
        }
        rules.extend(reading.rules);
    }
    rules
}
