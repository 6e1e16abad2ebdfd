//! Static members of small types that have no file of their own.

use super::args::{enum_of, int, null_argument, put_reference, text, value};
use super::security::SecureString;
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::wildcard::Wildcard;
use std::time::Duration;

/// `WildcardPattern`.
pub struct Pattern {
    text: Str,
    wildcard: Wildcard,
}

pub fn construct_wildcard(args: &[Value]) -> Eval {
    let ignore_case = args.len() > 1 && super::args::enumeration(args, 1) & 2 != 0;
    match Wildcard::new(&text(args, 0), ignore_case) {
        Ok(wildcard) => Ok(Value::native(Pattern { text: text(args, 0), wildcard })),
        Err(fault) => Err(super::args::raise(fault.exception(), &fault)),
    }
}

impl Native for Pattern {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.WildcardPattern")
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "ismatch" => Some(Ok(Value::Bool(self.wildcard.is_match(&text(args, 0))))),
            "toregex" => Wildcard::to_regex(&self.text).ok().map(Value::from).map(Ok),
            "towql" => Some(Ok(Value::from(self.text.replace('%', "[%]").replace('*', "%").replace('?', "_")))),
            _ => None,
        }
    }
}

/// A secret in unmanaged memory, as `SecureStringToBSTR` gives it.
pub struct Pointer(Str);

impl Native for Pointer {
    fn type_of(&self) -> Type {
        Type::of("System.IntPtr")
    }

    fn text(&self) -> Str {
        Str::new_static("0")
    }
}

/// Longest sleep in one piece, so that Ctrl-C is heard.
const NAP: Duration = Duration::from_millis(50);

/// Sleeps until the time is over or somebody interrupts.
pub fn sleep(s: &mut Session, total: Duration) -> Result<(), Halt> {
    let mut left = total;
    while !left.is_zero() {
        s.poll()?;
        let nap = left.min(NAP);
        std::thread::sleep(nap);
        left -= nap;
    }
    Ok(())
}

pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    match ty.full_name() {
        "System.Management.Automation.WildcardPattern" => wildcard(name, args),
        "System.Threading.Thread" => thread(s, name, args),
        "System.Threading.Interlocked" => interlocked(s, name, args),
        "System.GC" => collector(name),
        "System.Activator" => match (name, value(args, 0).base()) {
            ("createinstance", Value::Type(wanted)) => {
                let rest = super::args::list(args, 1);
                Some(super::construct(s, *wanted, &rest))
            }
            _ => None,
        },
        "System.Runtime.InteropServices.Marshal" => marshal(name, args),
        "System.Management.Automation.PSObject" => (name == "aspsobject").then(|| Ok(crate::member::as_object(&value(args, 0)))),
        "System.Management.Automation.LanguagePrimitives" => language(s, name, args),
        "System.Management.Automation.Language.CodeGeneration" => code_generation(name, args),
        "System.Buffer" => (name == "blockcopy").then(|| {
            let all = [value(args, 0), value(args, 1), value(args, 2), value(args, 3), value(args, 4)];
            super::array::call_static(s, "copy", &all).unwrap_or(Ok(Value::Empty))
        }),
        "System.Threading.Monitor" => matches!(name, "enter" | "exit" | "tryenter").then(|| Ok(Value::Bool(true))),
        _ => None,
    }
}

fn wildcard(name: &str, args: &[Value]) -> Option<Eval> {
    Some(Ok(match name {
        "escape" => Value::from(Wildcard::escape(&text(args, 0))),
        "unescape" => Value::from(Wildcard::unescape(&text(args, 0))),
        "containswildcardcharacters" => Value::Bool(Wildcard::contains_wildcards(&text(args, 0))),
        "get" => return Some(construct_wildcard(args)),
        _ => return None,
    }))
}

fn thread(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "sleep" => {
            let total = match value(args, 0).base() {
                Value::TimeSpan(span) => Duration::from_micros((span.ticks().max(0) / 10) as u64),
                _ => Duration::from_millis(int(args, 0).max(0) as u64),
            };
            Some(sleep(s, total).map(|()| Value::Empty))
        }
        "yield" | "memorybarrier" | "spinwait" => Some(Ok(Value::Empty)),
        _ => None,
    }
}

fn interlocked(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let old = args.first()?.as_native::<super::Reference>()?.value();
    let new = match name {
        "increment" => crate::ops::add(s, &old, &Value::Int(1)),
        "decrement" => crate::ops::subtract(s, &old, &Value::Int(1)),
        "add" => crate::ops::add(s, &old, &value(args, 1)),
        "exchange" => Ok(value(args, 1)),
        _ => return None,
    };
    Some(new.and_then(|new| {
        put_reference(s, args, 0, new.clone())?;
        Ok(if name == "exchange" { old } else { new })
    }))
}

/// There is nothing to collect: values go when nobody holds them.
fn collector(name: &str) -> Option<Eval> {
    Some(Ok(match name {
        "collect" | "waitforpendingfinalizers" | "keepalive" | "suppressfinalize" | "addmemorypressure" | "removememorypressure" => {
            Value::Empty
        }
        "gettotalmemory" => Value::Long(super::diagnostics::memory_of("self", "VmRSS:")),
        "collectioncount" => Value::Int(0),
        "getgeneration" => Value::Int(0),
        _ => return None,
    }))
}

