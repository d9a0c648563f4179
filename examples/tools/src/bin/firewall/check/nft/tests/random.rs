//! Reads random rule sets: nothing panics, and each place is one of the text.

use proptest::prelude::*;

use super::{read, read_json};
use crate::check::rule_set::Place;

/// The words of nftables rule sets. Random text rarely gets beyond the first word, but random
/// sequences of words do.
const WORDS: [&str; 78] = [
    "\u{c}",
    "table",
    "inet",
    "netdev",
    "t",
    "chain",
    "set",
    "map",
    "c",
    "s",
    "{",
    "}",
    "{",
    "}",
    ";",
    "\n",
    ",",
    "type",
    "filter",
    "hook",
    "input",
    "ingress",
    "device",
    "lo",
    "priority",
    "0",
    "policy",
    "drop",
    "inet_service",
    ":",
    "verdict",
    "flags",
    "dynamic",
    "elements",
    "=",
    "define",
    "$s",
    "@s",
    "add",
    "insert",
    "delete",
    "flush",
    "ruleset",
    "rule",
    "index",
    "handle",
    "element",
    "tcp",
    "th",
    "dport",
    "flags",
    "syn",
    "!=",
    "<",
    ">=",
    "-",
    "&",
    "|",
    "(",
    ")",
    "/",
    "22",
    "80-90",
    "9-3",
    "ssh",
    "\"ssh\"",
    "\"",
    "#",
    "\\",
    "vmap",
    "accept",
    "jump",
    "meta",
    "l4proto",
    ".",
    "ct",
    "state",
    "*",
];
/// Parts of rule sets that go together.
const PARTS: [&str; 14] = [
    "table inet t {\nchain c {\ntype filter hook input priority 0;\n",
    "tcp dport ",
    "meta l4proto . th dport ",
    "ct state ",
    "tcp flags ",
    "{ 22, 80-90 }",
    "vmap { 22 : accept, * : jump c }",
    "limit rate 3/second ",
    "reject with icmpx type ",
    "dnat to ",
    "add @s { ip saddr }",
    "accept\n",
    "}\n}\n",
    "add rule inet t c ",
];
const JSON: [&str; 34] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"nftables\"",
    "\"table\"",
    "\"chain\"",
    "\"rule\"",
    "\"set\"",
    "\"elem\"",
    "\"family\"",
    "\"inet\"",
    "\"name\"",
    "\"t\"",
    "\"expr\"",
    "\"match\"",
    "\"left\"",
    "\"right\"",
    "\"op\"",
    "\"==\"",
    "\"payload\"",
    "\"vmap\"",
    "\"accept\"",
    "null",
    "22",
    "true",
    "{\"accept\":null}",
    "{\"nftables\":[{\"table\":{\"family\":\"inet\",\"name\":\"t\"}},{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"c\",\"hook\":\"input\",\"prio\":0}},",
    "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"c\",\"expr\":[",
    "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"tcp\",\"field\":\"dport\"}},\"right\":",
    "]}}",
    "}}",
];

fn joined(words: &'static [&'static str], between: &'static str) -> impl Strategy<Value = String> {
    let word = proptest::sample::select(words);
    prop::collection::vec(word, 0..60).prop_map(move |words| words.join(between))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_much(
        text in prop_oneof![
            ".*",
            joined(&WORDS, " "),
            joined(&PARTS, " "),
            (joined(&PARTS, ""), joined(&WORDS, " ")).prop_map(|(parts, words)| {
                ["table inet t {\nchain c {\ntype filter hook input priority 0;\n", &parts, &words].concat()
            }),
        ]
    ) {
        let lines = Place::try_from(text.split('\n').count()).unwrap();
        let set = read(&text);
        let unread = set.unread.iter().map(|unread| unread.place);
        let rules = set.chains.iter().flat_map(|chain| &chain.rules).map(|rule| rule.place);
        let remarks = set.remarks.iter().map(|(place, _)| *place);
        for place in unread.chain(rules).chain(remarks) {
            prop_assert!((1..=lines).contains(&place), "{place} {text}");
        }
    }

    #[test]
    fn no_json_is_too_much(
        text in prop_oneof![
            joined(&JSON, ""),
            joined(&JSON, "").prop_map(|words| {
                [JSON[29], JSON[30], &words, "]}}]}"].concat()
            }),
            joined(&JSON, "").prop_map(|words| {
                [JSON[29], JSON[30], JSON[31], &words, "}}", "]}}]}"].concat()
            }),
        ]
    ) {
        // Most of these are no JSON: what is tested is that nothing panics.
        let _ = read_json(&text);
    }
}
