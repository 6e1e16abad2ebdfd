//! Our declarations against what PowerShell 7.6 says of the same cmdlets.
//!
//! `facts/powershell.jsonl` holds a line per cmdlet: implementing type, default set, impact, and per parameter its
//! type, aliases and, for each set (`*` is every set), its position and the flags `m` mandatory, `v` from the pipeline
//! by value, `p` by property name, `r` remaining arguments.

use csshell_cmdlets::add_all;
use runtime::command::{CmdletSpec, ParamSpec, SetSpec};
use runtime::host::Unattended;
use runtime::session::Session;
use serde_json::Value;

/// Cmdlets whose remoting, jobs or editions this shell leaves out: what they declare must be right, but is not all.
const IN_PART: &[&str] = &["Get-Module", "Import-Module", "Invoke-Command", "New-Module", "Remove-Module"];

/// Types that are named differently because the conversion differs: a version here is also `Latest` or a whole number.
const OTHER_TYPES: &[(&str, &str)] = &[("Set-StrictMode", "Version")];

#[test]
fn declarations_are_the_ones_of_the_original() {
    let mut session = Session::new(Box::new(Unattended));
    add_all(&mut session);
    let facts = include_str!("facts/powershell.jsonl");
    let mut wrong = Vec::new();
    for line in facts.lines() {
        let fact: Value = serde_json::from_str(line).expect("a line of facts is JSON");
        let name = text(&fact["name"]);
        match session.catalog.cmdlets().find(|entry| entry.spec.name == name) {
            Some(entry) => compare(entry.spec, &fact, &mut wrong),
            None => wrong.push(format!("{name}: there are facts, but no cmdlet")),
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_parameter_has_help() {
    let mut session = Session::new(Box::new(Unattended));
    add_all(&mut session);
    let mut bare = Vec::new();
    for entry in session.catalog.cmdlets().filter(|entry| entry.spec.module.starts_with("Microsoft.PowerShell")) {
        let without = entry.spec.params.iter().filter(|param| param.help.is_empty());
        bare.extend(without.map(|param| format!("{} -{}", entry.spec.name, param.name)));
        if entry.spec.help.is_empty() {
            bare.push(entry.spec.name.to_owned());
        }
    }
    assert!(bare.is_empty(), "without help: {}", bare.join(", "));
}

fn compare(spec: &CmdletSpec, fact: &Value, wrong: &mut Vec<String>) {
    let name = spec.name;
    let mut differs = |what: &str, ours: &str, theirs: &str| {
        if ours != theirs {
            wrong.push(format!("{name} {what}: ours {ours:?}, theirs {theirs:?}"));
        }
    };
    differs("type", spec.type_name, text(&fact["type"]));
    differs("module", spec.module, text(&fact["module"]));
    differs("default set", spec.default_set, text(&fact["defaultSet"]));
    differs("impact", spec.confirm.map_or("", |impact| impact.name()), text(&fact["impact"]));
    let in_part = IN_PART.contains(&name);
    let parameters = fact["parameters"].as_object().expect("facts have parameters");
    for (param, about) in parameters {
        match spec.params.iter().find(|own| own.name == param) {
            Some(own) => compare_param(name, own, about, in_part, wrong),
            None if in_part => {}
            None => wrong.push(format!("{name} -{param} is missing")),
        }
    }
    for own in spec.params.iter().filter(|own| !parameters.contains_key(own.name)) {
        wrong.push(format!("{name} -{} is ours alone", own.name));
    }
}

fn compare_param(cmdlet: &str, own: &ParamSpec, about: &Value, in_part: bool, wrong: &mut Vec<String>) {
    let name = format!("{cmdlet} -{}", own.name);
    let mut aliases: Vec<&str> = own.aliases.to_vec();
    aliases.sort_unstable();
    let known: Vec<&str> = about["aliases"].as_array().into_iter().flatten().map(text).collect();
    if aliases != known {
        wrong.push(format!("{name}: our aliases {aliases:?}, theirs {known:?}"));
    }
    let (ours, theirs) = (plain_type(own.ty), plain_type(text(&about["type"])));
    if ours != theirs && !OTHER_TYPES.contains(&(cmdlet, own.name)) {
        wrong.push(format!("{name}: our type {ours}, theirs {theirs}"));
    }
    let mut sets: Vec<(String, String)> = own.sets.iter().map(|set| (set_name(set).to_owned(), flags(set))).collect();
    if sets.is_empty() {
        sets.push(("*".to_owned(), String::new()));
    }
    sets.sort();
    let facts = about["sets"].as_object().expect("facts have sets");
    let mut wanted: Vec<(String, String)> = facts.iter().map(|(set, flags)| (set.clone(), text(flags).to_owned())).collect();
    wanted.sort();
    let is_right = if in_part { sets.iter().all(|set| set.0 == "*" || wanted.contains(set)) } else { sets == wanted };
    if !is_right {
        wrong.push(format!("{name}: our sets {sets:?}, theirs {wanted:?}"));
    }
}

fn set_name(set: &SetSpec) -> &str {
    if set.set.is_empty() { "*" } else { set.set }
}

/// Position and flags in the order in which the facts have them.
fn flags(set: &SetSpec) -> String {
    let mut flags: Vec<String> = set.position.map(|at| at.to_string()).into_iter().collect();
    for (on, letter) in [(set.mandatory, "m"), (set.from_property, "p"), (set.from_rest, "r"), (set.from_pipeline, "v")] {
        if on {
            flags.push(letter.to_owned());
        }
    }
    flags.join(" ")
}

/// One spelling for types that have several names.
fn plain_type(name: &str) -> String {
    let plain = name.to_ascii_lowercase();
    let plain = plain.strip_prefix("system.").unwrap_or(&plain);
    match plain {
        "uint32" => "uint".to_owned(),
        "uint64" => "ulong".to_owned(),
        other => other.to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
