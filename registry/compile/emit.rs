//! Writes the tables as Rust text: `static` arrays of integers and strings, nothing else.

use std::fmt::Write as _;

/// How wide a row's number is, in the tables and in the handles that users hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWidth {
    U16,
    U32,
}

impl RowWidth {
    /// The narrowest for so many rows. 0 is kept for "none", so that `Option` costs nothing, and
    /// the number after the last row's for the end of a run that it is in.
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

/// The text of the tables file, as it grows.
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

    /// Numbers of the narrowest type that holds them all.
    pub fn numbers(&mut self, name: &str, values: impl IntoIterator<Item = usize>) {
        let values: Vec<usize> = values.into_iter().collect();
        let of = narrowest(values.iter().copied());
        self.array(name, of, values.iter());
    }

    /// One row of numbers for each transport.
    pub fn numbers_by_transport(&mut self, name: &str, values: &[Vec<usize>]) {
        let of = narrowest(values.iter().flatten().copied());
        let len = values.first().map_or(0, Vec::len);
        self.array(
            name,
            &format!("[{of}; {len}]"),
            values.iter().map(|values| format!("{values:?}")),
        );
    }

    /// Numbers of rows.
    pub fn rows(&mut self, name: &str, values: impl IntoIterator<Item = usize>) {
        let values: Vec<usize> = values.into_iter().collect();
        self.array(name, self.rows.type_name(), values.iter());
    }

    pub fn wide_numbers(&mut self, name: &str, values: &[u128]) {
        self.array(name, "u128", values.iter());
    }

    /// `NAME_TEXT`, all texts end to end, and `NAME_AT`, where each begins and the last one ends.
    ///
    /// Returns whether the offsets fit their type.
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

    pub fn constant(&mut self, name: &str, of: &str, value: impl std::fmt::Display) {
        self.line(format_args!("pub const {name}: {of} = {value};"));
    }

    /// A static whose value is Rust text already.
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
