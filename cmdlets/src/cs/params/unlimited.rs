//! `-ResultSize`: a whole number, or `Unlimited`.
//!
//! In:    a number or a word.
//! Out:   how many at most; none for unlimited.
//! Never: counts.

use runtime::author::{Session, Type, Value};
use runtime::convert::{ConvertFault, Converted, no_conversion, to_type};

pub(crate) const UNLIMITED: &str = "Microsoft.Rtc.Management.ADConnect.Core.Unlimited`1[System.UInt32]";
/// Largest number the parameter takes.
const RESULTS_MAX: i64 = i32::MAX as i64;

pub(super) fn convert(s: &mut Session, value: &Value) -> Converted {
    let wanted = Type::of("Microsoft.Rtc.Management.ADConnect.Core.Unlimited`1").generic_of(vec![Type::uint()]);
    if value.as_str().is_some_and(|it| it.trim().eq_ignore_ascii_case("unlimited")) {
        return Ok(Value::str("Unlimited"));
    }
    let number = to_type(s, value, Type::long()).map_err(|_| no_conversion(value, wanted))?;
    match number {
        Value::Long(it) if (0..=RESULTS_MAX).contains(&it) => Ok(number),
        _ => Err(ConvertFault::new(
            "ConvertToFinalInvalidCastException",
            format!("The value {} is not a number from 0 to {RESULTS_MAX}, nor Unlimited.", value.plain_text()),
        )),
    }
}

/// How many results a bound `-ResultSize` allows.
pub(crate) fn size_of(value: Option<&Value>) -> Option<usize> {
    match value.map(Value::base) {
        Some(Value::Long(it)) => usize::try_from(*it).ok(),
        _ => None,
    }
}
