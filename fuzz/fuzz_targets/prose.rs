//! The registry's prose, as another registry could have it: TXT keys and references.
//!
//! The crate reads TXT keys from its own tables only, so their file is mounted here.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::csv::RegistryFile;
use port_registry::record::{Column, ReferenceKind};
use port_registry_fuzz::text;
use rows::Service;
use txt::TxtRecord;

#[path = "../../src/dns_sd/txt.rs"]
#[allow(dead_code, reason = "some is for users only")]
mod txt;

/// What the mounted file uses of the crate.
mod rows {
    /// A service with notes and nothing else.
    #[derive(Clone, Copy)]
    pub struct Service(pub &'static str);

    #[derive(Clone, Copy)]
    pub struct Record(&'static str);

    impl Service {
        pub fn record(self) -> Record {
            Record(self.0)
        }
    }

    impl Record {
        #[allow(clippy::unnecessary_wraps, reason = "as in the crate")]
        pub fn notes(self) -> Option<&'static str> {
            Some(self.0)
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let text = text(data);
    let kept: *mut str = Box::into_raw(Box::from(text));
    // SAFETY: it is freed below, after all that borrows from it is gone.
    let borrowed: &'static str = unsafe { &*kept };
    check_keys(borrowed);
    check_references(borrowed);
    // SAFETY: it comes from `Box::into_raw`, and nothing borrows from it any more.
    drop(unsafe { Box::from_raw(kept) });
});

fn check_keys(notes: &'static str) {
    let is_marked = notes.to_ascii_lowercase().contains("txt");
    match Service(notes).txt_record() {
        None => {}
        Some(TxtRecord::Keys(keys)) => {
            assert!(keys.clone().count() > 0);
            for key in keys {
                assert!(key.key().bytes().any(|byte| byte.is_ascii_alphabetic()));
                let written = key.to_string();
                assert!(notes.contains(&written), "{written:?}");
            }
            assert!(is_marked);
        }
        Some(TxtRecord::Prose(text)) => {
            assert!(notes.trim_end().ends_with(text) && text.trim() == text);
            assert!(is_marked);
        }
        Some(TxtRecord::Empty | TxtRecord::Proprietary) => assert!(is_marked),
    }
}

fn check_references(cell: &str) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = Column::ALL.map(Column::as_str);
    let row = Column::ALL.map(|column| {
        if column == Column::Reference {
            cell
        } else {
            ""
        }
    });
    for record in [headings, row] {
        writer.write_record(record).expect("memory takes it");
    }
    let text = writer.into_inner().expect("memory takes it");
    let file = RegistryFile::parse("r.csv", &text).expect("any reference is accepted");
    let mut rest = cell;
    let mut read = String::new();
    for reference in file.rows()[0].references() {
        let text = reference.as_str();
        assert!(!text.is_empty() && text.trim() == text);
        // They come in order, and do not overlap.
        let (_, after) = rest
            .split_once(text)
            .expect("it is in the rest of the cell");
        rest = after;
        read += text;
        let url = reference.url().map(|url| url.to_string());
        match reference.kind() {
            ReferenceKind::Rfc(number) => {
                let page = format!("https://www.rfc-editor.org/info/rfc{number}");
                assert_eq!(url, Some(page));
                assert!(text.contains(&number.to_string()));
            }
            ReferenceKind::Url => assert_eq!(url.as_deref(), Some(text)),
            _ => assert_eq!(url, None),
        }
    }
    // Nothing but brackets and white space is lost.
    let kept = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']'))
            .collect()
    };
    assert_eq!(kept(&read), kept(cell));
}
