//! Runs all lanes round by round, and calculates medians.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;

/// A contender with a workload.
pub struct Lane<'a> {
    pub workload: &'static str,
    contender: &'static str,
    /// The number of results in a turn.
    answers: usize,
    turn: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Lane<'a> {
    /// Returns a lane whose turns return their own measurement.
    pub fn new(
        workload: &'static str,
        contender: &'static str,
        answers: usize,
        turn: impl FnMut() -> Duration + 'a,
    ) -> Self {
        Self {
            workload,
            contender,
            answers,
            turn: Box::new(turn),
        }
    }

    /// Returns a lane whose work is done twice in each turn, and timed the second time. The content
    /// of the caches after the previous lane therefore has no effect.
    pub fn timed<A>(
        workload: &'static str,
        contender: &'static str,
        answers: usize,
        mut work: impl FnMut() -> A + 'a,
    ) -> Self {
        Self::new(workload, contender, answers, move || {
            time(&mut work);
            time(&mut work)
        })
    }

    /// Returns a lane whose work is done once in each turn.
    pub fn timed_cold<A>(
        workload: &'static str,
        contender: &'static str,
        answers: usize,
        mut work: impl FnMut() -> A + 'a,
    ) -> Self {
        Self::new(workload, contender, answers, move || time(&mut work))
    }
}

/// Measures the time of this thread only, so other work of the machine is not included.
fn time<A>(work: &mut impl FnMut() -> A) -> Duration {
    let start = ThreadTime::now();
    black_box(work());
    start.elapsed()
}

/// The time of a lane, in nanoseconds per result.
pub struct Measure {
    pub workload: &'static str,
    pub contender: &'static str,
    /// The samples, in the order of the rounds.
    samples: Vec<f64>,
}

impl Measure {
    pub fn median(&self) -> f64 {
        quantile(self.samples.clone(), 2)
    }

    /// Returns the first and the third quartile of the rounds.
    pub fn quartiles(&self) -> (f64, f64) {
        (
            quantile(self.samples.clone(), 1),
            quantile(self.samples.clone(), 3),
        )
    }

    /// Returns the median of the ratios of all rounds. The speed of the machine changes between
    /// rounds, and within a round it affects both lanes.
    pub fn ratio_to(&self, peer: &Self) -> f64 {
        let pairs = self.samples.iter().zip(&peer.samples);
        quantile(pairs.map(|(ours, theirs)| ours / theirs).collect(), 2)
    }
}

fn quantile(mut samples: Vec<f64>, quarters: usize) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[(samples.len() - 1) * quarters / 4]
}

/// Runs all lanes in each round, so that a temporary slowdown of the machine affects all of them.
/// Each round begins with another lane, and every second round runs in reverse order.
pub fn run(mut lanes: Vec<Lane<'_>>, rounds: usize) -> Vec<Measure> {
    let mut measures: Vec<Measure> = lanes
        .iter()
        .map(|lane| Measure {
            workload: lane.workload,
            contender: lane.contender,
            samples: Vec::with_capacity(rounds),
        })
        .collect();
    for round in 0..rounds {
        for step in 0..lanes.len() {
            let step = if round % 2 == 0 {
                step
            } else {
                lanes.len() - 1 - step
            };
            let at = (round + step) % lanes.len();
            let lane = &mut lanes[at];
            let nanoseconds = (lane.turn)().as_nanos() as f64;
            measures[at].samples.push(nanoseconds / lane.answers as f64);
        }
    }
    measures
}
