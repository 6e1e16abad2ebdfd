//! Casts to .NET types: `[uri]'…'`, `[guid]'…'`, `[xml]'…'`, and tables to objects.
//!
//! In:    a value, the type wanted.
//! Out:   the value in that type, `None` when there is no way, or the fault of the way that was tried.
//! Never: knows numbers, arrays, dictionaries; `convert` has those.

use super::net;
use crate::convert::{ConvertFault, failed, no_conversion};
use crate::fault::{Eval, Exception, Halt};
use crate::session::Session;
use crate::types::{Kind, Type};
use crate::value::{TableKind, Value};

const PARSED: &str = "InvalidCastParseTargetInvocation";
/// Types whose `Parse` takes a format provider.
const PARSED_WITH_PROVIDER: &str = "InvalidCastParseTargetInvocationWithFormatProvider";
const PROPERTY_EXPRESSION: &str = "Microsoft.PowerShell.Commands.PSPropertyExpression";
const CONSTRUCTED: &str = "InvalidCastConstructorException";

pub fn convert_to(s: &mut Session, value: &Value, ty: Type) -> Result<Option<Value>, ConvertFault> {
    let base = value.base();
    if ty.full_name() == PROPERTY_EXPRESSION {
        // Cmdlets read the name or block that the expression stands for.
        return Ok(matches!(base, Value::Str(_) | Value::Block(_)).then(|| value.clone()));
    }
    if let Value::Block(block) = base
        && super::overload::is_delegate(ty)
    {
        return Ok(Some(super::delegate::of(ty, block.clone())));
    }
    if let Value::Str(text) = base
        && let Some(done) = from_text(s, value, text, ty)?
    {
        return Ok(Some(done));
    }
    if let Some(done) = from_value(s, value, ty)? {
        return Ok(Some(done));
    }
    if let Value::Table(table) = base
        && table.kind != TableKind::Set
        && !ty.is_interface()
    {
        return from_table(s, value, ty).map(Some);
    }
    Ok(None)
}

/// Turns what a parse or constructor threw into the fault of the cast.
fn wrapped(made: Eval, id: &str, value: &Value, ty: Type) -> Result<Option<Value>, ConvertFault> {
    match made {
        Ok(done) => Ok(Some(done)),
        Err(Halt::Error(record)) => {
            let message = Exception::message_of(&record.exception);
            let mut fault = failed(id, value, ty, "System.Exception", &message);
            fault.inner = record.exception.clone();
            Err(fault)
        }
        Err(halt) => Err(halt.into()),
    }
}

fn from_text(s: &mut Session, value: &Value, text: &str, ty: Type) -> Result<Option<Value>, ConvertFault> {
    match ty.full_name() {
        "System.Guid" => wrapped(super::guid::parse(text), PARSED_WITH_PROVIDER, value, ty),
        "System.Version" => wrapped(super::version::parse(text), PARSED, value, ty),
        "System.Management.Automation.SemanticVersion" => wrapped(super::version::parse_semantic(text), PARSED, value, ty),
        "System.Uri" => wrapped(super::uri::parse(text), CONSTRUCTED, value, ty),
        "System.Text.RegularExpressions.Regex" => wrapped(super::regex::make(text, 0), "InvalidCastFromStringToRegex", value, ty),
        "System.Net.IPAddress" => wrapped(net::parse(text), PARSED, value, ty),
        "System.Net.Mail.MailAddress" => wrapped(net::parse_mail(text, None), CONSTRUCTED, value, ty),
        "System.Xml.XmlDocument" => wrapped(super::xml::parse(text), "InvalidCastToXmlDocument", value, ty),
        "System.Globalization.CultureInfo" => wrapped(super::culture::of_name(text), CONSTRUCTED, value, ty),
        "System.Text.Encoding" => match super::encoding::of_value(value) {
            Some(encoding) => Ok(Some(super::encoding::of(encoding))),
            None => Err(no_conversion(value, ty)),
        },
        "System.DateTimeOffset" | "System.DateOnly" | "System.TimeOnly" | "System.Net.IPEndPoint" => {
            let parsed = super::call_static(s, ty, "parse", std::slice::from_ref(value)).unwrap_or(Ok(Value::Null));
            wrapped(parsed, if ty.name() == "IPEndPoint" { PARSED } else { PARSED_WITH_PROVIDER }, value, ty)
        }
        "System.Text.StringBuilder"
        | "System.IO.FileInfo"
        | "System.IO.DirectoryInfo"
        | "System.IO.StringReader"
        | "System.Management.Automation.WildcardPattern"
        | "System.UriBuilder" => {
            let made = super::construct(s, ty, std::slice::from_ref(value));
            wrapped(made, CONSTRUCTED, value, ty)
        }
        _ if ty.is_exception() => {
            let made = super::construct(s, ty, std::slice::from_ref(value));
            wrapped(made, CONSTRUCTED, value, ty)
        }
        _ => Ok(None),
    }
}

