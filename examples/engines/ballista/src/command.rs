//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, value_parser};
use log::LevelFilter;
use port_ballista::client::Cluster;
use port_ballista::executor::Executor;
use port_registry_arrow::Snapshot;

use crate::arguments::{Common, Formats, Program};
use crate::format::Format;
use crate::program::version;

const DETAILS: &str = "\
Tables:
  A file or folder is a table by its name in single quotes: FROM '/data/flows.parquet',
  '/data/2026/', '/data/*.parquet'. The client, the scheduler and all executors read it under this
  name; one in the working directory is './flows.parquet'. The registry is in the tables iana_ports,
  port_services and ip_protocols.

Functions:
  port_service(port, protocol), flow_service(srcport, dstport, protocol) and others, which
  `port-sql --list` explains.

Registry:
  All programs of a cluster must have the same registry, which --version prints as the snapshot. A
  query fails if an executor has another one.

Exit status:
  0    the query succeeded
  1    the query failed on the cluster
  2    on a wrong argument, a wrong query, and any other error
  130  the query was interrupted; tasks that are running still end by themselves

Example:
  port-ballista scheduler &
  port-ballista executor --bind 127.0.0.1:50051 &
  port-ballista executor --bind 127.0.0.1:50052 &
  port-ballista query --scheduler df://127.0.0.1:50050 \"SELECT flow_service(srcport, dstport, protocol) AS
    service, sum(bytes) FROM '/data/*.parquet' GROUP BY service ORDER BY 2 DESC LIMIT 20\"";

/// Runs SQL with the names of ports and flows on a Ballista cluster.
#[derive(Clone, Debug, Parser)]
#[command(name = crate::NAME, version = version_and_snapshot(), after_help = DETAILS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// What of Ballista's log is printed: off, error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL", default_value = "off", value_parser = level)]
    pub log: LevelFilter,

    #[command(flatten)]
    common: Common,
}

impl Program for Arguments {
    fn common(&self) -> &Common {
        &self.common
    }
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Plans queries and hands out their tasks
    Scheduler(SchedulerArguments),
    /// Runs tasks
    Executor(ExecutorArguments),
    /// Runs a query and prints its result
    Query(QueryArguments),
}

#[derive(Clone, Debug, Args)]
pub struct SchedulerArguments {
    /// Address and port at which clients and executors connect
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50050")]
    pub bind: SocketAddr,

    /// Seconds without a report after which an executor is lost and its tasks are run by others
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = value_parser!(u64).range(10..=86_400))]
    executor_timeout: u64,
}

impl SchedulerArguments {
    pub const fn executor_timeout(&self) -> Duration {
        Duration::from_secs(self.executor_timeout)
    }
}

#[derive(Clone, Debug, Args)]
pub struct ExecutorArguments {
    /// Host and port of the scheduler
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050", value_parser = host_and_port)]
    scheduler: (String, u16),

    /// Address and port at which other executors and clients fetch results
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50051", value_parser = address_and_port)]
    bind: SocketAddr,

    /// Name or address of this machine for them [default: the address from which it connects to the scheduler]
    #[arg(long, value_name = "HOST")]
    external_host: Option<String>,

    /// Number of tasks at a time [default: the number of cores]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    /// Directory for the results between the stages of a query [default: a temporary one]
    #[arg(long, value_name = "DIRECTORY")]
    work_dir: Option<String>,

    /// Seconds for which it tries to connect to the scheduler when it starts
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u16).range(1..))]
    connect_timeout: u16,
}

impl From<ExecutorArguments> for Executor {
    fn from(arguments: ExecutorArguments) -> Self {
        let mut executor = Self::new(arguments.scheduler, arguments.bind);
        executor.external_host = arguments.external_host;
        executor.threads = arguments.threads.map(usize::from);
        executor.work_dir = arguments.work_dir;
        executor.connect_timeout = arguments.connect_timeout;
        executor
    }
}

#[derive(Clone, Debug, Args)]
#[group(id = "cluster", required = true, multiple = false)]
pub struct ClusterArguments {
    /// Run the query on this machine, with a scheduler and an executor within this process
    #[arg(long)]
    standalone: bool,

    /// Run the query on the cluster of this scheduler, such as `df://127.0.0.1:50050`
    #[arg(long, value_name = "URL", value_parser = scheduler_url)]
    scheduler: Option<String>,
}

#[derive(Clone, Debug, Args)]
#[group(id = "statement", required = true, multiple = false)]
pub struct StatementArguments {
    /// The query; several are separated by semicolons
    #[arg(value_name = "SQL")]
    pub sql: Option<String>,

    /// A file with the query; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct QueryArguments {
    #[command(flatten)]
    cluster: ClusterArguments,

    #[command(flatten)]
    pub statement: StatementArguments,

    #[command(flatten)]
    formats: Formats,

    /// Number of tasks at a time, with --standalone [default: the number of cores]
    #[arg(long, value_name = "NUMBER", requires = "standalone", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    /// Number of parts in which a stage of the query is run: at least the cores of the cluster
    #[arg(long, value_name = "NUMBER", default_value_t = 16, value_parser = value_parser!(u16).range(1..))]
    partitions: u16,

    /// Seconds after which the query is cancelled, such as one that waits for the first executor [default: none]
    #[arg(long, value_name = "SECONDS", value_parser = value_parser!(u64).range(1..))]
    timeout: Option<u64>,
}

/// The highest value of `--threads`. Each thread takes a few megabytes of memory.
const MOST_THREADS: i64 = 1024;

impl QueryArguments {
    pub fn cluster(&self) -> Cluster {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        match &self.cluster.scheduler {
            Some(url) => Cluster::Scheduler(url.clone()),
            None => Cluster::Standalone(self.threads.map_or_else(cores, usize::from)),
        }
    }

    pub const fn format(&self) -> Format {
        self.formats.format()
    }

    pub fn partitions(&self) -> usize {
        usize::from(self.partitions)
    }

    pub fn timeout(&self) -> Option<Duration> {
        self.timeout.map(Duration::from_secs)
    }
}

fn version_and_snapshot() -> String {
    format!("{}, snapshot {}", version(), Snapshot::current())
}

fn level(text: &str) -> Result<LevelFilter, String> {
    let level = text.parse();
    level.map_err(|_| "expected off, error, warn, info, debug or trace".to_owned())
}

fn host_and_port(text: &str) -> Result<(String, u16), String> {
    let parts = text.rsplit_once(':');
    let parsed = parts.and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parsed
        .filter(|(host, port)| !host.is_empty() && *port != 0)
        .ok_or_else(|| "expected a host and a port, such as 10.0.0.1:50050".to_owned())
}

/// Others must know the port, and so it cannot be one that the system chooses.
fn address_and_port(text: &str) -> Result<SocketAddr, String> {
    let parsed = text.parse().ok();
    parsed
        .filter(|address: &SocketAddr| address.port() != 0)
        .ok_or_else(|| "expected an address and a port, such as 127.0.0.1:50051".to_owned())
}

fn scheduler_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("df://").unwrap_or_default();
    match host_and_port(rest) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected df://, a host and a port, such as df://127.0.0.1:50050".to_owned()),
    }
}
