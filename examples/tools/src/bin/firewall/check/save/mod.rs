//! Parses what `iptables-save` and `iptables -S` print, the input of `iptables-restore`, and commands of
//! `iptables` in a shell.
//!
//! `form` returns what a text is for, and `lines` the kind of each line; `script` skips what is not for iptables.
//! `words` and `command` split commands, `operation` is what a command does, `spec` has the options of a rule, and `meaning`, `facts`, `matches` and `target`
//! what these mean. `identity` has what `-D` compares. `tables` and `table` carry the commands out in order, and
//! `finish` makes the rule set. Called by `check`.

mod addresses;
mod command;
mod error;
mod extensions;
mod facts;
mod finish;
mod flags;
mod form;
mod identity;
mod kind;
mod lines;
mod matches;
mod meaning;
mod operation;
mod options;
mod places;
mod ports;
mod program;
mod protocols;
mod reject;
mod script;
mod spec;
mod states;
mod table;
mod tables;
mod target;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashSet;
use std::mem::Discriminant;
use std::rc::Rc;

use crate::check::problem::{RuleError, Unread};
use crate::check::rule_set::{Cast, Families, Place, RuleSet};
use command::Command;
pub use error::SaveError;
use error::is_refusal;
use form::Form;
use kind::Kind;
use lines::Line;
pub use lines::is_listing;
use operation::Operation;
use program::{Program, Variant};
use script::{OnFailure, Script, Step};
use tables::{Extent, Origin, Tables};

/// Returns `true` if a text that begins with this line, apart from comments, is for [`read`].
pub fn is_first_line(line: &str) -> bool {
    !matches!(Line::of(line), Line::Comment | Line::Other(_))
}

/// Returns `true` if a text is a script with commands of `iptables`, whatever it begins with.
pub fn is_script(text: &str) -> bool {
    Form::of(text) == Form::Script
}

/// Parses a rule set, for packets of one kind. It never fails: what can't be read is in the rule set.
pub fn read(text: &str, cast: Cast) -> RuleSet {
    let mut reader = Reader {
        set: RuleSet::default(),
        tables: Tables::new(cast),
        program: Program::ANY,
        listed: Some(Kind::Filter),
        section: None,
        has_commands: false,
        on_failure: OnFailure::Continue,
        refused: None,
        policies: HashSet::new(),
        misread: HashSet::new(),
    };
    let text = text.trim_start_matches('\u{feff}');
    let form = Form::of(text);
    let mut script = Script::default();
    let mut lines = (1..).zip(text.split('\n'));
    while let Some((place, line)) = lines.next() {
        if let Err(error) = form.check(line) {
            reader.misread(line, place, error);
        }
        let mut line = line.trim_start().trim_end_matches('\r').to_owned();
        let is_command = match Line::of(&line) {
            Line::Shell(_) | Line::Prompt { .. } => true,
            Line::Comment => false,
            _ => form == Form::Script,
        };
        while is_command && line.ends_with('\\') {
            line.pop();
            line.push_str(lines.next().map_or("", |(_, next)| next));
        }
        if form != Form::Script || line.starts_with('#') {
            reader.line(&line, place);
            continue;
        }
        match script.step(&line) {
            Step::Skip => {}
            Step::Command(line, on_failure) => {
                reader.on_failure = on_failure;
                match Line::of(&line) {
                    // A shell looks for a program with this name.
                    Line::Rule(_) | Line::Chain(..) | Line::Commit => {
                        reader.fail(&line, place, SaveError::Line.into());
                    }
                    _ => reader.line(&line, place),
                }
            }
            Step::End => break,
        }
    }
    let last = Place::try_from(text.lines().count())
        .unwrap_or(Place::MAX)
        .max(1);
    if form == Form::Restored && text.ends_with("COMMIT") {
        let remark = "no line break after COMMIT: iptables-legacy-restore refuses the table";
        reader.set.remarks.push((last, remark.to_owned()));
    }
    reader.end(last);
    reader.set
}

/// `iptables-restore` has room for 255 words, some of which are its own.
const MOST_WORDS: usize = 250;

struct Reader {
    set: RuleSet,
    tables: Tables,
    /// The program of the lines that follow. Any until a line states it.
    program: Program,
    /// The table of rules outside of sections, as `iptables -S` prints them. `None` after a section.
    listed: Option<Kind>,
    /// The table that a line such as `*filter` begins, and its index.
    section: Option<(Kind, usize)>,
    has_commands: bool,
    on_failure: OnFailure,
    /// The line for which `iptables-restore` refuses a table, and the program. It ends there.
    refused: Option<(Program, Place)>,
    /// The chains of lists of rules whose policies are known, by table.
    policies: HashSet<(usize, String)>,
    /// The kinds of lines that are reported once.
    misread: HashSet<Discriminant<SaveError>>,
}

