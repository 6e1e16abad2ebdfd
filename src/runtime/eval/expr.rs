//! Expressions.

use super::member::{invoke, member, member_name};
use super::{read_variable, run_statements, value_of};
use crate::block::ScriptBlock;
use crate::code::{BinaryCode, Ex, HashtableCode, Piece, StepCode, Target, TypeOrExpr};
use crate::convert::to_bool;
use crate::fault::{Category, Eval, Fault, Halt};
use crate::ops::{self, PatternKind, Relation};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Notes, Object, Shape, Str, Table, Value};
use lang::tree::BinaryOp;
use std::rc::Rc;

/// The value of an expression.
#[inline]
pub fn eval(s: &mut Session, expr: &Ex) -> Eval {
    match expr {
        Ex::Const(value) => Ok(value.clone()),
        Ex::Var(site) => read_variable(s, site),
        Ex::Binary(code) => binary(s, code),
        _ => eval_other(s, expr),
    }
}

/// Everything but the three kinds that most code is made of.
#[inline(never)]
fn eval_other(s: &mut Session, expr: &Ex) -> Eval {
    match expr {
        Ex::Const(value) => Ok(value.clone()),
        Ex::Var(site) => read_variable(s, site),
        Ex::Binary(code) => binary(s, code),
        Ex::Member(code) => member(s, code),
        Ex::Invoke(code) => invoke(s, code),
        Ex::Expand(pieces) => expand(s, pieces),
        Ex::Array(items) => array(s, items),
        Ex::ArrayBlock(block) => {
            let items = array_items(s, block)?;
            Ok(items)
        }
        Ex::SubExpr(block) => {
            if let Some((statement, inner)) = super::only_expression(block) {
                return super::only_value(s, statement, inner);
            }
            s.collect_value(|s, out| run_statements(s, block, out))
        }
        Ex::Paren(statement) => value_of(s, statement),
        Ex::Hashtable(code) => table(s, code, Table::hashtable()),
        Ex::Ordered(code) => table(s, code, Table::ordered()),
        Ex::Custom(code) => {
            let shape = code.shape.get_or_init(|| Shape::of(code.names.iter().map(Str::as_str))).clone();
            let mut values = Vec::with_capacity(code.values.len());
            for value in &code.values {
                values.push(no_empty(value_of(s, value)?));
            }
            Ok(Value::object(Object::from_notes(Notes::new(shape, values))))
        }
        Ex::Block(body) => Ok(Value::Block(Rc::new(ScriptBlock::new(body.clone(), Some(s.state.clone()))))),
        Ex::TypeLiteral(site) => super::types::site_type(s, site).map(Value::Type),
        Ex::Convert { ty, operand } => convert(s, ty, operand),
        Ex::Attributed { operand, .. } => eval(s, operand),
        Ex::Static(code) => {
            let ty = type_of(s, &code.ty)?;
            let name = member_name(s, &code.name)?;
            crate::member::get_static(s, &ty, &name)
        }
        Ex::Index(code) => {
            let target = eval(s, &code.target)?;
            if code.null_conditional && target.is_null() {
                return Ok(Value::Null);
            }
            let index = eval(s, &code.index)?;
            crate::member::index(s, &target, &index)
        }
        Ex::Not(operand) => Ok(Value::Bool(!to_bool(&eval(s, operand)?))),
        Ex::Negate(operand) => {
            let value = eval(s, operand)?;
            ops::negate(s, &value)
        }
        Ex::Plus(operand) => {
            let value = eval(s, operand)?;
            ops::plus(s, &value)
        }
        Ex::BitNot(operand) => ops::bit_not(&eval(s, operand)?),
        Ex::And(pair) => Ok(Value::Bool(to_bool(&eval(s, &pair.0)?) && to_bool(&eval(s, &pair.1)?))),
        Ex::Or(pair) => Ok(Value::Bool(to_bool(&eval(s, &pair.0)?) || to_bool(&eval(s, &pair.1)?))),
        Ex::Coalesce(pair) => {
            let value = eval(s, &pair.0)?;
            if value.is_null() { eval(s, &pair.1) } else { Ok(value) }
        }
        Ex::Ternary(parts) => {
            if to_bool(&eval(s, &parts.0)?) {
                eval(s, &parts.1)
            } else {
                eval(s, &parts.2)
            }
        }
        Ex::IsType { operand, ty, negated } => {
            let value = eval(s, operand)?;
            let wanted = eval(s, ty)?;
            // What a command wrote arrives in a `PSObject`, whatever it is.
            let holds = match wanted {
                Value::Type(ty) if ty == Type::ps_object() && comes_from_command(operand) => !value.is_null(),
                _ => is_type(s, &value, &wanted)?,
            };
            Ok(Value::Bool(holds != *negated))
        }
        Ex::AsType { operand, ty } => {
            let value = eval(s, operand)?;
            let wanted = eval(s, ty)?;
            let ty = type_value(s, &wanted, "InvalidCastFromStringToType").inspect_err(|halt| {
                if let Halt::Error(record) = halt {
                    record.category.set(Category::InvalidArgument);
                }
            })?;
            crate::convert::as_type(s, &value, ty)
        }
        Ex::Split { operand, .. } => {
            let value = eval(s, operand)?;
            ops::unary_split(s, &value)
        }
        Ex::Join(operand) => {
            let value = eval(s, operand)?;
            ops::join(s, &value, "")
        }
        Ex::Step(code) => step(s, code),
        Ex::Using(inner) => using(s, inner),
        Ex::Refused(what) => Err(super::refused(what)),
    }
}

