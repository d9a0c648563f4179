//! Compiles an excerpt of the real registry with a few changes.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use port_registry_fuzz::compile_step::{
    Inputs, Missing, Source, check_answers, check_repeated, compile, is_small,
};

/// The names of rows of each kind in the registry: rows with a range, without a transport protocol,
/// without a port, with a historic alias, with a conflict and with TXT keys. `NAMELESS` has the
/// port numbers of rows without a name.
const NAMES: [&str; 16] = [
    "tcpmux",
    "discard",
    "domain",
    "http",
    "https",
    "shilp",
    "nfs",
    "urd",
    "submissions",
    "whoispp",
    "whois++",
    "x11",
    "rdp",
    "ms-wbt-server",
    "flex-lm",
    "airplay",
];
const NAMELESS: [&str; 5] = ["0", "4", "24", "1023", "6064-6064"];

/// The strings that a change may write into a cell. It may also write numbers and other cells.
const TEXTS: [&str; 26] = [
    "",
    " ",
    "-",
    "\"",
    "\r\n",
    "\u{feff}",
    "é",
    "TCP",
    "icmp",
    "70000",
    "1-0",
    "1-1",
    "65535",
    "0-2000",
    "Reserved",
    "Unassigned",
    "De-registered",
    "Reserved, once removed",
    "2024-02-30",
    "2031-01",
    "This entry is an alias to \"http\".",
    "This entry is an alias to \"whois++\".",
    "This entry is a duplicate of the \"nfs\" one.",
    "a-name-that-is-longer-than-sixteen",
    "IANA assigned this well-formed service name as a replacement for \"x\".",
    "HTTP",
];

struct Excerpt {
    rows: Vec<Vec<String>>,
    preferred: String,
    aliases: String,
}

