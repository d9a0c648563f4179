//! Rules: matches, then statements.

use super::matches::{self, Matches};
use super::tables::{Kind, Scope};
use super::verdicts;
use crate::generated::Subset;
use crate::generated::draws::Draws;

pub fn rule(scope: &Scope, draws: &mut Draws) -> String {
    if scope.kind == Kind::Nat {
        return verdicts::translation(scope, draws);
    }
    let mut matches = Matches::default();
    for _ in 0..draws.weighted(&[(2, 0), (8, 1), (4, 2), (1, 3)]) {
        matches::add(&mut matches, scope, draws);
    }
    let mut words = matches.words().to_vec();
    words.extend(before_verdict(draws));
    if scope.subset == Subset::Beyond && draws.happens(1, 12) {
        words.push(verdicts::beyond(draws).to_owned());
    }
    words.extend(verdicts::verdict(&mut matches, scope, draws));
    if words.is_empty() {
        words.push("counter".to_owned());
    }
    if draws.happens(1, 12) {
        let comment = draws.pick(&["\"ours\"", "\"tcp dport 23 accept\"", "\"a; b } c # d\""]);
        words.push(format!("comment {comment}"));
    }
    words.join(" ")
}

/// Returns statements that have no effect on the packet.
fn before_verdict(draws: &mut Draws) -> Option<String> {
    let statement = match draws.below(16) {
        15 => "log prefix \"[drop] \"",
        14 => "log prefix \"accept; \" level debug",
        13 => "log",
        10..=12 => "counter",
        9 => "counter packets 5 bytes 300",
        _ => return None,
    };
    Some(statement.to_owned())
}
