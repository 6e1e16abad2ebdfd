//! The .NET types that scripts touch.
//!
//! In:    values, names of members in lower case, arguments in the types of the chosen overload.
//! Out:   values; .NET's exceptions, not yet wrapped by the call.
//! Never: knows a cmdlet, or chooses an overload by itself: `overload` does, from the tables of `signature`.
//!
//! One file per family; this one sends a member to its family. Start reading at `call_instance`.

mod args;
mod array;
mod attributes;
mod bag;
mod bigint;
mod bits;
mod block;
mod boolean;
mod builder;
mod cast;
mod character;
pub mod command;
mod comparer;
mod console;
mod construct;
mod context;
mod convert_type;
mod crypto;
mod culture;
mod datetime;
mod decimal;
mod delegate;
pub mod diagnostics;
mod dictionary;
pub mod encoding;
pub mod enumerator;
mod enums;
mod environment;
mod exception;
mod format;
mod guid;
pub mod host;
pub mod io;
mod linked;
mod linq;
mod list;
mod math;
mod misc;
mod name_values;
mod net;
mod number;
mod object;
mod operators;
pub mod overload;
pub mod pair;
mod parameters;
mod random;
mod reference;
mod regex;
pub mod security;
mod serializer;
mod set;
pub mod signature;
mod string;
pub mod syntax_tree;
mod time_offset;
mod time_only;
mod time_zone;
mod timespan;
mod type_object;
mod uri;
mod variable;
mod version;
mod xml;

pub use bag::Bag;
pub use bigint::BigInteger;
pub use cast::convert_to;
pub use command::{CommandObject, command_object};
pub use construct::{construct, constructs_empty};
pub use context::{drive_content, execution_context, expand as expand_text, invoke_command, session_state, state_of};
pub use delegate::{invoke as invoke_delegate, of as delegate_of};
pub use diagnostics::{Process, process, processes};
pub use dictionary::entries as dictionary_entries;
pub use encoding::{EncodingValue, of as encoding_value, of_value as encoding_of};
pub use enumerator::over as enumerator_over;
pub use environment::host_name;
pub use format::{composite as format_text, format_operator};
pub use guid::{GuidValue, value as guid_value};
pub use io::{FileSystemInfo, attributes, directory_info, file_info};
pub use list::default_of;
pub use misc::sleep;
pub use operators::operator;
pub use reference::Reference;
pub use regex::{RegexObject, match_value, replace_by_block};
pub use security::{Credential, SecureString, credential, secure};
pub use time_offset::OffsetValue;
pub use variable::{VariableObject, of as variable_object};
pub use version::{SemanticValue, VersionValue, parse as parse_version};
pub use xml::{XmlNode, of as xml_value, parse as parse_xml};

use crate::fault::{Eval, Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, TableKind, Value};

/// Calls a method of a value; `None` when the family does not know it.
pub fn call_instance(s: &mut Session, this: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    let base = this.base().clone();
    let done = match &base {
        Value::Str(text) => string::call(s, text, name, args),
        Value::Char(unit) => character::call(*unit, name, args),
        Value::Bool(flag) => boolean::call(s, *flag, name, args),
        Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Small(_) | Value::Decimal(_) => number::call(s, &base, name, args),
        Value::DateTime(time) => datetime::call(s, *time, name, args),
        Value::TimeSpan(span) => timespan::call(*span, name, args),
        Value::Enum(e) if e.ty == Type::switch_parameter() => switch_call(e.value != 0, name),
        Value::Enum(e) => enums::call(s, *e, name, args),
        Value::Type(ty) => type_object::call(s, *ty, name, args),
        Value::Seq(seq) => list::call(s, seq, name, args),
        Value::Table(table) => dictionary::call(s, table, name, args),
        Value::Block(block) => block::call(s, block, name, args),
        Value::Native(native) => {
            if let Some(builder) = base.as_native::<builder::StringBuilder>() {
                builder::call(s, &base, builder, name, args)
            } else if let Some(record) = base.as_native::<crate::fault::ErrorRecord>() {
                block::record_call(record, name)
            } else {
                native.clone().call(s, name, args)
            }
        }
        _ => None,
    };
    done.or_else(|| object::call(s, &base, name, args))
}

