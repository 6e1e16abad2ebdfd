//! Records of the topology as objects, and how they are found.

use crate::cs::fault;
use crate::cs::shelf::Open;
use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Cx, Flow, Halt, Seq, Str, Type, Value};
use runtime::records;
use std::rc::Rc;
use store::topology::{Computer, Node, Pool, Service, Setting, Site};

/// Shows the records that are asked for: one by its name, or those whose identity fits a pattern.
pub(super) fn show<N: Node>(
    cx: &mut Cx<'_>,
    open: &Open,
    identity: Option<&Value>,
    pattern: Option<&Str>,
    object: impl Fn(&N, &Open) -> Result<Value, Halt>,
    wanted: impl Fn(&N) -> bool,
) -> Flow {
    if let Some(name) = identity.map(Value::plain_text) {
        return match open.topology.get::<N>(&name).map_err(fault::of_store)? {
            Some((node, _)) if wanted(&node) => cx.emit(object(&node, open)?),
            _ => cx.error(missing::<N>(&name)),
        };
    }
    let wildcard = pattern.map(|it| Wildcard::new(it, true)).transpose();
    let wildcard = wildcard
        .map_err(|it| fault::refused("FilterNotValid", Category::InvalidArgument, it.to_string(), pattern.cloned().unwrap_or_default()))?;
    for node in open.topology.list::<N>().map_err(fault::of_store)? {
        let fits = wildcard.as_ref().is_none_or(|it| it.is_match(node.node_name()) || it.is_match(&format!("Site:{}", node.node_name())));
        if fits && wanted(&node) {
            cx.emit(object(&node, open)?)?;
        }
    }
    Ok(())
}

/// The fault of a name that is not in the topology.
pub(super) fn missing<N: Node>(name: &str) -> runtime::author::Fault {
    let kind = match N::KIND {
        "site" => "Site",
        "pool" => "Cluster",
        "computer" => "Machine",
        _ => "Service",
    };
    let message = format!("Cannot find \"{kind}\" \"{name}\" because it does not exist.");
    fault::refused("ItemNotFound", Category::ObjectNotFound, message, name.to_owned())
}

fn texts(items: &[String]) -> Value {
    Value::Seq(Rc::new(Seq::list_of(Type::string(), items.iter().map(|it| Value::str(it)).collect())))
}

fn maybe(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |it| Value::str(it))
}

pub(super) fn site(site: &Site, open: &Open) -> Result<Value, Halt> {
    let pools: Vec<Pool> = open.topology.list::<Pool>().map_err(fault::of_store)?;
    let mine: Vec<&Pool> = pools.iter().filter(|it| it.site.eq_ignore_ascii_case(&site.name)).collect();
    let services: Vec<String> = mine.iter().flat_map(|it| it.services.clone()).collect();
    let names: Vec<String> = mine.iter().map(|it| it.fqdn.clone()).collect();
    Ok(records::typed(
        "Microsoft.Rtc.Management.Deploy.Internal.Site+CentralSite",
        &[
            ("Identity", Value::from(format!("Site:{}", site.name))),
            ("SiteId", Value::from(site.site_id)),
            ("Services", texts(&services)),
            ("Pools", texts(&names)),
            ("FederationRoute", maybe(site.federation_route.as_ref())),
            ("XmppFederationRoute", maybe(site.xmpp_federation_route.as_ref())),
            ("DefaultPersistentChatPool", maybe(site.default_persistent_chat_pool.as_ref())),
            ("Description", maybe(site.description.as_ref())),
            ("DisplayName", maybe(site.display_name.as_ref())),
            ("SiteType", Value::str(&site.site_type)),
            ("ParentSite", maybe(site.parent_site.as_ref())),
        ],
    ))
}

pub(super) fn pool(pool: &Pool, _open: &Open) -> Result<Value, Halt> {
    Ok(records::typed(
        "Microsoft.Rtc.Management.Deploy.Internal.Cluster",
        &[
            ("Identity", Value::str(&pool.fqdn)),
            ("Services", texts(&pool.services)),
            ("Computers", texts(&pool.computers)),
            ("Fqdn", Value::str(&pool.fqdn)),
            ("BackupPoolFqdn", maybe(pool.backup_pool_fqdn.as_ref())),
            ("Site", Value::from(format!("Site:{}", pool.site))),
        ],
    ))
}

pub(super) fn computer(computer: &Computer, _open: &Open) -> Result<Value, Halt> {
    Ok(records::typed(
        "Microsoft.Rtc.Management.Deploy.Internal.Machine",
        &[("Identity", Value::str(&computer.fqdn)), ("Pool", Value::str(&computer.pool)), ("Fqdn", Value::str(&computer.fqdn))],
    ))
}

pub(super) fn service(service: &Service, _open: &Open) -> Result<Value, Halt> {
    let mut notes = vec![("Identity".to_owned(), Value::str(&service.identity))];
    for (name, setting) in &service.properties {
        let value = match setting {
            Setting::Null => Value::Null,
            Setting::Number(it) => Value::from(*it),
            Setting::Text(it) => Value::str(it),
        };
        notes.push((name.clone(), value));
    }
    notes.extend([
        ("DependentServiceList".to_owned(), texts(&service.dependents)),
        ("ServiceId".to_owned(), Value::str(&service.service_id)),
        ("SiteId".to_owned(), Value::from(format!("Site:{}", service.site))),
        ("PoolFqdn".to_owned(), Value::str(&service.pool_fqdn)),
        ("Version".to_owned(), Value::from(service.version)),
        ("Role".to_owned(), Value::str(&service.role)),
    ]);
    let borrowed: Vec<(&str, Value)> = notes.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    Ok(records::typed(&format!("Microsoft.Rtc.Management.Xds.Display{}", service.role), &borrowed))
}
