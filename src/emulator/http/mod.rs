//! The wire: sockets, the limits of a request's body, the order in which requests are served,
//! faults, latency and the request log. What a request means is not known here.

mod connection;
mod control;
mod damage;
mod faults;
mod log;
mod observer;
mod pattern;
mod receive;
mod reply;
mod service;
mod turns;

pub(crate) use connection::accept_until_stopped;
pub use faults::{BadFaults, Fault, FaultRule};
pub use log::LoggedRequest;
pub use observer::{Observer, Served};
pub(crate) use service::{Service, Settings};
