//! Methods of classes: does every path return, is every variable assigned?
//!
//! In:    one method.
//! Out:   whether its end can be reached, and which variables nobody assigns.
//! Never: evaluates a condition: a loop may always run no time at all.

use super::constant::{is_constant_variable, pure_expression};
use super::names::is_void;
use super::target::is_local;
use super::walk::{self, Place, Visitor};
use crate::tree::{AssignOp, Variable};
use crate::tree::{Block, Catch, Expr, ExprKind, MethodMember, Statement, StatementKind, Switch};
use std::collections::HashSet;

pub(super) struct MethodFacts {
    pub(super) is_void: bool,
    pub(super) falls_through: bool,
    /// Where variables stand that no code of the method assigns.
    pub(super) unassigned: HashSet<u32>,
}

/// Variables that a method may read although it never assigns them.
const AUTOMATIC: [&str; 20] = [
    "_",
    "psitem",
    "args",
    "this",
    "input",
    "pscmdlet",
    "psboundparameters",
    "myinvocation",
    "psscriptroot",
    "pscommandpath",
    "?",
    "lastexitcode",
    "error",
    "stacktrace",
    "outputencoding",
    "nestedpromptlevel",
    "pwd",
    "matches",
    "foreach",
    "switch",
];

pub(super) fn method_facts(method: &MethodMember) -> MethodFacts {
    let mut paths = Paths::default();
    let mut is_live = true;
    for block in [&method.body.begin, &method.body.process, &method.body.end].into_iter().flatten() {
        is_live = paths.block(&block.body, is_live);
    }
    MethodFacts { is_void: method.return_type.as_ref().is_none_or(is_void), falls_through: is_live, unassigned: unassigned(method) }
}

/// A loop around the code at hand, and whether a jump reached its end or its next round.
struct Target {
    label: String,
    is_left: bool,
    is_continued: bool,
}

#[derive(Default)]
struct Paths {
    targets: Vec<Target>,
}

impl Paths {
    fn block(&mut self, block: &Block, is_live: bool) -> bool {
        let mut is_live = is_live;
        for statement in &block.statements {
            is_live = self.statement(statement, is_live);
        }
        is_live
    }

    /// Whether what follows can be reached.
    fn statement(&mut self, statement: &Statement, is_live: bool) -> bool {
        match &statement.kind {
            StatementKind::Return(_) | StatementKind::Throw(_) | StatementKind::Exit(_) => false,
            StatementKind::Break(label) => self.jump(label.as_ref(), is_live, |target| target.is_left = true),
            StatementKind::Continue(label) => self.jump(label.as_ref(), is_live, |target| target.is_continued = true),
            StatementKind::If { clauses, otherwise } => {
                let mut ends = otherwise.is_none() && is_live;
                for (_, body) in clauses {
                    ends |= self.block(body, is_live);
                }
                ends | otherwise.as_ref().is_some_and(|body| self.block(body, is_live))
            }
            StatementKind::While { label, body, .. } | StatementKind::ForEach { label, body, .. } => {
                self.looped(label.as_deref(), body, is_live);
                is_live
            }
            StatementKind::For { label, condition, body, .. } => {
                let (_, target) = self.looped(label.as_deref(), body, is_live);
                target.is_left || (condition.is_some() && is_live)
            }
            StatementKind::DoWhile { label, body, .. } | StatementKind::DoUntil { label, body, .. } => {
                let (ends, target) = self.looped(label.as_deref(), body, is_live);
                ends || target.is_left || target.is_continued
            }
            StatementKind::Switch(switch) => {
                self.switch(switch, is_live);
                is_live
            }
            StatementKind::Try { body, catches, finally } => self.tried(body, catches, finally.as_deref(), is_live),
            _ => is_live,
        }
    }

    fn looped(&mut self, label: Option<&str>, body: &Block, is_live: bool) -> (bool, Target) {
        self.targets.push(Target { label: label.unwrap_or("").to_lowercase(), is_left: false, is_continued: false });
        let ends = self.block(body, is_live);
        let target = self.targets.pop();
        let none = Target { label: String::new(), is_left: false, is_continued: false };
        (ends, target.unwrap_or(none))
    }

