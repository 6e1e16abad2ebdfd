//! The Cs cmdlets: policies, users, topology and services on the store.
//!
//! In:    bound parameters, the store behind `Shelf`.
//! Out:   objects of classes, accounts, sites, services; changes in the store.
//! Never: formats text for the screen, knows how the store keeps things, opens it before a command needs it.
//!
//! `shelf` is the door to the store. `family` makes the cmdlets of every configuration class from its row; the other
//! folders hold cmdlets with a mind of their own, one file each. `object` shows stored things as objects, `params`
//! reads what people type, `fault` turns faults of the store into error records.

mod family;
mod fault;
mod history;
mod object;
mod params;
mod service;
mod shelf;
mod topology;
mod user;

pub use shelf::{configure, configure_for};
pub use store::topology::Machine;

use runtime::author::{CmdletEntry, Session};

/// The module that `Get-Command` names as their source.
pub(crate) const MODULE: &str = "Lync";

/// Adds every Cs cmdlet, and what is known about the types they speak of.
pub fn define(s: &mut Session) {
    params::define(s);
    object::define(s);
    service::define(s);
    history::define(s);
    user::define();
    for entry in entries(s) {
        s.catalog.add(entry);
    }
}

fn entries(s: &mut Session) -> Vec<CmdletEntry> {
    let mut all = family::entries(s);
    all.extend(user::entries());
    all.extend(topology::entries());
    all.extend(service::entries());
    all.extend(history::entries());
    all
}
