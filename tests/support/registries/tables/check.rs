//! Checks of the tables that are made before any lookup.

use super::Tables;

/// Lists of rows or pairs in order, each with a table that has a value for each number of the list.
/// A table `_AT` has one more.
pub const LISTS: &[(&str, &str)] = &[
    ("SHARED_PAIRS", "SHARED_AT"),
    ("RANGE_ROWS", "RANGE_LAST"),
    ("LONG_NAME_ROWS", "LONG_NAME_LEN"),
    ("ANNOTATION_ROWS", "ANNOTATION_OF"),
    ("CONTACT_ROWS", "CONTACT_OF"),
    ("REGISTRATION_ROWS", "REGISTRATION_OF"),
    ("MODIFICATION_ROWS", "MODIFICATION_OF"),
    ("REFERENCE_ROWS", "REFERENCE_OF"),
    ("SERVICE_CODE_ROWS", "SERVICE_CODES"),
    ("UNAUTHORIZED_USE_ROWS", "UNAUTHORIZED_USE_OF"),
    ("NOTES_ROWS", "NOTES_OF"),
    ("CANONICAL_ROWS", "CANONICAL_OF"),
    ("REPLACEMENT_ROWS", "REPLACED_ROWS"),
    ("OTHERS_OF", "OTHERS_AT"),
];

impl Tables {
    pub fn check(&self) -> Result<(), String> {
        self.check_lists()?;
        self.check_pieces()?;
        self.check_names()
    }

    /// Checks that columns have a number for each row, that lists are in order, and that each has
    /// its values.
    fn check_lists(&self) -> Result<(), String> {
        let records = self.records();
        for name in [
            "SHAPE",
            "FIRST_PORT",
            "NAME_START",
            "DESCRIPTION_OF",
            "ASSIGNEE_OF",
        ] {
            if self.len(name) != records {
                return Err(format!("{name} has not {records} numbers"));
            }
        }
        for (list, values) in LISTS {
            let numbers: Vec<usize> = self.all(list).collect();
            let end = if *list == "SHARED_PAIRS" {
                4 << 16
            } else {
                records + 1
            };
            let may_repeat = *list == "REPLACEMENT_ROWS";
            let in_order = |pair: &[usize]| pair[0] < pair[1] || may_repeat && pair[0] == pair[1];
            if !numbers.windows(2).all(in_order) || numbers.last().is_some_and(|last| *last >= end)
            {
                return Err(format!("{list} is not in order below {end}"));
            }
            if self.len(values) != numbers.len() + usize::from(values.ends_with("_AT")) {
                return Err(format!("{list} and {values} differ in length"));
            }
        }
        Ok(())
    }

    /// Checks that the starts of strings are in order and at the boundaries of characters.
    fn check_pieces(&self) -> Result<(), String> {
        for (name, numbers) in &self.numbers {
            let Some(of) = name.strip_suffix("_AT") else {
                continue;
            };
            let starts: Vec<usize> = numbers
                .iter()
                .map(|start| self.target.size(start))
                .collect();
            let end = match self.texts.get(&format!("{of}_TEXT")) {
                Some(text) if !starts.iter().all(|start| text.is_char_boundary(*start)) => {
                    return Err(format!("{name} cuts a character of {of}_TEXT"));
                }
                Some(text) => text.len(),
                None if of == "SHARED" || of == "ALIAS" => self.len(&format!("{of}_ROWS")),
                None => self.len(of),
            };
            if !starts.is_sorted() || starts.first() != Some(&0) || starts.last() != Some(&end) {
                return Err(format!("{name} does not divide {of}"));
            }
        }
        Ok(())
    }

    /// Checks that the ends of runs of rows fit the type of row numbers, and that names without a
    /// slot are in order, since they are found by binary search.
    fn check_names(&self) -> Result<(), String> {
        let slots = self.constant("NAME_SLOTS");
        let names = slots + self.constant("UNSLOTTED_NAMES");
        for number in 0..names {
            let end = self.number("NAME_FIRST", number) + (self.number("NAME_RUN", number) & 0x3f);
            if end >> self.row_bits() != 0 {
                return Err(format!(
                    "a run that ends at {end} overflows {} bits",
                    self.row_bits()
                ));
            }
        }
        let lower = |number| self.piece("NAME", number).to_ascii_lowercase();
        let unslotted: Vec<String> = (slots..names).map(lower).collect();
        if !unslotted.is_sorted_by(|left, right| left < right) {
            return Err("names without a slot are not in order".to_owned());
        }
        Ok(())
    }
}