/// `$using:x`: in a job what came along, else what the variable around holds.
fn using(s: &mut Session, inner: &Ex) -> Eval {
    let Some(table) = s.using.clone() else { return eval(s, inner) };
    let scope = crate::scope::Scope::new(Rc::default(), None, false);
    for (name, value) in table.entries() {
        scope.put(crate::value::Symbol::of(&name.plain_text()), value);
    }
    let outer = std::mem::replace(&mut s.scope, scope);
    let found = eval(s, inner);
    s.scope = outer;
    found
}

/// Null where a property or element holds nothing.
pub fn no_empty(value: Value) -> Value {
    if matches!(value, Value::Empty) { Value::Null } else { value }
}

fn array(s: &mut Session, items: &[Ex]) -> Eval {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        let value = eval(s, item)?;
        values.push(no_empty(value));
    }
    Ok(Value::array(values))
}

/// `@(…)`: an array of all output; one array inside stays itself.
fn array_items(s: &mut Session, block: &crate::code::BlockCode) -> Eval {
    if let [only] = block.statements.as_slice()
        && let crate::code::StKind::Expr(expr, true) = &only.kind
    {
        let outside = std::mem::replace(&mut s.position, only.span);
        let value = eval(s, expr)?;
        s.position = outside;
        if let Value::Seq(seq) = &value
            && seq.ty() == Type::object().array_of()
        {
            return Ok(Value::array(seq.snapshot()));
        }
        return Ok(Value::array(crate::enumerate::each(s, value)?));
    }
    let items = s.collect(|s, out| run_statements(s, block, out))?;
    Ok(Value::array(items))
}

/// Room for text in the making that is kept from one text to the next.
const SCRATCH_KEPT_MAX: usize = 1 << 16;

fn expand(s: &mut Session, pieces: &[Piece]) -> Eval {
    let mut text = std::mem::take(&mut s.scratch);
    text.clear();
    for piece in pieces {
        match piece {
            Piece::Text(fixed) => text.push_str(fixed),
            // Strict mode 1 does not mind unset variables inside text.
            Piece::Hole(Ex::Var(site)) if site.scope == crate::code::VarScope::Nearest && s.strict_mode() == 1 => {
                let value = s.lookup(site.symbol).unwrap_or(Value::Null);
                crate::text::push_text(s, &value, &mut text)?;
            }
            Piece::Hole(expr) => {
                let value = eval(s, expr)?;
                crate::text::push_text(s, &value, &mut text)?;
            }
        }
    }
    let made = Value::str(&text);
    if text.capacity() <= SCRATCH_KEPT_MAX {
        s.scratch = text;
    }
    Ok(made)
}

