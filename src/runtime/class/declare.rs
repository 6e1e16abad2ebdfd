//! Declaring: from a `class` or `enum` statement to a type.

use super::{Body, ClassMethod, Place, Property, ScriptClass, known};
use crate::block::ScriptBlock;
use crate::clr::signature::{self, Method, Param};
use crate::code::{MethodCode, ParamCode, TypeCode, TypeSite};
use crate::fault::{Fault, Flow, Halt};
use crate::session::Session;
use crate::types::{EnumDef, Type};
use crate::value::{Str, Value};
use lang::tree::{TypeKind, TypeName, TypeNameKind};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// Declares the type of a `class` or `enum` statement of the block at `place`.
pub fn declare(s: &mut Session, code: &Rc<TypeCode>, place: &Place) -> Flow {
    // A block that runs again declares the same type.
    if known::known_again(s, code).is_some() {
        return Ok(());
    }
    match code.definition.kind {
        TypeKind::Enum => declare_enum(s, code, place),
        _ => declare_class(s, code, place),
    }
}

fn declare_class(s: &mut Session, code: &Rc<TypeCode>, place: &Place) -> Flow {
    let name = &code.definition.name;
    let mut base = None;
    let mut interfaces = Vec::new();
    for written in &code.definition.bases {
        let Some(ty) = crate::eval::resolve_type_name(s, written) else {
            return Err(Fault::invalid("TypeNotFound", format!("Unable to find type [{}].", type_name_text(written))).into());
        };
        if ty.is_interface() {
            interfaces.push(ty);
        } else {
            base = Some(ty);
        }
    }
    let class = ScriptClass {
        name: name.clone(),
        base,
        interfaces,
        code: code.clone(),
        state: s.state.clone(),
        scope: s.scope.clone(),
        source: s.source.clone(),
        namespaces: s.namespaces.clone(),
        body: OnceCell::new(),
        statics: RefCell::default(),
        started: Cell::new(false),
    };
    known::make_known(s, Some(code), place.within, Type::of_class(&place.prefix, Rc::new(class)));
    Ok(())
}

/// A type name as it reads, for messages.
fn type_name_text(name: &TypeName) -> String {
    match &name.kind {
        TypeNameKind::Simple(simple) => simple.to_string(),
        TypeNameKind::Generic { definition, arguments } => {
            let parts: Vec<String> = arguments.iter().map(type_name_text).collect();
            format!("{definition}[{}]", parts.join(","))
        }
        TypeNameKind::Array { element, .. } => format!("{}[]", type_name_text(element)),
    }
}

/// Names and numbers in order; one without a value follows its predecessor.
fn declare_enum(s: &mut Session, code: &Rc<TypeCode>, place: &Place) -> Flow {
    let underlying = match code.definition.bases.first() {
        Some(written) => crate::eval::resolve_type_name(s, written).unwrap_or_else(Type::int),
        None => Type::int(),
    };
    let mut values: Vec<(String, i64)> = Vec::new();
    let mut next = 0;
    for (name, expr) in &code.enum_values {
        if let Some(expr) = expr {
            let value = crate::eval::eval(s, expr)?;
            let value = match value.base() {
                // A value may be the name of an earlier one.
                Value::Str(text) => values.iter().find(|(n, _)| n.eq_ignore_ascii_case(text)).map(|(_, v)| *v),
                Value::Enum(e) => Some(e.value),
                _ => None,
            }
            .map_or_else(|| crate::convert::to_long(&value), Ok)?;
            next = value;
        }
        values.push((name.to_string(), next));
        next += 1;
    }
    let def = EnumDef { flags: code.definition.is_flags, values, underlying: underlying.full_name(), by_script: true };
    known::make_known(s, Some(code), place.within, Type::of_enum(&format!("{}{}", place.prefix, code.definition.name), def));
    Ok(())
}

/// Looks up what the members' types mean.
pub(super) fn resolve(s: &mut Session, class: &ScriptClass) -> Result<Body, Halt> {
    let mut properties = Vec::new();
    for (at, code) in class.code.properties.iter().enumerate() {
        let mut validations = Vec::new();
        for attribute in &code.attributes {
            validations.extend(crate::bind::validation_of(s, attribute)?);
        }
        properties.push(Property {
            name: code.name.clone(),
            symbol: code.symbol,
            ty: optional_type(s, code.ty.as_ref())?,
            is_static: code.is_static,
            validations,
            at,
        });
    }
    let (mut methods, mut constructors) = (Vec::new(), Vec::new());
    for (at, code) in class.code.methods.iter().enumerate() {
        let made = Rc::new(method(s, class, code, at)?);
        if code.is_constructor { constructors.push(made) } else { methods.push(made) }
    }
    Ok(Body { properties, methods, constructors })
}

fn optional_type(s: &mut Session, site: Option<&TypeSite>) -> Result<Type, Halt> {
    site.map_or_else(|| Ok(Type::object()), |site| crate::eval::site_type(s, site))
}

fn param_type(s: &mut Session, code: &ParamCode) -> Result<Type, Halt> {
    optional_type(s, code.types.first())
}

fn method(s: &mut Session, class: &ScriptClass, code: &MethodCode, at: usize) -> Result<ClassMethod, Halt> {
    let mut params = Vec::new();
    for param in &code.params {
        let by_ref = param.types.first().is_some_and(|t| t.text.eq_ignore_ascii_case("ref"));
        let ty = if by_ref { Type::object() } else { param_type(s, param)? };
        params.push(Param { name: param.name.clone(), ty, by_ref, rest: false, optional: false });
    }
    let returns = if code.returns_void { None } else { Some(optional_type(s, code.returns.as_ref())?) };
    let text = signature_text(class, code, &params, returns);
    let name = if code.is_constructor { Str::new_static("new") } else { code.name.clone() };
    let block = ScriptBlock::new(code.body.clone(), Some(class.state.clone()));
    Ok(ClassMethod { signature: Rc::new(Method { name, params, text, is_static: code.is_static }), returns, block: Rc::new(block), at })
}

/// `string F(int a, System.Object b)`
fn signature_text(class: &ScriptClass, code: &MethodCode, params: &[Param], returns: Option<Type>) -> Str {
    let list: Vec<String> =
        params.iter().map(|p| format!("{} {}", if p.by_ref { "ref".to_owned() } else { signature::shown(p.ty) }, p.name)).collect();
    let head = if code.is_constructor {
        format!("{} new", class.name)
    } else {
        format!(
            "{}{} {}",
            if code.is_static { "static " } else { "" },
            returns.map_or_else(|| "void".to_owned(), signature::shown),
            code.name
        )
    };
    format!("{head}({})", list.join(", ")).into()
}
