//! From a bound value to the field of a cmdlet.
//!
//! In:    a value the binder already converted to the parameter's type.
//! Out:   the Rust value of the field.
//! Never: fails; what could fail was the conversion before.

use crate::block::ScriptBlock;
use crate::convert;
use crate::types::Type;
use crate::value::{Str, Table, Value};
use dotnet::datetime::{DateTime, TimeSpan};
use std::rc::Rc;

/// A type a parameter field may have.
pub trait FromParam: Default {
    /// The PowerShell type the binder converts to.
    const TYPE: &'static str;
    fn from_param(value: Value) -> Self;
}

impl FromParam for Value {
    const TYPE: &'static str = "object";
    fn from_param(value: Value) -> Self {
        value
    }
}

/// A switch.
impl FromParam for bool {
    const TYPE: &'static str = "switch";
    fn from_param(value: Value) -> Self {
        convert::to_bool(&value)
    }
}

impl FromParam for Str {
    const TYPE: &'static str = "string";
    fn from_param(value: Value) -> Self {
        value.plain_text()
    }
}

macro_rules! integers {
    ($($ty:ty => $name:literal),*) => {$(
        impl FromParam for $ty {
            const TYPE: &'static str = $name;
            fn from_param(value: Value) -> Self {
                convert::numeric(&value).map_or(0, |n| match n {
                    convert::Numeric::Int(v) => v as $ty,
                    other => convert::as_double(&other) as $ty,
                })
            }
        }
    )*};
}

integers!(i32 => "int", i64 => "long", u32 => "uint32", u64 => "uint64");

impl FromParam for f64 {
    const TYPE: &'static str = "double";
    fn from_param(value: Value) -> Self {
        convert::numeric(&value).map_or(0.0, |n| convert::as_double(&n))
    }
}

impl FromParam for Vec<Value> {
    const TYPE: &'static str = "object[]";
    fn from_param(value: Value) -> Self {
        match value.as_seq() {
            Some(seq) => seq.snapshot(),
            None if value.is_null() => Vec::new(),
            None => vec![value],
        }
    }
}

impl FromParam for Vec<Str> {
    const TYPE: &'static str = "string[]";
    fn from_param(value: Value) -> Self {
        Vec::<Value>::from_param(value).iter().map(Value::plain_text).collect()
    }
}

impl FromParam for Vec<i32> {
    const TYPE: &'static str = "int[]";
    fn from_param(value: Value) -> Self {
        Vec::<Value>::from_param(value).into_iter().map(i32::from_param).collect()
    }
}

impl FromParam for DateTime {
    const TYPE: &'static str = "datetime";
    fn from_param(value: Value) -> Self {
        match value.base() {
            Value::DateTime(time) => *time,
            _ => DateTime::default(),
        }
    }
}

impl FromParam for TimeSpan {
    const TYPE: &'static str = "timespan";
    fn from_param(value: Value) -> Self {
        match value.base() {
            Value::TimeSpan(span) => *span,
            _ => TimeSpan::default(),
        }
    }
}

/// Types that have no empty value of their own come as options.
macro_rules! optional {
    ($($ty:ty => $name:literal, |$v:ident| $make:expr);* $(;)?) => {$(
        impl FromParam for Option<$ty> {
            const TYPE: &'static str = $name;
            fn from_param($v: Value) -> Self {
                if $v.is_null() { None } else { $make }
            }
        }
    )*};
}

optional! {
    Value => "object", |v| Some(v);
    bool => "bool", |v| Some(convert::to_bool(&v));
    Str => "string", |v| Some(v.plain_text());
    i32 => "int", |v| Some(i32::from_param(v));
    i64 => "long", |v| Some(i64::from_param(v));
    u32 => "uint32", |v| Some(u32::from_param(v));
    u64 => "uint64", |v| Some(u64::from_param(v));
    f64 => "double", |v| Some(f64::from_param(v));
    Vec<Value> => "object[]", |v| Some(Vec::<Value>::from_param(v));
    Vec<Str> => "string[]", |v| Some(Vec::<Str>::from_param(v));
    DateTime => "datetime", |v| Some(DateTime::from_param(v));
    TimeSpan => "timespan", |v| Some(TimeSpan::from_param(v));
    Rc<ScriptBlock> => "scriptblock", |v| v.as_block().cloned();
    Rc<Table> => "hashtable", |v| v.as_table().cloned();
    Type => "type", |v| match v.base() { Value::Type(ty) => Some(*ty), _ => None };
}

impl FromParam for Vec<Rc<ScriptBlock>> {
    const TYPE: &'static str = "scriptblock[]";
    fn from_param(value: Value) -> Self {
        Vec::<Value>::from_param(value).iter().filter_map(|v| v.as_block().cloned()).collect()
    }
}
