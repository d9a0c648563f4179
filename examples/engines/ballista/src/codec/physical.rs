//! The codec of physical plans, from the scheduler to the executors.

use std::collections::BTreeSet;
use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::ScalarUDF;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use prost::Message;

use super::functions::Functions;
use super::stamp::{Item, Program};

/// The codec of physical plans. What is not here is as in Ballista's codec, which has the methods of the trait.
#[derive(Debug)]
pub struct PhysicalCodec {
    program: Program,
    functions: Functions,
    ballista: BallistaPhysicalExtensionCodec,
}

/// An operator of Ballista that calls functions of the registry, as it is sent.
///
/// Ballista's codec encodes the expressions of its operators by itself, and so without a stamp: a shuffle by `port_service(…)`, of
/// `PARTITION BY port_service(…)`, would send rows of one service to two places if executors differed. Its operators have small field numbers,
/// and so a message without the fields of this one is an operator without such functions.
#[derive(Clone, PartialEq, Message)]
struct StampedOperator {
    #[prost(string, tag = "1001")]
    snapshot: String,
    #[prost(string, repeated, tag = "1002")]
    functions: Vec<String>,
    #[prost(bytes = "vec", tag = "1003")]
    operator: Vec<u8>,
}

impl PhysicalCodec {
    /// Returns the codec of this program.
    #[must_use]
    pub fn new(program: Program) -> Self {
        Self {
            program,
            functions: Functions::new(),
            ballista: BallistaPhysicalExtensionCodec::default(),
        }
    }

    /// Returns the names of the functions of the registry that an operator calls.
    fn functions_of(&self, operator: &dyn ExecutionPlan) -> Result<Vec<String>> {
        let mut names = BTreeSet::new();
        operator.apply_expressions(&mut |expression: &Arc<dyn PhysicalExpr>| {
            expression.apply(|part| {
                if let Some(call) = part.downcast_ref::<ScalarFunctionExpr>() {
                    names.insert(call.fun().name().to_owned());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })?;
        names.retain(|name| self.functions.contain(name));
        Ok(names.into_iter().collect())
    }
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        if !self.functions.contain(function.name()) {
            return self.ballista.try_encode_udf(function, buffer);
        }
        buffer.extend_from_slice(self.program.stamp().as_bytes());
        Ok(())
    }

    fn try_decode_udf(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>> {
        match self.functions.decode(&self.program, name, buffer) {
            Some(function) => Ok(function?),
            None => self.ballista.try_decode_udf(name, buffer),
        }
    }

    fn try_encode(
        &self,
        operator: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let functions = self.functions_of(operator.as_ref())?;
        if functions.is_empty() {
            return self.ballista.try_encode(operator, buffer, converter);
        }
        let mut encoded = Vec::new();
        self.ballista
            .try_encode(operator, &mut encoded, converter)?;
        let stamped = StampedOperator {
            snapshot: self.program.stamp(),
            functions,
            operator: encoded,
        };
        stamped
            .encode(buffer)
            .map_err(|error| DataFusionError::External(Box::new(error)))
    }

    fn try_decode(
        &self,
        buffer: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let operator = match StampedOperator::decode(buffer) {
            Ok(stamped) if !stamped.functions.is_empty() => {
                for name in &stamped.functions {
                    if !self.functions.contain(name) {
                        let stamp = &stamped.snapshot;
                        return Err(self.program.unknown(Item::Function, name, stamp).into());
                    }
                    self.program
                        .check(Item::Function, name, &stamped.snapshot)?;
                }
                &stamped.operator.clone()
            }
            _ => buffer,
        };
        self.ballista
            .try_decode(operator, inputs, context, converter)
    }
}
