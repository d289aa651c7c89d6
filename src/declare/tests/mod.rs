//! Runs the interpreter on made-up declarations, without Terraform and without sockets. The input
//! is a plan and a server's answers; the output is the requests and the state, as text.

mod attributes;
mod bench;
mod contradictions;
mod flows;
mod imports;
mod lifecycles;
mod lists;
mod made_up;
mod places;
mod singles;
mod timeouts;

use bench::{Bench, check};
