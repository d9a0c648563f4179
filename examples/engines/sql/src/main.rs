//! `port-sql`: SQL over files of flows, with the names of their services.
//!
//! For analysts with flow records in Parquet, CSV, JSON or Arrow files on one machine.

#[path = "../../../tools/src/arguments.rs"]
mod arguments;
mod failure;
mod files;
mod lines;
mod list;
mod output;
mod progress;
mod session;
#[path = "../../../shared/mod.rs"]
mod shared;
mod shipped;
mod statements;
#[path = "../../../tools/src/table.rs"]
mod table;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::thread;

use clap::{Parser, value_parser};
use tokio::runtime::Builder;
use tokio::signal;

use arguments::{Common, Formats, Program};
use files::{DataFile, ReadOptions, find};
use program::{AnyError, Ending, print, version};
use progress::Counter;
use remark::remark;
// The mounted files of other programs name them so.
use shared::{escape, format, help, program, remark};
use shipped::{LAYOUTS, QUERIES, by_name};
use statements::StatementError;

const NAME: &str = "port-sql";

const DETAILS: &str = "\
Files:
  A file, a folder or a pattern in single quotes is a table: 'conn.log', 'logs/', 'logs/**/*.parquet'.
  Its files are Parquet, Arrow IPC, or text with one row a line: CSV with any of the delimiters , ; | and tab, fields with a space between them
  (.log and .txt), Zeek's log format, JSON with an object a line or one array. Text may be compressed
  with gzip, zstd, bzip2 or xz. The first line of CSV has the names of the columns, unless it has a number; then they are
  column_1, column_2 and so on. Folders such as year=2026/ are columns, too.

Functions:
  port_service(port, protocol), flow_service(srcport, dstport, protocol) and others, and the tables
  iana_ports, port_services and ip_protocols: see --list. Ports and protocols may be integers,
  floating-point numbers or strings; what is no port or no protocol has no name. The rest of the SQL is
  DataFusion's: https://datafusion.apache.org/user-guide/sql/

Layouts:
  --layout makes the table flows of the FILES, with the same columns for all layouts: start,
  srcaddr, srcport, dstaddr, dstport, protocol (a number), packets, bytes, service (of the server),
  server_side (source or destination). --query runs a query that ships with the program on it.

Output:
  A table, in which - is null; with --csv, --tsv and --json, null is an empty field or null. Control
  characters in text are escaped. Several statements, with semicolons between them, run one after
  the other.

Exit status:
  0  the query ran on all of its input
  1  a file is damaged, or the query failed on what a file has
  2  on any other error

Examples:
  port-sql \"SELECT flow_service(srcport, dstport, protocol) AS s, sum(bytes)
            FROM 'logs/*.parquet' GROUP BY s ORDER BY 2 DESC\"
  port-sql --layout zeek --query top-services conn.log.gz
  port-sql --layout suricata \"SELECT * FROM flows WHERE service = 'https'\" eve.json --csv";

/// Runs SQL over files of flows, with the names of their services.
#[derive(Clone, Parser)]
#[command(
    name = NAME,
    version = version(),
    after_help = DETAILS,
)]
struct Arguments {
    /// The query, unless --file or --query is given; then the files of --layout
    #[arg(value_name = "SQL | FILE")]
    sql_and_files: Vec<OsString>,

    /// Read the query from this file; from standard input for `-`
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    file: Option<PathBuf>,

    /// Make the table `flows` of the FILES, which have this layout, such as zeek; see --list
    #[arg(long, value_name = "LAYOUT")]
    layout: Option<String>,

    /// Run a query that ships with the program on the table `flows`, such as top-services; see --list
    #[arg(long, value_name = "NAME", requires = "layout")]
    query: Option<String>,

    #[command(flatten)]
    formats: Formats,

    /// Number of threads [default: the number of cores]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    /// Number of rows of text by which the types of columns are found; with 0, all columns of CSV are text
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    infer_rows: usize,

    /// List the layouts, the queries that ship with the program, the functions and the tables
    #[arg(long, exclusive = true)]
    list: bool,

    /// Print the SQL of a layout or a query that ships with the program
    #[arg(long, value_name = "NAME", exclusive = true)]
    show: Option<String>,

    #[command(flatten)]
    common: Common,
}

