//! What a file of lines contains, by its first lines.

use std::collections::HashSet;
use std::io::{self, BufRead, Read as _};

use datafusion::arrow::datatypes::DataType;
use regex::Regex;

use crate::files::may_have_spaces;

/// What a file of lines contains.
#[derive(Clone, Debug)]
pub enum Content {
    /// One JSON object on each line.
    Json,
    /// An array of JSON objects.
    JsonArray,
    /// Fields with delimiters between them.
    Fields(Fields),
}

/// Fields with delimiters between them.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The names of the columns, without spaces around them; no two are the same.
    pub columns: Vec<String>,
    /// The types of the columns, if the file states them.
    pub types: Option<Vec<DataType>>,
    /// Whether the first line has the names.
    pub has_header: bool,
    /// What is between fields.
    pub delimiter: u8,
    /// What is around a field that has a delimiter in it.
    pub quote: u8,
    /// What lines begin with that are not rows.
    pub comment: Option<u8>,
    /// The field that has no value, if it may be other than empty.
    pub null: Option<Regex>,
    /// Whether a field has a quote near the start of the file. Then others may have line ends within quotes.
    pub has_quotes: bool,
}

/// A byte that text doesn't have, for formats without quotes.
const NO_QUOTE: u8 = 0xff;

/// The delimiters that are found by the first line, besides spaces.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// The number of bytes at the start of a file that are looked at.
const START: usize = 1 << 16;

impl Content {
    /// Finds out what a file with this name contains, and returns `None` if that is nothing but blank lines.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read.
    pub fn of(reader: &mut impl BufRead, name: &str) -> io::Result<Option<Self>> {
        let mut start = Vec::new();
        reader.take(START as u64).read_to_end(&mut start)?;
        let start = String::from_utf8_lossy(&start);
        let mut lines = start.lines().filter(|line| !line.trim().is_empty());
        let Some(first) = lines.next() else {
            return Ok(None);
        };
        Ok(Some(match first.trim_start().as_bytes() {
            [b'{', ..] => Self::Json,
            [b'[', ..] => Self::JsonArray,
            _ if first.starts_with("#separator") => Self::Fields(Fields::of_zeek(&start)),
            _ => {
                let delimiter = delimiter(first, may_have_spaces(name).then_some(b' '));
                Self::Fields(Fields::of_first_line(first, delimiter, &start))
            }
        }))
    }

    /// Returns whether the lines of a range of bytes can be found without reading what is before it.
    pub const fn can_be_split(&self) -> bool {
        match self {
            Self::Json => true,
            Self::JsonArray => false,
            Self::Fields(fields) => !fields.has_quotes,
        }
    }
}

impl Fields {
    /// Returns the fields of a file whose first line has the names of columns, or is the first row if one of its fields is a number.
    fn of_first_line(line: &str, delimiter: u8, start: &str) -> Self {
        let names = split(line, delimiter);
        let is_number = |name: &String| name.parse::<f64>().is_ok();
        let has_header = !names.iter().any(is_number);
        let columns = if has_header {
            distinct(names)
        } else {
            (1..=names.len()).map(|at| format!("column_{at}")).collect()
        };
        // Logs that are separated by spaces can't have empty fields, and have a hyphen instead, as AWS' flow logs do.
        let null = (delimiter == b' ').then(|| exactly(&["", "-"])).flatten();
        Self {
            columns,
            types: None,
            has_header,
            delimiter,
            quote: b'"',
            comment: None,
            null,
            has_quotes: start.contains('"'),
        }
    }

    /// Returns the fields of a log of Zeek, whose first lines begin with `#` and have names, types and the string for no value.
    ///
    /// <https://docs.zeek.org/en/master/log-formats.html>
    fn of_zeek(start: &str) -> Self {
        let mut delimiter = b'\t';
        let mut nulls = vec!["", "-", "(empty)"];
        let mut columns = Vec::new();
        let mut types = None;
        for line in start.lines().take_while(|line| line.starts_with('#')) {
            if let Some(escaped) = line.strip_prefix("#separator ") {
                let hexadecimal = escaped.trim().strip_prefix("\\x").unwrap_or_default();
                delimiter = u8::from_str_radix(hexadecimal, 16).unwrap_or(delimiter);
                continue;
            }
            let mut fields = line.split(char::from(delimiter));
            match fields.next().unwrap_or_default() {
                "#unset_field" => nulls[1] = fields.next().unwrap_or("-"),
                "#empty_field" => nulls[2] = fields.next().unwrap_or("(empty)"),
                "#fields" => columns = distinct(fields.map(str::to_owned).collect()),
                "#types" => types = Some(fields.map(zeek_type).collect()),
                _ => {}
            }
        }
        Self {
            types: types.filter(|types: &Vec<_>| types.len() == columns.len()),
            columns,
            has_header: false,
            delimiter,
            quote: NO_QUOTE,
            comment: Some(b'#'),
            null: exactly(&nulls),
            has_quotes: false,
        }
    }
}

