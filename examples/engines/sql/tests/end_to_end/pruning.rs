//! Filters on names skip the row groups of Parquet files whose statistics exclude the ports.

use crate::folder::{Folder, batch};

/// Four row groups of ports in order: 1 to 100, 101 to 200, 201 to 443 and 40000 up.
fn sorted() -> Folder {
    let mut ports: Vec<i32> = (1..=200).collect();
    ports.extend((344..=443).chain(40_000..40_100));
    let rows = ports.len();
    let protocols: Vec<i32> = (0..rows).map(|row| [6, 17, 1, 132][row % 4]).collect();
    let bytes: Vec<i64> = (0..).take(rows).collect();
    let folder = Folder::new();
    folder.parquet(
        "a.parquet",
        &batch(&vec![51514; rows], &ports, &protocols, &bytes),
        100,
    );
    folder
}

/// Returns the numbers of row groups that were considered and that were read, by statistics.
fn groups(folder: &Folder, filter: &str) -> (String, String) {
    let sql = format!("EXPLAIN ANALYZE SELECT * FROM 'a.parquet' WHERE {filter}");
    let plan = folder.output(&[&sql]);
    let (_, metric) = plan
        .split_once("row_groups_pruned_statistics=")
        .expect("the metric");
    let mut numbers = metric
        .split(|one: char| !one.is_ascii_digit())
        .filter(|one| !one.is_empty());
    let mut next = || numbers.next().expect("a number").to_owned();
    (next(), next())
}

fn rows(folder: &Folder, filter: &str) -> String {
    let sql = format!("SELECT * FROM 'a.parquet' WHERE {filter} ORDER BY bytes");
    folder.output(&["--csv", &sql])
}

#[test]
fn row_groups_are_skipped() {
    let folder = sorted();
    let is = |total: &str, read: &str| (total.to_owned(), read.to_owned());
    for (named, plain, read) in [
        (
            "port_service(dstport, protocol) = 'https'",
            "dstport = 443 AND protocol IN (6, 17, 132)",
            "1",
        ),
        (
            "port_service(dstport, protocol) IN ('ssh', 'domain')",
            "(dstport = 22 AND protocol IN (6, 17, 132)) OR (dstport = 53 AND protocol IN (6, 17))",
            "1",
        ),
        (
            "port_class(dstport) = 'registered'",
            "dstport BETWEEN 1024 AND 49151",
            "1",
        ),
    ] {
        assert_eq!(groups(&folder, named), is("4", read), "{named}");
        assert_eq!(groups(&folder, plain), is("4", read), "{plain}");
        // The rule doesn't know this one.
        let (function, names) = named.split_once(") ").expect("a call");
        let unknown = format!("concat({function}), '') {names}");
        assert_eq!(groups(&folder, &unknown), is("4", "4"), "{unknown}");

        let expected = rows(&folder, plain);
        assert!(expected.lines().count() > 1, "{plain}");
        assert_eq!(rows(&folder, named), expected, "{named}");
        assert_eq!(rows(&folder, &unknown), expected, "{unknown}");
    }
}

#[test]
fn row_groups_are_skipped_through_a_layout() {
    let folder = sorted();
    let sql = "EXPLAIN ANALYZE SELECT sum(bytes) FROM flows WHERE service = 'https'";
    let plan = folder.output(&["--layout", "aws-vpc", sql, "a.parquet"]);
    let (_, metric) = plan
        .split_once("row_groups_pruned_statistics=")
        .expect("the metric");
    let metric: String = metric.chars().take_while(|one| *one != ',').collect();
    let numbers: Vec<&str> = metric
        .split(|one: char| !one.is_ascii_digit())
        .filter(|one| !one.is_empty())
        .collect();
    assert_eq!(numbers[..2], ["4", "1"], "{metric}");
}
