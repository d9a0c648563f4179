//! Parses the words of a command of `iptables`, such as `-A INPUT -p tcp --dport 22 -j ACCEPT`.
//!
//! Options may be in any order, so a rule is read to its end before it means anything. Used by `save`.

use super::error::SaveError;
use super::extensions::{self, Effect};
use super::operation::Operation;
use super::options::{self, Found, Own, Takes};
use super::protocols;
use super::spec::{Given, Item, Loaded, Spec, Target};
use super::words;
use crate::check::problem::RuleError;
use crate::check::rule_set::Families;
use crate::check::values::Sense;

/// A command with its options.
#[derive(Debug, Default)]
pub struct Command {
    /// The value of `-t`.
    pub table: Option<String>,
    /// What to do. `None` if the words end before it, or if an error is before it.
    pub operation: Option<Operation>,
    pub spec: Spec,
}

impl Command {
    pub fn parse(words: Vec<String>) -> Self {
        let mut parser = Parser {
            words: words.into_iter(),
            sense: Sense::Is,
            command: Self::default(),
            loaded: Vec::new(),
            is_protocol_loaded: false,
        };
        let result = parser.run();
        let rest: Vec<String> = parser.words.collect();
        let mut command = parser.command;
        if let Err(error) = result {
            command.spec.error = Some(error);
            // The table decides what the rest may change.
            if let Some(at) = rest
                .iter()
                .position(|word| word == "-t" || word == "--table")
            {
                command.table = rest.get(at + 1).cloned();
            }
        }
        command
    }
}

/// A match or a target whose options are known from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Match(usize),
    Target,
}

struct Parser {
    words: std::vec::IntoIter<String>,
    /// The sense of the next option: `!` is written before it.
    sense: Sense,
    command: Command,
    /// The last one first. A match that is loaded twice is here once.
    loaded: Vec<(Place, &'static extensions::Extension)>,
    is_protocol_loaded: bool,
}

impl Parser {
    fn run(&mut self) -> Result<(), RuleError> {
        while let Some(word) = self.words.next() {
            if word == "!" {
                if self.sense == Sense::IsNot {
                    return Err(SaveError::Inverted(word).into());
                }
                self.sense = Sense::IsNot;
            } else if let Some(name) = word.strip_prefix("--").filter(|name| !name.is_empty()) {
                self.long(name)?;
            } else if let Some(letters) = word
                .strip_prefix('-')
                .filter(|one| !one.is_empty() && *one != "-")
            {
                self.short(letters)?;
            } else {
                return Err(SaveError::Argument(word).into());
            }
        }
        match self.sense {
            Sense::Is => Ok(()),
            Sense::IsNot => Err(SaveError::Argument("!".to_owned()).into()),
        }
    }

    fn long(&mut self, text: &str) -> Result<(), RuleError> {
        let (name, attached) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let found = match self.find(name) {
            Ok(found) => found,
            // The match of the protocol is loaded for the first option that is unknown without it.
            Err(_) if self.load_protocol() => self.find(name)?,
            Err(error) => return Err(error.into()),
        };
        let option = format!("--{name}");
        match found {
            Found::Own(own, takes) => {
                if attached.is_some() && takes_the_word(own) {
                    return Err(SaveError::Attached(format!("--{text}")).into());
                }
                let value = self.value(&option, takes, attached)?;
                self.own(&option, own, value)
            }
            Found::Of(index, name, takes) => self.of_extension(index, name, takes, attached),
        }
    }

    fn find(&self, name: &str) -> Result<Found, SaveError> {
        let loaded = self.loaded.iter().map(|(_, extension)| *extension);
        options::by_name(name, loaded.enumerate())
    }

    fn short(&mut self, letters: &str) -> Result<(), RuleError> {
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            let option = format!("-{letter}");
            let Some((own, takes)) = options::by_letter(letter) else {
                return Err(SaveError::Option(option).into());
            };
            if takes == Takes::Nothing {
                self.own(&option, own, None)?;
                continue;
            }
            let attached = Some(rest.as_str()).filter(|rest| !rest.is_empty());
            if attached.is_some() && takes_the_word(own) {
                return Err(SaveError::Attached(format!("-{letters}")).into());
            }
            let value = self.value(&option, takes, attached.map(ToOwned::to_owned))?;
            return self.own(&option, own, value);
        }
        Ok(())
    }

