//! A second, plain reader of the generated tables file, which reads it as any kind of target would.
//!
//! It shares no code with the build script, which writes the file, or with `src/tables`, which
//! reads it. Numbers are in memory in the target's byte order, sizes and positions have the width
//! of its pointers, and a number that does not fit is an error. The hash of names is computed with
//! 32-bit registers. A transport protocol is its position in tcp, udp, sctp, dccp; a row is its
//! position in the registry.

mod check;
mod hash;
mod memory;

use std::collections::BTreeMap;
use std::ops::Range;

use check::LISTS;
pub use hash::{hash, packed_without_case, scale};
pub use memory::{ByteOrder, Target};
use memory::{Numbers, string, strings};

pub struct Tables {
    target: Target,
    numbers: BTreeMap<String, Numbers>,
    texts: BTreeMap<String, String>,
    /// Each alias of `aliases.csv`, with its position in the alphabetical list.
    aliases: BTreeMap<String, usize>,
    /// The same aliases as the alphabetical list has them.
    listed_aliases: Vec<String>,
    /// The first position of each number in an ordered list.
    positions: BTreeMap<&'static str, BTreeMap<usize, usize>>,
}

impl Tables {
    /// Parses and checks a tables file.
    ///
    /// The error names the part of the file that would lead to wrong results on such a target.
    pub fn read(text: &str, target: Target) -> Result<Self, String> {
        let mut tables = Self {
            target,
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            aliases: BTreeMap::new(),
            listed_aliases: Vec::new(),
            positions: BTreeMap::new(),
        };
        // Line ends within strings are escaped, so this separator occurs between items only.
        for item in text.split("\npub ").skip(1) {
            tables.add(item)?;
        }
        // Numbers of pairs have 18 bits.
        if target.pointer_bits < 18 {
            return Err(format!("pairs overflow {} bits", target.pointer_bits));
        }
        tables.check()?;
        for (list, _) in LISTS {
            let numbers = tables.all(list).enumerate();
            // In reverse, so that the first of equal numbers remains.
            let positions = numbers.collect::<Vec<_>>().into_iter().rev();
            let positions = positions.map(|(position, number)| (number, position));
            tables.positions.insert(list, positions.collect());
        }
        Ok(tables)
    }

    /// Adds `static NAME: TYPE = VALUE;` or `const …`.
    fn add(&mut self, item: &str) -> Result<(), String> {
        let shown = || item.chars().take(40).collect::<String>();
        let parts = || {
            let (_, item) = item.split_once(' ')?;
            let (name, item) = item.split_once(": ")?;
            let (of, value) = item.split_once(" = ")?;
            Some((name, of, value.trim_end().strip_suffix(';')?))
        };
        let (name, of, value) = parts().ok_or_else(|| format!("no item: {}", shown()))?;
        if of == "&str" {
            let text = string(value).ok_or_else(|| format!("no text: {}", shown()))?;
            self.target.check_bytes(name, text.len())?;
            self.texts.insert(name.to_owned(), text);
        } else if of.starts_with("[&str; ") {
            let listed = strings(value).ok_or_else(|| format!("no strings: {}", shown()))?;
            self.listed_aliases = listed;
        } else if of == "::phf::Map<&'static str, u16>" {
            let (_, entries) = value.split_once("entries: ").unwrap_or_default();
            for line in entries
                .lines()
                .filter_map(|line| line.trim().strip_prefix('('))
            {
                let entry = || {
                    let (alias, number) = line.strip_suffix("),")?.rsplit_once(", ")?;
                    Some((string(alias)?, number.parse().ok()?))
                };
                let (alias, number) = entry().ok_or_else(|| format!("no entry: {line}"))?;
                self.aliases.insert(alias, number);
            }
        } else {
            let numbers = Numbers::read(name, of, value, self.target)?;
            self.numbers.insert(name.to_owned(), numbers);
        }
        Ok(())
    }

    #[track_caller]
    fn table(&self, name: &str) -> &Numbers {
        let table = self.numbers.get(name);
        table.unwrap_or_else(|| panic!("no table {name}"))
    }

    fn len(&self, name: &str) -> usize {
        self.table(name).len()
    }

    #[track_caller]
    fn number(&self, name: &str, position: usize) -> usize {
        self.target.size(self.table(name).at(position))
    }

    fn all(&self, name: &str) -> impl Iterator<Item = usize> {
        self.table(name)
            .iter()
            .map(|number| self.target.size(number))
    }

    #[track_caller]
    fn constant(&self, name: &str) -> usize {
        self.number(name, 0)
    }

    /// Returns the positions from one start to the next.
    fn run(&self, name: &str, position: usize) -> Range<usize> {
        self.number(name, position)..self.number(name, position + 1)
    }

