//! The arguments of the program. `main.rs` carries them out.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgGroup, Parser, ValueEnum, value_parser};
use port_registry_tools::arguments::{Common, Formats, Program};
use port_registry_tools::input::Input;
use port_registry_tools::program::{AnyError, version};
use thiserror::Error;

use crate::NAME;
use crate::flow_protocol::FlowProtocol;
use crate::format::Options;
use crate::label::Labels;
use crate::names::{Given, Names};
use crate::record::{By, Reading};
use crate::role::Role;
use crate::separator::Separator;
use crate::services::Services;
use crate::tags::Tags;
use crate::worker::Task;

const INPUT: &str = "\
Input:
  The format of each input is found from its first lines:
    - AWS VPC flow logs, separated by spaces. Without a line of names, they have the 14 fields of
      version 2 in their default order, or the fields of --fields.
    - CSV with a line of names, separated by commas, tabs, semicolons, vertical bars or spaces.
      It must have a column for the destination port. Names that other programs use are accepted
      too, in any case (src_port, sport, source.port, L4_SRC_PORT; proto; pkts; octets).
    - Logs with lines of #fields, such as those of Zeek and of the Windows Firewall
    - JSON: an object on each line, an array, or objects of several lines. Keys of objects within
      objects are joined with points. In the envelopes of CloudWatch and Firehose, messages are
      lines of VPC flow logs. In those of Azure, each tuple is a flow.
    - Lines of key=value: traffic logs of FortiGate, the LOG target of netfilter (each line is one
      packet), and conntrack -L

  Another line of names may follow anywhere. It counts for the lines below it. One that has no
  column for the destination port ends the reading. Records of other kinds, such as alerts, are
  counted with their names.

  A log may have packets and bytes of two directions. They are added up, unless it has the sums.
  Bytes of Zeek are those of IP (orig_ip_bytes, resp_ip_bytes), if there are any.

  Ports and amounts are decimal or hexadecimal (0x0035), and may be written as 443.0 or 51,514.
  Ports may be names of services. A protocol is a number or a name. Empty fields, \"-\" and NaN are
  no values. Lines end with LF or CRLF and have at most 65536 bytes, in JSON 16 MiB. Any input may
  be compressed with gzip, zstd or bzip2. All files in a folder and its folders are read, in the
  order of their names, except for files whose names begin with a point and for links to folders.

Output:
  Each line is printed in its order, with the service name as an additional last field: \"-\" if
  there is none, and \"service\" in a header line, or \"port_service\" if the log has a field of that
  name. An object gets a member of this name, with null if there is none, and a line with several
  flows gets their names with commas between them. Lines that are too long are left out. With
  --only-service, the name of each line is printed alone, on as many lines as the log has.

  With --summary, one line for each service is printed: service, protocol, port, flows, packets,
  bytes, its share of all bytes, and how the server is known. Services with the most bytes come
  first; equal ones are sorted by protocol number and port. With --csv, --tsv and --json, which
  require --summary, the last two are called share_of_bytes, from 0 to 1, and server_known_by.

  The service of a flow is that of the server's port. How the server is known:
    log      the log says which end began the flow: Zeek's originator, AWS's tcp-flags with SYN,
             the arrow of Argus for TCP (without \"?\"), biflowDirection of IPFIX, the source of
             Suricata, FortiGate and Azure, the SYN of netfilter, and the first direction of
             conntrack.
             AWS's flow-direction does not say it: it is relative to the interface.
    address  the destination is a multicast or broadcast address
    ports    the type Flow of port-registry determines it from the ports

  Flows between two ports without a service are summed up by protocol, without service and port,
  unless the log says which end is the server. So are flows of protocols that have no ports, such as
  icmp. If a log has no protocols, a port is named if its service is the same over all of them.

  With --tags, a name is the tag of the destination port in a table such as \"443,tcp,web\", and the
  columns of the summary are tag, flows, packets, bytes and share_of_bytes.

  The number of lines of each kind and the first bad lines are reported on standard error. If an
  input cannot be read to its end, no summary is printed. If a signal or a full disk ends the
  program, the output still ends with a whole line.

Exit status:
  0  every line was read
  1  some lines could not be read
  2  on any other error

Examples:
  flows vpc-flow.log.gz > named.log
  flows --summary vpc-flow.log.gz
  flows --fields \"srcport dstport protocol packets bytes\" --summary --json custom.log
  flows --summary --bytes inOctets+outOctets --column dstport=target_port export.csv
  flows --summary --tags tags.csv vpc-flow.log.gz";

/// Adds the service name to each line of a flow log, or sums up the log by service.
#[derive(Parser)]
#[command(
    name = NAME,
    version = version(),
    after_help = INPUT,
)]
pub struct Arguments {
    /// Flow logs and folders of them, read one after the other; standard input if there are none,
    /// or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print a summary by service instead of each line
    #[arg(long)]
    summary: bool,

