//! Set-: properties of an item, or a whole item as an object.

use super::bound::{Bound, bind_through};
use super::manners::Occasion;
use super::operation;
use crate::cs::{fault, shelf};
use runtime::author::{Cmdlet, Cx, Flow};

pub(super) struct Set {
    bound: Bound,
}

bind_through!(Set);

impl Set {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound }
    }

    fn change(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        // An object may be of an item that does not exist yet: `New- -InMemory` made it.
        let before = match self.bound.instance()? {
            Some(doc) => doc,
            None => open.documents.need(self.bound.class(), &self.bound.identity_or_global()?).map_err(fault::of_document)?,
        };
        let mut doc = before;
        self.bound.apply_fields(cx.s, &mut doc)?;
        let manners = self.bound.plan().manners;
        (manners.prepare)(&self.bound, &mut doc)?;
        (manners.check)(cx, &open, Occasion::Set, &doc)?;
        if !cx.confirm(&doc.identity().to_string(), operation(&self.bound))? {
            return Ok(());
        }
        let command = shelf::command_line(cx);
        let saved = open.documents.save(&doc, &command).map_err(fault::of_document)?;
        (manners.after)(&open, &saved, &command)
    }
}

impl Cmdlet for Set {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        // One object that cannot be stored is an error; the next ones still get their turn.
        let done = self.change(cx);
        match done {
            Err(halt) if cx.expects_input() => cx.error(halt),
            done => done,
        }
    }
}
