//! The session that the programs have in common: the client's, the scheduler's, and the functions of the executors.

use std::sync::Arc;

use ballista_core::extension::{
    SessionConfigExt, ballista_aggregate_functions, ballista_scalar_functions,
    ballista_window_functions,
};
use ballista_core::optimizer::ballista_default_optimizer_rules;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;

use crate::codec::{LogicalCodec, PhysicalCodec, Program};

/// Returns Ballista's configuration, with the codecs of this package.
#[must_use]
pub fn config(program: Program) -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::new(program.clone())))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::new(program)))
}

/// Returns a session with Ballista's functions and rules, and with those of the registry.
///
/// The rule for filters on names is one of them. The scheduler optimises the plan of each query, whatever the client did, and
/// makes the predicates by which the executors skip row groups.
#[must_use]
pub fn state(config: SessionConfig) -> SessionState {
    let mut functions = ballista_scalar_functions();
    functions.extend(port_registry_datafusion::functions());
    let mut rules = ballista_default_optimizer_rules();
    rules.push(port_registry_datafusion::filter_rule());
    SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_optimizer_rules(rules)
        .with_scalar_functions(functions)
        .with_aggregate_functions(ballista_aggregate_functions())
        .with_window_functions(ballista_window_functions())
        .build()
}