fn switch_call(on: bool, name: &str) -> Option<Eval> {
    match name {
        "tobool" => Some(Ok(Value::Bool(on))),
        "tostring" => Some(Ok(Value::str(if on { "True" } else { "False" }))),
        _ => None,
    }
}

/// A property of a value that is not `Native`; `None` when there is none of this name.
pub fn get_property(this: &Value, name: &str) -> Option<Value> {
    match this.base() {
        Value::Str(text) => (name == "length").then(|| Value::from(dotnet::utf16::length(text))),
        Value::Decimal(_) => number::get(this, name),
        Value::DateTime(time) => datetime::get(*time, name),
        Value::TimeSpan(span) => timespan::get(*span, name),
        Value::Enum(e) if e.ty == Type::switch_parameter() => (name == "ispresent").then_some(Value::Bool(e.value != 0)),
        Value::Enum(e) => enums::get(*e, name),
        Value::Type(ty) => type_object::get(*ty, name),
        Value::Seq(seq) => list::get(seq, name),
        Value::Table(table) => dictionary::get(table, name),
        Value::Block(block) => block::get(block, name),
        _ => None,
    }
}

/// Names of the properties of values that are not `Native`, in the order they are shown.
pub fn property_names(this: &Value) -> &'static [&'static str] {
    match this.base() {
        Value::Str(_) => &["Length"],
        Value::Decimal(_) => &["Scale"],
        Value::DateTime(_) => &[
            "Date",
            "Day",
            "DayOfWeek",
            "DayOfYear",
            "Hour",
            "Kind",
            "Millisecond",
            "Microsecond",
            "Nanosecond",
            "Minute",
            "Month",
            "Second",
            "Ticks",
            "TimeOfDay",
            "Year",
        ],
        Value::TimeSpan(_) => &[
            "Ticks",
            "Days",
            "Hours",
            "Milliseconds",
            "Microseconds",
            "Nanoseconds",
            "Minutes",
            "Seconds",
            "TotalDays",
            "TotalHours",
            "TotalMilliseconds",
            "TotalMicroseconds",
            "TotalNanoseconds",
            "TotalMinutes",
            "TotalSeconds",
        ],
        Value::Enum(e) if e.ty == Type::switch_parameter() => &["IsPresent"],
        Value::Enum(_) => &["value__"],
        Value::Seq(seq) => match seq.kind {
            crate::value::SeqKind::Array => {
                &["Length", "LongLength", "Rank", "SyncRoot", "IsReadOnly", "IsFixedSize", "IsSynchronized", "Count"]
            }
            crate::value::SeqKind::List if seq.ty().generic().is_some() => &["Capacity", "Count"],
            crate::value::SeqKind::List => &["Capacity", "Count", "IsFixedSize", "IsReadOnly", "IsSynchronized", "SyncRoot"],
            _ => &["Count"],
        },
        Value::Table(table) => match table.kind {
            TableKind::Set => &["Count", "Comparer"],
            TableKind::Generic | TableKind::Sorted if table.ty.generic().is_some() => &["Comparer", "Count", "Keys", "Values"],
            _ => &["IsReadOnly", "IsFixedSize", "IsSynchronized", "Keys", "Values", "SyncRoot", "Count"],
        },
        Value::Block(_) => &["Attributes", "File", "IsFilter", "IsConfiguration", "Module", "StartPosition", "DebuggerHidden", "Id", "Ast"],
        Value::Type(_) => &[
            "IsCollectible",
            "DeclaringMethod",
            "FullName",
            "AssemblyQualifiedName",
            "Namespace",
            "GUID",
            "IsEnum",
            "IsInterface",
            "IsSerializable",
            "IsArray",
            "IsGenericType",
            "IsValueType",
            "IsPublic",
            "IsClass",
            "IsPrimitive",
            "IsAbstract",
            "IsSealed",
            "Assembly",
            "BaseType",
            "Name",
            "UnderlyingSystemType",
            "MemberType",
            "GenericTypeArguments",
            "ImplementedInterfaces",
        ],
        _ => &[],
    }
}

