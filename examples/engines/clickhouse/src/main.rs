//! `port-clickhouse`: the program behind executable user-defined functions of ClickHouse that name ports and flows.
//!
//! ClickHouse starts a few of these processes and writes blocks of rows to their standard input. For each row, the
//! program writes a service name to standard output.

mod error;
mod format;
mod function;
mod input;
mod integer;
mod row_binary;
mod serve;
mod shared;
mod tab_separated;

use std::env;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::process::ExitCode;

use error::{ArgumentError, Error};
use format::Format;
use function::{flow_service, port_service};
use serve::Server;
use shared::program::{self, AnyError, Ending};
use shared::remark::remark;

const HELP: &str = "\
Names ports and flows by IANA's port registry, as a user-defined function of ClickHouse.

Usage: port-clickhouse FUNCTION FORMAT

ClickHouse runs this program. It reads chunks of rows from standard input, each after a line with the
number of its rows (send_chunk_header), and writes a Nullable(String) for each row to standard output.

Functions:
  port_service  the service of a port: port, protocol
  flow_service  the service of the server's port of a flow: srcport, dstport, protocol

  The protocol is the number of the IP protocol, such as 6 for TCP. The result is NULL if no service is
  registered, if an argument is NULL, and if it is not a port or protocol number, such as -1 or 65536.

Formats:
  RowBinaryWithNamesAndTypes  the arguments have any integer types, Nullable or not
  RowBinary                   each argument is a Nullable(Int64)
  TabSeparated                the arguments have any integer types, Nullable or not

Options:
  -h, --help     print this help
  -V, --version  print the version and the date of the registry

Exit status: 0 at the end of the input or if the reader closed the pipe, 1 if the input is not in the
format, 2 if an argument is wrong or the program cannot read or write.
";

const NAME: &str = "port-clickhouse";

fn main() -> ExitCode {
    program::run(NAME, || {
        let arguments: Vec<String> = env::args_os()
            .skip(1)
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match arguments[..] {
            ["-h" | "--help"] => program::print(HELP)?,
            ["-V" | "--version"] => program::print(format!("{NAME} {}\n", program::version()))?,
            [function, format] => return answer(function, format.parse()?),
            _ => return Err(ArgumentError::Count.into()),
        }
        Ok(Ending::Complete)
    })
}

/// Answers ClickHouse until the end of the input.
fn answer(function: &str, format: Format) -> Result<Ending, AnyError> {
    // The standard library would write each line of the output, or what looks like one, on its own.
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let served = match function {
        "port_service" => Server::new(port_service(), format, input, output).run(),
        "flow_service" => Server::new(flow_service(), format, input, output).run(),
        _ => return Err(ArgumentError::Function(function.to_owned()).into()),
    };
    match served {
        Ok(()) => Ok(Ending::Complete),
        Err(error @ Error::Input { .. }) => {
            remark(format_args!("{NAME}: {error}"));
            Ok(Ending::Incomplete)
        }
        Err(Error::Io(error)) => Err(error.into()),
    }
}
