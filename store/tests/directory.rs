//! Directory: accounts by every name, in bulk, and under the feet of other writers.
#![allow(clippy::unwrap_used)]

use csshell_store::directory::{Account, Directory, Selection, UserId};
use csshell_store::doc::Datum;
use csshell_store::fault::Fault;
use uuid::Uuid;

fn person(n: u32, first: &str, last: &str) -> Account {
    let mut it = Account::new(Uuid::from_u128(u128::from(n)));
    let logon = format!("{first}{last}").to_lowercase();
    for (name, value) in [
        ("SamAccountName", logon.clone()),
        ("UserPrincipalName", format!("{logon}@corp.litwareinc.com")),
        ("DisplayName", format!("{first} {last}")),
        ("DistinguishedName", format!("CN={first} {last},OU=Users,DC=litwareinc,DC=com")),
        ("SipAddress", format!("sip:{logon}@litwareinc.com")),
    ] {
        it.set(name, Datum::text(&value)).unwrap();
    }
    it.set("Enabled", Datum::Flag(true)).unwrap();
    it
}

fn world() -> Directory {
    let directory = Directory::new(csshell_store::memory());
    for (n, (first, last)) in [("Ken", "Myer"), ("Pilar", "Ackerman"), ("Ken", "Smith")].iter().enumerate() {
        directory.create(&person(u32::try_from(n).unwrap() + 1, first, last), "test").unwrap();
    }
    directory
}

#[track_caller]
fn check(directory: &Directory, name: &str, want: &str) {
    let got = directory.one(&UserId::parse(name)).map_or_else(|it| it.id().to_owned(), |it| it.text("DisplayName").unwrap().to_owned());
    assert_eq!(got, want, "for {name:?}");
}

#[test]
fn every_form_of_name_finds_the_account() {
    let directory = world();
    check(&directory, "sip:KenMyer@litwareinc.com", "Ken Myer");
    check(&directory, "kenmyer@litwareinc.com", "Ken Myer");
    check(&directory, "kenmyer@corp.litwareinc.com", "Ken Myer");
    check(&directory, "LITWAREINC\\kenmyer", "Ken Myer");
    check(&directory, "litwareinc.com\\kenmyer", "Ken Myer");
    check(&directory, "cn=ken myer,ou=users,dc=litwareinc,dc=com", "Ken Myer");
    check(&directory, "ken myer", "Ken Myer");
    check(&directory, "* Myer", "Ken Myer");
    check(&directory, "00000000-0000-0000-0000-000000000001", "Ken Myer");
    check(&directory, "Ken*", "IdentityNotUnique");
    check(&directory, "kenmyer", "ManagementObjectNotFound");
    check(&directory, "", "ManagementObjectNotFound");
}

#[test]
fn two_accounts_never_share_an_address() {
    let directory = world();
    let mut twin = person(9, "Other", "Person");
    twin.set("SipAddress", Datum::text("sip:KENMYER@litwareinc.com")).unwrap();
    let fault = directory.create(&twin, "test").unwrap_err();
    assert_eq!(fault.id(), "AddressAlreadyInUse");
    assert!(fault.to_string().contains("SIP address \"kenmyer@litwareinc.com\""), "{fault}");
    check(&directory, "Other Person", "ManagementObjectNotFound");
    assert_eq!(directory.create(&person(1, "Ken", "Again"), "test").unwrap_err().id(), "AccountAlreadyExists");
}

#[test]
fn a_renamed_account_is_found_by_the_new_name_only() {
    let directory = world();
    let mut ken = directory.one(&UserId::parse("Ken Myer")).unwrap();
    ken.set("SipAddress", Datum::text("sip:ken@litwareinc.com")).unwrap();
    directory.save(&ken, "Set-CsUser").unwrap();
    check(&directory, "sip:ken@litwareinc.com", "Ken Myer");
    check(&directory, "sip:kenmyer@litwareinc.com", "ManagementObjectNotFound");
    assert_eq!(directory.save(&ken, "Set-CsUser").unwrap_err().id(), "AccountChanged");
    let ken = directory.one(&UserId::parse("Ken Myer")).unwrap();
    directory.remove(&ken, "test").unwrap();
    check(&directory, "Ken Myer", "ManagementObjectNotFound");
    assert_eq!(directory.store().count(b"i/").unwrap(), 10, "five entries for each who is left");
}