/// Calls a static method; `None` when the family does not know it.
pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    if ty.is_numeric() && ty != Type::bigint() {
        return number::call_static(s, ty, name, args);
    }
    if ty.is_enum() {
        return enums::call_static(s, ty, name, args);
    }
    if crypto::knows(ty) {
        return crypto::call_static(ty, name, args);
    }
    let done = match ty.full_name() {
        "System.String" => string::call_static(s, name, args),
        "System.Char" => character::call_static(s, name, args),
        "System.Boolean" => boolean::call_static(s, name, args),
        "System.Numerics.BigInteger" => bigint::call_static(s, name, args),
        "System.Math" | "System.MathF" => math::call_static(s, ty, name, args),
        "System.Convert" => convert_type::call(s, name, args),
        "System.BitConverter" => convert_type::bit_converter(name, args),
        "System.Enum" => enums::call_static(s, ty, name, args),
        "System.Array" => array::call_static(s, name, args),
        "System.Collections.ArrayList" => list::call_static(name, args),
        "System.Guid" => guid::call_static(s, name, args),
        "System.Version" => version::call_static(s, name, args),
        "System.Management.Automation.SemanticVersion" => version::semantic_static(s, name, args),
        "System.Uri" => uri::call_static(s, name, args),
        "System.Text.RegularExpressions.Regex" => regex::call_static(s, name, args),
        "System.Text.Encoding" => encoding::call_static(name, args),
        "System.Type" | "System.RuntimeType" => type_object::call_static(s, name, args),
        "System.Tuple" | "System.ValueTuple" => pair::create(ty, name, args),
        "System.Management.Automation.ScriptBlock" => block::call_static(s, name, args),
        "System.Management.Automation.Language.Parser" => syntax_tree::call_static(s, name, args),
        "System.Management.Automation.PSSerializer" => serializer::call_static(s, name, args),
        "System.Linq.Enumerable" => linq::call_static(s, name, args),
        "System.Globalization.CultureInfo" => culture::call_static(name, args),
        "System.Security.Cryptography.RandomNumberGenerator" => crypto::random_static(name, args),
        "System.Security.Cryptography.HashAlgorithm" => crypto::call_static(ty, name, args),
        _ => return time_static(s, ty, name, args).or_else(|| system_static(s, ty, name, args)),
    };
    done.or_else(|| object::call_static(name, args))
}

fn time_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    match ty.full_name() {
        "System.DateTime" => datetime::call_static(s, name, args),
        "System.DateTimeOffset" => time_offset::call_static(s, name, args),
        "System.DateOnly" => time_only::date_static(s, name, args),
        "System.TimeOnly" => time_only::clock_static(s, name, args),
        "System.TimeSpan" => timespan::call_static(s, name, args),
        "System.TimeZoneInfo" => time_zone::call_static(s, name, args),
        "System.Diagnostics.Stopwatch" => diagnostics::stopwatch_static(name),
        _ => None,
    }
}

fn system_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let done = match ty.full_name() {
        "System.IO.Path" => io::path_static(name, args),
        "System.IO.File" => io::file_static(s, name, args),
        "System.IO.Directory" => io::directory_static(name, args),
        "System.Environment" => environment::call_static(s, name, args),
        "System.Console" => console::call_static(s, name, args),
        "System.Diagnostics.Process" => diagnostics::process_static(name, args),
        "System.Net.IPAddress" => net::address_static(s, name, args),
        "System.Net.IPEndPoint" => net::end_point_static(s, name, args),
        "System.Net.Dns" => net::dns_static(name, args),
        "System.Net.WebUtility" | "System.Web.HttpUtility" => net::web_static(ty, name, args),
        _ => misc::call_static(s, ty, name, args),
    };
    done.or_else(|| object::call_static(name, args))
}

