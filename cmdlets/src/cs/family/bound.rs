//! What was bound to a cmdlet of a family, by the part each parameter plays.

use super::plan::{Plan, Role};
use crate::cs::fault;
use crate::cs::object::{DocObject, read_datum};
use runtime::author::{Bind, Category, Flow, Halt, Session, Str, Value};
use runtime::convert::to_bool;
use std::rc::Rc;
use store::class::Class;
use store::doc::Doc;
use store::identity::Identity;

/// Bound values of one running cmdlet.
pub(super) struct Bound {
    plan: Rc<Plan>,
    values: Vec<Option<Value>>,
}

impl Bind for Bound {
    fn offer(&mut self, param: usize, value: Value) {
        if let Some(place) = self.values.get_mut(param) {
            *place = Some(value);
        }
    }

    fn withdraw(&mut self, param: usize) {
        if let Some(place) = self.values.get_mut(param) {
            *place = None;
        }
    }
}

/// Passes the binder's calls on to the `bound` of a verb.
macro_rules! bind_through {
    ($verb:ty) => {
        impl runtime::author::Bind for $verb {
            fn offer(&mut self, param: usize, value: runtime::author::Value) {
                runtime::author::Bind::offer(&mut self.bound, param, value);
            }

            fn withdraw(&mut self, param: usize) {
                runtime::author::Bind::withdraw(&mut self.bound, param);
            }
        }
    };
}
pub(super) use bind_through;

impl Bound {
    pub(super) fn new(plan: &Rc<Plan>) -> Self {
        Self { plan: Rc::clone(plan), values: vec![None; plan.roles.len()] }
    }

    pub(super) fn plan(&self) -> &Rc<Plan> {
        &self.plan
    }

    pub(super) fn class(&self) -> &'static Class {
        self.plan.class
    }

    /// The value of a parameter; none if it was not given. `$null` counts as given.
    pub(super) fn value(&self, role: Role) -> Option<&Value> {
        let at = self.plan.roles.iter().position(|it| *it == role)?;
        self.values[at].as_ref()
    }

    pub(super) fn text(&self, role: Role) -> Option<Str> {
        self.value(role).map(Value::plain_text)
    }

    pub(super) fn is_on(&self, role: Role) -> bool {
        self.value(role).is_some_and(to_bool)
    }

    /// The identity that was named, in a scope the class allows.
    pub(super) fn identity(&self) -> Result<Option<Identity>, Halt> {
        let named = self.text(Role::Identity).or_else(|| self.text(Role::Key));
        let parsed = named.map(|text| Identity::parse(&text, self.class().scopes)).transpose();
        parsed.map_err(|it| fault::of(&it).into())
    }

    /// The identity that was named; where nothing was named, the global one.
    pub(super) fn identity_or_global(&self) -> Result<Identity, Halt> {
        if let Some(identity) = self.identity()? {
            return Ok(identity);
        }
        if !self.class().scopes.is_list() {
            return Ok(Identity::global());
        }
        let message = format!("{} needs an identity: the list has no global item. Use -Identity or -Instance.", self.plan.spec.name);
        Err(fault::refused("IdentityMissing", Category::InvalidArgument, message, Value::Null).into())
    }

    /// The document of `-Instance`; it must be of the cmdlet's class.
    pub(super) fn instance(&self) -> Result<Option<Doc>, Halt> {
        let Some(value) = self.value(Role::Instance) else { return Ok(None) };
        let doc = value.as_native::<DocObject>().map(DocObject::doc);
        if let Some(doc) = doc.filter(|it| std::ptr::eq(it.class(), self.class())) {
            return Ok(Some(doc));
        }
        let given = value.ty().map_or("null", |ty| ty.full_name());
        let message = format!("-Instance takes an object of type \"{}\"; a \"{given}\" was given.", self.class().type_name);
        Err(fault::refused("InstanceTypeNotAllowed", Category::InvalidType, message, value.clone()).into())
    }

    /// Writes every named property into a document.
    pub(super) fn apply_fields(&self, s: &mut Session, doc: &mut Doc) -> Flow {
        for (at, role) in self.plan.roles.iter().enumerate() {
            let (Role::Field(slot), Some(value)) = (role, &self.values[at]) else { continue };
            let field = &self.class().fields[*slot];
            let set = read_datum(s, field, value, doc.at(*slot)).and_then(|datum| doc.set_at(*slot, datum).map_err(|it| it.to_string()));
            set.map_err(|reason| fault::not_bound(field.name, &reason))?;
        }
        Ok(())
    }
}
