//! Access Edge settings: routing through DNS or along one default route, each with properties of its own.

use super::super::bound::Bound;
use super::super::plan::Role;
use super::{Manners, ORDINARY, Occasion};
use crate::cs::fault;
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Flow, Value};
use store::class::{Field, HOSTING_PROVIDER, PUBLIC_PROVIDER};
use store::doc::{Datum, Doc};

const IDENTITY: &str = "Identity";
const DEFAULT_ROUTE: &str = "DefaultRoute";
const DNS: &str = "DnsSrvRouting";
const USE_DEFAULT: &str = "UseDefaultRouting";
const USE_DNS: &str = "UseDnsSrvRouting";
const METHOD: &str = "RoutingMethod";

pub(super) const MANNERS: Manners = Manners {
    set_parameter,
    switches: &[
        (USE_DEFAULT, DEFAULT_ROUTE, "Sends all federation traffic along one route; needs -DefaultRouteFqdn."),
        (USE_DNS, DNS, "Finds partners through DNS; needs -EnablePartnerDiscovery."),
    ],
    prepare: choose_routing,
    check: no_providers_beside_a_default_route,
    ..ORDINARY
};

fn set_parameter(field: &Field) -> Option<&'static [&'static str]> {
    match field.name {
        METHOD => None,
        "DefaultRouteFqdn" | "IsPublicProvider" | "VerificationLevel" => Some(&[DEFAULT_ROUTE]),
        "EnablePartnerDiscovery" | "BeClearingHouse" | "DiscoveredPartnerVerificationLevel" => Some(&[DNS]),
        _ => Some(&[IDENTITY, DEFAULT_ROUTE, DNS]),
    }
}

fn choose_routing(bound: &Bound, doc: &mut Doc) -> Flow {
    let (default, dns) = (bound.is_on(Role::Switch(USE_DEFAULT)), bound.is_on(Role::Switch(USE_DNS)));
    if default && doc.get("DefaultRouteFqdn").is_none_or(Datum::is_null) {
        return Err(needed(USE_DEFAULT, "DefaultRouteFqdn").into());
    }
    let discovery = doc.class().slot("EnablePartnerDiscovery").map(Role::Field);
    if dns && discovery.is_none_or(|role| bound.value(role).is_none()) {
        return Err(needed(USE_DNS, "EnablePartnerDiscovery").into());
    }
    let method = match (default, dns) {
        (true, _) => USE_DEFAULT,
        (_, true) => USE_DNS,
        _ => return Ok(()),
    };
    doc.set(METHOD, Datum::text(method)).map_err(|it| fault::of(&it).into())
}

fn needed(switch: &str, parameter: &str) -> runtime::author::Fault {
    let message = format!("-{switch} needs -{parameter}.");
    fault::refused("ParameterNeeded", Category::InvalidArgument, message, Value::str(parameter))
}

fn no_providers_beside_a_default_route(_cx: &mut Cx<'_>, open: &Open, _occasion: Occasion, doc: &Doc) -> Flow {
    if doc.get(METHOD).and_then(Datum::as_text) != Some(USE_DEFAULT) {
        return Ok(());
    }
    for class in [&PUBLIC_PROVIDER, &HOSTING_PROVIDER] {
        if let Some(provider) = open.documents.list(class).map_err(fault::of_document)?.first() {
            let message = format!("A default route cannot be used while providers exist; remove \"{}\" first.", provider.identity());
            return Err(fault::refused("ProvidersExist", Category::InvalidOperation, message, provider.identity().to_string()).into());
        }
    }
    Ok(())
}
