//! The scheduler: plans queries and hands out their tasks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::Result;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tokio::net::TcpListener;

use crate::codec::{LogicalCodec, PhysicalCodec, Program};
use crate::session;

/// How executors get their tasks: they ask the scheduler for them.
///
/// If the scheduler sent them, which is Ballista's default, an executor that can't decode a plan would answer no more than that it rejects the
/// task, and the client would read "task could not be prepared or was rejected by executor". An executor that asks for a task reports why
/// it failed, whatever the reason is, and also if the executor isn't of this package. Besides, nobody has to connect to it but
/// for the data of shuffles, and so it needs one port.
pub(crate) const POLICY: TaskSchedulingPolicy = TaskSchedulingPolicy::PullStaged;

/// A scheduler that is listening.
pub struct Scheduler {
    listener: TcpListener,
    config: SchedulerConfig,
}

impl Scheduler {
    /// Listens at an address. An executor is lost if nothing is heard from it for `executor_timeout`; the minimum that is useful is 10 seconds,
    /// for a busy executor reports every 5.
    ///
    /// If the last executor is lost, its queries wait for another one for the same time, and then fail.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot listen at the address.
    pub async fn bind(address: SocketAddr, executor_timeout: Duration) -> Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let program = Program::new(format!("scheduler {address}"));
        let config = SchedulerConfig {
            bind_host: address.ip().to_string(),
            bind_port: address.port(),
            external_host: address.ip().to_string(),
            scheduling_policy: POLICY,
            executor_timeout_seconds: executor_timeout.as_secs(),
            no_executors_grace_period_seconds: executor_timeout.as_secs(),
            // Ballista's 15 seconds would be added to a short timeout.
            expire_dead_executor_interval_seconds: (executor_timeout.as_secs() / 10).clamp(1, 15),
            override_logical_codec: Some(Arc::new(LogicalCodec::new(program.clone()))),
            override_physical_codec: Some(Arc::new(PhysicalCodec::new(program.clone()))),
            override_config_producer: Some(Arc::new(move || session::config(program.clone()))),
            override_session_builder: Some(Arc::new(|config| Ok(session::state(config)))),
            ..SchedulerConfig::default()
        };
        Ok(Self { listener, config })
    }

    /// Returns the address at which it listens.
    ///
    /// # Errors
    ///
    /// Returns an error if the system does not know it.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves clients and executors until an error.
    ///
    /// # Errors
    ///
    /// Returns the error of the server.
    pub async fn run(self) -> Result<()> {
        let cluster = BallistaCluster::new_from_config(&self.config).await?;
        let scheduler =
            create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(self.config));
        start_grpc_service_with_listener(self.listener, scheduler.await?).await
    }
}
