//! Lowering of expressions and of what can be assigned.

use super::Lowerer;
use crate::block::BlockBody;
use crate::code::*;
use crate::types::Type;
use crate::value::{Small, Str, Symbol, Value};
use lang::tree::{self, BinaryOp, ExprKind, Number, StringPart, TypeNameKind, UnaryOp};
use rust_decimal::Decimal;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

impl Lowerer {
    fn boxed_expr(&mut self, expr: &tree::Expr) -> Box<Ex> {
        Box::new(self.expr(expr))
    }

    pub(crate) fn expr(&mut self, expr: &tree::Expr) -> Ex {
        match &expr.kind {
            ExprKind::Hole => Ex::Refused("an expression that could not be read"),
            ExprKind::Number(number) => Ex::Const(self.number(*number)),
            ExprKind::String { value, .. } => Ex::Const(Value::Str(value.clone())),
            ExprKind::Expandable { parts, .. } => Ex::Expand(parts.iter().map(|p| self.piece(p)).collect()),
            ExprKind::Variable(variable) => self.variable(variable, expr.span),
            ExprKind::Unary { op, operand } => self.unary(*op, operand),
            ExprKind::Binary { op, op_span, left, right } => self.binary(*op, *op_span, left, right),
            ExprKind::Ternary { condition, then, otherwise } => {
                Ex::Ternary(Box::new((self.expr(condition), self.expr(then), self.expr(otherwise))))
            }
            ExprKind::Type(name) => Ex::TypeLiteral(self.type_site(name)),
            ExprKind::Convert { type_name, operand } => self.convert(type_name, operand),
            ExprKind::Attributed { attribute, operand } => {
                Ex::Attributed { attribute: Box::new(self.attribute(attribute)), operand: self.boxed_expr(operand) }
            }
            ExprKind::Member { target, name, is_static, null_conditional } => {
                self.member(expr, target, name, *is_static, *null_conditional)
            }
            ExprKind::Invoke { .. } => self.invoke(expr),
            ExprKind::Index { target, index, null_conditional } => Ex::Index(Box::new(IndexCode {
                target: self.expr(target),
                index: self.expr(index),
                null_conditional: *null_conditional,
                span: expr.span,
            })),
            ExprKind::Array(items) => Ex::Array(items.iter().map(|i| self.expr(i)).collect()),
            ExprKind::ArrayBlock(block) => Ex::ArrayBlock(Rc::new(self.block(block))),
            ExprKind::SubExpression(block) => Ex::SubExpr(Rc::new(self.block(block))),
            ExprKind::Paren(statement) => self.paren(statement),
            ExprKind::Hashtable(entries) => Ex::Hashtable(Box::new(self.hashtable(entries, expr.span))),
            ExprKind::ScriptBlock(tree) => Ex::Block(Rc::new(BlockBody::new(tree.clone()))),
            ExprKind::Using(inner) => Ex::Using(self.boxed_expr(inner)),
        }
    }

    fn paren(&mut self, statement: &tree::Statement) -> Ex {
        match self.statement(statement) {
            St { kind: StKind::Expr(expr, _), .. } => match expr {
                // `(1)` gives the value itself; parentheses only matter to what stays a statement.
                inner @ (Ex::Const(_)
                | Ex::Binary(_)
                | Ex::Var(_)
                | Ex::Member(_)
                | Ex::Step(_)
                | Ex::Not(_)
                | Ex::And(_)
                | Ex::Or(_)
                | Ex::Negate(_)
                | Ex::Index(_)) => inner,
                other => Ex::Paren(Box::new(St { span: statement.span, kind: StKind::Expr(other, true) })),
            },
            other => Ex::Paren(Box::new(other)),
        }
    }

