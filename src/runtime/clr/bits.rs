//! `System.Collections.BitArray`.

use super::args::{flag, int, list, value};
use crate::convert::to_bool;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use std::cell::RefCell;

pub struct BitArray(RefCell<Vec<bool>>);

pub fn construct(args: &[Value]) -> Eval {
    let bits = match value(args, 0).base() {
        Value::Int(length) if *length < 0 => return Err(super::args::out_of_range("Non-negative number required.", "length")),
        Value::Int(length) => vec![flag(args, 1); *length as usize],
        Value::Seq(seq) => {
            let wide = |bits: u32| {
                list(args, 0)
                    .iter()
                    .flat_map(move |v| (0..bits).map(move |b| super::args::whole(v) >> b & 1 == 1).collect::<Vec<_>>())
                    .collect()
            };
            match seq.get(0) {
                Some(Value::Small(_)) => wide(8),
                Some(Value::Int(_)) => wide(32),
                _ => list(args, 0).iter().map(to_bool).collect(),
            }
        }
        other => match other.as_native::<BitArray>() {
            Some(bits) => bits.0.borrow().clone(),
            None => Vec::new(),
        },
    };
    Ok(Value::native(BitArray(RefCell::new(bits))))
}

impl BitArray {
    fn place(&self, at: i32) -> Result<usize, Halt> {
        usize::try_from(at).ok().filter(|at| *at < self.0.borrow().len()).ok_or_else(|| {
            super::args::out_of_range("Index was out of range. Must be non-negative and less than the size of the collection.", "index")
        })
    }

    fn combine(&self, args: &[Value], with: impl Fn(bool, bool) -> bool) -> Result<(), Halt> {
        let given = value(args, 0);
        let Some(other) = given.as_native::<BitArray>() else { return Err(super::args::null_argument("value")) };
        let other = other.0.borrow().clone();
        if other.len() != self.0.borrow().len() {
            return Err(super::args::bad_argument("Array lengths must be the same.", ""));
        }
        for (bit, b) in self.0.borrow_mut().iter_mut().zip(other) {
            *bit = with(*bit, b);
        }
        Ok(())
    }
}

impl Native for BitArray {
    fn type_of(&self) -> Type {
        Type::of("System.Collections.BitArray")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Length", "Count", "SyncRoot", "IsSynchronized", "IsReadOnly"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "length" | "count" => Some(Ok(Value::from(self.0.borrow().len()))),
            "isreadonly" | "issynchronized" => Some(Ok(Value::Bool(false))),
            _ => None,
        }
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        name.eq_ignore_ascii_case("length").then(|| {
            self.0.borrow_mut().resize(super::args::whole(new).max(0) as usize, false);
            Ok(())
        })
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        let changed = match name.as_str() {
            "get" | "item" | "get_item" => return Some(self.place(int(args, 0)).map(|at| Value::Bool(self.0.borrow()[at]))),
            "hasallset" => return Some(Ok(Value::Bool(self.0.borrow().iter().all(|b| *b)))),
            "hasanyset" => return Some(Ok(Value::Bool(self.0.borrow().iter().any(|b| *b)))),
            "clone" => return Some(Ok(Value::native(BitArray(RefCell::new(self.0.borrow().clone()))))),
            "copyto" => {
                self.copy_to(args);
                Ok(())
            }
            "set" => self.place(int(args, 0)).map(|at| self.0.borrow_mut()[at] = flag(args, 1)),
            "setall" => {
                self.0.borrow_mut().fill(flag(args, 0));
                Ok(())
            }
            "not" => {
                self.0.borrow_mut().iter_mut().for_each(|b| *b = !*b);
                Ok(())
            }
            "and" => self.combine(args, |a, b| a && b),
            "or" => self.combine(args, |a, b| a || b),
            "xor" => self.combine(args, |a, b| a != b),
            _ => return None,
        };
        // `And`, `Or`, `Not` and the rest answer the array itself, which the pipeline shows bit by bit.
        let answers = matches!(name.as_str(), "not" | "and" | "or" | "xor");
        Some(changed.map(|()| if answers { Value::array(self.items()) } else { Value::Empty }))
    }

    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(Ok(self.items()))
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        Some(self.place(int(index, 0)).map(|at| Value::Bool(self.0.borrow()[at])))
    }

    fn set_index(&self, _s: &mut Session, index: &[Value], new: &Value) -> Option<Result<(), Halt>> {
        Some(self.place(int(index, 0)).map(|at| self.0.borrow_mut()[at] = to_bool(new)))
    }
}

impl BitArray {
    fn items(&self) -> Vec<Value> {
        self.0.borrow().iter().map(|b| Value::Bool(*b)).collect()
    }

    /// Into an array of booleans, bytes or integers.
    fn copy_to(&self, args: &[Value]) {
        let Some(target) = value(args, 0).as_seq().cloned() else { return };
        let start = int(args, 1).max(0) as usize;
        let bits = self.0.borrow();
        let width = match target.element.full_name() {
            "System.Byte" => 8,
            "System.Int32" => 32,
            _ => 1,
        };
        for (at, chunk) in bits.chunks(width).enumerate() {
            let number = chunk.iter().enumerate().fold(0u32, |n, (k, b)| n | u32::from(*b) << k);
            let new = match width {
                8 => Value::from(number as u8),
                32 => Value::Int(number as i32),
                _ => Value::Bool(number == 1),
            };
            if let Some(slot) = target.items.borrow_mut().get_mut(start + at) {
                *slot = new;
            }
        }
    }
}
