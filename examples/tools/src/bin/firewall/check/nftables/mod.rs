//! Parses the output of `nft list ruleset` and the input of `nft -f`.
//!
//! Called by `check`. The file is split by `tokens`, then into tables and chains by `blocks`. The
//! rules are parsed last, by `rules`, since they may refer to sets that are defined after them.

mod blocks;
mod maps;
mod ports;
mod rules;
mod tokens;
mod variables;

use super::rule::{Ports, Transports};
use super::rule::{Reading, Rule, Verdict};
use crate::sources::Reach;
use blocks::RuleSet;

pub fn read(text: &str, reading: &mut Reading) {
    let nodes = tokens::read(text, reading);
    let mut rule_set = RuleSet::default();
    rule_set.read(&nodes, reading);
    for table in &rule_set.tables {
        for chain in &table.chains {
            let name = format!("{} {} {}", table.family, table.name, chain.name);
            for nodes in &chain.rules {
                let line = nodes.first().map_or(0, |node| node.line);
                match rules::read(nodes, table) {
                    Ok(found) => {
                        let rules = found.into_iter().map(|found| Rule {
                            line,
                            chain: name.clone(),
                            direction: chain.direction,
                            ..found
                        });
                        reading.rules.extend(rules);
                    }
                    Err(error) => reading.add_unread(line, tokens::text(nodes), error),
                }
            }
            reading
                .rules
                .extend(chain.policy.map(|(line, policy)| Rule {
                    line,
                    chain: name.clone(),
                    direction: chain.direction,
                    transports: Transports::Any,
                    ports: Ports::Any,
                    verdict: Verdict::Policy(policy),
                    condition: String::new(),
                    reach: Reach::World,
                }));
        }
    }
}
