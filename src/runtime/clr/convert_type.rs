//! `System.Convert`, and the `To…` methods that numbers have through `IConvertible`.

use super::args::{bad_argument, bytes, enum_of, int, is_null, long, null_argument, raise, text, value, whole};
use super::number::{self, fault};
use crate::convert::{Numeric, as_double, from_numeric, int_value, numeric};
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::text::char_text;
use crate::types::Type;
use crate::value::{Small, Value};
use dotnet::bytes::{self as raw, BytesFault};
use dotnet::datetime::DateTime;
use dotnet::number::NumberType;

fn bad(f: &BytesFault) -> crate::fault::Halt {
    raise(f.exception(), f)
}

/// The type a `To…` method makes.
fn target(name: &str) -> Option<NumberType> {
    Some(match name {
        "tobyte" => NumberType::Byte,
        "tosbyte" => NumberType::SByte,
        "toint16" => NumberType::Int16,
        "touint16" => NumberType::UInt16,
        "toint32" => NumberType::Int32,
        "touint32" => NumberType::UInt32,
        "toint64" => NumberType::Int64,
        "touint64" => NumberType::UInt64,
        "tosingle" => NumberType::Single,
        "todouble" => NumberType::Double,
        "todecimal" => NumberType::Decimal,
        _ => return None,
    })
}

/// `Convert.X(value, …)`; also the `IConvertible` methods of a value.
pub fn call(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    if let Some(kind) = target(name) {
        return Some(to_number(kind, args));
    }
    Some(match name {
        "toboolean" => to_boolean(args),
        "tochar" => to_char(args),
        "tostring" => to_text(s, args),
        "todatetime" => to_datetime(args),
        "changetype" => change_type(s, args),
        "frombase64string" => raw::from_base64(&text(args, 0)).map(|b| Value::bytes(&b)).map_err(|f| bad(&f)),
        "tobase64string" => to_base64(args),
        "tohexstring" => Ok(Value::from(raw::to_hex(&slice(args)))),
        "tohexstringlower" => Ok(Value::from(raw::to_hex(&slice(args)).to_ascii_lowercase())),
        "fromhexstring" => raw::from_hex(&text(args, 0)).map(|b| Value::bytes(&b)).map_err(|f| bad(&f)),
        "isdbnull" => Ok(Value::Bool(value(args, 0).ty().is_some_and(|t| t.name() == "DBNull"))),
        "gettypecode" => Ok(enum_of("System.TypeCode", type_code(&value(args, 0)))),
        _ => return None,
    })
}

fn type_code(value: &Value) -> i64 {
    let Some(ty) = value.base().ty() else { return 0 };
    match ty.name() {
        "DBNull" => 2,
        "Boolean" => 3,
        "Char" => 4,
        "SByte" => 5,
        "Byte" => 6,
        "Int16" => 7,
        "UInt16" => 8,
        "Int32" => 9,
        "UInt32" => 10,
        "Int64" => 11,
        "UInt64" => 12,
        "Single" => 13,
        "Double" => 14,
        "Decimal" => 15,
        "DateTime" => 16,
        "String" => 18,
        _ if ty.is_enum() => 9,
        _ => 1,
    }
}

fn to_number(kind: NumberType, args: &[Value]) -> Eval {
    let given = value(args, 0);
    match given.base() {
        v if v.is_null() => from_numeric(Numeric::Int(0), kind).map_err(|f| fault(&f)),
        Value::Str(text) => match args.get(1).map(Value::base) {
            Some(Value::Int(base)) => raw::from_base(text, *base, kind).map(|v| int_value(v, kind)).map_err(|f| bad(&f)),
            _ => number::parse(text, None, kind),
        },
        Value::DateTime(_) => Err(invalid_cast("DateTime", kind)),
        Value::Char(_) if matches!(kind, NumberType::Double | NumberType::Single | NumberType::Decimal) => Err(invalid_cast("Char", kind)),
        other => match numeric(other) {
            Some(number) => from_numeric(number, kind).map_err(|f| fault(&f)),
            None => Err(not_convertible(other)),
        },
    }
}

fn invalid_cast(from: &str, kind: NumberType) -> crate::fault::Halt {
    thrown("System.InvalidCastException", format!("Invalid cast from '{from}' to '{kind:?}'."))
}

fn not_convertible(value: &Value) -> crate::fault::Halt {
    let ty = value.ty().map_or("", Type::full_name);
    thrown("System.InvalidCastException", format!("Unable to cast object of type '{ty}' to type 'System.IConvertible'."))
}