    fn number(&self, number: Number) -> Value {
        match number {
            Number::Int(v) => Value::Int(v),
            Number::Long(v) => Value::Long(v),
            Number::Double(v) => Value::Double(v),
            Number::Byte(v) => Value::Small(Small::byte(v)),
            Number::SByte(v) => Value::Small(Small::sbyte(v)),
            Number::Short(v) => Value::Small(Small::short(v)),
            Number::UShort(v) => Value::Small(Small::ushort(v)),
            Number::UInt(v) => Value::Small(Small::uint(v)),
            Number::ULong(v) => Value::Small(Small::ulong(v)),
            Number::Decimal { mantissa, scale } => {
                Value::Decimal(Decimal::try_from_i128_with_scale(mantissa.value(), scale).unwrap_or_default())
            }
            Number::BigInteger(text) => big_integer(self.source.slice(text.0)),
        }
    }

    fn piece(&mut self, part: &StringPart) -> Piece {
        match part {
            StringPart::Text(text) => Piece::Text(text.clone()),
            StringPart::Expr(expr) => Piece::Hole(self.expr(expr)),
        }
    }

    fn variable(&mut self, variable: &tree::Variable, span: lang::Span) -> Ex {
        let site = self.var_site(variable, span);
        match site.scope {
            VarScope::Automatic(Automatic::Null) => Ex::Const(Value::Null),
            VarScope::Automatic(Automatic::True) => Ex::Const(Value::Bool(true)),
            VarScope::Automatic(Automatic::False) => Ex::Const(Value::Bool(false)),
            _ => Ex::Var(site),
        }
    }

    pub(crate) fn var_site(&mut self, variable: &tree::Variable, span: lang::Span) -> VarSite {
        let scope = match variable.scope.as_ref().map(|s| s.to_ascii_lowercase()) {
            None => automatic(&variable.name).map_or(VarScope::Nearest, VarScope::Automatic),
            Some(scope) => match scope.as_str() {
                "global" => VarScope::Global,
                "script" => VarScope::Script,
                "local" => VarScope::Local,
                "private" => VarScope::Private,
                "variable" => VarScope::Nearest,
                other => VarScope::Drive(Str::new(other)),
            },
        };
        self.reads_input |= scope == VarScope::Automatic(Automatic::Input);
        let name = if variable.name.eq_ignore_ascii_case("PSItem") && variable.scope.is_none() {
            Str::new_static("_")
        } else {
            variable.name.clone()
        };
        VarSite { symbol: Symbol::of(&name), name, scope, span, seen: Cell::new((0, 0)) }
    }

