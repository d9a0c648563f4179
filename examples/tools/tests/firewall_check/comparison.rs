//! Compares the answers about a rule set with the packets that it lets through.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::answers::{Answer, Answers};
use crate::languages::Language;
use crate::packets::{Packet, Subject};

/// How many packets to a port were let through. Those to several hosts make a difference if no other is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    All,
    Some,
    None,
}

/// How often each answer was given about ports with a passage.
#[derive(Debug, Default, Clone)]
pub struct Tally(BTreeMap<(Answer, &'static str), usize>);

impl Tally {
    fn count(&mut self, answer: Answer, passage: Passage) {
        let passage = match passage {
            Passage::All => "all",
            Passage::Some => "some",
            Passage::None => "none",
        };
        *self.0.entry((answer, passage)).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(*key).or_default() += count;
        }
    }

    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// Returns the number of ports of which the answer promises a difference between packets, and no packet was
    /// treated differently.
    pub fn conditional_without_difference(&self) -> usize {
        let is_one = |(answer, passage): &(Answer, &str)| {
            *answer == Answer::Conditional && *passage != "some"
        };
        let found = self.0.iter().filter(|(key, _)| is_one(key));
        found.map(|(_, count)| count).sum()
    }

    pub fn of(&self, answer: Answer) -> usize {
        let of_answer = self.0.iter().filter(|((one, _), _)| *one == answer);
        of_answer.map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ports", self.total())?;
        for ((answer, passage), count) in &self.0 {
            write!(f, ", {answer:?} with {passage} through {count}")?;
        }
        Ok(())
    }
}

/// Returns the passage of each port to which packets were sent.
pub fn passages(sent: &[Packet], through: &BTreeSet<Packet>) -> BTreeMap<Subject, Passage> {
    let mut counts: BTreeMap<Subject, [usize; 3]> = BTreeMap::new();
    for packet in sent {
        let [all, passed, to_groups] = counts.entry(packet.subject).or_default();
        let is_through = usize::from(through.contains(packet));
        if packet.is_to_the_host() {
            *all += 1;
            *passed += is_through;
        } else {
            *to_groups += is_through;
        }
    }
    let passage = |count: [usize; 3]| match count {
        [_, 0, 0] => Passage::None,
        [all, passed, _] if passed == all => Passage::All,
        _ => Passage::Some,
    };
    let counts = counts.into_iter();
    counts
        .map(|(subject, count)| (subject, passage(count)))
        .collect()
}

/// Returns how often each answer was given, or the first port with a wrong one. A rule set of
/// one family is compared with the packets of that family.
pub fn compare(
    passages: &BTreeMap<Subject, Passage>,
    answers: &Answers,
    language: Language,
) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let of_language = passages
        .iter()
        .filter(|(subject, _)| language.has(subject.family));
    for (&subject, &passage) in of_language {
        let answer = answers
            .of(subject)
            .ok_or_else(|| format!("no answer about {subject:?}"))?;
        let is_wrong = match answer {
            Answer::Closed => passage != Passage::None,
            Answer::Open => passage != Passage::All,
            Answer::Conditional | Answer::Unknown => false,
        };
        if is_wrong {
            return Err(format!(
                "{subject:?} is called {answer:?}, and of the packets {passage:?} get through"
            ));
        }
        tally.count(answer, passage);
    }
    Ok(tally)
}
