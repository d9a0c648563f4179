//! What is wrong with a rule set of nftables.
//!
//! Used by all modules of `nft`.

use crate::check::values::PortError;

/// The maximum depth of braces and parentheses, far more than any rule set has. Without a limit,
/// braces alone could use up the stack.
pub const DEEPEST: usize = 16;
/// The maximum number of words that variables may add to a file. Without a limit, variables that
/// contain variables could use up the memory.
pub const MOST_WORDS: usize = 1 << 20;
/// The maximum number of words in the named sets that are compared, counted again for each field
/// that a set is compared with. Without a limit, a large set that each rule compares with another
/// field could use up the memory.
pub const MOST_ELEMENTS: usize = 1 << 21;

/// The reason why a part of a rule set is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NftError {
    #[error("expected {0}")]
    Expected(&'static str),
    #[error("unknown word {0:?}: expected a match or a statement of nftables")]
    Word(String),
    #[error("unknown command {0:?}: expected a command of nft")]
    Command(String),
    #[error("unknown object {0:?}: expected one of `nft -j list ruleset`")]
    Object(String),
    #[error("unknown statement {0:?}: expected one of libnftables-json(5)")]
    Statement(String),
    #[error("invalid object: {0}")]
    Json(String),
    #[error(
        "{0:?} is a match or target of iptables, which nft does not show completely: use iptables-save"
    )]
    Xt(String),
    #[error("invalid value {0:?}: expected {1}")]
    Value(String, &'static str),
    #[error(transparent)]
    Port(#[from] PortError),
    #[error("set {0:?} is not defined here")]
    NoSet(String),
    #[error("set {0:?} has no elements here: nft lists none with the option -t")]
    EmptySet(String),
    #[error("chain {0:?} is not defined here")]
    NoChain(String),
    #[error("table {0:?} is not defined here")]
    NoTable(String),
    #[error("variable {0:?} is not defined here")]
    NoVariable(String),
    #[error("other files are not read")]
    Include,
    #[error("the rule with handle {0} is not in this file")]
    NoHandle(String),
    #[error("there is no rule with index {0}")]
    NoIndex(String),
    #[error("{0} can't be compared here")]
    Comparison(&'static str),
    #[error("elements of different connection states can't be compared at once")]
    States,
    #[error("braces or operations are nested more than {DEEPEST} deep")]
    TooDeep,
    #[error("variables expand to more than {MOST_WORDS} words")]
    TooManyWords,
    #[error("sets of more than {MOST_ELEMENTS} words are compared with different fields")]
    TooManyElements,
}
