//! Plans through the codecs, and what programs with another registry make of them.

use std::sync::Arc;

use ballista_core::execution_plans::sort_shuffle::{SortShuffleConfig, SortShuffleWriterExec};
use ballista_core::registry::BallistaFunctionRegistry;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use datafusion::physical_expr::expressions::col;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::{ExecutionPlan, Partitioning, collect, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::bytes::{
    logical_plan_from_bytes_with_extension_codec, logical_plan_to_bytes_with_extension_codec,
    physical_plan_from_bytes_with_extension_codec, physical_plan_to_bytes_with_extension_codec,
};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use port_ballista::codec::{LogicalCodec, PhysicalCodec, Program};
use port_ballista::{RegistryTable, session};
use port_registry_arrow::Snapshot;
use port_registry_datafusion::Table;

use crate::support::{FOREIGN, TestResult, datafusion, foreign};

fn here() -> Program {
    Program::new("here")
}

fn elsewhere() -> Program {
    Program::with_snapshot("elsewhere", foreign())
}

fn function(name: &str) -> Arc<ScalarUDF> {
    let functions = port_registry_datafusion::functions();
    let named = |function: &Arc<ScalarUDF>| function.name() == name;
    functions
        .into_iter()
        .find(named)
        .expect("it is one of the functions")
}

/// The message that a program "elsewhere", or one that gets a plan from it, has for an item.
fn message(program: &str, item: &str, expected: &str, found: &str) -> String {
    format!(
        "Execution error: {program} has another registry for the {item}: expected {expected}, found {found}; \
         run one build of port-ballista on all machines"
    )
}

#[test]
fn functions_come_back() -> TestResult {
    let (logical, physical) = (LogicalCodec::new(here()), PhysicalCodec::new(here()));
    for function in port_registry_datafusion::functions() {
        let mut buffer = Vec::new();
        logical.try_encode_udf(&function, &mut buffer)?;
        assert_eq!(buffer, Snapshot::current().to_string().as_bytes());
        assert_eq!(logical.try_decode_udf(function.name(), &buffer)?, function);

        let mut buffer = Vec::new();
        physical.try_encode_udf(&function, &mut buffer)?;
        assert_eq!(buffer, Snapshot::current().to_string().as_bytes());
        assert_eq!(physical.try_decode_udf(function.name(), &buffer)?, function);
    }
    Ok(())
}

#[test]
fn functions_of_another_registry_are_refused() -> TestResult {
    let mut buffer = Vec::new();
    LogicalCodec::new(here()).try_encode_udf(&function("flow_service"), &mut buffer)?;
    let current = Snapshot::current().to_string();
    let expected = message("elsewhere", "function flow_service", &current, FOREIGN);

    let error = LogicalCodec::new(elsewhere()).try_decode_udf("flow_service", &buffer);
    assert_eq!(error.unwrap_err().to_string(), expected);
    let error = PhysicalCodec::new(elsewhere()).try_decode_udf("flow_service", &buffer);
    assert_eq!(error.unwrap_err().to_string(), expected);
    Ok(())
}

#[test]
fn functions_that_a_program_lacks_are_named() {
    let current = Snapshot::current();
    let expected = format!(
        "Execution error: here has no function port_color: expected that of {FOREIGN}, found the registry {current}; \
         run one build of port-ballista on all machines"
    );
    let error = LogicalCodec::new(here()).try_decode_udf("port_color", FOREIGN.as_bytes());
    assert_eq!(error.unwrap_err().to_string(), expected);
    let error = PhysicalCodec::new(here()).try_decode_udf("port_color", FOREIGN.as_bytes());
    assert_eq!(error.unwrap_err().to_string(), expected);
}

#[test]
fn functions_without_a_snapshot_are_refused() {
    for stamp in ["", "2026", "\u{1b}[31m"] {
        let error = PhysicalCodec::new(here())
            .try_decode_udf("port_service", stamp.as_bytes())
            .unwrap_err()
            .to_string();
        let expected = format!(
            "Execution error: here cannot read the registry of the function port_service: malformed snapshot {stamp:?}"
        );
        assert!(error.starts_with(&expected), "{error}");
    }
}

/// Functions of others have no stamp, and so Ballista says that it does not have them.
#[test]
fn other_functions_are_left_to_ballista() -> TestResult {
    let identity = |arguments: &[ColumnarValue]| Ok(arguments[0].clone());
    let other = create_udf(
        "other",
        vec![DataType::Int32],
        DataType::Int32,
        Volatility::Immutable,
        Arc::new(identity),
    );
    let codec = PhysicalCodec::new(here());
    let mut buffer = Vec::new();
    codec.try_encode_udf(&other, &mut buffer)?;
    assert!(buffer.is_empty());
    let error = codec.try_decode_udf("other", &buffer).unwrap_err();
    assert!(
        error.to_string().contains("scalar function other"),
        "{error}"
    );
    Ok(())
}

async fn rows(
    table: Arc<dyn TableProvider>,
) -> Result<Vec<RecordBatch>, Box<dyn std::error::Error>> {
    let context = SessionContext::new();
    let plan = table.scan(&context.state(), None, &[], None).await?;
    Ok(collect(plan, context.task_ctx()).await?)
}

#[tokio::test]
async fn tables_come_back_and_are_refused() -> TestResult {
    let context = SessionContext::new().task_ctx();
    let reference = TableReference::bare("any");
    for table in Table::ALL {
        let provider: Arc<dyn TableProvider> = Arc::new(RegistryTable::new(table)?);
        let schema = provider.schema();
        let mut buffer = Vec::new();
        LogicalCodec::new(here()).try_encode_table_provider(
            &reference,
            Arc::clone(&provider),
            &mut buffer,
        )?;
        assert!(
            buffer.len() < 100,
            "the rows are not sent: {}",
            buffer.len()
        );

        let decode = |program| {
            let codec = LogicalCodec::new(program);
            codec.try_decode_table_provider(&buffer, &reference, Arc::clone(&schema), &context)
        };
        assert_eq!(rows(decode(here())?).await?, rows(provider).await?);

        let item = format!("table {}", table.name());
        let current = Snapshot::current().to_string();
        let error = decode(elsewhere()).unwrap_err().to_string();
        assert_eq!(error, message("elsewhere", &item, &current, FOREIGN));
    }
    Ok(())
}

#[tokio::test]
async fn logical_plans_come_back() -> TestResult {
    let context = datafusion()?;
    let sql = "SELECT port_service(p.port, p.protocol), protocol_name(i.protocol) FROM port_services p \
               JOIN ip_protocols i ON p.protocol = i.protocol WHERE port_class(p.port) = 'registered'";
    let plan = context.sql(sql).await?.into_optimized_plan()?;
    let codec = LogicalCodec::new(here());
    let bytes = logical_plan_to_bytes_with_extension_codec(&plan, &codec)?;
    // The registry of this session has no function, and so the codec is what knows them.
    let other = SessionContext::new().task_ctx();
    let decoded = logical_plan_from_bytes_with_extension_codec(&bytes, &other, &codec)?;
    assert_eq!(
        decoded.display_indent().to_string(),
        plan.display_indent().to_string()
    );
    Ok(())
}

/// A shuffle by the service of a port, which Ballista encodes itself.
fn shuffle() -> Result<Arc<dyn ExecutionPlan>, Box<dyn std::error::Error>> {
    let fields = ["port", "protocol"].map(|name| Field::new(name, DataType::Int32, true));
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let call = ScalarFunctionExpr::new(
        "port_service",
        function("port_service"),
        vec![col("port", &schema)?, col("protocol", &schema)?],
        Arc::new(Field::new("port_service", DataType::Utf8View, true)),
        Arc::clone(SessionConfig::new().options()),
    );
    let call: Arc<dyn PhysicalExpr> = Arc::new(call);
    Ok(Arc::new(SortShuffleWriterExec::try_new(
        "job".to_owned().into(),
        1,
        Arc::new(EmptyExec::new(schema)),
        String::new(),
        Partitioning::Hash(vec![call], 2),
        SortShuffleConfig::default(),
    )?))
}

#[test]
fn shuffles_by_a_function_come_back_and_are_refused() -> TestResult {
    let plan = shuffle()?;
    let bytes = physical_plan_to_bytes_with_extension_codec(
        Arc::clone(&plan),
        &PhysicalCodec::new(here()),
    )?;
    let state = session::state(session::config(here()));
    let context = SessionContext::new_with_state(state).task_ctx();
    let decode = |program| {
        let codec = PhysicalCodec::new(program);
        physical_plan_from_bytes_with_extension_codec(&bytes, &context, &codec)
    };
    let text = |plan: &dyn ExecutionPlan| displayable(plan).indent(true).to_string();
    assert_eq!(text(decode(here())?.as_ref()), text(plan.as_ref()));

    let error = decode(elsewhere()).unwrap_err().to_string();
    let current = Snapshot::current().to_string();
    assert_eq!(
        error,
        message("elsewhere", "function port_service", &current, FOREIGN)
    );
    Ok(())
}

/// A plan that calls no function of the registry runs on any executor.
#[test]
fn plans_without_functions_are_ballistas() -> TestResult {
    let schema = Arc::new(Schema::new(vec![Field::new("port", DataType::Int32, true)]));
    let plan: Arc<dyn ExecutionPlan> = Arc::new(SortShuffleWriterExec::try_new(
        "job".to_owned().into(),
        1,
        Arc::new(EmptyExec::new(Arc::clone(&schema))),
        String::new(),
        Partitioning::Hash(vec![col("port", &schema)?], 2),
        SortShuffleConfig::default(),
    )?);
    let bytes = physical_plan_to_bytes_with_extension_codec(plan, &PhysicalCodec::new(here()))?;
    let context = SessionContext::new().task_ctx();
    physical_plan_from_bytes_with_extension_codec(
        &bytes,
        &context,
        &PhysicalCodec::new(elsewhere()),
    )?;
    let ballista = ballista_core::serde::BallistaPhysicalExtensionCodec::default();
    physical_plan_from_bytes_with_extension_codec(&bytes, &context, &ballista)?;
    Ok(())
}

#[test]
fn executors_have_the_functions() {
    let state = session::state(session::config(here()));
    let functions = BallistaFunctionRegistry::from(&state).scalar_functions;
    for function in port_registry_datafusion::functions() {
        assert!(
            functions.contains_key(function.name()),
            "{}",
            function.name()
        );
    }
    // Of Ballista, and of its nested functions.
    assert!(functions.contains_key("abs") && functions.contains_key("array_length"));
}
