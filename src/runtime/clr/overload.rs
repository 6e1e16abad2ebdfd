//! Which overload a call means, and its arguments in the overload's types.
//!
//! In:    overloads, the arguments as the script gave them.
//! Out:   the chosen overload and converted arguments, or PowerShell's error about it.
//! Never: calls the overload.
//!
//! PowerShell ranks every argument's conversion to the parameter's type; the left arguments weigh more. Among
//! equal ranks the most specific type wins when nothing is lost, the most general one when something is.

use super::Reference;
use super::signature::{Method, Param};
use crate::fault::{Category, ErrorRecord, Exception, Halt};
use crate::session::Session;
use crate::types::{Kind, Type};
use crate::value::{Str, Value};
use std::rc::Rc;

/// How well a conversion fits; higher is better. The values are PowerShell's, since they are compared.
mod rank {
    pub const NONE: u16 = 0;
    pub const UNRELATED_ARRAYS: u16 = 0x0F;
    pub const TO_STRING: u16 = 0x1F;
    pub const CUSTOM: u16 = 0x2F;
    pub const ICONVERTIBLE: u16 = 0x3F;
    pub const IMPLICIT_CAST: u16 = 0x4F;
    pub const CONSTRUCTOR: u16 = 0x6F;
    pub const PARSE: u16 = 0x7F;
    pub const PS_OBJECT: u16 = 0x8F;
    pub const LANGUAGE: u16 = 0x9F;
    pub const NULL_TO_VALUE: u16 = 0xAF;
    pub const NULL_TO_REF: u16 = 0xBF;
    pub const NUMERIC_EXPLICIT: u16 = 0xCF;
    pub const NUMERIC_EXPLICIT_1: u16 = 0xDF;
    pub const NUMERIC_STRING: u16 = 0xEF;
    pub const NUMERIC_IMPLICIT: u16 = 0xFF;
    pub const ASSIGNABLE: u16 = 0x10F;
    pub const STRING_TO_CHARS: u16 = 0x11A;
    pub const IDENTITY: u16 = 0x11F;
    /// A single value put into an array keeps the rank of its element, less this bit.
    pub const SCALAR_TO_ARRAY: u16 = 0x08;
}

struct Candidate<'m> {
    method: &'m Rc<Method>,
    ranks: Vec<u16>,
    /// The last parameter takes the remaining arguments one by one.
    expanded: bool,
}

impl Candidate<'_> {
    fn param_type(&self, at: usize) -> Type {
        let params = &self.method.params;
        match params.get(at) {
            Some(param) if !(param.rest && self.expanded) => param.ty,
            _ => params.last().and_then(|p| p.ty.element()).unwrap_or_else(Type::object),
        }
    }
}

/// Chooses an overload and converts the arguments to its parameters.
pub fn bind(s: &mut Session, name: &str, overloads: &[Rc<Method>], args: &[Value]) -> Result<(Rc<Method>, Vec<Value>), Halt> {
    let (method, expanded) = choose(name, overloads, args)?;
    // Messages about arguments call a constructor by .NET's name.
    let name = if name == "new" { ".ctor" } else { name };
    let converted = convert_arguments(s, name, &method, expanded, args)?;
    Ok((method, converted))
}

/// The overload the arguments mean, and whether its last parameter takes the rest of them one by one.
pub fn choose(name: &str, overloads: &[Rc<Method>], args: &[Value]) -> Result<(Rc<Method>, bool), Halt> {
    if let [only] = overloads
        && only.params.len() == args.len()
        && !only.params.iter().any(|p| p.rest)
    {
        return Ok((only.clone(), false));
    }
    let candidates: Vec<Candidate<'_>> = overloads.iter().filter_map(|m| candidate(m, args)).collect();
    let Some(first) = candidates.first() else {
        return Err(no_overload(name, args.len()));
    };
    let mut best = first;
    let mut tie = false;
    for other in &candidates[1..] {
        match compare(best, other, args) {
            0 => tie = true,
            c if c < 0 => {
                best = other;
                tie = false;
            }
            _ => {}
        }
    }
    if tie {
        let message = format!("Multiple ambiguous overloads found for \"{name}\" and the argument count: \"{}\".", args.len());
        return Err(method_fault("MethodCountCouldNotFindBest", message, Value::Null));
    }
    Ok((best.method.clone(), best.expanded))
}

