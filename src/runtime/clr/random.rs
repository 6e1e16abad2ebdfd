//! `System.Random`: numbers for scripts, not for secrets.

use super::args::{int, long, out_of_range, value, whole};
use crate::fault::{Eval, Halt};
use crate::random::Random;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Small, Value};
use std::cell::RefCell;

pub struct RandomValue(RefCell<Random>);

pub fn construct(_s: &mut Session, args: &[Value]) -> Eval {
    let random = match args.first() {
        Some(seed) => Random::seeded(whole(seed) as i32),
        None => Random::default(),
    };
    Ok(Value::native(RandomValue(RefCell::new(random))))
}

pub fn get_static(_s: &mut Session, name: &str) -> Option<Value> {
    name.eq_ignore_ascii_case("shared").then(|| Value::native(RandomValue(RefCell::new(Random::default()))))
}

impl RandomValue {
    fn between(&self, low: i64, high: i64) -> Result<i64, Halt> {
        if low > high {
            return Err(out_of_range("'minValue' cannot be greater than maxValue.", "minValue"));
        }
        let width = (i128::from(high) - i128::from(low)) as u64;
        Ok(low.wrapping_add(self.0.borrow_mut().below(width) as i64))
    }

    /// As .NET draws it, so that a seed gives the same numbers.
    fn number(&self, low: i64, high: i64) -> Eval {
        if low > high {
            return Err(out_of_range("'minValue' cannot be greater than maxValue.", "minValue"));
        }
        Ok(Value::Int(self.0.borrow_mut().next_in(low as i32, high as i32)))
    }

    fn bounds(args: &[Value], most: i64) -> Result<(i64, i64), Halt> {
        match args.len() {
            0 => Ok((0, most)),
            1 if long(args, 0) < 0 => Err(out_of_range("'maxValue' must be greater than zero.", "maxValue")),
            1 => Ok((0, long(args, 0))),
            _ => Ok((long(args, 0), long(args, 1))),
        }
    }
}

impl Native for RandomValue {
    fn type_of(&self) -> Type {
        Type::of("System.Random")
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "next" if args.is_empty() => Ok(Value::Int(self.0.borrow_mut().next())),
            "next" => Self::bounds(args, i64::from(i32::MAX)).and_then(|(low, high)| self.number(low, high)),
            "nextint64" => Self::bounds(args, i64::MAX).and_then(|(low, high)| self.between(low, high)).map(Value::Long),
            "nextdouble" => Ok(Value::Double(self.0.borrow_mut().next_f64())),
            "nextsingle" => Ok(Value::from(self.0.borrow_mut().next_f64() as f32)),
            "nextbytes" => {
                if let Some(seq) = value(args, 0).as_seq() {
                    for slot in seq.items.borrow_mut().iter_mut() {
                        *slot = Value::Small(Small::byte(self.0.borrow_mut().below(256) as u8));
                    }
                }
                Ok(Value::Empty)
            }
            "gethexstring" => {
                let digits: String =
                    (0..int(args, 0).max(0)).filter_map(|_| char::from_digit(self.0.borrow_mut().below(16) as u32, 16)).collect();
                let lower = args.len() > 1 && super::args::flag(args, 1);
                Ok(Value::from(if lower { digits } else { digits.to_ascii_uppercase() }))
            }
            "shuffle" => {
                if let Some(seq) = value(args, 0).as_seq() {
                    let mut items = seq.items.borrow_mut();
                    for at in (1..items.len()).rev() {
                        let other = self.0.borrow_mut().below(at as u64 + 1) as usize;
                        items.swap(at, other);
                    }
                }
                Ok(Value::Empty)
            }
            _ => return None,
        })
    }
}