    #[command(flatten)]
    formats: Formats,

    /// Print only the service name of each line
    #[arg(long, conflicts_with = "summary")]
    only_service: bool,

    /// The port by which flows are summed up
    #[arg(long, value_enum, value_name = "PORT", default_value = "service")]
    by: ByPort,

    /// Add a column with the descriptions of the services
    #[arg(long, requires = "summary")]
    description: bool,

    /// Names of the fields, such as "srcport dstport protocol", in place of a line of names
    #[arg(long, value_name = "NAMES")]
    fields: Option<String>,

    /// The separator of fields: a character, tab, space, or spaces for any number of them
    /// [default: as in the line of names]
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<Separator>,

    /// The name of a field in the log, such as "dstport=target port"
    #[arg(long, value_name = "FIELD=NAME")]
    column: Vec<Mapping>,

    /// The column of the packets, or the columns of two directions
    #[arg(long, value_name = "COLUMN[+COLUMN]")]
    packets: Option<Summands>,

    /// The column of the bytes, or the columns of two directions
    #[arg(long, value_name = "COLUMN[+COLUMN]")]
    bytes: Option<Summands>,

    /// The protocol of flows in a log without a column for it
    #[arg(long, value_name = "NAME", value_parser = protocol)]
    protocol: Option<FlowProtocol>,

    /// A services(5) file, whose names come before those of the registry
    #[arg(long, value_name = "FILE")]
    services: Option<PathBuf>,

    /// A table of dstport,protocol,tag: name or sum up flows by tag
    #[arg(long, value_name = "FILE", conflicts_with_all = ["description", "by"])]
    tags: Option<PathBuf>,

    /// Number of threads [default: the number of cores]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    pub threads: Option<u16>,

    #[command(flatten)]
    common: Common,
}

/// The port by which flows are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByPort {
    /// The server's port
    Service,
    /// The destination port
    Dstport,
}

/// The highest value of `--threads`. Each thread takes a few megabytes of memory.
const MOST_THREADS: i64 = 1024;

/// A value of `--column`.
#[derive(Debug, Clone)]
struct Mapping {
    role: Role,
    name: String,
}

/// The error for a value of an option.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
enum ValueError {
    #[error("expected FIELD=NAME")]
    NoMapping,
    #[error("unknown field {found:?}: expected {}", expected())]
    Field { found: String },
    #[error("expected the name of one column, or of two with + between")]
    Summands,
    #[error("expected a number from 0 to 255, or a name such as tcp")]
    Protocol,
}

/// The fields that `--column` knows.
const MAPPED: [Role; 9] = [
    Role::SourceAddress,
    Role::DestinationAddress,
    Role::SourcePort,
    Role::DestinationPort,
    Role::Protocol,
    Role::Packets,
    Role::Bytes,
    Role::Flows,
    Role::LogStatus,
];

fn expected() -> String {
    MAPPED.map(|role| role.to_string()).join(", ")
}

impl FromStr for Mapping {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (field, name) = text.split_once('=').ok_or(ValueError::NoMapping)?;
        let role = MAPPED.into_iter().find(|role| role.to_string() == field);
        let role = role.ok_or_else(|| ValueError::Field {
            found: field.to_owned(),
        })?;
        let name = name.to_owned();
        Ok(Self { role, name })
    }
}

