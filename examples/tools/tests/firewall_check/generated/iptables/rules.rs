//! Rules: matches and a target, mostly in this order.

use super::Scope;
use super::matches::{self, Matches};
use super::targets;
use crate::generated::Subset;
use crate::generated::draws::Draws;

pub fn rule(scope: &Scope, draws: &mut Draws) -> String {
    if scope.table == "nat" && scope.hook.is_some() && draws.happens(3, 4) {
        return targets::translation(scope, draws);
    }
    let mut matches = Matches::default();
    for _ in 0..draws.weighted(&[(2, 0), (8, 1), (4, 2), (1, 3)]) {
        matches::add(&mut matches, scope, draws);
    }
    if scope.subset == Subset::Beyond && draws.happens(1, 12) {
        matches.push(matches::beyond(scope, draws));
    }
    if draws.happens(1, 12) {
        let comment = draws.pick(&[
            "ours",
            "\"-j ACCEPT\"",
            "\"it's \\\"quoted\\\"\"",
            "\"a # b\"",
        ]);
        matches.push(format!("-m comment --comment {comment}"));
    }
    let target = targets::target(&matches, scope, draws);
    // Options that follow a target are read as those before it, unless they are its own.
    let mut words = matches.into_words();
    if draws.happens(1, 12) {
        words.insert(0, target);
    } else {
        words.push(target);
    }
    words.join(" ").trim().to_owned()
}
