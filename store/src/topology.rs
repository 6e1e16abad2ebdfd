//! Topology: sites, pools, computers and the services on them.
//!
//! In:    what this machine is called; later, edits.
//! Out:   records of each kind; the seed of a fresh store.
//! Never: looks at the machine or starts anything. The seed is a function of its arguments.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;

use crate::change::{ChangeSet, Expect};
use crate::class::SIP_DOMAIN;
use crate::doc::{Datum, Doc};
use crate::fault::StoreFault;
use crate::identity::Identity;
use crate::key::{Key, TOPOLOGY};
use crate::store::{Entry, Rev, Store, walk};
use crate::windows_service::{self, Place, Row};

/// Port on which XMPP partners are listened to.
pub const XMPP_LISTENING_PORT: u16 = 5269;
/// Port between the XMPP proxy and the XMPP gateway.
pub const XMPP_INTERNAL_PORT: u16 = 23_456;
/// Port between the registrar and the XMPP gateway.
pub const XMPP_GATEWAY_SIP_PORT: u16 = 5098;

/// What a fresh store is told about the machine it is made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Name of the one site.
    pub site: String,
    /// Name of the one pool and computer.
    pub fqdn: String,
    /// The SIP domain new users are put into.
    pub sip_domain: String,
}

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Name; the identity prints as `Site:<name>`.
    pub name: String,
    /// Number.
    pub site_id: u32,
    /// Free text.
    pub description: Option<String>,
    /// Name shown to people.
    pub display_name: Option<String>,
    /// Edge that serves SIP federation, as a service identity.
    pub federation_route: Option<String>,
    /// Edge that serves XMPP federation, as a service identity.
    pub xmpp_federation_route: Option<String>,
    /// Pool for persistent chat.
    pub default_persistent_chat_pool: Option<String>,
    /// `CentralSite` or `BranchSite`.
    pub site_type: String,
    /// Central site of a branch site.
    pub parent_site: Option<String>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// Name and identity.
    pub fqdn: String,
    /// Name of its site.
    pub site: String,
    /// Its computers.
    pub computers: Vec<String>,
    /// Identities of its services.
    pub services: Vec<String>,
    /// Pool that takes over.
    pub backup_pool_fqdn: Option<String>,
}

/// A computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computer {
    /// Name and identity.
    pub fqdn: String,
    /// Its pool.
    pub pool: String,
    /// Names of the Windows services on it, in display order.
    pub services: Vec<String>,
}

/// A service of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Identity without its scope, such as `EdgeServer:edge.contoso.com`.
    pub identity: String,
    /// Role, such as `EdgeServer`.
    pub role: String,
    /// Its pool.
    pub pool_fqdn: String,
    /// Name of its site.
    pub site: String,
    /// Id within the topology, such as `1-EdgeServer-1`.
    pub service_id: String,
    /// Version of the service.
    pub version: u32,
    /// What the role has beyond that, in display order.
    pub properties: Vec<(String, Setting)>,
    /// Identities of services that depend on it.
    pub dependents: Vec<String>,
}

/// Value of a service property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// Nothing.
    Null,
    /// A port or a count.
    Number(u32),
    /// A name.
    Text(String),
}

impl Service {
    /// A property by name, whatever the case.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Setting> {
        self.properties.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, it)| it)
    }
}

/// A kind of topology record.
pub trait Node: Serialize + DeserializeOwned {
    /// Word in its key.
    const KIND: &'static str;
    /// Name in its key.
    fn node_name(&self) -> &str;
}

impl Node for Site {
    const KIND: &'static str = "site";
    fn node_name(&self) -> &str {
        &self.name
    }
}

impl Node for Pool {
    const KIND: &'static str = "pool";
    fn node_name(&self) -> &str {
        &self.fqdn
    }
}

impl Node for Computer {
    const KIND: &'static str = "computer";
    fn node_name(&self) -> &str {
        &self.fqdn
    }
}

impl Node for Service {
    const KIND: &'static str = "service";
    fn node_name(&self) -> &str {
        &self.identity
    }
}

/// The topology in a store; cheap to clone.
#[derive(Clone)]
pub struct Topology {
    store: Arc<dyn Store>,
}