fn table(s: &mut Session, code: &HashtableCode, table: Table) -> Eval {
    for (key, value) in &code.entries {
        let key = eval(s, key)?;
        if key.is_null() {
            return Err(Fault::invalid("InvalidNullKey", "A null key is not allowed in a hash literal.").into());
        }
        let value = no_empty(value_of(s, value)?);
        if table.get(&key).is_some() {
            let message = format!("Duplicate keys '{}' are not allowed in hash literals.", key.plain_text());
            return Err(Fault::invalid("DuplicateKeyInHashLiteral", message).into());
        }
        table.insert(key.base().clone(), value);
    }
    Ok(Value::table(table))
}

fn convert(s: &mut Session, site: &crate::code::TypeSite, operand: &Ex) -> Eval {
    if let Some(special) = special_cast(s, site, operand)? {
        return Ok(special);
    }
    let ty = super::types::site_type(s, site)?;
    let value = eval(s, operand)?;
    if matches!(value, Value::Empty) && ty == Type::string() {
        // A pipeline without output stays null where null itself becomes an empty text.
        return Ok(Value::Null);
    }
    crate::convert::to_type(s, &value, ty).map_err(Halt::from)
}

/// `[ref]$x` needs the variable, `[pscustomobject]` makes objects of dictionaries.
fn special_cast(s: &mut Session, site: &crate::code::TypeSite, operand: &Ex) -> Result<Option<Value>, Halt> {
    let name = site.text.as_str();
    if name.eq_ignore_ascii_case("ref") {
        return reference(s, operand).map(Some);
    }
    if name.eq_ignore_ascii_case("pscustomobject") {
        let value = eval(s, operand)?;
        return crate::convert::to_custom(s, &value).map(Some).map_err(Halt::from);
    }
    Ok(None)
}

fn reference(s: &mut Session, operand: &Ex) -> Eval {
    if let Ex::Var(site) = operand {
        let scope = match site.scope {
            crate::code::VarScope::Script => Some(s.scope.script_scope()),
            crate::code::VarScope::Global => Some(s.global.root.clone()),
            _ => None,
        };
        let variable = match scope {
            Some(scope) => scope.variable_here(site.symbol),
            None => s.variable(site.symbol),
        };
        let Some(variable) = variable else {
            return Err(Fault::invalid("NonExistingVariableReference", "[ref] cannot be applied to a variable that does not exist.").into());
        };
        return Ok(Value::native(crate::clr::Reference::to(variable)));
    }
    let value = eval(s, operand)?;
    if value.as_native::<crate::clr::Reference>().is_some() {
        return Ok(value);
    }
    Ok(Value::native(crate::clr::Reference::holding(value)))
}

pub fn type_of(s: &mut Session, target: &TypeOrExpr) -> Eval {
    match target {
        TypeOrExpr::Type(site) => super::types::site_type(s, site).map(Value::Type),
        TypeOrExpr::Expr(expr) => eval(s, expr),
    }
}

/// The type right of `-is` and `-as`; the operators name what is none differently.
fn type_value(s: &mut Session, value: &Value, id: &str) -> Result<Type, Halt> {
    match value.base() {
        Value::Type(ty) => Ok(*ty),
        Value::Str(name) => match super::find_type(s, name) {
            Some(ty) => Ok(ty),
            None => {
                Err(Fault::invalid(id, format!("Cannot convert the \"{name}\" value of type \"System.String\" to type \"System.Type\"."))
                    .into())
            }
        },
        _ => Err(Fault::invalid("IsOperatorRequiresType", "The right operand of '-is' must be a type.").into()),
    }
}

/// `(Get-Item x)`: the output of commands and nothing else.
fn comes_from_command(operand: &Ex) -> bool {
    let Ex::Paren(statement) = operand else { return false };
    matches!(&statement.kind, crate::code::StKind::Pipeline(code) if matches!(code.stages.last(), Some(crate::code::StageCode::Command(_))))
}

fn is_type(s: &mut Session, value: &Value, wanted: &Value) -> Result<bool, Halt> {
    let ty = type_value(s, wanted, "RuntimeException")?;
    if value.is_null() {
        return Ok(false);
    }
    if ty == Type::ps_object() {
        return Ok(matches!(value, Value::Object(_)));
    }
    if ty == Type::custom_object() {
        return Ok(matches!(value, Value::Object(o) if o.class().is_none()));
    }
    let actual = value.base().ty();
    Ok(actual.is_some_and(|actual| actual.is_assignable_to(ty)))
}

