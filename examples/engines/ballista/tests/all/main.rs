//! All tests in one program, since each with a session of its own takes a minute or two to compile.

mod cluster;
mod codec;
mod program;
mod support;
