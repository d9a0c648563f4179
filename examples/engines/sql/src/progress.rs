//! Shows on a terminal how many rows a query has read.

use std::sync::Arc;
use std::time::Duration;

use datafusion::physical_plan::ExecutionPlan;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A query that ends sooner shows nothing.
const DELAY: Duration = Duration::from_millis(500);
const INTERVAL: Duration = Duration::from_millis(100);

/// The counter of rows on standard error. It shows nothing if that is not a terminal.
#[derive(Clone)]
pub struct Counter {
    bar: ProgressBar,
}

/// A query whose rows are counted. The counter is removed when this is dropped.
pub struct Counted {
    counter: Counter,
    task: JoinHandle<()>,
}

impl Counter {
    /// Returns a counter that shows nothing yet.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // The default style will do if a template is invalid.
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {human_pos} rows read in {elapsed}")
        {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Shows the rows that the scans of a plan have read, from now on.
    #[must_use]
    pub fn count(&self, plan: &Arc<dyn ExecutionPlan>) -> Counted {
        let (bar, plan) = (self.bar.clone(), Arc::clone(plan));
        let task = tokio::spawn(async move {
            if bar.is_hidden() {
                return;
            }
            bar.reset();
            sleep(DELAY).await;
            loop {
                bar.set_position(rows_read(&plan));
                bar.tick();
                sleep(INTERVAL).await;
            }
        });
        Counted {
            counter: self.clone(),
            task,
        }
    }

    /// Removes the counter from the terminal.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.task.abort();
        self.counter.clear();
    }
}

/// Returns the rows that the leaves of a plan have returned so far.
fn rows_read(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let children = plan.children();
    if children.is_empty() {
        let rows = plan.metrics().and_then(|metrics| metrics.output_rows());
        return rows.unwrap_or_default() as u64;
    }
    children.into_iter().map(rows_read).sum()
}