/// A whole number that can be had without evaluating: a constant or a plain variable.
#[inline]
fn peek_int(s: &Session, expr: &Ex) -> Option<i32> {
    match expr {
        Ex::Const(Value::Int(v)) => Some(*v),
        Ex::Var(site) => super::variable::peek_int(s, site),
        _ => None,
    }
}

/// Whether a condition of two whole numbers holds; `None` when it has to be evaluated.
#[inline]
pub fn quick_truth(s: &Session, expr: &Ex) -> Option<bool> {
    let Ex::Binary(code) = expr else { return None };
    match whole_numbers(code.op, peek_int(s, &code.left)?, peek_int(s, &code.right)?)? {
        Value::Bool(answer) => Some(answer),
        _ => None,
    }
}

#[inline(never)]
fn binary(s: &mut Session, code: &BinaryCode) -> Eval {
    if let (Some(a), Some(b)) = (peek_int(s, &code.left), peek_int(s, &code.right))
        && let Some(done) = whole_numbers(code.op, a, b)
    {
        return Ok(done);
    }
    binary_of(s, code)
}

fn binary_of(s: &mut Session, code: &BinaryCode) -> Eval {
    let left = eval(s, &code.left)?;
    let right = eval(s, &code.right)?;
    if let (Value::Int(a), Value::Int(b)) = (&left, &right)
        && let Some(done) = whole_numbers(code.op, *a, *b)
    {
        return Ok(done);
    }
    match code.op {
        BinaryOp::Add => ops::add(s, &left, &right),
        BinaryOp::Subtract => ops::subtract(s, &left, &right),
        BinaryOp::Multiply => ops::multiply(s, &left, &right),
        BinaryOp::Divide => ops::divide(s, &left, &right),
        BinaryOp::Remainder => ops::modulo(s, &left, &right),
        BinaryOp::Eq { case_sensitive } => equality(s, &left, &right, !case_sensitive, false),
        BinaryOp::Ne { case_sensitive } => equality(s, &left, &right, !case_sensitive, true),
        BinaryOp::Lt { case_sensitive } => related(s, &left, &right, Relation::Lt, !case_sensitive),
        BinaryOp::Le { case_sensitive } => related(s, &left, &right, Relation::Le, !case_sensitive),
        BinaryOp::Gt { case_sensitive } => related(s, &left, &right, Relation::Gt, !case_sensitive),
        BinaryOp::Ge { case_sensitive } => related(s, &left, &right, Relation::Ge, !case_sensitive),
        BinaryOp::Xor => Ok(Value::Bool(to_bool(&left) != to_bool(&right))),
        BinaryOp::BitAnd => ops::bit_and(&left, &right),
        BinaryOp::BitOr => ops::bit_or(&left, &right),
        BinaryOp::BitXor => ops::bit_xor(&left, &right),
        BinaryOp::ShiftLeft => ops::shift_left(&left, &right),
        BinaryOp::ShiftRight => ops::shift_right(&left, &right),
        BinaryOp::Range => range(&left, &right),
        BinaryOp::Format => crate::clr::format_operator(s, &left, &right),
        BinaryOp::Join => {
            let separator = crate::text::to_text(s, &right)?;
            ops::join(s, &left, &separator)
        }
        BinaryOp::Split { case_sensitive } => ops::split(s, &left, &right, !case_sensitive),
        BinaryOp::Contains { case_sensitive } => ops::contains(s, &left, &right, !case_sensitive).map(Value::Bool),
        BinaryOp::NotContains { case_sensitive } => ops::contains(s, &left, &right, !case_sensitive).map(|b| Value::Bool(!b)),
        BinaryOp::In { case_sensitive } => ops::contains(s, &right, &left, !case_sensitive).map(Value::Bool),
        BinaryOp::NotIn { case_sensitive } => ops::contains(s, &right, &left, !case_sensitive).map(|b| Value::Bool(!b)),
        _ => pattern(s, code, &left, &right),
    }
}

