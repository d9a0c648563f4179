//! Draws choices from bytes, so that a rule set is the same each time, and a fuzzer can change a part of it.

use arbitrary::Unstructured;

/// Bytes from which choices are drawn. Once all are used, each choice is the first one.
pub struct Draws<'a>(Unstructured<'a>);

impl<'a> Draws<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// Returns a number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.int_in_range(0..=end - 1).unwrap_or_default()
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Returns whether something happens that happens `times` in `of` times.
    pub fn happens(&mut self, times: usize, of: usize) -> bool {
        self.below(of) >= of - times
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// Returns one of the choices, each of which is as likely as its weight says.
    pub fn weighted<T: Copy>(&mut self, choices: &[(usize, T)]) -> T {
        let total = choices.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for (weight, choice) in choices {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return *choice,
            }
        }
        unreachable!("the number is below the sum of the weights")
    }
}