fn from_value(s: &mut Session, value: &Value, ty: Type) -> Result<Option<Value>, ConvertFault> {
    match (ty.full_name(), value.base()) {
        ("System.Guid", Value::Seq(_)) => {
            let made = super::guid::construct(std::slice::from_ref(value));
            wrapped(made, CONSTRUCTED, value, ty)
        }
        ("System.Version", base) if base.as_native::<super::version::SemanticValue>().is_some() => Ok(super::version::without_labels(base)),
        ("System.DateTimeOffset", Value::DateTime(_)) => {
            wrapped(super::time_offset::construct(std::slice::from_ref(value)), CONSTRUCTED, value, ty)
        }
        ("System.Net.IPAddress", Value::Int(_) | Value::Long(_) | Value::Seq(_)) => {
            let made = net::construct_address(std::slice::from_ref(value));
            wrapped(made, CONSTRUCTED, value, ty)
        }
        ("System.Globalization.CultureInfo", Value::Int(127)) => Ok(Some(super::culture::invariant())),
        ("System.Text.Encoding", _) => Ok(super::encoding::of_value(value).map(super::encoding::of)),
        ("System.Management.Automation.PSCredential", _) => Ok(None),
        ("System.Management.Automation.SemanticVersion", _) if value.as_native::<super::version::VersionValue>().is_some() => {
            wrapped(super::version::construct_semantic(std::slice::from_ref(value)), CONSTRUCTED, value, ty)
        }
        ("System.Xml.XmlDocument", Value::Seq(_)) => {
            let mut text = String::new();
            for line in crate::convert::to_list(s, value)? {
                text.push_str(&crate::text::to_text(s, &line)?);
                text.push('\n');
            }
            wrapped(super::xml::parse(&text), "InvalidCastToXmlDocument", value, ty)
        }
        _ => Ok(None),
    }
}

/// `[T]@{ Name = value }`: an object made without arguments, then its properties set.
fn from_table(s: &mut Session, value: &Value, ty: Type) -> Result<Value, ConvertFault> {
    let Some(entries) = crate::convert::table_entries(value) else { return Err(no_conversion(value, ty)) };
    if !can_be_made(ty) {
        return Err(no_conversion(value, ty));
    }
    let made = match super::construct(s, ty, &[]) {
        Ok(made) => made,
        Err(Halt::Error(_)) => return Err(no_conversion(value, ty)),
        Err(halt) => return Err(halt.into()),
    };
    for (key, item) in entries {
        let name = crate::text::to_text(s, &key)?;
        if made.as_table().is_some() {
            // The names are properties of the new object, never its keys.
            return Err(object_fault(ty, &made, &name, crate::member::no_property(&name)));
        }
        if let Err(halt) = crate::member::set(s, &made, &name, item) {
            return Err(object_fault(ty, &made, &name, halt));
        }
    }
    Ok(made)
}

/// Types with a constructor that takes nothing.
fn can_be_made(ty: Type) -> bool {
    match ty.kind() {
        Kind::Script(_) => true,
        Kind::Builtin { .. } | Kind::Generic { .. } => match super::signature::constructors(ty) {
            Some(known) => known.constructors.iter().any(|m| m.params.is_empty()),
            None => ty.is_exception() || super::constructs_empty(ty),
        },
        _ => false,
    }
}

/// `Cannot create object of type "x". …`
fn object_fault(ty: Type, made: &Value, name: &str, halt: Halt) -> ConvertFault {
    let Halt::Error(record) = halt else { return halt.into() };
    let inner = Exception::message_of(&record.exception);
    let reason = if Exception::message_of(&record.exception).starts_with("The property '") {
        // What is reached by index is no property here.
        let mut settable = crate::member::settable_properties(made);
        settable.retain(|(name, _)| name != "Item");
        if settable.is_empty() {
            format!("The property '{name}' was not found for the '{}' object. There is no settable property available.", ty.full_name())
        } else {
            let list: Vec<String> = settable.into_iter().map(|(n, t)| format!("[{n} <{t}>]")).collect();
            format!(
                "The property '{name}' was not found for the '{}' object. The settable properties are: {}.",
                ty.full_name(),
                list.join(", ")
            )
        }
    } else {
        inner.to_string()
    };
    let mut fault = ConvertFault::new("ObjectCreationError", format!("Cannot create object of type \"{}\". {reason}", ty.full_name()));
    fault.inner = record.exception.clone();
    fault
}
