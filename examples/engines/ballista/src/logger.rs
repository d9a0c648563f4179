//! What Ballista logs, on standard error.

use log::{LevelFilter, Log, Metadata, Record};

use crate::remark::remark;

/// Writes lines of the level that was set, which the system's journal gives a time.
struct Logger;

static LOGGER: Logger = Logger;

/// Writes what is logged at this level, and at more severe ones.
pub fn write_logs(level: LevelFilter) {
    // Only a second logger is an error.
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(level);
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let (level, target) = (record.level(), record.target());
            remark(format_args!("{level} {target}: {}", record.args()));
        }
    }

    fn flush(&self) {}
}
