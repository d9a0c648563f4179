//! Sums up the probes of a port, and of all ports.
//!
//! `main` adds the probes, and `output` writes the sums.

use std::time::Duration;

use crate::attempt::{Attempt, Outcome};

/// The probes of a port.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// The number of each result, in the order of [`Outcome::ALL`].
    counts: [u64; Outcome::ALL.len()],
    /// The times of the answers.
    times: Vec<Duration>,
}

impl Tally {
    pub fn add(&mut self, attempt: &Attempt) {
        self.counts[attempt.outcome as usize] += 1;
        if attempt.outcome.is_answer() {
            self.times.extend(attempt.time);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.times.extend(&other.times);
    }

    /// Returns the number of probes that have a result.
    pub fn probes(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub fn answered(&self) -> u64 {
        let answers = self.results().filter(|(outcome, _)| outcome.is_answer());
        answers.map(|(_, count)| count).sum()
    }

    /// Returns whether there was a probe, and each was answered.
    pub fn is_answered(&self) -> bool {
        self.probes() > 0 && self.answered() == self.probes()
    }

    /// Returns the results that there were, with the number of each.
    pub fn results(&self) -> impl Iterator<Item = (Outcome, u64)> {
        let results = Outcome::ALL.into_iter().zip(self.counts);
        results.filter(|(_, count)| *count > 0)
    }

    /// Returns the times of the answers, if there were any.
    pub fn times(&self) -> Option<Times> {
        let mut times = self.times.clone();
        times.sort_unstable();
        let (min, max) = (*times.first()?, *times.last()?);
        let (lower, upper) = (times[(times.len() - 1) / 2], times[times.len() / 2]);
        Some(Times {
            min,
            median: lower + upper.saturating_sub(lower) / 2,
            max,
        })
    }
}

/// The times of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    pub min: Duration,
    /// The mean of the two times in the middle, if their number is even.
    pub median: Duration,
    pub max: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(attempts: &[(Outcome, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (outcome, time) in attempts {
            tally.add(&Attempt {
                outcome: *outcome,
                time: Some(Duration::from_millis(*time)),
                note: String::new(),
            });
        }
        tally
    }

    fn times(attempts: &[(Outcome, u64)]) -> Option<[u64; 3]> {
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap();
        let times = tally(attempts).times()?;
        Some([times.min, times.median, times.max].map(micros))
    }

    #[test]
    fn the_median_is_in_the_middle() {
        use Outcome::{Answered, Open, Refused};
        assert_eq!(times(&[]), None);
        assert_eq!(times(&[(Refused, 1)]), None);
        assert_eq!(times(&[(Open, 3)]), Some([3000; 3]));
        assert_eq!(times(&[(Open, 4), (Open, 1)]), Some([1000, 2500, 4000]));
        assert_eq!(
            times(&[(Open, 9), (Answered, 1), (Refused, 0), (Open, 2)]),
            Some([1000, 2000, 9000])
        );
        assert_eq!(
            times(&[(Open, 9), (Open, 1), (Open, 4), (Open, 2)]),
            Some([1000, 3000, 9000])
        );
    }

    #[test]
    fn results_are_counted() {
        let mut some = tally(&[(Outcome::Open, 1), (Outcome::TimedOut, 0)]);
        assert!(!some.is_answered() && !Tally::default().is_answered());
        assert!(tally(&[(Outcome::Open, 1), (Outcome::Answered, 0)]).is_answered());
        some.merge(&tally(&[(Outcome::Open, 3), (Outcome::Failed, 0)]));
        assert_eq!((some.probes(), some.answered()), (4, 2));
        let results: Vec<_> = some.results().collect();
        assert_eq!(
            results,
            [
                (Outcome::Open, 2),
                (Outcome::TimedOut, 1),
                (Outcome::Failed, 1)
            ]
        );
        assert_eq!(some.times().unwrap().max, Duration::from_millis(3));
    }

    #[test]
    fn outcomes_are_in_order() {
        for (place, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome as usize, place);
        }
    }
}
