//! Writes lines of a flow log in one of three formats. `main.rs` calls it.

use std::net::Ipv4Addr;

use clap::ValueEnum;
use port_registry::Protocol;

use crate::traffic::{Direction, Event, Flow, LogLine, Sender, Verdict};

/// The format of a log. The descriptions of the variants are part of `--help`.
#[derive(Clone, Copy, ValueEnum)]
pub enum Layout {
    /// The 14 fields of AWS VPC flow logs version 2, without a header line
    Default,
    /// The 29 fields of AWS VPC flow logs version 5, with a header line
    V5,
    /// Comma-separated values, with a header line
    Csv,
}

const V5_HEADER: &str = "version account-id interface-id srcaddr dstaddr srcport dstport protocol \
    packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags type \
    pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service \
    pkt-dst-aws-service flow-direction traffic-path\n";

const CSV_HEADER: &str =
    "start,end,proto,src_ip,src_port,dst_ip,dst_port,packets,bytes,log_status\n";

impl Layout {
    pub fn write_header(self, out: &mut Vec<u8>) {
        out.extend_from_slice(match self {
            Self::Default => b"",
            Self::V5 => V5_HEADER.as_bytes(),
            Self::Csv => CSV_HEADER.as_bytes(),
        });
    }

    pub fn write_line(self, line: &LogLine, out: &mut Vec<u8>) {
        match self {
            Self::Default => write_default("2", line, out),
            Self::V5 => {
                write_default("5", line, out);
                write_rest_of_v5(line, out);
            }
            Self::Csv => write_csv(line, out),
        }
        out.push(b'\n');
    }
}

/// Writes the fields of version 2. Lines of later versions begin with them.
fn write_default(version: &str, line: &LogLine, out: &mut Vec<u8>) {
    text(out, version);
    text(out, " 123456789010 eni-0a1b2c3d4e5f6");
    number(out, 1000 + line.interface);
    out.push(b' ');
    let status = match &line.event {
        Event::Flow(flow) => {
            address(out, flow.source);
            out.push(b' ');
            address(out, flow.destination);
            let (source, destination) = port_numbers(flow);
            let amounts = [flow.packets, flow.bytes];
            let ports = [source, destination, u16::from(flow.protocol)];
            for value in ports.map(u64::from).into_iter().chain(amounts) {
                out.push(b' ');
                number(out, value);
            }
            "OK"
        }
        Event::NoData => nothing_then(out, "NODATA"),
        Event::SkipData => nothing_then(out, "SKIPDATA"),
    };
    out.push(b' ');
    number(out, line.start);
    out.push(b' ');
    number(out, line.end);
    text(
        out,
        match &line.event {
            Event::Flow(flow) => match flow.verdict {
                Verdict::Accept => " ACCEPT ",
                Verdict::Reject => " REJECT ",
            },
            Event::NoData | Event::SkipData => " - ",
        },
    );
    text(out, status);
}

fn nothing_then(out: &mut Vec<u8>, status: &'static str) -> &'static str {
    text(out, "- - - - - - -");
    status
}

fn write_rest_of_v5(line: &LogLine, out: &mut Vec<u8>) {
    text(out, " vpc-0123abcd subnet-0456ef01 ");
    let Event::Flow(flow) = &line.event else {
        text(out, "- - - - - - - - - - - - -");
        return;
    };
    text(out, "i-0789ab23 ");
    // A whole connection: FIN with the SYN of the client, or with SYN and ACK of the server.
    let flags = match flow.sender {
        _ if flow.protocol != Protocol::Tcp.number() => "0",
        Sender::Client => "3",
        Sender::Server => "19",
    };
    text(out, flags);
    text(out, " IPv4 ");
    address(out, flow.source);
    out.push(b' ');
    address(out, flow.destination);
    text(out, " eu-central-1 euc1-az2 - - - - ");
    text(
        out,
        match flow.direction {
            Direction::Ingress => "ingress -",
            Direction::Egress => "egress 1",
        },
    );
}

fn write_csv(line: &LogLine, out: &mut Vec<u8>) {
    number(out, line.start);
    out.push(b',');
    number(out, line.end);
    let flow = match &line.event {
        Event::Flow(flow) => flow,
        Event::NoData => return text(out, ",-,-,-,-,-,-,-,NODATA"),
        Event::SkipData => return text(out, ",-,-,-,-,-,-,-,SKIPDATA"),
    };
    out.push(b',');
    match Protocol::from_number(flow.protocol) {
        Ok(protocol) => text(out, protocol.as_str()),
        Err(_) => number(out, flow.protocol),
    }
    let (source, destination) = port_numbers(flow);
    for (ip, port) in [(flow.source, source), (flow.destination, destination)] {
        out.push(b',');
        address(out, ip);
        out.push(b',');
        number(out, port);
    }
    for amount in [flow.packets, flow.bytes] {
        out.push(b',');
        number(out, amount);
    }
    text(out, ",OK");
}

/// Returns source and destination port; 0 if the flow has no ports, as in VPC flow logs.
fn port_numbers(flow: &Flow) -> (u16, u16) {
    let ports = flow.ports.map(|(from, to)| (from.get(), to.get()));
    ports.unwrap_or((0, 0))
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn number(out: &mut Vec<u8>, number: impl itoa::Integer) {
    text(out, itoa::Buffer::new().format(number));
}

fn address(out: &mut Vec<u8>, address: Ipv4Addr) {
    for (at, octet) in address.octets().into_iter().enumerate() {
        if at > 0 {
            out.push(b'.');
        }
        number(out, octet);
    }
}
