//! What tests of several rooms share: a server that answers as a test says, and bytes that are damaged, by a chance that is the
//! same in every run.

#[cfg(feature = "client")]
mod fake_server;

#[cfg(feature = "client")]
pub(crate) use fake_server::{Answer, FakeServer, Heard};

/// `count` variants of the seeds: bytes changed, cut out, put in, said twice, or taken from another seed; and noise.
pub(crate) fn damaged(seeds: &[Vec<u8>], count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    (0..count).map(move |_| {
        let mut bytes = seeds[chance.below(seeds.len())].clone();
        for _ in 0..=chance.below(3) {
            let at = chance.below(bytes.len() + 1);
            match chance.below(8) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, chance.byte()),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                // The bytes that open collections, texts and extensions, with lengths that are not there.
                3 if at < bytes.len() => {
                    bytes[at] = [0x80, 0x90, 0xc0, 0xc1, 0xc7, 0xd4, 0xdb, 0xdd, 0xdf, 0xff]
                        [chance.below(10)]
                }
                4 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
                5 => {
                    let again = bytes[at..(at + chance.below(16)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, again);
                }
                6 => {
                    let other = &seeds[chance.below(seeds.len())];
                    let from = chance.below(other.len() + 1);
                    bytes.splice(at.., other[from..].iter().copied());
                }
                _ => bytes = (0..chance.below(64)).map(|_| chance.byte()).collect(),
            }
        }
        bytes
    })
}

/// xorshift.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 5) as u8
    }
}
