//! Format: a store written by any earlier version opens, and says what it said then.
//!
//! `tests/fixtures/format-N.zip` is the folder of a store as version N of the record format wrote it. A fixture is
//! never changed; a new format gets a new one, made by `cargo test -p csshell-store --test format -- --ignored`.
#![allow(clippy::unwrap_used)]

use csshell_store::class::{EXTERNAL_ACCESS_POLICY, XMPP_ALLOWED_PARTNER, XMPP_GATEWAY_CONFIGURATION};
use csshell_store::directory::{Account, Directory, UserId};
use csshell_store::doc::{Datum, Doc, Secret};
use csshell_store::documents::Documents;
use csshell_store::history::{History, Question};
use csshell_store::identity::Identity;
use csshell_store::topology::{Machine, Service, Setting, Topology};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

fn fixture(format: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{format}.zip"))
}

#[test]
fn a_store_of_format_1_opens_and_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&fixture(1), folder.path());
    let store = csshell_store::open(folder.path()).unwrap();
    assert!(store.verify().unwrap().is_sound());
    assert_eq!(store.info().unwrap().revision, 6);
    let documents = Documents::new(Arc::clone(&store));
    let policy = documents.need(&EXTERNAL_ACCESS_POLICY, &Identity::tag("FedPic").unwrap()).unwrap();
    assert!(policy.is("EnableFederationAccess") && !policy.is("EnableXmppAccess"));
    let partner = documents.need(&XMPP_ALLOWED_PARTNER, &Identity::item("gmail.com").unwrap()).unwrap();
    assert_eq!(partner.get("AdditionalDomains"), Some(&Datum::list(["googlemail.com"])));
    let settings = documents.need(&XMPP_GATEWAY_CONFIGURATION, &Identity::global()).unwrap();
    assert_eq!(settings.get("DialbackPassphrase"), Some(&Datum::Secret(Secret::new("fixture"))));
    let ken = Directory::new(Arc::clone(&store)).one(&UserId::parse("kenmyer@litwareinc.com")).unwrap();
    assert_eq!(ken.granted("ExternalAccessPolicy"), Some("FedPic"));
    let (edge, _) = Topology::new(Arc::clone(&store)).get::<Service>("EdgeServer:pool01.litwareinc.com").unwrap().unwrap();
    assert_eq!(edge.property("XmppListeningPort"), Some(&Setting::Number(5269)));
    let told = History::new(Arc::clone(&store)).all(&Question::default()).unwrap();
    assert_eq!(told.iter().map(|it| it.change.rev).collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1]);
    assert_eq!(&*told[0].change.command, "Grant-CsExternalAccessPolicy");
}

#[test]
#[ignore = "writes the fixture of the present format"]
fn write_fixture() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    pack(folder.path(), &fixture(1));
}

fn fill(folder: &Path) {
    let store = csshell_store::open(folder).unwrap();
    let machine = Machine { site: "Redmond".into(), fqdn: "pool01.litwareinc.com".into(), sip_domain: "litwareinc.com".into() };
    Topology::new(Arc::clone(&store)).ensure(&machine).unwrap();
    let documents = Documents::new(Arc::clone(&store));
    let mut policy = Doc::new(&EXTERNAL_ACCESS_POLICY, Identity::tag("FedPic").unwrap());
    policy.set("EnableFederationAccess", Datum::Flag(true)).unwrap();
    documents.create(&policy, "New-CsExternalAccessPolicy").unwrap();
    let mut partner = Doc::new(&XMPP_ALLOWED_PARTNER, Identity::item("gmail.com").unwrap());
    partner.set("AdditionalDomains", Datum::list(["googlemail.com"])).unwrap();
    documents.create(&partner, "New-CsXmppAllowedPartner").unwrap();
    let mut settings = documents.need(&XMPP_GATEWAY_CONFIGURATION, &Identity::global()).unwrap();
    settings.set("DialbackPassphrase", Datum::Secret(Secret::new("fixture"))).unwrap();
    documents.save(&settings, "Set-CsXmppGatewayConfiguration").unwrap();
    let directory = Directory::new(store);
    let mut ken = Account::new(Uuid::from_u128(1));
    ken.set("DisplayName", Datum::text("Ken Myer")).unwrap();
    ken.set("SipAddress", Datum::text("sip:kenmyer@litwareinc.com")).unwrap();
    let ken = directory.create(&ken, "Import-CsAdUser").unwrap();
    let mut bulk = directory.bulk("Grant-CsExternalAccessPolicy");
    bulk.grant(&ken, "ExternalAccessPolicy", Some("FedPic")).unwrap();
    bulk.finish().unwrap();
}

fn pack(folder: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    let mut zip = zip::ZipWriter::new(File::create(to).unwrap());
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
    zip.finish().unwrap();
}

fn unpack(from: &Path, folder: &Path) {
    let mut zip = zip::ZipArchive::new(File::open(from).unwrap()).unwrap();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let path = folder.join(file.enclosed_name().unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}