/// `Cannot find an overload for "x" and the argument count: "n".`
pub fn no_overload(name: &str, count: usize) -> Halt {
    let message = format!("Cannot find an overload for \"{name}\" and the argument count: \"{count}\".");
    method_fault("MethodCountCouldNotFindBest", message, Value::Null)
}

fn method_fault(id: &str, message: String, inner: Value) -> Halt {
    let exception = Exception::new(Type::of("System.Management.Automation.MethodException"), message.into(), inner);
    Halt::Error(Rc::new(ErrorRecord::new(Value::native(exception), id, Category::NotSpecified, Value::Null)))
}

fn candidate<'m>(method: &'m Rc<Method>, args: &[Value]) -> Option<Candidate<'m>> {
    let params = &method.params;
    let takes_rest = params.last().is_some_and(|p| p.rest);
    let required = params.iter().filter(|p| !p.optional && !p.rest).count();
    if args.len() < required || (args.len() > params.len() && !takes_rest) {
        return None;
    }
    let mut made = Candidate { method, ranks: vec![rank::NONE; args.len()], expanded: false };
    for (at, param) in params.iter().enumerate() {
        if param.rest {
            rank_rest(&mut made, param, at, args)?;
        } else if let Some(arg) = args.get(at) {
            made.ranks[at] = nonzero(rank_of(arg, param.ty, param.by_ref))?;
        }
    }
    Some(made)
}

fn rank_rest(made: &mut Candidate<'_>, param: &Param, at: usize, args: &[Value]) -> Option<()> {
    let element = param.ty.element()?;
    if args.len() == at + 1 {
        let whole = rank_of(&args[at], param.ty, false);
        let single = rank_of(&args[at], element, false);
        made.expanded = single > whole;
        made.ranks[at] = nonzero(single.max(whole))?;
        return Some(());
    }
    for (k, arg) in args.iter().enumerate().skip(at) {
        made.ranks[k] = nonzero(rank_of(arg, element, false))?;
    }
    made.expanded = true;
    Some(())
}

fn nonzero(rank: u16) -> Option<u16> {
    (rank != rank::NONE).then_some(rank)
}

fn compare(a: &Candidate<'_>, b: &Candidate<'_>, args: &[Value]) -> i32 {
    let better = compare_ranks(a, b, args);
    if better != 0 {
        return better;
    }
    let better = compare_types(a, b);
    if better != 0 {
        return better;
    }
    if (0..a.ranks.len()).any(|i| a.param_type(i) != b.param_type(i)) {
        return 0;
    }
    match (a.expanded, b.expanded) {
        (true, true) => return if a.method.params.len() > b.method.params.len() { 1 } else { -1 },
        (true, false) => return -1,
        (false, true) => return 1,
        (false, false) => {}
    }
    match a.method.params.len().cmp(&b.method.params.len()) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Greater => -1,
        // Two generic forms that take the same arguments do the same.
        std::cmp::Ordering::Equal => 1,
    }
}

fn compare_ranks(a: &Candidate<'_>, b: &Candidate<'_>, args: &[Value]) -> i32 {
    let mut better = 0;
    let count = a.ranks.len() as i32;
    for (i, arg) in args.iter().enumerate().take(a.ranks.len()) {
        let weight = count - i as i32;
        let (mut x, mut y) = (a.ranks[i], b.ranks[i]);
        if x == y && x == rank::UNRELATED_ARRAYS {
            let element = arg.base().ty().and_then(Type::element).unwrap_or_else(Type::object);
            let of = |t: Type| t.element().map_or(rank::NONE, |e| type_rank(element, e));
            (x, y) = (of(a.param_type(i)), of(b.param_type(i)));
        }
        better += (i32::from(x > y) - i32::from(x < y)) * weight;
    }
    better
}

/// Same ranks: the most specific types when nothing is lost, the most general ones otherwise.
fn compare_types(a: &Candidate<'_>, b: &Candidate<'_>) -> i32 {
    let mut better = 0;
    let mut weight = a.ranks.len() as i32;
    for i in 0..a.ranks.len() {
        let (x, y) = (a.ranks[i], b.ranks[i]);
        let comparable = x >= rank::NULL_TO_VALUE && y >= rank::NULL_TO_VALUE;
        if comparable && (x >= rank::NUMERIC_IMPLICIT) == (y >= rank::NUMERIC_IMPLICIT) {
            if x >= rank::NUMERIC_IMPLICIT {
                weight = -weight;
            }
            let (p, q) = (a.param_type(i), b.param_type(i));
            let (forth, back) = (type_rank(p, q), type_rank(q, p));
            better += (i32::from(forth < back) - i32::from(forth > back)) * weight;
        }
        weight = weight.abs() - 1;
    }
    better
}