fn to_boolean(args: &[Value]) -> Eval {
    match value(args, 0).base() {
        v if v.is_null() => Ok(Value::Bool(false)),
        Value::Bool(b) => Ok(Value::Bool(*b)),
        Value::Str(text) => super::boolean::parse(text),
        Value::Char(_) => Err(thrown("System.InvalidCastException", "Invalid cast from 'Char' to 'Boolean'.")),
        other => match numeric(other) {
            Some(number) => Ok(Value::Bool(as_double(&number) != 0.0)),
            None => Err(not_convertible(other)),
        },
    }
}

fn to_char(args: &[Value]) -> Eval {
    match value(args, 0).base() {
        Value::Char(unit) => Ok(Value::Char(*unit)),
        Value::Str(text) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            match units[..] {
                [one] => Ok(Value::Char(one)),
                _ => Err(thrown("System.FormatException", "String must be exactly one character long.")),
            }
        }
        other => match numeric(other) {
            Some(Numeric::Int(v)) => u16::try_from(v)
                .map(Value::Char)
                .map_err(|_| thrown("System.OverflowException", "Value was either too large or too small for a character.")),
            _ => {
                Err(thrown("System.InvalidCastException", format!("Invalid cast from '{}' to 'Char'.", other.ty().map_or("", Type::name))))
            }
        },
    }
}

fn to_text(s: &mut Session, args: &[Value]) -> Eval {
    let given = value(args, 0);
    if let (Some(Value::Int(base)), true) = (args.get(1).map(Value::base), numeric(&given).is_some()) {
        let bits = match given.base() {
            Value::Long(_) => 64,
            Value::Small(small) if small.ty() == Type::byte() => 8,
            Value::Small(small) if small.ty() == Type::short() => 16,
            _ => 32,
        };
        return raw::to_base(long(args, 0), bits, *base).map(Value::from).map_err(|f| bad(&f));
    }
    match given.base() {
        Value::Char(unit) => Ok(Value::Str(char_text(*unit))),
        Value::Seq(seq) => Ok(Value::str(seq.ty().full_name())),
        _ => crate::text::to_text(s, &given).map(Value::Str),
    }
}

fn to_datetime(args: &[Value]) -> Eval {
    match value(args, 0).base() {
        v if v.is_null() => Ok(Value::DateTime(DateTime::MIN)),
        Value::DateTime(time) => Ok(Value::DateTime(*time)),
        Value::Str(text) => DateTime::parse(text).map(Value::DateTime).map_err(|f| super::datetime::fault(&f)),
        other => {
            let from = other.ty().map_or("", Type::name);
            Err(thrown("System.InvalidCastException", format!("Invalid cast from '{from}' to 'DateTime'.")))
        }
    }
}

/// The type a `TypeCode` or a type argument names.
fn wanted(args: &[Value]) -> Option<Type> {
    match args.get(1).map(Value::base) {
        Some(Value::Type(ty)) => Some(*ty),
        Some(Value::Enum(e)) => Some(match e.value {
            3 => Type::boolean(),
            4 => Type::char(),
            5 => Type::sbyte(),
            6 => Type::byte(),
            7 => Type::short(),
            8 => Type::ushort(),
            9 => Type::int(),
            10 => Type::uint(),
            11 => Type::long(),
            12 => Type::ulong(),
            13 => Type::single(),
            14 => Type::double(),
            15 => Type::decimal(),
            16 => Type::datetime(),
            18 => Type::string(),
            _ => Type::object(),
        }),
        _ => None,
    }
}

fn change_type(s: &mut Session, args: &[Value]) -> Eval {
    let Some(ty) = wanted(args) else { return Err(null_argument("conversionType")) };
    let given = value(args, 0);
    if given.is_null() {
        return if ty.is_value_type() {
            Err(thrown("System.InvalidCastException", "Null object cannot be converted to a value type."))
        } else {
            Ok(Value::Null)
        };
    }
    if given.base().ty() == Some(ty) || ty == Type::object() {
        return Ok(given);
    }
    let method = match ty.name() {
        "Boolean" => "toboolean",
        "Char" => "tochar",
        "SByte" => "tosbyte",
        "Byte" => "tobyte",
        "Int16" => "toint16",
        "UInt16" => "touint16",
        "Int32" => "toint32",
        "UInt32" => "touint32",
        "Int64" => "toint64",
        "UInt64" => "touint64",
        "Single" => "tosingle",
        "Double" => "todouble",
        "Decimal" => "todecimal",
        "DateTime" => "todatetime",
        "String" => "tostring",
        _ => {
            let from = given.ty().map_or("", Type::full_name);
            return Err(thrown("System.InvalidCastException", format!("Invalid cast from '{from}' to '{}'.", ty.full_name())));
        }
    };
    call(s, method, &[given]).unwrap_or(Ok(Value::Null))
}

