//! Values: what variables, pipelines and properties hold.
//!
//! In:    literals, conversions, results of members and commands.
//! Out:   24-byte values that are cheap to clone; collections and objects are shared references.
//! Never: carries positions, locks or threads; positions belong to code.
//!
//! Rule of the house: copy out of a `RefCell`, then act; no borrow is alive while script code may run.

mod attached;
mod native;
mod object;
mod seq;
mod symbol;
mod table;

pub use attached::{attached, holder, with_members};
pub use native::{Native, NativeRef};
pub use object::{MemberDef, MemberKind, Notes, Object, Shape};
pub use seq::{Seq, SeqKind};
pub use symbol::{Symbol, with_folded};
pub use table::{Table, TableData, TableKind};

use crate::block::ScriptBlock;
use crate::types::Type;
use dotnet::datetime::{DateTime, TimeSpan};
use rust_decimal::Decimal;
use std::rc::Rc;

/// Immutable text; up to 23 bytes are stored in place.
pub type Str = smol_str::SmolStr;

/// Any value of the language.
#[derive(Default)]
pub enum Value {
    #[default]
    Null,
    /// `AutomationNull`: null as a value, nothing at all in a pipeline.
    Empty,
    Bool(bool),
    Int(i32),
    Long(i64),
    Double(f64),
    /// A UTF-16 unit, as in .NET.
    Char(u16),
    /// The rarer numeric types.
    Small(Small),
    Decimal(Decimal),
    DateTime(DateTime),
    TimeSpan(TimeSpan),
    Enum(EnumValue),
    Type(Type),
    Str(Str),
    /// Arrays, lists, queues, stacks.
    Seq(Rc<Seq>),
    /// Hashtables, dictionaries, sets.
    Table(Rc<Table>),
    /// Custom objects, instances of script classes, and values that carry added members.
    Object(Rc<Object>),
    Block(Rc<ScriptBlock>),
    /// Everything else of the .NET world.
    Native(NativeRef),
}

const _: () = assert!(size_of::<Value>() <= 24);
const _: () = assert!(size_of::<Option<Value>>() <= 24);

/// By hand, so that the everyday copies are made where they are needed instead of behind a call.
impl Clone for Value {
    #[inline]
    fn clone(&self) -> Self {
        match self {
            Value::Int(v) => Value::Int(*v),
            Value::Bool(v) => Value::Bool(*v),
            Value::Null => Value::Null,
            Value::Double(v) => Value::Double(*v),
            Value::Long(v) => Value::Long(*v),
            other => other.clone_shared(),
        }
    }
}

/// A value of an enumeration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EnumValue {
    pub ty: Type,
    pub value: i64,
}

/// One of the numeric types that scripts meet rarely.
#[derive(Clone, Copy, PartialEq)]
pub struct Small {
    pub kind: SmallKind,
    bits: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmallKind {
    Byte,
    SByte,
    Short,
    UShort,
    UInt,
    ULong,
    Single,
}

impl Small {
    pub fn byte(v: u8) -> Self {
        Self { kind: SmallKind::Byte, bits: u64::from(v) }
    }
    pub fn sbyte(v: i8) -> Self {
        Self { kind: SmallKind::SByte, bits: i64::from(v) as u64 }
    }
    pub fn short(v: i16) -> Self {
        Self { kind: SmallKind::Short, bits: i64::from(v) as u64 }
    }
    pub fn ushort(v: u16) -> Self {
        Self { kind: SmallKind::UShort, bits: u64::from(v) }
    }
    pub fn uint(v: u32) -> Self {
        Self { kind: SmallKind::UInt, bits: u64::from(v) }
    }
    pub fn ulong(v: u64) -> Self {
        Self { kind: SmallKind::ULong, bits: v }
    }
    pub fn single(v: f32) -> Self {
        Self { kind: SmallKind::Single, bits: u64::from(v.to_bits()) }
    }

    /// The integer; for a single its bit pattern, for an unsigned long a wrapped one.
    pub fn as_i64(self) -> i64 {
        self.bits as i64
    }

    pub fn as_i128(self) -> i128 {
        match self.kind {
            SmallKind::ULong => i128::from(self.bits),
            SmallKind::Single => self.as_f32() as i128,
            _ => i128::from(self.bits as i64),
        }
    }

    pub fn as_u64(self) -> u64 {
        self.bits
    }

    pub fn as_f32(self) -> f32 {
        f32::from_bits(self.bits as u32)
    }

    pub fn as_f64(self) -> f64 {
        match self.kind {
            SmallKind::Single => f64::from(self.as_f32()),
            SmallKind::ULong => self.bits as f64,
            _ => self.bits as i64 as f64,
        }
    }

