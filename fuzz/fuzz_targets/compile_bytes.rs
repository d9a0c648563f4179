//! Compiles arbitrary files. The result must be problems with their places, or tables, and must be
//! the same each time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry_fuzz::compile_step::{
    Inputs, Missing, Source, check_repeated, compile, is_small,
};

const HEADINGS: &[u8] = b"Service Name,Port Number,Transport Protocol,Description,Assignee,\
    Contact,Registration Date,Modification Date,Reference,Service Code,\
    Unauthorized Use Reported,Assignment Notes\n";

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    // The input has up to five files. They are separated by a byte that never occurs in UTF-8.
    let mut files = data.split(|byte| *byte == 0xff);
    let mut next = |heading: &[u8]| {
        let bytes = files.next().unwrap_or_default();
        let whole = if choice & 1 == 0 { heading } else { b"" };
        [whole, bytes].concat()
    };
    let source = |name: &str, bytes: Vec<u8>| Source {
        name: name.to_owned(),
        bytes,
    };
    let inputs = Inputs {
        registry: source("registry.csv", next(HEADINGS)),
        preferred: source("preferred.csv", next(b"port,protocol,service,why\n")),
        aliases: source("aliases.csv", next(b"alias,service,source\n")),
        snapshot: (choice & 2 == 0).then(|| source("snapshot", next(b"2026-09-12"))),
        known_uses: source(
            "known-uses.csv",
            next(b"port,protocol,name,title,source,note\n"),
        ),
        missing: match choice & 4 {
            0 => Missing::IsProblem,
            _ => Missing::IsSkipped,
        },
    };
    if !is_small(&inputs) {
        return;
    }
    let result = compile(&inputs);
    if choice & 0x38 == 0 {
        check_repeated(&result, &inputs);
    }
});
