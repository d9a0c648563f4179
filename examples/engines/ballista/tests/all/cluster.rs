//! Queries on clusters within this process: the results are the same, row groups are skipped, and an executor with another
//! registry is named to the client.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::{BallistaCodec, BallistaLogicalExtensionCodec};
use ballista_core::{ConfigProducer, RuntimeProducer};
use ballista_executor::new_standalone_executor_from_builder;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::SessionContext;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use port_ballista::client::{Cluster, connect};
use port_ballista::codec::{PhysicalCodec, Program};
use port_ballista::scheduler::Scheduler;
use port_ballista::session;
use port_registry_arrow::Snapshot;
use tempfile::TempDir;

use crate::support::{FOREIGN, TestResult, datafusion, foreign, result, write_flows};

/// Queries with an order, over the table `FLOWS`.
const QUERIES: [&str; 9] = [
    "SELECT port_service(dstport, protocol) AS service, count(*), sum(bytes) FROM FLOWS GROUP BY service ORDER BY service",
    "SELECT flow_service(srcport, dstport, protocol) AS service, sum(bytes) FROM FLOWS GROUP BY service ORDER BY 2 DESC, 1 LIMIT 20",
    "SELECT service_name(number) AS service, bytes FROM (SELECT flow_service_number(srcport, dstport, protocol) AS number, \
     sum(bytes) AS bytes FROM FLOWS GROUP BY number) ORDER BY service, bytes",
    "SELECT sum(bytes) FROM FLOWS WHERE port_service(dstport, protocol) = 'ssh'",
    "SELECT sum(bytes) FROM FLOWS WHERE flow_service(srcport, dstport, protocol) = 'https'",
    // A shuffle by the function.
    "SELECT service, bytes FROM (SELECT port_service(dstport, protocol) AS service, bytes, row_number() OVER \
     (PARTITION BY port_service(dstport, protocol) ORDER BY bytes) AS row FROM FLOWS) WHERE row = 2 ORDER BY service, bytes",
    "SELECT p.service_name, sum(bytes) FROM FLOWS f JOIN port_services p ON f.dstport = p.port AND f.protocol = p.protocol \
     GROUP BY p.service_name ORDER BY 1",
    // The rows of a table must not be in each task.
    "SELECT kind, count(*) FROM (SELECT 'flow' AS kind FROM FLOWS UNION ALL SELECT 'record' FROM iana_ports) GROUP BY kind ORDER BY kind",
    "SELECT count(*), count(DISTINCT keyword) FROM ip_protocols",
];

fn query(text: &str, flows: &str) -> String {
    text.replace("FLOWS", &format!("'{flows}'"))
}

#[tokio::test(flavor = "multi_thread")]
async fn in_process_results_are_those_of_datafusion() -> TestResult {
    let directory = TempDir::new()?;
    let flows = write_flows(directory.path())?.display().to_string();
    let reference = datafusion()?;
    let ballista = connect(&Cluster::Standalone(2), Some(4)).await?;
    for text in QUERIES {
        let sql = query(text, &flows);
        assert_eq!(
            result(&ballista, &sql).await?,
            result(&reference, &sql).await?,
            "{sql}"
        );
    }
    Ok(())
}

/// Starts a scheduler, and returns its port.
async fn scheduler() -> Result<u16, Box<dyn Error>> {
    let scheduler = Scheduler::bind(([127, 0, 0, 1], 0).into(), Duration::from_mins(1)).await?;
    let port = scheduler.address()?.port();
    tokio::spawn(scheduler.run());
    Ok(port)
}

/// Starts an executor with this codec.
async fn executor(
    port: u16,
    codec: Arc<dyn PhysicalExtensionCodec>,
    functions: BallistaFunctionRegistry,
) -> TestResult {
    let client = SchedulerGrpcClient::connect(format!("http://127.0.0.1:{port}")).await?;
    let configuration: ConfigProducer = Arc::new(|| session::config(Program::new("executor")));
    let runtime: RuntimeProducer = Arc::new(|_| Ok(Arc::new(RuntimeEnv::default())));
    let logical = Arc::new(BallistaLogicalExtensionCodec::default());
    let codec = BallistaCodec::new(logical, codec);
    new_standalone_executor_from_builder(client, 1, configuration, runtime, codec, functions)
        .await?;
    Ok(())
}

