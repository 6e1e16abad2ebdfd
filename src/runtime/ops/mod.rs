//! Operators: arithmetic, comparison, text and collection operators.
//!
//! In:    two values.
//! Out:   a value with .NET's types (int overflows to double, decimal stays decimal).
//! Never: reads variables; `-match` reports its captures to the caller.

mod arithmetic;
mod compare;
mod pattern;
mod split;

pub use arithmetic::{add, append, divide, modulo, multiply, negate, shift_left, shift_right, subtract};
pub use arithmetic::{bit_and, bit_not, bit_or, bit_xor, plus, range_ends};
pub use compare::{Relation, contains, default_order, equals, order, relation};
pub use pattern::{Pattern, PatternKind, compile, compile_match, like, match_one, replace};
pub use split::{join, split, unary_split};
