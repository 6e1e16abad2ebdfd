//! `System.Random` with a seed: the numbers .NET gives for it since its first version.
//!
//! In:    a seed.
//! Out:   the same row of numbers for the same seed.
//! Never: used for secrets, or without a seed.

/// Knuth's subtractive generator, with the constants .NET keeps for compatibility.
#[derive(Clone, Debug)]
pub struct Random {
    state: [i32; 56],
    next: usize,
    next_partner: usize,
}

const START: i32 = 161_803_398;

impl Random {
    pub fn new(seed: i32) -> Self {
        let mut state = [0i32; 56];
        let mut last = START.wrapping_sub(seed.checked_abs().unwrap_or(i32::MAX));
        state[55] = last;
        let mut current = 1i32;
        let mut at = 0;
        for _ in 1..55 {
            at += 21;
            if at >= 55 {
                at -= 55;
            }
            state[at] = current;
            current = positive(last.wrapping_sub(current));
            last = state[at];
        }
        for _ in 1..5 {
            for at in 1..56 {
                let partner = if at + 30 >= 55 { at + 30 - 55 } else { at + 30 };
                state[at] = positive(state[at].wrapping_sub(state[1 + partner]));
            }
        }
        Self { state, next: 0, next_partner: 21 }
    }

    /// From zero up to, not including, `i32::MAX`.
    pub fn next(&mut self) -> i32 {
        self.next = if self.next + 1 >= 56 { 1 } else { self.next + 1 };
        self.next_partner = if self.next_partner + 1 >= 56 { 1 } else { self.next_partner + 1 };
        let mut sample = self.state[self.next].wrapping_sub(self.state[self.next_partner]);
        if sample == i32::MAX {
            sample -= 1;
        }
        sample = positive(sample);
        self.state[self.next] = sample;
        sample
    }

    /// From zero up to, not including, one.
    pub fn next_double(&mut self) -> f64 {
        f64::from(self.next()) * (1.0 / f64::from(i32::MAX))
    }

    /// From `min` up to, not including, `max`.
    pub fn next_in(&mut self, min: i32, max: i32) -> i32 {
        let range = i64::from(max) - i64::from(min);
        if range <= i64::from(i32::MAX) {
            return (self.next_double() * range as f64) as i32 + min;
        }
        let mut sample = self.next();
        if self.next() % 2 == 0 {
            sample = -sample;
        }
        let wide = (f64::from(sample) + f64::from(i32::MAX - 1)) / (2.0 * f64::from(i32::MAX) - 1.0);
        ((wide * range as f64) as i64 + i64::from(min)) as i32
    }

    pub fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next() as u8;
        }
    }
}

fn positive(value: i32) -> i32 {
    if value < 0 { value.wrapping_add(i32::MAX) } else { value }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_gives_the_numbers_of_dotnet() {
        let mut random = Random::new(42);
        assert_eq!([random.next(), random.next(), random.next()], [1434747710, 302596119, 269548474]);
        let mut random = Random::new(0);
        assert_eq!(random.next_in(0, 100), 72);
        assert_eq!(random.next_in(0, 100), 81);
    }
}
