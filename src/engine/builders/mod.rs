//! How authors write schemas: a constructor for each kind of attribute and block, and a method for
//! each thing that can be said of it.

mod attribute;
mod block;