impl Topology {
    /// The topology of a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Fills a fresh store; does nothing if there is a topology. Tells whether it did.
    pub fn ensure(&self, machine: &Machine) -> Result<bool, StoreFault> {
        if self.store.count(TOPOLOGY)? > 0 {
            return Ok(false);
        }
        match self.store.commit(seed(machine)) {
            Ok(_) => Ok(true),
            // Another process was faster.
            Err(StoreFault::Conflict { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// One record, with its revision.
    pub fn get<N: Node>(&self, name: &str) -> Result<Option<(N, Rev)>, StoreFault> {
        let entry = self.store.get(&Key::topology(N::KIND, name))?;
        entry.map(|it| Ok((read(&it)?, it.revision))).transpose()
    }

    /// Every record of a kind, by name.
    pub fn list<N: Node>(&self) -> Result<Vec<N>, StoreFault> {
        let prefix = [TOPOLOGY, N::KIND.as_bytes(), b"/"].concat();
        let mut nodes = Vec::new();
        walk(self.store.as_ref(), &prefix, &mut |entry| {
            nodes.push(read(&entry)?);
            Ok(())
        })?;
        Ok(nodes)
    }

    /// Stores a record over the revision it was read at; 0 for a new one.
    pub fn save<N: Node>(&self, node: &N, seen: Rev, command: &str) -> Result<Rev, StoreFault> {
        let expect = if seen == 0 { Expect::Absent } else { Expect::Rev(seen) };
        Ok(self.store.commit(add(ChangeSet::new(command), node, expect))?.rev)
    }

    /// Name of the site of a pool.
    pub fn site_of_pool(&self, fqdn: &str) -> Result<Option<String>, StoreFault> {
        Ok(self.get::<Pool>(fqdn)?.map(|(pool, _)| pool.site))
    }
}

fn read<N: Node>(entry: &Entry) -> Result<N, StoreFault> {
    serde_json::from_slice(&entry.value).map_err(|it| StoreFault::damaged(entry.key.to_string(), it.to_string()))
}

fn add<N: Node>(change: ChangeSet, node: &N, expect: Expect) -> ChangeSet {
    let bytes = serde_json::to_vec(node).unwrap_or_default();
    change.put(Key::topology(N::KIND, node.node_name()), bytes, expect)
}

/// What a fresh store knows: one site, one pool on one computer, its services, one SIP domain.
#[must_use]
pub fn seed(machine: &Machine) -> ChangeSet {
    let services = seed_services(machine);
    let pool = Pool {
        fqdn: machine.fqdn.clone(),
        site: machine.site.clone(),
        computers: vec![machine.fqdn.clone()],
        services: services.iter().map(|it| it.identity.clone()).collect(),
        backup_pool_fqdn: None,
    };
    let rows = windows_service::on(&[Place::FrontEnd, Place::Edge]);
    let names = rows.map(|it: &Row| it.name.to_owned()).collect();
    let computer = Computer { fqdn: machine.fqdn.clone(), pool: machine.fqdn.clone(), services: names };
    let mut change = ChangeSet::new("(a fresh store)");
    change = add(change, &seed_site(machine), Expect::Absent);
    change = add(change, &pool, Expect::Absent);
    change = add(change, &computer, Expect::Absent);
    for service in &services {
        change = add(change, service, Expect::Absent);
    }
    match seed_sip_domain(machine) {
        Some((key, bytes)) => change.put(key, bytes, Expect::Any),
        None => change,
    }
}

fn seed_site(machine: &Machine) -> Site {
    let edge = format!("EdgeServer:{}", machine.fqdn);
    Site {
        name: machine.site.clone(),
        site_id: 1,
        description: None,
        display_name: Some(machine.site.clone()),
        federation_route: Some(edge.clone()),
        xmpp_federation_route: Some(edge),
        default_persistent_chat_pool: None,
        site_type: "CentralSite".to_owned(),
        parent_site: None,
    }
}

fn seed_sip_domain(machine: &Machine) -> Option<(Key, Vec<u8>)> {
    let identity = Identity::item(&machine.sip_domain).ok()?;
    let mut doc = Doc::new(&SIP_DOMAIN, identity);
    doc.set("IsDefault", Datum::Flag(true)).ok()?;
    let key = Key::doc(SIP_DOMAIN.noun, doc.identity());
    Some((key, doc.encode(&mut |_| String::new())))
}

fn seed_services(machine: &Machine) -> Vec<Service> {
    let pool = &machine.fqdn;
    let registrar = format!("Registrar:{pool}");
    let number = |name: &str, it: u32| (name.to_owned(), Setting::Number(it));
    let text = |name: &str, it: &str| (name.to_owned(), Setting::Text(it.to_owned()));
    let make = |role: &str, properties, dependents| Service {
        identity: format!("{role}:{pool}"),
        role: role.to_owned(),
        pool_fqdn: pool.clone(),
        site: machine.site.clone(),
        service_id: format!("1-{role}-1"),
        version: 6,
        properties,
        dependents,
    };
    let front = vec![
        number("SipServerTcpPort", 5060),
        number("SipServerTlsPort", 5061),
        number("XmppGatewaySipPort", u32::from(XMPP_GATEWAY_SIP_PORT)),
        text("EdgeServer", &format!("EdgeServer:{pool}")),
    ];
    let dependents = vec![format!("UserServer:{pool}"), format!("EdgeServer:{pool}")];
    vec![
        make("Registrar", front, dependents),
        make("UserServer", vec![text("Registrar", &registrar)], Vec::new()),
        make("EdgeServer", edge_properties(&registrar, pool), Vec::new()),
        make("CentralManagement", vec![(String::from("Active"), Setting::Text("True".to_owned()))], Vec::new()),
    ]
}

fn edge_properties(registrar: &str, pool: &str) -> Vec<(String, Setting)> {
    let numbers = |list: &[(&str, u32)]| -> Vec<_> { list.iter().map(|(name, it)| ((*name).to_owned(), Setting::Number(*it))).collect() };
    let names = |list: &[&str]| -> Vec<_> { list.iter().map(|name| ((*name).to_owned(), Setting::Text(pool.to_owned()))).collect() };
    let mut all = vec![("Registrar".to_owned(), Setting::Text(registrar.to_owned()))];
    all.extend(numbers(&[
        ("AccessEdgeInternalSipPort", 5061),
        ("AccessEdgeExternalSipPort", 5061),
        ("AccessEdgeClientSipPort", 443),
        ("DataPsomServerPort", 8057),
        ("DataPsomClientPort", 444),
        ("MediaRelayAuthEdgePort", 5062),
        ("MediaRelayInternalTurnTcpPort", 443),
        ("MediaRelayExternalTurnTcpPort", 445),
        ("MediaRelayInternalTurnUdpPort", 3478),
        ("MediaRelayExternalTurnUdpPort", 3478),
        ("MediaCommunicationPortStart", 50_000),
        ("MediaCommunicationPortCount", 10_000),
    ]));
    all.extend(names(&[
        "AccessEdgeExternalFqdn",
        "DataEdgeExternalFqdn",
        "AVEdgeExternalFqdn",
        "InternalInterfaceFqdn",
        "ExternalMrasFqdn",
    ]));
    all.extend(numbers(&[("XmppInternalPort", u32::from(XMPP_INTERNAL_PORT)), ("XmppListeningPort", u32::from(XMPP_LISTENING_PORT))]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        Machine { site: "Redmond".into(), fqdn: "pool01.litwareinc.com".into(), sip_domain: "litwareinc.com".into() }
    }

    #[test]
    fn the_seed_is_the_same_for_the_same_machine() {
        assert_eq!(seed(&machine()).writes, seed(&machine()).writes);
    }

    #[test]
    fn a_fresh_store_listens_for_xmpp() {
        let topology = Topology::new(crate::memory());
        assert!(topology.ensure(&machine()).unwrap());
        assert!(!topology.ensure(&machine()).unwrap());
        let (edge, _) = topology.get::<Service>("edgeserver:POOL01.litwareinc.com").unwrap().unwrap();
        assert_eq!(edge.property("xmpplisteningport"), Some(&Setting::Number(5269)));
        assert_eq!(edge.property("XmppInternalPort"), Some(&Setting::Number(23_456)));
        assert_eq!(topology.site_of_pool("pool01.litwareinc.com").unwrap().as_deref(), Some("Redmond"));
        assert_eq!(topology.list::<Service>().unwrap().len(), 4);
    }
}
