//! Names of files as tables.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt16Array,
};
use datafusion::arrow::datatypes::Int32Type;

use crate::folder::{Folder, SUMS, flows};

/// The CSV that the compressed files have; they were made with gzip(1), bzip2(1), xz(1) and zstd(1).
const CSV: &[u8] = include_bytes!("../data/flows.csv");

#[test]
fn every_format_has_the_same_sums() {
    let folder = Folder::new();
    let csv = String::from_utf8(CSV.to_vec()).expect("UTF-8");
    for (name, delimiter) in [
        ("a.csv", ","),
        ("a.tsv", "\t"),
        ("semicolons.csv", ";"),
        ("a.psv", "|"),
        ("a.log", " "),
        ("without-extension.", ","),
    ] {
        folder.write(name, csv.replace(',', delimiter));
        assert_eq!(folder.sums(name), SUMS, "{name}");
    }
    let objects = [
        r#"{"srcport":51514,"dstport":443,"protocol":6,"bytes":100}"#,
        r#"{"dstport":51514,"srcport":443,"protocol":6,"bytes":1000}"#,
        r#"{"srcport":40000,"dstport":53,"protocol":17,"bytes":10,"more":[1]}"#,
    ];
    for (name, content) in [
        ("a.json", objects.join("\n")),
        ("a.ndjson", objects.join("\r\n") + "\r\n"),
        ("a.jsonl", objects.join("\n\n") + "\n"),
        ("json.log", objects.join("\n")),
        ("array.json", format!("[{}]", objects.join(",\n"))),
    ] {
        folder.write(name, content);
        assert_eq!(folder.sums(name), SUMS, "{name}");
    }
    folder.parquet("a.parquet", &flows(), 2);
    folder.arrow_file("a.arrow", &flows());
    folder.arrow_stream("stream.arrow", &flows());
    for name in ["a.parquet", "a.arrow", "stream.arrow"] {
        assert_eq!(folder.sums(name), SUMS, "{name}");
    }
}

#[test]
fn compressed_files_are_found_by_name_or_content() {
    let folder = Folder::new();
    for (name, content) in [
        (
            "a.csv.gz",
            include_bytes!("../data/flows.csv.gz").as_slice(),
        ),
        ("a.csv.bz2", include_bytes!("../data/flows.csv.bz2")),
        ("a.csv.xz", include_bytes!("../data/flows.csv.xz")),
        ("a.csv.zst", include_bytes!("../data/flows.csv.zst")),
        ("b.csv", include_bytes!("../data/flows.csv.zst")),
        ("b.CSV.GZ", include_bytes!("../data/flows.csv.gz")),
    ] {
        folder.write(name, content);
        assert_eq!(folder.sums(name), SUMS, "{name}");
    }
}

#[test]
fn folders_and_patterns_are_tables() {
    let folder = Folder::new();
    let header = "srcport,dstport,protocol,bytes\n";
    folder.write("logs/one.csv", format!("{header}51514,443,6,100\n"));
    // Another order of columns, and one more.
    folder.write(
        "logs/more/two three.csv",
        "bytes,dstport,srcport,protocol,x\n1000,51514,443,6,7\n",
    );
    folder.write("logs/more/[3].csv", format!("{header}40000,53,17,10\n"));
    folder.write("logs/_SUCCESS", "");
    folder.write("logs/.one.csv.crc", "crc");
    folder.write("logs/empty.csv", "");
    let parent = "logs/../logs";
    for name in ["logs", "logs/", "./logs", parent, "logs/**/*.csv", "*/"] {
        assert_eq!(folder.sums(name), SUMS, "{name}");
    }
    assert_eq!(folder.sums("logs/more/two three.csv"), "s,b\nhttps,1000\n");
    assert_eq!(folder.sums("logs/more/[3].csv"), "s,b\ndomain,10\n");
    assert_eq!(folder.sums("logs/more/[3t]*.csv"), "s,b\nhttps,1000\n");
    let absolute = folder.path().join("logs").display().to_string();
    assert_eq!(folder.sums(&absolute), SUMS);
    let sql = "SELECT x, bytes FROM 'logs' ORDER BY bytes";
    assert_eq!(
        folder.output(&["--csv", sql]),
        "x,bytes\n,10\n,100\n7,1000\n"
    );
}

#[test]
fn numbers_may_have_another_type_in_another_file() {
    let folder = Folder::new();
    let int: ArrayRef = Arc::new(UInt16Array::from(vec![443]));
    let long: ArrayRef = Arc::new(Int64Array::from(vec![5_000_000_000]));
    for (name, column) in [("logs/a.parquet", int), ("logs/b.parquet", long)] {
        let batch = RecordBatch::try_from_iter([("n", column)]).expect("a batch");
        folder.parquet(name, &batch, 10);
    }
    let sql = "SELECT n, arrow_typeof(n) t FROM 'logs/' ORDER BY n";
    assert_eq!(
        folder.output(&["--csv", sql]),
        "n,t\n443,Int64\n5000000000,Int64\n"
    );
}