/// The everyday case: two whole numbers, no overflow.
#[inline]
fn whole_numbers(op: BinaryOp, a: i32, b: i32) -> Option<Value> {
    Some(match op {
        BinaryOp::Add => Value::Int(a.checked_add(b)?),
        BinaryOp::Subtract => Value::Int(a.checked_sub(b)?),
        BinaryOp::Multiply => Value::Int(a.checked_mul(b)?),
        BinaryOp::Remainder => Value::Int(a.checked_rem(b)?),
        BinaryOp::Eq { .. } => Value::Bool(a == b),
        BinaryOp::Ne { .. } => Value::Bool(a != b),
        BinaryOp::Lt { .. } => Value::Bool(a < b),
        BinaryOp::Le { .. } => Value::Bool(a <= b),
        BinaryOp::Gt { .. } => Value::Bool(a > b),
        BinaryOp::Ge { .. } => Value::Bool(a >= b),
        _ => return None,
    })
}

/// A comparison filters a collection on its left side.
fn filtered(s: &mut Session, left: &Value, mut test: impl FnMut(&mut Session, &Value) -> Result<bool, Halt>) -> Eval {
    if let Value::Seq(_) | Value::Native(_) | Value::Table(_) = left.base()
        && let Some(items) = crate::enumerate::items(s, left)?
    {
        let mut kept = Vec::new();
        for item in items {
            if test(s, &item)? {
                kept.push(item);
            }
        }
        return Ok(Value::array(kept));
    }
    test(s, left).map(Value::Bool)
}

fn equality(s: &mut Session, left: &Value, right: &Value, ignore_case: bool, negated: bool) -> Eval {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Ok(Value::Bool((a == b) != negated));
    }
    filtered(s, left, |s, item| Ok(ops::equals(s, item, right, ignore_case)? != negated))
}

fn related(s: &mut Session, left: &Value, right: &Value, relation: Relation, ignore_case: bool) -> Eval {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Ok(Value::Bool(match relation {
            Relation::Lt => a < b,
            Relation::Le => a <= b,
            Relation::Gt => a > b,
            Relation::Ge => a >= b,
        }));
    }
    filtered(s, left, |s, item| ops::relation(s, item, right, relation, ignore_case))
}

/// Longest row that `..` makes at once.
const RANGE_ITEMS_MAX: i64 = 1 << 26;

fn range(left: &Value, right: &Value) -> Eval {
    let is_char = |v: &Value| match v.base() {
        Value::Char(_) => true,
        Value::Str(text) => text.chars().count() == 1 && crate::convert::parse_number(text).is_none(),
        _ => false,
    };
    let chars = is_char(left) && is_char(right);
    let (from, to) = ops::range_ends(left, right)?;
    let count = (i64::from(to) - i64::from(from)).abs() + 1;
    if count > RANGE_ITEMS_MAX {
        return Err(ops_limit());
    }
    let make = |v: i32| if chars { Value::Char(v as u16) } else { Value::Int(v) };
    let items: Vec<Value> = if from <= to { (from..=to).map(make).collect() } else { (to..=from).rev().map(make).collect() };
    Ok(Value::array(items))
}

fn ops_limit() -> Halt {
    Fault::new(
        "System.OutOfMemoryException",
        "OutOfMemoryException",
        Category::LimitsExceeded,
        "Array dimensions exceeded supported range.",
    )
    .into()
}

fn pattern(s: &mut Session, code: &BinaryCode, left: &Value, right: &Value) -> Eval {
    let (kind, case_sensitive, negated) = match code.op {
        BinaryOp::Like { case_sensitive } => (PatternKind::Wildcard, case_sensitive, false),
        BinaryOp::NotLike { case_sensitive } => (PatternKind::Wildcard, case_sensitive, true),
        BinaryOp::Match { case_sensitive } => (PatternKind::Regex, case_sensitive, false),
        BinaryOp::NotMatch { case_sensitive } => (PatternKind::Regex, case_sensitive, true),
        BinaryOp::Replace { case_sensitive } => return replace(s, code, left, right, !case_sensitive),
        _ => return Err(super::refused("this operator")),
    };
    let pattern = compiled(s, code, kind, right, !case_sensitive)?;
    if kind == PatternKind::Regex && crate::enumerate::items(s, left)?.is_none() {
        let ops::Pattern::Regex(regex) = &pattern else { return Ok(Value::Bool(false)) };
        let text = crate::text::to_text(s, left)?;
        return Ok(Value::Bool(ops::match_one(s, regex, &text)? != negated));
    }
    filtered(s, left, |s, item| {
        let text = crate::text::to_text(s, item)?;
        Ok(ops::like(&pattern, &text) != negated)
    })
}

