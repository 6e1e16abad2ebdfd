//! Operators that begin with a dash.
//!
//! In:    the letters after the dash.
//! Out:   the operator, in any case of letters.
//! Never: knows precedence or meaning.

use super::Kind;
use crate::tree::BinaryOp;

/// Longer than any operator name.
const OPERATOR_BYTES_MAX: usize = 12;

pub(crate) fn dash_operator(word: &str) -> Option<Kind> {
    let mut lower = [0_u8; OPERATOR_BYTES_MAX];
    let lower = lower.get_mut(..word.len())?;
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    lookup(lower)
}

fn lookup(word: &[u8]) -> Option<Kind> {
    let kind = match word {
        b"not" => Kind::Not,
        b"bnot" => Kind::BitNot,
        b"eq" | b"ieq" => Kind::Binary(BinaryOp::Eq { case_sensitive: false }),
        b"ceq" => Kind::Binary(BinaryOp::Eq { case_sensitive: true }),
        b"ne" | b"ine" => Kind::Binary(BinaryOp::Ne { case_sensitive: false }),
        b"cne" => Kind::Binary(BinaryOp::Ne { case_sensitive: true }),
        b"ge" | b"ige" => Kind::Binary(BinaryOp::Ge { case_sensitive: false }),
        b"cge" => Kind::Binary(BinaryOp::Ge { case_sensitive: true }),
        b"gt" | b"igt" => Kind::Binary(BinaryOp::Gt { case_sensitive: false }),
        b"cgt" => Kind::Binary(BinaryOp::Gt { case_sensitive: true }),
        b"lt" | b"ilt" => Kind::Binary(BinaryOp::Lt { case_sensitive: false }),
        b"clt" => Kind::Binary(BinaryOp::Lt { case_sensitive: true }),
        b"le" | b"ile" => Kind::Binary(BinaryOp::Le { case_sensitive: false }),
        b"cle" => Kind::Binary(BinaryOp::Le { case_sensitive: true }),
        b"like" | b"ilike" => Kind::Binary(BinaryOp::Like { case_sensitive: false }),
        b"clike" => Kind::Binary(BinaryOp::Like { case_sensitive: true }),
        b"notlike" | b"inotlike" => Kind::Binary(BinaryOp::NotLike { case_sensitive: false }),
        b"cnotlike" => Kind::Binary(BinaryOp::NotLike { case_sensitive: true }),
        b"match" | b"imatch" => Kind::Binary(BinaryOp::Match { case_sensitive: false }),
        b"cmatch" => Kind::Binary(BinaryOp::Match { case_sensitive: true }),
        b"notmatch" | b"inotmatch" => Kind::Binary(BinaryOp::NotMatch { case_sensitive: false }),
        b"cnotmatch" => Kind::Binary(BinaryOp::NotMatch { case_sensitive: true }),
        b"replace" | b"ireplace" => Kind::Binary(BinaryOp::Replace { case_sensitive: false }),
        b"creplace" => Kind::Binary(BinaryOp::Replace { case_sensitive: true }),
        b"contains" | b"icontains" => Kind::Binary(BinaryOp::Contains { case_sensitive: false }),
        b"ccontains" => Kind::Binary(BinaryOp::Contains { case_sensitive: true }),
        b"notcontains" | b"inotcontains" => Kind::Binary(BinaryOp::NotContains { case_sensitive: false }),
        b"cnotcontains" => Kind::Binary(BinaryOp::NotContains { case_sensitive: true }),
        b"in" | b"iin" => Kind::Binary(BinaryOp::In { case_sensitive: false }),
        b"cin" => Kind::Binary(BinaryOp::In { case_sensitive: true }),
        b"notin" | b"inotin" => Kind::Binary(BinaryOp::NotIn { case_sensitive: false }),
        b"cnotin" => Kind::Binary(BinaryOp::NotIn { case_sensitive: true }),
        b"split" | b"isplit" => Kind::Binary(BinaryOp::Split { case_sensitive: false }),
        b"csplit" => Kind::Binary(BinaryOp::Split { case_sensitive: true }),
        b"isnot" => Kind::Binary(BinaryOp::IsNot),
        b"is" => Kind::Binary(BinaryOp::Is),
        b"as" => Kind::Binary(BinaryOp::As),
        b"f" => Kind::Binary(BinaryOp::Format),
        b"and" => Kind::Binary(BinaryOp::And),
        b"band" => Kind::Binary(BinaryOp::BitAnd),
        b"or" => Kind::Binary(BinaryOp::Or),
        b"bor" => Kind::Binary(BinaryOp::BitOr),
        b"xor" => Kind::Binary(BinaryOp::Xor),
        b"bxor" => Kind::Binary(BinaryOp::BitXor),
        b"join" => Kind::Binary(BinaryOp::Join),
        b"shl" => Kind::Binary(BinaryOp::ShiftLeft),
        b"shr" => Kind::Binary(BinaryOp::ShiftRight),
        _ => return None,
    };
    Some(kind)
}