#[test]
fn other_files_in_a_folder_are_named() {
    let folder = Folder::new();
    folder.write("logs/a.csv", CSV);
    folder.write("logs/README.md", "text");
    let ran = folder.run(&["--csv", "SELECT count(*) n FROM 'logs/'"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), "n\n3\n"));
    let expected =
        "port-sql: \"logs/\": 1 file of unknown format not read, such as \"logs/README.md\"\n";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn folders_of_hive_are_columns() {
    let folder = Folder::new();
    for (place, bytes) in [
        ("aws-account-id=012345678901/year=2026/month=01", 1),
        ("aws-account-id=012345678901/year=2026/month=02", 20),
        ("aws-account-id=112345678901/year=2025/month=02", 300),
    ] {
        folder.write(&format!("csv/{place}/a.csv"), format!("bytes\n{bytes}\n"));
        let column: ArrayRef = Arc::new(Int64Array::from(vec![bytes]));
        let batch = RecordBatch::try_from_iter([("bytes", column)]).expect("a batch");
        folder.parquet(&format!("parquet/{place}/a.log.parquet"), &batch, 10);
    }
    for table in ["csv", "parquet"] {
        for pattern in [format!("{table}/"), format!("{table}/*/year=*/**/a.*")] {
            for (filter, expected) in [
                ("month = 2", 320),
                ("month = '02'", 320),
                ("year = 2026 AND month < 2", 1),
                ("year = 2026 AND bytes > 1", 20),
                ("\"aws-account-id\" = '012345678901'", 21),
                ("month = 3 OR bytes = 300", 300),
            ] {
                let sql = format!("SELECT sum(bytes) b FROM '{pattern}' WHERE {filter}");
                let output = folder.output(&["--csv", &sql]);
                assert_eq!(output, format!("b\n{expected}\n"), "{sql}");
            }
            let sql = format!("SELECT count(*) n FROM '{pattern}' WHERE month = 3");
            assert_eq!(folder.output(&["--csv", &sql]), "n\n0\n");
        }
    }
}

#[test]
fn numbers_of_accounts_keep_their_zeros() {
    let folder = Folder::new();
    folder.write("aws-account-id=000000000042/day=07/a.csv", "n\n1\n");
    let sql = "SELECT * FROM 'aws-account-id=000000000042'";
    assert_eq!(
        folder.output(&["--csv", sql]),
        "n,aws-account-id,day\n1,000000000042,7\n"
    );
}

#[test]
fn arguments_of_functions_may_have_any_type() {
    let folder = Folder::new();
    // In each column: 443/tcp, 53/udp, and what is no port and no protocol.
    let ports: [(&str, ArrayRef); 4] = [
        ("i", Arc::new(Int64Array::from(vec![443, 53, 65536]))),
        (
            "u",
            Arc::new(UInt16Array::from(vec![Some(443), Some(53), None])),
        ),
        ("f", Arc::new(Float64Array::from(vec![443.0, 53.0, 443.5]))),
        ("t", Arc::new(StringArray::from(vec!["443", "53", "-1"]))),
    ];
    let protocols: [(&str, ArrayRef); 3] = [
        ("n", Arc::new(Int64Array::from(vec![6, 17, 256]))),
        ("k", Arc::new(StringArray::from(vec!["tcp", "UDP", "none"]))),
        (
            "d",
            Arc::new(
                ["tcp", "udp", "tcp"]
                    .into_iter()
                    .collect::<DictionaryArray<Int32Type>>(),
            ),
        ),
    ];
    let columns = ports.iter().chain(&protocols).cloned();
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    folder.parquet("a.parquet", &batch, 10);
    for (port, _) in &ports {
        for (protocol, _) in &protocols {
            let sql = format!("SELECT port_service({port}, {protocol}) s FROM './a.parquet'");
            let output = folder.output(&["--csv", &sql]);
            assert_eq!(output, "s\nhttps\ndomain\n\"\"\n", "{sql}");
        }
    }
}

#[test]
fn tables_of_the_registry_can_be_joined() {
    let folder = Folder::new();
    folder.write("a.csv", CSV);
    let sql = "SELECT service_name, sum(bytes) AS b FROM 'a.csv' f \
               JOIN port_services p ON f.dstport = p.port AND f.protocol = p.protocol \
               GROUP BY 1 ORDER BY 1";
    assert_eq!(
        folder.output(&["--csv", sql]),
        "service_name,b\ndomain,10\nhttps,100\n"
    );
    let sql = "SELECT count(*) n, count(DISTINCT protocol) p FROM ip_protocols";
    assert_eq!(folder.output(&["--csv", sql]), "n,p\n256,256\n");
}

#[test]
fn a_result_can_be_written_to_a_file() {
    let folder = Folder::new();
    folder.write("a.csv", CSV);
    let sql = "COPY (SELECT * FROM 'a.csv') TO 'b.parquet'; SELECT sum(bytes) b FROM 'b.parquet'";
    assert_eq!(folder.output(&["--csv", sql]), "count\n3\nb\n1110\n");
}
