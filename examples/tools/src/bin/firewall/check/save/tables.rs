//! The tables and chains, as the commands so far have left them.
//!
//! Called by `save` for each command. `table` changes a table, and `finish` makes the rule set of them.

use crate::check::problem::RuleError;
use crate::check::rule_set::{Cast, Place};

use super::command::Command;
use super::error::SaveError;
use super::kind::Kind;
use super::meaning::Meaning;
use super::operation::Operation;
use super::program::Program;
use super::spec::Spec;
use super::table::{Reading, Rule, Table};

/// All tables of a file.
#[derive(Debug)]
pub struct Tables {
    cast: Cast,
    pub list: Vec<Table>,
    /// The rules of all chains. Chains have indices, which are cheap to move.
    pub rules: Vec<Rule>,
}

/// Where a command is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A table for `iptables-restore`.
    Restored,
    /// A list of rules that are in force.
    Listed,
    /// A command line.
    Shell,
}

/// Why a command failed, in whole or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub error: RuleError,
    pub extent: Extent,
}

/// What is unknown after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing: the command changes nothing for certain.
    Nothing,
    /// A rule or a chain, and marked so.
    Chain,
    /// Any rule of the file.
    File,
}

impl Tables {
    pub fn new(cast: Cast) -> Self {
        Self {
            cast,
            list: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// Returns the index of the table, which is created if it isn't there.
    pub fn table(&mut self, kind: Kind, program: Program, place: Place) -> usize {
        let is_it = |table: &Table| table.kind == kind && table.program == program;
        if let Some(index) = self.list.iter().position(is_it) {
            return index;
        }
        self.list.push(Table::new(kind, program, place, self.cast));
        self.list.len() - 1
    }

    /// Begins a table as `iptables-restore` does: the rules that it had are gone. Returns `true` if there
    /// were any.
    pub fn restart(&mut self, kind: Kind, program: Program, place: Place) -> bool {
        let count = self.list.len();
        let index = self.table(kind, program, place);
        let is_there = index < count;
        if let Some(table) = self.list.get_mut(index).filter(|_| is_there) {
            let before = std::mem::replace(table, Table::new(kind, program, place, self.cast));
            table.keep_policies(&before);
        }
        is_there
    }

    /// Carries a command out. A command that fails makes the chain unknown that it would have changed.
    pub fn run(
        &mut self,
        command: Command,
        origin: Origin,
        table: usize,
        place: Place,
    ) -> Result<(), Failure> {
        let of_file = |error| Failure {
            error,
            extent: Extent::File,
        };
        let spec = command.spec;
        let Some(operation) = command.operation else {
            return Err(of_file(spec.error.unwrap_or(SaveError::NoCommand.into())));
        };
        let chain = operation.chain().map(ToOwned::to_owned);
        let needs_chain = matches!(operation, Operation::Append(_) | Operation::Insert(..));
        match self.carry_out(operation, &spec, origin, table, place) {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(Failure {
                error,
                extent: Extent::Chain,
            }),
            Err(error) => match (chain, self.list.get_mut(table)) {
                (chain, Some(table))
                    if origin == Origin::Shell
                        && table.fails_for_certain(chain.as_deref(), &error)
                        // The chain may be of another program, which is not in the script.
                        && !(needs_chain && matches!(error, RuleError::Save(SaveError::NoChain { .. }))) =>
                {
                    Err(Failure {
                        error,
                        extent: Extent::Nothing,
                    })
                }
                // The chain is of another table, and so may other rules be.
                (Some(chain), Some(table)) if !table.lacks(&chain) => {
                    table.forget(&chain, place, error.to_string().into());
                    Err(Failure {
                        error,
                        extent: Extent::Chain,
                    })
                }
                _ => Err(of_file(error)),
            },
        }
    }

    /// Returns an error beside the effect if a rule is in its chain that is not wholly understood.
    fn carry_out(
        &mut self,
        operation: Operation,
        spec: &Spec,
        origin: Origin,
        table: usize,
        place: Place,
    ) -> Result<Option<RuleError>, RuleError> {
        let Self { list, rules, .. } = self;
        let Some(table) = list.get_mut(table) else {
            return Ok(None);
        };
        let is_rule = matches!(
            operation,
            Operation::Append(_) | Operation::Insert(..) | Operation::Replace(..)
        );
        if let (Some(error), false) = (&spec.error, is_rule) {
            return Err(error.clone());
        }
        match operation {
            Operation::List | Operation::Nothing => {}
            Operation::Append(name) => {
                let chain = table.defined(&name)?;
                return Ok(table.insert(rules, chain, None, spec, place));
            }
            Operation::Insert(name, number) => {
                let chain = table.defined(&name)?;
                let at = table.position(rules, chain, number, Reading::Insertion)?;
                return Ok(table.insert(rules, chain, Some(at), spec, place));
            }
            Operation::Replace(name, number) => {
                let chain = table.defined(&name)?;
                let at = table.position(rules, chain, number, Reading::Rule)?;
                if Meaning::of(spec, table.context(chain)).count != Some(1) {
                    return Err(SaveError::ReplacedByMany.into());
                }
                table.remove(rules, chain, at);
                return Ok(table.insert(rules, chain, Some(at), spec, place));
            }
            Operation::DeleteNumber(name, number) => {
                let chain = table.defined(&name)?;
                let at = table.position(rules, chain, number, Reading::Rule)?;
                table.remove(rules, chain, at);
            }
            Operation::Delete(name) => {
                let chain = table.defined(&name)?;
                let meaning = Meaning::of(spec, table.context(chain));
                if let Some(error) = meaning.error {
                    return Err(error);
                }
                let at = table.find(rules, chain, &meaning.identity)?;
                table.remove(rules, chain, at);
            }
            Operation::Flush(Some(name)) => {
                let chain = table.defined(&name)?;
                table.flush(rules, chain);
            }
            Operation::Flush(None) => {
                for chain in std::mem::take(&mut table.filled) {
                    table.flush(rules, chain);
                }
            }
            Operation::NewChain(name) => table.define(name, place)?,
            Operation::DeleteChain(Some(name)) => {
                let chain = table.defined(&name)?;
                table.delete(chain)?;
            }
            Operation::DeleteChain(None) => {
                table.delete_all()?;
            }
            Operation::RenameChain(from, to) => table.rename(&from, to, place)?,
            // A line such as `:PREROUTING DROP` may have set it.
            Operation::Policy(_, policy)
                if policy == "DROP" && table.kind == Kind::Nat && origin != Origin::Listed =>
            {
                return Err(SaveError::DropInNat.into());
            }
            Operation::Policy(name, policy) => table.set_policy(&name, &policy, place)?,
        }
        Ok(None)
    }
}
