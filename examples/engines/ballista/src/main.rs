//! `port-ballista`: SQL with the names of ports and flows on a Ballista cluster.
//!
//! For operators of flow collections that one machine does not read fast enough.

#[path = "../../../tools/src/arguments.rs"]
#[allow(dead_code, reason = "a part of it is for other programs")]
mod arguments;
mod command;
mod logger;
#[path = "../../sql/src/output.rs"]
mod output;
mod query;
#[path = "../../../shared/mod.rs"]
mod shared;
#[path = "../../../tools/src/table.rs"]
#[allow(dead_code, reason = "a part of it is for other programs")]
mod table;

use std::process::ExitCode;

use port_ballista::executor::Executor;
use port_ballista::scheduler::Scheduler;
use port_registry_arrow::Snapshot;
use tokio::runtime::{Builder, Runtime};

use command::{Arguments, Command};
use logger::write_logs;
use program::{AnyError, Ending};
use remark::remark;
// The mounted files of other programs name them so.
use shared::{escape, format, help, program, remark};

const NAME: &str = "port-ballista";

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    write_logs(arguments.log);
    // Plans are trees that are walked by recursion, and so Ballista's own programs have threads with large stacks too.
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build()?;
    let ending = run(arguments, &runtime);
    // A standalone cluster has tasks that never end.
    runtime.shutdown_background();
    ending
}

fn run(arguments: &Arguments, runtime: &Runtime) -> Result<Ending, AnyError> {
    let snapshot = Snapshot::current();
    match &arguments.command {
        Some(Command::Scheduler(options)) => runtime.block_on(async {
            let bound = Scheduler::bind(options.bind, options.executor_timeout()).await;
            let scheduler =
                bound.map_err(|error| format!("cannot listen on {}: {error}", options.bind))?;
            let address = scheduler.address()?;
            remark(format_args!(
                "{NAME}: scheduler on {address}, registry {snapshot}"
            ));
            scheduler.run().await?;
            Ok(Ending::Complete)
        }),
        Some(Command::Executor(options)) => {
            let executor = Executor::from(options.clone());
            let (host, port) = &executor.scheduler;
            remark(format_args!(
                "{NAME}: executor on {} for the scheduler {host}:{port}, registry {snapshot}",
                executor.bind
            ));
            runtime.block_on(executor.run())?;
            Ok(Ending::Complete)
        }
        Some(Command::Query(options)) => {
            // A task of its own, since planning may keep a thread for long.
            let query = runtime.spawn(query::run(options.clone()));
            runtime.block_on(query)?
        }
        None => Err("expected scheduler, executor or query; see --help".into()),
    }
}
