//! The interpreter on made-up declarations, without Terraform and without sockets: what is planned and what a server would answer go
//! in, the requests and the state come out, as text.

mod attributes;
mod bench;
mod flows;
mod imports;
mod lifecycles;
mod lists;
mod made_up;
mod singles;

use bench::{Bench, check};
