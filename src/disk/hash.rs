//! A number that tells one content from another.

/// A fingerprint of bytes, the same on every machine and in every version of the program.
///
/// It finds damage and tells versions apart; it is no protection against forgery. Each step maps
/// different states to different states, so two contents of one length that differ within eight
/// bytes never have the same one.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |state: u64, word: u64| {
        let state = (state ^ word).wrapping_mul(PRIME);
        state ^ (state >> 29)
    };
    let mut words = bytes.chunks_exact(8);
    let mut state = 0x6a09_e667_f3bc_c908 ^ bytes.len() as u64;
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        state = mix(state, u64::from_le_bytes(eight));
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(words.remainder()) {
        *to = *from;
    }
    mix(mix(state, u64::from_le_bytes(last)), 0)
}
