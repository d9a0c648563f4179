//! The layouts, each with a few lines as the program in question writes them, and the queries that ship with the program.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};

use crate::folder::Folder;

/// A request and an answer of https, a query of DNS, a ping, and a minute without flows.
const AWS: &str = "\
version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 210987654321 eni-0a1b2c3d4e5f60718 10.0.0.5 203.0.113.80 49152 443 6 10 1000 1767225600 1767225659 ACCEPT OK
2 210987654321 eni-0a1b2c3d4e5f60718 203.0.113.80 10.0.0.5 443 49152 6 8 6000 1767225600 1767225659 ACCEPT OK
2 210987654321 eni-0a1b2c3d4e5f60718 10.0.0.6 10.0.0.2 49153 53 17 1 76 1767229200 1767229260 ACCEPT OK
2 210987654321 eni-0a1b2c3d4e5f60718 10.0.0.6 10.0.0.5 0 0 1 4 336 1767229200 1767229260 REJECT OK
2 210987654321 eni-0a1b2c3d4e5f60718 - - - - - - - 1767229260 1767229320 - NODATA
";

/// Of 7,412 bytes, 7,000 are 94.44 %, 336 are 4.53 % and 76 are 1.03 %.
const AWS_SERVICES: &str = "\
service,protocol,flows,packets,bytes,percent
https,TCP,2,18,7000,94.4
,ICMP,1,4,336,4.5
domain,UDP,1,1,76,1.0
";

fn aws_batch() -> RecordBatch {
    let int =
        |values: [Option<i32>; 5]| -> ArrayRef { Arc::new(Int32Array::from(values.to_vec())) };
    let long =
        |values: [Option<i64>; 5]| -> ArrayRef { Arc::new(Int64Array::from(values.to_vec())) };
    let text =
        |values: [Option<&str>; 5]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let (a, b, c, d) = (
        Some("10.0.0.5"),
        Some("203.0.113.80"),
        Some("10.0.0.6"),
        Some("10.0.0.2"),
    );
    RecordBatch::try_from_iter([
        ("version", int([Some(2); 5])),
        ("account_id", text([Some("210987654321"); 5])),
        ("srcaddr", text([a, b, c, c, None])),
        ("dstaddr", text([b, a, d, a, None])),
        (
            "srcport",
            int([Some(49152), Some(443), Some(49153), Some(0), None]),
        ),
        (
            "dstport",
            int([Some(443), Some(49152), Some(53), Some(0), None]),
        ),
        ("protocol", int([Some(6), Some(6), Some(17), Some(1), None])),
        ("packets", long([Some(10), Some(8), Some(1), Some(4), None])),
        (
            "bytes",
            long([Some(1000), Some(6000), Some(76), Some(336), None]),
        ),
        (
            "start",
            long(
                [
                    1_767_225_600,
                    1_767_225_600,
                    1_767_229_200,
                    1_767_229_200,
                    1_767_229_260,
                ]
                .map(Some),
            ),
        ),
        (
            "log_status",
            text([
                Some("OK"),
                Some("OK"),
                Some("OK"),
                Some("OK"),
                Some("NODATA"),
            ]),
        ),
        (
            "tcp_flags",
            int([Some(2), Some(18), Some(0), Some(0), None]),
        ),
    ])
    .expect("a batch")
}

#[test]
fn aws_vpc_flow_logs_as_text_and_as_parquet() {
    let folder = Folder::new();
    folder.write("text/one.log", AWS);
    let place = "parquet/AWSLogs/aws-account-id=210987654321/aws-service=vpcflowlogs/aws-region=eu-central-1/year=2026/month=01/day=01";
    folder.parquet(&format!("{place}/a.log.parquet"), &aws_batch(), 2);
    for files in ["text/one.log", "parquet"] {
        let query = |name| folder.output(&["--csv", "--layout", "aws-vpc", "--query", name, files]);
        assert_eq!(query("top-services"), AWS_SERVICES, "{files}");
        let expected = "\
server,port,protocol,service,clients,flows,bytes
203.0.113.80,443,TCP,https,1,2,7000
10.0.0.2,53,UDP,domain,1,1,76
";
        assert_eq!(query("servers"), expected, "{files}");
        let expected = "\
hour,service,flows,bytes
2026-01-01T00:00:00,https,2,7000
2026-01-01T01:00:00,,1,336
2026-01-01T01:00:00,domain,1,76
";
        assert_eq!(query("services-by-hour"), expected, "{files}");
    }
    let sql = "SELECT count(*) n FROM 'parquet' WHERE month = 1 AND \"aws-region\" LIKE 'eu-%'";
    assert_eq!(folder.output(&["--csv", sql]), "n\n5\n");
}

