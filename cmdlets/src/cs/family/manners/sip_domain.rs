//! SIP domains: exactly one is the default; one that somebody has an address in must stay.

use super::{Manners, ORDINARY, Occasion};
use crate::cs::fault;
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Fault, Flow};
use store::class::SIP_DOMAIN;
use store::directory::Selection;
use store::doc::{Datum, Doc};

const DEFAULT: &str = "IsDefault";

pub(super) const MANNERS: Manners = Manners {
    in_memory: false,
    instance: false,
    local_store: false,
    check: a_default_stays,
    after: demote_the_old_default,
    check_removal,
    ..ORDINARY
};

fn refused(id: &str, message: String, doc: &Doc) -> Fault {
    fault::refused(id, Category::InvalidOperation, message, doc.identity().to_string())
}

fn a_default_stays(_cx: &mut Cx<'_>, open: &Open, occasion: Occasion, doc: &Doc) -> Flow {
    if occasion != Occasion::Set || doc.is(DEFAULT) {
        return Ok(());
    }
    let before = open.documents.need(&SIP_DOMAIN, doc.identity()).map_err(fault::of_document)?;
    if !before.is(DEFAULT) {
        return Ok(());
    }
    let message = format!("\"{}\" is the default SIP domain. Make another domain the default instead.", doc.identity());
    Err(refused("DefaultSipDomainRequired", message, doc).into())
}

/// The new default is stored first: two defaults for a moment are better than none.
fn demote_the_old_default(open: &Open, doc: &Doc, command: &str) -> Flow {
    if !doc.is(DEFAULT) {
        return Ok(());
    }
    for mut other in open.documents.list(&SIP_DOMAIN).map_err(fault::of_document)? {
        if other.identity() != doc.identity() && other.is(DEFAULT) {
            other.set(DEFAULT, Datum::Flag(false)).map_err(|it| fault::of(&it))?;
            open.documents.save(&other, command).map_err(fault::of_document)?;
        }
    }
    Ok(())
}

fn check_removal(open: &Open, doc: &Doc) -> Flow {
    let name = doc.identity().to_string();
    if doc.is(DEFAULT) {
        return Err(refused("DefaultSipDomainRequired", format!("\"{name}\" is the default SIP domain and cannot be removed."), doc).into());
    }
    if open.documents.list(&SIP_DOMAIN).map_err(fault::of_document)?.len() < 2 {
        return Err(refused("LastSipDomain", format!("\"{name}\" is the only SIP domain and cannot be removed."), doc).into());
    }
    let ending = format!("@{}", name.to_ascii_lowercase());
    for page in open.directory.pages(Selection::All) {
        let page = page.map_err(fault::of_directory)?;
        let user = page.iter().find(|it| it.text("SipAddress").is_some_and(|sip| sip.to_ascii_lowercase().ends_with(&ending)));
        if let Some(user) = user {
            let message = format!("\"{name}\" cannot be removed: \"{}\" has an address in it.", user.identity());
            return Err(refused("SipDomainInUse", message, doc).into());
        }
    }
    Ok(())
}
