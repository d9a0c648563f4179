//! Compares port-registry with its alternatives in one run.
//!
//! ```sh
//! cargo bench -p port-registry-benches
//! cargo bench -p port-registry-benches -- all-names hot-names
//! ```
//!
//! First the results of all contenders are compared. Then all contenders are timed round by round,
//! with all workloads or with those that are named on the command line. `COMPARE.md` has the
//! figures of one run.

mod answers;
mod contender;
mod names;
mod others;
mod packets;
mod ports;
mod processes;
mod report;
mod rounds;
mod sets;
mod tables;

use std::time::Instant;

/// With this number, the medians of two runs differ by a few percent only.
const ROUNDS: usize = 51;

fn main() {
    let (flags, workloads): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with('-'));
    // Without this flag, the program is run as a test: one round shows that everything works.
    let is_benchmark = flags.iter().any(|flag| flag == "--bench");
    let rounds = if is_benchmark { ROUNDS } else { 1 };
    let start = Instant::now();

    let (port_work, name_work) = (ports::Workloads::new(), names::Workloads::new());
    let packet_work = packets::Workloads::new();
    let (by_port, by_name) = (ports::contenders(), names::contenders());
    answers::verify_ports(&by_port, &port_work);
    answers::verify_names(&by_name, &name_work);
    answers::print_differences();

    let by_packet = packet_work.packet_contenders();
    let by_flow = packet_work.flow_contenders();

    let mut lanes = Vec::new();
    lanes.extend(packet_work.lanes(&by_packet, &by_flow));
    lanes.extend(port_work.lanes(&by_port));
    lanes.extend(name_work.lanes(&by_name));
    lanes.extend(others::lanes(&port_work, &name_work));
    lanes.extend(sets::lanes(&port_work));
    lanes.extend(processes::lanes());
    lanes.retain(|lane| workloads.is_empty() || workloads.iter().any(|name| name == lane.workload));
    let results = rounds::run(lanes, rounds);

    report::print(&results);
    let seconds = start.elapsed().as_secs();
    println!("\n{rounds} rounds in {seconds} s");
}