/// A static property or field.
pub fn get_static(s: &mut Session, ty: Type, name: &str) -> Option<Value> {
    if ty.is_enum() {
        return enums::get_static(ty, name);
    }
    if ty.is_numeric() && ty != Type::bigint() {
        return number::get_static(ty, name);
    }
    match ty.full_name() {
        "System.String" => string::get_static(name),
        "System.Char" => character::get_static(name),
        "System.Boolean" => boolean::get_static(name),
        "System.Numerics.BigInteger" => bigint::get_static(name),
        "System.Math" | "System.MathF" => math::get_static(ty, name),
        "System.DateTime" => datetime::get_static(s, name),
        "System.DateTimeOffset" => time_offset::get_static(s, name),
        "System.DateOnly" | "System.TimeOnly" => time_only::get_static(ty, name),
        "System.TimeSpan" => timespan::get_static(name),
        "System.TimeZoneInfo" => time_zone::get_static(name),
        "System.Guid" => guid::get_static(name),
        "System.Uri" => uri::get_static(name),
        "System.Convert" => convert_type::get_static(name),
        "System.BitConverter" => name.eq_ignore_ascii_case("IsLittleEndian").then_some(Value::Bool(true)),
        "System.Array" => name.eq_ignore_ascii_case("MaxLength").then_some(Value::Int(0x7FFF_FFC7)),
        "System.StringComparer" => comparer::of(name),
        "System.Text.Encoding" => encoding::get_static(name),
        "System.Random" => random::get_static(s, name),
        "System.IO.Path" => io::path_value(name),
        "System.Environment" => environment::get_static(s, name),
        "System.Runtime.InteropServices.RuntimeInformation" => environment::runtime_information(name),
        "System.Console" => console::get_static(s, name),
        "System.Diagnostics.Stopwatch" => diagnostics::stopwatch_value(name),
        "System.Net.IPAddress" => net::address_value(name),
        "System.Globalization.CultureInfo" => culture::get_static(name),
        "System.Management.Automation.PSCredential" => security::credential_value(name),
        "System.Collections.CaseInsensitiveComparer" => name.to_ascii_lowercase().starts_with("default").then(comparer::case_insensitive),
        "System.Collections.Comparer" => name.to_ascii_lowercase().starts_with("default").then(comparer::default_of),
        _ if comparer_type(ty) => name.eq_ignore_ascii_case("Default").then(comparer::default_of),
        _ => misc::get_static(ty, name),
    }
}

fn comparer_type(ty: Type) -> bool {
    ty.is_generic_of("System.Collections.Generic.Comparer`1") || ty.is_generic_of("System.Collections.Generic.EqualityComparer`1")
}

/// Assigns a static property; `None` when it cannot be set.
pub fn set_static(ty: Type, name: &str, value: &Value) -> Option<Flow> {
    match ty.full_name() {
        "System.Environment" => environment::set_static(name, value),
        "System.Console" => console::set_static(name, value),
        _ => misc::set_static(ty, name),
    }
}

/// Elements of an array with several dimensions, and of tables, by index.
pub fn index_seq(seq: &crate::value::Seq, index: &[Value]) -> Eval {
    array::offset(seq, index).map(|at| seq.get(at).unwrap_or(Value::Null))
}

pub fn set_seq(s: &mut Session, seq: &std::rc::Rc<crate::value::Seq>, index: &[Value], value: Value) -> Flow {
    let at = match index {
        [one] => args::whole(one) as i64,
        _ => array::offset(seq, index)? as i64,
    };
    list::set_at(s, seq, at, value)
}

/// The key of a dictionary that equals this one by a script's `Equals`.
pub fn known_key(s: &mut Session, table: &crate::value::Table, key: &Value) -> Result<Option<Value>, Halt> {
    dictionary::known_key(s, table, key)
}

pub fn index_table(table: &crate::value::Table, key: &Value) -> Eval {
    dictionary::index(table, key)
}

pub fn set_table(s: &mut Session, table: &std::rc::Rc<crate::value::Table>, key: &Value, value: Value) -> Flow {
    dictionary::set_index(s, table, key, value)
}

/// A character of a text.
pub fn index_text(text: &str, at: i64) -> Option<Value> {
    let length = dotnet::utf16::length(text) as i64;
    let at = if at < 0 { at + length } else { at };
    usize::try_from(at).ok().and_then(|at| dotnet::utf16::unit_at(text, at)).map(Value::Char)
}

/// Conditions: most objects are true; a few have a truth of their own.
pub fn native_to_bool(native: &dyn Native) -> bool {
    let any = native as &dyn std::any::Any;
    if let Some(big) = any.downcast_ref::<BigInteger>() {
        return big.0 != num_bigint::BigInt::from(0);
    }
    true
}

/// Collections that still have a text of their own.
pub fn has_own_text(native: &dyn Native) -> bool {
    let any = native as &dyn std::any::Any;
    any.is::<name_values::NameValues>()
}

/// Does a member of the tables exist that no family does?
pub fn unsupported(ty: Type, name: &str) -> Halt {
    misc::unsupported(ty, name)
}
