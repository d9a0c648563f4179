//! Tables with aligned columns, for human-readable output.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

use crate::escape::escaped;

/// The alignment of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To the left, for words.
    Left,
    /// To the right, for numbers.
    Right,
}

/// Returns a table of these rows under headings, with two spaces between columns and none at the
/// end of a line. Each row is one line, and controls in its cells are escaped.
#[must_use]
pub fn aligned<R>(headings: &[(&str, Side)], rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item: AsRef<str>>,
{
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_header(headings.iter().map(|(heading, _)| *heading));
    for row in rows {
        table.add_row(
            row.into_iter()
                .map(|cell| escaped(cell.as_ref()).into_owned()),
        );
    }
    for (column, (_, side)) in table.column_iter_mut().zip(headings) {
        column.set_padding((0, 2)).set_cell_alignment(match side {
            Side::Left => CellAlignment::Left,
            Side::Right => CellAlignment::Right,
        });
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let headings = [("PORT", Side::Right), ("SERVICE", Side::Left)];
        let text = aligned(&headings, [["22", "ssh"], ["50000", "-"]]);
        assert_eq!(text, " PORT  SERVICE\n   22  ssh\n50000  -\n");
    }

    #[test]
    fn no_cell_breaks_out_of_its_line() {
        let headings = [("NAME", Side::Left), ("PORT", Side::Right)];
        let text = aligned(&headings, [["a\nb\u{1b}[2J", "1"], ["\u{202e}hss", "22"]]);
        let expected = "NAME           PORT\na\\nb\\u{1b}[2J     1\n\\u{202e}hss      22\n";
        assert_eq!(text, expected);
    }
}
