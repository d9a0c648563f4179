//! Sorts chains so that each comes after those that it jumps to.
//!
//! Called by `evaluate`.

use crate::check::rule_set::{Action, ChainId, Rule, RuleSet};

/// Returns the chains that can be reached from these, in order, and for each chain of the rule set whether it leads to
/// itself. The kernel refuses such rule sets, and so their jumps are not understood.
///
/// A stack of its own takes the place of recursion: there may be as many chains as lines.
pub fn of(rules: &RuleSet, from: impl Iterator<Item = ChainId>) -> (Vec<ChainId>, Vec<bool>) {
    let mut order = Vec::new();
    let mut loops = vec![false; rules.chains.len()];
    let mut progress = vec![Progress::Unseen; rules.chains.len()];
    for start in from {
        let mut stack = vec![Step::Enter(start)];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(id) => {
                    let (Some(chain), Some(state)) = (rules.chains.get(id), progress.get_mut(id))
                    else {
                        continue;
                    };
                    match *state {
                        Progress::Done => {}
                        Progress::Entered => loops[id] = true,
                        Progress::Unseen => {
                            *state = Progress::Entered;
                            stack.push(Step::Leave(id));
                            targets(&chain.rules, &mut |target| stack.push(Step::Enter(target)));
                        }
                    }
                }
                Step::Leave(id) => {
                    progress[id] = Progress::Done;
                    order.push(id);
                }
            }
        }
    }
    (order, loops)
}

enum Step {
    Enter(ChainId),
    Leave(ChainId),
}

#[derive(Clone, Copy)]
enum Progress {
    Unseen,
    Entered,
    Done,
}

/// Calls a function with each chain that the rules jump to.
fn targets(rules: &[Rule], found: &mut impl FnMut(ChainId)) {
    for rule in rules {
        match &rule.action {
            Action::Jump(target) | Action::Goto(target) => found(*target),
            Action::Branch(rules) => targets(rules, found),
            _ => {}
        }
    }
}
