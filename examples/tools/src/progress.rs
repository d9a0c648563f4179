//! How far long work is, on standard error, if that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is known of the work's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// So many bytes of input.
    Bytes(u64),
    /// Nothing: what has been done is counted in lines.
    Lines,
}

/// A bar, or a count, that nobody sees unless standard error is a terminal.
#[must_use]
pub fn bar(extent: Extent) -> ProgressBar {
    let (bar, template) = match extent {
        Extent::Bytes(bytes) => (
            ProgressBar::new(bytes),
            "{wide_bar} {bytes} of {total_bytes}, {eta} left",
        ),
        Extent::Lines => (
            ProgressBar::no_length(),
            "{spinner} {human_pos} lines in {elapsed}",
        ),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    // The default style still tells something, should a template be refused.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A bar that is never seen, for what has standard output on the same terminal.
#[must_use]
pub fn none() -> ProgressBar {
    ProgressBar::hidden()
}
