//! What may stand on the left of an assignment or beside `++`.

use super::constant::pure_expression;
use super::names::{is_ref, is_void};
use crate::error::ErrorList;
use crate::message as msg;
use crate::source::Span;
use crate::tree::{Expr, ExprKind, TypeName, TypeNameKind, Variable};

/// Automatic variables, the type a cast on them must name, and how that name may be written.
const AUTOMATIC: [(&str, &str, &[&str]); 9] = [
    ("_", "System.Object", &["object", "psobject"]),
    ("args", "System.Object[]", &["object[]"]),
    ("this", "System.Object", &["object", "psobject"]),
    ("input", "System.Object", &["object", "psobject"]),
    ("PSCmdlet", "System.Management.Automation.PSScriptCmdlet", &[]),
    ("PSBoundParameters", "System.Management.Automation.PSBoundParametersDictionary", &[]),
    ("MyInvocation", "System.Management.Automation.InvocationInfo", &["management.automation.invocationinfo"]),
    ("PSScriptRoot", "System.String", &["string"]),
    ("PSCommandPath", "System.String", &["string"]),
];

/// Calls `refuse` for each part that cannot be assigned to.
pub(super) fn check_target(expr: &Expr, is_simple: bool, errors: &mut ErrorList, refuse: &dyn Fn(&mut ErrorList, Span)) {
    match &expr.kind {
        ExprKind::Array(items) if is_simple => {
            for item in items {
                check_target(item, true, errors, refuse);
            }
        }
        ExprKind::Paren(inner) => match pure_expression(inner) {
            Some(expr) => check_target(expr, is_simple, errors, refuse),
            None => refuse(errors, inner.span),
        },
        ExprKind::Variable(_) => {}
        ExprKind::Member { null_conditional, .. }
        | ExprKind::Invoke { null_conditional, .. }
        | ExprKind::Index { null_conditional, .. } => {
            if *null_conditional {
                refuse(errors, expr.span);
            }
        }
        ExprKind::Convert { .. } | ExprKind::Attributed { .. } => {
            check_constrained(expr, is_simple, errors, refuse);
        }
        _ => refuse(errors, expr.span),
    }
}

/// `[type]$x = …`
fn check_constrained(whole: &Expr, is_simple: bool, errors: &mut ErrorList, refuse: &dyn Fn(&mut ErrorList, Span)) {
    let mut expr = whole;
    let mut casts = 0;
    let mut reference = None;
    let mut last: Option<&TypeName> = None;
    loop {
        expr = match &expr.kind {
            ExprKind::Convert { type_name, operand } => {
                casts += 1;
                last = Some(type_name);
                let span = bracketed(type_name);
                if is_ref(type_name) {
                    reference = Some(span);
                } else if is_void(type_name) {
                    errors.report(&msg::VOID_TYPE_CONSTRAINT_NOT_ALLOWED, span);
                }
                operand
            }
            ExprKind::Attributed { operand, .. } => operand,
            _ => break,
        };
    }
    if let Some(span) = reference.filter(|_| casts > 1) {
        return errors.report(&msg::REFERENCE_NEEDS_TO_BE_BY_ITSELF_IN_TYPE_CONSTRAINT, span);
    }
    if let ExprKind::Variable(variable) = &expr.kind {
        check_automatic(variable, last, whole.span, errors);
    }
    check_target(expr, is_simple, errors, refuse);
}

/// The constraint with its brackets; they stand directly around the name in nearly every script.
pub(super) fn bracketed(name: &TypeName) -> Span {
    Span::new(name.span.start.saturating_sub(1), name.span.end + 1)
}

fn check_automatic(variable: &Variable, cast: Option<&TypeName>, span: Span, errors: &mut ErrorList) {
    if !is_local(variable) {
        return;
    }
    let known = AUTOMATIC.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(&variable.name));
    let Some((_, type_name, written)) = known else {
        return;
    };
    let is_same = cast.is_some_and(|cast| {
        let name = match &cast.kind {
            TypeNameKind::Simple(_) | TypeNameKind::Array { .. } => cast.full_name().to_ascii_lowercase(),
            TypeNameKind::Generic { .. } => String::new(),
        };
        let short = name.strip_prefix("system.").unwrap_or(&name);
        written.contains(&short)
    });
    if !is_same {
        let message = &msg::ASSIGNMENT_STATEMENT_TO_AUTOMATIC_NOT_SUPPORTED;
        errors.report_with(message, span, &[&variable.name, type_name]);
    }
}

/// In no scope but the current one.
pub(super) fn is_local(variable: &Variable) -> bool {
    variable.scope.as_ref().is_none_or(|scope| ["local", "private", "variable"].iter().any(|it| it.eq_ignore_ascii_case(scope)))
}
