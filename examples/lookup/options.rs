//! Parses the command line into a [`Request`], which `main.rs` carries out.

use std::error::Error;
use std::num::NonZeroUsize;

use crate::query::Names;

/// How much of a record the human-readable output shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One row of the table.
    Row,
    /// All columns, one below the other.
    AllColumns,
}

/// The syntax of machine-readable output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Tsv,
    Json,
}

/// The output format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    HumanReadable(Detail),
    MachineReadable(Syntax),
}

/// What the command line requests.
pub enum Request {
    Help,
    Version,
    /// Answer these queries.
    Answer(Vec<String>, Names, Format),
    /// Search for these words, and list at most this many services.
    Search(String, Option<NonZeroUsize>, Format),
}

impl Request {
    pub fn from_arguments() -> Result<Self, Box<dyn Error>> {
        use lexopt::prelude::{Long, Short, Value};

        let mut format: Option<(&str, Format)> = None;
        let mut names = Names::Common;
        let mut searches = false;
        let mut limit = None;
        let mut values: Vec<String> = Vec::new();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            let asked = match argument {
                Long("all") => ("--all", Format::HumanReadable(Detail::AllColumns)),
                Long("tsv") => ("--tsv", Format::MachineReadable(Syntax::Tsv)),
                Long("json") => ("--json", Format::MachineReadable(Syntax::Json)),
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
                Short('h') | Long("help") => return Ok(Self::Help),
                Short('V') | Long("version") => return Ok(Self::Version),
                Value(value) => {
                    values.push(value.to_string_lossy().into_owned());
                    continue;
                }
                _ => return Err(argument.unexpected().into()),
            };
            if let Some((earlier, _)) = format.filter(|earlier| *earlier != asked) {
                return Err(format!("{earlier} and {} exclude each other", asked.0).into());
            }
            format = Some(asked);
        }
        let format = format.map_or(Format::HumanReadable(Detail::Row), |(_, format)| format);
        if searches && names == Names::Iana {
            return Err("--iana and --search exclude each other".into());
        }
        if searches {
            if values.is_empty() {
                return Err("no words: expected what to search for; see --help".into());
            }
            return Ok(Self::Search(values.join(" "), limit, format));
        }
        if limit.is_some() {
            return Err("--limit without --search: expected words to search for".into());
        }
        if values.is_empty() {
            return Err("no query: expected a port or a service name; see --help".into());
        }
        Ok(Self::Answer(values, names, format))
    }
}

/// Parses the value of `--limit`.
fn count(text: &str) -> Result<NonZeroUsize, String> {
    let invalid = |_| format!("invalid limit {text:?}: expected a number from 1");
    text.parse().map_err(invalid)
}
