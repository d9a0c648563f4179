//! Tests what is read besides the formats: compression, folders, line ends, values, and the options that name fields.

use std::fs;
use std::process::{Command, Output, Stdio};

use crate::program::{assert_output, flows, folder, gzip, run, text};

const HEADINGS: &str = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n";

/// Asserts the rows of a summary, and what is reported.
#[track_caller]
fn assert_rows(output: &Output, status: i32, rows: &str, errors: &str) {
    assert_output(output, status, &format!("{HEADINGS}{rows}"), errors);
}

/// Runs with `--summary --csv` and these arguments.
fn sums(arguments: &[&str], log: &str) -> Output {
    run(
        &[&["--summary", "--csv"], arguments].concat(),
        log.as_bytes(),
    )
}

/// A log with each separator has the same sums.
#[test]
fn separators_are_found_in_the_header() {
    let header = ["srcport", "dstport", "protocol", "packets", "bytes", "note"];
    for separator in ["\t", ",", ";", "|", " ", "   "] {
        let names = header.join(separator);
        let record = ["51514", "443", "6", "3", "100", "x"].join(separator);
        let output = sums(&[], &format!("{names}\n{record}\n{names}\n{record}\n"));
        let rows = "https,tcp,443,2,6,200,1.000000,ports\n";
        assert_rows(&output, 0, rows, "flows: 4 lines: 2 flows, 2 headers\n");
    }
    let log = "srcport:dstport:protocol\n51514:443:6\n";
    let output = run(&["--delimiter", ":"], log.as_bytes());
    let expected = "srcport:dstport:protocol:service\n51514:443:6:https\n";
    assert_output(&output, 0, expected, "flows: 2 lines: 1 flow, 1 header\n");
    let output = run(&["--delimiter", "::"], b"");
    let error = text(&output.stderr).lines().next().unwrap();
    assert!(
        error.ends_with("expected one character of ASCII, or tab, space or spaces"),
        "{error}"
    );
}

/// `--help` promises it. The last field of AWS is the status, of which a CR would be a part.
#[test]
fn a_vpc_log_may_have_dos_line_ends() {
    let log = "2 1 eni-1 10.0.0.5 10.0.0.9 51514 443 6 20 4249 1 2 ACCEPT OK\r\n\
               2 1 eni-1 - - - - - - - 1 2 - NODATA\r\n";
    let output = run(&[], log.as_bytes());
    let expected = "2 1 eni-1 10.0.0.5 10.0.0.9 51514 443 6 20 4249 1 2 ACCEPT OK https\r\n\
                    2 1 eni-1 - - - - - - - 1 2 - NODATA -\r\n";
    assert_output(&output, 0, expected, "flows: 2 lines: 1 flow, 1 NODATA\n");
    let log = format!(
        "srcport dstport protocol log-status\r\n{}",
        "51514 443 6 OK\r\n".repeat(3)
    );
    let output = sums(&[], &log);
    let rows = "https,tcp,443,3,,,,ports\n";
    let errors = "flows: 4 lines: 3 flows, 1 header\n\
                  flows: all records have no number of packets\n\
                  flows: all records have no number of bytes\n";
    assert_rows(&output, 0, rows, errors);
}

/// All chunks but the first begin in the layout of the header before them, whichever thread reads them.
#[test]
fn headers_may_change_in_any_chunk() {
    let one = "srcport,dstport,protocol,packets,bytes,padding\n".to_owned()
        + &format!("51514,443,6,1,100,{}\n", "x".repeat(60)).repeat(5000);
    let other = "bytes;packets;dst_port;src_port;proto\n".to_owned()
        + &"100;1;443;51514;tcp\n".repeat(20000);
    let log = format!("{one}{other}{one}{other}");
    for threads in ["1", "2", "8"] {
        let output = sums(&["--threads", threads], &log);
        let rows = "https,tcp,443,50000,50000,5000000,1.000000,ports\n";
        assert_rows(
            &output,
            0,
            rows,
            "flows: 50004 lines: 50000 flows, 4 headers\n",
        );
        // Each line is still in its place.
        let output = run(&["--threads", threads], log.as_bytes());
        let named: String = log
            .lines()
            .map(|line| match (line.contains("proto"), line.contains(';')) {
                (true, false) => format!("{line},service\n"),
                (true, true) => format!("{line};service\n"),
                (false, false) => format!("{line},https\n"),
                (false, true) => format!("{line};https\n"),
            })
            .collect();
        assert!(text(&output.stdout) == named, "{threads} threads");
    }
}

