//! The first pass: type names inside classes, types defined twice, members assigned without `$this`.

use super::KnownTypes;
use super::constant::pure_expression;
use super::names::is_ordered;
use super::walk::{self, AttributePlace, Place, Role, Visitor};
use crate::error::ErrorList;
use crate::message as msg;
use crate::tree::{Attribute, Expr, ExprKind, Member, ScriptBlock, Statement, StatementKind};
use crate::tree::{TypeDefinition, TypeName, TypeNameKind, Variable};
use std::collections::HashMap;

pub(super) fn check(tree: &ScriptBlock, types: &dyn KnownTypes, errors: &mut ErrorList) {
    let mut symbols = Symbols { types, errors, defined: defined_below(tree), count: 0, tables: Vec::new(), classes: Vec::new() };
    walk::script(&mut symbols, tree, Role::Script);
}

/// Properties by lower-case name: as written, and whether they are static.
type Properties = HashMap<String, (String, bool)>;

struct Symbols<'t, 'e> {
    types: &'e dyn KnownTypes,
    errors: &'e mut ErrorList,
    defined: Vec<(usize, &'t TypeDefinition)>,
    /// Script blocks met so far.
    count: usize,
    /// Types that each script block around defines, in lower case.
    tables: Vec<Vec<String>>,
    /// The innermost is where code stands; without a name, in a script block that is no method.
    classes: Vec<(String, Properties)>,
}

impl<'t> Visitor<'t> for Symbols<'t, '_> {
    fn script(&mut self, _script: &'t ScriptBlock, role: Role) {
        let mut table = Vec::new();
        let number = self.count;
        self.count += 1;
        for (_, definition) in self.defined.iter().filter(|(owner, _)| *owner == number) {
            let name = definition.name.to_lowercase();
            if table.contains(&name) {
                let message = &msg::MEMBER_ALREADY_DEFINED;
                self.errors.report_with(message, definition.span, &[&definition.name]);
            }
            table.push(name);
        }
        self.tables.push(table);
        if role != Role::Method {
            self.classes.push((String::new(), Properties::new()));
        }
    }

    fn leave_script(&mut self, role: Role) {
        self.tables.pop();
        if role != Role::Method {
            self.classes.pop();
        }
    }

    fn type_definition(&mut self, definition: &'t TypeDefinition) {
        let mut properties = Properties::new();
        for member in &definition.members {
            if let Member::Property(property) = member {
                let fact = (property.name.to_string(), property.is_static);
                properties.entry(property.name.to_lowercase()).or_insert(fact);
            }
        }
        self.classes.push((definition.name.to_string(), properties));
    }

    fn leave_type(&mut self) {
        self.classes.pop();
    }

    fn statement(&mut self, statement: &'t Statement) {
        if let StatementKind::Assign { target, .. } = &statement.kind {
            self.assigned(target);
        }
    }

    fn attribute(&mut self, attribute: &'t Attribute, _place: AttributePlace) {
        self.type_name(&attribute.type_name, true);
    }

    fn type_constraint(&mut self, name: &'t TypeName) {
        self.type_name(name, false);
    }

    fn expr(&mut self, expr: &'t Expr, _place: Place) {
        if let ExprKind::Type(name) = &expr.kind {
            self.type_name(name, false);
        }
    }
}

impl Symbols<'_, '_> {
    fn in_class(&self) -> bool {
        self.classes.iter().any(|(name, _)| !name.is_empty())
    }

    fn type_name(&mut self, name: &TypeName, is_attribute: bool) {
        match &name.kind {
            TypeNameKind::Simple(text) => self.simple_name(name, text, is_attribute),
            TypeNameKind::Array { element, .. } => self.type_name(element, false),
            TypeNameKind::Generic { arguments, .. } => {
                for argument in arguments {
                    self.type_name(argument, false);
                }
            }
        }
    }

    fn simple_name(&mut self, name: &TypeName, text: &str, is_attribute: bool) {
        if !self.in_class() || is_ordered(name) {
            return;
        }
        let lower = text.to_lowercase();
        let is_defined = self.tables.iter().any(|table| table.contains(&lower));
        let with_suffix = is_attribute && self.types.is_known(&format!("{text}Attribute"));
        if is_defined || with_suffix || self.types.is_known(text) {
            return;
        }
        let message = if is_attribute { &msg::CUSTOM_ATTRIBUTE_TYPE_NOT_FOUND } else { &msg::TYPE_NOT_FOUND };
        self.errors.report_with(message, name.span, &[text]);
    }

    /// `Name = …` in a method where the class has such a property is an oversight.
    fn assigned(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Variable(variable) => self.assigned_variable(target, variable),
            ExprKind::Array(items) => items.iter().for_each(|item| self.assigned(item)),
            ExprKind::Convert { operand, .. } => self.assigned(operand),
            ExprKind::Paren(inner) => {
                if let Some(expr) = pure_expression(inner) {
                    self.assigned(expr);
                }
            }
            _ => {}
        }
    }

    fn assigned_variable(&mut self, target: &Expr, variable: &Variable) {
        let Some((class, properties)) = self.classes.last() else {
            return;
        };
        let Some((name, is_static)) = properties.get(&variable.name.to_lowercase()) else {
            return;
        };
        if variable.scope.is_some() {
            return;
        }
        let (message, prefix) = if *is_static {
            (&msg::MISSING_TYPE_IN_STATIC_PROPERTY_ASSIGNMENT, format!("[{class}]::"))
        } else {
            (&msg::MISSING_THIS, "$this.".to_owned())
        };
        self.errors.report_with(message, target.span, &[&prefix, name]);
    }
}

/// Every type in a script with the number of the script block that it belongs to.
pub(super) fn defined_below(script: &ScriptBlock) -> Vec<(usize, &TypeDefinition)> {
    let mut finder = Finder::default();
    walk::script(&mut finder, script, Role::Script);
    finder.found
}

/// Counts script blocks in the order of the walk.
#[derive(Default)]
struct Finder<'t> {
    found: Vec<(usize, &'t TypeDefinition)>,
    around: Vec<usize>,
    count: usize,
}

impl<'t> Visitor<'t> for Finder<'t> {
    fn script(&mut self, _script: &'t ScriptBlock, _role: Role) {
        self.around.push(self.count);
        self.count += 1;
    }

    fn leave_script(&mut self, _role: Role) {
        self.around.pop();
    }

    fn type_definition(&mut self, definition: &'t TypeDefinition) {
        let owner = self.around.last().copied().unwrap_or(0);
        self.found.push((owner, definition));
    }
}