/// A value of `--packets` or `--bytes`.
#[derive(Debug, Clone)]
struct Summands {
    first: String,
    second: Option<String>,
}

impl FromStr for Summands {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut names = text.split('+').map(|name| name.trim().to_owned());
        let first = names.next().ok_or(ValueError::Summands)?;
        let second = names.next();
        let is_empty = first.is_empty() || second.as_ref().is_some_and(String::is_empty);
        if is_empty || names.next().is_some() {
            return Err(ValueError::Summands);
        }
        Ok(Self { first, second })
    }
}

fn protocol(text: &str) -> Result<FlowProtocol, ValueError> {
    let number = || text.parse().ok().map(port_registry::IpProtocol::new);
    let found = FlowProtocol::named(text).or_else(|| number().map(FlowProtocol::Ip));
    found.ok_or(ValueError::Protocol)
}

impl Arguments {
    pub const fn task(&self) -> Task {
        match (self.summary, self.only_service) {
            (true, _) => Task::SumUp,
            (false, true) => Task::NameOnly,
            (false, false) => Task::Name,
        }
    }

    pub const fn format(&self) -> port_registry_tools::format::Format {
        self.formats.format()
    }

    pub const fn has_description(&self) -> bool {
        self.description
    }

    pub fn inputs(&self) -> Result<Vec<Input>, AnyError> {
        if self.files.is_empty() {
            return Ok(vec![Input::Stdin]);
        }
        let mut inputs = Vec::new();
        for file in &self.files {
            let its = Input::of(file.clone());
            inputs.extend(its.map_err(|error| format!("{}: {error}", file.display()))?);
        }
        Ok(inputs)
    }

    /// Returns the names of the flows.
    pub fn labels(&self) -> Result<Labels, AnyError> {
        let Some(path) = &self.tags else {
            return Ok(Labels::Services);
        };
        let tags = Tags::load(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Labels::Tags(tags))
    }

    /// Returns how logs are read.
    pub fn options(&self) -> Result<Options, AnyError> {
        let names = Names::new(&self.given());
        let fields: Option<Vec<String>> = self.fields.as_ref().map(|fields| {
            let separator = Separator::Byte(if fields.contains(',') { b',' } else { b' ' });
            separator.split(fields)
        });
        if let Some(fields) = &fields {
            crate::columns::Columns::new(fields, &names)
                .map_err(|error| format!("--fields: {error}"))?;
        }
        let by_destination = self.by == ByPort::Dstport || self.tags.is_some();
        Ok(Options {
            names,
            fields,
            delimiter: self.delimiter,
            reading: Reading {
                by: if by_destination {
                    By::DestinationPort
                } else {
                    By::Server
                },
                protocol: self.protocol,
                services: Services::load(self.services.as_deref())?,
            },
        })
    }

    fn given(&self) -> Vec<Given> {
        let mapped = self.column.iter().map(|mapping| Given {
            option: "--column".to_owned(),
            role: mapping.role,
            name: mapping.name.clone(),
        });
        let packets = [Role::Packets, Role::PacketsForward, Role::PacketsBackward];
        let bytes = [Role::Bytes, Role::BytesForward, Role::BytesBackward];
        let amounts = [
            ("--packets", &self.packets, packets),
            ("--bytes", &self.bytes, bytes),
        ];
        let amounts = amounts.into_iter().flat_map(|(option, summands, roles)| {
            let [total, forward, backward] = roles;
            let given = |role, name: &String| Given {
                option: option.to_owned(),
                role,
                name: name.clone(),
            };
            match summands {
                None => vec![],
                Some(Summands {
                    first,
                    second: None,
                }) => vec![given(total, first)],
                Some(Summands {
                    first,
                    second: Some(second),
                }) => vec![given(forward, first), given(backward, second)],
            }
        });
        mapped.chain(amounts).collect()
    }
}

impl Program for Arguments {
    fn formats(group: ArgGroup) -> ArgGroup {
        group.requires("summary")
    }

    fn common(&self) -> &Common {
        &self.common
    }
}
