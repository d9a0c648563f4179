//! Finds the command lines of a shell around rules that were copied from a terminal.
//!
//! Called by `nft`.

use crate::check::rule_set::Place;

/// A text without the command lines before and after it.
pub struct Pasted<'a> {
    pub rules: &'a str,
    /// The number of the first line of the rules.
    pub first: Place,
    /// The numbers of the command lines.
    pub prompts: Vec<Place>,
}

/// Returns the rules without the command lines around them.
pub fn pasted(text: &str) -> Pasted<'_> {
    let mut rules = text;
    let mut first = 1;
    let mut prompts = Vec::new();
    while let Some((line, after)) = rules.split_once('\n') {
        if is_prompt(line) {
            prompts.push(first);
        } else if !line.trim().is_empty() {
            break;
        }
        first += 1;
        rules = after;
    }
    let mut last = first + lines(rules);
    loop {
        let trimmed = rules.trim_end();
        let blank = rules.get(trimmed.len()..).unwrap_or_default();
        last -= lines(blank);
        match trimmed.rsplit_once('\n') {
            Some((before, line)) if is_prompt(line) => {
                prompts.push(last);
                last -= 1;
                rules = before;
            }
            _ => break,
        }
    }
    Pasted {
        rules,
        first,
        prompts,
    }
}

/// Returns the number of ends of lines.
fn lines(text: &str) -> Place {
    Place::try_from(text.matches('\n').count()).unwrap_or(Place::MAX)
}

/// Returns whether a line is a command line, such as `root@host:~# nft list ruleset`.
fn is_prompt(line: &str) -> bool {
    let line = line.trim();
    if let Some(command) = line.strip_prefix("$ ") {
        return !command.contains('{');
    }
    let Some(end) = line.find(['#', '$', '%', '>']) else {
        return false;
    };
    let user = line.get(..end).unwrap_or_default();
    let first = user.split_whitespace().next().unwrap_or_default();
    let is_user = |word: &str| {
        let name = word.trim_start_matches(['[', '(']);
        name.split_once('@')
            .is_some_and(|(user, _)| !user.is_empty())
    };
    is_user(first) && !user.contains(['{', '}', ';', '"'])
}
