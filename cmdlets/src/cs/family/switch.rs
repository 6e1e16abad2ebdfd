//! Enable- and Disable-: switch an item on or off; what it already is cannot be said again.

use super::bound::{Bound, bind_through};
use super::manners::Occasion;
use super::operation;
use crate::cs::{fault, shelf};
use runtime::author::{Category, Cmdlet, Cx, Flow};
use store::doc::Datum;

/// The property these verbs change.
const SWITCH: &str = "Enabled";

pub(super) struct Switch {
    bound: Bound,
    on: bool,
}

bind_through!(Switch);

impl Switch {
    pub(super) fn new(bound: Bound, on: bool) -> Self {
        Self { bound, on }
    }

    fn switch(&mut self, cx: &mut Cx<'_>) -> Flow {
        let class = self.bound.class();
        let identity = match self.bound.instance()? {
            Some(doc) => doc.identity().clone(),
            None => self.bound.identity_or_global()?,
        };
        let open = shelf::open(cx.s)?;
        let mut doc = open.documents.need(class, &identity).map_err(fault::of_document)?;
        if doc.is(SWITCH) == self.on {
            let state = if self.on { "enabled" } else { "disabled" };
            let message = format!("\"{}\" \"{identity}\" is already {state}.", class.short_name());
            return Err(fault::refused("StateAlreadySet", Category::InvalidOperation, message, identity.to_string()).into());
        }
        (self.bound.plan().manners.check)(cx, &open, Occasion::Switch, &doc)?;
        if !cx.confirm(&identity.to_string(), operation(&self.bound))? {
            return Ok(());
        }
        doc.set(SWITCH, Datum::Flag(self.on)).map_err(|it| fault::of(&it))?;
        open.documents.save(&doc, &shelf::command_line(cx)).map_err(fault::of_document)?;
        Ok(())
    }
}

impl Cmdlet for Switch {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.switch(cx);
        match done {
            Err(halt) if cx.expects_input() => cx.error(halt),
            done => done,
        }
    }
}
