//! `System.Text.RegularExpressions.RegexOptions`.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Options(pub u16);

impl Options {
    pub const NONE: Self = Self(0);
    pub const IGNORE_CASE: Self = Self(1);
    pub const MULTI_LINE: Self = Self(2);
    pub const EXPLICIT_CAPTURE: Self = Self(4);
    pub const COMPILED: Self = Self(8);
    pub const SINGLE_LINE: Self = Self(16);
    pub const IGNORE_WHITE: Self = Self(32);
    pub const RIGHT_TO_LEFT: Self = Self(64);
    pub const ECMA_SCRIPT: Self = Self(256);
    pub const CULTURE_INVARIANT: Self = Self(512);
    pub const NON_BACKTRACKING: Self = Self(1024);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn switched(self, option: Self, on: bool) -> Self {
        if on { self.with(option) } else { Self(self.0 & !option.0) }
    }

    /// The option behind a letter of `(?imnsx)`.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'i' | 'I' => Self::IGNORE_CASE,
            'm' | 'M' => Self::MULTI_LINE,
            'n' | 'N' => Self::EXPLICIT_CAPTURE,
            's' | 'S' => Self::SINGLE_LINE,
            'x' | 'X' => Self::IGNORE_WHITE,
            _ => return None,
        })
    }
}
