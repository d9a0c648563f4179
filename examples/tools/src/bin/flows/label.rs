//! The name that is written for a flow: the service, or the tag of a table.
//!
//! `worker.rs` writes it after each line, `summary.rs` sums up by tags.

use std::borrow::Cow;

use port_registry_tools::escape::escaped;

use crate::flow_key::FlowKey;
use crate::line_error::LineError;
use crate::record::Content;
use crate::services::Services;
use crate::tags::Tags;

/// What is written for a line without a name.
pub const NONE: &str = "-";

/// The source of names.
#[derive(Debug)]
pub enum Labels {
    Services,
    Tags(Tags),
}

impl Labels {
    /// Returns the name of a flow. Controls in a name of a file are escaped.
    #[inline]
    pub fn name<'a>(&'a self, services: &'a Services, key: FlowKey) -> Cow<'a, str> {
        match self {
            Self::Services => escaped(services.name(key).unwrap_or(NONE)),
            Self::Tags(tags) => tags.tag(key).unwrap_or(NONE).into(),
        }
    }

    /// Returns the names of records, with commas between them.
    pub fn names(
        &self,
        services: &Services,
        records: &[Result<Content<'static>, Box<LineError>>],
    ) -> String {
        let names = records.iter().map(|record| match record {
            Ok(Content::Flow(flow)) => self.name(services, flow.key),
            Ok(_) | Err(_) => NONE.into(),
        });
        names.collect::<Vec<_>>().join(",")
    }

    /// Returns the tags, if these are the names.
    pub const fn tags(&self) -> Option<&Tags> {
        match self {
            Self::Services => None,
            Self::Tags(tags) => Some(tags),
        }
    }
}
