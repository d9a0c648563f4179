//! The functions of the registry, by name, and how they are sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use super::stamp::{Error, Item, Program};

/// The functions of this program.
#[derive(Debug)]
pub(super) struct Functions(BTreeMap<String, Arc<ScalarUDF>>);

impl Functions {
    pub(super) fn new() -> Self {
        let functions = port_registry_datafusion::functions();
        let by_name = |function: Arc<ScalarUDF>| (function.name().to_owned(), function);
        Self(functions.into_iter().map(by_name).collect())
    }

    pub(super) fn contain(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the function with this name and this stamp, or `None` if it is not one of the registry.
    pub(super) fn decode(
        &self,
        program: &Program,
        name: &str,
        stamp: &[u8],
    ) -> Option<Result<Arc<ScalarUDF>, Error>> {
        let stamp = str::from_utf8(stamp).unwrap_or_default();
        match self.0.get(name) {
            Some(function) => {
                let checked = program.check(Item::Function, name, stamp);
                Some(checked.map(|()| Arc::clone(function)))
            }
            // Functions of other codecs have no stamp, or one that is no snapshot.
            None => match program.unknown(Item::Function, name, stamp) {
                Error::Malformed { .. } => None,
                error => Some(Err(error)),
            },
        }
    }
}
