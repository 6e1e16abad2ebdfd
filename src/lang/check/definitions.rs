//! The last pass: classes and enums put together.

use super::KnownTypes;
use super::constant::{For, is_constant};
use super::symbols;
use crate::error::ErrorList;
use crate::message as msg;
use crate::source::Span;
use crate::tree::{Expr, ExprKind, Member, MethodMember, Number, ScriptBlock, TypeDefinition};
use crate::tree::{TypeKind, UnaryOp};
use std::collections::HashSet;

pub(super) fn check(tree: &ScriptBlock, types: &dyn KnownTypes, errors: &mut ErrorList) {
    let defined = symbols::defined_below(tree);
    for (_, definition) in &defined {
        match definition.kind {
            TypeKind::Enum => labels(definition, errors),
            TypeKind::Class | TypeKind::Interface => {
                members(definition, errors);
                implementations(definition, types, errors);
                constructors(definition, &defined, types, errors);
            }
        }
    }
}

/// Every method an interface asks for must be there; a base class may have it, so such classes are left to run.
fn implementations(definition: &TypeDefinition, types: &dyn KnownTypes, errors: &mut ErrorList) {
    let asked: Vec<&[&str]> = definition.bases.iter().map(|base| types.asked_by(&base.full_name())).collect();
    if asked.iter().any(|methods| methods.is_empty()) {
        return;
    }
    let has = |name: &str| {
        definition.members.iter().any(|member| match member {
            Member::Method(method) => method.name.eq_ignore_ascii_case(name),
            Member::Property(property) => name.strip_prefix("get_").is_some_and(|of| property.name.eq_ignore_ascii_case(of)),
            Member::EnumValue { .. } => false,
        })
    };
    if let Some(missing) = asked.into_iter().flatten().find(|name| !has(name)) {
        errors.report_with(&msg::TYPE_CREATION_ERROR, definition.span, &[&definition.name, missing]);
    }
}

/// A class without constructors calls its base class without arguments.
fn constructors(definition: &TypeDefinition, defined: &[(usize, &TypeDefinition)], types: &dyn KnownTypes, errors: &mut ErrorList) {
    let Some(base) = definition.bases.first().map(crate::tree::TypeName::full_name) else { return };
    if arities(definition).next().is_some() {
        return;
    }
    let beside = defined.iter().map(|(_, other)| *other).find(|other| other.name.eq_ignore_ascii_case(&base));
    let lacks_one = match beside {
        Some(base) => arities(base).next().is_some() && arities(base).all(|count| count > 0),
        None => types.needs_arguments(&base),
    };
    if lacks_one {
        errors.report_with(&msg::BASE_CLASS_NO_DEFAULT_CTOR, definition.span, &[&base]);
    }
}

/// How many parameters the constructors have.
fn arities(definition: &TypeDefinition) -> impl Iterator<Item = usize> {
    definition.members.iter().filter_map(|member| match member {
        Member::Method(method) if method.is_constructor && !method.is_static => Some(method.params.len()),
        _ => None,
    })
}

fn members(definition: &TypeDefinition, errors: &mut ErrorList) {
    let mut properties = HashSet::new();
    let mut methods: Vec<&MethodMember> = Vec::new();
    for member in &definition.members {
        match member {
            Member::Property(property) => {
                if !properties.insert(property.name.to_lowercase()) {
                    let message = &msg::MEMBER_ALREADY_DEFINED;
                    errors.report_with(message, property.span, &[&property.name]);
                }
            }
            Member::Method(method) => {
                if methods.iter().any(|other| is_same_signature(other, method)) {
                    let message = &msg::MEMBER_ALREADY_DEFINED;
                    errors.report_with(message, method.name_span, &[&method.name]);
                }
                static_constructor(method, errors);
                methods.push(method);
            }
            Member::EnumValue { .. } => {}
        }
    }
}

fn is_same_signature(one: &MethodMember, other: &MethodMember) -> bool {
    let types = |method: &MethodMember| -> Vec<String> {
        let name = |param: &crate::tree::Param| {
            let first = param.attributes.iter().find(|it| it.is_type_constraint);
            first.map_or("object".to_owned(), |it| it.type_name.full_name().to_lowercase())
        };
        method.params.iter().map(name).collect()
    };
    one.name.eq_ignore_ascii_case(&other.name) && types(one) == types(other) && (one.is_static == other.is_static || !other.is_constructor)
}