    pub(crate) fn var_site_of(&mut self, expr: &tree::Expr) -> VarSite {
        match &expr.kind {
            ExprKind::Variable(variable) => self.var_site(variable, expr.span),
            _ => VarSite {
                symbol: Symbol::of("_"),
                name: Str::new_static("_"),
                scope: VarScope::Nearest,
                span: expr.span,
                seen: Cell::default(),
            },
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &tree::Expr) -> Ex {
        match op {
            UnaryOp::Not => Ex::Not(self.boxed_expr(operand)),
            UnaryOp::BitNot => Ex::BitNot(self.boxed_expr(operand)),
            UnaryOp::Plus => Ex::Plus(self.boxed_expr(operand)),
            UnaryOp::Minus => Ex::Negate(self.boxed_expr(operand)),
            UnaryOp::Split { case_sensitive } => Ex::Split { operand: self.boxed_expr(operand), case_sensitive },
            UnaryOp::Join => Ex::Join(self.boxed_expr(operand)),
            UnaryOp::PreIncrement => self.step(operand, 1, true),
            UnaryOp::PreDecrement => self.step(operand, -1, true),
            UnaryOp::PostIncrement => self.step(operand, 1, false),
            UnaryOp::PostDecrement => self.step(operand, -1, false),
        }
    }

    fn step(&mut self, operand: &tree::Expr, delta: i32, is_prefix: bool) -> Ex {
        Ex::Step(Box::new(StepCode { target: self.target(operand), delta, is_prefix }))
    }

    fn binary(&mut self, op: BinaryOp, span: lang::Span, left: &tree::Expr, right: &tree::Expr) -> Ex {
        match op {
            BinaryOp::And => Ex::And(Box::new((self.expr(left), self.expr(right)))),
            BinaryOp::Or => Ex::Or(Box::new((self.expr(left), self.expr(right)))),
            BinaryOp::Coalesce => Ex::Coalesce(Box::new((self.expr(left), self.expr(right)))),
            BinaryOp::Is | BinaryOp::IsNot => {
                Ex::IsType { operand: self.boxed_expr(left), ty: self.boxed_expr(right), negated: op == BinaryOp::IsNot }
            }
            BinaryOp::As => Ex::AsType { operand: self.boxed_expr(left), ty: self.boxed_expr(right) },
            _ => Ex::Binary(Box::new(BinaryCode {
                op,
                span,
                left: self.expr(left),
                right: self.expr(right),
                pattern: PatternSite::default(),
            })),
        }
    }

    fn convert(&mut self, type_name: &tree::TypeName, operand: &tree::Expr) -> Ex {
        if let (TypeNameKind::Simple(name), ExprKind::Hashtable(entries)) = (&type_name.kind, &operand.kind) {
            let name = name.to_ascii_lowercase();
            if name == "ordered" {
                return Ex::Ordered(Box::new(self.hashtable(entries, operand.span)));
            }
            if name == "pscustomobject" {
                return self.custom(entries, operand);
            }
        }
        Ex::Convert { ty: Box::new(self.type_site(type_name)), operand: self.boxed_expr(operand) }
    }

    fn custom(&mut self, entries: &[(tree::Expr, tree::Statement)], operand: &tree::Expr) -> Ex {
        let mut names: Vec<Str> = Vec::new();
        for (key, _) in entries {
            match &key.kind {
                ExprKind::String { value, .. } if !value.eq_ignore_ascii_case("PSTypeName") => names.push(value.clone()),
                _ => {
                    let ordered = Ex::Ordered(Box::new(self.hashtable(entries, operand.span)));
                    let ty = TypeSite {
                        name: tree::TypeName { span: operand.span, kind: TypeNameKind::Simple(Str::new_static("pscustomobject")) },
                        text: Str::new_static("pscustomobject"),
                        span: operand.span,
                        seen: Cell::new(Some((u64::MAX, Type::custom_object()))),
                    };
                    return Ex::Convert { ty: Box::new(ty), operand: Box::new(ordered) };
                }
            }
        }
        let values = entries.iter().map(|(_, v)| self.statement(v)).collect();
        Ex::Custom(Box::new(CustomCode { names, values, shape: OnceCell::new() }))
    }

    fn hashtable(&mut self, entries: &[(tree::Expr, tree::Statement)], span: lang::Span) -> HashtableCode {
        HashtableCode { entries: entries.iter().map(|(k, v)| (self.expr(k), self.statement(v))).collect(), span }
    }

    fn member_name(&mut self, name: &tree::Expr) -> MemberName {
        match &name.kind {
            ExprKind::String { value, .. } => MemberName::Fixed(value.clone(), Symbol::of(value)),
            _ => MemberName::Dynamic(self.expr(name)),
        }
    }

    fn type_or_expr(&mut self, target: &tree::Expr) -> TypeOrExpr {
        match &target.kind {
            ExprKind::Type(name) => TypeOrExpr::Type(self.type_site(name)),
            _ => TypeOrExpr::Expr(self.expr(target)),
        }
    }

    fn member(&mut self, expr: &tree::Expr, target: &tree::Expr, name: &tree::Expr, is_static: bool, null_conditional: bool) -> Ex {
        if is_static {
            return Ex::Static(Box::new(StaticCode { ty: self.type_or_expr(target), name: self.member_name(name), span: expr.span }));
        }
        Ex::Member(Box::new(MemberCode {
            target: self.expr(target),
            name: self.member_name(name),
            null_conditional,
            span: expr.span,
            seen: RefCell::default(),
        }))
    }

    fn invoke(&mut self, expr: &tree::Expr) -> Ex {
        let ExprKind::Invoke { target, name, is_static, null_conditional, generic_arguments, arguments } = &expr.kind else {
            return Ex::Refused("a method call that could not be read");
        };
        let target = if *is_static { InvokeTarget::Static(self.type_or_expr(target)) } else { InvokeTarget::Instance(self.expr(target)) };
        Ex::Invoke(Box::new(InvokeCode {
            target,
            name: self.member_name(name),
            args: arguments.iter().map(|a| self.expr(a)).collect(),
            null_conditional: *null_conditional,
            generic_arguments: generic_arguments.iter().map(|t| self.type_site(t)).collect(),
            span: expr.span,
            seen: RefCell::new(None),
        }))
    }

    pub(crate) fn target(&mut self, expr: &tree::Expr) -> Target {
        match &expr.kind {
            ExprKind::Variable(variable) => {
                let site = self.var_site(variable, expr.span);
                if matches!(site.scope, VarScope::Nearest | VarScope::Local | VarScope::Private) {
                    self.assign_name(site.symbol);
                }
                match Preference::of(&site.name) {
                    Some(preference) => Target::Preference(site, preference),
                    None => Target::Variable(site),
                }
            }
            ExprKind::Convert { .. } | ExprKind::Attributed { .. } => self.typed_target(expr),
            ExprKind::Member { target, name, is_static: true, .. } => match &target.kind {
                ExprKind::Type(ty) => Target::Static { ty: self.type_site(ty), name: self.member_name(name) },
                _ => Target::Member { target: self.expr(target), name: self.member_name(name), span: expr.span },
            },
            ExprKind::Member { target, name, .. } => {
                Target::Member { target: self.expr(target), name: self.member_name(name), span: expr.span }
            }
            ExprKind::Index { target, index, .. } => Target::Index { target: self.expr(target), index: self.expr(index) },
            ExprKind::Array(items) => Target::List(items.iter().map(|i| self.target(i)).collect()),
            ExprKind::Paren(statement) => match &statement.kind {
                tree::StatementKind::Pipeline(p) => match p.elements.as_slice() {
                    [tree::Element::Expression(e)] => self.target(&e.expr),
                    _ => Target::Refused("assignment to a pipeline"),
                },
                _ => Target::Refused("assignment to a statement"),
            },
            _ => Target::Refused("assignment to this expression"),
        }
    }

    fn typed_target(&mut self, expr: &tree::Expr) -> Target {
        let mut types = Vec::new();
        let mut attributes = Vec::new();
        let mut at = expr;
        loop {
            match &at.kind {
                ExprKind::Convert { type_name, operand } => {
                    types.push(self.type_site(type_name));
                    at = operand;
                }
                ExprKind::Attributed { attribute, operand } => {
                    attributes.push(self.attribute(attribute));
                    at = operand;
                }
                _ => break,
            }
        }
        match self.target(at) {
            Target::Variable(variable) => Target::Typed { variable, types, attributes },
            other => types.into_iter().rev().fold(other, |target, ty| Target::Convert { ty, target: Box::new(target) }),
        }
    }
}

fn big_integer(text: &str) -> Value {
    let folded = text.to_ascii_lowercase();
    let (digits, power) = ["kb", "mb", "gb", "tb", "pb"]
        .iter()
        .zip(1..)
        .find_map(|(suffix, power)| folded.strip_suffix(suffix).map(|digits| (digits, power)))
        .unwrap_or((&folded, 0));
    match crate::convert::parse_number(digits.trim_end_matches('n')) {
        Some(number) => {
            crate::convert::as_big(&number).map_or(Value::Null, |big| Value::native(crate::clr::BigInteger(big << (10 * power))))
        }
        None => Value::Null,
    }
}

fn automatic(name: &str) -> Option<Automatic> {
    Some(match name.to_ascii_lowercase().as_str() {
        "null" => Automatic::Null,
        "true" => Automatic::True,
        "false" => Automatic::False,
        "args" => Automatic::Args,
        "input" => Automatic::Input,
        "myinvocation" => Automatic::MyInvocation,
        "psboundparameters" => Automatic::BoundParameters,
        "pscmdlet" => Automatic::Cmdlet,
        "psscriptroot" => Automatic::ScriptRoot,
        "pscommandpath" => Automatic::CommandPath,
        "?" => Automatic::Status,
        "stacktrace" => Automatic::Stack,
        "^" => Automatic::First,
        "$" => Automatic::Last,
        "executioncontext" => Automatic::ExecutionContext,
        _ => return None,
    })
}
