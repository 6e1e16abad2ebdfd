//! A domain is on the list of allowed ones or on that of blocked ones, never on both.

use super::{Manners, ORDINARY, Occasion};
use crate::cs::fault;
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Flow};
use store::class::{ALLOWED_DOMAIN, BLOCKED_DOMAIN};
use store::doc::Doc;

pub(super) const MANNERS: Manners = Manners { key_parameter: true, check: on_one_list_only, ..ORDINARY };

fn on_one_list_only(_cx: &mut Cx<'_>, open: &Open, occasion: Occasion, doc: &Doc) -> Flow {
    if occasion != Occasion::New && doc.revision() > 0 {
        return Ok(());
    }
    let other = if std::ptr::eq(doc.class(), &ALLOWED_DOMAIN) { &BLOCKED_DOMAIN } else { &ALLOWED_DOMAIN };
    if open.documents.get(other, doc.identity()).map_err(fault::of_document)?.is_none() {
        return Ok(());
    }
    let list = if std::ptr::eq(other, &BLOCKED_DOMAIN) { "blocked" } else { "allowed" };
    let message = format!("The domain \"{}\" is on the list of {list} domains; it can be on one list only.", doc.identity());
    Err(fault::refused("DomainOnOtherList", Category::ResourceExists, message, doc.identity().to_string()).into())
}