    pub fn ty(self) -> Type {
        match self.kind {
            SmallKind::Byte => Type::byte(),
            SmallKind::SByte => Type::sbyte(),
            SmallKind::Short => Type::short(),
            SmallKind::UShort => Type::ushort(),
            SmallKind::UInt => Type::uint(),
            SmallKind::ULong => Type::ulong(),
            SmallKind::Single => Type::single(),
        }
    }
}

impl Value {
    fn clone_shared(&self) -> Self {
        match self {
            Value::Null => Value::Null,
            Value::Empty => Value::Empty,
            Value::Bool(v) => Value::Bool(*v),
            Value::Int(v) => Value::Int(*v),
            Value::Long(v) => Value::Long(*v),
            Value::Double(v) => Value::Double(*v),
            Value::Char(v) => Value::Char(*v),
            Value::Small(v) => Value::Small(*v),
            Value::Decimal(v) => Value::Decimal(*v),
            Value::DateTime(v) => Value::DateTime(*v),
            Value::TimeSpan(v) => Value::TimeSpan(*v),
            Value::Enum(v) => Value::Enum(*v),
            Value::Type(v) => Value::Type(*v),
            Value::Str(v) => Value::Str(v.clone()),
            Value::Seq(v) => Value::Seq(v.clone()),
            Value::Table(v) => Value::Table(v.clone()),
            Value::Object(v) => Value::Object(v.clone()),
            Value::Block(v) => Value::Block(v.clone()),
            Value::Native(v) => Value::Native(v.clone()),
        }
    }

    pub fn str(text: &str) -> Self {
        Self::Str(Str::new(text))
    }

    pub fn char(c: char) -> Self {
        let mut units = [0u16; 2];
        Self::Char(c.encode_utf16(&mut units)[0])
    }

    /// An `object[]`.
    pub fn array(items: Vec<Value>) -> Self {
        Self::Seq(Rc::new(Seq::array(Type::object(), items)))
    }

    pub fn array_of(element: Type, items: Vec<Value>) -> Self {
        Self::Seq(Rc::new(Seq::array(element, items)))
    }

    pub fn strings<I: IntoIterator<Item = S>, S: Into<Str>>(items: I) -> Self {
        Self::array_of(Type::string(), items.into_iter().map(|s| Value::Str(s.into())).collect())
    }

    pub fn bytes(bytes: &[u8]) -> Self {
        Self::array_of(Type::byte(), bytes.iter().map(|b| Value::Small(Small::byte(*b))).collect())
    }

    pub fn native(native: impl Native) -> Self {
        Self::Native(Rc::new(native))
    }

    pub fn table(table: Table) -> Self {
        Self::Table(Rc::new(table))
    }

    pub fn object(object: Object) -> Self {
        Self::Object(Rc::new(object))
    }

    pub fn enumeration(type_name: &str, value: i64) -> Self {
        Self::Enum(EnumValue { ty: Type::of(type_name), value })
    }

    /// An enumeration value by its name; the first value when there is no such name.
    pub fn enum_named(type_name: &str, name: &str) -> Self {
        let ty = Type::of(type_name);
        let value = ty.enum_def().and_then(|d| d.values.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|v| v.1));
        Self::Enum(EnumValue { ty, value: value.unwrap_or(0) })
    }