impl Reader {
    fn line(&mut self, line: &str, place: Place) {
        let result = match Line::of(line) {
            Line::Empty | Line::Comment => Ok(()),
            Line::Header(program) => {
                self.program = program;
                Ok(())
            }
            Line::Incompatible(table) => self.incompatible(table, place),
            Line::Legacy => {
                let remark = "the tables of iptables-legacy decide too, and are not in this output";
                self.set.remarks.push((place, remark.to_owned()));
                Ok(())
            }
            Line::Prompt { words, command } => self.prompt(words, command, place),
            Line::BarePrompt => {
                self.remark_prompt(place);
                Ok(())
            }
            Line::Table(name) => self.begin(name, place),
            Line::Chain(name, policy) => self.chain(name, policy, place),
            Line::Commit => match self.section.take() {
                Some(_) => Ok(()),
                None => Err(SaveError::NoTable.into()),
            },
            Line::Rule(text) => self.rule(text, place),
            Line::Shell(text) => self.shell(text, place),
            Line::Listing => Err(SaveError::Listing.into()),
            Line::Other(error) => Err(error.into()),
        };
        if let Err(error) = result {
            self.fail(line, place, error);
        }
    }

    /// Makes the whole rule set unknown because of a line.
    fn fail(&mut self, line: &str, place: Place, error: RuleError) {
        let reason: Rc<str> = error.to_string().into();
        self.set.unknown.get_or_insert((place, reason));
        self.unread(line, place, error);
    }

    /// Takes a line that a program takes in another way than it looks. It is reported once: there may be many more.
    fn misread(&mut self, line: &str, place: Place, error: SaveError) {
        let is_new = self.misread.insert(std::mem::discriminant(&error));
        match (&error, self.section) {
            // iptables-restore ends here. What it loaded before stays.
            (SaveError::Spaces, Some((_, index))) => self.refuse(index, place),
            (SaveError::Spaces, None) => {
                self.refused.get_or_insert((self.program, place));
            }
            _ if is_new => return self.fail(line, place, error.into()),
            _ => return,
        }
        if is_new {
            self.unread(line, place, error.into());
        }
    }

    fn unread(&mut self, line: &str, place: Place, error: RuleError) {
        self.set.unread.push(Unread {
            place,
            text: line.to_owned(),
            error,
        });
    }

    fn remark_prompt(&mut self, place: Place) {
        let remark = "a line of a shell is not read, but what the command printed";
        self.set.remarks.push((place, remark.to_owned()));
    }

    /// `iptables-save` doesn't print a table that `nft` made. It decides too.
    fn incompatible(&mut self, table: &str, place: Place) -> Result<(), RuleError> {
        let error = SaveError::OfNft(table.to_owned());
        let reason: Rc<str> = error.to_string().into();
        let kind = Kind::parse(table)?;
        let index = self.table(kind, self.program, place)?;
        for chain in kind.built_in() {
            if let Some(table) = self.tables.list.get_mut(index) {
                table.forget(chain, place, reason.clone());
            }
        }
        self.unread(table, place, error.into());
        Ok(())
    }

    /// Takes a prompt with the command that prints the lines after it, or with a command of its own.
    fn prompt(&mut self, words: &str, command: &str, place: Place) -> Result<(), RuleError> {
        self.remark_prompt(place);
        let (program, rest) = lines::program(words).ok_or(SaveError::Program)?;
        if command.ends_with("-save") {
            self.program = program;
            return Ok(());
        }
        if !lines::is_list(rest) {
            return self.shell(words, place);
        }
        let command = Command::parse(words::of_shell(
            rest.split(['|', '>']).next().unwrap_or_default(),
        )?);
        self.program = program;
        self.listed = Some(match &command.table {
            Some(table) => Kind::parse(table)?,
            None => Kind::Filter,
        });
        Ok(())
    }

    fn begin(&mut self, name: &str, place: Place) -> Result<(), RuleError> {
        if self.section.is_some() {
            return Err(SaveError::NoCommit.into());
        }
        let kind = Kind::parse(name)?;
        let was_there = self.tables.restart(kind, self.program, place);
        if was_there && self.program.families == Families::BOTH {
            return Err(SaveError::TableTwice(kind.name()).into());
        }
        if was_there {
            let remark = format!("table {name} is here again: the rules before are replaced");
            self.set.remarks.push((place, remark));
        }
        let index = self.table(kind, self.program, place)?;
        self.section = Some((kind, index));
        self.listed = None;
        if let Some((_, refused)) = self.refused.filter(|(program, _)| *program == self.program) {
            self.refuse(index, refused);
        }
        Ok(())
    }

