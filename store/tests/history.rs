//! History: asking, taking back, carrying over, restoring.
#![allow(clippy::unwrap_used)]

use csshell_store::class::{EXTERNAL_ACCESS_POLICY, XMPP_GATEWAY_CONFIGURATION};
use csshell_store::directory::{Account, Directory, UserId};
use csshell_store::doc::{Datum, Doc, Secret};
use csshell_store::documents::Documents;
use csshell_store::fault::Fault;
use csshell_store::history::{Action, History, Question};
use csshell_store::identity::Identity;
use csshell_store::store::Store;
use csshell_store::{memory, open, restore, transfer};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

struct World {
    store: Arc<dyn Store>,
    documents: Documents,
    directory: Directory,
    history: History,
}

fn over(store: Arc<dyn Store>) -> World {
    World {
        documents: Documents::new(Arc::clone(&store)),
        directory: Directory::new(Arc::clone(&store)),
        history: History::new(Arc::clone(&store)),
        store,
    }
}

/// Revision 1 makes a policy, 2 makes an account, 3 grants it, 4 changes the policy.
fn lived(store: Arc<dyn Store>) -> World {
    let world = over(store);
    let policy = Doc::new(&EXTERNAL_ACCESS_POLICY, Identity::tag("FedPic").unwrap());
    let mut policy = world.documents.create(&policy, "New-CsExternalAccessPolicy FedPic").unwrap();
    let mut ken = Account::new(Uuid::from_u128(1));
    ken.set("DisplayName", Datum::text("Ken Myer")).unwrap();
    ken.set("SipAddress", Datum::text("sip:kenmyer@litwareinc.com")).unwrap();
    let ken = world.directory.create(&ken, "Import-CsAdUser").unwrap();
    let mut bulk = world.directory.bulk("Grant-CsExternalAccessPolicy 'Ken Myer' FedPic");
    bulk.grant(&ken, "ExternalAccessPolicy", Some("FedPic")).unwrap();
    bulk.finish().unwrap();
    policy.set("EnableXmppAccess", Datum::Flag(true)).unwrap();
    world.documents.save(&policy, "Set-CsExternalAccessPolicy FedPic").unwrap();
    world
}

impl World {
    #[track_caller]
    fn check(&self, question: Question, want: &[u64]) {
        let got: Vec<_> = self.history.all(&question).unwrap().iter().map(|it| it.change.rev).collect();
        assert_eq!(got, want, "{question:?}");
    }

    fn xmpp(&self) -> Option<bool> {
        let policy = self.documents.get(&EXTERNAL_ACCESS_POLICY, &Identity::tag("FedPic").unwrap()).unwrap();
        policy.map(|it| it.is("EnableXmppAccess"))
    }

    fn granted(&self) -> Option<String> {
        let ken = self.directory.one(&UserId::parse("Ken Myer")).unwrap();
        ken.granted("ExternalAccessPolicy").map(str::to_owned)
    }
}

#[test]
fn changes_are_found_by_what_is_known_of_them() {
    let world = lived(memory());
    let some = |it: &str| Some(it.to_owned());
    world.check(Question::default(), &[4, 3, 2, 1]);
    world.check(Question { last: Some(2), ..Question::default() }, &[4, 3]);
    world.check(Question { identity: some("tag:fedpic"), ..Question::default() }, &[4, 1]);
    world.check(Question { identity: some("FedPic"), ..Question::default() }, &[4, 1]);
    world.check(Question { identity: some("kenmyer@litwareinc.com"), ..Question::default() }, &[3, 2]);
    world.check(Question { class: some("ExternalAccessPolicy"), ..Question::default() }, &[4, 1]);
    world.check(Question { class: some("CsUser"), last: Some(1), ..Question::default() }, &[3]);
    world.check(Question { user: some("nobody-at-all"), ..Question::default() }, &[]);
    world.check(Question { before: Some(1000), ..Question::default() }, &[]);
    let grant = world.history.all(&Question { class: some("CsUser"), last: Some(1), ..Question::default() }).unwrap();
    let item = &grant[0].items[0];
    assert_eq!(item.action, Action::Changed);
    assert_eq!(item.differences, [("ExternalAccessPolicy".into(), Datum::Null, Datum::text("FedPic"))]);
}