    /// Returns a string of a pool.
    #[track_caller]
    fn piece(&self, pool: &str, number: usize) -> &str {
        let run = self.run(&format!("{pool}_AT"), number);
        &self.texts[&format!("{pool}_TEXT")][run]
    }

    /// Returns the rows at these positions in a list of row numbers.
    fn rows(&self, list: &str, positions: Range<usize>) -> Vec<usize> {
        positions
            .map(|position| self.number(list, position) - 1)
            .collect()
    }

    /// Returns the value of a row in a column with few values.
    fn sparse(&self, list: &str, values: &str, row: usize) -> Option<usize> {
        let position = self.positions[list].get(&(row + 1))?;
        Some(self.number(values, *position))
    }

    pub fn records(&self) -> usize {
        self.constant("RECORDS")
    }

    pub fn services_count(&self) -> usize {
        self.constant("SERVICES")
    }

    /// Returns the number of bits in the number of a row.
    pub fn row_bits(&self) -> usize {
        8 * self.table("SERVICE_PAGES").width
    }

    /// Returns the date of the registry as a string.
    pub fn snapshot(&self) -> String {
        date(self.constant("SNAPSHOT"))
    }

    /// Returns all services of a port over a transport protocol, preferred first.
    pub fn services(&self, port: u16, transport: usize) -> Vec<usize> {
        let (port, page_len) = (usize::from(port), self.constant("SERVICE_PAGE"));
        let pages = (1 << 16) / page_len;
        let page = self.number("SERVICE_PAGE_OF", transport * pages + port / page_len);
        let preferred = self.number("SERVICE_PAGES", page * page_len + port % page_len);
        let pair = self.target.size((transport as u128) << 16 | port as u128);
        let shared = self.positions["SHARED_PAIRS"].get(&pair);
        let shared =
            shared.map(|position| self.rows("SHARED_ROWS", self.run("SHARED_AT", *position)));
        let rows = match preferred.checked_sub(1) {
            Some(row) => shared.unwrap_or_else(|| vec![row]),
            None => shared.unwrap_or_default(),
        };
        assert_eq!(
            rows.first().map_or(0, |row| row + 1),
            preferred,
            "{port} of transport {transport}"
        );
        rows
    }

