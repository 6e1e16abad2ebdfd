//! Random numbers for one session.
//!
//! In:    a seed from the system or from a script.
//! Out:   numbers that repeat when the seed does (not the numbers .NET would give for it).
//! Never: used for secrets.

/// SplitMix64: small, fast, good enough for `Get-Random`.
pub struct Random {
    state: u64,
}

impl Default for Random {
    fn default() -> Self {
        let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_nanos() as u64);
        Self { state: time ^ (u64::from(std::process::id()) << 32) }
    }
}

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next_u64() % bound }
    }

    pub fn next_f64(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}
