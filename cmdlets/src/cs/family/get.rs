//! Get-: every item of a class, one of them, or those whose identity fits a pattern.

use super::bound::{Bound, bind_through};
use super::plan::Role;
use crate::cs::object::DocObject;
use crate::cs::{fault, shelf};
use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Cmdlet, Cx, Flow, Value};
use store::identity::{Identity, Scope};

pub(super) struct Get {
    bound: Bound,
}

bind_through!(Get);

impl Get {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound }
    }
}

impl Cmdlet for Get {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let class = self.bound.class();
        let documents = shelf::open(cx.s)?.documents;
        if let Some(identity) = self.bound.identity()? {
            return match documents.need(class, &identity) {
                Ok(doc) => cx.emit(DocObject::value(doc)),
                Err(fault) => cx.error(fault::of_document(fault)),
            };
        }
        let pattern = self.bound.text(Role::Filter);
        let wildcard = pattern.as_deref().map(|it| Wildcard::new(it, true)).transpose().map_err(|it| {
            fault::refused("FilterNotValid", Category::InvalidArgument, it.to_string(), Value::from(pattern.clone().unwrap_or_default()))
        })?;
        for doc in documents.list(class).map_err(fault::of_document)? {
            if wildcard.as_ref().is_none_or(|it| fits(it, doc.identity())) {
                cx.emit(DocObject::value(doc))?;
            }
        }
        Ok(())
    }
}

/// A per-user item is also found by its bare name, as the 2013 texts have it.
fn fits(pattern: &Wildcard, identity: &Identity) -> bool {
    pattern.is_match(&identity.to_string()) || (identity.scope() == Scope::Tag && pattern.is_match(identity.name()))
}
