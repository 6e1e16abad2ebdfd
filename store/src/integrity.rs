//! Integrity: whether everything in a store fits together.
//!
//! In:    a store.
//! Out:   a report: what was read, what is damaged, what is only worth knowing.
//! Never: repairs or changes anything.
//!
//! [`Store::verify`] checks bytes: checksums, count and set-hash. Here it is also checked that documents can be read
//! by their classes, that accounts and indexes lead to each other, and that there is a base copy to begin again from.

use std::path::Path;
use uuid::Uuid;

use crate::base;
use crate::class::CLASSES;
use crate::directory::Account;
use crate::doc::{Doc, Secret};
use crate::fault::StoreFault;
use crate::key::{ACCOUNTS, DOCS, INDEXES, Key, SECRETS, doc_prefix};
use crate::store::{Entry, Finding, Info, Report, Store, walk};

/// Findings listed before the check stops.
const FINDINGS_MAX: usize = 200;

/// Checks everything.
pub fn check(store: &dyn Store) -> Result<Report, StoreFault> {
    let mut report = store.verify()?;
    walk(store, DOCS, &mut |entry| check_doc(store, &entry, &mut report))?;
    walk(store, ACCOUNTS, &mut |entry| check_account(store, &entry, &mut report))?;
    walk(store, INDEXES, &mut |entry| check_index(store, &entry, &mut report))?;
    check_base(&store.info()?, &mut report);
    Ok(report)
}

fn note(report: &mut Report, place: &Key, what: String) {
    if report.findings.len() < FINDINGS_MAX {
        let place = place.to_string();
        report.findings.push(Finding { place, what, damage: true });
    }
}

fn check_doc(store: &dyn Store, entry: &Entry, report: &mut Report) -> Result<(), StoreFault> {
    let class = CLASSES.iter().copied().find(|it| entry.key.starts_with(&doc_prefix(it.noun)));
    let Some(class) = class else {
        note(report, &entry.key, "no class of this program reads it".to_owned());
        return Ok(());
    };
    let mut missing = None;
    let decoded = Doc::decode(class, &entry.value, &mut |place| {
        let key = Key::secret(place);
        if store.get(&key)?.is_none() {
            missing = Some(key);
        }
        Ok(Some(Secret::stored("", place)))
    });
    match decoded {
        Ok(doc) if Key::doc(class.noun, doc.identity()) == entry.key => {}
        Ok(doc) => note(report, &entry.key, format!("it says it is \"{}\"", doc.identity())),
        Err(fault) => note(report, &entry.key, fault.to_string()),
    }
    if let Some(key) = missing {
        note(report, &entry.key, format!("its secret \"{key}\" is missing (prefix {})", String::from_utf8_lossy(SECRETS)));
    }
    Ok(())
}

fn check_account(store: &dyn Store, entry: &Entry, report: &mut Report) -> Result<(), StoreFault> {
    let account = match Account::from_entry(entry) {
        Ok(account) => account,
        Err(fault) => {
            note(report, &entry.key, fault.to_string());
            return Ok(());
        }
    };
    for (key, _) in account.index_entries() {
        let leads = store.get(&key)?.and_then(|it| Uuid::from_slice(&it.value).ok());
        if leads != Some(account.guid()) && still(store, entry)? {
            note(report, &entry.key, format!("the index entry \"{key}\" does not lead to it"));
        }
    }
    Ok(())
}

fn check_index(store: &dyn Store, entry: &Entry, report: &mut Report) -> Result<(), StoreFault> {
    let Ok(guid) = Uuid::from_slice(&entry.value) else {
        note(report, &entry.key, "it leads nowhere".to_owned());
        return Ok(());
    };
    // An account that cannot be read was told of already.
    let account = store.get(&Key::account(guid))?.and_then(|it| Account::from_entry(&it).ok());
    let leads_back = account.is_some_and(|it| it.index_entries().iter().any(|(key, _)| *key == entry.key));
    if !leads_back && still(store, entry)? {
        note(report, &entry.key, format!("account {guid} does not have this name, address or grant"));
    }
    Ok(())
}

/// Somebody may change things while the check runs; what changed since it was read is not judged.
fn still(store: &dyn Store, entry: &Entry) -> Result<bool, StoreFault> {
    Ok(store.get(&entry.key)?.is_some_and(|it| it.revision == entry.revision))
}

fn check_base(info: &Info, report: &mut Report) {
    let remark = |what: String| Finding { place: "base".to_owned(), what, damage: false };
    if info.place == "memory" || info.durable == 0 {
        return;
    }
    let copies = base::list(Path::new(&info.place));
    if copies.is_empty() {
        report.findings.push(remark("there is no base copy yet; the owner makes one within a minute".to_owned()));
    }
    for (revision, path) in copies {
        let finding = match base::read(&path, &mut |_| Ok(())) {
            Ok(_) => remark(format!("a good copy of revision {revision}, {} changes old", info.durable - revision.min(info.durable))),
            Err(fault) => Finding { place: path.display().to_string(), what: fault.to_string(), damage: true },
        };
        report.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{ChangeSet, Expect};
    use crate::class::EXTERNAL_ACCESS_POLICY;
    use crate::directory::Directory;
    use crate::doc::Datum;
    use crate::documents::Documents;
    use crate::identity::Identity;
    use std::sync::Arc;

    fn lived() -> Arc<dyn Store> {
        let store = crate::memory();
        let policy = Doc::new(&EXTERNAL_ACCESS_POLICY, Identity::tag("FedPic").unwrap());
        Documents::new(Arc::clone(&store)).create(&policy, "test").unwrap();
        let mut ken = Account::new(Uuid::from_u128(1));
        ken.set("DisplayName", Datum::text("Ken Myer")).unwrap();
        ken.grant("ExternalAccessPolicy", Some("FedPic"));
        Directory::new(Arc::clone(&store)).create(&ken, "test").unwrap();
        store
    }

    #[track_caller]
    fn check_finds(change: ChangeSet, wanted: &str) {
        let store = lived();
        assert_eq!(check(store.as_ref()).unwrap().findings, []);
        store.commit(change).unwrap();
        let found = check(store.as_ref()).unwrap();
        assert!(!found.is_sound() && found.findings[0].what.contains(wanted), "{found:?}");
    }

    #[test]
    fn what_does_not_fit_together_is_found() {
        let guid = Uuid::from_u128(1);
        let name = Key::shared("name", "Ken Myer", guid);
        check_finds(ChangeSet::new("x").delete(name, Expect::Any), "does not lead to it");
        let stray = Key::unique("sip", "nobody@x.com");
        check_finds(ChangeSet::new("x").put(stray, &guid.as_bytes()[..], Expect::Any), "does not have this name");
        let doc = Key::doc("CsExternalAccessPolicy", &Identity::tag("Other").unwrap());
        check_finds(ChangeSet::new("x").put(doc, &b"{}"[..], Expect::Any), "missing field");
        check_finds(ChangeSet::new("x").put(Key::account(guid), &b"garbage"[..], Expect::Any), "damaged");
    }
}
