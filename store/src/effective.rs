//! Effective: which document holds for an account.
//!
//! In:    a class, an account, the documents and the topology.
//! Out:   the one document that holds, and why. The whole document wins; properties are never mixed.
//! Never: fails for want of a policy. A granted policy that is gone counts as none, and the answer says so.

use smol_str::SmolStr;

use crate::class::Class;
use crate::directory::Account;
use crate::doc::Doc;
use crate::documents::{DocumentFault, Documents};
use crate::identity::{Identity, Scope};
use crate::topology::Topology;

/// The document that holds.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The document itself.
    pub doc: Doc,
    /// A granted policy that does not exist any more and was passed over.
    pub dangling: Option<SmolStr>,
}

impl Effective {
    /// Where the winner comes from.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.doc.identity().scope()
    }
}

/// Finds what holds, by precedence: per-user, service, site, global.
#[derive(Clone)]
pub struct Precedence {
    documents: Documents,
    topology: Topology,
}

impl Precedence {
    /// Precedence over these documents in this topology.
    #[must_use]
    pub fn new(documents: Documents, topology: Topology) -> Self {
        Self { documents, topology }
    }

    /// The document of a class that holds for an account; none if the class has no global document.
    pub fn of(&self, class: &'static Class, account: &Account) -> Result<Option<Effective>, DocumentFault> {
        let granted = class.grant_to.and_then(|property| account.granted(property));
        if let Some(doc) = self.granted(class, granted)? {
            return Ok(Some(Effective { doc, dangling: None }));
        }
        let pool = account.text("RegistrarPool");
        let found = match self.of_pool(class, pool)? {
            Some(doc) => Some(doc),
            None if class.scopes.has(Scope::Global) => self.documents.get(class, &Identity::global())?,
            None => None,
        };
        Ok(found.map(|doc| Effective { doc, dangling: granted.map(SmolStr::from) }))
    }

    fn granted(&self, class: &'static Class, name: Option<&str>) -> Result<Option<Doc>, DocumentFault> {
        let Some(Ok(identity)) = name.map(Identity::tag) else {
            return Ok(None);
        };
        self.documents.get(class, &identity)
    }

    fn of_pool(&self, class: &'static Class, pool: Option<&str>) -> Result<Option<Doc>, DocumentFault> {
        let Some(pool) = pool else { return Ok(None) };
        if class.scopes.has(Scope::Service)
            && let Ok(identity) = Identity::service(&format!("Registrar:{pool}"))
            && let Some(doc) = self.documents.get(class, &identity)?
        {
            return Ok(Some(doc));
        }
        if !class.scopes.has(Scope::Site) {
            return Ok(None);
        }
        let site = self.topology.site_of_pool(pool)?;
        match site.as_deref().map(Identity::site) {
            Some(Ok(identity)) => self.documents.get(class, &identity),
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::EXTERNAL_ACCESS_POLICY;
    use crate::doc::Datum;
    use crate::topology::Machine;
    use std::sync::Arc;
    use uuid::Uuid;

    struct World {
        documents: Documents,
        precedence: Precedence,
    }

    fn world() -> World {
        let store = crate::memory();
        let topology = Topology::new(Arc::clone(&store));
        let machine = Machine { site: "Redmond".into(), fqdn: "pool.x.com".into(), sip_domain: "x.com".into() };
        topology.ensure(&machine).unwrap();
        let documents = Documents::new(store);
        World { precedence: Precedence::new(documents.clone(), topology), documents }
    }

    impl World {
        fn make(&self, identity: &str) {
            let identity = Identity::parse(identity, EXTERNAL_ACCESS_POLICY.scopes).unwrap();
            self.documents.create(&Doc::new(&EXTERNAL_ACCESS_POLICY, identity), "test").unwrap();
        }

        #[track_caller]
        fn check(&self, pool: &str, granted: Option<&str>, want: &str) {
            let mut account = Account::new(Uuid::from_u128(1));
            account.set("RegistrarPool", Datum::text(pool)).unwrap();
            account.grant("ExternalAccessPolicy", granted);
            let found = self.precedence.of(&EXTERNAL_ACCESS_POLICY, &account).unwrap().unwrap();
            let dangling = found.dangling.map_or(String::new(), |it| format!(", {it} is gone"));
            assert_eq!(format!("{}{dangling}", found.doc.identity()), want);
        }
    }

    #[test]
    fn per_user_before_site_before_global() {
        let world = world();
        world.check("pool.x.com", None, "Global");
        world.make("site:Redmond");
        world.check("pool.x.com", None, "Site:Redmond");
        world.check("elsewhere.x.com", None, "Global");
        world.make("tag:FedPic");
        world.check("pool.x.com", Some("FedPic"), "Tag:FedPic");
        world.check("pool.x.com", Some("Gone"), "Site:Redmond, Gone is gone");
        world.check("elsewhere.x.com", Some("Gone"), "Global, Gone is gone");
    }
}