/// The rank of an argument for a parameter type.
fn rank_of(arg: &Value, ty: Type, by_ref: bool) -> u16 {
    let base = arg.base();
    if let Some(reference) = arg.as_native::<Reference>() {
        if by_ref {
            let held = reference.value();
            return if held.is_null() { rank::NULL_TO_REF } else { rank_of(&held, ty, false).max(rank::CUSTOM) };
        }
        return if ty == Type::object() { rank::ASSIGNABLE } else { rank::NONE };
    }
    if base.is_null() {
        return rank_of_null(ty);
    }
    if let (Value::Object(object), true) = (arg, ty == Type::ps_object()) {
        return if object.class().is_some() { rank::PS_OBJECT } else { rank::IDENTITY };
    }
    let from = base.ty().unwrap_or_else(Type::object);
    if matches!(base, Value::Block(_)) && is_delegate(ty) {
        return rank::LANGUAGE;
    }
    type_rank(from, ty)
}

pub fn is_delegate(ty: Type) -> bool {
    ty.derives_from(Type::of("System.Delegate"))
}

fn rank_of_null(ty: Type) -> u16 {
    if ty == Type::string() {
        return rank::TO_STRING;
    }
    if ty.nullable_of().is_some() || ty.is_numeric() || ty == Type::boolean() || ty == Type::char() || ty == Type::switch_parameter() {
        return rank::NULL_TO_VALUE;
    }
    if ty.is_value_type() { rank::NONE } else { rank::NULL_TO_REF }
}

/// The rank of a conversion between two types.
fn type_rank(from: Type, to: Type) -> u16 {
    if from == to {
        return rank::IDENTITY;
    }
    if let Some(rank) = numeric_rank(from, to) {
        return rank;
    }
    if from.is_assignable_to(to) {
        return rank::ASSIGNABLE;
    }
    if from == Type::string() {
        if to == Type::char().array_of() {
            return rank::STRING_TO_CHARS;
        }
        if to.is_numeric() {
            return rank::NUMERIC_STRING;
        }
        if to.is_exception() {
            return rank::CONSTRUCTOR;
        }
    }
    if to == Type::ps_object() {
        return rank::PS_OBJECT;
    }
    if let Some(inner) = to.nullable_of() {
        return type_rank(from, inner);
    }
    match to.full_name() {
        "System.Boolean" | "System.Void" | "System.Management.Automation.PSReference" | "System.Xml.XmlDocument" => return rank::LANGUAGE,
        "System.String" => return rank::TO_STRING,
        "System.Collections.Hashtable" if is_dictionary(from) => return rank::LANGUAGE,
        _ => {}
    }
    if to.is_array() || to == Type::array() {
        return array_rank(from, to);
    }
    other_rank(from, to)
}

fn is_dictionary(ty: Type) -> bool {
    ty.is_assignable_to(Type::idictionary())
}

fn array_rank(from: Type, to: Type) -> u16 {
    if let Some(element) = from.element() {
        return match to.element() {
            Some(wanted) if element.is_assignable_to(wanted) => rank::LANGUAGE,
            Some(_) => rank::UNRELATED_ARRAYS,
            None => rank::ASSIGNABLE,
        };
    }
    let enumerable = from != Type::string() && !is_dictionary(from) && from.is_assignable_to(Type::ienumerable());
    if enumerable {
        return rank::LANGUAGE;
    }
    match to.element() {
        Some(wanted) => match type_rank(from, wanted) {
            rank::NONE => rank::NONE,
            rank => rank & !rank::SCALAR_TO_ARRAY,
        },
        None => rank::ASSIGNABLE & !rank::SCALAR_TO_ARRAY,
    }
}

