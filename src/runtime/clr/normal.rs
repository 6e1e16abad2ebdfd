//! Unicode normal forms of texts.
//!
//! In:    a text, .NET's `NormalizationForm` as a number.
//! Out:   the text in that form.
//! Never: anything else.

use unicode_normalization::UnicodeNormalization;

/// 1 is form C, 2 form D, 5 form KC, 6 form KD.
pub fn normalize(text: &str, form: i64) -> String {
    match form {
        2 => text.nfd().collect(),
        5 => text.nfkc().collect(),
        6 => text.nfkd().collect(),
        _ => text.nfc().collect(),
    }
}
