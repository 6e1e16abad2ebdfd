//! Random numbers for one session.
//!
//! In:    a seed from the system or from a script.
//! Out:   numbers; with a seed of a script the ones PowerShell gives for it.
//! Never: used for secrets, but for the one that `secure` makes.

use dotnet::random::Random as Seeded;

/// The bytes of a version 4 identifier that say nothing about its version.
const RANDOM_GUID_BYTES: std::ops::Range<usize> = 9..16;

/// What `Get-Random` draws from.
pub struct Random {
    source: Source,
}

enum Source {
    /// SplitMix64: small, fast, good enough without a seed to keep to.
    System(u64),
    Seeded(Box<Seeded>),
    /// The system's generator, by way of version 4 identifiers.
    Secure,
}

impl Default for Random {
    fn default() -> Self {
        let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_nanos() as u64);
        Self { source: Source::System(time ^ (u64::from(std::process::id()) << 32)) }
    }
}

impl Random {
    pub fn seeded(seed: i32) -> Self {
        Self { source: Source::Seeded(Box::new(Seeded::new(seed))) }
    }

    /// For `Get-SecureRandom`.
    pub fn secure() -> Self {
        Self { source: Source::Secure }
    }

    pub fn fill(&mut self, bytes: &mut [u8]) {
        match &mut self.source {
            Source::Seeded(random) => random.fill(bytes),
            Source::Secure => {
                for chunk in bytes.chunks_mut(RANDOM_GUID_BYTES.len()) {
                    let guid = dotnet::guid::Guid::new().to_bytes();
                    chunk.copy_from_slice(&guid[RANDOM_GUID_BYTES][..chunk.len()]);
                }
            }
            Source::System(state) => {
                for chunk in bytes.chunks_mut(8) {
                    chunk.copy_from_slice(&split_mix(state).to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    pub fn next_u64(&mut self) -> u64 {
        let mut bytes = [0u8; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// From zero up to, not including, `i32::MAX`.
    pub fn next(&mut self) -> i32 {
        loop {
            let mut bytes = [0u8; 4];
            self.fill(&mut bytes);
            match i32::from_le_bytes(bytes) {
                i32::MAX => {}
                number if number < 0 => return number.wrapping_add(i32::MAX).max(0),
                number => return number,
            }
        }
    }

    /// From zero up to, not including, `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next_u64() % bound }
    }

    pub fn next_f64(&mut self) -> f64 {
        f64::from(self.next()) * (1.0 / f64::from(i32::MAX))
    }

    /// From `min` up to, not including, `max`.
    pub fn next_in(&mut self, min: i32, max: i32) -> i32 {
        let range = i64::from(max) - i64::from(min);
        ((self.next_f64() * range as f64) as i64 + i64::from(min)) as i32
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