/// Conversions by `Parse`, constructors, casts and `IConvertible`.
fn other_rank(from: Type, to: Type) -> u16 {
    if to.is_enum() {
        let integer = from.is_numeric() && !is_real(from);
        return match (integer, from == Type::string()) {
            (true, _) => rank::LANGUAGE,
            (_, true) => rank::CUSTOM,
            _ => rank::ICONVERTIBLE,
        };
    }
    if is_delegate(to) || to.is_interface() {
        return interface_rank(from, to);
    }
    let text = from == Type::string();
    match to.full_name() {
        "System.Char" if text => rank::PARSE,
        "System.Text.RegularExpressions.Regex" | "System.Type" | "System.Uri" if text => rank::LANGUAGE,
        "System.DateTime"
        | "System.TimeSpan"
        | "System.Guid"
        | "System.Version"
        | "System.Net.IPAddress"
        | "System.DateTimeOffset"
        | "System.DateOnly"
        | "System.TimeOnly"
        | "System.Management.Automation.SemanticVersion"
            if text =>
        {
            rank::PARSE
        }
        "System.DateTime" | "System.TimeSpan" if from.is_numeric() => rank::CONSTRUCTOR,
        "System.DateTimeOffset" if from == Type::datetime() => rank::IMPLICIT_CAST,
        "System.Globalization.CultureInfo"
        | "System.Net.Mail.MailAddress"
        | "System.IO.FileInfo"
        | "System.IO.DirectoryInfo"
        | "System.IO.StringReader"
        | "System.Text.StringBuilder"
        | "System.Text.Encoding"
            if text =>
        {
            rank::CONSTRUCTOR
        }
        "System.Numerics.BigInteger" if from.is_numeric() => rank::IMPLICIT_CAST,
        _ if matches!(to.kind(), Kind::Script(_)) => rank::CONSTRUCTOR,
        _ if to.is_generic_of("System.Collections.Generic.List`1") => rank::CONSTRUCTOR,
        _ if is_dictionary(from) && !to.is_value_type() => rank::CONSTRUCTOR,
        _ if (from.is_numeric() || from == Type::boolean() || from == Type::char()) && primitive(to) => rank::ICONVERTIBLE,
        _ if from == Type::object() || from == Type::custom_object() => rank::NONE,
        _ => rank::NONE,
    }
}

fn primitive(ty: Type) -> bool {
    ty.is_numeric() || matches!(ty.full_name(), "System.Char" | "System.DateTime" | "System.Boolean")
}

/// Arrays and lists stand for the generic interfaces of other element types.
fn interface_rank(from: Type, to: Type) -> u16 {
    if to.full_name() == "System.Collections.Generic.IEnumerable`1" {
        return rank::NONE;
    }
    let Some((definition, _)) = to.generic() else { return rank::NONE };
    match definition.full_name() {
        "System.Collections.Generic.IEnumerable`1" | "System.Collections.Generic.IList`1" | "System.Collections.Generic.ICollection`1"
            if from.is_array() || from.is_assignable_to(Type::ienumerable()) =>
        {
            rank::LANGUAGE
        }
        "System.Collections.Generic.IEnumerable`1" => rank::LANGUAGE & !rank::SCALAR_TO_ARRAY,
        _ => rank::NONE,
    }
}

fn is_real(ty: Type) -> bool {
    matches!(ty.full_name(), "System.Single" | "System.Double" | "System.Decimal" | "System.Numerics.BigInteger")
}

/// Size and sign of an integer type.
fn integer(ty: Type) -> Option<(u8, bool)> {
    Some(match ty.full_name() {
        "System.SByte" => (1, true),
        "System.Byte" => (1, false),
        "System.Int16" => (2, true),
        "System.UInt16" => (2, false),
        "System.Int32" => (4, true),
        "System.UInt32" => (4, false),
        "System.Int64" => (8, true),
        "System.UInt64" => (8, false),
        _ => return None,
    })
}

fn numeric_rank(from: Type, to: Type) -> Option<u16> {
    let plain_real = |t: Type| is_real(t) && t != Type::bigint();
    if from.is_numeric() && from != Type::bigint() && (to == Type::string() || to == Type::char()) {
        return Some(rank::NUMERIC_STRING);
    }
    match (integer(from), integer(to)) {
        (Some((a, signed_a)), Some((b, signed_b))) => Some(integer_rank(a, signed_a, b, signed_b)),
        (Some(_), None) if plain_real(to) => Some(rank::NUMERIC_IMPLICIT),
        (None, Some(_)) if plain_real(from) => Some(rank::NUMERIC_EXPLICIT),
        (None, None) if plain_real(from) && plain_real(to) => Some(match (from.full_name(), to.full_name()) {
            ("System.Single", "System.Double") => rank::NUMERIC_IMPLICIT,
            ("System.Decimal", _) => rank::NUMERIC_EXPLICIT_1,
            _ => rank::NUMERIC_EXPLICIT,
        }),
        (None, _) if from == Type::char() && (to == Type::single() || to == Type::double()) => Some(rank::LANGUAGE),
        _ => None,
    }
}

