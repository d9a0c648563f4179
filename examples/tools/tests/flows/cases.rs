//! Tests small logs of other programs, each of a kind that was read wrongly or not at all once. The sums are worked out
//! by hand.

use crate::program::{assert_output, data, flows};

const HEADINGS: &str = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n";

/// Asserts the summary of a log, and what is reported.
#[track_caller]
fn assert_summary(name: &str, rows: &str, errors: &str) {
    let mut program = flows();
    let program = program
        .current_dir(data("cases"))
        .args(["--summary", "--csv", name]);
    let output = program.output().unwrap();
    assert_output(&output, 0, &format!("{HEADINGS}{rows}"), errors);
}

#[test]
fn records_follow_the_nearest_header() {
    assert_summary(
        "header-change.log",
        "https,tcp,443,2,30,3000,1.000000,ports\n",
        "flows: 4 lines: 2 flows, 2 headers\n",
    );
}

#[test]
fn amounts_of_two_directions_are_added() {
    // 1200 + 64000 bytes and 10 + 8 packets; the lines after "Summary" are sums of all records.
    assert_summary(
        "nfdump-1.6.csv",
        "ms-sql-s,tcp,1433,1,18,65200,0.997430,ports\n,icmp,,1,2,168,0.002570,\n",
        "flows: 6 lines: 2 flows, 1 header, 3 of a trailer\nflows: without ports: 1 of icmp\n",
    );
    assert_summary(
        "netflow-9.csv",
        "https,tcp,443,1,22,3000,1.000000,ports\n",
        "flows: 2 lines: 1 flow, 1 header\n",
    );
}

#[test]
fn tcp_flags_tell_who_began() {
    assert_summary(
        "tcp-flags.log",
        ",tcp,30123,2,2,88,0.666667,log\nms-sql-s,tcp,1433,1,1,44,0.333333,log\n",
        "flows: 4 lines: 3 flows, 1 header\nflows: server known: 3 by the log\n",
    );
}

#[test]
fn a_record_without_values_is_no_data() {
    assert_summary(
        "without-log-status.log",
        "https,tcp,443,1,10,1000,1.000000,ports\n",
        "flows: 3 lines: 1 flow, 1 NODATA, 1 header\n",
    );
    assert_summary(
        "floats.csv",
        "https,tcp,443,1,10,1000,1.000000,ports\n",
        "flows: 3 lines: 1 flow, 1 NODATA, 1 header\n",
    );
}

#[test]
fn zeek_says_which_end_is_the_responder() {
    // 464 + 806, 71 + 135 and 73 + 0 bytes of IP.
    assert_summary(
        "zeek-conn.log",
        "http,tcp,80,1,12,1270,0.819884,log\ndomain,udp,53,1,2,206,0.132989,log\n\
         mdns,udp,5353,1,1,73,0.047127,log\n",
        "flows: 12 lines: 3 flows, 1 header, 8 comments\nflows: server known: 3 by the log\n",
    );
}

#[test]
fn argus_has_arrows_and_hexadecimal_ports() {
    assert_summary(
        "argus.binetflow",
        "https,tcp,443,1,133,81929,0.989923,ports\n,tcp,6881,1,4,276,0.003335,log\n\
         domain,udp,53,1,2,214,0.002586,ports\navt-profile-1,udp,5004,1,2,214,0.002586,ports\n\
         ,icmp,,1,1,70,0.000846,\n,arp,,1,1,60,0.000725,\n",
        "flows: 7 lines: 6 flows, 1 header\n\
         flows: server known: 1 by the log, 3 by the ports, 2 not known\n\
         flows: without ports: 1 of icmp, 1 of arp\n",
    );
}

#[test]
fn objects_of_four_programs() {
    // 700 + 4000 + 1500 bytes on port 443, of Suricata and of goflow2.
    assert_summary(
        "objects.ndjson",
        "https,tcp,443,2,10,6200,0.748340,\"log,ports\"\nwap-wsp,tcp,9200,1,7,1776,0.214363,ports\n\
         domain,udp,53,1,2,309,0.037296,log\n",
        "flows: 4 lines: 4 flows\nflows: server known: 2 by the log, 2 by the ports\n\
         flows: 1 of 4 records have the amounts of one direction only, of which the sums are\n\
         flows: 1 of 4 records are sampled; the sums are those of the samples\n",
    );
}
