//! Backends against servers that misbehave: whatever happens, no sentence is wrong or lost, no request is sent beyond
//! what is allowed, and the error says what to do.

mod batches;
mod cli;
mod compare;
mod faults;
mod limits;
mod memory;
mod modes;
mod server;
