//! Damage to the bytes of a seed, for the tests of readers.

use proptest::prelude::*;

/// A change to some bytes; places are taken modulo their number.
#[derive(Clone, Debug)]
pub enum Damage {
    /// Another byte there.
    Byte(usize, u8),
    /// So many bytes are missing.
    Cut(usize, usize),
    /// So many bytes come twice.
    Twice(usize, usize),
    /// Something is there that was not.
    Put(usize, &'static [u8]),
}

/// Any damage: at most so many bytes are cut out or doubled, and some of these bits are put in.
pub fn damage_of(longest: usize, bits: Vec<&'static [u8]>) -> impl Strategy<Value = Damage> {
    let place = any::<usize>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (place(), 0..longest).prop_map(|(at, long)| Damage::Cut(at, long)),
        (place(), 0..longest).prop_map(|(at, long)| Damage::Twice(at, long)),
        (place(), proptest::sample::select(bits)).prop_map(|(at, what)| Damage::Put(at, what)),
    ]
}

/// The bytes with all of it.
pub fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let size = bytes.len().max(1);
        let end = |at: usize, long: usize| (at % size + long).min(bytes.len());
        match *damage {
            Damage::Byte(at, byte) => {
                if let Some(old) = bytes.get_mut(at % size) {
                    *old = byte;
                }
            }
            Damage::Cut(at, long) => {
                let range = (at % size).min(bytes.len())..end(at, long);
                bytes.drain(range);
            }
            Damage::Twice(at, long) => {
                let piece = bytes[(at % size).min(bytes.len())..end(at, long)].to_vec();
                let to = (at % size).min(bytes.len());
                bytes.splice(to..to, piece);
            }
            Damage::Put(at, what) => {
                let to = (at % size).min(bytes.len());
                bytes.splice(to..to, what.iter().copied());
            }
        }
    }
    bytes
}
