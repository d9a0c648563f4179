//! What the arguments ask for.

use std::error::Error;
use std::num::NonZeroUsize;

/// How much to show people of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A line of the table.
    Line,
    /// Every column.
    AllColumns,
}

/// How programs get their lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Tsv,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    People(Detail),
    Programs(Syntax),
}

pub enum Request {
    Help,
    Version,
    /// Answers to queries.
    Answer(Vec<String>, Format),
    /// The services that words describe, all or the best of them.
    Search(String, Option<NonZeroUsize>, Format),
}

impl Request {
    pub fn from_arguments() -> Result<Self, Box<dyn Error>> {
        use lexopt::prelude::{Long, Short, Value};

        let mut format: Option<(&str, Format)> = None;
        let mut searches = false;
        let mut limit = None;
        let mut values: Vec<String> = Vec::new();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            let asked = match argument {
                Long("all") => ("--all", Format::People(Detail::AllColumns)),
                Long("tsv") => ("--tsv", Format::Programs(Syntax::Tsv)),
                Long("json") => ("--json", Format::Programs(Syntax::Json)),
                Short('s') | Long("search") => {
                    searches = true;
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
        let format = format.map_or(Format::People(Detail::Line), |(_, format)| format);
        if searches {
            if values.is_empty() {
                return Err("no words: expected what to search for; --help tells more".into());
            }
            return Ok(Self::Search(values.join(" "), limit, format));
        }
        if limit.is_some() {
            return Err("--limit without --search: expected words to search for".into());
        }
        if values.is_empty() {
            return Err("no query: expected a port or a service name; --help tells more".into());
        }
        Ok(Self::Answer(values, format))
    }
}

fn count(text: &str) -> Result<NonZeroUsize, String> {
    let invalid = |_| format!("invalid limit {text:?}: expected a number from 1");
    text.parse().map_err(invalid)
}
