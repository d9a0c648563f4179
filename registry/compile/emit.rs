//! Writes the Rust code of the tables, for `tables`: statics and constants of integers and strings.

use std::fmt::Write as _;

/// The width of a row's number, in the tables and in the handles `Record` and `Service`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWidth {
    U16,
    U32,
}

impl RowWidth {
    /// Returns the narrowest width for a number of rows, if there is one.
    ///
    /// Rows are numbered from 1: 0 means "none", so that an `Option` of a handle has the same size.
    /// The number after the last row's must fit too, as the end of a run.
    pub fn for_rows(rows: usize) -> Option<Self> {
        let end = rows.checked_add(1)?;
        if u16::try_from(end).is_ok() {
            Some(Self::U16)
        } else if u32::try_from(end).is_ok() {
            Some(Self::U32)
        } else {
            None
        }
    }

    const fn type_name(self) -> &'static str {
        match self {
            Self::U16 => "u16",
            Self::U32 => "u32",
        }
    }
}

/// The Rust code of the tables, to which each method adds an item.
pub struct Tables {
    text: String,
    rows: RowWidth,
}

impl Tables {
    pub fn new(rows: RowWidth) -> Self {
        let text = "// Data only, written by the build script; src/tables reads it.\n".to_owned();
        Self { text, rows }
    }

    pub fn finish(self) -> String {
        self.text
    }

    /// Adds an array of numbers, of the narrowest type that they all fit.
    pub fn numbers(&mut self, name: &str, values: impl IntoIterator<Item = usize>) {
        let values: Vec<usize> = values.into_iter().collect();
        let of = narrowest(values.iter().copied());
        self.array(name, of, values.iter());
    }

    /// Adds an array with an array of numbers for each transport protocol.
    pub fn numbers_by_transport(&mut self, name: &str, values: &[Vec<usize>]) {
        let of = narrowest(values.iter().flatten().copied());
        let len = values.first().map_or(0, Vec::len);
        self.array(
            name,
            &format!("[{of}; {len}]"),
            values.iter().map(|values| format!("{values:?}")),
        );
    }

    /// Adds an array of row numbers.
    pub fn rows(&mut self, name: &str, values: impl IntoIterator<Item = usize>) {
        let values: Vec<usize> = values.into_iter().collect();
        self.array(name, self.rows.type_name(), values.iter());
    }

    pub fn wide_numbers(&mut self, name: &str, values: &[u128]) {
        self.array(name, "u128", values.iter());
    }

    /// Adds `NAME_TEXT`, all strings joined, and `NAME_AT`, the offset of each string and of the
    /// end.
    ///
    /// Returns whether the offsets fit 32 bits.
    #[must_use]
    pub fn texts<'a>(&mut self, name: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let mut pool = String::new();
        let mut at = vec![0];
        for text in texts {
            pool.push_str(text);
            at.push(pool.len());
        }
        self.numbers(&format!("{name}_AT"), at);
        self.text(&format!("{name}_TEXT"), &pool);
        u32::try_from(pool.len()).is_ok()
    }

    pub fn text(&mut self, name: &str, text: &str) {
        let escaped = text.escape_default();
        self.line(format_args!("pub static {name}: &str = \"{escaped}\";"));
    }

    pub fn strings<'a>(&mut self, name: &str, texts: impl IntoIterator<Item = &'a str>) {
        let texts: Vec<String> = texts
            .into_iter()
            .map(|text| format!("\"{}\"", text.escape_default()))
            .collect();
        self.array(name, "&str", texts.iter());
    }

    pub fn constant(&mut self, name: &str, of: &str, value: impl std::fmt::Display) {
        self.line(format_args!("pub const {name}: {of} = {value};"));
    }

    /// Adds a static whose value is Rust code.
    pub fn value(&mut self, name: &str, of: &str, value: impl std::fmt::Display) {
        self.line(format_args!("pub static {name}: {of} = {value};"));
    }

    fn array(
        &mut self,
        name: &str,
        of: &str,
        values: impl ExactSizeIterator<Item: std::fmt::Display>,
    ) {
        let len = values.len();
        let mut items = String::new();
        for (at, value) in values.enumerate() {
            let gap = if at % 16 == 15 { '\n' } else { ' ' };
            // Writing to a `String` cannot fail.
            let _ = write!(items, "{value},{gap}");
        }
        self.line(format_args!(
            "pub static {name}: [{of}; {len}] = [{}];",
            items.trim_end()
        ));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.text, "{line}");
    }
}

fn narrowest(values: impl Iterator<Item = usize>) -> &'static str {
    match values.max().unwrap_or(0) {
        0..=0xff => "u8",
        0x100..=0xffff => "u16",
        0x1_0000..=0xffff_ffff => "u32",
        _ => "u64",
    }
}
