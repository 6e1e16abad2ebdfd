//! Signatures of .NET members: which overloads a type has, and how PowerShell writes them.
//!
//! In:    a type and a member name; the tables under `members/`.
//! Out:   overloads with parameter types, properties, constructors, in the order they are shown.
//! Never: calls anything; the families of this folder do.
//!
//! A table line is the signature as PowerShell writes it. `@Name` opens a type, `params` marks a parameter
//! that takes the remaining arguments, `name?` an optional one, `T` a type argument of the type itself.

use crate::types::{Kind, Type};
use crate::value::Str;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

const TABLES: &[&str] = &[
    include_str!("members/text.txt"),
    include_str!("members/number.txt"),
    include_str!("members/convert.txt"),
    include_str!("members/time.txt"),
    include_str!("members/collection.txt"),
    include_str!("members/io.txt"),
    include_str!("members/xml.txt"),
    include_str!("members/system.txt"),
    include_str!("members/more.txt"),
];

/// One parameter of an overload.
#[derive(Clone, Debug)]
pub struct Param {
    pub name: Str,
    pub ty: Type,
    pub by_ref: bool,
    /// Takes the remaining arguments.
    pub rest: bool,
    pub optional: bool,
}

/// One overload of a method or constructor.
#[derive(Clone, Debug)]
pub struct Method {
    pub name: Str,
    pub params: Vec<Param>,
    /// As PowerShell shows it: `string Substring(int startIndex)`.
    pub text: Str,
    pub is_static: bool,
}

/// A property or field.
#[derive(Clone, Debug)]
pub struct Property {
    pub name: Str,
    /// The type as shown, `int`.
    pub ty: Str,
    pub settable: bool,
    pub is_static: bool,
    pub text: Str,
}

/// What the tables say about one type.
#[derive(Default)]
pub struct Members {
    pub properties: Vec<Property>,
    pub methods: Vec<Rc<Method>>,
    pub constructors: Vec<Rc<Method>>,
}

/// The overloads of one name.
pub struct Group {
    pub name: Str,
    /// Lower case, for dispatch.
    pub key: Str,
    pub overloads: Vec<Rc<Method>>,
    /// The type whose table holds them.
    pub owner: Type,
}

thread_local! {
    static SECTIONS: FxHashMap<&'static str, &'static str> = sections();
    static MEMBERS: RefCell<FxHashMap<usize, Option<Rc<Members>>>> = RefCell::default();
    static GROUPS: RefCell<Groups> = RefCell::default();
}

/// By type, static or not, and name in lower case.
type Groups = FxHashMap<(usize, bool, Str), Option<Rc<Group>>>;

fn sections() -> FxHashMap<&'static str, &'static str> {
    let mut found = FxHashMap::default();
    for table in TABLES {
        for section in table.split("\n@").map(|s| s.trim_start_matches('@')) {
            if let Some((name, body)) = section.split_once('\n') {
                found.insert(name.trim(), body);
            }
        }
    }
    found
}

/// The table of a type itself, without what it inherits.
pub fn own(ty: Type) -> Option<Rc<Members>> {
    if let Some(known) = MEMBERS.with_borrow(|all| all.get(&ty.address()).cloned()) {
        return known;
    }
    let made = section_of(ty).map(|body| Rc::new(parse(body, ty)));
    MEMBERS.with_borrow_mut(|all| all.insert(ty.address(), made.clone()));
    made
}

fn section_of(ty: Type) -> Option<&'static str> {
    let name = match ty.kind() {
        Kind::Generic { definition, .. } => definition.full_name(),
        _ => ty.full_name(),
    };
    SECTIONS.with(|all| all.get(name).copied())
}

/// The overloads a type answers to, its own or the nearest inherited ones.
pub fn group(ty: Type, name: &str, is_static: bool) -> Option<Rc<Group>> {
    let key = Str::from(name.to_ascii_lowercase());
    let place = (ty.address(), is_static, key.clone());
    if let Some(known) = GROUPS.with_borrow(|all| all.get(&place).cloned()) {
        return known;
    }
    let made = find_group(ty, &key, is_static).map(Rc::new);
    GROUPS.with_borrow_mut(|all| all.insert(place, made.clone()));
    made
}

fn find_group(ty: Type, key: &Str, is_static: bool) -> Option<Group> {
    for owner in ty.chain() {
        let Some(members) = own(owner) else { continue };
        let fits = |m: &&Rc<Method>| m.is_static == is_static && m.name.eq_ignore_ascii_case(key);
        let overloads: Vec<Rc<Method>> = members.methods.iter().filter(fits).cloned().collect();
        if let Some(first) = overloads.first() {
            return Some(Group { name: first.name.clone(), key: key.clone(), overloads, owner });
        }
    }
    None
}

/// A property of the type or of what it derives from.
pub fn property(ty: Type, name: &str, is_static: bool) -> Option<Property> {
    ty.chain().find_map(|owner| {
        let members = own(owner)?;
        members.properties.iter().find(|p| p.is_static == is_static && p.name.eq_ignore_ascii_case(name)).cloned()
    })
}

/// Every property, inherited ones last; a name shows once.
pub fn properties(ty: Type, is_static: bool) -> Vec<Property> {
    let mut all: Vec<Property> = Vec::new();
    for owner in ty.chain() {
        let Some(members) = own(owner) else { continue };
        for property in members.properties.iter().filter(|p| p.is_static == is_static) {
            if !all.iter().any(|seen| seen.name.eq_ignore_ascii_case(&property.name)) {
                all.push(property.clone());
            }
        }
    }
    all
}