static EXCERPT: LazyLock<Excerpt> = LazyLock::new(|| {
    let registry = include_bytes!("../../registry/service-names-port-numbers.csv");
    let preferred = include_str!("../../registry/preferred.csv");
    let aliases = include_str!("../../registry/aliases.csv");
    let is_wanted = |row: &Vec<String>| match row[0].as_str() {
        "Service Name" => true,
        "" => NAMELESS.contains(&row[1].as_str()),
        name => NAMES.contains(&name),
    };
    let names_one = |line: &&str, field: usize| {
        let name = line.split(',').nth(field).unwrap_or_default();
        name == "service" || NAMES.contains(&name)
    };
    let lines = |text: &str, field: usize| {
        let lines = text.lines().filter(|line| names_one(line, field));
        lines.map(|line| line.to_owned() + "\n").collect()
    };
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(registry.as_slice())
        .records()
        .map(|record| {
            record
                .expect("it is well formed")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .filter(is_wanted)
        .collect();
    Excerpt {
        rows,
        preferred: lines(preferred, 2),
        aliases: lines(aliases, 1),
    }
});

#[derive(Arbitrary, Debug)]
enum Cell<'a> {
    Listed(u8),
    Number(u16),
    Span(u16, u8),
    Of(u8, u8),
    Text(&'a str),
}

impl Cell<'_> {
    fn text(&self, rows: &[Vec<String>]) -> String {
        match self {
            Self::Listed(at) => TEXTS[usize::from(*at) % TEXTS.len()].to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Span(first, len) => format!("{first}-{}", u32::from(*first) + u32::from(*len)),
            Self::Of(row, column) => {
                let row = rows.get(usize::from(*row) % rows.len().max(1));
                let cell = row.and_then(|row| row.get(usize::from(*column) % row.len().max(1)));
                cell.cloned().unwrap_or_default()
            }
            Self::Text(text) => (*text).to_owned(),
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Set(u8, u8, Cell<'a>),
    Append(u8, u8, Cell<'a>),
    DropCell(u8, u8),
    AddCell(u8, Cell<'a>),
    Drop(u8),
    Repeat(u8, u8),
    Swap(u8, u8),
    SwapColumns(u8, u8),
}

#[derive(Arbitrary, Debug)]
enum Damage {
    Insert(u16, u8),
    Replace(u16, u8),
    Remove(u16, u8),
    Cut(u16),
}

#[derive(Arbitrary, Debug)]
struct Mutation<'a> {
    is_own: bool,
    has_snapshot: bool,
    is_repeated: bool,
    machine: u8,
    changes: Vec<Change<'a>>,
    /// Changes of the bytes of one of the files.
    damages: Vec<(u8, Damage)>,
}

fuzz_target!(|mutation: Mutation<'_>| {
    let mut rows = EXCERPT.rows.clone();
    for change in mutation.changes.iter().take(12) {
        apply(change, &mut rows);
    }
    let source = |name: &str, bytes: &[u8]| Source {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let mut inputs = Inputs {
        registry: source("registry.csv", &written(&rows)),
        preferred: source("preferred.csv", EXCERPT.preferred.as_bytes()),
        aliases: source("aliases.csv", EXCERPT.aliases.as_bytes()),
        known_uses: source("known-uses.csv", b"port,protocol,name,title,source,note\n"),
        snapshot: mutation
            .has_snapshot
            .then(|| source("snapshot", b"2026-09-12\n")),
        missing: if mutation.is_own {
            Missing::IsProblem
        } else {
            Missing::IsSkipped
        },
    };
    for (file, damage) in mutation.damages.iter().take(4) {
        let source = match file % 8 {
            0 => &mut inputs.preferred,
            1 => &mut inputs.aliases,
            _ => &mut inputs.registry,
        };
        harm(damage, &mut source.bytes);
    }
    if !is_small(&inputs) {
        return;
    }
    let result = compile(&inputs);
    if mutation.is_repeated {
        check_repeated(&result, &inputs);
    }
    // The reader uses the newest date as the snapshot, and the other files as they are.
    let is_whole = |file: &str, bytes: &[u8]| file.as_bytes() == bytes;
    let is_curated = is_whole(&EXCERPT.preferred, &inputs.preferred.bytes)
        && is_whole(&EXCERPT.aliases, &inputs.aliases.bytes);
    if let (Ok(compiled), true, None) = (&result, is_curated, &inputs.snapshot) {
        check_answers(compiled, &inputs, mutation.machine);
    }
});

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory takes it");
    }
    writer.into_inner().expect("memory takes it")
}

fn apply(change: &Change<'_>, rows: &mut Vec<Vec<String>>) {
    let at = |place: u8, len: usize| (len > 0).then(|| usize::from(place) % len);
    let (Change::Set(row, ..)
    | Change::Append(row, ..)
    | Change::DropCell(row, _)
    | Change::AddCell(row, _)
    | Change::Drop(row)
    | Change::Repeat(row, _)
    | Change::Swap(row, _)
    | Change::SwapColumns(row, _)) = change;
    let Some(row) = at(*row, rows.len()) else {
        return;
    };
    match change {
        Change::Set(_, column, cell) => {
            let text = cell.text(rows);
            if let Some(column) = at(*column, rows[row].len()) {
                rows[row][column] = text;
            }
        }
        Change::Append(_, column, cell) => {
            let text = cell.text(rows);
            if let Some(column) = at(*column, rows[row].len()) {
                rows[row][column] += &text;
            }
        }
        Change::DropCell(_, column) => {
            if let Some(column) = at(*column, rows[row].len()) {
                rows[row].remove(column);
            }
        }
        Change::AddCell(_, cell) => {
            let text = cell.text(rows);
            rows[row].push(text);
        }
        Change::Drop(_) => drop(rows.remove(row)),
        Change::Repeat(_, place) => {
            let again = rows[row].clone();
            rows.insert(usize::from(*place) % (rows.len() + 1), again);
        }
        Change::Swap(_, other) => {
            let other = usize::from(*other) % rows.len();
            rows.swap(row, other);
        }
        Change::SwapColumns(first, second) => {
            for row in rows {
                if let (Some(first), Some(second)) = (at(*first, row.len()), at(*second, row.len()))
                {
                    row.swap(first, second);
                }
            }
        }
    }
}

fn harm(damage: &Damage, bytes: &mut Vec<u8>) {
    let len = bytes.len().max(1);
    let at = |place: u16| usize::from(place) % len;
    match *damage {
        Damage::Insert(place, byte) => bytes.insert(at(place).min(bytes.len()), byte),
        Damage::Replace(place, byte) => {
            if let Some(old) = bytes.get_mut(at(place)) {
                *old = byte;
            }
        }
        Damage::Remove(place, count) => {
            let end = (at(place) + usize::from(count)).min(bytes.len());
            bytes.drain(at(place).min(end)..end);
        }
        Damage::Cut(place) => bytes.truncate(at(place)),
    }
}