fn integer_rank(a: u8, signed_a: bool, b: u8, signed_b: bool) -> u16 {
    if a == b {
        return if signed_a { rank::NUMERIC_EXPLICIT_1 } else { rank::NUMERIC_EXPLICIT };
    }
    if a < b {
        return if signed_a && !signed_b { rank::NUMERIC_EXPLICIT_1 } else { rank::NUMERIC_IMPLICIT };
    }
    rank::NUMERIC_EXPLICIT
}

/// The arguments in the types of the overload's parameters.
pub fn convert_arguments(s: &mut Session, name: &str, method: &Method, expanded: bool, args: &[Value]) -> Result<Vec<Value>, Halt> {
    let mut made = Vec::with_capacity(method.params.len());
    for (at, param) in method.params.iter().enumerate() {
        if param.rest && (expanded || at >= args.len()) {
            let element = param.ty.element().unwrap_or_else(Type::object);
            let mut rest = Vec::new();
            for (k, arg) in args.iter().enumerate().skip(at) {
                rest.push(convert_one(s, name, &param.name, element, arg, k)?);
            }
            made.push(Value::array_of(element, rest));
            break;
        }
        let Some(arg) = args.get(at) else { break };
        made.push(if param.by_ref { by_reference(s, arg, param.ty, at)? } else { convert_one(s, name, &param.name, param.ty, arg, at)? });
    }
    Ok(made)
}

/// What the variable holds must fit the parameter, even if the method only writes it.
fn by_reference(s: &mut Session, arg: &Value, ty: Type, at: usize) -> Result<Value, Halt> {
    if let Some(reference) = arg.as_native::<Reference>() {
        let held = reference.value();
        if !held.is_null()
            && ty != Type::object()
            && let Err(fault) = crate::convert::to_type(s, &held, ty)
        {
            return Err(crate::fault::thrown("System.Management.Automation.PSInvalidCastException", fault.message));
        }
        return Ok(arg.base().clone());
    }
    let message = format!("Argument: '{}' should be a System.Management.Automation.PSReference. Use [ref].", at + 1);
    Err(method_fault("NonRefArgumentToRefParameterMsg", message, Value::Null))
}

/// One argument in the type of its parameter.
pub fn convert_one(s: &mut Session, name: &str, param: &str, ty: Type, arg: &Value, at: usize) -> Result<Value, Halt> {
    if arg.as_native::<Reference>().is_some() && ty != Type::object() {
        let message = format!("Argument: '{}' should not be a System.Management.Automation.PSReference. Do not use [ref].", at + 1);
        return Err(method_fault("RefArgumentToNonRefParameterMsg", message, Value::Null));
    }
    // Null stays null where .NET has a reference; only text becomes empty.
    if arg.is_null() && !ty.is_value_type() && ty != Type::string() {
        return Ok(Value::Null);
    }
    if ty == Type::object() {
        return Ok(if let Value::Object(o) = arg { o.base_value().cloned().unwrap_or_else(|| arg.clone()) } else { arg.clone() });
    }
    if is_delegate(ty) || (ty.is_interface() && arg.base().ty().is_some_and(|t| t.is_assignable_to(ty))) {
        return Ok(arg.clone());
    }
    match crate::convert::to_type(s, arg, ty) {
        Ok(done) => Ok(done),
        Err(fault) if fault.halt.is_some() => Err(fault.into()),
        Err(fault) => {
            let shown: Str = match arg.base() {
                Value::Seq(seq) => Str::new(seq.ty().full_name()),
                other => other.plain_text(),
            };
            let message = format!(
                "Cannot convert argument \"{param}\", with value: \"{shown}\", for \"{name}\" to type \"{}\": \"{}\"",
                ty.full_name(),
                fault.message
            );
            Err(method_fault("MethodArgumentConversionInvalidCastArgument", message, fault.exception()))
        }
    }
}
