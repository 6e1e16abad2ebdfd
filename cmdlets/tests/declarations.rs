//! Our declarations of the Cs cmdlets against facts about those of Lync Server 2013.
//!
//! The facts are names, types, sets and flags; `facts/lync2013.txt` says how a line is read.

use runtime::command::{CmdletSpec, ParamSpec};
use runtime::host::Unattended;
use runtime::session::Session;
use std::collections::BTreeSet;

/// What we leave out or do otherwise, and why.
const KNOWN: &[(&str, &str, &str)] = &[
    ("New-CsPublicProvider", "IconUrl", "a picture for clients"),
    ("New-CsPublicProvider", "NameDecorationDomain", "renames users of one provider in clients"),
    ("Set-CsUser", "AcpInfo", "dial-in conferencing of other companies"),
    ("Move-CsUser", "ProxyPool", "users of an older product"),
    ("Move-CsUser", "HostedMigrationOverrideUrl", "moves to the cloud"),
    ("Move-CsUser", "IgnoreBackendStoreException", "moves without a reachable old pool"),
    ("Move-CsUser", "MoveConferenceData", "there are no conferences"),
    ("Move-CsUser", "Report", "there is nothing to report"),
    ("Move-CsUser", "UserList", "a file of names; a pipeline does the same"),
    ("Move-CsUser", "ConcurrentMovesPerFE", "one store, one move at a time"),
    ("Move-CsUser", "*", "one set instead of two that differ in what is left out"),
    ("Set-CsHostingProvider", "SipClientPort", "a port fits into 32 bits"),
    ("New-CsHostingProvider", "SipClientPort", "a port fits into 32 bits"),
    ("Grant-CsExternalAccessPolicy", "DomainController", "the page of today lost its flags"),
];

#[test]
fn declarations_are_those_of_2013() {
    let mut session = Session::new(Box::new(Unattended));
    csshell_cmdlets::cs::define(&mut session);
    let specs: Vec<&'static CmdletSpec> = session.catalog.cmdlets().map(|it| it.spec).collect();
    let mut wrong = Vec::new();
    let mut current: Option<&CmdletSpec> = None;
    let mut named = BTreeSet::new();
    for line in include_str!("facts/lync2013.txt").lines().filter(|it| !it.starts_with('#')) {
        if let Some(param) = line.strip_prefix("  ") {
            if let Some(spec) = current {
                named.insert(param.split(' ').next().unwrap_or_default().to_owned());
                wrong.extend(difference(spec, param));
            }
            continue;
        }
        wrong.extend(current.into_iter().flat_map(|spec| surplus(spec, &named)));
        named.clear();
        let (name, what_if) = line.split_once(' ').unwrap_or((line, ""));
        current = specs.iter().copied().find(|it| it.name == name);
        match current {
            None => wrong.push(format!("{name} is missing")),
            Some(spec) if spec.confirm.is_some() != (what_if == "whatif") => wrong.push(format!("{name}: -WhatIf")),
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_known(spec: &CmdletSpec, param: &str) -> bool {
    KNOWN.iter().any(|(cmdlet, name, _)| *cmdlet == spec.name && (*name == param || *name == "*"))
}

/// Parameters of ours that the original does not have.
fn surplus(spec: &CmdletSpec, named: &BTreeSet<String>) -> Vec<String> {
    let ours = spec.params.iter().filter(|it| !named.contains(it.name) && !is_known(spec, it.name));
    ours.map(|it| format!("{}: -{} is ours alone", spec.name, it.name)).collect()
}

fn difference(spec: &CmdletSpec, fact: &str) -> Option<String> {
    let mut words = fact.split(' ');
    let (name, ty, flags) = (words.next()?, words.next()?, words.next()?);
    if is_known(spec, name) {
        return None;
    }
    let Some(param) = spec.params.iter().find(|it| it.name == name) else {
        return Some(format!("{}: -{name} is missing", spec.name));
    };
    let facts: BTreeSet<String> = words.map(str::to_owned).collect();
    let mine = sets_of(spec, param, &facts);
    let kind = kind_of(param.ty);
    let by_value = param.sets.iter().any(|it| it.from_pipeline);
    let by_name = param.sets.iter().any(|it| it.from_property);
    let found = format!("{}{}", if by_value { "v" } else { "" }, if by_name { "p" } else { "" });
    let found = if found.is_empty() { "-" } else { &found };
    if found != flags {
        return Some(format!("{}: -{name} takes input {found}, not {flags}", spec.name));
    }
    if !kind.eq_ignore_ascii_case(&short(ty)) {
        return Some(format!("{}: -{name} is {kind}, not {ty}", spec.name));
    }
    (mine != facts).then(|| format!("{}: -{name} is in {mine:?}, not {facts:?}", spec.name))
}

/// Sets as the facts write them; a parameter of all sets may be written either way.
fn sets_of(spec: &CmdletSpec, param: &ParamSpec, facts: &BTreeSet<String>) -> BTreeSet<String> {
    let write = |set: &str, it: &runtime::command::SetSpec| {
        let position = it.position.map_or("-".to_owned(), |at| at.to_string());
        format!("{set}:{position}{}", if it.mandatory { "!" } else { "" })
    };
    let every_set = || spec.params.iter().flat_map(|it| it.sets).map(|it| it.set).filter(|it| !it.is_empty()).collect::<BTreeSet<_>>();
    let names_all = facts.iter().all(|it| !it.starts_with('*'));
    let mut sets = BTreeSet::new();
    for member in param.sets {
        match member.set {
            "" if names_all => sets.extend(every_set().into_iter().map(|set| write(set, member))),
            "" => drop(sets.insert(write("*", member))),
            set => drop(sets.insert(write(set, member))),
        }
    }
    if !names_all && sets.len() == every_set().len() && param.sets.iter().all(|it| !it.set.is_empty()) {
        return param.sets.iter().take(1).map(|it| write("*", it)).collect();
    }
    sets
}

/// The last word of a type's name.
fn kind_of(ty: &str) -> String {
    let plain = ty.split('`').next().unwrap_or(ty);
    short(plain.rsplit('.').next().unwrap_or(plain))
}

fn short(name: &str) -> String {
    match name.trim_end_matches("[]").to_ascii_lowercase().as_str() {
        "switchparameter" => "switch".to_owned(),
        "boolean" => "bool".to_owned(),
        "uint" => "uint32".to_owned(),
        "ushort" => "uint16".to_owned(),
        other => other.to_owned(),
    }
}
