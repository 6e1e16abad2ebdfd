//! What can be evaluated while a script is only read.

use super::names::is_primitive;
use crate::tree::Variable;
use crate::tree::{BinaryOp, Block, Element, Expr, ExprKind, Statement, StatementKind, UnaryOp};

/// What is asked for: the rules differ a little.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum For {
    Attribute,
    /// Attributes of classes and their members take no script blocks.
    ClassAttribute,
    Requires,
    Enum,
}

impl For {
    fn is_attribute(self) -> bool {
        matches!(self, Self::Attribute | Self::ClassAttribute)
    }
}

pub(crate) fn is_constant(expr: &Expr, reason: For) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::String { .. } => true,
        ExprKind::Variable(variable) => is_constant_variable(variable),
        ExprKind::Unary { op, operand } => folds_unary(*op) && is_constant(operand, reason),
        ExprKind::Binary { op, left, right, .. } => {
            folds_binary(*op) && is_constant(left, reason) && is_constant(right, reason) && !is_null_divisor(*op, right)
        }
        ExprKind::Ternary { condition, then, otherwise } => [condition, then, otherwise].iter().all(|it| is_constant(it, reason)),
        ExprKind::Convert { type_name, operand } => is_primitive(type_name) && is_constant(operand, reason),
        // Whether the type has such a constant is known where types are.
        ExprKind::Member { target, name, is_static, .. } => {
            *is_static && matches!(target.kind, ExprKind::Type(_)) && matches!(name.kind, ExprKind::String { .. })
        }
        ExprKind::Type(_) => true,
        ExprKind::Array(items) => (reason.is_attribute() || reason == For::Requires) && items.iter().all(|it| is_constant(it, reason)),
        ExprKind::Hashtable(pairs) => {
            reason == For::Requires && pairs.iter().all(|(key, value)| is_constant(key, reason) && is_constant_statement(value, reason))
        }
        ExprKind::ScriptBlock(_) => reason == For::Attribute,
        ExprKind::Paren(inner) => is_constant_statement(inner, reason),
        ExprKind::SubExpression(block) => is_constant_block(block, reason),
        ExprKind::Using(inner) => is_constant(inner, reason),
        _ => false,
    }
}

fn is_constant_block(block: &Block, reason: For) -> bool {
    let only = block.statements.first();
    block.traps.is_empty() && block.statements.len() == 1 && only.is_some_and(|it| is_constant_statement(it, reason))
}

fn is_constant_statement(statement: &Statement, reason: For) -> bool {
    pure_expression(statement).is_some_and(|expr| is_constant(expr, reason))
}

/// The expression that a pipeline consists of, when it does.
pub(crate) fn pure_expression(statement: &Statement) -> Option<&Expr> {
    let StatementKind::Pipeline(pipeline) = &statement.kind else {
        return None;
    };
    match pipeline.elements.as_slice() {
        [Element::Expression(element)] if element.redirections.is_empty() => Some(&element.expr),
        _ => None,
    }
}

pub(crate) fn is_constant_variable(variable: &Variable) -> bool {
    variable.scope.is_none() && ["true", "false", "null"].iter().any(|it| it.eq_ignore_ascii_case(&variable.name))
}

fn folds_unary(op: UnaryOp) -> bool {
    matches!(op, UnaryOp::Not | UnaryOp::BitNot | UnaryOp::Plus | UnaryOp::Minus)
}

fn folds_binary(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Remainder
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Xor
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight
    )
}

fn is_null_divisor(op: BinaryOp, right: &Expr) -> bool {
    let divides = matches!(op, BinaryOp::Divide | BinaryOp::Remainder);
    divides
        && matches!(&right.kind, ExprKind::Variable(it)
            if it.name.eq_ignore_ascii_case("false") || it.name.eq_ignore_ascii_case("null"))
}
