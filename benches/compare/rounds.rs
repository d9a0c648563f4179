//! Runs everything round by round, and takes medians.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;

/// A contender at one workload.
pub struct Lane<'a> {
    pub workload: &'static str,
    contender: &'static str,
    /// How many answers a turn gives.
    answers: usize,
    turn: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Lane<'a> {
    /// One whose turns measure themselves.
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

    /// One whose work is done twice in a turn, of which the second is timed: what the lane before
    /// it left in the caches is not counted against it.
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

    /// One whose work is done once in a turn.
    pub fn timed_cold<A>(
        workload: &'static str,
        contender: &'static str,
        answers: usize,
        mut work: impl FnMut() -> A + 'a,
    ) -> Self {
        Self::new(workload, contender, answers, move || time(&mut work))
    }
}

/// The thread's own time: while the machine does something else, it stands still.
fn time<A>(work: &mut impl FnMut() -> A) -> Duration {
    let start = ThreadTime::now();
    black_box(work());
    start.elapsed()
}

/// What a lane took, in nanoseconds for an answer.
pub struct Measure {
    pub workload: &'static str,
    pub contender: &'static str,
    /// In the order of the rounds.
    samples: Vec<f64>,
}

impl Measure {
    pub fn median(&self) -> f64 {
        quantile(self.samples.clone(), 2)
    }

    /// A quarter of the rounds took less than the first, a quarter more than the second.
    pub fn quartiles(&self) -> (f64, f64) {
        (
            quantile(self.samples.clone(), 1),
            quantile(self.samples.clone(), 3),
        )
    }

    /// The median of the rounds' ratios: the speed of the machine changes from round to round, and
    /// both have the same share of that.
    pub fn ratio_to(&self, peer: &Self) -> f64 {
        let pairs = self.samples.iter().zip(&peer.samples);
        quantile(pairs.map(|(ours, theirs)| ours / theirs).collect(), 2)
    }
}

fn quantile(mut samples: Vec<f64>, quarters: usize) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[(samples.len() - 1) * quarters / 4]
}

/// Runs all lanes in each round, so that what slows the machine down for a while slows all of
/// them. Each round begins with another lane, and every other one goes backwards.
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