#[test]
fn a_header_that_is_not_understood_ends_the_reading() {
    let first = "srcport,dstport,protocol,packets,bytes\n51514,443,6,1,1\n";
    for (header, error) in [
        (
            "srcport,protocol,packets,bytes",
            "no column for dstport: expected one called dstport, ",
        ),
        (
            "von,nach,art,pakete,umfang",
            "no named columns: expected a line such as ",
        ),
    ] {
        let output = sums(&[], &format!("{first}{header}\n51514,443,6,1\n"));
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
        let errors = text(&output.stderr);
        let counts = "flows: 2 lines: 1 flow, 1 header\n";
        assert!(errors.starts_with(counts), "{errors}");
        assert!(
            errors.contains(&format!("flows: standard input:3: {error}")),
            "{errors}"
        );
    }
}

#[test]
fn values_are_read_as_programs_write_them() {
    let log = "srcport,dstport,protocol,packets,bytes\n\
               \"51,514\",443.0,6.0,1,\"1,000\"\n\
               0xc93a,https,T,1,1000\n\
               51514 , 443 ,tcp, 1 ,1e3\n\
               51514,0x1bb,0x06,1,1000\n\
               ,,arp,1,60\n\
               -,-,6,1,40\n\
               51514,no-such-service,6,1,1\n\
               51514,443.5,6,1,1\n";
    let errors = "\
flows: standard input:8: dstport \"no-such-service\": expected a number from 0 to 65535
flows: standard input:9: dstport \"443.5\": expected a number from 0 to 65535
flows: 9 lines: 6 flows, 1 header, 2 bad
flows: without ports: 1 of arp
";
    let rows =
        "https,tcp,443,4,4,4000,0.975610,ports\n,arp,,1,1,60,0.014634,\n,tcp,,1,1,40,0.009756,\n";
    assert_rows(&sums(&[], log), 1, rows, errors);
}

#[test]
fn a_multicast_or_broadcast_address_is_no_clients() {
    // Of these two ports, the source's is the one with a service.
    let log = "srcaddr,dstaddr,srcport,dstport,protocol,packets,bytes\n\
               10.0.0.5,239.255.255.250,53,50000,17,1,1\n\
               10.0.0.5,255.255.255.255,53,50000,17,1,1\n\
               fe80::1,ff02::1,53,50000,17,1,1\n\
               10.0.0.5,10.0.0.6,53,50001,17,1,1\n\
               10.0.0.5,239.255.255.250,443,50001,6,1,1\n";
    let errors = "flows: 6 lines: 5 flows, 1 header\n\
                  flows: server known: 3 by a multicast or broadcast address, 2 by the ports\n";
    let rows = ",udp,50000,3,3,3,0.600000,address\nhttps,tcp,443,1,1,1,0.200000,ports\n\
                domain,udp,53,1,1,1,0.200000,ports\n";
    assert_rows(&sums(&[], log), 0, rows, errors);
}