#[test]
fn one_change_or_a_range_is_taken_back_as_a_new_change() {
    let world = lived(memory());
    let undo = world.history.undo(4, 4, false).unwrap();
    assert_eq!(undo.preview().unwrap()[0].items[0].differences[0].2, Datum::Flag(false));
    assert_eq!(world.xmpp(), Some(true), "a preview changes nothing");
    assert_eq!(undo.run("Undo-CsConfigurationChange 4").unwrap(), [5]);
    assert_eq!(world.xmpp(), Some(false));
    assert_eq!(world.history.undo(1, 3, false).map(drop).unwrap_err().id(), "ItemChangedSince");
    world.history.undo(3, 3, false).unwrap().run("undo").unwrap();
    assert_eq!(world.granted(), None);
    assert_eq!(world.directory.count_granted("ExternalAccessPolicy", "FedPic").unwrap(), 0);
    world.history.undo(1, 6, false).unwrap().run("undo").unwrap();
    assert_eq!((world.xmpp(), world.directory.count().unwrap()), (None, 0));
    assert_eq!(world.history.undo(50, 60, false).map(drop).unwrap_err().id(), "ChangeNotFound");
}

#[test]
fn force_overwrites_later_work() {
    let world = lived(memory());
    assert_eq!(world.history.undo(1, 1, false).map(drop).unwrap_err().id(), "ItemChangedSince");
    let undo = world.history.undo(1, 1, true).unwrap();
    let shown = undo.preview().unwrap().remove(0);
    let lost: Vec<_> = shown.items[0].differences.iter().map(|it| it.0.as_str()).collect();
    assert!(lost.contains(&"EnableXmppAccess"), "the preview tells what later changes lose: {lost:?}");
    undo.run("Undo-CsConfigurationChange 1 -Force").unwrap();
    assert_eq!(world.xmpp(), None);
}

#[test]
fn a_configuration_is_carried_to_another_store() {
    let world = lived(memory());
    let mut settings = world.documents.need(&XMPP_GATEWAY_CONFIGURATION, &Identity::global()).unwrap();
    settings.set("DialbackPassphrase", Datum::Secret(Secret::new("geheim"))).unwrap();
    world.documents.save(&settings, "Set-X -DialbackPassphrase geheim").unwrap();
    let told = world.history.all(&Question { last: Some(1), ..Question::default() }).unwrap();
    assert!(!format!("{told:?}").contains("geheim"));
    let bytes = transfer::export_bytes(world.store.as_ref()).unwrap();
    let other = over(memory());
    other.directory.create(&Account::new(Uuid::from_u128(77)), "will be gone").unwrap();
    let import = |preview| transfer::import(other.store.as_ref(), Cursor::new(&bytes), "import", preview).unwrap();
    assert_eq!((import(true).written, other.directory.count().unwrap()), (4, 1));
    let told = import(false);
    assert_eq!((told.written, told.removed, told.same), (4, 1, 0));
    assert_eq!(import(false).same, 4, "a second time there is nothing to do");
    assert_eq!((other.xmpp(), other.granted().as_deref()), (Some(true), Some("FedPic")));
    let settings = other.documents.need(&XMPP_GATEWAY_CONFIGURATION, &Identity::global()).unwrap();
    assert_eq!(settings.get("DialbackPassphrase"), Some(&Datum::Secret(Secret::new("geheim"))));
}

#[test]
fn two_accounts_that_swapped_their_addresses_swap_them_back() {
    let world = over(memory());
    let person = |id, address: &str| {
        let mut it = Account::new(Uuid::from_u128(id));
        it.set("SipAddress", Datum::text(address)).unwrap();
        it
    };
    let store = |people: [Account; 2]| {
        let mut bulk = world.directory.bulk("Import-CsAdUser");
        people.iter().for_each(|it| drop(bulk.put(it).unwrap()));
        assert!(bulk.finish().unwrap().faults.is_empty());
    };
    store([person(1, "sip:ann@x.com"), person(2, "sip:bob@x.com")]);
    let bytes = transfer::export_bytes(world.store.as_ref()).unwrap();
    store([person(1, "sip:old@x.com"), person(2, "sip:ann@x.com")]);
    store([person(1, "sip:bob@x.com"), person(2, "sip:ann@x.com")]);
    let told = transfer::import(world.store.as_ref(), Cursor::new(bytes), "import", false).unwrap();
    assert_eq!((told.written, told.removed), (2, 0));
    let found = |address| world.directory.one(&UserId::parse(address)).unwrap().guid().as_u128();
    assert_eq!((found("sip:ann@x.com"), found("sip:bob@x.com")), (1, 2));
    assert_eq!(csshell_store::integrity::check(world.store.as_ref()).unwrap().findings, []);
}

