//! A definition as a function of DataFusion.

use std::sync::Arc;

use arrow_array::{ArrayRef, Datum, Scalar};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion_common::{DataFusionError, Result, ScalarValue, exec_err, plan_err};
use datafusion_expr::{
    ColumnarValue, DocSection, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use port_registry_arrow::is_supported;

use crate::definition::{DEFINITIONS, Definition, Kernel};

/// Returns all functions, for a session or the function registry of an executor.
///
/// ```
/// let names: Vec<_> = port_registry_datafusion::functions()
///     .iter()
///     .map(|function| function.name().to_owned())
///     .collect();
/// assert!(names.contains(&"flow_service".to_owned()));
/// ```
#[must_use]
pub fn functions() -> Vec<Arc<ScalarUDF>> {
    let function = |definition| Arc::new(ScalarUDF::new_from_impl(Function::new(definition)));
    DEFINITIONS.iter().map(function).collect()
}

/// A function of this package.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Function {
    definition: &'static Definition,
    signature: Signature,
    documentation: Documentation,
    /// Whether the filter that calls the function has the comparisons of ports that follow from it.
    is_restricted: bool,
}

const SECTION: DocSection = DocSection {
    include: true,
    label: "Port Registry Functions",
    description: Some("Functions on IANA's registry of service names and port numbers."),
};

impl Function {
    fn new(definition: &'static Definition) -> Self {
        let names = definition.arguments.iter().map(|one| one.name);
        let syntax = format!(
            "{}({})",
            definition.name,
            names.clone().collect::<Vec<_>>().join(", ")
        );
        let mut documentation = Documentation::builder(SECTION, definition.description, syntax)
            .with_sql_example(format!("```sql\nSELECT {};\n```", definition.example));
        for argument in definition.arguments {
            documentation = documentation.with_argument(argument.name, argument.description);
        }
        // `coerce_types` has the types, so that a column of integers is compared and read as it is.
        let types = TypeSignature::UserDefined;
        Self {
            definition,
            signature: Signature::new(types, Volatility::Immutable),
            documentation: documentation.build(),
            is_restricted: false,
        }
    }

    /// Returns the function in a filter that has the comparisons of ports too.
    pub(crate) fn restricted(&self) -> Self {
        Self {
            is_restricted: true,
            ..Self::new(self.definition)
        }
    }

    pub(crate) const fn definition(&self) -> &'static Definition {
        self.definition
    }

    pub(crate) const fn is_restricted(&self) -> bool {
        self.is_restricted
    }

    fn check_count(&self, found: usize) -> Result<()> {
        let expected = self.definition.arguments.len();
        if found != expected {
            return plan_err!(
                "{} has {found} arguments: expected {expected}, {}",
                self.definition.name,
                self.documentation.syntax_example
            );
        }
        Ok(())
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.definition.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        self.check_count(found.len())?;
        let arguments = self.definition.arguments.iter().zip(found);
        let coerced = arguments.map(|(argument, found)| {
            let Some(data_type) = readable(found) else {
                return plan_err!(
                    "{}: unsupported type {found} of the argument {}: expected numbers or strings",
                    self.definition.name,
                    argument.name
                );
            };
            Ok(data_type)
        });
        coerced.collect()
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.definition.returns.field("").data_type().clone())
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        if let (Kernel::ServiceName, [field]) = (self.definition.kernel, arguments.arg_fields) {
            // An error of the plan comes before hours of reading.
            port_registry_arrow::check_snapshot(field).map_err(external)?;
        }
        Ok(Arc::new(self.definition.returns.field(self.name())))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.check_count(arguments.args.len())?;
        let is_scalar = |value: &ColumnarValue| matches!(value, ColumnarValue::Scalar(_));
        let are_scalars = arguments.args.iter().all(is_scalar);
        let values = arguments.args.iter().map(Value::new);
        let values: Vec<Value> = values.collect::<Result<_>>()?;
        let datums: Vec<&dyn Datum> = values.iter().map(Value::datum).collect();
        let first: &Field = &arguments.arg_fields[0];
        let Some(result) = self.definition.kernel.call(&datums, first) else {
            return exec_err!(
                "{} has another number of arguments than its kernel",
                self.name()
            );
        };
        let array = result.map_err(external)?;
        if are_scalars {
            Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &array, 0,
            )?))
        } else {
            Ok(ColumnarValue::Array(array))
        }
    }
}

/// Returns the type as which the kernels read a type, or `None` if it has no numbers.
fn readable(found: &DataType) -> Option<DataType> {
    match found {
        // A cast to floating point fails for no value, and what isn't a whole number is null.
        DataType::Float16
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Some(DataType::Float64),
        DataType::RunEndEncoded(_, values) => readable(values.data_type()),
        supported if is_supported(supported) => Some(supported.clone()),
        _ => None,
    }
}

/// An argument as the kernels read it.
enum Value {
    Array(ArrayRef),
    Scalar(Scalar<ArrayRef>),
}

impl Value {
    fn new(value: &ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Array(array) => Self::Array(Arc::clone(array)),
            ColumnarValue::Scalar(scalar) => Self::Scalar(scalar.to_scalar()?),
        })
    }

    fn datum(&self) -> &dyn Datum {
        match self {
            Self::Array(array) => array,
            Self::Scalar(scalar) => scalar,
        }
    }
}

fn external(error: port_registry_arrow::Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
