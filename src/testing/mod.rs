//! What tests of several rooms share: an Admin API that answers as a test says, with a socket and
//! without one, and damaged bytes, which are the same in every run.

#![warn(clippy::too_many_lines)]

#[cfg(feature = "client")]
mod fake_server;
#[cfg(feature = "client")]
mod fake_transport;
#[cfg(feature = "client")]
mod samples;

#[cfg(feature = "client")]
pub(crate) use fake_server::{Answer, FakeServer, Heard};
#[cfg(feature = "client")]
pub(crate) use fake_transport::{Canned, FakeTransport, ManualClock};
#[cfg(feature = "client")]
pub(crate) use samples::value_of;

/// The bytes that open collections, texts and extensions, whose lengths or ends are missing then.
const OPENING: [u8; 10] = [0x80, 0x90, 0xc0, 0xc1, 0xc7, 0xd4, 0xdb, 0xdd, 0xdf, 0xff];

/// Returns `count` variants of the seeds: bytes changed, cut out, inserted, repeated, or taken from
/// another seed; and noise.
pub(crate) fn damaged(seeds: &[Vec<u8>], count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(0x2545_f491_4f6c_dd1d);
    (0..count).map(move |_| {
        let mut bytes = seeds[random.usize(..seeds.len())].clone();
        for _ in 0..random.usize(1..=3) {
            damage(&mut bytes, seeds, &mut random);
        }
        bytes
    })
}

fn damage(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut fastrand::Rng) {
    let at = random.usize(..=bytes.len());
    match random.u8(..8) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, random.u8(..)),
        2 if at < bytes.len() => {
            bytes.remove(at);
        }
        3 if at < bytes.len() => bytes[at] = OPENING[random.usize(..OPENING.len())],
        4 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        5 => {
            let end = (at + random.usize(..16)).min(bytes.len());
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        6 => {
            let other = &seeds[random.usize(..seeds.len())];
            let from = random.usize(..=other.len());
            bytes.splice(at.., other[from..].iter().copied());
        }
        _ => *bytes = (0..random.usize(..64)).map(|_| random.u8(..)).collect(),
    }
}