#[test]
fn fields_can_be_named() {
    let log = "from,target,kind,out,back,p\n51514,443,tcp,100,900,7\n";
    let arguments = [
        "--column",
        "srcport=from",
        "--column",
        "dstport=target",
        "--column",
        "protocol=kind",
        "--bytes",
        "out+back",
        "--packets",
        "p",
    ];
    let errors = "flows: 2 lines: 1 flow, 1 header\n";
    let rows = "https,tcp,443,1,7,1000,1.000000,ports\n";
    assert_rows(&sums(&arguments, log), 0, rows, errors);
    // --fields replaces the header.
    let fields = ["--fields", "srcport,dstport,protocol,bytes,x,packets"];
    let log = "srcport,dstport,protocol,a,b,c\n51514,443,tcp,100,900,7\n";
    let rows = "https,tcp,443,1,7,100,1.000000,ports\n";
    assert_rows(&sums(&fields, log), 0, rows, errors);
    // One column of two.
    let log = "srcport,dstport,protocol,in_pkts,in_bytes,out_bytes\n51514,443,tcp,1,100,900\n";
    let rows = "https,tcp,443,1,1,900,1.000000,ports\n";
    let one = "flows: all records have the amounts of one direction only, of which the sums are\n";
    let output = sums(&["--bytes", "out_bytes"], log);
    assert_rows(&output, 0, rows, &format!("{errors}{one}"));
    let output = sums(&["--column", "bytes=total"], log);
    let error = "flows: 0 lines: 0 flows\nflows: standard input:1: no column called \"total\", which --column names\n";
    assert_output(&output, 2, "", error);
}

#[test]
fn a_log_may_have_destination_ports_only() {
    let log = "Destination Port,Flow Duration\n443,1\n514,1\n8931,1\n";
    let errors = "flows: 4 lines: 3 flows, 1 header\n\
                  flows: all records have no number of packets\n\
                  flows: all records have no number of bytes\n";
    // 514 is a port of shell over TCP, and of syslog over UDP.
    let rows = "https,,443,1,,,,\n,,514,1,,,,\n,,8931,1,,,,\n";
    let arguments = ["--column", "dstport=Destination Port", "--delimiter", ","];
    assert_rows(&sums(&arguments, log), 0, rows, errors);
    let rows = "https,tcp,443,1,,,,\nshell,tcp,514,1,,,,\n,tcp,8931,1,,,,\n";
    let arguments = [&arguments[..], &["--protocol", "tcp"]].concat();
    assert_rows(&sums(&arguments, log), 0, rows, errors);
}

/// The source of `CICFlowMeter` is not always the client: it ends a flow after FIN, and the next packet of the server begins
/// another one.
#[test]
fn the_ports_decide_in_flows_that_were_cut_in_two() {
    let log = "Src Port,Dst Port,Protocol,Total Fwd Packets,Total Backward Packets,Total Length of Fwd Packets,\
               Total Length of Bwd Packets\n443,54865,6,2,0,12,0\n54865,443,6,1,2,10,20\n";
    let rows = "https,tcp,443,2,5,42,1.000000,ports\n";
    assert_rows(
        &sums(&[], log),
        0,
        rows,
        "flows: 3 lines: 2 flows, 1 header\n",
    );
}

#[test]
fn aggregated_records_are_as_many_flows() {
    let log =
        "srcport,dstport,protocol,packets,bytes,flows\n51514,443,6,10,100,3\n51515,443,6,1,10,1\n";
    let rows = "https,tcp,443,4,11,110,1.000000,ports\n";
    assert_rows(
        &sums(&[], log),
        0,
        rows,
        "flows: 3 lines: 4 flows, 1 header\n",
    );
}

#[test]
fn other_versions_of_vpc_logs_are_named() {
    let line = "5 ".to_owned() + &"- ".repeat(27) + "x";
    let output = run(&[], format!("{line}\n").as_bytes());
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        errors.contains("standard input:1: 29 fields without a line of names, found \"5 - "),
        "{errors}"
    );
    assert!(
        errors.ends_with("pass its names with --fields\n"),
        "{errors}"
    );
    // CloudWatch puts the time before each line.
    let log =
        "2026-09-01T10:00:00.000Z 2 1 eni-1 10.0.0.5 10.0.0.9 51514 443 6 20 4249 1 2 ACCEPT OK\n";
    let rows = "https,tcp,443,1,20,4249,1.000000,ports\n";
    assert_rows(&sums(&[], log), 0, rows, "flows: 1 line: 1 flow\n");
}

