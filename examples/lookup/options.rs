//! Parses the command line into a [`Request`], which `main.rs` carries out.

use std::num::NonZeroUsize;

use crate::query::Names;
use crate::shared::format::Format;
use crate::shared::program::{AnyError, version};
use crate::shared::{help, protocols};
use crate::{HELP, NAME};

/// How much of a record the human-readable output shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One row of the table.
    Row,
    /// All columns, one below the other.
    AllColumns,
}

/// The form of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// A table for people.
    Table(Detail),
    /// A line for each answer.
    Lines(Format),
}

/// What the command line requests.
pub enum Request {
    /// Print this text.
    Print(String),
    /// Answer these queries.
    Answer(Vec<String>, Names, Output),
    /// Search for these words, and list at most this many services.
    Search(String, Option<NonZeroUsize>, Output),
}

impl Request {
    pub fn from_arguments() -> Result<Self, AnyError> {
        use lexopt::prelude::{Long, Short, Value};

        let mut output: Option<(&str, Output)> = None;
        let mut names = Names::Common;
        let mut searches = false;
        let mut limit = None;
        let mut values: Vec<String> = Vec::new();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            let asked = match argument {
                Long("all") => ("--all", Output::Table(Detail::AllColumns)),
                Long("csv") => ("--csv", Output::Lines(Format::Csv)),
                Long("tsv") => ("--tsv", Output::Lines(Format::Tsv)),
                Long("json") => ("--json", Output::Lines(Format::Json)),
                Short('s') | Long("search") => {
                    searches = true;
                    continue;
                }
                Long("iana") => {
                    names = Names::Iana;
                    continue;
                }
                Short('n') | Long("limit") => {
                    limit = Some(count(&parser.value()?.to_string_lossy())?);
                    continue;
                }
                Short('h') | Long("help") => return Ok(Self::Print(protocols::fill_in(HELP))),
                Short('V') | Long("version") => {
                    return Ok(Self::Print(format!("{NAME} {}\n", version())));
                }
                Long("man") => {
                    return Ok(Self::Print(help::manual(NAME, &protocols::fill_in(HELP))));
                }
                Long("completions") => {
                    let shell = parser.value()?;
                    let script = help::completions(NAME, HELP, &shell.to_string_lossy())?;
                    return Ok(Self::Print(script));
                }
                Value(value) => {
                    values.push(value.to_string_lossy().into_owned());
                    continue;
                }
                _ => return Err(argument.unexpected().into()),
            };
            if let Some((earlier, _)) = output.filter(|earlier| *earlier != asked) {
                return Err(format!("{earlier} and {} exclude each other", asked.0).into());
            }
            output = Some(asked);
        }
        let output = output.map_or(Output::Table(Detail::Row), |(_, output)| output);
        if searches && names == Names::Iana {
            return Err("--iana and --search exclude each other".into());
        }
        if searches {
            if values.is_empty() {
                return Err("no words: expected what to search for; see --help".into());
            }
            return Ok(Self::Search(values.join(" "), limit, output));
        }
        if limit.is_some() {
            return Err("--limit without --search: expected words to search for".into());
        }
        if values.is_empty() {
            return Err("no query: expected a port or a service name; see --help".into());
        }
        Ok(Self::Answer(values, names, output))
    }
}

/// Parses the value of `--limit`.
fn count(text: &str) -> Result<NonZeroUsize, String> {
    let invalid = |_| format!("invalid limit {text:?}: expected a number from 1");
    text.parse().map_err(invalid)
}
