//! The connection over which a call came.

use std::sync::{Arc, Weak};

/// The connection of a host over which a call came. Terraform opens one for each walk of a run;
/// with `--debug`, one process serves the connections of many runs, one after the other or at once.
///
/// What a provider remembers of one run must not reach another: it keeps a [`HostConnection::mark`]
/// beside the memory, which ends with the connection.
///
/// ```
/// use appservices_provider::provider::HostConnection;
/// let connection = HostConnection::default();
/// let mark = connection.mark();
/// assert!(mark.is_of(&connection) && !mark.is_of(&HostConnection::default()));
/// drop(connection);
/// assert!(mark.has_ended());
/// ```
#[derive(Clone, Debug, Default)]
pub struct HostConnection(Arc<()>);

/// Recognizes a [`HostConnection`] without keeping it.
#[derive(Clone, Debug, Default)]
pub struct ConnectionMark(Weak<()>);

impl HostConnection {
    /// Returns a mark by which this connection is recognized while it lasts.
    pub fn mark(&self) -> ConnectionMark {
        ConnectionMark(Arc::downgrade(&self.0))
    }
}

impl ConnectionMark {
    /// Reports whether the mark was made of `connection`.
    pub fn is_of(&self, connection: &HostConnection) -> bool {
        self.0.as_ptr() == Arc::as_ptr(&connection.0) && !self.has_ended()
    }

    /// Reports whether the connection has ended: no later call can come over it.
    pub fn has_ended(&self) -> bool {
        self.0.strong_count() == 0
    }
}
