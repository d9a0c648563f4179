//! Runs `port-sql` on files that the tests write.

mod errors;
mod files;
mod folder;
mod layouts;
mod lines;
mod output;
mod pruning;
