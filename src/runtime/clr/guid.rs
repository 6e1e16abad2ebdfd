//! `System.Guid`.

use super::args::{bytes, flag, int, raise, text, tried, whole};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::guid::{Guid, GuidFault};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuidValue(pub Guid);

pub fn value(guid: Guid) -> Value {
    Value::native(GuidValue(guid))
}

fn fault(f: &GuidFault) -> Halt {
    raise(f.exception(), f)
}

impl Native for GuidValue {
    fn type_of(&self) -> Type {
        Type::guid()
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Variant", "Version"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let raw = self.0.0;
        match name.to_ascii_lowercase().as_str() {
            "variant" => Some(Ok(Value::Int((raw >> 60) as i32 & 0xF))),
            "version" => Some(Ok(Value::Int((raw >> 76) as i32 & 0xF))),
            // The view of a GUID shows its text in a column of this name.
            "guid" => Some(Ok(Value::from(self.0.to_string()))),
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = args.first().and_then(|v| v.as_native::<GuidValue>());
        Some(match name.to_ascii_lowercase().as_str() {
            "tostring" => match args.first().map(Value::base) {
                Some(Value::Str(format)) => self.0.to_format(format).map(Value::from).map_err(|f| fault(&f)),
                _ => Ok(Value::Str(self.text())),
            },
            "tobytearray" if flag(args, 0) => Ok(Value::bytes(&self.0.0.to_be_bytes())),
            "tobytearray" => Ok(Value::bytes(&self.0.to_bytes())),
            "compareto" => Ok(Value::Int(other.map_or(1, |o| self.0.0.cmp(&o.0.0) as i32))),
            "equals" => Ok(Value::Bool(other == Some(self))),
            "gethashcode" => Ok(Value::Int((self.0.0 >> 96) as i32 ^ self.0.0 as i32)),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn format(&self, format: &str) -> Option<Result<Str, Str>> {
        Some(self.0.to_format(format).map(Str::from).map_err(|f| f.to_string().into()))
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<GuidValue>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<std::cmp::Ordering> {
        other.as_native::<GuidValue>().map(|o| self.0.0.cmp(&o.0.0))
    }
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "newguid" => Ok(value(Guid::new())),
        "createversion7" => {
            let now = s.host.now().to_utc();
            let milliseconds = (now.ticks() - dotnet::datetime::TICKS_AT_UNIX_EPOCH) / dotnet::datetime::TICKS_PER_MILLISECOND;
            Ok(value(Guid::at_unix_milliseconds(milliseconds.max(0) as u64)))
        }
        "parse" => parse(&text(args, 0)),
        "parseexact" => exact(args),
        "tryparse" => tried(s, args, args.len() - 1, Guid::parse(&text(args, 0)).ok().map(value), value(Guid::EMPTY)),
        "tryparseexact" => tried(s, args, args.len() - 1, exact(args).ok(), value(Guid::EMPTY)),
        _ => return None,
    })
}

pub fn parse(text: &str) -> Eval {
    Guid::parse(text).map(value).map_err(|f| fault(&f))
}

fn exact(args: &[Value]) -> Eval {
    let guid = Guid::parse(&text(args, 0)).map_err(|f| fault(&f))?;
    let written = guid.to_format(&text(args, 1)).map_err(|f| fault(&f))?;
    if written.eq_ignore_ascii_case(text(args, 0).trim()) {
        return Ok(value(guid));
    }
    Err(crate::fault::thrown(
        "System.FormatException",
        "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
    ))
}

pub fn get_static(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "empty" => Some(value(Guid::EMPTY)),
        "allbitsset" => Some(value(Guid(u128::MAX))),
        _ => None,
    }
}

pub fn construct(args: &[Value]) -> Eval {
    match args.first().map(Value::base) {
        None => Ok(value(Guid::EMPTY)),
        Some(Value::Str(text)) => parse(text),
        Some(Value::Seq(_)) => {
            let raw = bytes(args, 0);
            match <[u8; 16]>::try_from(raw.as_slice()) {
                Ok(raw) => Ok(value(Guid::from_bytes(raw))),
                Err(_) => Err(super::args::bad_argument("Byte array for Guid must be exactly 16 bytes long.", "b")),
            }
        }
        _ => Ok(value(from_parts(args))),
    }
}

/// The integer, two shorts, and eight bytes, given one by one or as an array.
fn from_parts(args: &[Value]) -> Guid {
    let tail: Vec<u8> = if args.len() == 4 { bytes(args, 3) } else { args.iter().skip(3).map(|v| whole(v) as u8).collect() };
    let mut raw = u128::from(int(args, 0) as u32);
    for at in 1..3 {
        raw = raw << 16 | u128::from(int(args, at) as u16);
    }
    for at in 0..8 {
        raw = raw << 8 | u128::from(tail.get(at).copied().unwrap_or(0));
    }
    Guid(raw)
}
