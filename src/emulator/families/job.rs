//! What takes time: how far a job is follows from when it began, so that a process may end meanwhile.

use super::call::Call;
use crate::emulator::model::Document;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Progress {
    /// It has just begun.
    Begun,
    UnderWay,
    Done,
}

/// Returns how far the job is whose document has the milliseconds at which it `started`, and how many
/// it `takes`.
pub(super) fn progress(call: &Call<'_>, job: &Document) -> Progress {
    progress_at(call.tx.now_milliseconds(), job)
}

/// Returns how far a job is at a time in milliseconds.
pub(crate) fn progress_at(now: i64, job: &Document) -> Progress {
    let number = |field: &str| job[field].as_i64().unwrap_or_default();
    let (passed, takes) = (now - number("started"), number("takes"));
    if passed >= takes {
        Progress::Done
    } else if passed * 2 >= takes {
        Progress::UnderWay
    } else {
        Progress::Begun
    }
}
