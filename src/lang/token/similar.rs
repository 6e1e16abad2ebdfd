//! The line that opens a signature block, also when it was damaged a little.
//!
//! In:    the text of a comment.
//! Out:   whether it is nearly `# SIG # Begin signature block`.
//! Never: checks a signature.

const OPENING: &[u8; 23] = b"sig#beginsignatureblock";
/// Fewer single-letter edits than this make it the same line.
const EDITS_MAX: usize = 10;

pub(super) fn looks_like_signature(comment: &str) -> bool {
    let line: Vec<u8> =
        comment.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii() { c.to_ascii_lowercase() as u8 } else { 0 }).collect();
    // Measured with the line break that the original counts in.
    let is_near = line.len().abs_diff(OPENING.len()) <= EDITS_MAX;
    is_near && shared_letters(&line) + EDITS_MAX > OPENING.len() && edits(&line) < EDITS_MAX
}

/// A cheap bound: letters that both lines have, in any order.
fn shared_letters(line: &[u8]) -> usize {
    let mut counts = [0_u8; 128];
    for byte in OPENING {
        counts[*byte as usize & 127] += 1;
    }
    let mut shared = 0;
    for byte in line {
        let count = &mut counts[*byte as usize & 127];
        shared += usize::from(*count > 0);
        *count = count.saturating_sub(1);
    }
    shared
}

fn edits(line: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=OPENING.len()).collect();
    for (at, byte) in line.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, want) in OPENING.iter().enumerate() {
            let above = row[column + 1];
            row[column + 1] = if byte == want { diagonal } else { diagonal.min(above).min(row[column]) + 1 };
            diagonal = above;
        }
    }
    row[OPENING.len()]
}
