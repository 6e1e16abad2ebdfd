//! Making objects: `[T]::new(…)` and `New-Object T`.

use super::args::value;
use super::{bag, exception, overload, signature};
use crate::fault::{Category, Eval, Fault, Halt};
use crate::session::Session;
use crate::types::{Kind, Type};
use crate::value::{Object, Value};

/// Makes an object of a type.
pub fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    if ty.script_class().is_some() {
        return crate::class::construct(s, ty, args);
    }
    match signature::constructors(ty) {
        Some(known) if takes(&known, args) => {
            let (_, args) = overload::bind(s, "new", &known.constructors, args)?;
            make(s, ty, &args)
        }
        _ => make(s, ty, args),
    }
}

/// Value types can always be made without arguments.
fn takes(known: &signature::Members, args: &[Value]) -> bool {
    !args.is_empty() || known.constructors.iter().any(|m| m.params.is_empty())
}

fn make(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    if ty.is_array() {
        return super::array::construct(ty, args);
    }
    if ty.is_enum() {
        return super::enums::construct(ty, args);
    }
    if ty.is_exception() {
        return exception::construct(s, ty, args);
    }
    if super::crypto::knows(ty) {
        return super::crypto::construct(ty, args);
    }
    if let Some(made) = bag::construct(ty, args) {
        return made;
    }
    collection(s, ty, args)
        .or_else(|| value_type(s, ty, args))
        .or_else(|| class(s, ty, args))
        .unwrap_or_else(|| Err(no_constructor(ty, args)))
}

fn definition(ty: Type) -> &'static str {
    ty.generic().map_or(ty.full_name(), |(d, _)| d.full_name())
}

fn collection(s: &mut Session, ty: Type, args: &[Value]) -> Option<Eval> {
    let name = definition(ty);
    if ty.generic().is_none() && name.contains('`') {
        return None;
    }
    Some(match name {
        "System.Collections.ArrayList"
        | "System.Collections.Queue"
        | "System.Collections.Stack"
        | "System.Collections.Specialized.StringCollection"
        | "System.Collections.Generic.List`1"
        | "System.Collections.Generic.Queue`1"
        | "System.Collections.Generic.Stack`1"
        | "System.Collections.Generic.LinkedList`1"
        | "System.Collections.ObjectModel.Collection`1"
        | "System.Collections.ObjectModel.ReadOnlyCollection`1"
        | "System.Collections.ObjectModel.ObservableCollection`1"
        | "System.Collections.Concurrent.ConcurrentBag`1"
        | "System.Collections.Concurrent.ConcurrentQueue`1"
        | "System.Collections.Concurrent.ConcurrentStack`1" => super::list::construct(s, ty, args),
        "System.Collections.Hashtable"
        | "System.Collections.Specialized.OrderedDictionary"
        | "System.Management.Automation.OrderedHashtable"
        | "System.Collections.SortedList"
        | "System.Collections.Generic.Dictionary`2"
        | "System.Collections.Generic.SortedDictionary`2"
        | "System.Collections.Generic.SortedList`2"
        | "System.Collections.Generic.OrderedDictionary`2"
        | "System.Collections.Concurrent.ConcurrentDictionary`2"
        | "System.Collections.Generic.HashSet`1"
        | "System.Collections.Generic.SortedSet`1"
        | "System.Collections.Specialized.ListDictionary"
        | "System.Collections.Specialized.StringDictionary"
        | "System.Collections.Specialized.HybridDictionary"
        | "System.Management.Automation.RuntimeDefinedParameterDictionary" => super::dictionary::construct(s, ty, args),
        "System.Collections.Specialized.NameValueCollection" => super::name_values::construct(),
        "System.Collections.Generic.PriorityQueue`2" => super::linked::construct_priority(ty),
        "System.Collections.DictionaryEntry" | "System.Collections.Generic.KeyValuePair`2" => super::pair::construct_pair(ty, args),
        "System.Collections.BitArray" => super::bits::construct(args),
        _ if name.starts_with("System.Tuple`") || name.starts_with("System.ValueTuple`") => super::pair::construct_tuple(s, ty, args),
        _ => return None,
    })
}

fn value_type(s: &mut Session, ty: Type, args: &[Value]) -> Option<Eval> {
    Some(match ty.full_name() {
        "System.String" => super::string::construct(args),
        "System.Decimal" => super::decimal::construct(args),
        "System.Numerics.BigInteger" => super::bigint::construct(args),
        "System.DateTime" => super::datetime::construct(args),
        "System.DateTimeOffset" => super::time_offset::construct(args),
        "System.DateOnly" | "System.TimeOnly" => super::time_only::construct(ty, args),
        "System.TimeSpan" => super::timespan::construct(args),
        "System.Guid" => super::guid::construct(args),
        "System.Management.Automation.SwitchParameter" => Ok(crate::convert::switch(super::args::flag(args, 0))),
        _ if ty.is_numeric() || ty == Type::boolean() || ty == Type::char() => match args {
            [] => Ok(super::list::default_of(ty)),
            [one] => crate::convert::to_type(s, one, ty).map_err(Halt::from),
            _ => return None,
        },
        _ => return None,
    })
}