    /// Returns the status of a port in lower case.
    pub fn status(&self, port: u16, transport: usize) -> &'static str {
        if port >= 49152 {
            return "dynamic";
        }
        // A page is a `u128` with two bits per port.
        let (port, page_len) = (usize::from(port), 64);
        let pages = 49152 / page_len;
        let page = self.number("STATUS_PAGE_OF", transport * pages + port / page_len);
        let bits = self.table("STATUS_PAGES").at(page) >> (2 * (port % page_len));
        ["unassigned", "assigned", "reserved"][bits as usize & 0b11]
    }

    /// Returns all records of a name in any case, preferred first.
    pub fn named(&self, name: &str) -> Vec<usize> {
        self.name_number(name)
            .map_or(Vec::new(), |number| self.rows_of_name(number))
    }

    /// Returns the first of these records over the transport protocol, by the table that makes it
    /// unnecessary to read the rows.
    pub fn named_over(&self, name: &str, transport: usize) -> Option<usize> {
        let number = self.name_number(name)?;
        match self.number("NAME_OVER", number) >> (2 * transport) & 0b11 {
            0b11 => {
                let is_over = |row: &usize| {
                    let stated = (self.number("SHAPE", *row) >> 4) % 5;
                    stated == 0 || stated == transport + 1
                };
                self.rows_of_name(number).into_iter().find(is_over)
            }
            over => Some(self.number("NAME_FIRST", number) - 1 + over),
        }
    }

    /// Returns the records of the services that `aliases.csv` has for an alias in any case.
    pub fn aliased(&self, alias: &str) -> Vec<usize> {
        let Some(at) = self.aliases.get(&alias.to_ascii_lowercase()) else {
            return Vec::new();
        };
        self.rows("ALIAS_ROWS", self.run("ALIAS_AT", *at))
    }

    /// Returns whether the alphabetical list of aliases has the same content as their map.
    pub fn lists_all_aliases(&self) -> bool {
        let listed = self.listed_aliases.iter();
        let listed = listed.enumerate().map(|(at, alias)| (alias, at));
        let mapped = self.aliases.iter().map(|(alias, at)| (alias, *at));
        self.len("ALIAS_AT") == self.listed_aliases.len() + 1 && mapped.eq(listed)
    }

    /// Returns the aliases of `aliases.csv`.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.keys().map(String::as_str)
    }

    /// Returns each name once, in the spelling of its first record.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.constant("NAME_SLOTS") + self.constant("UNSLOTTED_NAMES");
        let names = (0..names).map(|number| self.piece("NAME", number));
        // A name without rows is an empty slot.
        names.filter(|name| !name.is_empty())
    }

    fn rows_of_name(&self, number: usize) -> Vec<usize> {
        let (first, run) = (
            self.number("NAME_FIRST", number),
            self.number("NAME_RUN", number),
        );
        let mut rows: Vec<usize> = (first..first + (run & 0x3f))
            .map(|number| number - 1)
            .collect();
        if run & 0x80 != 0 {
            let position = self.positions["OTHERS_OF"][&first];
            rows.extend(self.rows("OTHERS", self.run("OTHERS_AT", position)));
        }
        rows
    }

    fn name_number(&self, name: &str) -> Option<usize> {
        let slots = self.constant("NAME_SLOTS");
        if let Some(packed) = packed_without_case(name.as_bytes()) {
            let hash = hash(packed, self.table("NAME_SEED").at(0) as u64);
            let bucket = scale(hash[1], self.len("NAME_PILOTS"));
            let pilot = self.number("NAME_PILOTS", bucket) as u32;
            let slot = scale(hash[0] ^ pilot.wrapping_mul(0x9e37_79b1), slots);
            let run = self.run("NAME_AT", slot);
            // The crate reads sixteen bytes at once, so a name with fewer bytes after its start
            // would not be found.
            let sixteen = self.texts["NAME_TEXT"]
                .as_bytes()
                .get(run.start..run.start + 16);
            let is_it = |bytes: &[u8]| bytes[..run.len()].eq_ignore_ascii_case(name.as_bytes());
            if run.len() == name.len() && sixteen.is_some_and(is_it) {
                return Some(slot);
            }
        }
        let unslotted = slots..slots + self.constant("UNSLOTTED_NAMES");
        let is_it = |number: &usize| self.piece("NAME", *number).eq_ignore_ascii_case(name);
        unslotted.into_iter().find(is_it)
    }

    /// Returns the twelve cells of a row, exactly as IANA writes them and in IANA's order.
    pub fn cells(&self, row: usize) -> [String; 12] {
        let shape = self.number("SHAPE", row);
        let first = self.number("FIRST_PORT", row);
        let ports = match (shape >> 4) / 5 {
            0 => String::new(),
            1 => first.to_string(),
            _ => {
                let last = self.sparse("RANGE_ROWS", "RANGE_LAST", row);
                format!("{first}-{}", last.unwrap_or(first))
            }
        };
        let name_len = match shape & 0b1111 {
            0 => self.sparse("LONG_NAME_ROWS", "LONG_NAME_LEN", row),
            len => Some(len),
        };
        let start = self.number("NAME_START", row);
        let name = name_len.map_or("", |len| &self.texts["NAME_TEXT"][start..start + len]);
        let of = |pool: &str| {
            let number = self.sparse(&format!("{pool}_ROWS"), &format!("{pool}_OF"), row);
            number.map_or("", |number| self.piece(pool, number))
        };
        let date = |column: &str| {
            let number = self.sparse(&format!("{column}_ROWS"), &format!("{column}_OF"), row);
            number.map_or(String::new(), |number| date(self.number("DATES", number)))
        };
        let assignee = self.number("ASSIGNEE_OF", row);
        let contact = self
            .sparse("CONTACT_ROWS", "CONTACT_OF", row)
            .unwrap_or(assignee);
        let code = self.sparse("SERVICE_CODE_ROWS", "SERVICE_CODES", row);
        [
            name.to_owned(),
            ports,
            ["", "tcp", "udp", "sctp", "dccp"][(shape >> 4) % 5].to_owned(),
            self.piece("DESCRIPTION", self.number("DESCRIPTION_OF", row))
                .to_owned()
                + of("ANNOTATION"),
            self.piece("PERSON", assignee).to_owned(),
            self.piece("PERSON", contact).to_owned(),
            date("REGISTRATION"),
            date("MODIFICATION"),
            of("REFERENCE").to_owned(),
            code.map_or(String::new(), |code| code.to_string()),
            of("UNAUTHORIZED_USE").to_owned(),
            of("NOTES").to_owned(),
        ]
    }

    /// Returns the row that replaces a historic alias, or the row itself.
    pub fn canonical(&self, row: usize) -> usize {
        let canonical = self.sparse("CANONICAL_ROWS", "CANONICAL_OF", row);
        canonical.map_or(row, |number| number - 1)
    }

    /// Returns the rows of the historic aliases that this row replaces.
    pub fn replaced(&self, row: usize) -> Vec<usize> {
        let pairs = self.all("REPLACEMENT_ROWS").zip(self.all("REPLACED_ROWS"));
        pairs
            .filter(|(number, _)| *number == row + 1)
            .map(|(_, replaced)| replaced - 1)
            .collect()
    }
}

/// Formats a date. The year is in the high 16 bits, followed by 8 bits for the month and 8 bits for
/// the day. 0 means that the part is missing.
fn date(packed: usize) -> String {
    match (packed >> 16, packed >> 8 & 0xff, packed & 0xff) {
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{year:04}-{month:02}"),
        (year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
    }
}