/// The highest value of `--threads`. Each thread takes a few megabytes of memory.
const MOST_THREADS: i64 = 1024;

impl Program for Arguments {
    fn common(&self) -> &Common {
        &self.common
    }
}

impl Arguments {
    /// Returns the SQL and the files of the layout.
    fn query(&self) -> Result<(String, &[OsString]), AnyError> {
        let rest = self.sql_and_files.as_slice();
        let (sql, files) = if let Some(name) = &self.query {
            (by_name(&QUERIES, "query", name)?.sql.to_owned(), rest)
        } else if let Some(file) = &self.file {
            (read(file)?, rest)
        } else if let [sql, files @ ..] = rest {
            let Some(sql) = sql.to_str() else {
                return Err("the SQL is not UTF-8".into());
            };
            (sql.to_owned(), files)
        } else {
            return Err("expected a query: SQL, --file or --query; see --help".into());
        };
        match (&self.layout, files) {
            (None, [file, ..]) => Err(format!(
                "unexpected argument {:?}: files follow the query only with --layout; else they are named in it, in single quotes",
                file.display().to_string())
            .into()),
            (Some(layout), []) => {
                Err(format!("--layout {layout}: expected files after the query").into())
            }
            _ => Ok((sql, files)),
        }
    }
}

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    if arguments.list {
        print(list::list())?;
        return Ok(Ending::Complete);
    }
    if let Some(name) = &arguments.show {
        let layout = LAYOUTS.iter().find(|one| one.name == name);
        let shipped = match layout {
            Some(layout) => layout,
            None => by_name(&QUERIES, "layout or query", name)?,
        };
        print(shipped.sql)?;
        return Ok(Ending::Complete);
    }
    let threads = match arguments.threads {
        Some(threads) => threads.into(),
        None => thread::available_parallelism()?.get(),
    };
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()?;
    let counter = Counter::new();
    // A task of its own, since reading a file may keep a thread for long.
    let query = runtime.spawn(query(arguments.clone(), threads, counter.clone()));
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = query => ended?,
            interrupted = signal::ctrl_c() => {
                interrupted?;
                counter.clear();
                // As the shell has it for a program that SIGINT ended.
                process::exit(130)
            }
        }
    });
    // A thread may be within a file.
    runtime.shutdown_background();
    ended
}

async fn query(arguments: Arguments, threads: usize, counter: Counter) -> Result<Ending, AnyError> {
    let (sql, names) = arguments.query()?;
    let options = ReadOptions {
        infer_rows: arguments.infer_rows,
    };
    let context = session::session(threads, options)?;
    let mut ended = Ok(());
    if let Some(layout) = &arguments.layout {
        let layout = by_name(&LAYOUTS, "layout", layout)?;
        ended = match files(names) {
            Ok(files) => statements::register(&context, layout, files, options).await,
            Err(error) if error.is_of_content() => Err(StatementError::Data(error.to_string())),
            Err(error) => return Err(error.into()),
        };
    }
    if ended.is_ok() {
        ended = statements::run(&context, &sql, arguments.formats.format(), &counter).await;
    }
    match ended {
        Ok(()) => Ok(Ending::Complete),
        Err(StatementError::Data(message)) => {
            remark(format_args!("{NAME}: {message}"));
            Ok(Ending::Incomplete)
        }
        Err(StatementError::Arguments(message)) => Err(message.into()),
        // A closed pipe is returned as it is, since `program::run` does not report it.
        Err(StatementError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(error.into())
        }
        Err(StatementError::Write(error)) => {
            Err(format!("cannot write the output: {error}").into())
        }
    }
}

/// Returns the files of the layout.
fn files(names: &[OsString]) -> Result<Vec<DataFile>, files::FileError> {
    let mut files = Vec::new();
    for name in names {
        let Some(name) = name.to_str() else {
            return Err(files::FileError::Name(
                Path::new(name).display().to_string(),
            ));
        };
        files.extend(find(name)?.files);
    }
    Ok(files)
}

/// Reads SQL from a file or from standard input.
fn read(file: &Path) -> Result<String, AnyError> {
    if file == Path::new("-") {
        let mut sql = String::new();
        let read = io::stdin().read_to_string(&mut sql);
        read.map_err(|error| format!("standard input: {error}"))?;
        return Ok(sql);
    }
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}
