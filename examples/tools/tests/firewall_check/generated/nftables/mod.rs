//! Random rule sets of nftables.

mod matches;
mod rules;
mod tables;
mod verdicts;

use super::Subset;
use super::draws::Draws;

/// Returns a rule set, in the form of blocks, of commands, or of both.
pub fn rule_set(subset: Subset, draws: &mut Draws) -> String {
    let mut text = String::new();
    if draws.happens(1, 3) {
        text += draws.pick(&["#!/usr/sbin/nft -f\n", "# by hand\n\n", "flush ruleset\n"]);
    }
    for at in 0..draws.weighted(&[(6, 1), (3, 2), (1, 3)]) {
        text += &tables::table(at, subset, draws);
    }
    text
}
