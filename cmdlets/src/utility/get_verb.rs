//! `Get-Verb`: the approved verbs.

use crate::result::facts;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;

/// Verb, prefix of its aliases, group.
pub const VERBS: &[(&str, &str, &str)] = &[
    ("Add", "a", "Common"),
    ("Approve", "ap", "Lifecycle"),
    ("Assert", "as", "Lifecycle"),
    ("Backup", "ba", "Data"),
    ("Block", "bl", "Security"),
    ("Build", "bd", "Lifecycle"),
    ("Checkpoint", "ch", "Data"),
    ("Clear", "cl", "Common"),
    ("Close", "cs", "Common"),
    ("Compare", "cr", "Data"),
    ("Complete", "cmp", "Lifecycle"),
    ("Compress", "cm", "Data"),
    ("Confirm", "cn", "Lifecycle"),
    ("Connect", "cc", "Communications"),
    ("Convert", "cv", "Data"),
    ("ConvertFrom", "cf", "Data"),
    ("ConvertTo", "ct", "Data"),
    ("Copy", "cp", "Common"),
    ("Debug", "db", "Diagnostic"),
    ("Deny", "dn", "Lifecycle"),
    ("Deploy", "dp", "Lifecycle"),
    ("Disable", "d", "Lifecycle"),
    ("Disconnect", "dc", "Communications"),
    ("Dismount", "dm", "Data"),
    ("Edit", "ed", "Data"),
    ("Enable", "e", "Lifecycle"),
    ("Enter", "et", "Common"),
    ("Exit", "ex", "Common"),
    ("Expand", "en", "Data"),
    ("Export", "ep", "Data"),
    ("Find", "fd", "Common"),
    ("Format", "f", "Common"),
    ("Get", "g", "Common"),
    ("Grant", "gr", "Security"),
    ("Group", "gp", "Data"),
    ("Hide", "h", "Common"),
    ("Import", "ip", "Data"),
    ("Initialize", "in", "Data"),
    ("Install", "is", "Lifecycle"),
    ("Invoke", "i", "Lifecycle"),
    ("Join", "j", "Common"),
    ("Limit", "l", "Data"),
    ("Lock", "lk", "Common"),
    ("Measure", "ms", "Diagnostic"),
    ("Merge", "mg", "Data"),
    ("Mount", "mt", "Data"),
    ("Move", "m", "Common"),
    ("New", "n", "Common"),
    ("Open", "op", "Common"),
    ("Optimize", "om", "Common"),
    ("Out", "o", "Data"),
    ("Ping", "pi", "Diagnostic"),
    ("Pop", "pop", "Common"),
    ("Protect", "pt", "Security"),
    ("Publish", "pb", "Data"),
    ("Push", "pu", "Common"),
    ("Read", "rd", "Communications"),
    ("Receive", "rc", "Communications"),
    ("Redo", "re", "Common"),
    ("Register", "rg", "Lifecycle"),
    ("Remove", "r", "Common"),
    ("Rename", "rn", "Common"),
    ("Repair", "rp", "Diagnostic"),
    ("Request", "rq", "Lifecycle"),
    ("Reset", "rs", "Common"),
    ("Resize", "rz", "Common"),
    ("Resolve", "rv", "Diagnostic"),
    ("Restart", "rt", "Lifecycle"),
    ("Restore", "rr", "Data"),
    ("Resume", "ru", "Lifecycle"),
    ("Revoke", "rk", "Security"),
    ("Save", "sv", "Data"),
    ("Search", "sr", "Common"),
    ("Select", "sc", "Common"),
    ("Send", "sd", "Communications"),
    ("Set", "s", "Common"),
    ("Show", "sh", "Common"),
    ("Skip", "sk", "Common"),
    ("Split", "sl", "Common"),
    ("Start", "sa", "Lifecycle"),
    ("Step", "st", "Common"),
    ("Stop", "sp", "Lifecycle"),
    ("Submit", "sb", "Lifecycle"),
    ("Suspend", "ss", "Lifecycle"),
    ("Switch", "sw", "Common"),
    ("Sync", "sy", "Data"),
    ("Test", "t", "Diagnostic"),
    ("Trace", "tr", "Diagnostic"),
    ("Unblock", "ul", "Security"),
    ("Undo", "un", "Common"),
    ("Uninstall", "us", "Lifecycle"),
    ("Unlock", "uk", "Common"),
    ("Unprotect", "up", "Security"),
    ("Unpublish", "ub", "Data"),
    ("Unregister", "ur", "Lifecycle"),
    ("Update", "ud", "Data"),
    ("Use", "u", "Other"),
    ("Wait", "w", "Lifecycle"),
    ("Watch", "wc", "Common"),
    ("Write", "wr", "Communications"),
];

/// Is it one of the verbs that commands should begin with?
pub fn is_approved(verb: &str) -> bool {
    VERBS.iter().any(|(known, _, _)| known.eq_ignore_ascii_case(verb))
}

/// Shows the approved verbs of commands.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Verb",
    type_name = "Microsoft.PowerShell.Commands.GetVerbCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Management.Automation.VerbInfo")
)]
pub struct GetVerb {
    /// Only these verbs.
    #[param(position = 0, pipeline, by_name)]
    verb: Vec<Str>,
    /// Only verbs of these groups.
    #[param(position = 1, pipeline, by_name, values("Common", "Communications", "Data", "Diagnostic", "Lifecycle", "Other", "Security"))]
    group: Vec<Str>,
}

impl Cmdlet for GetVerb {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let patterns: Vec<Wildcard> = self.verb.iter().filter_map(|verb| Wildcard::new(verb, true).ok()).collect();
        for (verb, prefix, group) in VERBS {
            let is_wanted = patterns.is_empty() || patterns.iter().any(|pattern| pattern.is_match(verb));
            let in_group = self.group.is_empty() || self.group.iter().any(|wanted| wanted.eq_ignore_ascii_case(group));
            if is_wanted && in_group {
                let values = vec![Value::str(verb), Value::str(prefix), Value::str(group)];
                cx.emit(facts("System.Management.Automation.VerbInfo", &["Verb", "AliasPrefix", "Group"], values))?;
            }
        }
        Ok(())
    }
}
