//! The nouns of the configuration and where they live.
//!
//! In:    classes as rows of data; documents, accounts and topology to keep; who asks, and by which command.
//! Out:   the same things read back, found by name, page by page; history; faults with id, category and target.
//! Never: knows the shell's values, prints, or asks a question.
//!
//! # Map
//!
//! | room | what |
//! |---|---|
//! | [`class`] | rows of configuration classes, one file each |
//! | [`doc`], [`identity`] | one document of a class; which one |
//! | [`documents`] | documents in a store: get, list, create, save, remove |
//! | [`directory`] | accounts: look up by any name, pages, bulk changes |
//! | [`effective`] | which document holds for an account |
//! | [`topology`], [`windows_service`] | sites, pools, services; the seed of a fresh store |
//! | [`history`] | who changed what; taking changes back |
//! | [`transfer`] | the whole configuration as one file |
//! | [`restore`], `base` | rolling copies; a sound store from what is left of a damaged one |
//! | [`integrity`] | whether everything fits together |
//! | [`store`], [`change`], [`key`] | the one door to stored bytes, and what goes through it |
//! | [`redact`] | a command line without its secrets |
//! | `engine`, `home` | how a store does it: revisions and durability over memory or sled |
//! | `share` | one store for several processes: owner, clients, take-over |
//!
//! # Every common call
//!
//! ```
//! use csshell_store as store;
//! use std::sync::Arc;
//! use store::class::EXTERNAL_ACCESS_POLICY;
//! use store::directory::{Account, Directory, Selection, UserId};
//! use store::doc::{Datum, Doc};
//! use store::documents::Documents;
//! use store::effective::Precedence;
//! use store::identity::Identity;
//! use store::topology::{Machine, Site, Topology};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A store: `store::open(path)` for the one on disk; this one ends with the process.
//! let it = store::memory();
//!
//! // A fresh store learns about its machine. Does nothing when there is a topology already.
//! let topology = Topology::new(Arc::clone(&it));
//! let machine = Machine { site: "Redmond".into(), fqdn: "pool01.litwareinc.com".into(), sip_domain: "litwareinc.com".into() };
//! topology.ensure(&machine)?;
//! assert_eq!(topology.list::<Site>()?.len(), 1);
//!
//! // New-CsExternalAccessPolicy -Identity FedPic -EnableFederationAccess $true
//! let documents = Documents::new(Arc::clone(&it));
//! let command = "New-CsExternalAccessPolicy -Identity FedPic -EnableFederationAccess $true";
//! let identity = Identity::parse("FedPic", EXTERNAL_ACCESS_POLICY.scopes)?;
//! let mut policy = Doc::new(&EXTERNAL_ACCESS_POLICY, identity.clone());
//! policy.set("EnableFederationAccess", Datum::Flag(true))?;
//! let policy = documents.create(&policy, command)?;          // fault IdentityAlreadyExists if it is there
//!
//! // Get: one, or all. Set: change what was read and save it over that revision.
//! let mut policy = documents.need(&EXTERNAL_ACCESS_POLICY, policy.identity())?;  // fault ItemNotFound
//! policy.set("EnableXmppAccess", Datum::Flag(true))?;
//! documents.save(&policy, "Set-CsExternalAccessPolicy FedPic -EnableXmppAccess $true")?;
//! assert_eq!(documents.list(&EXTERNAL_ACCESS_POLICY)?.len(), 2);               // Global is always there
//!
//! // Accounts: made one by one, or in bulk as below. `set_attribute` takes names of a directory export.
//! let directory = Directory::new(Arc::clone(&it));
//! let mut ken = Account::new(uuid::Uuid::from_u128(1));
//! ken.set("DisplayName", Datum::text("Ken Myer"))?;
//! ken.set_attribute("msRTCSIP-PrimaryUserAddress", &["sip:kenmyer@litwareinc.com"])?;
//! ken.set_attribute("msRTCSIP-UserEnabled", &["TRUE"])?;
//! ken.set("RegistrarPool", Datum::text("pool01.litwareinc.com"))?;
//! directory.create(&ken, "Import-CsAdUser users.ldif")?;
//!
//! // Get-CsUser -Identity: every form of name. `one` wants exactly one, `few` takes what it gets.
//! let ken = directory.one(&UserId::parse("sip:kenmyer@litwareinc.com"))?;      // fault ManagementObjectNotFound
//! assert_eq!(directory.few(&UserId::parse("Ken*"), 10)?.len(), 1);
//!
//! // Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic: pages in, packed changes out.
//! let mut bulk = directory.bulk("Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic");
//! for page in directory.pages(Selection::All) {
//!     for account in page?.iter().filter(|it| it.is_enabled_user()) {
//!         let step = bulk.grant(account, "ExternalAccessPolicy", Some("FedPic"))?;
//!         assert!(step.changed);                                                // step.account is the new state
//!     }
//! }
//! let outcome = bulk.finish()?;             // durable here; a failed flush is a fault of this call
//! assert!(outcome.faults.is_empty());       // accounts that could not be changed after all, each with its fault
//! assert_eq!(directory.count_granted("ExternalAccessPolicy", "FedPic")?, 1);   // "The policy is in use."
//!
//! // Get-CsEffectivePolicy
//! let ken = directory.one(&UserId::parse("Ken Myer"))?;
//! let precedence = Precedence::new(documents.clone(), topology);
//! let holds = precedence.of(&EXTERNAL_ACCESS_POLICY, &ken)?.ok_or("no policy")?;
//! assert_eq!(holds.doc.identity().to_string(), "Tag:FedPic");
//!
//! // Remove: a site or per-user document goes, the global one gets its defaults back.
//! documents.remove(&EXTERNAL_ACCESS_POLICY, &identity, "Remove-CsExternalAccessPolicy FedPic")?;
//! # Ok(())
//! # }
//! ```
//!
//! # History, files and damage
//!
//! ```
//! use csshell_store::{self as store, history::{History, Question}, transfer};
//! # use std::sync::Arc;
//! # use store::{change::{ChangeSet, Expect}, key::Key};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let it = store::memory();
//! # it.commit(ChangeSet::new("test").put(Key::topology("site", "Redmond"), &b"{}"[..], Expect::Any))?;
//! // Get-CsConfigurationChange -Last 5; each has who, when, command, and items with what differs.
//! let history = History::new(Arc::clone(&it));
//! let newest = history.all(&Question { last: Some(5), ..Question::default() })?.remove(0);
//! // Undo-CsConfigurationChange: `preview` for -WhatIf; fault ItemChangedSince unless forced.
//! let undo = history.undo(newest.change.rev, newest.change.rev, false)?;
//! println!("{:?}", undo.preview()?);
//! undo.run("Undo-CsConfigurationChange 1")?;
//! // Export-CsConfiguration -AsBytes, Import-CsConfiguration -ByteInput; `true` only counts.
//! let bytes = transfer::export_bytes(it.as_ref())?;
//! let told = transfer::import(it.as_ref(), std::io::Cursor::new(bytes), "Import-CsConfiguration", true)?;
//! assert_eq!(told.written, 0);
//! // Test-CsConfigurationStore. After StoreDamaged at open: `store::restore(path)`.
//! assert!(store::integrity::check(it.as_ref())?.is_sound());
//! // A gateway: list, then watch from there. `Event::Relist` after a new owner, fault StoreHistoryCompacted: again.
//! let mut watch = it.watch(store::key::DOCS, it.info()?.durable + 1)?;
//! let event = watch.next(std::time::Duration::from_millis(1))?;
//! # assert!(matches!(event, store::store::Event::Current(_)));
//! # Ok(())
//! # }
//! ```
//!
//! Every fault enum implements [`fault::Fault`] (`id`, `category`, `target`; the message is its `Display`).
//! Command lines are given as typed; [`change::ChangeSet::new`] redacts them.
//!
//! # What acknowledged means
//!
//! When a call that changes something returns without a fault, the change was synced to disk. It is there after a
//! kill, after a power cut, and in the history with who, when, by which command, and what was before.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod base;
pub mod change;
pub mod class;
pub mod directory;
pub mod doc;
pub mod documents;
pub mod effective;
mod engine;
pub mod fault;
pub mod history;
mod home;
pub mod identity;
pub mod integrity;
pub mod key;
mod open;
mod raw;
mod record;
pub mod redact;
mod restore;
mod share;
pub mod store;
mod stored;
pub mod topology;
pub mod transfer;
pub mod windows_service;

pub use open::{memory, open};
pub use restore::{Restored, restore};