#[test]
fn a_damaged_export_changes_nothing() {
    let world = lived(memory());
    let bytes = transfer::export_bytes(world.store.as_ref()).unwrap();
    for at in (0..bytes.len()).step_by(7) {
        let mut bad = bytes.clone();
        bad[at] ^= 0x55;
        let other = over(memory());
        let outcome = transfer::import(other.store.as_ref(), Cursor::new(bad), "import", false);
        // Some bytes of a zip mean nothing; then the import is right. Otherwise nothing was changed.
        match outcome {
            Ok(_) => assert_eq!(other.xmpp(), Some(true)),
            Err(fault) => assert_eq!((fault.id(), other.store.info().unwrap().revision), ("ConfigurationFileDamaged", 0)),
        }
    }
}

#[test]
fn an_export_made_under_a_writer_is_of_one_moment() {
    let world = lived(memory());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Two accounts are always changed together.
            let pair = |n: u32| {
                let make = |id| {
                    let mut it = Account::new(Uuid::from_u128(id));
                    it.set("City", Datum::text(&n.to_string())).unwrap();
                    it
                };
                [make(1000), make(u128::MAX)]
            };
            let mut n = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                n += 1;
                let mut bulk = world.directory.bulk("both");
                pair(n).iter().for_each(|it| drop(bulk.put(it).unwrap()));
                bulk.finish().unwrap();
            }
        });
        for _ in 0..20 {
            let bytes = transfer::export_bytes(world.store.as_ref()).unwrap();
            let other = over(memory());
            transfer::import(other.store.as_ref(), Cursor::new(bytes), "import", false).unwrap();
            let city = |id| {
                let found = other.directory.by_guid(Uuid::from_u128(id)).unwrap();
                found.and_then(|it| it.text("City").map(str::to_owned))
            };
            assert_eq!(city(1000), city(u128::MAX));
            assert!(csshell_store::integrity::check(other.store.as_ref()).unwrap().is_sound());
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

fn cut(path: &Path, bytes: u64) {
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len().saturating_sub(bytes)).unwrap();
}

#[test]
fn a_lost_database_comes_back_from_its_base_copy() {
    let folder = tempfile::tempdir().unwrap();
    drop(lived(open(folder.path()).unwrap()));
    std::fs::remove_file(folder.path().join("db/db")).unwrap();
    assert_eq!(open(folder.path()).map(drop).unwrap_err().id(), "StoreDamaged");
    let told = restore(folder.path()).unwrap();
    assert_eq!((told.base, told.revision, told.acknowledged), (4, 4, 4));
    let world = over(open(folder.path()).unwrap());
    assert_eq!((world.xmpp(), world.granted().as_deref()), (Some(true), Some("FedPic")));
    assert!(world.store.verify().unwrap().is_sound());
}

#[test]
fn change_records_after_the_base_copy_come_back_too() {
    let folder = tempfile::tempdir().unwrap();
    drop(lived(open(folder.path()).unwrap()));
    let world = over(open(folder.path()).unwrap());
    world.history.undo(4, 4, false).unwrap().run("undo").unwrap();
    let info = world.store.info().unwrap();
    drop(world);
    // The copy made at parting is damaged; the older one and the change record are left.
    cut(&folder.path().join(format!("base/{:020}.base", info.revision)), 40);
    let told = restore(folder.path()).unwrap();
    assert_eq!((told.base, told.revision), (4, 5), "{told:?}");
    assert!(told.lost[0].contains("base copy of revision 5"), "{told:?}");
    let world = over(open(folder.path()).unwrap());
    assert_eq!(world.xmpp(), Some(false));
    assert_eq!(world.store.info().unwrap().revision, 5, "revisions go on where they were");
    let told = world.history.all(&Question::default()).unwrap();
    assert_eq!((told.len(), &*told[0].change.command), (1, "undo"), "and so does the history");
    assert!(csshell_store::integrity::check(world.store.as_ref()).unwrap().is_sound());
}

#[test]
fn a_store_in_use_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let _store = open(folder.path()).unwrap();
    assert_eq!(restore(folder.path()).unwrap_err().id(), "StoreInUse");
}
