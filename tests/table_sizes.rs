//! The size of each table in bytes, pinned: the size of programs must not grow by accident.
//!
//! `UPDATE_PINNED=1 cargo test --test table_sizes` writes the new figures into `PINNED`.

mod support;

use support::{pinned, table_bytes};

/// The tables of this build of the crate.
const TABLES: [&str; 4] = [
    include_str!(concat!(env!("OUT_DIR"), "/tables.rs")),
    include_str!(concat!(env!("OUT_DIR"), "/protocol_numbers.rs")),
    include_str!(concat!(env!("OUT_DIR"), "/homonyms.rs")),
    include_str!(concat!(env!("OUT_DIR"), "/known_uses.rs")),
];

#[rustfmt::skip]
const PINNED: &[(&str, usize)] = &[
    // From a port to its services.
    ("SERVICE_PAGE_OF", 16_384), ("SERVICE_PAGES", 73_664),
    ("SHARED_PAIRS", 904), ("SHARED_AT", 454), ("SHARED_ROWS", 916),
    // From a row to what the guess of a flow's server must know.
    ("STANDING", 3_634),
    // From a port to its status.
    ("STATUS_PAGE_OF", 6_144), ("STATUS_PAGES", 8_592),
    // From a name to its services. The last two lines are the column Service Name itself.
    ("NAME_PILOTS", 4_886), ("NAME_FIRST", 14_658), ("NAME_RUN", 7_329), ("NAME_OVER", 7_329),
    ("OTHERS_OF", 454), ("OTHERS_AT", 456), ("OTHERS", 518),
    ("NAME_START", 29_070), ("LONG_NAME_ROWS", 0), ("LONG_NAME_LEN", 0),
    ("NAME_AT", 14_662), ("NAME_TEXT", 63_848),
    // Port Number and Transport Protocol.
    ("SHAPE", 14_535), ("FIRST_PORT", 29_070), ("RANGE_ROWS", 1_520), ("RANGE_LAST", 1_520),
    // Description, and the annotation at its end.
    ("DESCRIPTION_OF", 29_070), ("DESCRIPTION_AT", 28_568), ("DESCRIPTION_TEXT", 153_113),
    ("ANNOTATION_ROWS", 368), ("ANNOTATION_OF", 184),
    ("ANNOTATION_AT", 194), ("ANNOTATION_TEXT", 7_662),
    // Assignee and Contact.
    ("ASSIGNEE_OF", 29_070), ("CONTACT_ROWS", 2_428), ("CONTACT_OF", 2_428),
    ("PERSON_AT", 22_264), ("PERSON_TEXT", 86_685),
    // Registration Date and Modification Date.
    ("DATES", 4_932),
    ("REGISTRATION_ROWS", 9_388), ("REGISTRATION_OF", 9_388),
    ("MODIFICATION_ROWS", 1_152), ("MODIFICATION_OF", 1_152),
    // Reference.
    ("REFERENCE_ROWS", 820), ("REFERENCE_OF", 410),
    ("REFERENCE_AT", 428), ("REFERENCE_TEXT", 3_109),
    // Service Code.
    ("SERVICE_CODE_ROWS", 8), ("SERVICE_CODES", 16),
    // Unauthorized Use Reported.
    ("UNAUTHORIZED_USE_ROWS", 224), ("UNAUTHORIZED_USE_OF", 112),
    ("UNAUTHORIZED_USE_AT", 140), ("UNAUTHORIZED_USE_TEXT", 2_525),
    // Assignment Notes.
    ("NOTES_ROWS", 2_636), ("NOTES_OF", 2_636), ("NOTES_AT", 914), ("NOTES_TEXT", 45_487),
    // Historic aliases, and aliases.csv.
    ("CANONICAL_ROWS", 368), ("CANONICAL_OF", 368),
    ("REPLACEMENT_ROWS", 368), ("REPLACED_ROWS", 368),
    ("ALIASES", 10_745), ("ALIAS_NAMES", 7_321), ("ALIAS_AT", 644), ("ALIAS_ROWS", 1_382),
    // The protocol numbers.
    ("KEYWORDS", 4_843), ("NAMES", 8_199), ("REFERENCES", 12_111), ("EXTENSION_HEADERS", 256), ("DEPRECATED", 256),
    // The homonyms.
    ("HOMONYM_NAMES", 465), ("HOMONYM_SERVICES", 528), ("HOMONYM_FIRST", 22), ("HOMONYM_REASONS", 2_470),
    // The known uses.
    ("KNOWN_FIRST", 1_270), ("KNOWN_LAST", 16), ("KNOWN_OVER", 635), ("KNOWN_MAIN", 635),
    ("KNOWN_NAME_OF", 1_270), ("KNOWN_NAME_AT", 644), ("KNOWN_NAME_TEXT", 2_627),
    ("KNOWN_TITLE_OF", 1_270), ("KNOWN_TITLE_AT", 1_224), ("KNOWN_TITLE_TEXT", 18_666),
    ("KNOWN_SOURCE_OF", 1_270), ("KNOWN_SOURCE_AT", 618), ("KNOWN_SOURCE_TEXT", 26_223),
    ("KNOWN_NOTE_OF", 635), ("KNOWN_NOTE_AT", 116), ("KNOWN_NOTE_TEXT", 2_081),
];

#[test]
fn no_table_changes_its_size_unnoticed() {
    let built = TABLES.map(table_bytes::of_tables).concat();
    let differences = pinned::differences("table_sizes.rs", PINNED, &built);
    let sum = |figures: &pinned::Figures| figures.iter().map(|(_, bytes)| bytes).sum::<usize>();
    assert!(
        differences.is_empty(),
        "the tables have {} bytes, not {} as pinned. If their growth is worth what it brings, run \
         `UPDATE_PINNED=1 cargo test --test table_sizes` and give the reason in the commit:\n\
         {differences}",
        sum(&built),
        sum(PINNED),
    );
}
