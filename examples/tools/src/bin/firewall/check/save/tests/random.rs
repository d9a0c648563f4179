//! No text makes the parser fail.

use super::read;
use proptest::prelude::*;

use crate::check::evaluate::{self, ToGroups};

/// Random text rarely gets beyond the first word, but random sequences of words do.
const WORDS: [&str; 84] = [
    "\n",
    "\n",
    "\n",
    "*filter\n",
    "*nat\n",
    "*raw\n",
    ":INPUT",
    ":A",
    "-",
    "DROP\n",
    "-A",
    "-A",
    "-A",
    "-I",
    "-D",
    "-R",
    "-F",
    "-X",
    "-P",
    "-N",
    "-E",
    "-Z",
    "-C",
    "-t",
    "INPUT",
    "INPUT",
    "A",
    "B",
    "1",
    "2",
    "0",
    "-p",
    "tcp",
    "udp",
    "all",
    "!",
    "!",
    "--dport",
    "--dports",
    "--dpo=5",
    "--ports",
    "22",
    "1:5,7",
    ":",
    ",",
    "-j",
    "-j",
    "-g",
    "ACCEPT",
    "LOG",
    "DNAT",
    "CT",
    "--notrack",
    "-m",
    "-m",
    "comment",
    "--comment",
    "multiport",
    "state",
    "--state",
    "NEW",
    "recent",
    "--set",
    "set",
    "--match-set",
    "addrtype",
    "--dst-type",
    "LOCAL",
    "\"",
    "'",
    "\\",
    "-s",
    "-d",
    "10.0.0.1,10.0.0.2",
    "::1/0",
    "-i",
    "lo",
    "-f",
    "-4",
    "COMMIT\n",
    "iptables",
    "# ip6tables -S\n",
    "$",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_much(
        text in prop_oneof![
            ".*",
            prop::collection::vec(proptest::sample::select(&WORDS[..]), 0..80)
                .prop_map(|words| words.join(" ")),
            prop::collection::vec(proptest::sample::select(&WORDS[..]), 0..80)
                .prop_map(|words| format!("-A INPUT {}", words.join(" ").replace('\n', " "))),
        ]
    ) {
        let lines = text.split('\n').count();
        let set = read(&text);
        let is_line = |place| (1..=lines).contains(&usize::try_from(place).unwrap());
        for unread in &set.unread {
            prop_assert!(is_line(unread.place), "{unread:?}");
        }
        for rule in set.chains.iter().flat_map(|chain| &chain.rules) {
            prop_assert!(is_line(rule.place), "{rule:?}");
        }
        prop_assert!(set.remarks.iter().all(|(place, _)| is_line(*place)));
        prop_assert!(set.unknown.is_none_or(|(place, _)| is_line(place)));
        prop_assert!(evaluate::evaluate(&read(&text), &ToGroups::default()).is_ok());
    }
}