const ZEEK_JSON: &str = r#"{"ts":1767225600.305988,"uid":"CMdzit1AMNsmfAIiQc","id.orig_h":"192.168.4.76","id.orig_p":36844,"id.resp_h":"192.168.4.1","id.resp_p":53,"proto":"udp","service":"dns","duration":0.066,"orig_bytes":62,"resp_bytes":141,"conn_state":"SF","missed_bytes":0,"history":"Dd","orig_pkts":2,"orig_ip_bytes":118,"resp_pkts":2,"resp_ip_bytes":197}
{"ts":1767225601.5,"uid":"C5bLoe2Mvxqhawzqqd","id.orig_h":"2001:db8::76","id.orig_p":46378,"id.resp_h":"2001:db8::28","id.resp_p":40443,"proto":"tcp","conn_state":"S0","orig_pkts":3,"orig_ip_bytes":180,"resp_pkts":0,"resp_ip_bytes":0}
{"ts":1767225602.0,"uid":"CGAXXM3ZqSSkPjnYHb","id.orig_h":"2001:db8::76","id.orig_p":128,"id.resp_h":"2001:db8::28","id.resp_p":129,"proto":"icmp","conn_state":"OTH","orig_pkts":1,"orig_ip_bytes":104,"resp_pkts":1,"resp_ip_bytes":104}
"#;

const ZEEK_LOG: &str = "\
#separator \\x09
#set_separator\t,
#empty_field\t(empty)
#unset_field\t-
#path\tconn
#open\t2026-01-01-00-00-00
#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents
#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]
1767225600.305988\tCMdzit1AMNsmfAIiQc\t192.168.4.76\t36844\t192.168.4.1\t53\tudp\tdns\t0.066\t62\t141\tSF\t2\t118\t2\t197\t(empty)
1767225601.500000\tC5bLoe2Mvxqhawzqqd\t2001:db8::76\t46378\t2001:db8::28\t40443\ttcp\t-\t-\t-\t-\tS0\t3\t180\t0\t0\t(empty)
1767225602.000000\tCGAXXM3ZqSSkPjnYHb\t2001:db8::76\t128\t2001:db8::28\t129\ticmp\t\"\t-\t-\t-\tOTH\t1\t104\t1\t104\t(empty)
#close\t2026-01-01-01-00-00
";

#[test]
fn conn_log_of_zeek_as_json_and_in_its_own_format() {
    let folder = Folder::new();
    folder.write("conn.json", ZEEK_JSON);
    folder.write("conn.log", ZEEK_LOG);
    for file in ["conn.json", "conn.log"] {
        let run = |arguments: &[&str]| {
            folder.output(&[&["--csv", "--layout", "zeek"], arguments, &[file]].concat())
        };
        // 118 + 197 of 703 bytes, 208 and 180.
        let expected = "\
service,protocol,flows,packets,bytes,percent
domain,UDP,1,4,315,44.8
,IPv6-ICMP,1,2,208,29.6
,TCP,1,3,180,25.6
";
        assert_eq!(run(&["--query", "top-services"]), expected, "{file}");
        let expected = "port,protocol,known_use,status,flows,bytes\n40443,TCP,,unassigned,1,180\n";
        assert_eq!(run(&["--query", "unregistered-ports"]), expected, "{file}");
        let expected = "\
server,port,protocol,service,clients,flows,bytes
192.168.4.1,53,UDP,domain,1,1,315
2001:db8::28,,IPv6-ICMP,,1,1,208
2001:db8::28,40443,TCP,,1,1,180
";
        assert_eq!(run(&["--query", "servers"]), expected, "{file}");
        let sql = "SELECT start, srcaddr, srcport FROM flows WHERE protocol = 6";
        let expected = "start,srcaddr,srcport\n2026-01-01T00:00:01.500,2001:db8::76,46378\n";
        assert_eq!(run(&[sql]), expected, "{file}");
    }
    // Without a layout, the columns have the types that the log states.
    let sql =
        "SELECT arrow_typeof(ts) a, arrow_typeof(\"id.orig_p\") b, service FROM 'conn.log' LIMIT 2";
    assert_eq!(
        folder.output(&["--csv", sql]),
        "a,b,service\nFloat64,Int64,dns\nFloat64,Int64,\n"
    );
    // The times of other logs are in ISO 8601.
    folder.write(
        "iso.json",
        ZEEK_JSON.replace("1767225600.305988", "\"2026-01-01T00:00:00.305988Z\""),
    );
    let sql = "SELECT start FROM flows WHERE service = 'domain'";
    let arguments = ["--csv", "--layout", "zeek", sql, "iso.json"];
    assert_eq!(
        folder.output(&arguments),
        "start\n2026-01-01T00:00:00.305988\n"
    );
}