#[test]
fn a_grant_is_seen_at_once_and_counted() {
    let directory = world();
    let mut bulk = directory.bulk("test");
    let ken = directory.one(&UserId::parse("Ken Myer")).unwrap();
    assert!(bulk.grant(&ken, "ExternalAccessPolicy", Some("FedPic")).unwrap().changed);
    let seen = directory.one(&UserId::parse("Ken Myer")).unwrap();
    assert_eq!(seen.granted("ExternalAccessPolicy"), Some("FedPic"));
    assert_eq!(directory.count_granted("ExternalAccessPolicy", "fedpic").unwrap(), 1);
    // What was read before still says nothing was granted; the store knows better.
    assert!(!bulk.grant(&ken, "ExternalAccessPolicy", Some("FedPic")).unwrap().changed);
    assert!(bulk.grant(&ken, "ExternalAccessPolicy", None).unwrap().changed);
    assert_eq!(bulk.finish().unwrap().changed, 2);
    assert_eq!(directory.count_granted("ExternalAccessPolicy", "FedPic").unwrap(), 0);
}

#[test]
fn a_pack_refused_for_one_account_is_done_for_all() {
    let directory = world();
    let everybody: Vec<_> = directory.pages(Selection::All).flat_map(|it| it.unwrap()).collect();
    let mut bulk = directory.bulk("test");
    for account in &everybody {
        bulk.grant(account, "ExternalAccessPolicy", Some("FedPic")).unwrap();
    }
    // Somebody else changes one of them through the same store before the pack is handed over.
    let elsewhere = Directory::new(std::sync::Arc::clone(directory.store()));
    let mut ken = elsewhere.one(&UserId::parse("Ken Myer")).unwrap();
    ken.set("City", Datum::text("Redmond")).unwrap();
    elsewhere.save(&ken, "other").unwrap();
    let outcome = bulk.finish().unwrap();
    assert_eq!((outcome.changed, outcome.faults.len()), (3, 0));
    let ken = directory.one(&UserId::parse("Ken Myer")).unwrap();
    assert_eq!((ken.text("City"), ken.granted("ExternalAccessPolicy")), (Some("Redmond"), Some("FedPic")));
}

#[test]
fn importing_twice_changes_nothing_the_second_time() {
    let directory = Directory::new(csshell_store::memory());
    let people: Vec<_> = (1..=300).map(|n| person(n, &format!("N{n}"), "Person")).collect();
    for round in [300, 0] {
        let mut bulk = directory.bulk("Import-CsAdUser");
        for account in &people {
            bulk.put(account).unwrap();
        }
        assert_eq!(bulk.finish().unwrap().changed, round);
    }
    assert_eq!(directory.count().unwrap(), 300);
    assert_eq!(directory.pages(Selection::Named(UserId::parse("N1*"))).flat_map(|it| it.unwrap()).count(), 111);
}

#[test]
fn an_account_removed_meanwhile_stays_removed() {
    let directory = world();
    let everybody: Vec<_> = directory.pages(Selection::All).flat_map(|it| it.unwrap()).collect();
    let elsewhere = Directory::new(std::sync::Arc::clone(directory.store()));
    let mut bulk = directory.bulk("test");
    for account in &everybody {
        bulk.grant(account, "ExternalAccessPolicy", Some("FedPic")).unwrap();
    }
    let ken = elsewhere.one(&UserId::parse("Ken Myer")).unwrap();
    elsewhere.remove(&ken, "other").unwrap();
    let outcome = bulk.finish().unwrap();
    assert_eq!((outcome.changed, outcome.faults.len()), (2, 1));
    assert_eq!(outcome.faults[0].fault.id(), "ManagementObjectNotFound");
    assert_eq!(directory.count().unwrap(), 2);
}