    /// Reads the value of an option.
    fn value(
        &mut self,
        option: &str,
        takes: Takes,
        attached: Option<String>,
    ) -> Result<Option<String>, SaveError> {
        match (takes, attached) {
            (Takes::Nothing, Some(_)) => Err(SaveError::Value(option.to_owned())),
            (Takes::Nothing, None) => Ok(None),
            (_, Some(value)) => Ok(Some(value)),
            (Takes::Maybe, None) => Ok(self.argument()),
            (Takes::One | Takes::Two, None) => Ok(Some(self.next(option)?)),
        }
    }

    fn next(&mut self, option: &str) -> Result<String, SaveError> {
        let word = self.words.next();
        word.ok_or_else(|| SaveError::NoValue(option.to_owned()))
    }

    /// Reads the next word if it is no option.
    fn argument(&mut self) -> Option<String> {
        let is_argument = |word: &String| !word.starts_with(['-', '!']);
        let word = self
            .words
            .as_slice()
            .first()
            .filter(|word| is_argument(word))?;
        let word = word.clone();
        self.words.next();
        Some(word)
    }

    fn own(&mut self, option: &str, own: Own, value: Option<String>) -> Result<(), RuleError> {
        let sense = std::mem::replace(&mut self.sense, Sense::Is);
        let can_be_inverted = matches!(
            own,
            Own::Protocol
                | Own::Source
                | Own::Destination
                | Own::InInterface
                | Own::OutInterface
                | Own::Fragments
        );
        if sense == Sense::IsNot && !can_be_inverted {
            return Err(SaveError::Inverted(option.to_owned()).into());
        }
        let has_value = value.is_some();
        let value = value.unwrap_or_default();
        if can_be_inverted && value == "!" {
            return Err(SaveError::OldForm(option.to_owned()).into());
        }
        let spec = &mut self.command.spec;
        let twice = || SaveError::Twice(option.to_owned());
        match own {
            Own::Protocol => {
                let number = protocols::parse(&value)?;
                if spec.protocol.replace((number, sense)).is_some() {
                    return Err(twice().into());
                }
            }
            Own::Source | Own::Destination | Own::InInterface | Own::OutInterface => {
                let (slot, item) = match own {
                    Own::Source => (&mut spec.sources, Item::Sources),
                    Own::Destination => (&mut spec.destinations, Item::Destinations),
                    Own::InInterface => (&mut spec.in_interface, Item::InInterface),
                    _ => (&mut spec.out_interface, Item::OutInterface),
                };
                if slot.replace((value, sense)).is_some() {
                    return Err(twice().into());
                }
                spec.order.push(item);
            }
            Own::Fragments => {
                if spec.fragments.replace(sense).is_some() {
                    return Err(twice().into());
                }
                spec.order.push(Item::Fragments);
            }
            Own::Ipv4 => spec.families = spec.families.and(Families::IPV4),
            Own::Ipv6 => spec.families = spec.families.and(Families::IPV6),
            Own::Match => {
                let extension = extensions::find_match(&value).ok_or(SaveError::Match(value))?;
                self.load_match(extension);
            }
            Own::Jump | Own::Goto => {
                if spec.target.is_some() {
                    return Err(twice().into());
                }
                let extension = extensions::find_target(&value).filter(|_| own == Own::Jump);
                spec.target = Some(match extension {
                    Some(extension) => Target::Extension(Loaded::new(extension)),
                    None if own == Own::Jump => Target::Name(value),
                    None => Target::Goto(value),
                });
                if let Some(extension) = extension {
                    self.loaded.insert(0, (Place::Target, extension));
                }
            }
            Own::Table => self.command.table = Some(value),
            Own::SetCounters => {
                // Packets and bytes are one word with a comma, or two words.
                if !value.contains(',') && self.argument().is_none() {
                    return Err(SaveError::NoValue(option.to_owned()).into());
                }
            }
            Own::Exact
            | Own::LineNumbers
            | Own::Modprobe
            | Own::Numeric
            | Own::Verbose
            | Own::Wait
            | Own::WaitInterval => {}
            _ => {
                let operation = self.operation(option, own, has_value.then_some(value))?;
                if self.command.operation.replace(operation).is_some() {
                    return Err(SaveError::TwoCommands.into());
                }
            }
        }
        Ok(())
    }

