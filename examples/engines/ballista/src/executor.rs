//! An executor: asks the scheduler for tasks and runs them.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::error::{BallistaError, Result};
use ballista_core::ids::new_instance_id;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use tokio::net::TcpListener;

use crate::codec::{LogicalCodec, PhysicalCodec, Program};
use crate::scheduler::POLICY;
use crate::session;

/// What an executor needs to know.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Executor {
    /// The host and the port of the scheduler.
    pub scheduler: (String, u16),
    /// The address at which other executors and clients fetch its results.
    pub bind: SocketAddr,
    /// The name or the address of this machine for them; by default, the address from which it connects to the scheduler.
    pub external_host: Option<String>,
    /// The number of tasks at a time; by default, the number of cores.
    pub threads: Option<usize>,
    /// The directory for results between the stages of a query; by default, a temporary one.
    pub work_dir: Option<String>,
    /// For how many seconds it tries to connect to the scheduler when it starts.
    pub connect_timeout: u16,
}

impl Executor {
    /// Returns an executor with the defaults.
    #[must_use]
    pub fn new(scheduler: (String, u16), bind: SocketAddr) -> Self {
        Self {
            scheduler,
            bind,
            external_host: None,
            threads: None,
            work_dir: None,
            connect_timeout: 30,
        }
    }

    /// Runs tasks until the process gets SIGTERM or SIGINT.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot listen at its address, or cannot connect to the scheduler.
    pub async fn run(self) -> Result<()> {
        // Ballista ends an executor that cannot listen without an error.
        drop(TcpListener::bind(self.bind).await.map_err(|error| {
            BallistaError::General(format!("cannot listen on {}: {error}", self.bind))
        })?);
        let host = self.external_host.clone();
        let host = host.unwrap_or_else(|| self.bind.ip().to_string());
        let program = Program::new(format!("executor {host}:{}", self.bind.port()));
        let session = session::state(session::config(program.clone()));
        let config = ExecutorProcessConfig {
            executor_id: new_instance_id(),
            bind_host: self.bind.ip().to_string(),
            port: self.bind.port(),
            external_host: self.external_host,
            scheduler_host: self.scheduler.0,
            scheduler_port: self.scheduler.1,
            scheduler_connect_timeout_seconds: self.connect_timeout,
            // Zero is the number of cores.
            vcores: self.threads.unwrap_or_default(),
            task_scheduling_policy: POLICY,
            work_dir: self.work_dir,
            override_function_registry: Some(Arc::new(BallistaFunctionRegistry::from(&session))),
            override_logical_codec: Some(Arc::new(LogicalCodec::new(program.clone()))),
            override_physical_codec: Some(Arc::new(PhysicalCodec::new(program.clone()))),
            override_config_producer: Some(Arc::new(move || session::config(program.clone()))),
            ..ExecutorProcessConfig::default()
        };
        start_executor_process(Arc::new(config)).await
    }
}
