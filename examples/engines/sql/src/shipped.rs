//! The layouts and queries that ship with the program. Each is a file of SQL, the first lines of which describe it.

/// A file of SQL.
#[derive(Debug)]
pub struct Shipped {
    /// The name, as an argument.
    pub name: &'static str,
    /// The SQL.
    pub sql: &'static str,
}

/// The views of files that other programs write, as the table `flows`.
pub const LAYOUTS: [Shipped; 4] = [
    Shipped {
        name: "aws-vpc",
        sql: include_str!("../layouts/aws-vpc.sql"),
    },
    Shipped {
        name: "zeek",
        sql: include_str!("../layouts/zeek.sql"),
    },
    Shipped {
        name: "suricata",
        sql: include_str!("../layouts/suricata.sql"),
    },
    Shipped {
        name: "cicids2017",
        sql: include_str!("../layouts/cicids2017.sql"),
    },
];

/// Queries of the table `flows`.
pub const QUERIES: [Shipped; 4] = [
    Shipped {
        name: "top-services",
        sql: include_str!("../queries/top-services.sql"),
    },
    Shipped {
        name: "servers",
        sql: include_str!("../queries/servers.sql"),
    },
    Shipped {
        name: "unregistered-ports",
        sql: include_str!("../queries/unregistered-ports.sql"),
    },
    Shipped {
        name: "services-by-hour",
        sql: include_str!("../queries/services-by-hour.sql"),
    },
];

impl Shipped {
    /// Returns the first line without the marks of a comment.
    pub fn summary(&self) -> &'static str {
        let first = self.sql.lines().next().unwrap_or_default();
        first.trim_start_matches("--").trim()
    }
}

/// Returns the one with a name.
///
/// # Errors
///
/// Returns an error that lists the names.
pub fn by_name(
    all: &'static [Shipped],
    kind: &str,
    name: &str,
) -> Result<&'static Shipped, UnknownName> {
    all.iter().find(|one| one.name == name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| one.name).collect();
        UnknownName {
            kind: kind.to_owned(),
            name: name.to_owned(),
            expected: names.join(", "),
        }
    })
}

/// The error of a name that no layout or query has.
#[derive(Debug, thiserror::Error)]
#[error("unknown {kind} {name:?}: expected one of {expected}")]
pub struct UnknownName {
    kind: String,
    name: String,
    expected: String,
}