fn marshal(name: &str, args: &[Value]) -> Option<Eval> {
    let given = value(args, 0);
    Some(match name {
        "securestringtobstr" | "securestringtoglobalallocunicode" | "securestringtocotaskmemunicode" => {
            match given.as_native::<SecureString>() {
                Some(secret) => Ok(Value::native(Pointer(secret.reveal().into()))),
                None => Err(null_argument("s")),
            }
        }
        "ptrtostringauto" | "ptrtostringbstr" | "ptrtostringuni" => match given.as_native::<Pointer>() {
            Some(pointer) => Ok(Value::Str(pointer.0.clone())),
            None => Err(null_argument("ptr")),
        },
        "zerofreebstr" | "zerofreeglobalallocunicode" | "zerofreecotaskmemunicode" | "freehglobal" | "freebstr" => Ok(Value::Empty),
        _ => return None,
    })
}

fn language(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "istrue" => Some(Ok(Value::Bool(crate::convert::to_bool(&value(args, 0))))),
        "convertto" => match value(args, 1).base() {
            Value::Type(ty) => Some(crate::convert::to_type(s, &value(args, 0), *ty).map_err(Halt::from)),
            _ => None,
        },
        "equals" => Some(crate::ops::equals(s, &value(args, 0), &value(args, 1), super::args::flag(args, 2)).map(Value::Bool)),
        "compare" => Some(crate::ops::order(s, &value(args, 0), &value(args, 1), super::args::flag(args, 2)).map(|o| Value::Int(o as i32))),
        _ => None,
    }
}

fn code_generation(name: &str, args: &[Value]) -> Option<Eval> {
    let given = text(args, 0);
    Some(Ok(match name {
        "escapesinglequotedstringcontent" => Value::from(given.replace('\'', "''")),
        "escapeblockcommentcontent" => Value::from(given.replace("<#", "<`#").replace("#>", "#`>")),
        "escapeformatstringcontent" => Value::from(given.replace('{', "{{").replace('}', "}}")),
        "escapevariablename" => Value::from(given.replace('`', "``").replace('}', "`}").replace('{', "`{")),
        _ => return None,
    }))
}

pub fn get_static(ty: Type, name: &str) -> Option<Value> {
    let lower = name.to_ascii_lowercase();
    match (ty.full_name(), lower.as_str()) {
        ("System.DBNull", "value") => Some(Value::native(super::object::DbNull)),
        ("System.Management.Automation.Internal.AutomationNull", "value") => Some(Value::Empty),
        ("System.Management.Automation.Language.NullString", "value") => Some(Value::Null),
        ("System.Management.Automation.SwitchParameter", "present") => Some(crate::convert::switch(true)),
        ("System.IntPtr", "zero") => Some(Value::native(Pointer(Str::default()))),
        ("System.Type", "emptytypes") => Some(Value::array_of(Type::of("System.Type"), Vec::new())),
        ("System.Threading.Thread", "currentthread") => Some(current_thread()),
        ("System.Net.ServicePointManager", "securityprotocol") => Some(enum_of("System.Net.SecurityProtocolType", 0)),
        ("System.EventArgs", "empty") => Some(crate::records::typed("System.EventArgs", &[])),
        ("System.AppDomain", "currentdomain") => {
            let here = super::io::full_path(".");
            Some(crate::records::typed("System.AppDomain", &[("FriendlyName", Value::str("pwsh")), ("BaseDirectory", Value::from(here))]))
        }
        _ => None,
    }
}

fn current_thread() -> Value {
    crate::records::typed(
        "System.Threading.Thread",
        &[
            ("ManagedThreadId", Value::Int(1)),
            ("Name", Value::str("Pipeline Execution Thread")),
            ("CurrentCulture", super::culture::invariant()),
            ("CurrentUICulture", super::culture::invariant()),
            ("IsAlive", Value::Bool(true)),
            ("IsBackground", Value::Bool(false)),
        ],
    )
}

/// Settings that scripts make out of habit and that change nothing here.
pub fn set_static(ty: Type, name: &str) -> Option<Result<(), Halt>> {
    match (ty.full_name(), name.to_ascii_lowercase().as_str()) {
        (
            "System.Net.ServicePointManager",
            "securityprotocol" | "servercertificatevalidationcallback" | "expect100continue" | "defaultconnectionlimit",
        ) => Some(Ok(())),
        (
            "System.Globalization.CultureInfo",
            "currentculture" | "currentuiculture" | "defaultthreadcurrentculture" | "defaultthreadcurrentuiculture",
        ) => Some(Ok(())),
        _ => None,
    }
}

/// The fault of a member that the tables know and this shell does not do.
pub fn unsupported(ty: Type, name: &str) -> Halt {
    thrown("System.NotSupportedException", format!("This shell does not have {}.{name}.", ty.full_name()))
}
