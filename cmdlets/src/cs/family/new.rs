//! New-: a new item of a class, stored or only in memory.

use super::bound::{Bound, bind_through};
use super::manners::Occasion;
use super::operation;
use super::plan::Role;
use crate::cs::object::DocObject;
use crate::cs::{fault, shelf};
use runtime::author::{Cmdlet, Cx, Flow};
use store::doc::Doc;

pub(super) struct Create {
    bound: Bound,
}

bind_through!(Create);

impl Create {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound }
    }
}

impl Cmdlet for Create {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let identity = self.bound.identity_or_global()?;
        let mut doc = Doc::new(self.bound.class(), identity);
        self.bound.apply_fields(cx.s, &mut doc)?;
        if self.bound.is_on(Role::InMemory) {
            return cx.emit(DocObject::value(doc));
        }
        let open = shelf::open(cx.s)?;
        let manners = self.bound.plan().manners;
        (manners.check)(cx, &open, Occasion::New, &doc)?;
        if !cx.confirm(&doc.identity().to_string(), operation(&self.bound))? {
            return Ok(());
        }
        let command = shelf::command_line(cx);
        let made = open.documents.create(&doc, &command).map_err(fault::of_document)?;
        (manners.after)(&open, &made, &command)?;
        cx.emit(DocObject::value(made))
    }
}
