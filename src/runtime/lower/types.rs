//! Lowering of type names, classes and enumerations.

use super::Lowerer;
use crate::block::{BlockBody, FunctionPart};
use crate::code::*;
use crate::value::Symbol;
use lang::tree::{self, TypeName, TypeNameKind};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

impl Lowerer {
    pub(crate) fn type_site(&mut self, name: &TypeName) -> TypeSite {
        TypeSite { text: self.text(name.span), name: name.clone(), span: name.span, seen: Cell::new(None) }
    }

    pub(crate) fn type_definition(&mut self, definition: &tree::TypeDefinition) -> TypeCode {
        let mut code = TypeCode {
            definition: DefinitionRef::of(definition),
            properties: Vec::new(),
            methods: Vec::new(),
            enum_values: Vec::new(),
            span: definition.span,
            attributes: definition.attributes.iter().map(|a| self.attribute(a)).collect(),
        };
        for member in &definition.members {
            match member {
                tree::Member::Property(property) => code.properties.push(self.property(property)),
                tree::Member::Method(method) => code.methods.push(self.method(method)),
                tree::Member::EnumValue { name, value, .. } => {
                    code.enum_values.push((name.clone(), value.as_ref().map(|v| self.expr(v))));
                }
            }
        }
        code
    }

    fn property(&mut self, property: &tree::PropertyMember) -> PropertyCode {
        PropertyCode {
            name: property.name.clone(),
            symbol: Symbol::of(&property.name),
            ty: property.type_name.as_ref().map(|t| self.type_site(t)),
            attributes: property.attributes.iter().filter(|a| !a.is_type_constraint).map(|a| self.attribute(a)).collect(),
            is_static: property.is_static,
            is_hidden: property.is_hidden,
            initial: property.initial.as_ref().map(|e| self.expr(e)),
            span: property.span,
        }
    }

    fn method(&mut self, method: &tree::MethodMember) -> MethodCode {
        let mut inner = Lowerer::new(&self.source);
        let params: Vec<ParamCode> = method.params.iter().map(|p| inner.param(p)).collect();
        let base_arguments = method.base_arguments.as_ref().map(|args| args.iter().map(|a| inner.expr(a)).collect());
        let for_body: Vec<ParamCode> = method.params.iter().map(|p| inner.param(p)).collect();
        let part = FunctionPart {
            name: method.name.clone(),
            is_filter: false,
            help: None,
            shown: Vec::new(),
            params: RefCell::new(Some(for_body)),
        };
        let returns_void = method.is_constructor
            || method.return_type.as_ref().is_some_and(
                |t| matches!(&t.kind, TypeNameKind::Simple(n) if n.eq_ignore_ascii_case("void") || n.eq_ignore_ascii_case("system.void")),
            );
        MethodCode {
            name: method.name.clone(),
            symbol: Symbol::of(&method.name),
            returns: method.return_type.as_ref().map(|t| self.type_site(t)),
            // A method without a return type gives nothing back, as in the original.
            returns_void: returns_void || method.return_type.is_none(),
            is_static: method.is_static,
            is_hidden: method.is_hidden,
            is_constructor: method.is_constructor,
            params,
            base_arguments,
            body: Rc::new(BlockBody::of_function(method.body.clone(), part)),
            span: method.span,
        }
    }
}
