//! The options of `iptables` itself, and how options are found by name.
//!
//! `iptables` uses `getopt_long(3)`: an unambiguous beginning of a long name is enough. Which names there are
//! depends on the extensions that are loaded by `-m`, `-p` and `-j`. Used by `command`.

use super::error::SaveError;
use super::extensions::Extension;

/// The options of `iptables` itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    Append,
    Check,
    Delete,
    DeleteChain,
    Destination,
    Flush,
    Fragments,
    Goto,
    InInterface,
    Insert,
    Ipv4,
    Ipv6,
    Jump,
    /// Prints something, and changes nothing.
    List,
    ListRules,
    Match,
    NewChain,
    OutInterface,
    Policy,
    Protocol,
    RenameChain,
    Replace,
    SetCounters,
    Source,
    Table,
    /// How the program works: the rules don't depend on it.
    Exact,
    LineNumbers,
    Modprobe,
    Numeric,
    Verbose,
    Wait,
    WaitInterval,
    Zero,
    Version,
    Help,
}

/// The values that follow an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A value that may be left out.
    Maybe,
    One,
    Two,
}

/// The long names and the letters. The letter of an option without one is a space.
const OWN: [(&str, char, Own, Takes); 37] = [
    ("append", 'A', Own::Append, Takes::One),
    ("check", 'C', Own::Check, Takes::One),
    ("delete", 'D', Own::Delete, Takes::One),
    ("delete-chain", 'X', Own::DeleteChain, Takes::Maybe),
    ("destination", 'd', Own::Destination, Takes::One),
    ("dst", 'd', Own::Destination, Takes::One),
    ("exact", 'x', Own::Exact, Takes::Nothing),
    ("flush", 'F', Own::Flush, Takes::Maybe),
    ("fragments", 'f', Own::Fragments, Takes::Nothing),
    ("goto", 'g', Own::Goto, Takes::One),
    ("help", 'h', Own::Help, Takes::Maybe),
    ("in-interface", 'i', Own::InInterface, Takes::One),
    ("insert", 'I', Own::Insert, Takes::One),
    ("ipv4", '4', Own::Ipv4, Takes::Nothing),
    ("ipv6", '6', Own::Ipv6, Takes::Nothing),
    ("jump", 'j', Own::Jump, Takes::One),
    ("line-numbers", ' ', Own::LineNumbers, Takes::Nothing),
    ("list", 'L', Own::List, Takes::Maybe),
    ("list-rules", 'S', Own::ListRules, Takes::Maybe),
    ("match", 'm', Own::Match, Takes::One),
    ("modprobe", 'M', Own::Modprobe, Takes::One),
    ("new-chain", 'N', Own::NewChain, Takes::One),
    ("numeric", 'n', Own::Numeric, Takes::Nothing),
    ("out-interface", 'o', Own::OutInterface, Takes::One),
    ("policy", 'P', Own::Policy, Takes::One),
    ("protocol", 'p', Own::Protocol, Takes::One),
    ("rename-chain", 'E', Own::RenameChain, Takes::One),
    ("replace", 'R', Own::Replace, Takes::One),
    ("set-counters", 'c', Own::SetCounters, Takes::One),
    ("source", 's', Own::Source, Takes::One),
    ("src", 's', Own::Source, Takes::One),
    ("table", 't', Own::Table, Takes::One),
    ("verbose", 'v', Own::Verbose, Takes::Nothing),
    ("version", 'V', Own::Version, Takes::Nothing),
    ("wait", 'w', Own::Wait, Takes::Maybe),
    ("wait-interval", 'W', Own::WaitInterval, Takes::Maybe),
    ("zero", 'Z', Own::Zero, Takes::Maybe),
];

/// An option that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Own(Own, Takes),
    /// An option of the loaded extension with this index.
    Of(usize, &'static str, Takes),
}

/// Returns the option with this letter.
pub fn by_letter(letter: char) -> Option<(Own, Takes)> {
    OWN.into_iter()
        .find(|(_, one, ..)| *one == letter && letter != ' ')
        .map(|(_, _, own, takes)| (own, takes))
}

/// Returns the option with this name or with the only name that begins so. The extensions are those
/// loaded, the last one first.
pub fn by_name(
    name: &str,
    loaded: impl Iterator<Item = (usize, &'static Extension)> + Clone,
) -> Result<Found, SaveError> {
    let owned = OWN
        .into_iter()
        .map(|(long, _, own, takes)| (long, Found::Own(own, takes)));
    let others = loaded.flat_map(|(index, extension)| {
        let found = move |(long, takes)| (long, Found::Of(index, long, takes));
        extension.options().map(found)
    });
    let all = owned.chain(others);
    if let Some((_, found)) = all.clone().find(|(long, _)| *long == name) {
        return Ok(found);
    }
    let mut beginning = all.filter(|(long, _)| long.starts_with(name));
    let Some((_, found)) = beginning.next() else {
        return Err(SaveError::Option(format!("--{name}")));
    };
    if beginning.all(|(_, other)| other == found) {
        Ok(found)
    } else {
        Err(SaveError::Ambiguous(format!("--{name}")))
    }
}
