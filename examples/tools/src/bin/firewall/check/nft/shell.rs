//! The operators of a shell after a command of nft, in a script.
//!
//! Called by `commands`. What a shell does with the exit status of a command is not followed: where that may
//! decide whether another command is carried out, the line is an error.

use super::error::NftError;
use super::tokens::Token;

const EXPECTED: NftError = NftError::Expected("the end of the line after the command of nft");

/// Returns the commands of a line of a script, without `nft` before each. A line of a file for `nft -f` is one command.
pub fn commands<'a>(line: &'a [Token<'a>]) -> Result<Vec<&'a [Token<'a>]>, NftError> {
    if of_nft(line).is_none() {
        return Ok(vec![line]);
    }
    let mut commands = Vec::new();
    let mut rest = line;
    loop {
        let and = rest.windows(2).position(|pair| are(pair, ["&", "&"]));
        let (part, after) = match and {
            Some(at) => (&rest[..at], rest.get(at + 2..)),
            None => (rest, None),
        };
        if !has_no_effect(part) {
            let command = of_nft(without_redirections(part)).ok_or(EXPECTED)?;
            if command.windows(2).any(|pair| are(pair, ["|", "|"])) {
                return Err(EXPECTED);
            }
            commands.push(command);
        }
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    // Each command but the last must be one that fails only if it is wrong.
    let is_certain = |command: &&[Token<'_>]| {
        let verbs = ["add", "create", "insert", "replace"];
        verbs.iter().any(|verb| is_first(command, verb))
    };
    let before = commands.split_last().map_or(&[][..], |(_, before)| before);
    if before.iter().all(is_certain) {
        Ok(commands)
    } else {
        Err(EXPECTED)
    }
}

/// Returns an error if the words of a command without rules have an operator of a shell among them.
pub fn check_words(words: &[Token<'_>]) -> Result<(), NftError> {
    let is_operator = |token: &Token<'_>| {
        let word = token.word().unwrap_or_default();
        matches!(word, "&" | "|" | "<" | "<<" | ">" | ">>")
    };
    if words.iter().any(is_operator) {
        return Err(EXPECTED);
    }
    Ok(())
}

/// Returns the words after `nft`, if a command of a shell begins with it.
fn of_nft<'a>(command: &'a [Token<'a>]) -> Option<&'a [Token<'a>]> {
    match command {
        [sudo, nft, rest @ ..] if is(sudo, "sudo") && is(nft, "nft") => Some(rest),
        [nft, rest @ ..] if is(nft, "nft") => Some(rest),
        _ => None,
    }
}

/// Returns a command without the redirections of its output and `|| true` at its end.
fn without_redirections<'a>(command: &'a [Token<'a>]) -> &'a [Token<'a>] {
    let is_output = |token: &Token<'_>| is(token, ">") || is(token, ">>");
    let rest = match command {
        [rest @ .., one, other, last]
            if is(one, "|") && is(other, "|") && has_no_effect(std::slice::from_ref(last)) =>
        {
            return without_redirections(rest);
        }
        [rest @ .., output, and, number]
            if is_output(output) && is(and, "&") && number.word().is_some() =>
        {
            rest
        }
        [rest @ .., output, name] if is_output(output) && name.name().is_some() => rest,
        _ => return command,
    };
    // The number of what is redirected is written before the operator without a blank.
    let operator = &command[rest.len()];
    let rest = match rest {
        [before @ .., number] if is_before(number, operator) && is_descriptor(number) => before,
        rest => rest,
    };
    without_redirections(rest)
}

fn is_descriptor(token: &Token<'_>) -> bool {
    is(token, "1") || is(token, "2") || is(token, "&")
}

/// Returns whether there is nothing between two words.
fn is_before(token: &Token<'_>, next: &Token<'_>) -> bool {
    token.text.as_bytes().as_ptr_range().end == next.text.as_ptr()
}

/// Returns whether a command of a shell has no effect on the rules.
fn has_no_effect(command: &[Token<'_>]) -> bool {
    ["true", ":", "echo", "exit"]
        .iter()
        .any(|word| is_first(command, word))
}

fn is_first(command: &[Token<'_>], word: &str) -> bool {
    command.first().is_some_and(|first| is(first, word))
}

fn are(pair: &[Token<'_>], words: [&str; 2]) -> bool {
    pair.iter().zip(words).all(|(token, word)| is(token, word))
}

fn is(token: &Token<'_>, word: &str) -> bool {
    token.word() == Some(word)
}
