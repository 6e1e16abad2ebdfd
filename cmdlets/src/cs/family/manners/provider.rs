//! Providers: names and servers are unique over both lists; none works beside a default route.

use super::{Manners, ORDINARY, Occasion};
use crate::cs::fault;
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Flow};
use store::class::{ACCESS_EDGE_CONFIGURATION, HOSTING_PROVIDER, PUBLIC_PROVIDER};
use store::doc::{Datum, Doc};
use store::identity::Identity;

pub(super) const MANNERS: Manners = Manners { check, ..ORDINARY };

fn check(_cx: &mut Cx<'_>, open: &Open, occasion: Occasion, doc: &Doc) -> Flow {
    if occasion == Occasion::Switch {
        return no_default_route(open, doc);
    }
    for class in [&PUBLIC_PROVIDER, &HOSTING_PROVIDER] {
        for other in open.documents.list(class).map_err(fault::of_document)? {
            let itself = std::ptr::eq(doc.class(), class) && other.identity() == doc.identity();
            if itself && occasion == Occasion::Set {
                continue;
            }
            if other.identity() == doc.identity() {
                return Err(taken("Identity", &doc.identity().to_string(), &other));
            }
            if same_server(doc, &other) {
                let server = doc.get("ProxyFqdn").map(ToString::to_string).unwrap_or_default();
                return Err(taken("ProxyFqdn", &server, &other));
            }
        }
    }
    Ok(())
}

fn same_server(doc: &Doc, other: &Doc) -> bool {
    let server = |it: &Doc| it.get("ProxyFqdn").and_then(Datum::as_text).map(str::to_ascii_lowercase);
    server(doc).is_some_and(|mine| server(other) == Some(mine))
}

fn taken(what: &str, value: &str, other: &Doc) -> runtime::author::Halt {
    let message = format!("The {what} \"{value}\" belongs to the {} \"{}\" already.", other.class().short_name(), other.identity());
    fault::refused("ProviderNotUnique", Category::ResourceExists, message, value.to_owned()).into()
}

fn no_default_route(open: &Open, doc: &Doc) -> Flow {
    let edge = open.documents.need(&ACCESS_EDGE_CONFIGURATION, &Identity::global()).map_err(fault::of_document)?;
    if edge.get("RoutingMethod").and_then(Datum::as_text) != Some("UseDefaultRouting") {
        return Ok(());
    }
    let message = "Providers cannot be enabled or disabled while the Access Edge sends everything along a default route. Use Set-CsAccessEdgeConfiguration -UseDnsSrvRouting first.";
    Err(fault::refused("DefaultRouteInUse", Category::InvalidOperation, message, doc.identity().to_string()).into())
}