    fn switch(&mut self, switch: &Switch, is_live: bool) {
        for (_, body) in &switch.clauses {
            self.looped(switch.label.as_deref(), body, is_live);
        }
        if let Some(body) = &switch.default {
            self.looped(switch.label.as_deref(), body, is_live);
        }
    }

    fn tried(&mut self, body: &Block, catches: &[Catch], finally: Option<&Block>, is_live: bool) -> bool {
        let mut ends = self.block(body, is_live);
        for catch in catches {
            ends |= self.block(&catch.body, is_live);
        }
        match finally {
            Some(body) => self.block(body, ends),
            None => ends,
        }
    }

    fn jump(&mut self, label: Option<&Expr>, is_live: bool, mark: fn(&mut Target)) -> bool {
        let target = match label.map(|label| &label.kind) {
            None => self.targets.last_mut(),
            Some(ExprKind::String { value, .. }) => {
                let value = value.to_lowercase();
                self.targets.iter_mut().rev().find(|target| target.label == value)
            }
            Some(_) => None,
        };
        if let Some(target) = target.filter(|_| is_live) {
            mark(target);
        }
        false
    }
}

/// Collects variables read and written, but not those of nested script blocks and functions.
#[derive(Default)]
struct Variables {
    read: Vec<(u32, String)>,
    assigned: HashSet<String>,
    nested: u32,
}

fn unassigned(method: &MethodMember) -> HashSet<u32> {
    let mut variables = Variables::default();
    for param in &method.params {
        variables.assigned.insert(param.name.to_lowercase());
    }
    for block in [&method.body.begin, &method.body.process, &method.body.end].into_iter().flatten() {
        walk::block(&mut variables, &block.body);
    }
    let Variables { read, assigned, .. } = variables;
    let is_lost = |name: &str| !assigned.contains(name) && !AUTOMATIC.contains(&name);
    read.into_iter().filter(|(_, name)| is_lost(name)).map(|(start, _)| start).collect()
}

impl Variables {
    fn assign(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Variable(variable) => {
                self.assigned.insert(variable.name.to_lowercase());
            }
            ExprKind::Array(items) => items.iter().for_each(|item| self.assign(item)),
            ExprKind::Convert { operand, .. } | ExprKind::Attributed { operand, .. } => {
                self.assign(operand);
            }
            ExprKind::Paren(inner) => {
                if let Some(expr) = pure_expression(inner) {
                    self.assign(expr);
                }
            }
            _ => {}
        }
    }

    fn reads(&mut self, start: u32, variable: &Variable) {
        if is_local(variable) && !is_constant_variable(variable) {
            self.read.push((start, variable.name.to_lowercase()));
        }
    }
}

impl<'t> Visitor<'t> for Variables {
    fn script(&mut self, _script: &'t crate::tree::ScriptBlock, _role: walk::Role) {
        self.nested += 1;
    }

    fn leave_script(&mut self, _role: walk::Role) {
        self.nested -= 1;
    }

    fn statement(&mut self, statement: &'t Statement) {
        if self.nested > 0 {
            return;
        }
        match &statement.kind {
            // `$x += 1` reads `$x` before it is anything.
            StatementKind::Assign { target, op: AssignOp::Set, .. } => self.assign(target),
            StatementKind::ForEach { variable, .. } => self.assign(variable),
            StatementKind::Data { variable: Some(name), .. } => {
                self.assigned.insert(name.to_lowercase());
            }
            _ => {}
        }
    }

    fn expr(&mut self, expr: &'t Expr, _place: Place) {
        if self.nested > 0 {
            return;
        }
        match &expr.kind {
            ExprKind::Variable(variable) => self.reads(expr.span.start, variable),
            // `$x++` counts as an assignment.
            ExprKind::Unary { op, operand } => {
                use crate::tree::UnaryOp::{PostDecrement, PostIncrement, PreDecrement, PreIncrement};
                if matches!(op, PostDecrement | PostIncrement | PreDecrement | PreIncrement) {
                    self.assign(operand);
                }
            }
            _ => {}
        }
    }
}