/// Every method group, sorted by name.
pub fn groups(ty: Type, is_static: bool) -> Vec<Rc<Group>> {
    let mut names: Vec<Str> = Vec::new();
    for owner in ty.chain() {
        let Some(members) = own(owner) else { continue };
        for method in members.methods.iter().filter(|m| m.is_static == is_static) {
            if !names.iter().any(|n| n.eq_ignore_ascii_case(&method.name)) {
                names.push(method.name.clone());
            }
        }
    }
    names.sort_by_key(|n| n.to_ascii_lowercase());
    names.iter().filter_map(|n| group(ty, n, is_static)).collect()
}

/// Constructors by table; `None` when the tables do not know the type.
pub fn constructors(ty: Type) -> Option<Rc<Members>> {
    own(ty).filter(|m| !m.constructors.is_empty())
}

fn parse(body: &'static str, ty: Type) -> Members {
    let mut members = Members::default();
    let known = ty.generic().map_or(&[][..], |(_, arguments)| arguments);
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let text = substituted(line, ty);
        let (is_static, rest) = match text.strip_prefix("static ") {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        if rest.ends_with(')') {
            if let Some(method) = parse_method(rest, is_static, known) {
                let list = if method.name == "new" { &mut members.constructors } else { &mut members.methods };
                list.push(Rc::new(method));
            }
        } else {
            members.properties.push(parse_property(rest, is_static));
        }
    }
    members
}

/// Puts the type arguments where the table says `T`, `TKey`, `TValue`.
fn substituted(line: &str, ty: Type) -> String {
    let Some((_, arguments)) = ty.generic() else { return line.to_owned() };
    let names: &[&str] = match arguments.len() {
        1 => &["T"],
        _ => &["TKey", "TValue"],
    };
    let mut out = String::with_capacity(line.len() + 16);
    let mut word = String::new();
    for c in line.chars().chain(std::iter::once('\0')) {
        if c.is_alphanumeric() || c == '_' || c == '.' || c == '`' {
            word.push(c);
            continue;
        }
        match names.iter().position(|n| *n == word) {
            Some(at) => out.push_str(&shown(arguments[at])),
            None => out.push_str(&word),
        }
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// How signatures write a type: `string`, `System.Object`, `int[]`.
pub fn shown(ty: Type) -> String {
    match ty.full_name() {
        "System.Management.Automation.PSCustomObject" => "psobject".to_owned(),
        "System.Management.Automation.PSObject" => "psobject".to_owned(),
        _ => ty.short_name(),
    }
}

fn parse_property(text: &str, is_static: bool) -> Property {
    let (head, access) = text.split_once(" {").unwrap_or((text, "get;}"));
    let (ty, name) = head.rsplit_once(' ').unwrap_or(("", head));
    Property { name: Str::new(name), ty: Str::new(ty), settable: access.contains("set;"), is_static, text: Str::new(text) }
}

fn parse_method(text: &str, is_static: bool, known: &[Type]) -> Option<Method> {
    let open = text.find('(')?;
    let name = text[..open].rsplit(' ').next()?;
    let inside = text[open + 1..].strip_suffix(')')?;
    let mut params = Vec::new();
    if !inside.is_empty() {
        for part in crate::convert::split_arguments(inside) {
            params.push(parse_param(part, known)?);
        }
    }
    Some(Method { name: Str::new(name), params, text: shown_text(text), is_static })
}

fn parse_param(part: &str, known: &[Type]) -> Option<Param> {
    let (by_ref, part) = match part.strip_prefix("[ref] ") {
        Some(rest) => (true, rest),
        None => (false, part),
    };
    let (rest, part) = match part.strip_prefix("params ") {
        Some(part) => (true, part),
        None => (false, part),
    };
    let (ty, name) = part.rsplit_once(' ')?;
    let (name, optional) = match name.strip_suffix('?') {
        Some(name) => (name, true),
        None => (name, false),
    };
    Some(Param { name: Str::new(name), ty: param_type(ty.trim_end_matches('&'), known), by_ref, rest, optional })
}

/// A parameter's type; a type argument of a generic method takes anything.
fn param_type(text: &str, known: &[Type]) -> Type {
    match text {
        "T" | "TKey" | "TValue" | "TEnum" | "TInput" | "TOutput" | "TSource" | "TResult" => Type::object(),
        "T[]" | "TKey[]" | "TValue[]" | "TInput[]" => Type::array(),
        // Any sequence with an element type of its own.
        "System.Collections.Generic.IEnumerable[T]" => Type::of("System.Collections.Generic.IEnumerable`1"),
        _ => crate::convert::type_named_among(text, known),
    }
}

/// The text as shown: `Params` with a capital, references with the assembly they come from.
fn shown_text(text: &str) -> Str {
    let shown = text.replace("(params ", "(Params ").replace(", params ", ", Params ");
    let shown = shown.replace("& ", "&, System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e ");
    Str::from(shown.replace('?', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_arguments_take_their_places() {
        let list = Type::of("System.Collections.Generic.List`1").generic_of(vec![Type::int()]);
        let add = group(list, "add", false).unwrap();
        assert_eq!(add.overloads[0].text, "void Add(int item)");
        assert_eq!(add.overloads[0].params[0].ty, Type::int());
    }

    #[test]
    fn every_table_line_reads() {
        for table in TABLES {
            for line in table.lines().filter(|l| l.trim_end().ends_with(')') && !l.starts_with('#')) {
                let plain = line.strip_prefix("static ").unwrap_or(line);
                assert!(parse_method(plain, false, &[]).is_some(), "{line}");
            }
        }
    }
}