fn class(s: &mut Session, ty: Type, args: &[Value]) -> Option<Eval> {
    Some(match ty.full_name() {
        "System.Object" => Ok(Value::native(super::object::Plain)),
        "System.Management.Automation.PSObject" | "System.Management.Automation.PSCustomObject" => Ok(custom(args)),
        "System.Version" => super::version::construct(args),
        "System.Management.Automation.SemanticVersion" => super::version::construct_semantic(args),
        "System.Uri" => super::uri::construct(args),
        "System.UriBuilder" => super::uri::construct_builder(args),
        "System.Text.StringBuilder" => super::builder::construct(args),
        "System.Text.RegularExpressions.Regex" => super::regex::construct(args),
        "System.Text.UTF8Encoding" | "System.Text.UnicodeEncoding" | "System.Text.UTF32Encoding" | "System.Text.ASCIIEncoding" => {
            super::encoding::construct(ty, args)
        }
        "System.Random" => super::random::construct(s, args),
        "System.Diagnostics.Stopwatch" => Ok(super::diagnostics::stopwatch(false)),
        "System.Diagnostics.Process" => Err(super::misc::unsupported(ty, "new")),
        "System.Net.IPAddress" => super::net::construct_address(args),
        "System.Net.IPEndPoint" => super::net::construct_end_point(args),
        "System.Net.Mail.MailAddress" => super::net::construct_mail(args),
        "System.Net.NetworkCredential" => super::security::construct_network(args),
        "System.Security.SecureString" => Ok(super::security::secure("")),
        "System.Management.Automation.PSCredential" => super::security::construct_credential(args),
        "System.Management.Automation.ErrorRecord" => super::block::construct_record(args),
        "System.Management.Automation.PSVariable" => super::variable::construct(args),
        "System.Management.Automation.WildcardPattern" => super::misc::construct_wildcard(args),
        "System.Management.Automation.PSReference" => Ok(Value::native(super::Reference::holding(value(args, 0)))),
        "System.Globalization.CultureInfo" => super::culture::construct(args),
        "System.Xml.XmlDocument" => super::xml::construct_document(),
        "System.Xml.XmlNamespaceManager" => super::xml::construct_manager(),
        "System.Collections.CaseInsensitiveComparer" => Ok(super::comparer::case_insensitive()),
        _ => return stream(ty, args).or_else(|| member_object(ty, args)),
    })
}

fn stream(ty: Type, args: &[Value]) -> Option<Eval> {
    Some(match ty.full_name() {
        "System.IO.MemoryStream" => super::io::construct_memory(args),
        "System.IO.FileStream" => super::io::construct_file_stream(args),
        "System.IO.StreamReader" | "System.IO.StringReader" => super::io::construct_reader(ty, args),
        "System.IO.StreamWriter" | "System.IO.StringWriter" => super::io::construct_writer(ty, args),
        "System.IO.FileInfo" | "System.IO.DirectoryInfo" => super::io::construct_info(ty, args),
        _ => return None,
    })
}

/// `[psnoteproperty]::new('Name', 1)` and its relatives.
fn member_object(ty: Type, args: &[Value]) -> Option<Eval> {
    crate::member::construct_member(ty, args)
}

/// `[psobject]::new($x)`: the value with room for members.
fn custom(args: &[Value]) -> Value {
    match args.first() {
        Some(value) if !value.is_null() => crate::member::as_object(value),
        _ => Value::object(Object::custom()),
    }
}

/// Can an object of the type be made without arguments?
pub fn constructs_empty(ty: Type) -> bool {
    bag::knows(ty)
        || matches!(
            definition(ty),
            "System.Object"
                | "System.Management.Automation.PSObject"
                | "System.UriBuilder"
                | "System.Net.NetworkCredential"
                | "System.Collections.ArrayList"
                | "System.Collections.Hashtable"
                | "System.Text.StringBuilder"
        )
}

/// The fault of a type that cannot be made this way.
fn no_constructor(ty: Type, args: &[Value]) -> Halt {
    match ty.kind() {
        Kind::Builtin { .. } | Kind::Generic { .. } if !args.is_empty() || signature::constructors(ty).is_some() => {
            overload::no_overload("new", args.len())
        }
        _ => {
            let message = format!("A constructor was not found. Cannot find an appropriate constructor for type {}.", ty.full_name());
            Fault::new("System.Management.Automation.PSArgumentException", "CannotFindAppropriateCtor", Category::ObjectNotFound, message)
                .into()
        }
    }
}
