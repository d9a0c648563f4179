//! A trial of `--check`: a rule set is loaded, packets are sent to a sample of ports, and the answers about the set
//! and about what the kernel lists are compared with the packets.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers};
use crate::comparison::{Passage, Tally, compare, passages};
use crate::languages::Language;
use crate::network::Network;
use crate::packets::{SENDERS, Subject, packets};
use crate::program;
use crate::recorder::through;
use crate::tools::reset;

/// The result of a trial.
#[derive(Debug)]
pub enum Outcome {
    /// The program of the language refuses the rule set.
    Refused(String),
    /// The answers are right.
    Right(Tally),
    /// An answer is wrong.
    Wrong(String),
}

/// Tries a rule set on a sample of ports.
pub fn trial(network: &Network, language: Language, rules: &str, ports: &BTreeSet<u16>) -> Outcome {
    reset();
    if let Err(complaint) = language.tool().load(rules) {
        return Outcome::Refused(complaint);
    }
    let listed = language.listed();
    let passages = send(network, language, ports);
    let compared = || {
        let answers = program::answers_about(rules, ports)?;
        let tally = compare(&passages, &answers, language)?;
        for (form, text) in &listed {
            let of_form = |difference| format!("{form}: {difference}\n{text}");
            let again = program::answers_about(text, ports).map_err(of_form)?;
            compare(&passages, &again, language).map_err(of_form)?;
            // The JSON of nft 1.0.6 has no devices of a chain at the hook ingress, and one letter for the flag dormant,
            // so that no answer is known.
            let is_unknown = |subject: &Subject| again.of(*subject) == Some(Answer::Unknown);
            let has = |part| rules.contains(part);
            let is_incomplete =
                *form == "listed as JSON" && (has("hook ingress") || has("flags dormant"));
            if is_incomplete && passages.keys().all(is_unknown) {
                continue;
            }
            same_answers(&answers, &again, passages.keys()).map_err(of_form)?;
        }
        Ok(tally)
    };
    compared().map_or_else(Outcome::Wrong, Outcome::Right)
}

/// Sends packets to ports from all senders of the language.
pub fn send(
    network: &Network,
    language: Language,
    ports: &BTreeSet<u16>,
) -> BTreeMap<Subject, Passage> {
    let senders = (0_u8..).zip(&SENDERS);
    let senders = senders.filter(|(_, sender)| language.has(sender.family));
    let senders: Vec<u8> = senders.map(|(index, _)| index).collect();
    let sent = packets(ports, &senders);
    passages(&sent, &through(network, &sent))
}

/// Compares the answers about two forms of a rule set.
fn same_answers<'a>(
    before: &Answers,
    after: &Answers,
    mut subjects: impl Iterator<Item = &'a Subject>,
) -> Result<(), String> {
    let differs = |subject: &&Subject| before.of(**subject) != after.of(**subject);
    subjects.find(differs).map_or(Ok(()), |&subject| {
        let (before, after) = (before.of(subject), after.of(subject));
        Err(format!(
            "{subject:?} is {before:?} before, and now {after:?}"
        ))
    })
}