    /// A custom object with these note properties.
    pub fn custom<'a>(notes: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        let object = Object::custom();
        for (name, value) in notes {
            object.set_note(name, value);
        }
        Self::object(object)
    }

    /// `$null` of either kind.
    pub fn is_null(&self) -> bool {
        matches!(self.base(), Value::Null | Value::Empty)
    }

    /// The value without added members: what operators and conversions look at.
    pub fn base(&self) -> &Value {
        match self {
            Value::Object(object) => match object.base_value() {
                Some(base) => base.base(),
                None => self,
            },
            _ => self,
        }
    }

    pub fn as_str(&self) -> Option<&Str> {
        match self.base() {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_seq(&self) -> Option<&Rc<Seq>> {
        match self.base() {
            Value::Seq(seq) => Some(seq),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&Rc<Table>> {
        match self.base() {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn as_block(&self) -> Option<&Rc<ScriptBlock>> {
        match self.base() {
            Value::Block(block) => Some(block),
            _ => None,
        }
    }

    /// The Rust data behind a .NET-like object.
    pub fn as_native<T: Native>(&self) -> Option<&T> {
        match self.base() {
            Value::Native(native) => (native.as_ref() as &dyn std::any::Any).downcast_ref::<T>(),
            _ => None,
        }
    }

    /// The .NET type, as `GetType()` answers; `None` for null.
    pub fn ty(&self) -> Option<Type> {
        Some(match self {
            Value::Null | Value::Empty => return None,
            Value::Bool(_) => Type::boolean(),
            Value::Int(_) => Type::int(),
            Value::Long(_) => Type::long(),
            Value::Double(_) => Type::double(),
            Value::Char(_) => Type::char(),
            Value::Small(small) => small.ty(),
            Value::Decimal(_) => Type::decimal(),
            Value::DateTime(_) => Type::datetime(),
            Value::TimeSpan(_) => Type::timespan(),
            Value::Enum(e) => e.ty,
            Value::Type(_) => Type::type_type(),
            Value::Str(_) => Type::string(),
            Value::Seq(seq) => seq.ty(),
            Value::Table(table) => table.ty,
            Value::Object(object) => return object.ty(),
            Value::Block(_) => Type::script_block(),
            Value::Native(native) => native.type_of(),
        })
    }

    /// The address of a shared value; `None` for values that are copied.
    pub fn identity(&self) -> Option<usize> {
        Some(match self {
            Value::Seq(rc) => Rc::as_ptr(rc) as usize,
            Value::Table(rc) => Rc::as_ptr(rc) as usize,
            Value::Object(rc) => Rc::as_ptr(rc) as usize,
            Value::Block(rc) => Rc::as_ptr(rc) as usize,
            Value::Native(rc) if !rc.compares_by_value() => Rc::as_ptr(rc).cast::<()>() as usize,
            _ => return None,
        })
    }

    /// .NET's `Equals`: same type and same value, or the same reference. Text is compared exactly.
    pub fn same(&self, other: &Value) -> bool {
        match (self.base(), other.base()) {
            (Value::Null | Value::Empty, Value::Null | Value::Empty) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Long(a), Value::Long(b)) => a == b,
            (Value::Double(a), Value::Double(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Value::Char(a), Value::Char(b)) => a == b,
            (Value::Small(a), Value::Small(b)) => a == b,
            (Value::Decimal(a), Value::Decimal(b)) => a == b,
            (Value::DateTime(a), Value::DateTime(b)) => a.ticks() == b.ticks(),
            (Value::TimeSpan(a), Value::TimeSpan(b)) => a == b,
            (Value::Enum(a), Value::Enum(b)) => a == b,
            (Value::Type(a), Value::Type(b)) => a == b,
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Native(a), Value::Native(b)) => Rc::ptr_eq(a, b) || a.equals(other.base()),
            (a, b) => matches!((a.identity(), b.identity()), (Some(x), Some(y)) if x == y),
        }
    }

    /// Text without help from a session: enough for keys, messages and values that no script can redefine.
    pub fn plain_text(&self) -> Str {
        crate::text::plain(self)
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.ty() {
            Some(ty) => write!(f, "{}({:?})", ty.full_name(), self.plain_text()),
            None => f.write_str("null"),
        }
    }
}

macro_rules! from {
    ($($from:ty => |$v:ident| $make:expr),* $(,)?) => {
        $(impl From<$from> for Value { fn from($v: $from) -> Self { $make } })*
    };
}

from! {
    bool => |v| Value::Bool(v),
    i32 => |v| Value::Int(v),
    i64 => |v| Value::Long(v),
    f64 => |v| Value::Double(v),
    f32 => |v| Value::Small(Small::single(v)),
    u8 => |v| Value::Small(Small::byte(v)),
    u16 => |v| Value::Small(Small::ushort(v)),
    u32 => |v| Value::Small(Small::uint(v)),
    u64 => |v| Value::Small(Small::ulong(v)),
    i16 => |v| Value::Small(Small::short(v)),
    i8 => |v| Value::Small(Small::sbyte(v)),
    usize => |v| i32::try_from(v).map_or_else(|_| Value::Long(v as i64), Value::Int),
    Decimal => |v| Value::Decimal(v),
    DateTime => |v| Value::DateTime(v),
    TimeSpan => |v| Value::TimeSpan(v),
    &str => |v| Value::str(v),
    String => |v| Value::Str(v.into()),
    Str => |v| Value::Str(v),
    Type => |v| Value::Type(v),
    Vec<Value> => |v| Value::array(v),
}

/// Equal under ordinal comparison that ignores case, without allocation.
pub fn eq_ignore_case(a: &str, b: &str) -> bool {
    dotnet::text::equals(a, b, dotnet::text::Case::Ignored)
}
