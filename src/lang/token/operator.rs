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
    lookup(std::str::from_utf8(lower).ok()?)
}

fn lookup(word: &str) -> Option<Kind> {
    let kind = match word {
        "not" => Kind::Not,
        "bnot" => Kind::BitNot,
        "eq" | "ieq" => Kind::Binary(BinaryOp::Eq {
            case_sensitive: false,
        }),
        "ceq" => Kind::Binary(BinaryOp::Eq {
            case_sensitive: true,
        }),
        "ne" | "ine" => Kind::Binary(BinaryOp::Ne {
            case_sensitive: false,
        }),
        "cne" => Kind::Binary(BinaryOp::Ne {
            case_sensitive: true,
        }),
        "ge" | "ige" => Kind::Binary(BinaryOp::Ge {
            case_sensitive: false,
        }),
        "cge" => Kind::Binary(BinaryOp::Ge {
            case_sensitive: true,
        }),
        "gt" | "igt" => Kind::Binary(BinaryOp::Gt {
            case_sensitive: false,
        }),
        "cgt" => Kind::Binary(BinaryOp::Gt {
            case_sensitive: true,
        }),
        "lt" | "ilt" => Kind::Binary(BinaryOp::Lt {
            case_sensitive: false,
        }),
        "clt" => Kind::Binary(BinaryOp::Lt {
            case_sensitive: true,
        }),
        "le" | "ile" => Kind::Binary(BinaryOp::Le {
            case_sensitive: false,
        }),
        "cle" => Kind::Binary(BinaryOp::Le {
            case_sensitive: true,
        }),
        "like" | "ilike" => Kind::Binary(BinaryOp::Like {
            case_sensitive: false,
        }),
        "clike" => Kind::Binary(BinaryOp::Like {
            case_sensitive: true,
        }),
        "notlike" | "inotlike" => Kind::Binary(BinaryOp::NotLike {
            case_sensitive: false,
        }),
        "cnotlike" => Kind::Binary(BinaryOp::NotLike {
            case_sensitive: true,
        }),
        "match" | "imatch" => Kind::Binary(BinaryOp::Match {
            case_sensitive: false,
        }),
        "cmatch" => Kind::Binary(BinaryOp::Match {
            case_sensitive: true,
        }),
        "notmatch" | "inotmatch" => Kind::Binary(BinaryOp::NotMatch {
            case_sensitive: false,
        }),
        "cnotmatch" => Kind::Binary(BinaryOp::NotMatch {
            case_sensitive: true,
        }),
        "replace" | "ireplace" => Kind::Binary(BinaryOp::Replace {
            case_sensitive: false,
        }),
        "creplace" => Kind::Binary(BinaryOp::Replace {
            case_sensitive: true,
        }),
        "contains" | "icontains" => Kind::Binary(BinaryOp::Contains {
            case_sensitive: false,
        }),
        "ccontains" => Kind::Binary(BinaryOp::Contains {
            case_sensitive: true,
        }),
        "notcontains" | "inotcontains" => Kind::Binary(BinaryOp::NotContains {
            case_sensitive: false,
        }),
        "cnotcontains" => Kind::Binary(BinaryOp::NotContains {
            case_sensitive: true,
        }),
        "in" | "iin" => Kind::Binary(BinaryOp::In {
            case_sensitive: false,
        }),
        "cin" => Kind::Binary(BinaryOp::In {
            case_sensitive: true,
        }),
        "notin" | "inotin" => Kind::Binary(BinaryOp::NotIn {
            case_sensitive: false,
        }),
        "cnotin" => Kind::Binary(BinaryOp::NotIn {
            case_sensitive: true,
        }),
        "split" | "isplit" => Kind::Binary(BinaryOp::Split {
            case_sensitive: false,
        }),
        "csplit" => Kind::Binary(BinaryOp::Split {
            case_sensitive: true,
        }),
        "isnot" => Kind::Binary(BinaryOp::IsNot),
        "is" => Kind::Binary(BinaryOp::Is),
        "as" => Kind::Binary(BinaryOp::As),
        "f" => Kind::Binary(BinaryOp::Format),
        "and" => Kind::Binary(BinaryOp::And),
        "band" => Kind::Binary(BinaryOp::BitAnd),
        "or" => Kind::Binary(BinaryOp::Or),
        "bor" => Kind::Binary(BinaryOp::BitOr),
        "xor" => Kind::Binary(BinaryOp::Xor),
        "bxor" => Kind::Binary(BinaryOp::BitXor),
        "join" => Kind::Binary(BinaryOp::Join),
        "shl" => Kind::Binary(BinaryOp::ShiftLeft),
        "shr" => Kind::Binary(BinaryOp::ShiftRight),
        _ => return None,
    };
    Some(kind)
}