fn functions() -> BallistaFunctionRegistry {
    let session = session::state(session::config(Program::new("executor")));
    BallistaFunctionRegistry::from(&session)
}

async fn client(port: u16) -> Result<SessionContext, Box<dyn Error>> {
    let cluster = Cluster::Scheduler(format!("df://127.0.0.1:{port}"));
    Ok(connect(&cluster, Some(4)).await?)
}

async fn failure(context: &SessionContext, sql: &str) -> Result<String, Box<dyn Error>> {
    let collected = context.sql(sql).await?.collect();
    let failed = tokio::time::timeout(Duration::from_mins(1), collected).await?;
    Ok(failed.map(|_| ()).unwrap_err().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_with_another_registry_is_named() -> TestResult {
    let directory = TempDir::new()?;
    let flows = write_flows(directory.path())?.display().to_string();
    let port = scheduler().await?;
    let program = Program::with_snapshot("executor 10.0.0.7:50051", foreign());
    executor(port, Arc::new(PhysicalCodec::new(program)), functions()).await?;
    let context = client(port).await?;
    for text in &QUERIES[..2] {
        let error = failure(&context, &query(text, &flows)).await?;
        let name = if text.contains("flow_service") {
            "flow_service"
        } else {
            "port_service"
        };
        let expected = format!(
            "executor 10.0.0.7:50051 has another registry for the function {name}: expected {}, found {FOREIGN}; \
             run one build of port-ballista on all machines",
            Snapshot::current()
        );
        assert!(error.contains(&expected), "{error}");
    }
    // What needs no names is not refused.
    let sql = query("SELECT count(*) FROM FLOWS", &flows);
    assert!(result(&context, &sql).await?.contains("| 8000"));
    Ok(())
}

/// Ballista's own executor.
#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_an_executor_lacks_is_named() -> TestResult {
    let directory = TempDir::new()?;
    let flows = write_flows(directory.path())?.display().to_string();
    let port = scheduler().await?;
    let codec = ballista_core::serde::BallistaPhysicalExtensionCodec::default();
    executor(port, Arc::new(codec), BallistaFunctionRegistry::default()).await?;
    let context = client(port).await?;
    let error = failure(&context, &query(QUERIES[0], &flows)).await?;
    let expected = "PhysicalExtensionCodec is not provided for scalar function port_service";
    assert!(error.contains(expected), "{error}");
    Ok(())
}

/// The scheduler's plan has the comparison of numbers by which the reader skips row groups, and skips them.
#[tokio::test(flavor = "multi_thread")]
async fn row_groups_are_skipped_on_the_cluster() -> TestResult {
    let directory = TempDir::new()?;
    let flows = write_flows(directory.path())?.display().to_string();
    let port = scheduler().await?;
    executor(
        port,
        Arc::new(PhysicalCodec::new(Program::new("executor"))),
        functions(),
    )
    .await?;
    let context = client(port).await?;

    let filter = query(
        "SELECT sum(bytes) FROM FLOWS WHERE port_service(dstport, protocol) = 'ssh'",
        &flows,
    );
    let plan = result(&context, &format!("EXPLAIN {filter}")).await?;
    assert!(plan.contains("pruning_predicate"), "{plan}");
    assert!(plan.contains("dstport_min"), "{plan}");

    let plan = result(&context, &format!("EXPLAIN ANALYZE {filter}")).await?;
    let metric = plan
        .split("row_groups_pruned_statistics=")
        .nth(1)
        .expect("the metric of the reader")
        .chars()
        .take_while(|character| *character != ',')
        .collect::<String>();
    assert!(metric.starts_with("8 total → 1 matched"), "{metric}");
    Ok(())
}
