//! What the matches `conntrack` and `state` say of the first packet of a connection.
//!
//! Used by `matches`.

use super::error::SaveError;
use crate::check::rule_set::States;
use crate::check::values::Sense;

/// The states, in the order in which `iptables` looks for one that begins with the letters that are written.
const NAMES: [(&str, State); 7] = [
    ("INVALID", State::Invalid),
    ("NEW", State::New),
    ("ESTABLISHED", State::Later),
    ("RELATED", State::Later),
    ("UNTRACKED", State::Untracked),
    ("SNAT", State::Translated),
    ("DNAT", State::Translated),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Invalid,
    New,
    /// Of a connection that is there already.
    Later,
    Untracked,
    /// The packet was sent to another address. Only `conntrack` has it.
    Translated,
}

/// Parses the states after `--state` or `--ctstate`, and returns those that a first packet has.
pub fn parse(text: &str, sense: Sense, match_name: &str) -> Result<States, SaveError> {
    let mut states = States::NONE;
    for name in text.split(',') {
        let upper = name.to_ascii_uppercase();
        let found = NAMES.iter().find(|(full, state)| {
            let is_known = *state != State::Translated || match_name == "conntrack";
            is_known && !upper.is_empty() && full.starts_with(&upper)
        });
        let Some((_, state)) = found else {
            return Err(SaveError::State(name.to_owned()));
        };
        states = states.or(match state {
            State::Invalid => States::INVALID,
            State::New => States::NEW,
            State::Untracked => States::UNTRACKED,
            State::Later | State::Translated => States::NONE,
        });
    }
    Ok(match sense {
        Sense::Is => states,
        Sense::IsNot => states.not(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_a_first_packet() {
        for (text, expected) in [
            ("NEW", States::NEW),
            ("new,Established", States::NEW),
            ("N", States::NEW),
            ("ESTABLISHED,RELATED", States::NONE),
            ("INVALID", States::INVALID),
            ("UNTRACKED", States::UNTRACKED),
            ("NEW,UNTRACKED", States::NEW.or(States::UNTRACKED)),
            ("INVALID,NEW,UNTRACKED", States::ANY),
            ("DNAT", States::NONE),
            ("S", States::NONE),
        ] {
            let of = |sense| parse(text, sense, "conntrack").unwrap();
            assert_eq!(of(Sense::Is), expected, "{text}");
            assert_eq!(of(Sense::IsNot), expected.not(), "! {text}");
        }
    }

    #[test]
    fn what_is_no_state() {
        for (text, bad) in [("", ""), ("NEW,", ""), ("NEWER", "NEWER"), ("NEW,X", "X")] {
            let error = Err(SaveError::State(bad.to_owned()));
            assert_eq!(parse(text, Sense::Is, "conntrack"), error, "{text}");
        }
        let error = Err(SaveError::State("DNAT".to_owned()));
        assert_eq!(parse("DNAT", Sense::Is, "state"), error);
    }
}