#[test]
fn inputs_that_are_not_read_are_named() {
    for (bytes, message) in [
        (
            &b"PAR1\x15\x04"[..],
            "this is Parquet: port-sql in examples/engines reads it",
        ),
        (
            b"\xff\xfes\0r\0c\0",
            "this is UTF-16: convert it to UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE | flows",
        ),
        (
            b"\xfd7zXZ\0\0\0",
            "this is xz data: decompress it first: xz -dc FILE | flows",
        ),
        (
            b"\xd4\xc3\xb2\xa1\x02\0",
            "this is a packet capture: the program pcap reads it",
        ),
    ] {
        for input in [bytes.to_vec(), gzip(bytes)] {
            let output = run(&["--summary"], &input);
            let errors = format!("flows: 0 lines: 0 flows\nflows: standard input:1: {message}\n");
            assert_output(&output, 2, "", &errors);
        }
    }
}

/// Compresses with a program, which is not the library that the program uses. Returns `None` if it is not installed.
fn compressed(program: &str, text: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write as _;
    let child = Command::new(program)
        .args(["-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.ok()?;
    child.stdin.take()?.write_all(text).ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// `1,443,6\n` below a header, compressed with zstd and bzip2.
const ZSTD: &[u8] = include_bytes!("../data/flows/small.csv.zst");
const BZIP2: &[u8] = include_bytes!("../data/flows/small.csv.bz2");
const SMALL: &str = "srcport,dstport,protocol,packets,bytes\n51514,443,6,1,1\n";

#[test]
fn zstd_and_bzip2_are_known_by_their_first_bytes() {
    let rows = "https,tcp,443,1,1,1,1.000000,ports\n";
    for (name, small) in [("zstd", ZSTD), ("bzip2", BZIP2)] {
        let output = run(&["--summary", "--csv"], small);
        assert_rows(&output, 0, rows, "flows: 2 lines: 1 flow, 1 header\n");
        // Several frames or streams follow each other.
        let output = run(&["--summary", "--csv"], &[small, small].concat());
        let rows = "https,tcp,443,2,2,2,1.000000,ports\n";
        assert_rows(&output, 0, rows, "flows: 4 lines: 2 flows, 2 headers\n");
        // Data that is cut short.
        let output = run(&["--summary"], &small[..small.len() - 6]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
        let error = format!("the {name} data is cut short or damaged: ");
        assert!(text(&output.stderr).contains(&error), "{output:?}");
        // A wrong checksum.
        let mut wrong = small.to_vec();
        let last = if name == "zstd" {
            wrong.len() - 2
        } else {
            wrong.len() - 4
        };
        wrong[last] ^= 0x10;
        let output = run(&["--summary"], &wrong);
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(2), ""),
            "{name}"
        );
        // A long log.
        let long = "srcport,dstport,protocol,packets,bytes\n".to_owned()
            + &"51514,443,6,1,1\n".repeat(50_000);
        if let Some(long) = compressed(name, long.as_bytes()) {
            let output = run(&["--summary", "--csv"], &long);
            let rows = "https,tcp,443,50000,50000,50000,1.000000,ports\n";
            assert_rows(
                &output,
                0,
                rows,
                "flows: 50001 lines: 50000 flows, 1 header\n",
            );
        }
    }
}

#[test]
fn folders_are_read_as_their_files() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("a/deep")).unwrap();
    fs::write(at("a/deep/2.csv"), SMALL).unwrap();
    fs::write(at("a/1.csv.gz"), gzip(SMALL.as_bytes())).unwrap();
    fs::write(
        at("b.json"),
        "[{\"dstport\": 443, \"srcport\": 51514, \"protocol\": 6, \"packets\": 1, \"bytes\": 1}]",
    )
    .unwrap();
    fs::write(at(".hidden"), "not read\n").unwrap();
    std::os::unix::fs::symlink(folder.path(), at("a/loop")).unwrap();
    let output = flows()
        .args(["--summary", "--csv"])
        .arg(folder.path())
        .output()
        .unwrap();
    let rows = "https,tcp,443,3,3,3,1.000000,ports\n";
    assert_rows(&output, 0, rows, "flows: 5 lines: 3 flows, 2 headers\n");
}