const EVE: &str = r#"{"timestamp":"2026-01-01T01:00:02.251547+0100","event_type":"stats","stats":{"uptime":8}}
{"timestamp":"2026-01-01T01:00:02.251547+0100","flow_id":1,"in_iface":"eth0","event_type":"alert","src_ip":"10.0.0.5","src_port":40000,"dest_ip":"203.0.113.80","dest_port":443,"proto":"TCP","metadata":["x"],"alert":{"action":"allowed"},"flow":{"pkts_toserver":2,"pkts_toclient":1,"bytes_toserver":120,"bytes_toclient":60,"start":"2026-01-01T01:00:01.000000+0100"}}
{"timestamp":"2026-01-01T01:01:02.251547+0100","flow_id":1,"in_iface":"eth0","event_type":"flow","src_ip":"10.0.0.5","src_port":40000,"dest_ip":"203.0.113.80","dest_port":443,"proto":"TCP","app_proto":"tls","flow":{"pkts_toserver":12,"pkts_toclient":10,"bytes_toserver":1000,"bytes_toclient":9000,"start":"2026-01-01T01:00:01.000000+0100","end":"2026-01-01T01:00:31.000000+0100","age":30,"state":"closed","reason":"timeout","alerted":true},"metadata":{"flowbits":["x"]},"tcp":{"syn":true}}
{"timestamp":"2026-01-01T01:01:02.251547+0100","flow_id":2,"event_type":"flow","src_ip":"10.0.0.5","src_port":40001,"dest_ip":"10.0.0.2","dest_port":53,"proto":"UDP","app_proto":"dns","flow":{"pkts_toserver":1,"pkts_toclient":0,"bytes_toserver":70,"bytes_toclient":0,"start":"2026-01-01T02:00:01.000000+0100"}}
{"timestamp":"2026-01-01T01:01:02.251547+0100","flow_id":3,"event_type":"flow","src_ip":"2001:db8::1","dest_ip":"2001:db8::2","proto":"IPv6-ICMP","icmp_type":128,"icmp_code":0,"flow":{"pkts_toserver":1,"pkts_toclient":1,"bytes_toserver":118,"bytes_toclient":118,"start":"2026-01-01T02:00:01.000000+0100"}}
"#;

#[test]
fn flows_of_suricata() {
    let folder = Folder::new();
    folder.write("eve.json", EVE);
    let query =
        |name| folder.output(&["--csv", "--layout", "suricata", "--query", name, "eve.json"]);
    // Of 10,306 bytes, 10,000 are 97.03 %, 236 are 2.29 % and 70 are 0.68 %.
    let expected = "\
service,protocol,flows,packets,bytes,percent
https,TCP,1,22,10000,97.0
,IPv6-ICMP,1,2,236,2.3
domain,UDP,1,1,70,0.7
";
    assert_eq!(query("top-services"), expected);
    let expected = "\
hour,service,flows,bytes
2026-01-01T00:00:00,https,1,10000
2026-01-01T01:00:00,,1,236
2026-01-01T01:00:00,domain,1,70
";
    assert_eq!(query("services-by-hour"), expected);
}

