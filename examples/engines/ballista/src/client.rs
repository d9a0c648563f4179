//! The client: a session whose queries run on a cluster.

use ballista::prelude::SessionContextExt;
use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::protobuf::CancelJobParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use datafusion_proto::protobuf::LogicalPlanNode;

use crate::codec::Program;
use crate::{RegistryTable, session};

/// Where queries run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cluster {
    /// A scheduler and an executor in this process, with this number of tasks at a time.
    Standalone(usize),
    /// The cluster of the scheduler at a URL such as `df://127.0.0.1:50050`.
    Scheduler(String),
}

/// Returns a session whose queries run on a cluster, in this number of tasks a stage.
///
/// It has the functions and the tables of the registry, and files are tables by their names: `SELECT * FROM '/data/flows.parquet'`.
///
/// # Errors
///
/// Returns an error if the URL is malformed, or if the standalone cluster cannot be started. A scheduler is not contacted before
/// the first query.
pub async fn connect(cluster: &Cluster, partitions: Option<usize>) -> Result<SessionContext> {
    let mut config = session::config(Program::new("port-ballista query"));
    if let Some(partitions) = partitions {
        config = config.with_target_partitions(partitions);
    }
    let context = match cluster {
        Cluster::Standalone(threads) => {
            let config = config.with_ballista_standalone_parallelism(*threads);
            SessionContext::standalone_with_state(session::state(config)).await?
        }
        Cluster::Scheduler(url) => {
            SessionContext::remote_with_state(url, session::state(config)).await?
        }
    };
    let context = context.enable_url_table();
    // Ballista has replaced the functions of the session by its own.
    for function in port_registry_datafusion::functions() {
        context.register_udf(function.as_ref().clone());
    }
    for (name, table) in RegistryTable::all()? {
        context.register_table(name, table)?;
    }
    // The scheduler rewrites filters. Twice, `flow_service` would be compared twice.
    context.remove_optimizer_rule(port_registry_datafusion::filter_rule().name());
    Ok(context)
}

/// Cancels the query of a plan, if it is running on a cluster.
///
/// # Errors
///
/// Returns an error if the scheduler cannot be reached.
pub async fn cancel(plan: &dyn ExecutionPlan, scheduler: &str) -> Result<()> {
    for child in plan.children() {
        Box::pin(cancel(child.as_ref(), scheduler)).await?;
    }
    let Some(query) = plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>() else {
        return Ok(());
    };
    let Some(job_id) = query.job_id() else {
        return Ok(());
    };
    let url = scheduler.replacen("df://", "http://", 1);
    let external = |error| DataFusionError::External(Box::new(error));
    let mut scheduler = SchedulerGrpcClient::connect(url).await.map_err(external)?;
    let job_id = job_id.to_string();
    let cancelled = scheduler.cancel_job(CancelJobParams { job_id }).await;
    cancelled.map_err(|status| DataFusionError::External(Box::new(status)))?;
    Ok(())
}
