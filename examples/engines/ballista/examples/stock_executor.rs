//! An executor as Ballista provides it, without the functions and codecs of this package, for `check`.
//!
//! Arguments: the ports of the scheduler and of the executor, on 127.0.0.1.

use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut ports = std::env::args().skip(1).map(|port| port.parse::<u16>());
    let (Some(scheduler), Some(executor)) = (ports.next(), ports.next()) else {
        return Err("expected two ports".into());
    };
    let config = ExecutorProcessConfig {
        scheduler_host: "127.0.0.1".to_owned(),
        scheduler_port: scheduler?,
        port: executor?,
        vcores: 1,
        scheduler_connect_timeout_seconds: 30,
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        ..ExecutorProcessConfig::default()
    };
    Ok(start_executor_process(Arc::new(config)).await?)
}
