//! What is wrong is said with its place, and the exit status says whose fault it is.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};

use crate::folder::{Folder, flows};

const TYPE: &str = "the type of the first rows or of the layout";

fn check(folder: &Folder, arguments: &[&str], status: i32, message: &str) {
    let expected = format!("port-sql: {message}\n");
    assert_eq!(
        folder.failure(arguments),
        (Some(status), expected),
        "{arguments:?}"
    );
}

#[test]
fn names_of_files() {
    let folder = Folder::new();
    folder.write("empty.csv", "");
    folder.write("none/README.md", "");
    folder.write("mixed/a.csv", "n\n1\n");
    folder.parquet("mixed/b.parquet", &flows(), 10);
    for (name, message) in [
        ("a.csv", "\"a.csv\": no such file or folder"),
        ("logs/", "\"logs/\": no such file or folder"),
        ("*.parquet", "\"*.parquet\": no file matches the pattern"),
        (
            "a[.csv",
            "\"a[.csv\": malformed pattern at character 2: invalid range pattern",
        ),
        (
            "empty.csv",
            "\"empty.csv\": expected a file with content, found an empty one",
        ),
        (
            "none/",
            "\"none/\": no file of a known format: expected Parquet, Arrow, CSV, JSON or text files",
        ),
        (
            "mixed/",
            "\"mixed/a.csv\" is text and \"mixed/b.parquet\" is Parquet: expected files of one format",
        ),
    ] {
        check(&folder, &[&format!("SELECT * FROM '{name}'")], 2, message);
    }
}

#[test]
fn sql() {
    let folder = Folder::new();
    folder.parquet("a.parquet", &flows(), 10);
    for (sql, message) in [
        (
            "SELECT srcprt FROM './a.parquet' f",
            "no field named srcprt. Did you mean 'f.srcport'?",
        ),
        (
            "SELECT flow_servic(srcport, dstport, protocol) FROM './a.parquet'",
            "invalid function 'flow_servic'. Did you mean 'flow_service'?",
        ),
        (
            "SELEC 1",
            "SQL: Expected: an SQL statement, found: SELEC at Line: 1, Column: 1",
        ),
        (
            "SELECT * FROM a.parquet",
            "table 'datafusion.a.parquet' not found; name a file in single quotes, with its folder or extension: FROM 'logs/conn.json'",
        ),
        ("", "expected a query, found none"),
        (" ;", "expected a query, found none"),
    ] {
        check(&folder, &[sql], 2, message);
    }
}