    fn chain(&mut self, name: &str, policy: &str, place: Place) -> Result<(), RuleError> {
        let (_, index) = self.section.ok_or(SaveError::NoTable)?;
        if let Some(table) = self.tables.list.get_mut(index) {
            table.declare(name, policy, place)?;
        }
        self.refuse_early_jump(index);
        Ok(())
    }

    /// Takes a line for which `iptables-restore` loads nothing of a table.
    fn refuse(&mut self, index: usize, place: Place) {
        if let Some(table) = self.tables.list.get_mut(index) {
            table.refused.get_or_insert(place);
            self.refused.get_or_insert((table.program, place));
        }
    }

    fn refuse_early_jump(&mut self, index: usize) {
        let table = self.tables.list.get(index);
        if let Some(place) = table.and_then(|table| table.early_jump) {
            self.refuse(index, place);
        }
    }

    fn rule(&mut self, text: &str, place: Place) -> Result<(), RuleError> {
        let index = match (self.section, self.listed) {
            (Some((_, index)), _) => index,
            (None, Some(kind)) => self.table(kind, self.program, place)?,
            (None, None) => return Err(SaveError::NoTable.into()),
        };
        let words = words::of_restore(text)?;
        if words.len() > MOST_WORDS {
            return Err(SaveError::TooManyWords(words.len()).into());
        }
        let command = Command::parse(words);
        if command.table.is_some() {
            return Err(SaveError::Option("-t".to_owned()).into());
        }
        if let (None, Some(Operation::Policy(chain, _))) = (self.section, &command.operation)
            && !self.policies.insert((index, chain.clone()))
        {
            return Err(SaveError::ListedTwice(chain.clone()).into());
        }
        let origin = match self.section {
            Some(_) => Origin::Restored,
            None => Origin::Listed,
        };
        self.run(command, origin, index, text, place)
    }

    /// Returns the index of a table of a program. Fails if it may be a table that another program has changed.
    fn table(&mut self, kind: Kind, program: Program, place: Place) -> Result<usize, SaveError> {
        let of_kind = self
            .tables
            .list
            .iter()
            .filter(|table| table.kind == kind && table.program.families == program.families);
        let mut variants = of_kind.map(|table| table.program.variant);
        if let Some(other) = variants.find(|variant| *variant != program.variant) {
            if [other, program.variant].contains(&Variant::Either) {
                return Err(SaveError::Variants(kind.name()));
            }
            let remark = "the tables of iptables-legacy and those of iptables-nft decide both";
            if !self.set.remarks.iter().any(|(_, one)| one == remark) {
                self.set.remarks.push((place, remark.to_owned()));
            }
        }
        Ok(self.tables.table(kind, program, place))
    }

    fn shell(&mut self, text: &str, place: Place) -> Result<(), RuleError> {
        let (program, rest) = lines::program(text).ok_or(SaveError::Program)?;
        let command = Command::parse(words::of_shell(rest)?);
        let kind = match &command.table {
            Some(table) => Kind::parse(table)?,
            None => Kind::Filter,
        };
        if !std::mem::replace(&mut self.has_commands, true) {
            let remark = "the rules before this command are not known: none are assumed";
            self.set.remarks.push((place, remark.to_owned()));
        }
        let index = self.table(kind, program, place)?;
        self.run(command, Origin::Shell, index, text, place)
    }

    fn run(
        &mut self,
        command: Command,
        origin: Origin,
        index: usize,
        text: &str,
        place: Place,
    ) -> Result<(), RuleError> {
        let result = self.tables.run(command, origin, index, place);
        if origin == Origin::Restored {
            self.refuse_early_jump(index);
        }
        let exits = origin == Origin::Shell && self.on_failure == OnFailure::Exit;
        match result {
            Ok(()) => Ok(()),
            // The rest of the script doesn't run.
            Err(failure) if exits && is_refusal(&failure.error) => Err(failure.error),
            Err(failure) if failure.extent == Extent::Nothing => {
                let remark = format!("this command fails, and changes nothing: {}", failure.error);
                self.set.remarks.push((place, remark));
                Ok(())
            }
            Err(failure) if failure.extent == Extent::Chain => {
                if origin == Origin::Restored && is_refusal(&failure.error) {
                    self.refuse(index, place);
                }
                self.unread(text, place, failure.error);
                Ok(())
            }
            Err(failure) => Err(failure.error),
        }
    }

    fn end(&mut self, last: Place) {
        if self.section.is_some() {
            self.fail("", last, SaveError::NoCommit.into());
        }
        finish::finish(&self.tables, &mut self.set);
        self.set.unread.sort_by_key(|unread| unread.place);
        self.set.remarks.sort_by_key(|(place, _)| *place);
    }
}