/// The compiled right side, remembered as long as its text stays the same.
fn compiled(s: &mut Session, code: &BinaryCode, kind: PatternKind, right: &Value, ignore_case: bool) -> Result<ops::Pattern, Halt> {
    if let Some(regex) = right.as_native::<crate::clr::RegexObject>() {
        return Ok(ops::Pattern::Regex(regex.regex.clone()));
    }
    let text = crate::text::to_text(s, right)?;
    let is_match = matches!(code.op, BinaryOp::Match { .. } | BinaryOp::NotMatch { .. });
    code.pattern.pattern(text, |text| match is_match {
        true => ops::compile_match(text, ignore_case),
        false => ops::compile(kind, text, ignore_case),
    })
}

fn replace(s: &mut Session, code: &BinaryCode, left: &Value, right: &Value, ignore_case: bool) -> Eval {
    let parts = match right.as_seq() {
        Some(seq) => seq.snapshot(),
        None => vec![right.clone()],
    };
    if parts.len() > 2 {
        let message = "The -replace operator allows only two elements to follow it, not {0}.".replace("{0}", &parts.len().to_string());
        return Err(Fault::invalid("BadReplaceArgument", message).target(right.clone()).into());
    }
    let pattern = parts.first().cloned().unwrap_or(Value::Null);
    let replacement = parts.get(1).cloned().unwrap_or(Value::Null);
    let ops::Pattern::Regex(regex) = compiled(s, code, PatternKind::Regex, &pattern, ignore_case)? else { return Ok(left.clone()) };
    let replace_one = |s: &mut Session, item: &Value| -> Result<Value, Halt> {
        let text = crate::text::to_text(s, item)?;
        match replacement.as_block() {
            Some(block) => crate::clr::replace_by_block(s, &regex, &text, &block.clone()).map(Value::Str),
            None => {
                let with = crate::text::to_text(s, &replacement)?;
                ops::replace(&regex, &text, &with).map(Value::Str)
            }
        }
    };
    match crate::enumerate::items(s, left)? {
        Some(items) => {
            let mut replaced = Vec::with_capacity(items.len());
            for item in items {
                replaced.push(replace_one(s, &item)?);
            }
            Ok(Value::array(replaced))
        }
        None => replace_one(s, left),
    }
}

fn step(s: &mut Session, code: &StepCode) -> Eval {
    if let Target::Variable(site) = &code.target {
        if let Some((old, new)) = super::variable::change_int(s, site, |v| v.checked_add(code.delta)) {
            return Ok(Value::Int(if code.is_prefix { new } else { old }));
        }
        let old = read_variable(s, site)?;
        let old = if old.is_null() { Value::Int(0) } else { old };
        let new = stepped(s, &old, code.delta)?;
        super::put_variable(s, site, new.clone())?;
        return Ok(if code.is_prefix { new } else { old });
    }
    let (old, put) = super::assign::read_target(s, &code.target)?;
    let old = if old.is_null() { Value::Int(0) } else { old };
    let new = stepped(s, &old, code.delta)?;
    put(s, new.clone())?;
    Ok(if code.is_prefix { new } else { old })
}

fn stepped(s: &mut Session, old: &Value, delta: i32) -> Eval {
    match old {
        Value::Int(v) => Ok(v.checked_add(delta).map_or_else(|| Value::Double(f64::from(*v) + f64::from(delta)), Value::Int)),
        other if crate::convert::numeric(other).is_some() => ops::add(s, other, &Value::Int(delta)),
        other => {
            let message = format!(
                "The '{}' operator works only on numbers. The operand is a '{}'.",
                if delta > 0 { "++" } else { "--" },
                other.ty().map_or("null", Type::full_name)
            );
            Err(Fault::invalid("OperatorRequiresNumber", message).into())
        }
    }
}
