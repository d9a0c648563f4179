//! The size of each table in a program, calculated from the source code that the build script
//! writes.

/// Returns the name and the size of each `static`, in the order of the source code.
pub fn of_tables(text: &str) -> Vec<(&str, usize)> {
    // Line ends in strings are escaped, so no string contains this separator.
    let tables = text.split("\npub static ").skip(1);
    tables.map(of_table).collect()
}

fn of_table(table: &str) -> (&str, usize) {
    let (name, rest) = table.split_once(": ").expect("a static has a type");
    let (of, value) = rest.split_once(" = ").expect("a static has a value");
    let bytes = match of {
        "&str" => of_strings(value),
        "::phf::Map<&'static str, u16>" => of_map(value),
        array if array.starts_with("[&str; ") => of_string_array(value),
        array => of_type(array),
    };
    (name, bytes)
}

/// Returns the size of a number, a pair or an array. It depends on the type only.
fn of_type(of: &str) -> usize {
    if let Some(array) = of.strip_prefix('[').and_then(|of| of.strip_suffix(']')) {
        let (item, len) = array.rsplit_once("; ").expect("an array has a length");
        return len.parse::<usize>().expect(of) * of_type(item);
    }
    if let Some(pair) = of.strip_prefix('(').and_then(|of| of.strip_suffix(')')) {
        return pair.split(", ").map(of_type).sum();
    }
    let bits = of.strip_prefix('u').expect(of);
    bits.parse::<usize>().expect(of) / 8
}

/// Returns the size of an array of strings. A reference counts as sixteen bytes.
fn of_string_array(value: &str) -> usize {
    const REFERENCE: usize = 16;
    value.matches('"').count() / 2 * REFERENCE + of_strings(value)
}

/// Returns the size of a map: its two slices and its strings. A pointer counts as eight bytes,
/// whatever the target of this program is.
fn of_map(value: &str) -> usize {
    const ENTRY: usize = 24; // a `&str` and a `u16`, padded
    let (map, _) = value.split_once("\n};").expect("a map ends");
    let (displacements, entries) = map.split_once("entries").expect("a map has entries");
    let count = |part: &str| part.matches("\n        (").count();
    count(displacements) * size_of::<(u32, u32)>() + count(entries) * ENTRY + of_strings(entries)
}

/// Returns the number of bytes within quotes, after escapes are resolved.
fn of_strings(value: &str) -> usize {
    let (mut bytes, mut quoted, mut chars) = (0, false, value.chars());
    while let Some(char) = chars.next() {
        bytes += match char {
            '"' => {
                quoted = !quoted;
                0
            }
            '\\' if chars.next() == Some('u') => {
                let hex = chars.by_ref().skip(1).take_while(|char| *char != '}');
                let code = u32::from_str_radix(&hex.collect::<String>(), 16);
                code.ok()
                    .and_then(char::from_u32)
                    .expect("an escape is a character")
                    .len_utf8()
            }
            _ => usize::from(quoted),
        };
    }
    bytes
}