/// Returns the type of a column by its type in Zeek. Sets and vectors, addresses and names are text, and times are seconds.
fn zeek_type(name: &str) -> DataType {
    match name {
        "count" | "int" | "port" => DataType::Int64,
        "double" | "time" | "interval" => DataType::Float64,
        _ => DataType::Utf8,
    }
}

/// Returns a regular expression that matches one of these strings only.
fn exactly(strings: &[&str]) -> Option<Regex> {
    let strings: Vec<String> = strings.iter().map(|one| regex::escape(one)).collect();
    Regex::new(&format!("^(?:{})$", strings.join("|"))).ok()
}

/// Returns the delimiter of the fields of a line: the most frequent one, the last resort if the line has it but no other, or a comma.
fn delimiter(line: &str, last_resort: Option<u8>) -> u8 {
    let count = |delimiter: u8| line.bytes().filter(|byte| *byte == delimiter).count();
    // The first of several that are as frequent.
    let most = DELIMITERS.into_iter().rev().max_by_key(|one| count(*one));
    match most {
        Some(most) if count(most) > 0 => most,
        _ => last_resort
            .filter(|delimiter| line.trim().contains(char::from(*delimiter)))
            .unwrap_or(b','),
    }
}

/// Splits the first line at delimiters, and drops spaces, which CICIDS2017 has before most of its names, and the byte order mark.
fn split(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(line.trim_start_matches('\u{feff}').as_bytes());
    let record = reader.records().next().and_then(Result::ok);
    let fields = record.iter().flatten();
    fields.map(|field| field.trim().to_owned()).collect()
}

/// Appends `_2` and so on to names that were there before, as CICIDS2017 has one.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut seen = HashSet::new();
    let mut distinct = Vec::with_capacity(names.len());
    for name in names {
        if seen.insert(name.clone()) {
            distinct.push(name);
            continue;
        }
        let mut count = 2;
        let mut other = format!("{name}_{count}");
        while !taken.insert(other.clone()) {
            count += 1;
            other = format!("{name}_{count}");
        }
        distinct.push(other);
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(start: &str) -> Fields {
        match Content::of(&mut start.as_bytes(), "a.csv") {
            Ok(Some(Content::Fields(fields))) => fields,
            other => panic!("expected fields, found {other:?}"),
        }
    }

    #[test]
    fn the_delimiter_is_the_most_frequent_one() {
        for (line, expected) in [
            ("a,b,c d", b','),
            ("a b c", b' '),
            ("a\tb c\td", b'\t'),
            ("a;b,c;d", b';'),
            ("a|b", b'|'),
            ("a,b;c", b','),
            ("a ", b','),
        ] {
            assert_eq!(delimiter(line, Some(b' ')), expected, "{line:?}");
        }
    }

    #[test]
    fn a_space_is_no_delimiter_of_csv() {
        assert_eq!(
            fields("Destination Port\n443\n").columns,
            ["Destination Port"]
        );
        let line = "srcport dstport\n1 443\n";
        for (name, expected) in [("a.csv.gz", 1), ("a.log", 2), ("a.txt.xz", 2), ("a", 2)] {
            match Content::of(&mut line.as_bytes(), name) {
                Ok(Some(Content::Fields(fields))) => assert_eq!(fields.columns.len(), expected),
                other => panic!("expected fields, found {other:?}"),
            }
        }
    }

    #[test]
    fn names_are_trimmed_and_distinct() {
        let found = fields("\u{feff}a, b, a,a_2,\"c,d\"\r\n1,2,3,4,5\r\n");
        assert_eq!(found.columns, ["a", "b", "a_3", "a_2", "c,d"]);
        assert!(found.has_header);
    }

    #[test]
    fn a_number_in_the_first_line_means_no_header() {
        let found = fields("tcp,443\nudp,53\n");
        assert_eq!(found.columns, ["column_1", "column_2"]);
        assert!(!found.has_header);
    }

    #[test]
    fn json_is_found_by_its_first_character() {
        for (start, expected) in [
            ("\n {\"a\":1}", "Some(Json)"),
            ("[\n{}]", "Some(JsonArray)"),
        ] {
            let found = Content::of(&mut start.as_bytes(), "a.csv");
            assert_eq!(format!("{:?}", found.ok().flatten()), expected);
        }
        assert!(matches!(
            Content::of(&mut b"\n \n".as_slice(), "a.csv"),
            Ok(None)
        ));
    }
}
