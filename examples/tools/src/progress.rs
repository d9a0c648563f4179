//! Progress bars on standard error, for programs that read long input.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The unit in which progress is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Bytes, of this total.
    Bytes(u64),
    /// Lines; the total is unknown.
    Lines,
}

/// Returns a bar, or a counter if the total is unknown. It is hidden unless standard error is a
/// terminal.
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
    // The default style will do if a template is invalid.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Returns a hidden bar, for programs whose output goes to the same terminal.
#[must_use]
pub fn none() -> ProgressBar {
    ProgressBar::hidden()
}