#[test]
fn only_the_services_are_printed_on_demand() {
    let log = "srcport dstport protocol\n51514 443 6\n\n1 2 3\n51514 70000 6\n53 51514 17\n";
    let output = run(&["--only-service"], log.as_bytes());
    assert_eq!(text(&output.stdout), "service\nhttps\n\n-\n-\ndomain\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_field_that_exists_is_not_doubled() {
    let log = "srcport,dstport,protocol,service\n51514,443,6,x\n";
    let named = run(&[], log.as_bytes());
    let expected = "srcport,dstport,protocol,service,port_service\n51514,443,6,x,https\n";
    assert_eq!(text(&named.stdout), expected);
}

/// The service of the file is the server's, and its name comes before that of the registry.
#[test]
fn services_of_a_file_come_first() {
    let folder = folder();
    let file = folder.path().join("services");
    fs::write(&file, "ours 8931/tcp\nweb 443/tcp\n").unwrap();
    let file = file.to_str().unwrap();
    let log = "srcport dstport protocol packets bytes\n8931 22 6 1 3\n51514 443 6 1 2\n51514 web 6 1 2\n51514 22 6 1 1\n";
    let rows = "web,tcp,443,2,2,4,0.500000,ports\nours,tcp,8931,1,1,3,0.375000,ports\nssh,tcp,22,1,1,1,0.125000,ports\n";
    let output = sums(&["--services", file], log);
    assert_rows(&output, 0, rows, "flows: 5 lines: 4 flows, 1 header\n");
    // Controls of the file must not reach a terminal.
    fs::write(file, "a\u{1b}[2J 443/tcp\n").unwrap();
    let output = run(
        &["--services", file],
        b"srcport dstport protocol\n51514 443 6\n",
    );
    assert!(!output.stdout.contains(&0x1b), "{output:?}");
    let output = run(&["--services", "/no/such/file"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("/no/such/file"), "{output:?}");
}

#[test]
fn flows_are_summed_up_by_destination_port_and_by_tag() {
    let log = "srcport,dstport,protocol,packets,bytes\n51514,443,6,1,100\n443,51514,6,1,50\n51514,53,17,1,10\n51514,25,6,1,1\n";
    let rows = "https,tcp,443,1,1,100,0.621118,\n,tcp,51514,1,1,50,0.310559,\n\
                domain,udp,53,1,1,10,0.062112,\nsmtp,tcp,25,1,1,1,0.006211,\n";
    let errors = "flows: 5 lines: 4 flows, 1 header\n";
    assert_rows(&sums(&["--by", "dstport"], log), 0, rows, errors);
    let folder = folder();
    let file = folder.path().join("tags.csv");
    fs::write(
        &file,
        "dstport,protocol,tag\n443,tcp,\"web, secure\"\n25,TCP,mail\n53,17,\"a\u{1b}[2J\"\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let output = sums(&["--tags", file], log);
    let expected = "tag,flows,packets,bytes,share_of_bytes\n\"web, secure\",1,1,100,0.621118\n,1,1,50,0.310559\n\
                    a\\u{1b}[2J,1,1,10,0.062112\nmail,1,1,1,0.006211\n";
    assert_output(&output, 0, expected, errors);
    // A name with a comma is quoted in CSV.
    let output = run(&["--tags", file], log.as_bytes());
    let expected = "srcport,dstport,protocol,packets,bytes,service\n51514,443,6,1,100,\"web, secure\"\n\
                    443,51514,6,1,50,-\n51514,53,17,1,10,a\\u{1b}[2J\n51514,25,6,1,1,mail\n";
    assert_output(&output, 0, expected, errors);
    fs::write(file, "443,tcp\n").unwrap();
    let output = run(&["--tags", file], b"");
    let error = format!(
        "flows: {file}: line 1: \"443,tcp\": expected dstport,protocol,tag, such as 443,tcp,web\n"
    );
    assert_output(&output, 2, "", &error);
}

#[test]
fn descriptions_are_a_column() {
    let log = "srcport,dstport,protocol,packets,bytes\n51514,443,6,1,100\n";
    let output = sums(&["--description"], log);
    let expected = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by,description\n\
                    https,tcp,443,1,1,100,1.000000,ports,http protocol over TLS/SSL\n";
    assert_output(&output, 0, expected, "flows: 2 lines: 1 flow, 1 header\n");
}