/// Part of a byte array: all of it, or offset and length.
fn slice(args: &[Value]) -> Vec<u8> {
    let all = bytes(args, 0);
    if args.len() < 3 {
        return all;
    }
    let start = (int(args, 1).max(0) as usize).min(all.len());
    let end = (start + int(args, 2).max(0) as usize).min(all.len());
    all[start..end].to_vec()
}

fn to_base64(args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Err(null_argument("inArray"));
    }
    let lines = args.last().is_some_and(|v| matches!(v.base(), Value::Enum(e) if e.value == 1));
    let part = if args.len() >= 3 { slice(args) } else { bytes(args, 0) };
    Ok(Value::from(if lines { raw::to_base64_lines(&part) } else { raw::to_base64(&part) }))
}

pub fn get_static(name: &str) -> Option<Value> {
    name.eq_ignore_ascii_case("DBNull").then(|| Value::native(super::object::DbNull))
}

/// `System.BitConverter`.
pub fn bit_converter(name: &str, args: &[Value]) -> Option<Eval> {
    if name == "getbytes" {
        return Some(Ok(Value::bytes(&bytes_of(&value(args, 0)))));
    }
    if name == "tostring" {
        let all = bytes(args, 0);
        let start = (int(args, 1).max(0) as usize).min(all.len());
        let end = if args.len() > 2 { (start + int(args, 2).max(0) as usize).min(all.len()) } else { all.len() };
        return Some(Ok(Value::from(raw::to_dashed_hex(&all[start..end]))));
    }
    Some(Ok(match name {
        "doubletoint64bits" => Value::Long(super::args::double(args, 0).to_bits() as i64),
        "doubletouint64bits" => Value::from(super::args::double(args, 0).to_bits()),
        "int64bitstodouble" => Value::Double(f64::from_bits(long(args, 0) as u64)),
        "singletoint32bits" => Value::Int((super::args::double(args, 0) as f32).to_bits() as i32),
        "int32bitstosingle" => Value::from(f32::from_bits(int(args, 0) as u32)),
        _ => return from_bytes(name, args),
    }))
}

fn bytes_of(value: &Value) -> Vec<u8> {
    match value.base() {
        Value::Bool(b) => vec![u8::from(*b)],
        Value::Char(unit) => unit.to_le_bytes().to_vec(),
        Value::Int(v) => v.to_le_bytes().to_vec(),
        Value::Long(v) => v.to_le_bytes().to_vec(),
        Value::Double(v) => v.to_le_bytes().to_vec(),
        Value::Small(small) => match small.ty().name() {
            "Single" => small.as_f32().to_le_bytes().to_vec(),
            "Int16" | "UInt16" => (small.as_i64() as u16).to_le_bytes().to_vec(),
            "UInt32" => (small.as_i64() as u32).to_le_bytes().to_vec(),
            "UInt64" => small.as_u64().to_le_bytes().to_vec(),
            _ => (whole(value) as i16).to_le_bytes().to_vec(),
        },
        _ => Vec::new(),
    }
}

fn from_bytes(name: &str, args: &[Value]) -> Option<Eval> {
    let width = match name {
        "toboolean" => 1,
        "tochar" | "toint16" | "touint16" => 2,
        "toint32" | "touint32" | "tosingle" => 4,
        "toint64" | "touint64" | "todouble" => 8,
        _ => return None,
    };
    let all = bytes(args, 0);
    let start = int(args, 1);
    let Some(start) = usize::try_from(start).ok().filter(|s| *s < all.len()) else {
        return Some(Err(super::args::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "startIndex",
        )));
    };
    if start + width > all.len() {
        let message = "Destination array is not long enough to copy all the items in the collection. Check array index and length.";
        return Some(Err(bad_argument(message, "value")));
    }
    let mut buffer = [0u8; 8];
    buffer[..width].copy_from_slice(&all[start..start + width]);
    let bits = u64::from_le_bytes(buffer);
    Some(Ok(match name {
        "toboolean" => Value::Bool(bits != 0),
        "tochar" => Value::Char(bits as u16),
        "toint16" => Value::Small(Small::short(bits as u16 as i16)),
        "touint16" => Value::from(bits as u16),
        "toint32" => Value::Int(bits as u32 as i32),
        "touint32" => Value::from(bits as u32),
        "tosingle" => Value::from(f32::from_bits(bits as u32)),
        "toint64" => Value::Long(bits as i64),
        "touint64" => Value::from(bits),
        _ => Value::Double(f64::from_bits(bits)),
    }))
}