    fn operation(
        &mut self,
        option: &str,
        own: Own,
        value: Option<String>,
    ) -> Result<Operation, SaveError> {
        let optional = value.clone();
        let value = value.unwrap_or_default();
        Ok(match own {
            Own::Append => Operation::Append(value),
            Own::Insert => match self.argument() {
                Some(number) => Operation::Insert(value, rule_number(number)?),
                None => Operation::Insert(value, 1),
            },
            Own::Delete => match self.argument() {
                Some(number) => Operation::DeleteNumber(value, rule_number(number)?),
                None => Operation::Delete(value),
            },
            Own::Replace => {
                let number = self.next(option)?;
                Operation::Replace(value, rule_number(number)?)
            }
            Own::Flush => Operation::Flush(optional),
            Own::NewChain => Operation::NewChain(value),
            Own::DeleteChain => Operation::DeleteChain(optional),
            Own::RenameChain => Operation::RenameChain(value, self.next(option)?),
            Own::Policy => Operation::Policy(value, self.next(option)?),
            Own::List | Own::ListRules => {
                self.argument();
                Operation::List
            }
            Own::Zero => {
                self.argument();
                Operation::Nothing
            }
            _ => Operation::Nothing,
        })
    }

    fn load_match(&mut self, extension: &'static extensions::Extension) {
        let spec = &mut self.command.spec;
        let index = spec.matches.len();
        spec.matches.push(Loaded::new(extension));
        spec.order.push(Item::Match(index));
        // Options belong to the last match of a name. The earlier one is not looked through again.
        self.loaded.retain(|(_, one)| *one != extension);
        self.loaded.insert(0, (Place::Match(index), extension));
    }

    /// Loads the match that has the name of the protocol, once.
    fn load_protocol(&mut self) -> bool {
        let number = self.command.spec.protocol.map_or(0, |(number, _)| number);
        let extension = protocols::match_name(number).and_then(extensions::find_match);
        let Some(extension) = extension.filter(|_| !self.is_protocol_loaded) else {
            return false;
        };
        self.is_protocol_loaded = true;
        if self.loaded.iter().any(|(_, one)| *one == extension) {
            return false;
        }
        self.load_match(extension);
        true
    }

    fn of_extension(
        &mut self,
        index: usize,
        name: &'static str,
        takes: Takes,
        attached: Option<String>,
    ) -> Result<(), RuleError> {
        let option = format!("--{name}");
        let sense = std::mem::replace(&mut self.sense, Sense::Is);
        let mut values = Vec::new();
        values.extend(self.value(&option, takes, attached)?);
        let is_target = |extension: &extensions::Extension| extension.effect != Effect::Match;
        let extension = self.loaded.get(index).map(|(_, extension)| *extension);
        let is_old = values.first().is_some_and(|value| value == "!");
        if is_old && extension.is_some_and(|one| HAD_OLD_FORM.contains(&one.name)) {
            return Err(SaveError::OldForm(option).into());
        }
        if sense == Sense::IsNot && extension.is_some_and(is_target) {
            return Err(SaveError::Inverted(option).into());
        }
        if takes == Takes::Two {
            values.push(self.next(&option)?);
        }
        let spec = &mut self.command.spec;
        let place = self.loaded.get(index).map(|(place, _)| *place);
        let loaded = match (place, &mut spec.target) {
            (Some(Place::Match(at)), _) => spec.matches.get_mut(at),
            (Some(Place::Target), Some(Target::Extension(loaded))) => Some(loaded),
            _ => None,
        };
        if let Some(loaded) = loaded {
            loaded.options.push(Given {
                name,
                sense,
                values,
            });
        }
        Ok(())
    }
}

/// Returns `true` for options whose value iptables takes from the words, not from what is attached to the option: the
/// interface of `-ieth0` is "-ieth0".
const fn takes_the_word(own: Own) -> bool {
    matches!(
        own,
        Own::Protocol | Own::InInterface | Own::OutInterface | Own::Jump
    )
}

/// The matches whose options old versions invert by `!` before the value. Elsewhere it may be a text.
const HAD_OLD_FORM: [&str; 8] = [
    "conntrack",
    "dccp",
    "icmp",
    "multiport",
    "sctp",
    "state",
    "tcp",
    "udp",
];

fn rule_number(text: String) -> Result<usize, SaveError> {
    match words::number(&text, u32::MAX).and_then(|number| usize::try_from(number).ok()) {
        Some(number @ 1..) => Ok(number),
        _ => Err(SaveError::Number(text)),
    }
}
