//! Chance: numbers that look random and come again with the same seed.

pub struct Chance(u64);

impl Chance {
    pub fn new(salt: &str) -> Self {
        let seed: u64 = std::env::var("CSSHELL_CRASH_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
        let salt = salt.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, it| (sum ^ u64::from(it)).wrapping_mul(0x100_0000_01b3));
        Self((salt ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit.max(1)
    }
}
