//! The registry's prose, as another registry could have it: TXT keys and references.
//!
//! The crate reads these from its own tables only, so the two files are mounted here.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry_fuzz::text;
use rows::{Reference, Service, references};
use txt::TxtKeys;

#[path = "../../src/dns_sd/txt.rs"]
#[allow(dead_code, reason = "some is for users only")]
mod txt;

#[path = "../../src/rows"]
mod rows {
    #[allow(dead_code, reason = "some is for users only")]
    mod reference;

    pub use reference::{Reference, Reference};

    /// A service of which only the notes are known.
    #[derive(Clone, Copy)]
    pub struct Service(pub &'static str);

    impl Service {
        #[allow(clippy::unnecessary_wraps, reason = "as in the crate")]
        pub fn notes(self) -> Option<&'static str> {
            Some(self.0)
        }
    }

    pub fn references(cell: &'static str) -> Vec<Reference> {
        reference::References::new(cell).collect()
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

fn check_references(cell: &'static str) {
    let mut rest = cell;
    for citation in references(cell) {
        let text = citation.text();
        assert!(!text.is_empty() && text.trim() == text);
        // They come in order, and do not overlap.
        rest = rest
            .split_once(text)
            .expect("it stands in the rest of the cell")
            .1;
        match citation.reference() {
            ReferenceKind::Rfc(number) => {
                let address = citation.address().expect("an RFC has one").to_string();
                assert_eq!(
                    address,
                    format!("https://www.rfc-editor.org/info/rfc{number}")
                );
                assert!(text.contains(&number.to_string()));
            }
            ReferenceKind::Url => {
                assert_eq!(citation.address().expect("itself").to_string(), text);
            }
            _ => assert_eq!(citation.address(), None),
        }
    }
    // Nothing but brackets and spaces is lost.
    let told: String = references(cell)
        .iter()
        .map(|citation| citation.text())
        .collect();
    let is_told = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']'))
            .collect()
    };
    assert_eq!(is_told(&told), is_told(cell));
}
