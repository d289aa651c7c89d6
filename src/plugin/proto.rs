//! The messages of `proto/`, as generated.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::too_many_lines,
    clippy::use_self,
    reason = "generated; which of these apply depends on the features"
)]

pub(crate) mod goplugin {
    tonic::include_proto!("plugin");
}

pub(crate) mod health {
    tonic::include_proto!("grpc.health.v1");
}

pub(crate) mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}
