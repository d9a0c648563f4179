//! The errors of lines of `iptables-save` and commands of `iptables`.
//!
//! Returned by the modules of `save`, inside a `RuleError`.

use crate::check::problem::RuleError;
use crate::check::values::PortError;

/// The error returned when a line can't be read, or when `iptables` would refuse it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    #[error("expected a closing quotation mark")]
    Quotes,
    #[error(
        "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables"
    )]
    Line,
    #[error(
        "the output of iptables -L leaves out interfaces and addresses: expected that of iptables-save"
    )]
    Listing,
    #[error("a shell expands or interprets {0:?}: expected a command of iptables alone")]
    Shell(char),
    #[error("other programs are not run: expected a command of iptables")]
    Program,
    #[error("unknown option {0:?}: expected one of iptables, or of an extension before it")]
    Option(String),
    #[error("ambiguous option {0:?}: expected a longer name")]
    Ambiguous(String),
    #[error("option {0:?} needs a value")]
    NoValue(String),
    #[error("option {0:?} takes no value")]
    Value(String),
    #[error("option {0:?} can be used once only")]
    Twice(String),
    #[error("unexpected {0:?}: expected an option")]
    Argument(String),
    #[error("`!` before {0:?}: expected an option that can be inverted")]
    Inverted(String),
    #[error("`!` after {0:?}: only old versions of iptables take it there, others refuse it")]
    OldForm(String),
    #[error("the value in {0:?} is not seen by versions of iptables: expected a space before it")]
    Attached(String),
    #[error("the rule has no command: expected -A, -I, -D or another")]
    NoCommand,
    #[error("the rule has two commands: expected one")]
    TwoCommands,
    #[error("unknown table {0:?}: expected raw, mangle, nat, filter or security")]
    Table(String),
    #[error("a rule outside of a table: expected a line such as *filter before it")]
    NoTable,
    #[error(
        "the table has no COMMIT: expected its end before another table or the end of the file"
    )]
    NoCommit,
    #[error("table {0:?} is here twice: expected a line with the address family of each")]
    TableTwice(&'static str),
    #[error(
        "table {0} may be that of iptables-legacy or that of iptables-nft: expected one of these names in all commands"
    )]
    Variants(&'static str),
    #[error(
        "the policy of chain {0:?} is here twice: expected one list of rules, or the command before each"
    )]
    ListedTwice(String),
    #[error("the policy is that before the table or ACCEPT: versions of iptables-restore differ")]
    PolicyKept,
    #[error("table {0:?} was made by nft: iptables-save does not print it")]
    OfNft(String),
    #[error("table {table} has no chain {chain:?}")]
    NoChain { table: &'static str, chain: String },
    #[error("chain {0:?} is already defined")]
    ChainTwice(String),
    #[error("chain {0:?} has the name of a target")]
    ChainName(String),
    #[error("chain {0:?} is built in")]
    BuiltIn(String),
    #[error("chain {0:?} is not empty, or rules jump to it: it can't be deleted")]
    InUse(String),
    #[error(
        "chain {0:?} can't be deleted, as it is in use: versions of iptables differ in whether others are"
    )]
    SomeInUse(String),
    #[error("invalid policy {0:?}: expected ACCEPT or DROP, for a built-in chain")]
    Policy(String),
    #[error("invalid rule number {0:?}: expected that of a rule of the chain, from 1")]
    Number(String),
    #[error(
        "number {0} of a rule: a name of a host before it may have several addresses, which are as many rules"
    )]
    NumberAfterName(usize),
    #[error("a list of addresses or a name in -R: expected one address for one rule")]
    ReplacedByMany,
    #[error(
        "the rule of line {0} may be the same for the kernel, and would be the one that -D deletes"
    )]
    PerhapsSame(u32),
    #[error("the chain has no such rule here")]
    NoRule,
    #[error("unknown protocol {0:?}: expected a name of /etc/protocols or a number from 0 to 255")]
    Protocol(String),
    #[error("no packet matches {0:?}")]
    Never(String),
    #[error("invalid address {0:?}: expected an address, a prefix or a name of a host")]
    Address(String),
    #[error("{0:?} is for the other address family")]
    Family(String),
    #[error("the interface has no name")]
    Interface,
    #[error("unknown match {0:?}: expected one of iptables-extensions(8)")]
    Match(String),
    #[error("match {0:?} needs another protocol before it, by -p")]
    MatchProtocol(&'static str),
    #[error("match {0:?} needs an option")]
    NoOption(&'static str),
    #[error(
        "match {0:?} of all ports, inverted, means all packets or none: versions of iptables differ"
    )]
    AllPorts(String),
    #[error("match {0:?} of no flags means all packets or none: versions of iptables differ")]
    NoFlags(String),
    #[error("more than 15 ports: expected at most 15 in a match")]
    TooManyPorts,
    #[error("several matches of --ports: expected one")]
    PortsTwice,
    #[error("unknown state {0:?}: expected NEW, ESTABLISHED or another of conntrack")]
    State(String),
    #[error("unknown TCP flag {0:?}: expected SYN, ACK, FIN, RST, URG, PSH, ALL or NONE")]
    Flag(String),
    #[error("unknown address type {0:?}: expected LOCAL, UNICAST or another")]
    AddressType(String),
    #[error("unknown packet type {0:?}: expected unicast, broadcast or multicast")]
    PacketType(String),
    #[error("target {0} may accept or drop: it is not understood")]
    Target(String),
    #[error(
        "{0} does not decide on packets without a connection: expected it with neither of the states INVALID and UNTRACKED"
    )]
    WithoutConnection(String),
    #[error("{0} is for the table {1} alone")]
    OtherTable(&'static str, String),
    #[error("{0} is for the chains {1} alone")]
    OtherChain(&'static str, String),
    #[error("option {0} can't be used in chain {1}")]
    OptionOfChain(&'static str, String),
    #[error("target {0} with these options needs another protocol, by -p, or flags")]
    TargetProtocol(&'static str),
    #[error(
        "unknown message {0:?} of REJECT: expected icmp-port-unreachable, tcp-reset or another"
    )]
    Message(String),
    #[error("table nat is not for filtering: iptables refuses the use of DROP there")]
    DropInNat,
    #[error(
        "chain {0:?}: expected a name of at most 28 characters without spaces, which doesn't begin with `-` or `!`"
    )]
    ChainLetters(String),
    #[error("chain {0:?} is not built in, and has a policy: versions of iptables-restore differ")]
    UserPolicy(String),
    #[error("interface {0:?}: expected a name of at most 15 characters")]
    InterfaceLength(String),
    #[error("chain {0:?} is not defined here")]
    Undefined(String),
    #[error("chain {0:?} is defined after this line only")]
    DefinedLater(String),
    #[error("iptables-restore refuses this line, and loads neither its table nor those after it")]
    Refused,
    #[error("{0} words: iptables-restore refuses lines of 255 or more")]
    TooManyWords(usize),
    #[error(
        "spaces or tabs before or after this line, or in an empty one: iptables-restore refuses it"
    )]
    Spaces,
    #[error(
        "a carriage return at the end of the line: iptables takes it for a part of the last word"
    )]
    CarriageReturn,
    #[error("a NUL byte: iptables takes it for the end of a word or a line")]
    Nul,
    #[error(
        "a line of {0} bytes: iptables-restore takes what is after 10239 bytes for another line"
    )]
    LongLine(usize),
}

impl SaveError {
    /// Returns `true` if `iptables` refuses the line too. The other errors may be of what this program doesn't know.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Option(_)
            | Self::Match(_)
            | Self::AllPorts(_)
            | Self::NoFlags(_)
            | Self::PortsTwice
            | Self::WithoutConnection(_)
            | Self::Target(_)
            | Self::Undefined(_)
            | Self::PerhapsSame(_)
            | Self::NumberAfterName(_)
            | Self::ReplacedByMany => false,
            // An interface may have the name that is the whole word.
            Self::Attached(word) => !word.starts_with("-i") && !word.starts_with("-o"),
            // /etc/protocols may have more names.
            Self::Protocol(name) => !name.contains(|one: char| one.is_ascii_alphabetic()),
            _ => true,
        }
    }
}

/// Returns `true` if `iptables` refuses the line of an error too.
pub fn is_refusal(error: &RuleError) -> bool {
    match error {
        RuleError::Save(error) => error.is_refusal(),
        // /etc/services may have more names.
        RuleError::Port(PortError::Service(_) | PortError::System(_)) | RuleError::Nft(_) => false,
        RuleError::Port(_) => true,
    }
}