fn static_constructor(method: &MethodMember, errors: &mut ErrorList) {
    let (Some(first), Some(last)) = (method.params.first(), method.params.last()) else {
        return;
    };
    if method.is_constructor && method.is_static {
        let span = Span::new(first.span.start, last.span.end);
        errors.report(&msg::STATIC_CONSTRUCTOR_CANT_HAVE_PARAMETERS, span);
    }
}

fn labels(definition: &TypeDefinition, errors: &mut ErrorList) {
    let (type_name, min, max) = bounds(definition);
    let mut seen = HashSet::new();
    let mut next: i128 = 0;
    for member in &definition.members {
        let Member::EnumValue { span, name, value } = member else {
            continue;
        };
        let mut number = Some(next);
        if let Some(value) = value {
            number = label_value(value, type_name, (min, max), errors);
        } else if next > max {
            let message = &msg::ENUMERATOR_VALUE_OUT_OF_BOUNDS;
            errors.report_with(message, *span, &[type_name]);
        }
        if !seen.insert(name.to_lowercase()) {
            errors.report_with(&msg::MEMBER_ALREADY_DEFINED, *span, &[name]);
        }
        next = number.map_or(next, |number| number + 1);
    }
}

fn label_value(value: &Expr, type_name: &str, (min, max): (i128, i128), errors: &mut ErrorList) -> Option<i128> {
    if !is_constant(value, For::Enum) {
        errors.report(&msg::ENUMERATOR_VALUE_MUST_BE_CONSTANT, value.span);
        return None;
    }
    match literal(value) {
        Literal::Number(number) if (min..=max).contains(&number) => Some(number),
        Literal::Number(_) => {
            let message = &msg::ENUMERATOR_VALUE_OUT_OF_BOUNDS;
            errors.report_with(message, value.span, &[type_name]);
            None
        }
        Literal::Text => {
            errors.report_with(&msg::CANNOT_CONVERT_VALUE, value.span, &[type_name]);
            None
        }
        Literal::Unknown => None,
    }
}

enum Literal {
    Number(i128),
    /// Text that is no number.
    Text,
    /// Would have to be calculated.
    Unknown,
}

fn literal(expr: &Expr) -> Literal {
    match &expr.kind {
        ExprKind::Number(number) => match number {
            Number::Int(value) => Literal::Number(i128::from(*value)),
            Number::Long(value) => Literal::Number(i128::from(*value)),
            Number::Double(value) => Literal::Number(value.round_ties_even() as i128),
            Number::Byte(value) => Literal::Number(i128::from(*value)),
            Number::UInt(value) => Literal::Number(i128::from(*value)),
            Number::ULong(value) => Literal::Number(i128::from(*value)),
            _ => Literal::Unknown,
        },
        ExprKind::String { value, .. } => match value.trim().parse::<i128>() {
            Ok(number) => Literal::Number(number),
            Err(_) if value.trim().is_empty() => Literal::Number(0),
            Err(_) => Literal::Text,
        },
        ExprKind::Unary { op: UnaryOp::Minus, operand } => match literal(operand) {
            Literal::Number(number) => Literal::Number(-number),
            other => other,
        },
        _ => Literal::Unknown,
    }
}

/// The underlying type as PowerShell shows it, with its smallest and largest value.
fn bounds(definition: &TypeDefinition) -> (&'static str, i128, i128) {
    let name = definition.bases.first().map(|base| base.full_name().to_lowercase());
    let name = name.as_deref().unwrap_or("int");
    match name.strip_prefix("system.").unwrap_or(name) {
        "byte" => ("byte", 0, i128::from(u8::MAX)),
        "sbyte" => ("sbyte", i128::from(i8::MIN), i128::from(i8::MAX)),
        "short" | "int16" => ("short", i128::from(i16::MIN), i128::from(i16::MAX)),
        "ushort" | "uint16" => ("ushort", 0, i128::from(u16::MAX)),
        "uint" | "uint32" => ("uint", 0, i128::from(u32::MAX)),
        "long" | "int64" => ("long", i128::from(i64::MIN), i128::from(i64::MAX)),
        "ulong" | "uint64" => ("ulong", 0, i128::from(u64::MAX)),
        _ => ("int", i128::from(i32::MIN), i128::from(i32::MAX)),
    }
}