#[test]
fn arguments() {
    let folder = Folder::new();
    check(
        &folder,
        &[],
        2,
        "expected a query: SQL, --file or --query; see --help",
    );
    check(
        &folder,
        &["--layout", "bro", "SELECT 1", "a.csv"],
        2,
        "unknown layout \"bro\": expected one of aws-vpc, zeek, suricata, cicids2017",
    );
    check(
        &folder,
        &["--layout", "zeek", "--query", "top", "a.csv"],
        2,
        "unknown query \"top\": expected one of top-services, servers, unregistered-ports, services-by-hour",
    );
    check(
        &folder,
        &["--layout", "zeek", "SELECT 1"],
        2,
        "--layout zeek: expected files after the query",
    );
    check(
        &folder,
        &["--layout", "zeek", "SELECT 1", "a.csv"],
        2,
        "\"a.csv\": no such file or folder",
    );
    check(
        &folder,
        &["SELECT 1", "a.csv"],
        2,
        "unexpected argument \"a.csv\": files follow the query only with --layout; else they are named in it, in single quotes",
    );
    check(
        &folder,
        &["--file", "a.sql"],
        2,
        "a.sql: No such file or directory (os error 2)",
    );
    let ran = folder.run(&["--threads", "0", "SELECT 1"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.stderr.contains("0 is not in 1..=1024"),
        "{}",
        ran.stderr
    );
}

#[test]
fn lines_of_csv() {
    let folder = Folder::new();
    let rows = "port,name\n".to_owned() + &"443,a\n".repeat(1500);
    let all = "SELECT sum(port), max(name) FROM 'a.csv'";
    let cases = [
        (
            "x,b",
            format!("a.csv:1502: \"x\" in the column \"port\": expected an integer, {TYPE}"),
        ),
        (
            "443",
            "a.csv:1502: expected 2 fields, as in the first line, found 1".to_owned(),
        ),
        (
            "443,b,c",
            "a.csv:1502: expected 2 fields, as in the first line, found 3".to_owned(),
        ),
        (
            "\n443.5,b",
            format!("a.csv:1503: \"443.5\" in the column \"port\": expected an integer, {TYPE}"),
        ),
        (
            "44\u{1b}3,b",
            format!(
                "a.csv:1502: \"44\\u{{1b}}3\" in the column \"port\": expected an integer, {TYPE}"
            ),
        ),
    ];
    for (line, message) in cases {
        folder.write("a.csv", format!("{rows}{line}\n443,a\n"));
        check(&folder, &[all], 1, &message);
    }
    for line_end in ["\r\n", "\n\n", "\r\n\r\n"] {
        let text = format!("{rows}x,b\n").replace('\n', line_end);
        let lines = line_end.matches('\n').count() * 1501 + 1;
        folder.write("a.csv", text);
        let message =
            format!("a.csv:{lines}: \"x\" in the column \"port\": expected an integer, {TYPE}");
        check(&folder, &[all], 1, &message);
    }
    folder.write(
        "a.csv",
        format!("{}\"two\nlines\"\nx,b\n", rows.clone() + "443,"),
    );
    let message = format!("a.csv:1504: \"x\" in the column \"port\": expected an integer, {TYPE}");
    check(&folder, &[all], 1, &message);
    folder.write(
        "a.log",
        "#separator \\x09\n#fields\tport\tname\n#types\tport\tstring\n443\ta\n#more\nx\tb\n",
    );
    let message = format!("a.log:6: \"x\" in the column \"port\": expected an integer, {TYPE}");
    check(&folder, &["SELECT sum(port) FROM 'a.log'"], 1, &message);
    // A value that isn't asked for isn't read.
    folder.write("a.csv", format!("{rows}x,b\n"));
    assert_eq!(
        folder.output(&["--csv", "SELECT max(name) m FROM 'a.csv'"]),
        "m\nb\n"
    );
}

#[test]
fn lines_of_json() {
    let folder = Folder::new();
    let rows = "{\"port\":443,\"name\":\"a\"}\n".repeat(1500);
    let all = "SELECT sum(port), max(name) FROM 'a.json'";
    for (line, message) in [
        (
            "{\"port\":\"x\",\"name\":\"b\"}",
            format!("a.json:1501: \"x\" in the column \"port\": expected an integer, {TYPE}"),
        ),
        (
            "{\"port\":443,\"name\":{\"b\":1}}",
            format!(
                "a.json:1501: \"{{\\\"b\\\":1}}\" in the column \"name\": expected a string, {TYPE}"
            ),
        ),
        (
            "[1]",
            "a.json:1501: expected a JSON object, found [1]".to_owned(),
        ),
        (
            "{\"port\":443,\"name\":}",
            "a.json:1501: malformed JSON at character 20: expected value".to_owned(),
        ),
        (
            "\n{\"port\":44",
            "a.json:1502: malformed JSON at character 10: EOF while parsing an object".to_owned(),
        ),
    ] {
        folder.write("a.json", format!("{rows}{line}\n"));
        check(&folder, &[all], 1, &message);
    }
}

#[test]
fn damaged_files() {
    let folder = Folder::new();
    folder.parquet("a.parquet", &flows(), 2);
    let parquet = std::fs::read(folder.path().join("a.parquet")).expect("a file");
    folder.write("cut.parquet", &parquet[..parquet.len() - 30]);
    let (status, message) = folder.failure(&["SELECT sum(bytes) FROM 'cut.parquet'"]);
    assert_eq!(status, Some(1));
    assert!(
        message.starts_with("port-sql: \"cut.parquet\": "),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1, "{message}");

    for (name, content) in [
        (
            "cut.csv.gz",
            include_bytes!("../data/flows.csv.gz").as_slice(),
        ),
        ("cut.csv.bz2", include_bytes!("../data/flows.csv.bz2")),
        ("cut.csv.xz", include_bytes!("../data/flows.csv.xz")),
        ("cut.csv.zst", include_bytes!("../data/flows.csv.zst")),
    ] {
        folder.write(name, &content[..content.len() - 20]);
        let sql = format!("SELECT sum(bytes) FROM '{name}'");
        let (status, message) = folder.failure(&[&sql]);
        assert_eq!(status, Some(1), "{message}");
        assert!(
            message.starts_with(&format!("port-sql: \"{name}\": ")),
            "{message}"
        );
    }

    // The header of the first page.
    let mut damaged = parquet.clone();
    damaged[4..20].fill(0xff);
    folder.write("pages/a.parquet", &parquet);
    folder.write("pages/b.parquet", &damaged);
    let (status, message) = folder.failure(&["SELECT sum(srcport) FROM 'pages/'"]);
    assert_eq!(status, Some(1));
    assert!(
        message.starts_with("port-sql: \"pages/b.parquet\": "),
        "{message}"
    );

    let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    let batch = RecordBatch::try_from_iter([("bytes", text)]).expect("a batch");
    folder.parquet("types/a.parquet", &flows(), 10);
    folder.parquet("types/b.parquet", &batch, 10);
    let message = "\"types/b.parquet\": the column \"bytes\" is Utf8View: expected Int64, as in the files before";
    check(&folder, &["SELECT sum(bytes) FROM 'types/'"], 1, message);
}

#[test]
fn errors_of_a_query_that_runs() {
    let folder = Folder::new();
    folder.write("a.csv", "n\n1\n0\n");
    check(
        &folder,
        &["SELECT 1 / n FROM 'a.csv'"],
        1,
        "divide by zero error",
    );
}