/// Some columns of the files of the data set, with the spaces, the name that is there twice and the dash of Windows' code page.
const CICIDS: &[u8] = b"\
Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration, Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets,Flow Bytes/s, Fwd Header Length, Fwd Header Length, Label\r
a,192.168.10.5,54865,104.16.207.165,443,6,7/7/2017 3:30,3,2,1,12,6,4000000.0,40,40,BENIGN\r
b,104.16.207.165,443,192.168.10.5,54865,6,7/7/2017 3:30,0,1,0,6.0,0.0,Infinity,20,20,BENIGN\r
c,172.16.0.1,52298,192.168.10.50,80,6,6/7/2017 9:15,9,3,2,0,500,NaN,60,60,Web Attack \x96 XSS\r
,,,,,,,,,,,,,,,\r
";

#[test]
fn csv_of_cicids2017() {
    let folder = Folder::new();
    folder.write("Thursday.csv", CICIDS);
    let arguments = [
        "--csv",
        "--layout",
        "cicids2017",
        "--query",
        "top-services",
        "Thursday.csv",
    ];
    let ran = folder.run(&arguments);
    // Of 524 bytes, 500 are 95.42 % and 24 are 4.58 %.
    let expected = "\
service,protocol,flows,packets,bytes,percent
http,TCP,1,5,500,95.4
https,TCP,2,4,24,4.6
";
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), expected));
    let expected = "port-sql: \"Thursday.csv\": 1 character not in UTF-8 replaced\n";
    assert_eq!(ran.stderr, expected);
    // The files for machine learning have neither source port nor protocol.
    folder.write(
        "ml.csv",
        " Destination Port, Flow Duration, Total Fwd Packets, Label\n443,3,2,BENIGN\n",
    );
    let sql = "SELECT dstport, protocol, packets, service, label FROM flows";
    let output = folder.output(&["--csv", "--layout", "cicids2017", sql, "ml.csv"]);
    assert_eq!(
        output,
        "dstport,protocol,packets,service,label\n443,,,,BENIGN\n"
    );
    let sql = "SELECT port_service(\"Destination Port\", 'tcp') s FROM 'ml.csv'";
    assert_eq!(folder.output(&["--csv", sql]), "s\nhttps\n");
}

#[test]
fn a_file_of_another_layout_is_refused() {
    let folder = Folder::new();
    folder.write("eve.json", EVE.lines().last().expect("a line"));
    folder.write("a.log", AWS);
    let failure = folder.failure(&["--layout", "zeek", "--query", "top-services", "eve.json"]);
    let expected = "port-sql: \"eve.json\": no column \"id.orig_p\": expected Zeek's conn.log, as JSON or in Zeek's own format\n";
    assert_eq!(failure, (Some(2), expected.to_owned()));
    let failure = folder.failure(&["--layout", "cicids2017", "--query", "top-services", "a.log"]);
    let expected = "port-sql: \"a.log\": no column \"Destination Port\": expected The data set CICIDS2017 as CSV, and other files of CICFlowMeter with its names of columns\n";
    assert_eq!(failure, (Some(2), expected.to_owned()));
}

#[test]
fn the_sql_that_ships_with_the_program_is_printed() {
    let folder = Folder::new();
    let list = folder.output(&["--list"]);
    for name in ["aws-vpc", "zeek", "suricata", "cicids2017"] {
        let sql = folder.output(&["--show", name]);
        assert!(sql.contains("CREATE VIEW flows AS"), "{name}");
        assert!(list.contains(&format!("\n{name} ")), "{name}");
    }
    for name in [
        "top-services",
        "servers",
        "unregistered-ports",
        "services-by-hour",
    ] {
        let sql = folder.output(&["--show", name]);
        assert!(sql.contains("FROM flows"), "{name}");
        assert!(list.contains(&format!("\n{name} ")), "{name}");
    }
    for name in [
        "flow_service(srcport, dstport, protocol)",
        "iana_ports",
        "port_services",
    ] {
        assert!(list.contains(&format!("\n{name} ")), "{name}");
    }
}
